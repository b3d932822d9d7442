package catalog

import (
	"bytes"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"mooring/connector"
)

// packer makes chunks. What it has written it never changes, and so the chunks it hands out before one is full share its
// memory: pages are small, and copying the last chunk for each would cost more than packing them.
type packer struct {
	lexicon     *lexicon
	data, texts []byte
	spots       []spot
	masks       []mask
	hashes      []uint32
	last        *chunk // the one handed out last, while it is not full
}

// put packs a repository.
func (p *packer) put(r *connector.Repository, place, hash uint32) {
	s := spot{
		record: uint32(len(p.data)), text: uint32(len(p.texts)), place: place,
		updated: never, bits: bitsOf(r), right: uint8(r.Right),
	}
	if r.Updated != nil {
		s.updated = r.Updated.Unix()
	}
	p.data = p.lexicon.record(p.data, r)
	var m mask
	p.texts, s.starts = appendName(p.texts, r.Name)
	p.texts = shortened(p.texts, s.text)
	name := p.texts[s.text:]
	s.name, s.head = uint16(len(name)), headOf(name)
	m.letters, m.firsts = lettersOf(name), firstsOf(name, s.starts)
	p.texts = append(p.texts, '\n')
	from := len(p.texts)
	p.texts = shortened(appendFolded(p.texts, r.Slug), uint32(from))
	if slug := p.texts[from:]; len(slug) > 0 && !bytes.Equal(slug, p.texts[s.text:from-1]) {
		s.slug = uint16(len(slug))
		m.letters |= lettersOf(slug)
		m.firsts |= firstsOf(slug, beginnings(slug))
		p.texts = append(p.texts, '\n')
	} else {
		p.texts = p.texts[:from]
	}
	p.texts = appendFolded(p.texts, r.Description)
	m.pairs = pairsOf(p.texts[s.text:])
	p.spots, p.masks, p.hashes = append(p.spots, s), append(p.masks, m), append(p.hashes, hash)
}

// copy takes a row over as it is packed already.
func (p *packer) copy(c *chunk, i int) {
	s := c.spots[i]
	s.record, s.text = uint32(len(p.data)), uint32(len(p.texts))
	p.data, p.texts = append(p.data, c.record(i)...), append(p.texts, c.text(i)...)
	p.spots, p.masks, p.hashes = append(p.spots, s), append(p.masks, c.masks[i]), append(p.hashes, c.hashes[i])
}

// resume goes on behind the rows of a chunk that is not full; nil is none.
func (p *packer) resume(c *chunk) {
	switch {
	case c == nil:
		p.drop()
	case c != p.last:
		p.data, p.texts = []byte(c.data), []byte(c.texts)
		p.spots, p.masks, p.hashes = slices.Clone(c.spots), slices.Clone(c.masks), slices.Clone(c.hashes)
	}
}

// part gives what has been packed so far, to go on with.
func (p *packer) part() *chunk {
	p.last = &chunk{
		data: aliased(p.data), texts: aliased(p.texts),
		spots: slices.Clip(p.spots), masks: slices.Clip(p.masks), hashes: slices.Clip(p.hashes),
	}
	return p.last
}

// whole gives all that was packed as a chunk with no more memory than it needs, and begins the next one.
func (p *packer) whole() *chunk {
	n := len(p.spots)
	c := &chunk{
		data: string(p.data), texts: string(p.texts),
		spots: append(make([]spot, 0, n), p.spots...), masks: append(make([]mask, 0, n), p.masks...),
		hashes: append(make([]uint32, 0, n), p.hashes...),
	}
	p.drop()
	return c
}

// drop begins with nothing, and in other memory where some of this has been handed out.
func (p *packer) drop() {
	if p.last != nil {
		p.data, p.texts, p.last = make([]byte, 0, cap(p.data)), make([]byte, 0, cap(p.texts)), nil
		p.spots, p.masks, p.hashes = make([]spot, 0, chunkRows), make([]mask, 0, chunkRows), make([]uint32, 0, chunkRows)
		return
	}
	p.data, p.texts, p.spots, p.masks, p.hashes = p.data[:0], p.texts[:0], p.spots[:0], p.masks[:0], p.hashes[:0]
}

// aliased gives bytes that do not change any more as a text, without copying them.
func aliased(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// headOf gives the first bytes of a folded name as a number that is in the same order.
func headOf[T string | []byte](name T) uint64 {
	var head uint64
	for i := range 8 {
		head <<= 8
		if i < len(name) {
			head |= uint64(name[i])
		}
	}
	return head
}

// shortened keeps what was folded from one place on to what its length can be noted of.
func shortened(texts []byte, from uint32) []byte {
	return texts[:min(len(texts), int(from)+math.MaxUint16)]
}

// appendName folds a name and marks where words begin in it, by the first 64 bytes: also those that only a capital tells
// ("MobileApp").
func appendName(to []byte, name string) (folded []byte, starts uint64) {
	from, before := len(to), ' '
	for i, r := range name {
		if at := len(to) - from; at < 64 && wordBegins(before, r) {
			starts |= 1 << at
		}
		before = r
		if r < utf8.RuneSelf {
			to = append(to, lower(byte(r)))
			continue
		}
		_, size := utf8.DecodeRuneInString(name[i:])
		to = appendLetter(to, name[i:i+size])
	}
	return to, starts
}

// wordBegins tells whether a word begins with a letter behind another one.
func wordBegins(before, r rune) bool {
	b, a := kindOf(before), kindOf(r)
	switch {
	case a == other:
		return false
	case b == other:
		return true
	default:
		return a == capital && b != capital || (a == digit) != (b == digit)
	}
}

// kind is what counts of a letter where words begin.
type kind uint8

const (
	other kind = iota
	small      // and letters of alphabets without capitals
	capital
	digit
)

func kindOf(r rune) kind {
	switch {
	case 'a' <= r && r <= 'z':
		return small
	case 'A' <= r && r <= 'Z':
		return capital
	case '0' <= r && r <= '9':
		return digit
	case r < utf8.RuneSelf:
		return other
	case unicode.IsUpper(r):
		return capital
	case unicode.IsLetter(r), unicode.Is(unicode.Mn, r):
		return small
	case unicode.IsDigit(r):
		return digit
	default:
		return other
	}
}

// beginnings marks where words begin in a folded text of which no more is known.
func beginnings(folded []byte) uint64 {
	var starts uint64
	before := ' '
	for at := 0; at < min(len(folded), 64); {
		r, size := utf8.DecodeRune(folded[at:])
		if wordBegins(before, r) {
			starts |= 1 << at
		}
		before, at = r, at+size
	}
	return starts
}
