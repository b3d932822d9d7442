package views

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mooring/connector"
	"mooring/connector/flow"
)

// stripKey is what the strip was made from: it is made anew only when that changes, so that nothing flickers while
// pages arrive.
type stripKey struct {
	typed, elsewhere          string
	looking                   bool
	notFound, problem         *connector.Problem
	kept                      time.Time
	large                     string // what is said of large workspaces
	searchProblem, addProblem *connector.Problem
	choice, pin, rights       *connector.Problem
	finding                   bool // what one may do, which is asked for
	rows                      bool
	putAway                   *connector.Problem // it was read, and shall not be shown any more
}

func (s *pickerScreen) stripKey() stripKey {
	st := s.state
	key := stripKey{
		typed: st.Typed, elsewhere: st.Elsewhere, looking: st.LookingUp, notFound: st.NotFound, rows: st.Rows.Len() > 0,
		large: largeWords(st), searchProblem: st.SearchProblem, addProblem: st.AddProblem,
		choice: st.ChoiceProblem, pin: st.PinProblem, putAway: s.stripFor.putAway,
	}
	if s.kind() != "error" && st.Step == flow.PickerStopped {
		key.problem, key.kept = st.Problem, st.Kept
	}
	if asksFor(st, flow.OnlyAdmin) { // else nobody misses it
		key.rights, key.finding = st.RightsProblem, st.FindingRights
	}
	return key
}

// showStrip shows, between search field and list, what did not go as one wished, and the repository that is typed by
// name or address.
func (s *pickerScreen) showStrip() {
	key := s.stripKey()
	if key == s.stripFor {
		return
	}
	s.stripFor = key
	var parts []fyne.CanvasObject
	if key.large != "" {
		parts = append(parts, mutedLabel(key.large))
	}
	if part := s.troubleStrip(key); part != nil {
		parts = append(parts, part)
	}
	if part := s.typedStrip(); part != nil {
		parts = append(parts, part)
	}
	s.strip.set(stack(parts...))
	s.root.Refresh()
}

// troubleStrip is what did not go as one wished: one thing at a time, what the person did last before all else, so that
// the list keeps its room.
func (s *pickerScreen) troubleStrip(key stripKey) fyne.CanvasObject {
	switch {
	case key.choice != nil:
		return s.choiceStrip(*key.choice)
	case key.pin != nil && key.pin != key.putAway:
		return s.problemStrip(beside(*key.pin), "picker.pin.failed", nil, action{say("picker.close"), s.then(func() {
			s.stripFor = stripKey{putAway: key.pin}
			s.showStrip()
		})})
	case key.searchProblem != nil:
		return s.brokenOff(beside(*key.searchProblem), "picker.large.failed", action{say("picker.retry"), s.picker.SearchAgain})
	case key.addProblem != nil:
		return s.brokenOff(beside(*key.addProblem), "picker.more.failed", action{say("picker.retry"), s.picker.More})
	case key.problem != nil && !key.kept.IsZero():
		args := []string{"ago", ago(key.kept, s.now())}
		return s.problemStrip(beside(*key.problem), "picker.kept.failed", args, action{say("picker.retry"), s.then(s.picker.GoOn)})
	case key.problem != nil:
		return s.brokenOff(*key.problem, "picker.brokenoff", action{say("picker.goon"), s.picker.GoOn})
	case key.finding && key.rows:
		return mutedLabel(say("picker.rights.finding"))
	case key.rights != nil:
		return s.brokenOff(beside(*key.rights), "picker.rights.failed", action{say("picker.retry"), s.picker.FindRights})
	}
	return nil
}

// choiceStrip says why a repository could not be chosen. One that is gone leaves the list, which is read anew if one
// wants to see what there is instead; anything else may pass.
func (s *pickerScreen) choiceStrip(p connector.Problem) fyne.CanvasObject {
	shut := action{say("picker.close"), s.then(s.picker.Unchoose)}
	if isGone(p) {
		actions := []action{{say("picker.again"), s.then(func() {
			s.picker.Unchoose() // it has been read
			s.again()
		})}}
		if name := p.Args["repository"]; s.k.canAskMissing(s.state.Connection) && name != "" {
			actions = append(actions, action{say("missing.why"), func() { s.k.missing(s.state.Connection, name) }})
		}
		return s.problemStrip(beside(p), "", nil, append(actions, shut)...)
	}
	return s.problemStrip(beside(p), "picker.choice.failed", nil, action{say("picker.retry"), s.then(s.picker.ChooseAgain)}, shut)
}

// isGone tells that a repository that was in the list is not there any more.
func isGone(p connector.Problem) bool {
	return p.Code == connector.CodeRepositoryNotFound && p.Args["why"] == "gone"
}

func (s *pickerScreen) typedStrip() fyne.CanvasObject {
	st := s.state
	switch {
	case st.LookingUp:
		return container.NewBorder(nil, nil, nil, quiet(say("kit.cancel"), s.then(func() { s.picker.Search(st.Query) })),
			wrapLabel(say("picker.lookingup", "name", st.Typed)))
	case st.NotFound != nil:
		return s.notFound(*st.NotFound)
	case st.Elsewhere != "":
		return container.NewBorder(nil, nil, newLampSaying(connector.Warned, ""), nil,
			wrapLabel(say("picker.elsewhere", "host", st.Elsewhere, "connection", st.Connection.Name)))
	case st.Typed != "" && st.Rows.Len() > 0:
		return row(s.lookUp(quiet))
	}
	return nil
}

// notFound says that Bitbucket does not show what was looked up, with a button to find out why.
func (s *pickerScreen) notFound(p connector.Problem) fyne.CanvasObject {
	var actions []action
	if s.k.canAskMissing(s.state.Connection) {
		actions = []action{{say("missing.why"), s.why}}
	}
	return s.problemStrip(p, "", nil, actions...)
}

// lookUp is the button for what is typed as a name or address.
func (s *pickerScreen) lookUp(face func(string, func()) *button) *button {
	return face(say("picker.typed", "name", shortened(s.state.Typed, 48)), s.then(s.picker.UseTyped))
}

// why asks why a repository cannot be seen; what is typed comes along.
func (s *pickerScreen) why() {
	s.k.missing(s.state.Connection, cmp.Or(s.state.Typed, s.state.Query))
}

// brokenOff says in a strip what did not come, and offers to go on; or to sign in again, where that is the cause.
func (s *pickerScreen) brokenOff(p connector.Problem, key string, on action) fyne.CanvasObject {
	return s.problemStrip(p, key, nil, action{on.label, s.then(on.run)})
}

// problemStrip says in a strip what went wrong; key is the sentence the problem's title stands in, with args, or empty.
// Where signing in again mends it, that is offered instead of the actions.
func (s *pickerScreen) problemStrip(p connector.Problem, key string, args []string, actions ...action) fyne.CanvasObject {
	if wantsSignIn(p) {
		actions = []action{{say("picker.signin"), s.then(s.signIn)}}
	}
	title, detail, _ := Words(p)
	if key != "" {
		title = say(key, append(args, "title", title)...)
	}
	buttons := make([]fyne.CanvasObject, 0, len(actions))
	for _, a := range actions {
		buttons = append(buttons, quiet(a.label, a.run))
	}
	line := container.New(stripLine{}, lampFor(p.Severity), stackGap(0, wrapLabel(title), mutedLabel(detail)), row(buttons...))
	sheet := newSurface(line)
	sheet.pad, sheet.edge = 1, lampColor(stateFor(p.Severity))
	return sheet
}
