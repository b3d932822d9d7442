package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// fold is a line that opens what most people never need.
type fold struct {
	box    *fyne.Container
	handle *button
	body   fyne.CanvasObject
	grown  func()
}

func newFold(title string, body fyne.CanvasObject, grown func()) *fold {
	f := &fold{handle: plain(title, nil), body: body, grown: grown}
	f.handle.OnTapped = func() { f.open(!f.body.Visible()) }
	f.box = stackGap(0, row(f.handle), body)
	f.open(false)
	return f
}

// open shows or hides the body.
func (f *fold) open(on bool) {
	f.handle.SetIcon(theme.MenuExpandIcon())
	if on {
		f.handle.SetIcon(theme.MenuDropDownIcon())
	}
	setVisible(f.body, on)
	f.grown()
}
