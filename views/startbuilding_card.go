package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// startCard is the page of one profile, ready to be handed over.
type startCard struct {
	k       *kit
	screen  *startScreen
	profile connector.BuildProfile
	lines   []flow.HandLine
	object  fyne.CanvasObject
	lead    *button // where the keyboard starts
	said    *fieldNote
	stored  *fieldNote // what became of the file
	trouble holder
	failed  *connector.Problem // as shown
	unsaved *connector.Problem // why the file was not written
}

func newStartCard(s *startScreen, of flow.ProfileRow, service connector.BuildService, lines []flow.HandLine) *startCard {
	c := &startCard{
		k: s.k, screen: s, profile: of.Profile, lines: lines,
		said: newFieldNote(), stored: newFieldNote(), trouble: newHolder(),
	}
	c.trouble.Hide()
	name := usedService{BuildService: service}.it()
	head := stackGap(0, heading(say("start.title")), mutedLabel(capital(say("start.lead", "service", name, "name", of.Profile.Name))))
	buttons := c.buttons(service, name)
	if service.Page == "" {
		head.Add(wrapLabel(say("start.nopage", "service", name)))
	}
	parts := []fyne.CanvasObject{head, c.trouble.Container, card(c.table())}
	if len(service.Help) > 0 {
		parts = append(parts, c.help(service))
	}
	text := upright(container.New(reading{readable}, stackGap(2, parts...)))
	c.object = withFoot(text, stackGap(0, c.said.line, c.stored.line, inset(row(buttons...))))
	return c
}

// buttons begin with the service's page, if it has one.
func (c *startCard) buttons(service connector.BuildService, name string) []fyne.CanvasObject {
	copies := c.k.copyButton(c.text)
	copies.SetText(say("start.copyall"))
	all := []fyne.CanvasObject{copies, quiet(say("start.save"), c.save)}
	c.lead = copies
	if service.Page == "" {
		all = append(all, quiet(say("start.done"), func() { c.screen.list.HandedOver(c.profile.ID) }))
	} else {
		c.lead = primary(say("start.open", "service", name), c.screen.openService)
		c.lead.Icon = theme.MailForwardIcon()
		all = append([]fyne.CanvasObject{c.lead}, all...)
	}
	return append(all, quiet(say("start.back"), func() { c.screen.back() }))
}

// table has a line for every value, each with its own button.
func (c *startCard) table() fyne.CanvasObject {
	pairs := make([]fyne.CanvasObject, 0, 2*len(c.lines))
	for _, l := range c.lines {
		value := handValue(l)
		copies := c.k.copyButton(func() string { return value })
		copies.Importance = widget.LowImportance
		pairs = append(pairs, factLabel(handName(l)), container.New(noteAction{}, wrapLabel(value), copies))
	}
	return newFacts(pairs...)
}

// help leads to what the service itself writes about Bitbucket.
func (c *startCard) help(service connector.BuildService) fyne.CanvasObject {
	pages := make([]fyne.CanvasObject, 0, len(service.Help))
	for _, page := range service.Help {
		link := plain(page.Title, func() { c.k.openURL(page.Address) })
		link.Icon = theme.HelpIcon()
		pages = append(pages, link)
	}
	return card(subheading(say("start.help", "service", service.Name)), inset(row(pages...)))
}

// text is all of it as plain lines.
func (c *startCard) text() string { return handText(c.profile.Name, c.lines) }

// save writes the lines into a file of the person's choice.
func (c *startCard) save() {
	c.k.save(say("start.save.title"), fileName(c.profile.Name), c.text(), func(file string, failed *connector.Problem) {
		c.unsaved = failed
		text := ""
		if failed == nil {
			text = say("start.saved", "file", file)
		}
		c.stored.set(connector.Pass, text)
		c.show(c.profile, c.screen.trouble())
	})
}

// show says what is known of the hand-over, and what stands in its way.
func (c *startCard) show(p connector.BuildProfile, unopened *connector.Problem) {
	c.profile = p
	said := ""
	switch handed := p.HandedOver; {
	case handed.IsZero():
	case !handed.Equal(c.screen.handed):
		said = say("start.handed")
	default:
		said = say("start.handed.before", "date", dayWords(localDay(handed)))
	}
	c.said.set(connector.Pass, said)
	c.showTrouble(unopened)
	c.object.Refresh()
}

func (c *startCard) showTrouble(unopened *connector.Problem) {
	p, again := c.unsaved, c.save
	if unopened != nil {
		p, again = unopened, c.screen.openService
	}
	if p == c.failed {
		return
	}
	c.failed = p
	setVisible(c.trouble, p != nil)
	if p == nil {
		return
	}
	more := []fyne.CanvasObject{}
	if link := p.Args["link"]; link != "" {
		more = append(more, c.k.copyLine(link))
	}
	c.trouble.set(c.k.problemSheetWith(*p, more, quiet(say("start.again"), again)))
	c.object.Refresh()
	reveal(c.object, c.trouble.Container)
}
