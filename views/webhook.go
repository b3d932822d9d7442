package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector/flow"
)

// webhookFlow is what the page asks of a profile's webhook: flow.Webhook.
type webhookFlow interface {
	Now() flow.Snapshot[flow.WebhookState]
	Watch(func(flow.Snapshot[flow.WebhookState])) (stop func())
	SetAddress(text string)
	SetService(id string)
	Look()
	Make()
	Repair()
	ReplaceSecret()
	CopySecret()
	Test()
	Remove()
	ByHand()
	OpenPage()
	Done()
	AskAdmin()
	UseAdmin(flow.TokenTyped)
	HandOver()
	Push()
	Back()
	Cancel()
	Close()
}

// webhookScreen is the page about the webhook of one profile: how it stands, what can be done with it, the steps
// for a person's own hands, and the form for a token that is used once.
type webhookScreen struct {
	k     *kit
	flow  webhookFlow
	state flow.WebhookState
	body  holder

	wanted string         // the profile whose webhook the person asked for
	drawn  string         // what the page was made from
	kind   webhookPage    // which page that is
	top    fyne.Focusable // where one goes on
	asking bool           // whether it shall be removed

	strip   *workStrip
	asked   func()           // what the flow was asked for last
	again   func()           // does once more what was last under way
	worked  flow.WebhookWork // what was under way last
	rounds  int              // how often something came to an end
	came    *button          // what was pressed before the waiting
	trouble string           // what is wrong, to see whether it is something new
	locked  []*button        // which rest while something is under way
	goes    *webhookTarget   // where it is said where it goes, on this page
	target  *webhookTarget   // the same, also while another page is shown
	sends   *copiedLine      // where it goes, in the facts
	copied  *button          // copies the secret
	admin   *adminForm
}

// webhookPage is one of the pages of the screen.
type webhookPage string

const (
	webhookNowhere  webhookPage = ""
	webhookStands   webhookPage = "shown"
	webhookRemoving webhookPage = "removing" // asks first
	webhookByHand   webhookPage = "by-hand"
	webhookAdmin    webhookPage = "admin"
)

// newWebhookScreen makes the page of a flow.
func newWebhookScreen(k *kit, f webhookFlow) *webhookScreen {
	s := &webhookScreen{k: k, flow: f, body: newHolder()}
	s.strip = newWorkStrip()
	show(k, f.Watch, s.render)
	return s
}

func (s *webhookScreen) object() fyne.CanvasObject { return s.body.Container }

// comeForward brings the webhook that the flow has open to the front; without it the flow works unseen, behind the
// news that a profile was saved. Call it after the flow's Open.
func (s *webhookScreen) comeForward() { s.wanted = s.flow.Now().State.Profile.ID }

func (s *webhookScreen) step() int {
	if s.kind == webhookNowhere || s.wanted == "" || s.wanted != s.state.Profile.ID {
		return closed
	}
	return stepDone
}

// back leaves a question or a form, then what is under way, then the page.
func (s *webhookScreen) back() bool {
	switch {
	case s.step() == closed:
		return false
	case s.asking:
		s.ask(false)
	case s.state.Work != flow.HookResting:
		s.flow.Cancel()
	case s.state.Step == flow.WebhookHand || s.state.Step == flow.WebhookAdmin:
		s.flow.Back()
	default:
		s.leave()
	}
	return true
}

// leave goes back to where the page was opened from.
func (s *webhookScreen) leave() {
	s.wanted = ""
	s.flow.Close()
}

func (s *webhookScreen) find() {}

func (s *webhookScreen) focus() {
	if s.state.Work != flow.HookResting {
		s.put(s.strip.press)
		return
	}
	s.put(s.top)
}

// put moves the keyboard to a widget, and the page so that it can be seen.
func (s *webhookScreen) put(f fyne.Focusable) {
	s.k.focusOn(f)
	if o, ok := f.(fyne.CanvasObject); ok && f != nil && len(s.body.Objects) > 0 {
		reveal(s.body.Objects[0], o)
	}
}

// ask opens or closes the question whether the webhook shall go.
func (s *webhookScreen) ask(on bool) {
	s.asking = on
	s.render(s.state)
}

func (s *webhookScreen) render(state flow.WebhookState) {
	before := s.state
	s.state = state
	if state.Work != flow.HookResting {
		s.worked = state.Work
	}
	if state.Profile.ID != before.Profile.ID {
		s.asking, s.asked, s.again, s.worked, s.drawn = false, nil, nil, flow.HookResting, ""
		s.target = nil
	}
	kind := s.page()
	if kind != webhookAdmin {
		s.admin = nil // with what was typed into it
	}
	if kind == webhookNowhere {
		s.kind, s.drawn = kind, ""
		s.body.set(stack())
		return
	}
	was := s.keyboard()
	if state.Work != flow.HookResting && before.Work == flow.HookResting {
		s.again = s.asked
		if was.on != nil {
			s.came = was.on
		}
	}
	if state.Work == flow.HookResting && before.Work != flow.HookResting {
		s.rounds++
	}
	was.turned, was.trouble = kind != s.kind || s.drawn == "", s.trouble
	was.rebuilt = s.redraw(kind)
	for _, b := range s.locked {
		lock(b, state.Work != flow.HookResting)
	}
	s.tellWork()
	s.refill()
	s.goOn(was, before.Work)
}

// page is the page that a state belongs to.
func (s *webhookScreen) page() webhookPage {
	switch s.state.Step {
	case flow.WebhookShown:
		if s.asking {
			return webhookRemoving
		}
		return webhookStands
	case flow.WebhookHand:
		return webhookByHand
	case flow.WebhookAdmin:
		return webhookAdmin
	}
	return webhookNowhere
}

// redraw makes the page anew where it says something else now, and tells whether it did. While something is under
// way the page stays as it is: what is awaited is told at its foot.
func (s *webhookScreen) redraw(kind webhookPage) bool {
	key := s.drawnFrom(kind)
	if key == s.drawn || kind == s.kind && s.drawn != "" && s.state.Work != flow.HookResting {
		return false
	}
	s.kind, s.drawn, s.locked, s.top, s.trouble = kind, key, nil, nil, ""
	s.goes, s.sends, s.copied = nil, nil, nil
	s.body.set(s.draw(kind))
	return true
}

func (s *webhookScreen) draw(kind webhookPage) fyne.CanvasObject {
	switch kind {
	case webhookRemoving:
		return s.removing()
	case webhookByHand:
		return s.handPage()
	case webhookAdmin:
		return s.adminPage()
	}
	return s.shown()
}

func lock(b *button, on bool) {
	if on {
		b.Disable()
	} else {
		b.Enable()
	}
}
