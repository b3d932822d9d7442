package views

import "fyne.io/fyne/v2"

// newSearchEntry makes a field that searches a list and walks it at the same time: the arrows and Page keys
// go to the list while the cursor stays in the field. changed is told of every letter, submit of Return,
// and keys takes those the list should have.
func newSearchEntry(hint string, changed func(string), submit func(), keys func(fyne.KeyName) bool) *entry {
	e := newEntry(hint, submit)
	e.OnChanged, e.keys = changed, keys
	return e
}

// typeInto types a letter that was typed elsewhere, and gives the field the focus.
func (k *kit) typeInto(e *entry, r rune) {
	k.focusOn(e)
	e.CursorColumn = len([]rune(e.Text))
	e.TypedRune(r)
}
