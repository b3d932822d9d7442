package catalog

import (
	"cmp"
	"slices"

	"mooring/connector"
)

// pick is one that was picked: a row, or as it was picked where it is not in the list.
type pick struct {
	row    int32 // or -1
	choice connector.Choice
}

// picked finds picked ones in the list.
func (s *snapshot) picked(choices []connector.Choice) []pick {
	picks := make([]pick, len(choices))
	for i, choice := range choices {
		picks[i] = pick{row: s.find(choice.Repository), choice: choice}
	}
	return picks
}

// arranged lays the list out: pinned, recent, and all others, each repository once.
func (s *snapshot) arranged(how Arrangement, f *filter, pinned, recent []pick) Listing {
	l := Listing{s: s, pinned: pinned}
	l.raise(HeadPinned, pinned, f)
	l.raise(HeadRecent, recent, f)
	l.rows = s.without(s.ordered(how.By), f, l.top)
	if how.Grouped {
		l.group()
	} else if len(l.top) > 0 && len(l.rows) > 0 {
		l.heads = append(l.heads, head{len(l.top) + len(l.heads), Heading{Kind: HeadOthers, Count: len(l.rows)}})
	}
	return l
}

// raise puts picked ones on top, but for those that are there already.
func (l *Listing) raise(kind HeadingKind, picks []pick, f *filter) {
	before := len(l.top)
	for _, p := range picks {
		passes := p.row >= 0 && f.passes(l.s.spot(p.row)) || p.row < 0 && f.passesChoice(p.choice)
		there := slices.ContainsFunc(l.top, func(o pick) bool { return o.choice.Repository == p.choice.Repository })
		if passes && !there {
			l.top = append(l.top, p)
		}
	}
	if count := len(l.top) - before; count > 0 {
		l.heads = append(l.heads, head{before + len(l.heads), Heading{Kind: kind, Count: count}})
	}
}

// ordered are all rows in an order.
func (s *snapshot) ordered(by By) []int32 {
	switch by {
	case ByName:
		return s.orders().byName
	case ByUpdated:
		return s.orders().byUpdated
	default:
		return s.all()
	}
}

// without leaves out what does not pass the filter, and what stands on top.
func (s *snapshot) without(rows []int32, f *filter, top []pick) []int32 {
	if f == nil && len(top) == 0 {
		return rows
	}
	out := make([]bool, s.n)
	if f != nil {
		each(len(s.chunks), func(n int) {
			for i := range s.chunks[n].spots {
				out[rowAt(n, i)] = !f.passes(&s.chunks[n].spots[i])
			}
		})
	}
	for _, p := range top {
		if p.row >= 0 {
			out[p.row] = true
		}
	}
	left := make([]int32, 0, len(rows))
	for _, row := range rows {
		if !out[row] {
			left = append(left, row)
		}
	}
	return left
}

// group puts the rows of one key together, the keys by the names of their owners, and leaves their order else.
func (l *Listing) group() {
	groups, of := l.s.groups()
	places := l.s.orders().places
	ends := make([]int32, len(groups)+1)
	for _, row := range l.rows {
		ends[of[places[row]]+1]++
	}
	for i := 1; i < len(ends); i++ {
		if count := ends[i]; count > 0 {
			at := len(l.top) + len(l.heads) + int(ends[i-1])
			l.heads = append(l.heads, head{at, Heading{Kind: HeadGroup, Name: groups[i-1].Owner, Key: groups[i-1].Key, Count: int(count)}})
		}
		ends[i] += ends[i-1]
	}
	rows := make([]int32, len(l.rows))
	for _, row := range l.rows {
		group := of[places[row]]
		rows[ends[group]] = row
		ends[group]++
	}
	l.rows = rows
}

// groups are a place for each key, by name, and which of them each place belongs to.
func (s *snapshot) groups() (groups []*place, of []int32) {
	keys := map[string]int{}
	for _, p := range s.places {
		if _, known := keys[p.Key]; !known {
			keys[p.Key] = 0
			groups = append(groups, p)
		}
	}
	slices.SortFunc(groups, func(a, b *place) int {
		return cmp.Or(cmp.Compare(a.owner, b.owner), cmp.Compare(a.key, b.key), cmp.Compare(a.Key, b.Key))
	})
	for i, p := range groups {
		keys[p.Key] = i
	}
	of = make([]int32, len(s.places))
	for i, p := range s.places {
		of[i] = int32(keys[p.Key])
	}
	return groups, of
}
