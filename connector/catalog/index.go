package catalog

import "mooring/connector"

// index finds the row of a repository: a table of hash and row (from 1), the next free slot taken where one is. It is
// read and changed by those who fill the list alone.
type index struct {
	slots []uint64
	used  int
}

// row finds the row of a repository, or -1; is decides between those with the same hash.
func (x *index) row(hash uint32, is func(row int32) bool) int32 {
	if len(x.slots) == 0 {
		return -1
	}
	for at := x.first(hash); ; at = x.next(at) {
		slot := x.slots[at]
		if slot == 0 {
			return -1
		}
		if row := int32(uint32(slot)) - 1; uint32(slot>>32) == hash && is(row) {
			return row
		}
	}
}

// put notes a row that is not there yet.
func (x *index) put(hash uint32, row int32) {
	if 2*(x.used+1) > len(x.slots) {
		x.grow(max(1024, 2*len(x.slots)))
	}
	x.set(uint64(hash)<<32 | uint64(uint32(row+1)))
	x.used++
}

func (x *index) grow(size int) {
	old := x.slots
	x.slots = make([]uint64, size)
	for _, slot := range old {
		if slot != 0 {
			x.set(slot)
		}
	}
}

func (x *index) set(slot uint64) {
	at := x.first(uint32(slot >> 32))
	for x.slots[at] != 0 {
		at = x.next(at)
	}
	x.slots[at] = slot
}

func (x *index) first(hash uint32) int { return int(hash) & (len(x.slots) - 1) }
func (x *index) next(at int) int       { return (at + 1) & (len(x.slots) - 1) }

// indexOf makes the index of a whole list.
func indexOf(s *snapshot) index {
	var x index
	size := 1024
	for size < 2*(s.n+1) {
		size *= 2
	}
	x.slots = make([]uint64, size)
	for n, c := range s.chunks {
		for i, hash := range c.hashes {
			x.put(hash, rowAt(n, i))
		}
	}
	return x
}

// refIn makes the question of an index out of a reference.
func (s *snapshot) refIs(ref connector.RepositoryRef) func(row int32) bool {
	return func(row int32) bool { return s.is(row, ref) }
}
