package views

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mooring/connector"
	"mooring/connector/flow"
)

// showBody shows the list, or says why there is none.
func (s *pickerScreen) showBody() {
	key := bodyKey{kind: s.kind(), problem: s.state.Problem}
	if key.kind == "nothing" {
		key.query, key.typed, key.refused = s.state.Query, s.state.Typed, s.state.NotFound != nil
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
	case s.state.Rows.Len() > 0:
		return "full"
	case s.state.Empty():
		return "empty"
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
		return s.sheet
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

// emptyActions are what can be done where nothing is to be seen: find out why, or read again.
func (s *pickerScreen) emptyActions() []action {
	all := []action{{say("picker.again"), s.then(s.again)}, {say("kit.back"), s.picker.Close}}
	if s.k.canAskMissing(s.state.Connection) {
		all = append([]action{{say("missing.why"), s.why}}, all...)
	}
	return all
}

// why asks why a repository cannot be seen; what is typed comes along.
func (s *pickerScreen) why() {
	s.k.missing(s.state.Connection, cmp.Or(s.state.Typed, s.state.Query))
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

// nothing says that no repository answers to what is typed, and how to get at one all the same.
func (s *pickerScreen) nothing() fyne.CanvasObject {
	parts := []fyne.CanvasObject{wrapLabel(say("picker.nothing", "query", s.state.Query))}
	buttons := []fyne.CanvasObject{quiet(say("picker.clear"), s.showAll())}
	if s.state.Typed == "" {
		parts = append(parts, mutedLabel(sayFor(s.state.Connection, "picker.nothing.hint")))
	} else {
		buttons = append([]fyne.CanvasObject{s.lookUp(primary)}, buttons...)
	}
	if s.state.NotFound == nil && s.k.canAskMissing(s.state.Connection) { // else the strip above offers it
		buttons = append(buttons, quiet(say("missing.why"), s.why))
	}
	return card(append(parts, inset(row(buttons...)))...)
}

// then makes what a button does that is gone afterwards: the cursor goes back to the search field, so that
// the keyboard never points at nothing.
func (s *pickerScreen) then(run func()) func() {
	return func() {
		run()
		s.focus()
	}
}

// again reads the whole list anew.
func (s *pickerScreen) again() { s.picker.Open(s.state.Connection, s.state.Query) }

// showStrip shows, between search field and list, the repository that is typed by name or address, and
// that the list broke off.
func (s *pickerScreen) showStrip() {
	st := s.state
	key := stripKey{
		typed: st.Typed, elsewhere: st.Elsewhere, looking: st.LookingUp, notFound: st.NotFound, rows: st.Rows.Len() > 0,
		large: largeWords(st), searchProblem: st.SearchProblem, addProblem: st.AddProblem,
	}
	if st.Step == flow.PickerStopped && st.Loaded > 0 {
		key.problem = st.Problem
	}
	if key == s.stripFor {
		return
	}
	s.stripFor = key
	parts := s.largeStrip(key)
	if key.problem != nil {
		parts = append(parts, s.brokenOff(*key.problem, "picker.brokenoff", action{say("picker.goon"), s.picker.GoOn}))
	}
	if part := s.typedStrip(); part != nil {
		parts = append(parts, part)
	}
	s.strip.set(stack(parts...))
	s.root.Refresh()
}

func (s *pickerScreen) typedStrip() fyne.CanvasObject {
	st := s.state
	switch {
	case st.LookingUp:
		return container.NewBorder(nil, nil, nil, quiet(say("kit.cancel"), s.then(func() { s.picker.Search(st.Query) })),
			wrapLabel(say("picker.lookingup", "name", st.Typed)))
	case st.NotFound != nil:
		title, detail, _ := Words(*st.NotFound)
		return s.notFound(stackGap(0, wrapLabel(title), mutedLabel(detail)))
	case st.Elsewhere != "":
		return container.NewBorder(nil, nil, newLampSaying(connector.Warned, ""), nil,
			wrapLabel(say("picker.elsewhere", "host", st.Elsewhere, "connection", st.Connection.Name)))
	case st.Typed != "" && st.Rows.Len() > 0:
		return row(s.lookUp(quiet))
	}
	return nil
}

// notFound says that Bitbucket does not show what was looked up, with a button to find out why.
func (s *pickerScreen) notFound(says fyne.CanvasObject) fyne.CanvasObject {
	var why fyne.CanvasObject
	if s.k.canAskMissing(s.state.Connection) {
		why = row(quiet(say("missing.why"), s.why))
	}
	return container.NewBorder(nil, nil, newLampSaying(connector.Fail, ""), why, says)
}

// lookUp is the button for what is typed as a name or address.
func (s *pickerScreen) lookUp(face func(string, func()) *button) *button {
	return face(say("picker.typed", "name", shortened(s.state.Typed, 48)), s.then(s.picker.UseTyped))
}

// brokenOff says in a strip what did not come, and offers to go on; or to sign in again, where that is the cause.
func (s *pickerScreen) brokenOff(p connector.Problem, key string, on action) fyne.CanvasObject {
	if wantsSignIn(p) {
		on = action{say("picker.signin"), s.signIn}
	}
	title, detail, _ := Words(p)
	line := container.NewBorder(nil, nil, lampFor(p.Severity), row(quiet(on.label, s.then(on.run))),
		stackGap(0, wrapLabel(say(key, "title", title)), mutedLabel(detail)))
	sheet := newSurface(line)
	sheet.pad, sheet.edge = 1, lampColor(stateFor(p.Severity))
	return sheet
}
