package catalog

import (
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"hash/maphash"
	"strings"
	"unsafe"

	"mooring/connector"
)

// Read makes a catalogue of what Write wrote; it keeps data, which must not change any more. Every repository in it
// counts as read before the present reading (see Begin).
func Read(data []byte) (*Catalog, Meta, error) {
	end := len(data) - crc32.Size
	if end < len(magic) || string(data[:len(magic)]) != magic ||
		crc32.Checksum(data[:end], crc32.MakeTable(crc32.Castagnoli)) != binary.LittleEndian.Uint32(data[end:]) {
		return nil, Meta{}, ErrUnreadable
	}
	// A copy of tens of megabytes is spared: data does not change any more.
	from := parser{reader: reader{text: unsafe.String(&data[len(magic)], end-len(magic))}}
	var meta Meta
	if json.Unmarshal([]byte(from.string()), &meta) != nil {
		return nil, Meta{}, ErrUnreadable
	}
	s := from.snapshot()
	if from.bad || from.text != "" {
		return nil, Meta{}, ErrUnreadable
	}
	return over(s), meta, nil
}

// parser reads a list that may be anything: it allocates no more than what is there allows for, and leaves nothing in
// the snapshot that would be looked up outside of it.
type parser struct {
	reader
	bad bool
}

func (p *parser) snapshot() *snapshot {
	s := &snapshot{total: -1, seed: maphash.MakeSeed()}
	for range p.count(1) {
		s.words = append(s.words, strings.Clone(p.string()))
	}
	for range p.count(5) {
		if p.bad {
			break
		}
		var names [5]string
		for j := range names {
			names[j] = strings.Clone(p.string())
		}
		s.places = append(s.places, newPlace(placeNames{connector.Provider(names[0]), names[1], names[2], names[3], names[4]}))
	}
	s.n = p.count(spotBytes + maskBytes)
	s.counts = make([]int32, len(s.places))
	for at := 0; at < s.n && !p.bad; at += chunkRows {
		s.chunks = append(s.chunks, p.chunk(min(chunkRows, s.n-at), s))
	}
	made := &orders{byName: p.order(s.n), byUpdated: p.order(s.n)}
	if !p.bad {
		made.places, made.lengths = s.beside(made, s.all())
	}
	s.ordering = &ordering{made: made}
	return s
}

// mostRows is how many rows, texts or places there may be: more than any Bitbucket has.
const mostRows = 1 << 22

// count reads how many things follow, of at least so many bytes each.
func (p *parser) count(size int) int {
	n := p.number()
	if n > min(uint64(len(p.text)/size), mostRows) {
		p.bad = true
		return 0
	}
	return int(n)
}

// string reads a text that is there whole.
func (p *parser) string() string {
	n := p.number()
	if n > uint64(len(p.text)) {
		p.bad, p.text = true, ""
		return ""
	}
	return p.take(int(n))
}

func (p *parser) take(size int) string {
	if size > len(p.text) {
		p.bad, p.text = true, ""
		return strings.Repeat("\x00", size)
	}
	text := p.text[:size]
	p.text = p.text[size:]
	return text
}

func (p *parser) chunk(rows int, s *snapshot) *chunk {
	c := &chunk{data: p.string(), texts: p.string(), spots: make([]spot, rows), masks: make([]mask, rows), hashes: make([]uint32, rows)}
	for i := range rows {
		c.spots[i].read(p.take(spotBytes))
		c.masks[i].read(p.take(maskBytes))
		if int(c.spots[i].place) >= len(s.places) {
			p.bad = true
			return c
		}
		s.counts[c.spots[i].place]++
	}
	if p.bad = p.bad || !c.sound(); p.bad {
		return c
	}
	for i := range rows {
		c.spots[i].head = headOf(c.name(i))
		c.hashes[i] = hashOf(s.seed, connector.RepositoryRef{ID: c.id(i)})
	}
	return c
}

// sound tells whether all rows lie within their chunk.
func (c *chunk) sound() bool {
	record, text := uint32(0), uint32(0)
	for i := range c.spots {
		s := &c.spots[i]
		if s.record < record || s.text < text || int(s.record) > len(c.data) || int(s.text) > len(c.texts) {
			return false
		}
		record, text = s.record, s.text
	}
	for i := range c.spots {
		s := &c.spots[i]
		length := int(s.name) + 1
		if s.slug > 0 {
			length += int(s.slug) + 1
		}
		if length > len(c.text(i)) {
			return false
		}
	}
	return true
}

// order reads all rows in some order: each of them once.
func (p *parser) order(n int) []int32 {
	rows, seen := make([]int32, n), make([]bool, n)
	all := p.take(4 * n)
	for i := range rows {
		row := little32(all[4*i:])
		if int64(row) >= int64(n) || seen[row] {
			p.bad = true
			return rows
		}
		rows[i], seen[row] = int32(row), true
	}
	return rows
}

func (s *spot) read(b string) {
	s.record, s.text, s.place = little32(b), little32(b[4:]), little32(b[8:])
	s.updated, s.starts = int64(little64(b[12:])), little64(b[20:])
	s.name, s.slug = uint16(b[28])|uint16(b[29])<<8, uint16(b[30])|uint16(b[31])<<8
	s.bits, s.right = b[32], b[33]
}

func (m *mask) read(b string) {
	for i := range m.pairs {
		m.pairs[i] = little64(b[8*i:])
	}
	m.letters, m.firsts = little64(b[32:]), little64(b[40:])
}

func little32(b string) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func little64(b string) uint64 { return uint64(little32(b)) | uint64(little32(b[4:]))<<32 }
