package catalog

import "mooring/connector"

// filter is what of a query narrows.
type filter struct {
	places []bool // which count; nil for all
	// mask and bits say which bits a row must have how; admin that it must be one the account administers.
	mask, bits uint8
	admin      bool
	none       bool // nothing passes
	names      func(p *place) bool
}

// filter reads what narrows. It is nil where nothing does.
func (s *snapshot) filter(q Query) *filter {
	if len(q.Is)+len(q.Projects) == 0 {
		return nil
	}
	f := &filter{}
	for _, is := range q.Is {
		switch is {
		case Private:
			f.want(hasPrivate|isPrivate, hasPrivate|isPrivate)
		case Public:
			f.want(hasPrivate|isPrivate, hasPrivate)
		case Archived:
			f.want(hasArchived|isArchived, hasArchived|isArchived)
		case Admin:
			f.admin = true
		}
	}
	if len(q.Projects) > 0 {
		f.in(s, q.Projects)
	}
	return f
}

// want asks for some bits to be set in one way. What is asked for in two ways is nowhere.
func (f *filter) want(mask, bits uint8) {
	f.none = f.none || f.mask&mask != 0 && f.bits&mask != bits
	f.mask, f.bits = f.mask|mask, f.bits|bits
}

// in keeps to the places named: by their key or a name, or where there is none of that name, by how one begins, since
// it is still being typed.
func (f *filter) in(s *snapshot, projects []string) {
	var named []func(p *place) bool
	for _, project := range projects {
		is := func(p *place) bool { return p.key == project || p.owner == project || p.project == project }
		if !s.any(is) {
			is = func(p *place) bool {
				return gradeIn(p.key, project, 0, true, [4]uint8{0, 0, 0, absent}) == 0 ||
					gradeIn(p.owner, project, 0, true, [4]uint8{0, 0, 0, absent}) == 0 ||
					gradeIn(p.project, project, 0, true, [4]uint8{0, 0, 0, absent}) == 0
			}
		}
		named = append(named, is)
	}
	f.names = func(p *place) bool {
		for _, is := range named {
			if is(p) {
				return true
			}
		}
		return false
	}
	f.places = make([]bool, len(s.places))
	for i, p := range s.places {
		f.places[i] = f.names(p)
	}
}

// any tells whether there is a repository in a place of which something is true.
func (s *snapshot) any(is func(p *place) bool) bool {
	for i, p := range s.places {
		if s.counts[i] > 0 && is(p) {
			return true
		}
	}
	return false
}

func (f *filter) passes(s *spot) bool {
	switch {
	case f == nil:
		return true
	case f.none, s.bits&f.mask != f.bits, f.admin && connector.Right(s.right) != connector.RightAdmin:
		return false
	default:
		return f.places == nil || f.places[s.place]
	}
}

// passesChoice is passes for one that is not in the list, of which only its place is known.
func (f *filter) passesChoice(choice connector.Choice) bool {
	if f == nil {
		return true
	}
	return f.mask == 0 && !f.admin && (f.names == nil || f.names(newPlace(placeNames{Key: choice.Key, Owner: choice.Owner})))
}
