package catalog

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// around is how many bytes of a description are shown before a word that is found in it.
const around = 40

// Row gives a row as it is to be drawn. Outside the listing it is the zero row.
func (l Listing) Row(place int) Row {
	number, heading := l.number(place)
	if number < 0 || heading != nil {
		return Row{Heading: heading}
	}
	r := Row{Repository: l.At(place)}
	r.Absent = number < len(l.top) && l.top[number].row < 0
	r.Pinned = slices.ContainsFunc(l.pinned, func(p pick) bool { return p.choice.Repository == r.Repository.Ref })
	if len(l.answers) > 0 {
		m := marker{row: &r}
		m.mark(l.answers)
	}
	return r
}

// marker finds the letters of a row that answer to words. It is one piece of memory for all that takes.
type marker struct {
	row               *Row
	name, path, other unfolded
}

func (m *marker) mark(answers []*answer) {
	r := m.row
	m.name.unfold(r.Repository.Name)
	m.path.unfold(r.Repository.FullName())
	for _, a := range answers {
		names, paths := len(r.Name), len(r.Path)
		r.Name, r.Path = m.name.exactly(r.Name, a.text), m.path.exactly(r.Path, a.text)
		if len(r.Name) == names && len(r.Path) == paths && !m.elsewhere(a.text) {
			m.forgivingly(&a.forgiving)
		}
	}
	r.Name, r.Path = apart(r.Name), apart(r.Path)
}

// elsewhere looks for a word in the other fields, and keeps the first that has one.
func (m *marker) elsewhere(word string) bool {
	r := &m.row.Repository
	for _, f := range [...]struct{ name, text string }{
		{"owner", r.Owner}, {"project", r.Project}, {"description", r.Description},
	} {
		m.other.unfold(f.text)
		spans := m.other.exactly(nil, word)
		if len(spans) == 0 {
			continue
		}
		if m.row.Elsewhere.Field == "" {
			m.row.Elsewhere = cut(Found{Field: f.name, Text: f.text, Spans: apart(spans)})
		}
		return true
	}
	return false
}

// forgivingly looks for a word in the name, or else in the slug, as it is not there.
func (m *marker) forgivingly(f *forgiving) {
	r := m.row
	if spans := m.name.forgivingly(r.Name, f); len(spans) > len(r.Name) {
		r.Name = spans
		return
	}
	m.other.unfold(r.Repository.Slug)
	before := len(r.Path)
	r.Path = m.other.forgivingly(r.Path, f)
	shift(r.Path[before:], len(r.Repository.Key)+1)
}

// cut leaves what is around the first word of a long text.
func cut(f Found) Found {
	from := f.Spans[0].From - around
	if from <= 0 {
		return f
	}
	for from < f.Spans[0].From && !utf8.RuneStart(f.Text[from]) {
		from++
	}
	if space := strings.IndexByte(f.Text[from:f.Spans[0].From], ' '); space >= 0 {
		from += space + 1
	}
	const more = "… "
	f.Text = more + f.Text[from:]
	shift(f.Spans, len(more)-from)
	return f
}

func shift(spans []Span, by int) {
	for i := range spans {
		spans[i].From += by
		spans[i].To += by
	}
}

// apart sorts spans and joins those that touch.
func apart(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
	out := spans[:0]
	for _, s := range spans {
		if last := len(out) - 1; last >= 0 && s.From <= out[last].To {
			out[last].To = max(out[last].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}
