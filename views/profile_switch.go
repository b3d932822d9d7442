package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// toggle is a switch with its words beside it. It is a button, so that it has the focus ring of every button and
// Return and Space press it.
type toggle struct {
	*button
	on bool
}

// newToggle makes one that is off; changed is told of what the person wants.
func newToggle(text string, changed func(on bool)) *toggle {
	t := &toggle{}
	t.button = plain(text, func() { changed(!t.on) })
	t.Icon = theme.CheckButtonIcon()
	t.Alignment = widget.ButtonAlignLeading
	return t
}

// set shows a state of the flow; changed is not told.
func (t *toggle) set(on bool) {
	if t.on == on {
		return
	}
	t.on = on
	t.Icon = theme.CheckButtonIcon()
	if on {
		t.Icon = theme.CheckButtonCheckedIcon()
	}
	t.Refresh()
}

// say changes the words.
func (t *toggle) say(text string) {
	if t.Text != text {
		t.SetText(text)
	}
}

// below moves what belongs to a switch in under its words.
func below(object fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: belowLayout{}, Objects: []fyne.CanvasObject{object}}
}

type belowLayout struct{}

func (belowLayout) indent() float32 { return theme.IconInlineSize() + theme.InnerPadding() }

// MinSize is the object and the room before it.
func (b belowLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(b.indent(), 0)
}

// Layout gives the object what is left of the width.
func (b belowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(b.indent(), 0))
	settle(o[0], size.Width-b.indent())
}
