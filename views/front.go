package views

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// inFront tells whether an object is part of what the window shows now: only then may a screen that
// changes by itself take the keyboard.
func (k *kit) inFront(object fyne.CanvasObject) bool {
	return k.window != nil && contains(k.window.Content(), object)
}

// contains looks for an object below another, through containers.
func contains(in, object fyne.CanvasObject) bool {
	if in == object {
		return true
	}
	box, ok := in.(*fyne.Container)
	return ok && slices.ContainsFunc(box.Objects, func(o fyne.CanvasObject) bool { return contains(o, object) })
}

// reveal scrolls a page so far that an object, and some air around it, can be seen. The page may have come
// just now and not have been drawn yet.
func reveal(page, object fyne.CanvasObject) {
	s := seeker{wanted: object}
	if s.look(page, 0) {
		s.show()
	}
}

// inSight tells whether an object of a page can be seen without scrolling.
func inSight(page, object fyne.CanvasObject) bool {
	s := seeker{wanted: object}
	return !s.look(page, 0) || s.scroll == nil || s.offset() == s.scroll.Offset
}

// wanting is a field with its name above and, below, what is wanted there if it is missing.
func wanting(name string, field fyne.CanvasObject) (*fyne.Container, *hint) {
	h := &hint{text: wrapLabel("")}
	h.line = container.New(hintLine{}, newLampSaying(connector.Fail, ""), h.text)
	h.line.Hide()
	return stackGap(0, labelled(name, field), h.line), h
}

// hint says beside a field what is wanted there.
type hint struct {
	line *fyne.Container
	text *widget.Label
}

// say shows a sentence, or nothing when it is empty.
func (h *hint) say(text string) {
	h.text.SetText(text)
	h.line.Hidden = text == ""
	h.line.Refresh()
}

// hintLine sets a lamp before the first line of a text of normal size.
type hintLine struct{}

// MinSize is both beside each other.
func (hintLine) MinSize(o []fyne.CanvasObject) fyne.Size { return pictured{}.MinSize(o) }

// Layout gives the text what the lamp leaves.
func (hintLine) Layout(o []fyne.CanvasObject, size fyne.Size) {
	pictured{}.Layout(o, size)
	line := fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{}).Height
	o[0].Move(fyne.NewPos(theme.InnerPadding()/2, theme.InnerPadding()+(line-o[0].Size().Height)/2))
}

// lampTitle is the title of a card with a lamp before it.
func lampTitle(state connector.State, text string) fyne.CanvasObject {
	return container.New(headLine{}, newLampSaying(state, ""), subheading(text))
}

// copyLine is a text to take along: in one line, with a button that copies the whole of it.
func (k *kit) copyLine(text string) fyne.CanvasObject {
	return copyLineWith(text, k.copyButton(func() string { return text }))
}

// copyLineWith is copyLine with a button of the caller's.
func copyLineWith(text string, copies *button) fyne.CanvasObject {
	l := oneLine(text)
	l.TextStyle.Monospace = true
	return inset(container.NewBorder(nil, nil, nil, copies, l))
}

// pictured puts a picture at the left and what belongs to it at the right.
type pictured struct{}

// MinSize is both, one beside the other.
func (pictured) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(a.Width+theme.Padding()+b.Width, max(a.Height, b.Height))
}

// Layout gives the picture what it needs and the text the rest.
func (pictured) Layout(o []fyne.CanvasObject, size fyne.Size) {
	picture := o[0].MinSize()
	o[0].Resize(picture)
	x := picture.Width + theme.Padding()
	o[1].Move(fyne.NewPos(x, 0))
	settle(o[1], max(0, size.Width-x))
}
