package views

import (
	"fyne.io/fyne/v2"
)

// newArea makes a field of several lines; Tab leaves it, as it leaves every field.
func newArea(hint string, lines int) *area {
	a := &area{}
	a.SetPlaceHolder(hint)
	a.MultiLine = true
	a.Wrapping = fyne.TextWrapWord
	a.SetMinRowsVisible(lines)
	a.ExtendBaseWidget(a)
	return a
}

// area is a field of several lines. The toolkit's own keeps the Tab key for itself, and who came with the
// keyboard could not leave it.
type area struct{ entry }

// AcceptsTab leaves the Tab key to the walk from field to field.
func (a *area) AcceptsTab() bool { return false }

// newReadout makes an area that is read and copied from, and changed by nobody but the program. It has the
// look of a text file, whose type has the signs a note is written with (✓ ✗ →), too.
func newReadout(lines int) *area {
	a := newArea("", lines)
	a.TextStyle.Monospace = true
	a.showAs("")
	return a
}

// showAs replaces the text of an area that is only read, and undoes what anybody types into it.
func (a *area) showAs(text string) {
	a.OnChanged = nil
	if a.Text != text {
		a.SetText(text)
	}
	a.OnChanged = func(typed string) {
		if typed != text {
			row, column := a.CursorRow, a.CursorColumn
			a.showAs(text)
			a.CursorRow, a.CursorColumn = row, column
			a.Refresh()
		}
	}
}
