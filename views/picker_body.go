package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"mooring/connector"
	"mooring/connector/flow"
)

// bodyKey is what the body was made from, as stripKey is for the strip.
type bodyKey struct {
	kind      string
	query     string
	typed     string
	refused   bool // what was looked up by name was not found
	narrowed  int  // how many words narrow the list
	rights    string
	arriving  bool
	why, more bool // what can be done about a repository that is not there
	problem   *connector.Problem
}

// showBody shows the list, or says why there is none.
func (s *pickerScreen) showBody() {
	key := bodyKey{kind: s.kind(), why: s.k.canAskMissing(s.state.Connection), more: s.canAuthorizeMore()}
	switch key.kind {
	case "full":
	case "nothing":
		key.query, key.typed, key.refused = s.state.Query, s.state.Typed, s.state.NotFound != nil
		key.narrowed, key.rights, key.arriving = narrowedBy(s.state), s.rightsHint(), s.state.Step == flow.PickerLoading
	default:
		key.problem = s.state.Problem
	}
	if key == s.bodyFor && len(s.body.Objects) > 0 {
		return
	}
	s.bodyFor = key
	s.body.set(s.bodyOf(key.kind))
}

// kind names which of its states the list is in.
func (s *pickerScreen) kind() string {
	switch {
	case s.state.Empty():
		return "empty"
	case s.state.Rows.Len() > 0:
		return "full"
	case s.state.Searching && !s.state.Pause.IsZero():
		return "pausing"
	case s.state.Searching:
		return "searching"
	case s.state.Loaded > 0:
		return "nothing"
	case s.state.Step == flow.PickerLoading && !s.state.Pause.IsZero():
		return "waiting"
	case s.state.Step == flow.PickerLoading:
		return "loading"
	}
	return "error"
}

func (s *pickerScreen) bodyOf(kind string) fyne.CanvasObject {
	switch kind {
	case "full":
		return s.listed()
	case "loading":
		return aloft(busy(say("picker.loading"), s.picker.Close))
	case "waiting":
		return aloft(card(wrapLabel(say("picker.waiting")), inset(row(quiet(say("kit.cancel"), s.picker.Close)))))
	case "searching":
		return aloft(busy(say("picker.searching.nothing"), s.showAll()))
	case "pausing":
		return aloft(card(wrapLabel(say("picker.waiting.search")), inset(row(quiet(say("kit.cancel"), s.showAll())))))
	case "nothing":
		return aloft(s.nothing())
	case "empty":
		return aloft(s.k.problemCard(*s.state.Problem, s.emptyActions()...))
	}
	if s.state.Problem == nil { // left while nothing had come yet
		return aloft(card(row(primary(say("picker.again"), s.then(s.picker.GoOn)))))
	}
	return aloft(s.k.problemCard(*s.state.Problem, s.mending()...))
}

// listed is the list, with a line below it for whoever does not find what they look for.
func (s *pickerScreen) listed() fyne.CanvasObject {
	ways := s.notThere(plain)
	if len(ways) == 0 {
		return s.sheet
	}
	parts := append([]fyne.CanvasObject{factLabel(say("picker.notthere"))}, ways...)
	return container.New(based{}, s.sheet, row(parts...))
}

// notThere are the ways to a repository that is not in the list.
func (s *pickerScreen) notThere(face func(string, func()) *button) (buttons []fyne.CanvasObject) {
	if s.k.canAskMissing(s.state.Connection) {
		buttons = append(buttons, face(say("missing.why"), s.why))
	}
	if s.canAuthorizeMore() {
		buttons = append(buttons, face(say("cloud.more"), s.authorizeMore))
	}
	return buttons
}

// canAuthorizeMore tells whether Bitbucket can be asked to grant more: a token has what it has.
func (s *pickerScreen) canAuthorizeMore() bool {
	c := s.state.Connection
	return s.k.authorizeMore != nil && c.Provider == connector.Cloud && c.Kind == connector.Session
}

// authorizeMore leaves the list for the question what Bitbucket shall grant beside what it has.
func (s *pickerScreen) authorizeMore() {
	connection := s.state.Connection
	s.picker.Close()
	s.k.authorizeMore(connection)
}

// emptyActions are what can be done where nothing is to be seen: find out why, or read again.
func (s *pickerScreen) emptyActions() []action {
	all := []action{{say("picker.again"), s.then(s.again)}, {say("kit.back"), s.picker.Close}}
	if s.canAuthorizeMore() {
		all = append([]action{{say("cloud.more"), s.authorizeMore}}, all...)
	}
	if s.k.canAskMissing(s.state.Connection) {
		all = append([]action{{say("missing.why"), s.why}}, all...)
	}
	return all
}

// aloft puts something at the top of the room for the list, and scrolls it where that is small.
func aloft(object fyne.CanvasObject) fyne.CanvasObject {
	return upright(container.New(reading{readable}, object))
}

// mending is what can be done about a list that did not come: sign in again, where that is the cause.
func (s *pickerScreen) mending() []action {
	back := action{say("kit.back"), s.picker.Close}
	again := action{say("picker.retry"), s.then(s.picker.GoOn)}
	if wantsSignIn(*s.state.Problem) {
		return []action{{say("picker.signin"), s.signIn}, again}
	}
	return []action{again, back}
}

// wantsSignIn tells whether signing in again is what mends a problem.
func wantsSignIn(p connector.Problem) bool {
	switch p.Code {
	case connector.CodeSessionEnded, connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeTokenMissing:
		return true
	}
	return false
}

// showAll empties the search field.
func (s *pickerScreen) showAll() func() { return s.then(func() { s.picker.Search("") }) }

// signIn leaves the list for the place where the token is given again.
func (s *pickerScreen) signIn() {
	connection := s.state.Connection
	s.picker.Close()
	if s.k.signIn != nil {
		s.k.signIn(connection)
	}
}

// then makes what a button does that is gone afterwards: the cursor goes back to the search field, so that
// the keyboard never points at nothing.
func (s *pickerScreen) then(run func()) func() {
	return func() {
		run()
		s.focus()
	}
}

// typingOn makes what a button does that stays: pressed with the mouse it leaves the keyboard on nothing, and the search
// field takes it; pressed with a key it keeps the keyboard.
func (s *pickerScreen) typingOn(run func()) func() {
	return func() {
		run()
		if s.k.window != nil && s.k.window.Canvas().Focused() == nil && s.k.inFront(s.root) {
			s.k.focusOn(s.search)
		}
	}
}

// again reads the whole list anew behind what is shown.
func (s *pickerScreen) again() { s.picker.Again() }

// based sets something of little height below what takes the rest.
type based struct{}

// MinSize is both.
func (based) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height)
}

// Layout asks the lower for its height after it knows its width.
func (based) Layout(o []fyne.CanvasObject, size fyne.Size) {
	low := settle(o[1], size.Width) + theme.Padding()
	o[0].Move(fyne.Position{})
	o[0].Resize(fyne.NewSize(size.Width, max(0, size.Height-low)))
	o[1].Move(fyne.NewPos(0, size.Height-low+theme.Padding()))
}
