package catalog

import (
	"math"

	"mooring/connector"
)

// Rows lie in chunks of this many; a row's number is its chunk's and its place in it.
const (
	chunkShift = 10
	chunkRows  = 1 << chunkShift
)

// chunk is some rows, packed. It never changes.
type chunk struct {
	data  string // records
	texts string // what is searched, folded: name, slug, description
	spots []spot
	masks []mask
	// hashes are those of the ids, side by side because they are looked through.
	hashes []uint32
}

// spot is where a row's record and text begin, and what is asked of it most often.
type spot struct {
	record, text uint32
	place        uint32
	updated      int64  // seconds; never is the least number
	head         uint64 // the first 8 bytes of the name, in the order of names
	starts       uint64 // the first 64 bytes of the name that begin a word, by bits
	name, slug   uint16 // how long they are; a slug like the name is not there
	bits, right  uint8
}

const never = math.MinInt64

func (c *chunk) record(i int) string {
	if i+1 < len(c.spots) {
		return c.data[c.spots[i].record:c.spots[i+1].record]
	}
	return c.data[c.spots[i].record:]
}

func (c *chunk) text(i int) string {
	if i+1 < len(c.spots) {
		return c.texts[c.spots[i].text:c.spots[i+1].text]
	}
	return c.texts[c.spots[i].text:]
}

// name is the folded name.
func (c *chunk) name(i int) string {
	s := &c.spots[i]
	return c.texts[s.text : s.text+uint32(s.name)]
}

// slug is the folded slug.
func (c *chunk) slug(i int) string {
	s := &c.spots[i]
	if s.slug == 0 {
		return c.name(i)
	}
	from := s.text + uint32(s.name) + 1
	return c.texts[from : from+uint32(s.slug)]
}

// description is the folded description.
func (c *chunk) description(i int) string {
	s := &c.spots[i]
	from := int(s.name) + 1
	if s.slug > 0 {
		from += int(s.slug) + 1
	}
	return c.text(i)[from:]
}

// id is the repository's id, read from the record.
func (c *chunk) id(i int) string {
	from := reader{text: c.record(i)}
	bits := from.byte()
	if bits&hasBranch != 0 {
		from.number()
	}
	if bits&hasUpdated != 0 {
		from.signed()
		from.number()
		from.signed()
	}
	return from.string()
}

// withRights gives the chunk with other rights, itself where nothing is new. An unknown right takes nothing back.
func (c *chunk) withRights(rights []uint8) *chunk {
	other := c
	for i := range c.spots {
		if rights[i] == uint8(connector.RightUnknown) || rights[i] == c.spots[i].right {
			continue
		}
		if other == c {
			copied := *c
			copied.spots = append([]spot(nil), c.spots...)
			other = &copied
		}
		other.spots[i].right = rights[i]
	}
	return other
}
