package views

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

// hookDouble stands in for flow.Webhook: it publishes what a test wants shown and notes what it is asked.
type hookDouble struct {
	snapshot flow.Snapshot[flow.WebhookState]
	watcher  func(flow.Snapshot[flow.WebhookState])
	asked    []string
	typed    flow.TokenTyped
	answers  func(what string, s *flow.WebhookState) // what it does when it is asked
}

func (d *hookDouble) publish(s flow.WebhookState) {
	d.snapshot = flow.Snapshot[flow.WebhookState]{Seq: d.snapshot.Seq + 1, State: s}
	if d.watcher != nil {
		d.watcher(d.snapshot)
	}
}

func (d *hookDouble) ask(what string) {
	d.asked = append(d.asked, what)
	if d.answers != nil {
		s := d.snapshot.State
		d.answers(what, &s)
		d.publish(s)
	}
}

func (d *hookDouble) Now() flow.Snapshot[flow.WebhookState] { return d.snapshot }

func (d *hookDouble) Watch(w func(flow.Snapshot[flow.WebhookState])) func() {
	d.watcher = w
	w(d.snapshot)
	return func() { d.watcher = nil }
}

func (d *hookDouble) SetAddress(text string) {
	s := d.snapshot.State
	s.Address, s.AddressProblem = text, nil
	d.publish(s)
}

func (d *hookDouble) SetService(id string) { d.ask("service " + id) }
func (d *hookDouble) Look()                { d.ask("look") }
func (d *hookDouble) Make()                { d.ask("make") }
func (d *hookDouble) Repair()              { d.ask("repair") }
func (d *hookDouble) ReplaceSecret()       { d.ask("replace") }
func (d *hookDouble) CopySecret()          { d.ask("copy") }
func (d *hookDouble) Test()                { d.ask("test") }
func (d *hookDouble) Remove()              { d.ask("remove") }
func (d *hookDouble) ByHand()              { d.ask("by hand") }
func (d *hookDouble) OpenPage()            { d.ask("page") }
func (d *hookDouble) Done()                { d.ask("done") }
func (d *hookDouble) AskAdmin()            { d.ask("admin") }
func (d *hookDouble) HandOver()            { d.ask("hand over") }
func (d *hookDouble) Push()                { d.ask("push") }
func (d *hookDouble) Back()                { d.ask("back") }
func (d *hookDouble) Cancel()              { d.ask("cancel") }

func (d *hookDouble) UseAdmin(typed flow.TokenTyped) {
	d.typed = typed
	d.ask("use admin")
}

func (d *hookDouble) Close() {
	d.asked = append(d.asked, "close")
	d.publish(flow.WebhookState{Step: flow.WebhookIdle})
}

// hookStage is a window with the page of a webhook in it.
type hookStage struct {
	*pickStage
	flow   *hookDouble
	screen *webhookScreen
	went   []string // where else buttons led
}

func newHookStage(t *testing.T) *hookStage {
	t.Helper()
	s := &hookStage{pickStage: newPickStage(t), flow: &hookDouble{}}
	s.kit.now = func() time.Time { return hookNow() }
	went := func(place string) { s.went = append(s.went, place) }
	s.kit.services = &serviceBook{all: hookServices()}
	s.kit.start = func(id string) { went("start " + id) }
	s.kit.settings = func() { went("settings") }
	s.kit.signIn = func(c connector.Connection) { went("sign in " + c.ID) }
	s.kit.authorizeMore = func(c connector.Connection) { went("more " + c.ID) }
	s.kit.changeToken = func(c connector.Connection, p flow.ChangePurpose) { went("token " + c.ID + " " + string(p)) }
	s.kit.askMissing, s.kit.asksCloud = func(_ connector.Connection, about string) { went("missing " + about) }, true
	s.flow.publish(flow.WebhookState{Step: flow.WebhookIdle})
	s.screen = newWebhookScreen(s.kit, s.flow)
	s.put(s.screen)
	return s
}

// show publishes a state and brings its profile to the front.
func (s *hookStage) show(state flow.WebhookState) {
	s.flow.publish(state)
	s.screen.comeForward()
	s.queue.drain()
	s.lay()
}

// lay lays the window out as one that is shown.
func (s *hookStage) lay() {
	s.win.Resize(fyne.NewSize(1024, 683))
	s.win.Resize(fyne.NewSize(1024, 684))
	s.win.Content().Refresh()
}

// change publishes the state with a change to it.
func (s *hookStage) change(change func(*flow.WebhookState)) {
	state := s.flow.snapshot.State
	change(&state)
	s.flow.publish(state)
	s.queue.drain()
}

// focused is the text of the button that has the keyboard.
func (s *hookStage) focused() string {
	if b, ok := s.win.Canvas().Focused().(*button); ok {
		return b.Text
	}
	return ""
}

// leads counts the primary buttons in a window.
func (s *pickStage) leads() (n int) {
	s.walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && (b.Importance == widget.HighImportance || b.Importance == widget.DangerImportance) {
			n++
		}
	})
	return n
}

// fitsHere holds a page to the window: no text is cut, and there is at most one primary button.
func (s *pickStage) fitsHere(where string) {
	s.t.Helper()
	size := s.win.Content().MinSize()
	assert.LessOrEqual(s.t, size.Width, float32(1024), where)
	assert.LessOrEqual(s.t, size.Height, float32(684), where)
	assert.LessOrEqual(s.t, s.leads(), 1, "%s: primary buttons", where)
	walk(s.win.Content(), func(o fyne.CanvasObject) {
		text, exact := "", false
		switch o := o.(type) {
		case *widget.Label:
			text, exact = o.Text, o.Wrapping == fyne.TextWrapWord
		case *muted:
			text, exact = o.String(), true
		case *button:
			text, exact = o.Text, true
			assert.GreaterOrEqual(s.t, o.Size().Width+0.5, o.MinSize().Width, "%s: %s", where, text)
		}
		if exact {
			assert.GreaterOrEqual(s.t, o.Size().Height+0.5, o.MinSize().Height, "%s: %s", where, text)
			assert.NotRegexp(s.t, `^(hook|tokens)\.`, text, "%s: a key without words", where)
			assert.False(s.t, strings.Contains(text, "{{"), text)
		}
	})
}
