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
		r.mark(l.answers)
	}
	return r
}

// mark finds the letters that answer to the words.
func (r *Row) mark(words []*answer) {
	name, path := unfold(r.Repository.Name), unfold(r.Repository.FullName())
	for _, w := range words {
		inName, inPath := name.exactly(w.text), path.exactly(w.text)
		if len(inName)+len(inPath) == 0 && !r.elsewhere(w.word) {
			inName = name.forgivingly(&w.forgiving)
			if len(inName) == 0 {
				slug := unfold(r.Repository.Slug)
				inPath = shifted(slug.forgivingly(&w.forgiving), len(r.Repository.Key)+1)
			}
		}
		r.Name, r.Path = append(r.Name, inName...), append(r.Path, inPath...)
	}
	r.Name, r.Path = apart(r.Name), apart(r.Path)
}

// elsewhere looks for a word in the other fields, and keeps the first that has one.
func (r *Row) elsewhere(w *word) bool {
	for _, f := range [...]struct{ name, text string }{
		{"owner", r.Repository.Owner}, {"project", r.Repository.Project}, {"description", r.Repository.Description},
	} {
		text := unfold(f.text)
		spans := text.exactly(w.text)
		if len(spans) == 0 {
			continue
		}
		if r.Elsewhere.Field == "" {
			r.Elsewhere = cut(Found{Field: f.name, Text: f.text, Spans: spans})
		}
		return true
	}
	return false
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
	f.Spans = shifted(f.Spans, len(more)-from)
	return f
}

func shifted(spans []Span, by int) []Span {
	for i := range spans {
		spans[i].From += by
		spans[i].To += by
	}
	return spans
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

// unfolded is a text as it is shown and as it is searched, and how the one belongs to the other.
type unfolded struct {
	shown, folded string
	starts        uint64
	// from says which letter of the shown text each folded byte comes of, by its beginning; nil where they are the same.
	from []int
}

func unfold(shown string) unfolded {
	folded, starts := appendName(make([]byte, 0, len(shown)), shown)
	u := unfolded{shown: shown, folded: string(folded), starts: starts}
	if _, plain := foldASCII(shown); plain {
		return u
	}
	u.from = make([]int, 0, len(folded))
	length := 0
	for at, r := range shown {
		length += len(appendFolded(folded[:0], string(r)))
		for len(u.from) < length {
			u.from = append(u.from, at)
		}
	}
	return u
}

// span gives the whole letters of which some folded bytes come, with the accents behind them.
func (u *unfolded) span(from, to int) Span {
	if u.from == nil {
		return Span{from, to}
	}
	end := len(u.shown)
	last := u.from[to-1]
	for i := to; i < len(u.from); i++ {
		if u.from[i] != last {
			end = u.from[i]
			break
		}
	}
	return Span{u.from[from], end}
}

// exactly finds a word: where words begin with it, or else where it is first.
func (u *unfolded) exactly(word string) []Span {
	var spans []Span
	first := -1
	for from := 0; ; {
		at := strings.Index(u.folded[from:], word)
		if at < 0 {
			break
		}
		at += from
		if first < 0 {
			first = at
		}
		if at < 64 && u.starts>>at&1 != 0 || startsWord(u.folded, at) {
			spans = append(spans, u.span(at, at+len(word)))
		}
		from = at + len(word)
	}
	if len(spans) == 0 && first >= 0 {
		spans = append(spans, u.span(first, first+len(word)))
	}
	return spans
}

// forgivingly finds the letters of a word that is not there as it was typed.
func (u *unfolded) forgivingly(f *forgiving) []Span {
	if len(f.letters) == 0 {
		return nil
	}
	var t letters
	t.read(u.folded, u.starts)
	var way path
	var spans []Span
	if _, found := way.find(f.letters, &t); found {
		for _, at := range way.places(f.letters, &t) {
			spans = append(spans, u.letter(&t, at))
		}
	} else if from, to := f.slips.find(u.folded, u.starts); from >= 0 {
		spans = append(spans, u.span(from, to))
	}
	return apart(spans)
}

func (u *unfolded) letter(t *letters, at int) Span {
	from := int(t.at[at])
	return u.span(from, min(from+utf8.RuneLen(t.all[at]), len(u.folded)))
}
