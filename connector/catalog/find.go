package catalog

import "mooring/connector"

// Find finds the repositories that a query asks for. With words the best come first; without, they are arranged, and
// what is on top stands above them. Of filters alone top counts as far as it passes them.
func (c *Catalog) Find(query string, how Arrangement, top Top) Listing {
	s, q := c.now.Load(), ReadQuery(query)
	f := s.filter(q)
	pinned := s.picked(top.Pinned)
	if len(q.Words) == 0 {
		return s.arranged(how, f, pinned, s.picked(top.Recent))
	}
	words := c.memo.words(s, q.Words)
	return Listing{s: s, rows: s.best(words, f), words: words, pinned: pinned}
}

// Search finds like Find, without an arrangement: what answers equally well to no word at all is in the order of
// arrival.
func (c *Catalog) Search(query string) Listing { return c.Find(query, Arrangement{}, Top{}) }

// memo is to remember what was asked.
type memo struct{}

func (m *memo) words(s *snapshot, texts []string) []*word {
	words := make([]*word, len(texts))
	for i, text := range texts {
		words[i] = newWord(text, s.places)
	}
	return words
}

// best gives the rows in which all words are found, by the sum of their grades; equals by the order of length.
func (s *snapshot) best(words []*word, f *filter) []int32 {
	scores := make([]uint16, s.n) // from 1; 0 is not found
	worst := 0
	for n, c := range s.chunks {
		for i := range c.spots {
			if !f.passes(&c.spots[i]) {
				continue
			}
			sum := 0
			for _, w := range words {
				grade := w.grade(c, i)
				if grade == absent {
					sum = -1
					break
				}
				sum += int(grade)
			}
			if sum >= 0 {
				sum = min(sum, 1<<15)
				scores[n<<chunkShift|i] = uint16(sum + 1)
				worst = max(worst, sum+1)
			}
		}
	}
	return sorted(s.byLength, scores, worst)
}

// sorted puts the rows that have a score in its order, and equals in the order given, without comparing any.
func sorted(rows []int32, scores []uint16, worst int) []int32 {
	ends := make([]int32, worst+2) // of each score; first how many there are
	for _, score := range scores {
		if score > 0 {
			ends[score+1]++
		}
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	out := make([]int32, ends[worst+1])
	for _, row := range rows {
		if score := scores[row]; score > 0 {
			out[ends[score]] = row
			ends[score]++
		}
	}
	return out
}

// filter is what of a query narrows.
type filter struct {
	places []bool // which count; nil for all
	// mask and bits say which bits a row must have how; admin that it must be one the account administers.
	mask, bits uint8
	admin      bool
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
			f.mask, f.bits = f.mask|hasPrivate|isPrivate, f.bits|hasPrivate|isPrivate
		case Public:
			f.mask, f.bits = f.mask|hasPrivate|isPrivate, f.bits|hasPrivate
		case Archived:
			f.mask, f.bits = f.mask|hasArchived|isArchived, f.bits|hasArchived|isArchived
		case Admin:
			f.admin = true
		}
	}
	if len(q.Projects) > 0 {
		f.in(s, q.Projects)
	}
	return f
}

// in keeps to the places named: by their key or a name, or where there is none of that name, by how one begins, since
// it is still being typed.
func (f *filter) in(s *snapshot, projects []string) {
	var named []func(p *place) bool
	for _, project := range projects {
		is := func(p *place) bool { return p.key == project || p.owner == project || p.project == project }
		if !s.any(is) {
			is = func(p *place) bool {
				return gradeIn(p.key, project, 0, [4]uint8{0, 0, 0, absent}) == 0 ||
					gradeIn(p.owner, project, 0, [4]uint8{0, 0, 0, absent}) == 0 ||
					gradeIn(p.project, project, 0, [4]uint8{0, 0, 0, absent}) == 0
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
	case s.bits&f.mask != f.bits, f.admin && connector.Right(s.right) != connector.RightAdmin:
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
