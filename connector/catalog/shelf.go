package catalog

import (
	"strings"

	"mooring/connector"
)

// text is what is searched of one repository, folded. The name stands first and is nameLength bytes long,
// so that a hit in it can be told from one elsewhere. Fields are divided by line breaks.
type text struct {
	folded     string
	nameLength int
}

// shelf lays the texts of one page side by side in memory, which makes a search through all of them about
// twice as fast as strings lying here and there.
type shelf struct {
	written strings.Builder
	marks   []mark
}

// mark is where a text ends on the shelf, and how long its name is.
type mark struct{ end, nameLength int }

func (s *shelf) put(r connector.Repository) {
	name := Fold(r.Name)
	s.written.WriteString(name)
	for _, field := range []string{r.FullName(), r.Owner, r.Project, r.Description} {
		if field != "" {
			s.written.WriteByte('\n')
			s.written.WriteString(Fold(field))
		}
	}
	s.marks = append(s.marks, mark{end: s.written.Len(), nameLength: len(name)})
}

func (s *shelf) texts() []text {
	all := s.written.String()
	texts := make([]text, len(s.marks))
	begin := 0
	for i, m := range s.marks {
		texts[i] = text{folded: all[begin:m.end], nameLength: m.nameLength}
		begin = m.end
	}
	return texts
}
