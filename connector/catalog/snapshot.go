package catalog

import (
	"hash/maphash"
	"slices"

	"mooring/connector"
)

// snapshot is the list at one moment. Nothing in it changes any more, so that it is read without waiting.
type snapshot struct {
	chunks   []*chunk
	n        int
	words    []string // shared texts
	places   []*place
	counts   []int32 // rows by place
	ordering *ordering
	total    int
	seed     maphash.Seed
}

func (s *snapshot) chunk(row int32) (*chunk, int) {
	return s.chunks[row>>chunkShift], int(row & (chunkRows - 1))
}

func (s *snapshot) spot(row int32) *spot {
	c, i := s.chunk(row)
	return &c.spots[i]
}

func (s *snapshot) name(row int32) string {
	c, i := s.chunk(row)
	return c.name(i)
}

func (s *snapshot) text(id uint64) string {
	if id >= uint64(len(s.words)) {
		return ""
	}
	return s.words[id]
}

// is tells whether a row is the repository with a reference.
func (s *snapshot) is(row int32, ref connector.RepositoryRef) bool {
	c, i := s.chunk(row)
	p := s.places[c.spots[i].place]
	return c.id(i) == ref.ID && p.Base == ref.Base && p.Provider == ref.Provider
}

// find finds the row of a repository, or -1. It looks at four bytes of each row, which takes a fraction of a
// millisecond for 100,000.
func (s *snapshot) find(ref connector.RepositoryRef) int32 {
	if s == nil {
		return -1
	}
	hash := hashOf(s.seed, ref)
	for n, c := range s.chunks {
		for i, other := range c.hashes {
			if other == hash {
				if row := rowAt(n, i); s.is(row, ref) {
					return row
				}
			}
		}
	}
	return -1
}

// rowAt is the number of a row in a chunk.
func rowAt(chunk, i int) int32 { return int32(chunk<<chunkShift | i) }

func hashOf(seed maphash.Seed, ref connector.RepositoryRef) uint32 {
	return uint32(maphash.String(seed, ref.ID))
}

// in is how many rows have a key.
func (s *snapshot) in(key string) int {
	sum := 0
	for id, count := range s.counts {
		if count > 0 && s.places[id].Key == key {
			sum += int(count)
		}
	}
	return sum
}

// all are the numbers of all rows.
func (s *snapshot) all() []int32 {
	rows := make([]int32, s.n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

func (s *snapshot) clone() *snapshot {
	other := *s
	other.chunks = slices.Clone(s.chunks)
	return &other
}

// only makes a snapshot of those rows that have a new number; the others have -1.
func (s *snapshot) only(numbers []int32, n int) *snapshot {
	left := s.clone()
	left.n, left.counts = n, make([]int32, len(s.places))
	same := 0 // chunks before the first of which something goes
	for same < len(s.chunks) && numbers[rowAt(same, len(s.chunks[same].spots)-1)] == rowAt(same, len(s.chunks[same].spots)-1) {
		same++
	}
	left.chunks = left.chunks[:same:same]
	var p packer
	for n := same; n < len(s.chunks); n++ {
		for i := range s.chunks[n].spots {
			if numbers[rowAt(n, i)] < 0 {
				continue
			}
			p.copy(s.chunks[n], i)
			if len(p.spots) == chunkRows {
				left.chunks = append(left.chunks, p.whole())
			}
		}
	}
	if len(p.spots) > 0 {
		left.chunks = append(left.chunks, p.whole())
	}
	for _, c := range left.chunks {
		for i := range c.spots {
			left.counts[c.spots[i].place]++
		}
	}
	left.ordering = s.orderingOf(numbers, left)
	return left
}

// orderingOf gives the orders of the rows that are left, under their new numbers.
func (s *snapshot) orderingOf(numbers []int32, left *snapshot) *ordering {
	renumbered := func(rows []int32) []int32 {
		out := make([]int32, 0, left.n)
		for _, row := range rows {
			if numbers[row] >= 0 {
				out = append(out, numbers[row])
			}
		}
		return out
	}
	all := s.orders()
	made := &orders{byName: renumbered(all.byName), byUpdated: renumbered(all.byUpdated)}
	made.places, made.lengths = left.beside(made, left.all())
	return &ordering{made: made}
}
