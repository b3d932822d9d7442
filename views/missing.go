package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// missing opens "Why can't I see my repository?" for a connection; text is what was typed already.
func (k *kit) missing(connection connector.Connection, text string) {
	if k.askMissing != nil {
		k.askMissing(connection, text)
	}
}

// canAskMissing tells whether there is such a page for a connection.
func (k *kit) canAskMissing(connection connector.Connection) bool {
	return k.askMissing != nil && (connection.Provider == connector.Server || k.asksCloud)
}

// missingScreen is "Why can't I see my repository?": its name is typed, Bitbucket is asked rung by rung, and
// what stands in the way is named. It lies over the list, or over whatever it was opened from.
type missingScreen struct {
	k      *kit
	flow   *flow.Missing
	state  flow.MissingState
	page   holder
	ladder *ladderView
	field  *entry
	first  fyne.Focusable
	shown  string // which page is in front; one that stays is not made again
	noting bool   // the note for the administrator is in front
}

func newMissingScreen(k *kit, f *flow.Missing) *missingScreen {
	s := &missingScreen{k: k, flow: f, page: newHolder(), ladder: newLadderView()}
	s.field = newEntry("", s.ask)
	show(k, f.Watch, s.render)
	return s
}

func (s *missingScreen) object() fyne.CanvasObject { return s.page.Container }

// step is Choose: one wants to choose a repository, and it is not in the list.
func (s *missingScreen) step() int {
	if s.state.Step == "" || s.state.Step == flow.MissingClosed {
		return closed
	}
	return stepChoose
}

// back leaves the note, stops looking, then leaves the screen for where one came from.
func (s *missingScreen) back() bool {
	if s.noting {
		s.note(false)
		return true
	}
	return s.flow.Back()
}

// find puts the cursor where the name is typed.
func (s *missingScreen) find() {
	if s.state.Step == flow.MissingAsking {
		s.k.focusOn(s.field)
		s.field.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

func (s *missingScreen) focus() {
	if s.first != nil {
		s.k.focusOn(s.first)
	}
}

func (s *missingScreen) ask() { s.flow.Ask(s.field.Text) }

// render shows a state; each step has one page.
func (s *missingScreen) render(state flow.MissingState) {
	before := s.state
	s.state = state
	s.ladder.Show(s.asked())
	if state.Step != flow.MissingDone {
		s.noting = false
	}
	switch state.Step {
	case flow.MissingAsking:
		if before.Step != flow.MissingAsking || before.Text != state.Text {
			s.field.SetText(state.Text)
			s.field.CursorColumn = len([]rune(state.Text))
		}
		s.turn("asking "+state.Connection.ID, s.askingPage)
	case flow.MissingLooking:
		s.turn("looking "+state.Text, s.lookingPage)
	case flow.MissingDone:
		if !s.noting { // made anew: the same question may have another answer, before the looking was shown
			s.shown = ""
			s.turn("done "+state.Text, s.donePage)
		}
	default:
		s.shown = ""
	}
}

// turn shows a page unless it is the one in front, and puts the cursor on it. One that changes by itself must
// not take the keyboard from another screen.
func (s *missingScreen) turn(name string, build func() (fyne.CanvasObject, fyne.Focusable)) {
	if s.shown == name {
		return
	}
	object, first := build()
	s.shown, s.first = name, first
	s.page.set(object)
	switch {
	case !s.k.inFront(s.page.Container):
	case first == nil:
		s.k.letGo()
	default:
		s.k.focusOn(first)
	}
}

// askingPage asks for the name.
func (s *missingScreen) askingPage() (fyne.CanvasObject, fyne.Focusable) {
	s.field.SetPlaceHolder(s.say("missing.field.hint"))
	body := card(labelled(say("missing.field"), s.field), mutedLabel(s.say("missing.example")))
	return page(say("missing.title"), s.say("missing.lead", "connection", titled(s.state.Connection.Name)), body,
		primary(say("missing.ask"), s.ask), quiet(say("kit.back"), s.leave)), s.field
}

// lookingPage shows the rungs being lit.
func (s *missingScreen) lookingPage() (fyne.CanvasObject, fyne.Focusable) {
	return page(say("missing.looking", "name", titled(s.state.Text)), "", stackGap(3,
		busy(s.say("missing.busy"), s.leave), s.ladderCard())), nil
}

func (s *missingScreen) ladderCard() fyne.CanvasObject {
	return newSurface(stackGap(0.5, subheading(say("missing.ladder")), inset(s.ladder.object())))
}

// say says something in the words of the product that is asked.
func (s *missingScreen) say(key string, args ...string) string {
	return sayFor(s.state.Connection, key, args...)
}

// leave goes one page back.
func (s *missingScreen) leave() { s.flow.Back() }

// another asks about another name; what was typed stays to be changed.
func (s *missingScreen) another() { s.flow.Open(s.state.Connection, s.state.Text) }
