package views

import (
	"slices"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector/flow"
)

// tone is how a line of a row is written.
type tone uint8

const (
	toneName  tone = iota // bold
	toneQuiet             // explains and steps back
	toneLink              // bold, in the colour of what can be pressed
)

// marked is one line of text that ends in "…" where there is no room, with stretches of it marked: on a tint and
// underlined, so that the marks are seen without colour, too. Lists are full of them, so it is made of the toolkit's
// plainest parts: one text, and two rectangles a mark.
type marked struct {
	widget.BaseWidget
	text  string // the whole of it
	spans []flow.Span
	tone  tone
}

func newMarked(t tone) *marked {
	m := &marked{tone: t}
	m.ExtendBaseWidget(m)
	return m
}

// set writes the line, and draws it anew only where it changed.
func (m *marked) set(text string, spans []flow.Span, t tone) {
	if m.text == text && m.tone == t && slices.Equal(m.spans, spans) {
		return
	}
	m.text, m.tone = text, t
	m.spans = append(m.spans[:0], spans...)
	m.Refresh()
}

// String is the whole text.
func (m *marked) String() string { return m.text }

// CreateRenderer draws text and marks.
func (m *marked) CreateRenderer() fyne.WidgetRenderer {
	r := &markedRenderer{marked: m, text: canvas.NewText("", nil)}
	r.objects = []fyne.CanvasObject{r.text}
	r.paint()
	return r
}

type markedRenderer struct {
	marked  *marked
	text    *canvas.Text
	tints   []*canvas.Rectangle
	lines   []*canvas.Rectangle
	objects []fyne.CanvasObject
}

// paint takes style and colours from tone and theme.
func (r *markedRenderer) paint() {
	name := theme.ColorNameForeground
	switch r.marked.tone {
	case toneQuiet:
		name = theme.ColorNamePlaceHolder
	case toneLink:
		name = theme.ColorNamePrimary
	}
	r.text.Color, r.text.TextSize = theme.Color(name), theme.TextSize()
	r.text.TextStyle = fyne.TextStyle{Bold: r.marked.tone != toneQuiet}
	for i := range r.tints {
		r.tints[i].FillColor = theme.Color(theme.ColorNameSelection)
		r.lines[i].FillColor = theme.Color(theme.ColorNamePrimary)
	}
}

// MinSize is one line; it is cut to whatever width there is.
func (r *markedRenderer) MinSize() fyne.Size { return fyne.NewSize(0, lineHeight()) }

// Layout cuts the text to the width and puts the marks where its letters are.
func (r *markedRenderer) Layout(size fyne.Size) {
	shown := r.cut(size.Width)
	r.text.Text = shown
	r.text.Resize(fyne.NewSize(size.Width, lineHeight()))
	end := len(shown)
	if shown != r.marked.text {
		end -= len(ellipsis)
	}
	n := 0
	for _, span := range r.marked.spans {
		from, to := max(span.From, 0), min(span.To, end)
		if from < to {
			r.mark(n, r.width(shown[:from]), r.width(shown[:to]), size.Height)
			n++
		}
	}
	for i := n; i < len(r.tints); i++ {
		r.tints[i].Hidden, r.lines[i].Hidden = true, true
	}
}

// mark puts the n-th mark between two places.
func (r *markedRenderer) mark(n int, from, to, height float32) {
	if n == len(r.tints) {
		tint, line := canvas.NewRectangle(theme.Color(theme.ColorNameSelection)), canvas.NewRectangle(theme.Color(theme.ColorNamePrimary))
		tint.CornerRadius = 2
		r.tints, r.lines = append(r.tints, tint), append(r.lines, line)
		r.objects = append([]fyne.CanvasObject{tint}, append(r.objects, line)...) // the tint below the text
	}
	tint, line := r.tints[n], r.lines[n]
	tint.Hidden, line.Hidden = false, false
	tint.Move(fyne.NewPos(from, 0))
	tint.Resize(fyne.NewSize(to-from, height))
	line.Move(fyne.NewPos(from, height-2))
	line.Resize(fyne.NewSize(to-from, 2))
}

// ellipsis ends what was cut.
const ellipsis = "…"

// cut is as much of the text as there is room for.
func (r *markedRenderer) cut(width float32) string {
	text := r.marked.text
	if text == "" || r.width(text) <= width {
		return text
	}
	// The ends of all letters but the last: how many of them fit is found by halving.
	ends := make([]int, 0, len(text))
	for i := range text {
		ends = append(ends, i)
	}
	fit := sort.Search(len(ends), func(i int) bool { return r.width(text[:ends[i]]+ellipsis) > width })
	if fit == 0 {
		return ellipsis
	}
	return text[:ends[fit-1]] + ellipsis
}

func (r *markedRenderer) width(text string) float32 {
	if text == "" {
		return 0
	}
	return fyne.MeasureText(text, r.text.TextSize, r.text.TextStyle).Width
}

// Refresh follows text and theme.
func (r *markedRenderer) Refresh() {
	r.paint()
	r.Layout(r.marked.Size())
	canvas.Refresh(r.marked)
}

// Objects are the tints, the text, and the lines.
func (r *markedRenderer) Objects() []fyne.CanvasObject { return r.objects }

// Destroy has nothing to let go.
func (r *markedRenderer) Destroy() {}

// lineHeight is how tall a line of plain text is.
func lineHeight() float32 {
	return fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{}).Height
}

// spansIn shifts marks by as much as stands before their text.
func spansIn(before string, spans []flow.Span) []flow.Span {
	shifted := make([]flow.Span, 0, len(spans))
	for _, s := range spans {
		shifted = append(shifted, flow.Span{From: s.From + len(before), To: s.To + len(before)})
	}
	return shifted
}

// onOneLine is a text with its line breaks taken out, byte for byte, so that marks stay where they are.
func onOneLine(text string) string {
	for i := range len(text) {
		if text[i] < ' ' {
			b := []byte(text)
			for i := range b {
				if b[i] < ' ' {
					b[i] = ' '
				}
			}
			return string(b)
		}
	}
	return text
}
