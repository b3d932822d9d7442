package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// muted is a text that explains and steps back: the colour of hints, which the theme keeps readable.
type muted struct {
	widget.RichText
}

// mutedLabel makes one that wraps.
func mutedLabel(text string) *muted {
	m := &muted{}
	m.Scroll = container.ScrollNone
	m.Wrapping = fyne.TextWrapWord
	m.Segments = mutedSegments(text)
	m.ExtendBaseWidget(m)
	return m
}

// mutedLine makes one that ends in "…" where there is no room.
func mutedLine(text string) *muted {
	m := &muted{}
	m.Scroll = container.ScrollNone
	m.Truncation = fyne.TextTruncateEllipsis
	m.Segments = mutedSegments(text)
	m.ExtendBaseWidget(m)
	return m
}

func mutedSegments(text string) []widget.RichTextSegment {
	style := widget.RichTextStyleParagraph
	style.ColorName = theme.ColorNamePlaceHolder
	return []widget.RichTextSegment{&widget.TextSegment{Text: text, Style: style}}
}

// SetText replaces the text.
func (m *muted) SetText(text string) {
	if m.String() == text {
		return
	}
	m.Segments = mutedSegments(text)
	m.Refresh()
}
