package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// list is a list that can be walked with the keyboard alone: arrows, Page Up and Down, Home, End, and
// Return to choose; typing letters goes to typed, if given.
type list struct {
	widget.List
	at    int
	typed func(rune)
}

// TypedKey adds the keys the toolkit's list lacks.
func (l *list) TypedKey(key *fyne.KeyEvent) {
	last := l.Length() - 1
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if l.at >= 0 && l.at <= last {
			l.Select(l.at)
		}
	case fyne.KeyHome:
		l.goTo(0)
	case fyne.KeyEnd:
		l.goTo(last)
	case fyne.KeyPageDown:
		l.goTo(min(last, l.at+l.pageful()))
	case fyne.KeyPageUp:
		l.goTo(max(0, l.at-l.pageful()))
	case fyne.KeyEscape:
		passOn(l, key)
	default:
		l.List.TypedKey(key)
	}
}

// TypedRune hands letters on: typing in a list searches.
func (l *list) TypedRune(r rune) {
	if l.typed != nil && r != ' ' {
		l.typed(r)
	}
}

func (l *list) goTo(id int) {
	if id < 0 || id >= l.Length() {
		return
	}
	l.at = id
	l.Highlight(id)
}

// pageful is how many rows fit, less one so that the eye keeps its place.
func (l *list) pageful() int {
	h := l.CreateItem().MinSize().Height
	if h <= 0 {
		return 10
	}
	return max(1, int(l.Size().Height/h)-1)
}
