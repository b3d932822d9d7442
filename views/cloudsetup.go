package views

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// setUpSteps is how many pages the guide has.
const setUpSteps = 4

// cloudSetUp guides through making an OAuth consumer, in four steps whose titles are always in sight. It is one
// page that unfolds step by step, so that what is typed in one is still there after a look at another.
type cloudSetUp struct {
	screen    *cloudScreen
	changing  bool // there is a consumer already, and another is to take its place
	step      int
	began     int // the step it was opened at: Back leads out from there
	steps     *fyne.Container
	workspace *entry
	key       *entry
	secret    *entry
	boxes     map[flow.CloudField]*fyne.Container
	hints     map[flow.CloudField]*hint
	where     holder // what is known of the workspace
	told      flow.CloudSetup
	known     []connector.Workspace
	choice    *choice
	trouble   holder
	shown     *connector.Problem
	buttons   *fyne.Container // of the step in front
	lead      *muted
	sent      bool // key and secret are being kept
	open      *button
	first     fyne.Focusable
}

// consumerSetUp shows the person's own consumer, or guides through making one.
func (c *cloudScreen) consumerSetUp(s flow.CloudState) cloudPage {
	if c.forms.setup == nil {
		c.forms.setup = newCloudSetUp(c, s)
		c.forms.setup.changing = s.Setup.Step > 1 // what Bitbucket has just refused
	}
	g := c.forms.setup
	if s.Consumer.Own && s.Consumer.Has && !g.changing {
		return c.ownConsumerPage(s)
	}
	g.step, g.shown = 0, nil
	g.turn(s)
	return cloudPage{
		object: c.sheetAbove(inset(g.buttons), s, say("cloud.consumer.title"), say("cloud.consumer.lead"), []fyne.CanvasObject{
			card(stackGap(0, g.lead, g.steps)), g.trouble.Container,
		}),
		first: g.first, update: g.update,
	}
}

func newCloudSetUp(c *cloudScreen, s flow.CloudState) *cloudSetUp {
	g := &cloudSetUp{
		screen: c, steps: stackGap(1), open: quiet("", nil), where: newHolder(), trouble: newHolder(), buttons: row(), lead: mutedLabel(""),
		boxes: map[flow.CloudField]*fyne.Container{}, hints: map[flow.CloudField]*hint{},
	}
	g.open.OnTapped, g.open.Icon = g.find, theme.MailForwardIcon()
	g.workspace = newEntry(say("cloud.setup.workspace.hint"), g.findOrNext)
	g.secret = newSecretEntry(say("cloud.consumer.secret.hint"), g.save)
	g.key = newEntry(say("cloud.consumer.key.hint"), func() { c.put(g.secret) })
	g.add(flow.CloudFieldWorkspace, say("cloud.setup.workspace"), g.workspace)
	g.add(flow.CloudFieldKey, say("cloud.consumer.key"), g.key)
	g.add(flow.CloudFieldSecret, say("cloud.consumer.secret"), g.secret)
	if s.Consumer.Own {
		g.key.SetText(s.Consumer.Key)
	}
	return g
}

// add makes a field; a letter typed takes back what was said to be missing.
func (g *cloudSetUp) add(field flow.CloudField, name string, e *entry) {
	g.boxes[field], g.hints[field] = wanting(name, e)
	e.OnChanged = func(string) {
		g.hints[field].say("")
		g.leadsTo()
		g.grown()
	}
}

// turn unfolds the step the flow stands at.
func (g *cloudSetUp) turn(s flow.CloudState) {
	at := min(max(s.Setup.Step, 1), setUpSteps)
	if at != g.step {
		g.step = at
		g.lead.SetText(say("cloud.setup.step", "step", strconv.Itoa(at)))
		g.steps.Objects = nil
		for i := 1; i <= setUpSteps; i++ {
			g.steps.Add(g.headOf(i))
			if i == at {
				g.steps.Add(g.content(s))
			}
		}
		g.act()
	}
	if at == 1 {
		g.tellWhere(s)
	}
	for field, h := range g.hints {
		h.say(missing(s, field))
	}
	if g.shown != s.Problem || s.Problem == nil {
		g.shown = s.Problem
		g.trouble.Objects = nil
		setVisible(g.trouble, s.Problem != nil)
		if s.Problem != nil {
			g.trouble.set(g.screen.note(s))
		}
	}
}

// headOf is the title of a step. The one in front is large; the others are buttons that lead there, with a check
// mark on those that lie behind.
func (g *cloudSetUp) headOf(step int) fyne.CanvasObject {
	title := strconv.Itoa(step) + " · " + say("cloud.setup."+strconv.Itoa(step))
	if step == g.step {
		return subheading(title)
	}
	b := plain(title, func() { g.goTo(step) })
	b.Alignment = widget.ButtonAlignLeading
	b.Icon = theme.RadioButtonIcon()
	if step < g.step {
		b.Icon = theme.ConfirmIcon()
	}
	return row(b)
}

// content is what a step says and asks for.
func (g *cloudSetUp) content(s flow.CloudState) fyne.CanvasObject {
	switch g.step {
	case 1:
		return g.whereToGo(s)
	case 2:
		return g.whatToFillIn(s)
	case 3:
		return g.whatToTick(s)
	}
	return g.whatCameOut()
}

// act shows the buttons of a step: the one that goes on, the one that goes back, and a way out for those who
// may not do any of it.
func (g *cloudSetUp) act() {
	forward := primary(say("cloud.setup.next"), g.next)
	if g.step == setUpSteps {
		forward = primary(say("cloud.consumer.save"), g.save)
	}
	g.buttons.Objects = []fyne.CanvasObject{forward, quiet(say("kit.back"), g.back), plain(say("cloud.setup.admin"), g.screen.flow.AskAdmin)}
	g.buttons.Refresh()
	if g.first == nil {
		g.first = forward
	}
}

// next goes on, with the workspace that is typed.
func (g *cloudSetUp) next() {
	if g.step == 1 && !g.take() {
		return
	}
	g.goTo(g.step + 1)
}

// back goes one step back, and from the one it began with out.
func (g *cloudSetUp) back() {
	switch {
	case g.step > 1 && g.step != g.began:
		g.goTo(g.step - 1)
	case g.changing:
		g.screen.changeConsumer(false)
	default:
		g.screen.flow.Back()
	}
}

func (g *cloudSetUp) goTo(step int) {
	g.sent = false
	g.screen.flow.SetupStep(step)
}

func (g *cloudSetUp) save() {
	g.sent = true
	g.screen.flow.SaveConsumer(g.key.Text, connector.NewSecret(g.secret.Text))
}

// update turns the page in place.
func (g *cloudSetUp) update(s flow.CloudState) bool {
	was := g.step
	g.turn(s)
	c := g.screen
	c.page.first = g.first
	g.grown()
	switch {
	case was != g.step:
		c.turn()
	case s.Missing == flow.CloudFieldWorkspace:
		c.put(g.workspace)
	case s.Missing == flow.CloudFieldKey:
		c.put(g.key)
	case s.Missing == flow.CloudFieldSecret:
		c.put(g.secret)
	}
	return true
}

// grown lays the page out anew, since something on it has another height.
func (g *cloudSetUp) grown() {
	if page := g.screen.page.object; page != nil && g.screen.forms.setup == g {
		page.Refresh()
	}
}
