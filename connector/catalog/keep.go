package catalog

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"slices"
	"time"

	"mooring/connector"
)

// Meta is what a kept list says of itself.
type Meta struct {
	Account string // who read it: another account's list is not shown
	Read    time.Time
	Total   int
	// Large are workspaces that are listed in part, without Next.
	Large []connector.Large
}

// ErrUnreadable says that kept data is no list of this form, or damaged.
var ErrUnreadable = errors.New("this is no list of repositories that can be read")

// A kept list is, in this order: the magic, which names the version too; Meta in JSON; shared texts; places; how many
// rows; the chunks; the two orders; and a checksum of all that. Numbers whose size varies are written as uvarints,
// others little-endian.
const (
	magic     = "Mooring list 1\n\x00"
	spotBytes = 34
	maskBytes = 48
)

// Write writes the whole list, to be read by Read. It may be called while the list is filled and searched.
func (c *Catalog) Write(to io.Writer, meta Meta) error {
	s := c.now.Load()
	meta.Large = slices.Clone(meta.Large)
	for i := range meta.Large {
		meta.Large[i].Next = ""
	}
	about, err := json.Marshal(meta)
	if err != nil {
		return err
	}
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	w := writer{to: bufio.NewWriterSize(io.MultiWriter(to, sum), 1<<16)}
	_, _ = w.to.WriteString(magic)
	w.string(string(about))
	w.snapshot(s)
	if err := w.to.Flush(); err != nil {
		return err
	}
	_, err = to.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	return err
}

// writer writes the parts of a list; its first error comes with Flush.
type writer struct {
	to      *bufio.Writer
	scratch []byte
}

func (w *writer) snapshot(s *snapshot) {
	w.number(len(s.words))
	for _, text := range s.words {
		w.string(text)
	}
	w.number(len(s.places))
	for _, p := range s.places {
		for _, text := range p.all() {
			w.string(text)
		}
	}
	w.number(s.n)
	for _, c := range s.chunks {
		w.chunk(c)
	}
	for _, rows := range [][]int32{s.orders().byName, s.orders().byUpdated} {
		for _, row := range rows {
			w.bytes(binary.LittleEndian.AppendUint32(w.scratch[:0], uint32(row)))
		}
	}
}

func (w *writer) chunk(c *chunk) {
	w.string(c.data)
	w.string(c.texts)
	for i := range c.spots {
		b := c.spots[i].append(w.scratch[:0])
		w.bytes(c.masks[i].append(b))
	}
}

func (w *writer) number(n int) { w.bytes(binary.AppendUvarint(w.scratch[:0], uint64(n))) }

func (w *writer) string(text string) {
	w.number(len(text))
	_, _ = w.to.WriteString(text)
}

// bytes writes what was appended to scratch, and keeps its room.
func (w *writer) bytes(b []byte) {
	_, _ = w.to.Write(b)
	w.scratch = b
}

// append writes a spot, but for its hash: that holds in one process alone.
func (s *spot) append(to []byte) []byte {
	order := binary.LittleEndian
	to = order.AppendUint32(to, s.record)
	to = order.AppendUint32(to, s.text)
	to = order.AppendUint32(to, s.place)
	to = order.AppendUint64(to, uint64(s.updated))
	to = order.AppendUint64(to, s.starts)
	to = order.AppendUint16(to, s.name)
	to = order.AppendUint16(to, s.slug)
	return append(to, s.bits, s.right)
}

func (m *mask) append(to []byte) []byte {
	for _, part := range [...]uint64{m.pairs[0], m.pairs[1], m.pairs[2], m.pairs[3], m.letters, m.firsts} {
		to = binary.LittleEndian.AppendUint64(to, part)
	}
	return to
}

func (n *placeNames) all() [5]string {
	return [5]string{string(n.Provider), n.Base, n.Key, n.Owner, n.Project}
}
