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

// wanting is a field with its name above and, below, what is wanted there if it is missing.
func wanting(name string, field fyne.CanvasObject) (*fyne.Container, *hint) {
	h := &hint{text: wrapLabel("")}
	h.line = container.New(pictured{}, newLampSaying(connector.Fail, ""), h.text)
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

// lampSentence is a lamp with a sentence of any length.
func lampSentence(state connector.State, text string) fyne.CanvasObject {
	l := wrapLabel(text)
	l.TextStyle.Bold = true
	return container.New(pictured{}, newLampSaying(state, ""), l)
}

// copyLine is a text to take along: in one line, with a button that copies the whole of it.
func (k *kit) copyLine(text string) fyne.CanvasObject {
	l := oneLine(text)
	l.TextStyle.Monospace = true
	return inset(container.NewBorder(nil, nil, nil, k.copyButton(func() string { return text }), l))
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
