package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector/flow"
)

// cloudScreen is the Cloud tab as far as its flow goes: from not connected to an account one can choose
// a repository of.
type cloudScreen struct {
	kit   *kit
	flow  *flow.Cloud
	body  holder
	now   flow.CloudState
	page  cloudPage
	pages map[flow.CloudStep]func(flow.CloudState) cloudPage
	forms cloudForms
	// adding says that the ways to add another account are unfolded.
	adding bool
	adder  *fold
	// noting says that the note for the administrator lies over the page.
	noting bool
	// foremost is the card of the account on screen, where several stand beside each other.
	foremost fyne.CanvasObject
	pause    cloudPause
}

// cloudPage is what one step shows.
type cloudPage struct {
	object fyne.CanvasObject
	// first is where the keyboard most likely goes on; nil where nothing is to be done.
	first fyne.Focusable
	// above is where the keyboard goes when first lies too far down to be seen: a form begins with what is
	// to be read, and with large text that fills the window.
	above fyne.Focusable
	// update renders a later state of the same step without building the page anew, so that nothing
	// typed is lost and no lamp flickers. It answers false where that is not possible; nil is always so.
	update func(flow.CloudState) bool
	// back takes back what lies on the page itself, before Esc leaves it; nil where nothing ever does.
	back func() bool
}

func newCloudScreen(k *kit, f *flow.Cloud) *cloudScreen {
	c := &cloudScreen{kit: k, flow: f, body: newHolder()}
	c.pages = map[flow.CloudStep]func(flow.CloudState) cloudPage{
		flow.CloudStarting:   c.starting,
		flow.CloudWelcome:    c.welcome,
		flow.CloudToken:      c.tokenForm,
		flow.CloudConsumer:   c.consumerSetUp,
		flow.CloudNoting:     c.consumerNote,
		flow.CloudConsenting: c.consenting,
		flow.CloudCounting:   c.counting,
		flow.CloudChecking:   c.checking,
		flow.CloudSaving:     c.saving,
		flow.CloudKeeping:    c.keeping,
		flow.CloudConfirming: c.confirming,
		flow.CloudStranger:   c.stranger,
		flow.CloudConnected:  c.connected,
		flow.CloudSignedOut:  c.signedOut,
		flow.CloudMore:       c.more,
		flow.CloudParting:    c.parting,
		flow.CloudLeaving:    c.leaving,
		flow.CloudFailed:     c.failed,
	}
	show(k, f.Watch, c.render)
	return c
}

func (c *cloudScreen) object() fyne.CanvasObject { return c.body.Container }

func (c *cloudScreen) back() bool {
	if c.page.back != nil && c.page.back() {
		return true
	}
	return c.flow.Back()
}

func (c *cloudScreen) find() {}

func (c *cloudScreen) focus() {
	o, ok := c.page.first.(fyne.CanvasObject)
	if ok && c.page.above != nil && !inSight(c.page.object, o) {
		c.put(c.page.above)
		return
	}
	c.put(c.page.first)
}

// put moves the keyboard to a widget of the page, and the page so that the widget can be seen.
func (c *cloudScreen) put(f fyne.Focusable) {
	if f == nil {
		return
	}
	c.kit.focusOn(f)
	if o, ok := f.(fyne.CanvasObject); ok && c.page.object != nil {
		reveal(c.page.object, o)
	}
}

// turn moves the keyboard to a page that has just come. Where nothing is to be done it lets go, so that a
// second Return does not press what is no longer there.
func (c *cloudScreen) turn() {
	if !c.kit.inFront(c.object()) {
		return
	}
	if c.page.first == nil {
		c.kit.letGo()
	}
	c.focus()
	if c.foremost != nil && (c.now.Step == flow.CloudConnected || c.now.Step == flow.CloudSignedOut) && !c.noting {
		toTop(c.page.object, c.foremost)
	}
}

// step follows the flow: whoever is connected has the check behind them or before their eyes.
func (c *cloudScreen) step() int {
	switch c.now.Step {
	case flow.CloudChecking, flow.CloudSaving, flow.CloudKeeping, flow.CloudConfirming, flow.CloudConnected:
		return stepCheck
	}
	return stepConnect
}

func (c *cloudScreen) render(s flow.CloudState) {
	same := s.Step == c.now.Step && c.page.object != nil
	if s.Step != c.now.Step || s.Current != c.now.Current {
		c.adding, c.noting = false, false
	}
	c.now = s
	c.forms.leave(s)
	c.followPause(s)
	switch {
	case c.noting: // it is read to its end; what is under it is made anew then
		return
	case same && c.page.update != nil && c.page.update(s):
		return
	}
	c.page = c.pages[s.Step](s)
	c.body.set(c.page.object)
	c.turn()
}

// sheet is a page of this tab; it names the address where that is not the usual one.
func (c *cloudScreen) sheet(s flow.CloudState, title, lead string, body []fyne.CanvasObject, actions ...fyne.CanvasObject) fyne.CanvasObject {
	if len(actions) == 0 {
		return c.text(s, title, lead, body)
	}
	return c.sheetAbove(inset(row(actions...)), s, title, lead, body)
}

// sheetAbove is a sheet above buttons that change.
func (c *cloudScreen) sheetAbove(buttons fyne.CanvasObject, s flow.CloudState, title, lead string, body []fyne.CanvasObject) fyne.CanvasObject {
	return withFoot(c.text(s, title, lead, body), buttons)
}

func (c *cloudScreen) text(s flow.CloudState, title, lead string, body []fyne.CanvasObject) *fyne.Container {
	if s.Address != "" {
		body = append([]fyne.CanvasObject{mutedLabel(say("cloud.address", "address", s.Address))}, body...)
	}
	if len(body) == 0 {
		return readingPage(title, lead, nil)
	}
	return readingPage(title, lead, stackGap(3, body...))
}

// backButton leads out of a form or question, where there is somewhere to go.
func (c *cloudScreen) backButton() fyne.CanvasObject {
	return quiet(say("kit.back"), func() { c.flow.Back() })
}

func (c *cloudScreen) starting(s flow.CloudState) cloudPage {
	return cloudPage{object: c.sheet(s, say("cloud.welcome.title"), "", []fyne.CanvasObject{busy(say("cloud.starting"), nil)})}
}
