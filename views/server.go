package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector/flow"
)

// serverScreen is the Server tab up to the choice of a repository: the saved connections, the form, and
// the check. It renders what flow.Server says; only what is being typed is its own.
type serverScreen struct {
	kit    *kit
	flow   *flow.Server
	page   holder
	state  flow.ServerState
	form   *serverForm
	ladder *ladderView
	guide  *guideView
	own    *ownCertificate // on the result, where the server wants to see one
	ownFor string          // the connection it was made for
	shown  string          // which page is in front; one that stays is not made again
	first  fyne.Focusable
}

func newServerScreen(k *kit, f *flow.Server) *serverScreen {
	s := &serverScreen{kit: k, flow: f, page: newHolder(), ladder: newLadderView()}
	s.form = newServerForm(s)
	show(k, f.Watch, s.render)
	return s
}

func (s *serverScreen) object() fyne.CanvasObject { return s.page.Container }

// step is Connect while one types and Check from there on.
func (s *serverScreen) step() int {
	switch s.state.Step {
	case flow.ServerChecking, flow.ServerSaving, flow.ServerKeeping, flow.ServerResult:
		return stepCheck
	case flow.ServerAdmin:
		if len(s.state.Report.Rungs) > 0 { // it is about what was found
			return stepCheck
		}
	}
	return stepConnect
}

func (s *serverScreen) back() bool { return s.flow.Back() }

// find has nothing to search here.
func (s *serverScreen) find() {}

func (s *serverScreen) focus() {
	if s.first != nil {
		s.kit.focusOn(s.first)
	}
}

// render shows a state. Each step has one page; a page is made anew when its step is entered, and again
// when something on it changed, except for the form and the ladder, which live on.
func (s *serverScreen) render(state flow.ServerState) {
	before := s.state
	s.state = state
	s.ladder.Show(state.Report)
	switch state.Step {
	case flow.ServerStarting:
		s.turn("starting", s.startingPage)
	case flow.ServerList:
		s.again("list", s.listPage)
	case flow.ServerFormStep:
		s.formPage(before)
	case flow.ServerChecking:
		s.turn("checking "+checkingWords(state), s.checkingPage)
	case flow.ServerSaving:
		s.turn("saving", s.savingPage)
	case flow.ServerKeeping:
		s.again("keeping", s.keepingPage)
	case flow.ServerResult:
		s.again("result", s.resultPage)
	case flow.ServerRenaming:
		s.again("renaming", s.renamingPage)
	case flow.ServerLeaving:
		s.again("leaving", s.leavingPage)
	default:
		s.aside()
	}
	if state.Kept || state.Step == flow.ServerList {
		s.form.forget()
	}
	if state.Step != flow.ServerGuiding {
		s.form.made = madeToken{} // the guide was left for another page than the form
	}
	if s.own != nil && state.Step != flow.ServerResult {
		s.own.phrase.SetText("") // no password waits where nobody sees it
	}
}

// aside shows a page that lies beside the way: one comes back from it to where one was.
func (s *serverScreen) aside() {
	switch s.state.Step {
	case flow.ServerNote:
		s.turn("note", s.notePage)
	case flow.ServerGuiding:
		s.showGuide()
	case flow.ServerAdmin:
		s.again("admin", s.adminPage)
	}
}

// formPage shows the form; the cursor moves only when the state asks for something new.
func (s *serverScreen) formPage(before flow.ServerState) {
	s.form.show(s.state)
	s.turn("form", func() (fyne.CanvasObject, fyne.Focusable) { return s.form.page, s.form.start() })
	if before.Step != s.state.Step || before.Form != s.state.Form || before.Problem != s.state.Problem {
		s.first = s.form.start()
		s.take()
	}
}

// turn shows a page unless it is the one in front.
func (s *serverScreen) turn(name string, build func() (fyne.CanvasObject, fyne.Focusable)) {
	if s.shown != name {
		s.again(name, build)
	}
}

// again makes a page anew and puts the cursor on it.
func (s *serverScreen) again(name string, build func() (fyne.CanvasObject, fyne.Focusable)) {
	object, first := build()
	s.shown, s.first = name, first
	s.page.set(object)
	s.take()
}

// take puts the cursor where it belongs, if this screen is the one in front: one that changes by itself
// must not take the keyboard from another. Where there is only waiting, the keyboard is let go.
func (s *serverScreen) take() {
	switch {
	case !s.kit.inFront(s.page.Container):
	case s.first == nil:
		s.kit.letGo()
	default:
		s.kit.focusOn(s.first)
	}
}
