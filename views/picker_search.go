package views

import "fyne.io/fyne/v2"

// searchEntry is a field that searches a list and walks it at the same time: the arrows and Page keys go
// to the list while the cursor stays in the field.
type searchEntry struct {
	entry
	keys func(fyne.KeyName) bool
}

// newSearchEntry makes one. changed is told of every letter, submit of Return, and keys takes those the
// list should have.
func newSearchEntry(hint string, changed func(string), submit func(), keys func(fyne.KeyName) bool) *searchEntry {
	e := &searchEntry{keys: keys}
	e.SetPlaceHolder(hint)
	e.OnChanged = changed
	e.OnSubmitted = func(string) {
		if submit != nil {
			submit()
		}
	}
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey gives the list its keys and Esc to the window.
func (e *searchEntry) TypedKey(key *fyne.KeyEvent) {
	switch {
	case key.Name == fyne.KeyEscape:
		passOn(e, key)
	case e.keys != nil && e.keys(key.Name):
	default:
		e.Entry.TypedKey(key)
	}
}

// TypedShortcut passes on what the window's menu knows; all else edits the text.
func (e *searchEntry) TypedShortcut(s fyne.Shortcut) {
	if !windowShortcut(e, s) {
		e.Entry.TypedShortcut(s)
	}
}

// show brings a flow's query into the field; the cursor stays at the end.
func (e *searchEntry) show(query string) {
	if e.Text == query {
		return
	}
	changed := e.OnChanged
	e.OnChanged = nil
	e.SetText(query)
	e.CursorColumn = len([]rune(query))
	e.Refresh()
	e.OnChanged = changed
}

// add types a letter that was typed elsewhere, and takes the focus.
func (e *searchEntry) add(k *kit, r rune) {
	k.focusOn(e)
	e.CursorColumn = len([]rune(e.Text))
	e.TypedRune(r)
}
