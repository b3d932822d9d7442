package catalog

import "mooring/connector"

// Listing is what a search found: a snapshot that never changes, however many repositories arrive later.
// It holds positions instead of copies, because the repositories of a one-letter query would fill tens of
// megabytes at every keystroke. The zero value is the empty listing.
type Listing struct {
	all      []connector.Repository
	order    []int32
	searched bool
}

// Len is how many repositories were found.
func (l Listing) Len() int {
	if l.searched {
		return len(l.order)
	}
	return len(l.all)
}

// At gives the repository at a place, best first. It answers the zero repository outside the listing, so
// that a list drawing one row too many does no harm.
func (l Listing) At(place int) connector.Repository {
	if place < 0 || place >= l.Len() {
		return connector.Repository{}
	}
	return *l.at(place)
}

// Place finds where a repository stands, or -1.
func (l Listing) Place(ref connector.RepositoryRef) int {
	for i := range l.Len() {
		if r := l.at(i); r.Ref.ID == ref.ID && r.Ref == ref {
			return i
		}
	}
	return -1
}

func (l Listing) at(place int) *connector.Repository {
	if l.searched {
		place = int(l.order[place])
	}
	return &l.all[place]
}

// Found is how many repositories there are, without headings; Len counts rows.
func (l Listing) Found() int { return l.Len() }

// Row gives a row as it is to be drawn. Outside the listing it is the zero row.
func (l Listing) Row(place int) Row { return Row{Repository: l.At(place)} }

// Step gives the place of the repository so many repositories further down (or up, where by is negative), without
// counting headings; it stops at the first and the last. -1 where there is none at all.
func (l Listing) Step(place, by int) int { return min(max(place+by, 0), l.Len()-1) }
