package views

import (
	"fmt"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// tokenChangeFlow is what the page asks of a change of tokens: flow.TokenChange.
type tokenChangeFlow interface {
	Watch(func(flow.Snapshot[flow.TokenChangeState])) (stop func())
	SetKind(connector.CredentialKind)
	OpenPage()
	Submit(flow.TokenTyped)
	Keep()
	Back()
	Cancel()
	Close()
}

// tokenChangeScreen gives a connection another token: one that only reads after webhooks stand, or any other.
type tokenChangeScreen struct {
	k      *kit
	flow   tokenChangeFlow
	state  flow.TokenChangeState
	body   holder
	drawn  string
	form   *tokenChangeForm
	tried  *triedView
	top    fyne.Focusable
	rounds int // how often something was tried
}

// newTokenChangeScreen makes the page of a flow.
func newTokenChangeScreen(k *kit, f tokenChangeFlow) *tokenChangeScreen {
	s := &tokenChangeScreen{k: k, flow: f, body: newHolder()}
	show(k, f.Watch, s.render)
	return s
}

func (s *tokenChangeScreen) object() fyne.CanvasObject { return s.body.Container }

func (s *tokenChangeScreen) step() int {
	switch s.state.Step {
	case flow.TokenChangeIdle, "":
		return closed
	}
	return stepDone
}

// back ends a try, returns from what was found to the form, and then leaves.
func (s *tokenChangeScreen) back() bool {
	switch s.state.Step {
	case flow.TokenChangeIdle, "":
		return false
	case flow.TokenChangeTrying:
		s.flow.Cancel()
	case flow.TokenChangeFound:
		s.flow.Back()
	default:
		s.leave()
	}
	return true
}

// leave closes the page. Behind it may be that of a webhook, which is another matter with a new token.
func (s *tokenChangeScreen) leave() {
	kept := s.state.Step == flow.TokenChangeKept
	s.flow.Close()
	if kept && s.k.webhook != nil {
		s.k.webhook.Look()
	}
}

func (s *tokenChangeScreen) find() {}

func (s *tokenChangeScreen) focus() { s.put(s.top) }

func (s *tokenChangeScreen) put(f fyne.Focusable) {
	s.k.focusOn(f)
	if o, ok := f.(fyne.CanvasObject); ok && f != nil && len(s.body.Objects) > 0 {
		reveal(s.body.Objects[0], o)
	}
}

func (s *tokenChangeScreen) render(state flow.TokenChangeState) {
	before := s.state
	s.state = state
	if state.Step != before.Step && before.Step == flow.TokenChangeTrying {
		s.rounds++
	}
	if s.step() == closed {
		s.form, s.tried, s.drawn, s.top = nil, nil, "", nil
		s.body.set(stack())
		return
	}
	if s.form != nil && !s.form.serves(state) {
		s.form = nil
	}
	key := s.drawnFrom()
	switch {
	case key != s.drawn:
		s.redraw(key, before)
	case s.tried != nil:
		s.tried.show(state)
		s.grown()
	}
}

// redraw makes the page anew, and leaves the cursor with whoever is typing unless there is something to answer.
func (s *tokenChangeScreen) redraw(key string, before flow.TokenChangeState) {
	first, here, at := s.drawn == "", s.k.inFront(s.object()), s.keyboard()
	s.drawn, s.tried, s.top = key, nil, nil
	s.body.set(s.draw())
	if first || !here { // the window sees to it
		return
	}
	told := s.state.Page != "" && before.Page == "" && s.form != nil && s.form.untouched() // where one begins is known now
	news := told || troubleKey(s.state.Problem) != troubleKey(before.Problem) || len(s.state.Wrong) > 0
	if s.state.Step != before.Step || news || at == nil {
		at = s.top
	}
	s.put(at)
}

// keyboard is what has the keyboard, if that stays when the page is made anew: a field of the form.
func (s *tokenChangeScreen) keyboard() fyne.Focusable {
	if s.k.window == nil || s.form == nil || s.state.Step != flow.TokenChangeTyping {
		return nil
	}
	focused := s.k.window.Canvas().Focused()
	if focused == nil || !inside(s.form.fields.box, focused) {
		return nil
	}
	return focused
}

// drawnFrom is what a page is made from. How a try goes on is shown in place.
func (s *tokenChangeScreen) drawnFrom() string {
	st := s.state
	key := fmt.Sprint(st.Step, st.Purpose, st.Connection.ID, st.Kinds)
	if st.Step == flow.TokenChangeTrying {
		return key + fmt.Sprint(len(st.Profiles))
	}
	key += fmt.Sprint(s.rounds, st.Scopes, st.Page, st.Was, st.Is, st.StillAdmin, st.KeepSession, len(st.AdminFree), troubleKey(st.Problem))
	for _, tried := range st.Profiles {
		key += fmt.Sprint(tried.Profile, tried.State, troubleKey(tried.Problem))
	}
	for field, p := range st.Wrong {
		key += field + troubleKey(p)
	}
	return key
}

func (s *tokenChangeScreen) draw() fyne.CanvasObject {
	switch s.state.Step {
	case flow.TokenChangeTrying:
		return s.trying()
	case flow.TokenChangeFound:
		return s.found()
	case flow.TokenChangeKept:
		return s.kept()
	}
	return s.typing()
}

// grown lays the page out anew, since something on it has another height.
func (s *tokenChangeScreen) grown() {
	if len(s.body.Objects) > 0 {
		s.body.Objects[0].Refresh()
	}
}

// sheet is a page of this screen.
func (s *tokenChangeScreen) sheet(title, lead string, parts []fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	if s.top == nil && len(buttons) > 0 {
		s.top, _ = buttons[0].(fyne.Focusable)
	}
	return page(title, lead, stackGap(3, parts...), buttons...)
}

// ofProduct marks a problem as one with Bitbucket Cloud, where it is.
func (s *tokenChangeScreen) ofProduct(p connector.Problem) connector.Problem {
	if s.state.Connection.Provider == connector.Cloud {
		return OfCloud(p)
	}
	return p
}
