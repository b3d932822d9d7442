package server

// What is more than a page of repositories holds: encoding/json may judge that, after it was looked at whether there is
// room for it.
const (
	mostRows  = 4 * nextPages
	mostLinks = 16
)

// scanPage reads a page, row by row. It gives false where encoding/json has to read it; then no row counts.
func scanPage[T any](body []byte, row func(*scanner)) (page[T], bool) {
	s, p, rows, told := &scanner{body: body}, page[T]{}, 0, false
	s.object(func(name []byte) {
		switch string(name) {
		case "values":
			s.odd = s.odd || told // twice: the last one counts
			told = true
			s.array(func() {
				if rows++; rows > mostRows {
					s.odd = true
				}
				row(s)
			})
		case "isLastPage":
			p.IsLastPage = s.truth()
		case "nextPageStart":
			p.NextPageStart = nil
			if !s.word("null") {
				start := s.number()
				p.NextPageStart = &start
			}
		default:
			s.skip()
		}
	})
	s.odd = s.odd || s.peek() != 0 || s.at < len(s.body) || !told
	return p, !s.odd
}

// truth reads true, false or null.
func (s *scanner) truth() *bool {
	out := false
	switch {
	case s.word("null"):
		return nil
	case s.word("true"):
		out = true
	case !s.word("false"):
		s.odd = true
	}
	return &out
}

// shared are the words that every repository of a project repeats: each lies in memory once.
type shared map[string]string

func (w shared) of(word []byte) string {
	if known, found := w[string(word)]; found {
		return known
	}
	text := string(word)
	w[text] = text
	return text
}

// into reads a string unless it is null. It is a copy: a page's body is thrown away.
func (s *scanner) into(text *string) {
	if !s.word("null") {
		*text = string(s.text())
	}
}

// wordInto is into for what others have, too.
func (s *scanner) wordInto(text *string, words shared) {
	if !s.word("null") {
		*text = words.of(s.text())
	}
}

// repository reads a repository into r, which may hold the one before.
func (s *scanner) repository(r *restRepository, words shared) {
	self, clone := r.Links.Self[:0], r.Links.Clone[:0]
	*r = restRepository{}
	r.Links.Self, r.Links.Clone = self, clone
	s.object(func(name []byte) {
		switch string(name) {
		case "id":
			r.ID = s.number()
		case "slug":
			s.into(&r.Slug)
		case "name":
			s.into(&r.Name)
		case "description":
			s.into(&r.Description)
		case "public":
			r.Public = s.truth()
		case "archived":
			r.Archived = s.truth()
		case "project":
			s.project(&r.Project, words)
		case "links":
			s.object(func(name []byte) {
				switch string(name) {
				case "self":
					s.links(&r.Links.Self, words)
				case "clone":
					s.links(&r.Links.Clone, words)
				default:
					s.skip()
				}
			})
		default:
			s.skip()
		}
	})
}

func (s *scanner) project(p *restProject, words shared) {
	s.object(func(name []byte) {
		switch string(name) {
		case "id":
			p.ID = s.number()
		case "key":
			s.wordInto(&p.Key, words)
		case "name":
			s.wordInto(&p.Name, words)
		default:
			s.skip()
		}
	})
}

func (s *scanner) links(all *[]restLink, words shared) {
	*all = (*all)[:0]
	s.array(func() {
		link := restLink{}
		s.object(func(name []byte) {
			switch string(name) {
			case "href":
				s.into(&link.Href)
			case "name":
				s.wordInto(&link.Name, words)
			default:
				s.skip()
			}
		})
		if *all = append(*all, link); len(*all) > mostLinks {
			s.odd = true
		}
	})
}
