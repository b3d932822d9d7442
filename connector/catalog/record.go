package catalog

import (
	"encoding/binary"
	"strings"
	"time"

	"mooring/connector"
)

// A record is a repository written as bytes: what its place does not say. Texts stand behind their length; addresses
// are cut around the slug, since what is before and after it is the same for whole projects.

// The bits a record begins with.
const (
	hasPrivate = 1 << iota
	isPrivate
	hasArchived
	isArchived
	isEmpty
	hasBranch
	hasUpdated
)

// The ways an address is written.
const (
	addressNone = iota
	addressWhole
	addressCut // and upwards: the number of what stands before the slug
)

func (l *lexicon) record(to []byte, r *connector.Repository) []byte {
	to = append(to, bitsOf(r))
	if r.DefaultBranch != nil {
		to = binary.AppendUvarint(to, l.id(*r.DefaultBranch))
	}
	if r.Updated != nil {
		_, zone := r.Updated.Zone()
		to = binary.AppendVarint(to, r.Updated.Unix())
		to = binary.AppendUvarint(to, uint64(r.Updated.Nanosecond()))
		to = binary.AppendVarint(to, int64(zone))
	}
	for _, text := range [...]string{r.Ref.ID, r.Slug, r.Name, r.Description} {
		to = appendText(to, text)
	}
	for _, address := range [...]string{r.CloneHTTPS, r.CloneSSH, r.Web} {
		to = l.address(to, address, r.Slug)
	}
	return to
}

func bitsOf(r *connector.Repository) byte {
	var bits byte
	if r.Private != nil {
		bits |= hasPrivate
		if *r.Private {
			bits |= isPrivate
		}
	}
	if r.Archived != nil {
		bits |= hasArchived
		if *r.Archived {
			bits |= isArchived
		}
	}
	if r.Empty {
		bits |= isEmpty
	}
	if r.DefaultBranch != nil {
		bits |= hasBranch
	}
	if r.Updated != nil {
		bits |= hasUpdated
	}
	return bits
}

func (l *lexicon) address(to []byte, address, slug string) []byte {
	at := strings.LastIndex(address, slug)
	switch {
	case address == "":
		return append(to, addressNone)
	case slug == "" || at < 0:
		return appendText(append(to, addressWhole), address)
	}
	to = binary.AppendUvarint(to, addressCut+l.id(address[:at]))
	return binary.AppendUvarint(to, l.id(address[at+len(slug):]))
}

func appendText(to []byte, text string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

// facts are what a repository points to, in one piece of memory.
type facts struct {
	private, archived bool
	branch            string
	updated           time.Time
}

// repository reads a record, without copying texts. A damaged one gives what can be read of it.
func (s *snapshot) repository(row int32) connector.Repository {
	c, i := s.chunk(row)
	spot := &c.spots[i]
	from := reader{text: c.record(i)}
	bits := from.byte()
	r := connector.Repository{Empty: bits&isEmpty != 0, Right: connector.Right(spot.right)}
	s.facts(&r, bits, &from)
	r.Ref.ID, r.Slug, r.Name, r.Description = from.string(), from.string(), from.string(), from.string()
	r.CloneHTTPS, r.CloneSSH, r.Web = s.addresses(&from, r.Slug)
	p := s.places[spot.place]
	r.Ref.Provider, r.Ref.Base = p.Provider, p.Base
	r.Key, r.Owner, r.Project = p.Key, p.Owner, p.Project
	return r
}

func (s *snapshot) facts(r *connector.Repository, bits byte, from *reader) {
	if bits&(hasPrivate|hasArchived|hasBranch|hasUpdated) == 0 {
		return
	}
	f := &facts{private: bits&isPrivate != 0, archived: bits&isArchived != 0}
	if bits&hasPrivate != 0 {
		r.Private = &f.private
	}
	if bits&hasArchived != 0 {
		r.Archived = &f.archived
	}
	if bits&hasBranch != 0 {
		f.branch = s.text(from.number())
		r.DefaultBranch = &f.branch
	}
	if bits&hasUpdated != 0 {
		f.updated = from.time()
		r.Updated = &f.updated
	}
}

// addresses puts all three together in one piece of memory.
func (s *snapshot) addresses(from *reader, slug string) (https, ssh, web string) {
	var parts [3][3]string
	var b strings.Builder
	length := 0
	for i := range parts {
		parts[i] = s.parts(from, slug)
		length += len(parts[i][0]) + len(parts[i][1]) + len(parts[i][2])
	}
	b.Grow(length)
	var ends [3]int
	for i, some := range parts {
		for _, part := range some {
			b.WriteString(part)
		}
		ends[i] = b.Len()
	}
	all := b.String()
	return all[:ends[0]], all[ends[0]:ends[1]], all[ends[1]:]
}

func (s *snapshot) parts(from *reader, slug string) [3]string {
	switch kind := from.number(); kind {
	case addressNone:
		return [3]string{}
	case addressWhole:
		return [3]string{from.string()}
	default:
		return [3]string{s.text(kind - addressCut), slug, s.text(from.number())}
	}
}

// reader reads a record from its beginning. Behind the end of a damaged one everything is zero.
type reader struct{ text string }

func (r *reader) byte() byte {
	if r.text == "" {
		return 0
	}
	b := r.text[0]
	r.text = r.text[1:]
	return b
}

func (r *reader) number() uint64 {
	var n uint64
	for shift := 0; shift < 64; shift += 7 {
		b := r.byte()
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			break
		}
	}
	return n
}

func (r *reader) signed() int64 {
	n := r.number()
	if n&1 != 0 {
		return ^int64(n >> 1)
	}
	return int64(n >> 1)
}

func (r *reader) string() string {
	n := min(r.number(), uint64(len(r.text)))
	text := r.text[:n]
	r.text = r.text[n:]
	return text
}

func (r *reader) time() time.Time {
	seconds, part, zone := r.signed(), r.number(), r.signed()
	at := time.Unix(seconds, int64(part%1e9)).UTC()
	if zone != 0 {
		at = at.In(time.FixedZone("", int(zone)))
	}
	return at
}
