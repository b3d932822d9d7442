package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector/flow"
)

// atKeyboard is where the keyboard was before a state was shown, and what showing it did to the page.
type atKeyboard struct {
	here            bool    // on the page, or nowhere
	on              *button // the button it was on
	field           *entry  // or the field
	waiting         bool    // that was the one that cancels
	turned, rebuilt bool
	trouble         string // what was wrong before
}

func (s *webhookScreen) keyboard() atKeyboard {
	if s.k.window == nil {
		return atKeyboard{}
	}
	focused := s.k.window.Canvas().Focused()
	at := atKeyboard{here: focused == nil || inside(s.object(), focused)}
	at.on, _ = focused.(*button)
	at.field, _ = focused.(*entry)
	at.waiting = at.on == s.strip.press
	return at
}

// goOn puts the keyboard where one goes on.
func (s *webhookScreen) goOn(was atKeyboard, before flow.WebhookWork) {
	if !was.here || !s.k.inFront(s.object()) {
		return
	}
	waited := before != flow.HookResting
	switch {
	case s.state.Work == flow.HookResting:
		s.put(s.next(was, waited))
	case was.rebuilt || !waited:
		s.put(s.strip.press)
	}
}

// next is what mends a new trouble, and else what had the keyboard or was pressed, if it is still there; nil where
// nothing has moved.
func (s *webhookScreen) next(was atKeyboard, waited bool) fyne.Focusable {
	if waited && (was.waiting || was.on == nil) {
		was.on = s.came
	}
	switch {
	case was.turned, was.rebuilt && s.newTrouble(was):
		return s.top
	case was.rebuilt && was.field != nil && inside(s.object(), was.field):
		return was.field // somebody is typing
	case was.rebuilt, was.waiting && waited:
		return s.where(was.on)
	}
	return nil
}

// newTrouble tells whether something is wrong that has to be answered first. A token that is refused twice is
// answered twice.
func (s *webhookScreen) newTrouble(was atKeyboard) bool {
	return s.kind == webhookAdmin || s.trouble != "" && s.trouble != was.trouble
}

// where is a button, or the one that says the same on the page that took its place, or where one goes on.
func (s *webhookScreen) where(b *button) fyne.Focusable {
	switch {
	case b == nil:
	case inside(s.object(), b) && !b.Disabled():
		return b
	case s.named(b.Text) != nil:
		return s.named(b.Text)
	}
	return s.top
}

// named finds a button of the page by what it says.
func (s *webhookScreen) named(label string) fyne.Focusable {
	var found fyne.Focusable
	visit(s.object(), func(o fyne.CanvasObject) bool {
		if b, ok := o.(*button); ok && label != "" && b.Text == label && !b.Disabled() {
			found = b
		}
		return found == nil
	})
	return found
}
