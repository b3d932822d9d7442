package catalog

import (
	"slices"
	"sort"

	"mooring/connector"
)

// Listing is what a search found: a snapshot that never changes, however many repositories arrive later. It holds
// positions instead of copies, because the repositories of a one-letter query would fill tens of megabytes at every
// keystroke. The zero value is the empty listing.
type Listing struct {
	s       *snapshot
	top     []pick
	rows    []int32
	heads   []head
	answers []*answer
	pinned  []pick
}

// head is a heading and the row it stands in.
type head struct {
	at int
	Heading
}

// Len is how many rows there are.
func (l Listing) Len() int { return len(l.heads) + l.Found() }

// Found is how many repositories there are, without headings; Len counts rows.
func (l Listing) Found() int { return len(l.top) + len(l.rows) }

// At gives the repository at a place, best first. It answers the zero repository outside the listing and for a heading,
// so that a list drawing one row too many does no harm.
func (l Listing) At(place int) connector.Repository {
	number, heading := l.number(place)
	switch {
	case number < 0 || heading != nil:
		return connector.Repository{}
	case number >= len(l.top):
		return l.s.repository(l.rows[number-len(l.top)])
	case l.top[number].row >= 0:
		return l.s.repository(l.top[number].row)
	default:
		return l.top[number].choice.Seen()
	}
}

// number is which repository stands in a row, counted without headings, or which heading.
func (l Listing) number(place int) (number int, heading *Heading) {
	if place < 0 || place >= l.Len() {
		return -1, nil
	}
	before := sort.Search(len(l.heads), func(i int) bool { return l.heads[i].at > place })
	if before > 0 && l.heads[before-1].at == place {
		return place - before, &l.heads[before-1].Heading
	}
	return place - before, nil
}

// row is the place of a repository that is counted without headings.
func (l Listing) row(number int) int {
	before := sort.Search(len(l.heads), func(i int) bool { return l.heads[i].at-i > number })
	return number + before
}

// Place finds where a repository stands, or -1.
func (l Listing) Place(ref connector.RepositoryRef) int {
	if i := slices.IndexFunc(l.top, func(p pick) bool { return p.choice.Repository == ref }); i >= 0 {
		return l.row(i)
	}
	if row := l.s.find(ref); row >= 0 {
		if i := slices.Index(l.rows, row); i >= 0 {
			return l.row(len(l.top) + i)
		}
	}
	return -1
}

// Step gives the place of the repository so many repositories further down (or up, where by is negative), without
// counting headings; it stops at the first and the last. -1 where there is none at all. From a place outside it begins
// at the first.
func (l Listing) Step(place, by int) int {
	if l.Found() == 0 {
		return -1
	}
	number, heading := l.number(place)
	if heading != nil && by < 0 {
		by++ // a heading counts as the last one above it, which is the next one up
	}
	return l.row(min(max(number+by, 0), l.Found()-1))
}
