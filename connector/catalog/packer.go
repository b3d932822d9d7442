package catalog

import (
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
	last        *chunk // the one handed out last, while it is not full
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
	m := mask{letters: lettersOf(name), firsts: firstsOf(name, s.starts)}
	p.texts = append(p.texts, name...)
	if slug != name {
		s.slug = uint16(len(slug))
		m.letters |= lettersOf(slug)
		m.firsts |= firstsOf(slug, 0)
		p.texts = append(p.texts, '\n')
		p.texts = append(p.texts, slug...)
	}
	if r.Description != "" {
		p.texts = append(p.texts, '\n')
		p.texts = append(p.texts, Fold(r.Description)...)
	}
	m.pairs = pairsOf(p.texts[s.text:])
	p.spots, p.masks = append(p.spots, s), append(p.masks, m)
}

// copy takes a row over as it is packed already.
func (p *packer) copy(c *chunk, i int) {
	s := c.spots[i]
	s.record, s.text = uint32(len(p.data)), uint32(len(p.texts))
	p.data, p.texts = append(p.data, c.record(i)...), append(p.texts, c.text(i)...)
	p.spots, p.masks = append(p.spots, s), append(p.masks, c.masks[i])
}

// resume goes on behind the rows of a chunk that is not full; nil is none.
func (p *packer) resume(c *chunk) {
	switch {
	case c == nil:
		p.drop()
	case c != p.last:
		p.data, p.texts = []byte(c.data), []byte(c.texts)
		p.spots, p.masks = slices.Clone(c.spots), slices.Clone(c.masks)
	}
}

// part gives what has been packed so far, to go on with.
func (p *packer) part() *chunk {
	p.last = &chunk{data: aliased(p.data), texts: aliased(p.texts), spots: slices.Clip(p.spots), masks: slices.Clip(p.masks)}
	return p.last
}

// whole gives all that was packed as a chunk with no more memory than it needs, and begins the next one.
func (p *packer) whole() *chunk {
	c := &chunk{
		data: string(p.data), texts: string(p.texts),
		spots: append(make([]spot, 0, len(p.spots)), p.spots...), masks: append(make([]mask, 0, len(p.masks)), p.masks...),
	}
	p.drop()
	return c
}

// drop begins with nothing, and in other memory where some of this has been handed out.
func (p *packer) drop() {
	if p.last != nil {
		p.data, p.texts = make([]byte, 0, cap(p.data)), make([]byte, 0, cap(p.texts))
		p.spots, p.masks, p.last = make([]spot, 0, chunkRows), make([]mask, 0, chunkRows), nil
		return
	}
	p.data, p.texts, p.spots, p.masks = p.data[:0], p.texts[:0], p.spots[:0], p.masks[:0]
}

// aliased gives bytes that do not change any more as a text, without copying them.
func aliased(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

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
