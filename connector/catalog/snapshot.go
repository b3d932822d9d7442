package catalog

import (
	"hash/maphash"
	"slices"

	"mooring/connector"
)

// snapshot is the list at one moment. Nothing in it changes any more, so that it is read without waiting.
type snapshot struct {
	chunks []*chunk
	n      int
	words  []string
	places []*place
	counts []int32 // rows by place
	// The rows in three orders: by name, by last update, and by what decides between hits that are equally good.
	byName, byUpdated, byLength []int32
	total                       int
	seed                        maphash.Seed
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

func (s *snapshot) place(id uint32) *place {
	if int(id) >= len(s.places) {
		return nil
	}
	return s.places[id]
}

// is tells whether a row is the repository with a reference.
func (s *snapshot) is(row int32, ref connector.RepositoryRef) bool {
	c, i := s.chunk(row)
	p := s.place(c.spots[i].place)
	return p != nil && c.id(i) == ref.ID && p.Base == ref.Base && p.Provider == ref.Provider
}

// find finds the row of a repository, or -1. It looks at four bytes of each row, which takes a fraction of a
// millisecond for 100,000.
func (s *snapshot) find(ref connector.RepositoryRef) int32 {
	if s == nil {
		return -1
	}
	hash := hashOf(s.seed, ref)
	for n, c := range s.chunks {
		for i := range c.spots {
			if c.spots[i].hash == hash {
				if row := int32(n<<chunkShift | i); s.is(row, ref) {
					return row
				}
			}
		}
	}
	return -1
}

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
