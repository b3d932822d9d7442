package catalog

import (
	"math"
	"unicode"
	"unicode/utf8"

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
	pairs []pairs
}

// spot is where a row's record and text begin, and what is asked of it most often.
type spot struct {
	record, text uint32
	place, hash  uint32
	updated      int64  // seconds; never is the least number
	starts       uint64 // the first 64 bytes of the name that begin a word, by bits
	letters      uint64 // in name and slug
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

// packer makes chunks.
type packer struct {
	lexicon     *lexicon
	data, texts []byte
	spots       []spot
	pairs       []pairs
}

// put packs a repository.
func (p *packer) put(r *connector.Repository, place, hash uint32) {
	s := spot{
		record: uint32(len(p.data)), text: uint32(len(p.texts)), place: place, hash: hash,
		updated: never, bits: bitsOf(r), right: uint8(r.Right),
	}
	if r.Updated != nil {
		s.updated = r.Updated.Unix()
	}
	p.data = p.lexicon.record(p.data, r)
	name, slug := shortened(Fold(r.Name)), shortened(Fold(r.Slug))
	s.name, s.starts = uint16(len(name)), starts(r.Name, name)
	s.letters = lettersOf(name) | lettersOf(slug)
	p.texts = append(p.texts, name...)
	if slug != name {
		s.slug = uint16(len(slug))
		p.texts = append(p.texts, '\n')
		p.texts = append(p.texts, slug...)
	}
	if r.Description != "" {
		p.texts = append(p.texts, '\n')
		p.texts = append(p.texts, Fold(r.Description)...)
	}
	p.pairs = append(p.pairs, pairsOf(p.texts[s.text:]))
	p.spots = append(p.spots, s)
}

// copy takes a row over as it is packed already.
func (p *packer) copy(c *chunk, i int) {
	s := c.spots[i]
	s.record, s.text = uint32(len(p.data)), uint32(len(p.texts))
	p.data = append(p.data, c.record(i)...)
	p.texts = append(p.texts, c.text(i)...)
	p.spots = append(p.spots, s)
	p.pairs = append(p.pairs, c.pairs[i])
}

// chunk gives what was packed as a chunk, and begins the next one.
func (p *packer) chunk() *chunk {
	c := &chunk{
		data: string(p.data), texts: string(p.texts),
		spots: append([]spot(nil), p.spots...), pairs: append([]pairs(nil), p.pairs...),
	}
	p.data, p.texts, p.spots, p.pairs = p.data[:0], p.texts[:0], p.spots[:0], p.pairs[:0]
	return c
}

// shortened keeps a folded text to what its length can be noted of.
func shortened(text string) string { return text[:min(len(text), math.MaxUint16)] }

// starts marks where words begin in a folded name, also those that only a capital tells ("MobileApp").
func starts(name, folded string) uint64 {
	var marks uint64
	before := ' '
	at := 0
	for _, r := range name {
		if at >= 64 || at >= len(folded) {
			break
		}
		if wordBegins(before, r) {
			marks |= 1 << at
		}
		before = r
		at += foldedLength(r)
	}
	return marks
}

// wordBegins tells whether a word begins with a letter behind another one.
func wordBegins(before, r rune) bool {
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return false
	}
	if !unicode.IsLetter(before) && !unicode.IsDigit(before) {
		return true
	}
	return unicode.IsUpper(r) && !unicode.IsUpper(before) || unicode.IsDigit(r) != unicode.IsDigit(before)
}

func foldedLength(r rune) int {
	if r < utf8.RuneSelf {
		return 1
	}
	return len(Fold(string(r)))
}

// begin takes all rows of a chunk over.
func (p *packer) begin(c *chunk) {
	p.data, p.texts = append(p.data, c.data...), append(p.texts, c.texts...)
	p.spots, p.pairs = append(p.spots, c.spots...), append(p.pairs, c.pairs...)
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
	from := int(s.name)
	if s.slug > 0 {
		from += 1 + int(s.slug)
	}
	if text := c.text(i); from < len(text) {
		return text[from+1:]
	}
	return ""
}
