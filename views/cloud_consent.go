package views

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// cloudWaitPage waits for the person's answer in their browser. It is built once and changed in place: the time
// runs while somebody types. The link and the buttons stand first and stay where they are; what comes up later
// comes below them.
type cloudWaitPage struct {
	screen  *cloudScreen
	private bool
	title   *widget.Label
	lead    *muted
	about   *widget.Label // what the link is for
	link    holder
	open    *button
	left    *muted
	answer  *cloudAnswerForm
	late    holder // what to do where Bitbucket shows "Invalid redirect_uri"
	beside  holder // what went wrong without ending the waiting
	object  fyne.CanvasObject

	copies                   *button
	shownByHand              bool
	shownLink, shownCallback string
	shownProblem             *connector.Problem
}

// consenting waits for the person's answer in their browser: the link, what is awaited, and the time left.
func (c *cloudScreen) consenting(s flow.CloudState) cloudPage {
	p := &cloudWaitPage{
		screen: c, private: s.Private, title: heading(""), lead: mutedLabel(""), about: wrapLabel(""), link: newHolder(),
		left: mutedLabel(""), late: newHolder(), beside: newHolder(),
	}
	label := "cloud.wait.again"
	if s.Private {
		label = "cloud.private.here"
	}
	p.open = quiet(say(label), c.flow.OpenAgain)
	p.answer = newCloudAnswerForm(c, p.grown)
	waiting := card(stackGap(1,
		p.about, p.link.Container, inset(row(p.open, quiet(say("kit.cancel"), c.flow.Cancel))), inset(newProgress()), p.left,
		p.answer.box))
	body := stackGap(3, stackGap(0, p.title, p.lead))
	if s.Address != "" {
		body.Add(mutedLabel(say("cloud.address", "address", s.Address)))
	}
	body.Objects = append(body.Objects, waiting, p.late.Container, p.beside.Container)
	p.object = upright(container.New(reading{readable}, body))
	p.update(s)
	waits := cloudPage{object: p.object, update: p.update, back: p.answer.foldUp}
	if p.shownByHand && p.shownLink != "" {
		waits.first = p.copies
	}
	return waits
}

// update shows a later state in place; a page for a private window is another one.
func (p *cloudWaitPage) update(s flow.CloudState) bool {
	if s.Private != p.private {
		return false
	}
	p.sayHead(s)
	p.left.SetText(timeLeft(s.Left))
	p.showLink(s)
	wrong := p.answer.update(s)
	p.showLate(s)
	p.showBeside(s)
	p.grown()
	if wrong && p.object != nil && p.object == p.screen.page.object {
		p.screen.put(p.answer.field)
		reveal(p.object, p.answer.hint.line)
	}
	return true
}

// grown lays the page out anew; nothing moves that need not.
func (p *cloudWaitPage) grown() {
	if p.object != nil {
		p.object.Refresh()
	}
}

// sayHead says what is awaited, or that the person has to open the page by hand.
func (p *cloudWaitPage) sayHead(s flow.CloudState) {
	title, lead, about := say("cloud.wait.title"), say("cloud.wait.lead"), say("cloud.wait.link")
	switch {
	case notOpened(s):
		title, _, _ = Words(*s.Problem)
		lead, about = say("cloud.wait.byhand"), say("cloud.wait.page")
	case s.Private:
		title, lead, about = say("cloud.private.title"), say("cloud.private.lead"), say("cloud.private.link")
	}
	if p.title.Text != title {
		p.title.SetText(title)
	}
	p.lead.SetText(lead)
	if p.about.Text != about {
		p.about.SetText(about)
	}
}

// notOpened tells whether the browser could not be opened for the page that is waited for.
func notOpened(s flow.CloudState) bool {
	return s.Problem != nil && s.Problem.Code == connector.CodeBrowserNotOpened && s.Problem.Args["link"] == s.Wait.Link
}

// showLink shows the link once it is known; until then there is nothing to open. Where the person has to take it to
// a browser themselves, copying it is what leads on.
func (p *cloudWaitPage) showLink(s flow.CloudState) {
	link, byHand := s.Wait.Link, s.Private || notOpened(s)
	setVisible(p.open, link != "")
	setVisible(p.about, link != "")
	setVisible(p.link.Container, link != "") // what is hidden takes no keyboard
	if link != p.shownLink || p.copies != nil && byHand != p.shownByHand {
		p.shownLink, p.shownByHand = link, byHand
		p.copies = p.screen.kit.copyButton(func() string { return link })
		if byHand {
			p.copies.Importance = widget.HighImportance
		}
		p.link.set(copyLineWith(link, p.copies))
		if byHand && link != "" {
			p.offerCopy()
		}
	}
}

// offerCopy puts the keyboard on the button that copies, unless the person has gone elsewhere on the page.
func (p *cloudWaitPage) offerCopy() {
	c := p.screen
	if p.object == nil || p.object != c.page.object {
		return // the page is being made, and begins there
	}
	c.page.first = p.copies
	if c.kit.window != nil && c.kit.window.Canvas().Focused() == nil && c.kit.inFront(c.object()) {
		c.put(p.copies)
	}
}

// showLate says first of all what most likely happened when nobody calls back for a while: Bitbucket refused the
// callback and never will.
func (p *cloudWaitPage) showLate(s flow.CloudState) {
	callback := cmp.Or(s.Wait.Callback, s.Consumer.Callback)
	on := s.Wait.Late && callback != ""
	if on && callback != p.shownCallback {
		p.shownCallback = callback
		p.late.set(p.screen.lateCard(s, callback))
	}
	setVisible(p.late.Container, on)
}

// lateCard shows the callback to register, and the way to where that is done.
func (c *cloudScreen) lateCard(s flow.CloudState, callback string) fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		lampTitle(connector.Warned, say("cloud.late.title")), wrapLabel(say("cloud.late.text")), c.kit.copyLine(callback),
	}
	if c.ownConsumerHere(s) {
		if !s.Consumer.Checked {
			parts = append(parts, wrapLabel(say("cloud.late.key")))
		}
		parts = append(parts, inset(row(quiet(say("cloud.late.consumer"), c.flow.UseConsumer))))
	} else {
		parts = append(parts, mutedLabel(say("cloud.late.owner")), inset(row(quiet(say("cloud.welcome.token"), c.flow.UseToken))))
	}
	return card(stackGap(0.5, parts...))
}

// showBeside shows what went wrong without ending the waiting. An answer that was thrown away is told without
// alarm; that the browser could not be opened stands at the head.
func (p *cloudWaitPage) showBeside(s flow.CloudState) {
	if s.Problem == p.shownProblem {
		return
	}
	p.shownProblem = s.Problem
	if s.Problem == nil || notOpened(s) {
		p.beside.Hide()
		return
	}
	if s.Problem.Code == connector.CodeConsentForged && s.Problem.Severity == connector.Info {
		title, detail, _ := Words(*s.Problem)
		p.beside.set(card(stackGap(0, lampTitle(connector.Skip, title), wrapLabel(detail), mutedLabel(say("cloud.wait.goeson")))))
	} else {
		p.beside.set(p.screen.note(s))
	}
	p.beside.Show()
}

// cloudAnswerForm takes the address a browser ended at, where the page there did not come back by itself. It is
// folded up: hardly anybody needs it.
type cloudAnswerForm struct {
	screen *cloudScreen
	field  *entry
	hint   *hint
	fold   *fold
	box    *fyne.Container
	shown  *connector.Problem
}

func newCloudAnswerForm(c *cloudScreen, grown func()) *cloudAnswerForm {
	f := &cloudAnswerForm{screen: c}
	f.field = newEntry(say("cloud.answer.hint"), f.submit)
	field, wrong := wanting(say("cloud.answer.field"), f.field)
	f.hint = wrong
	body := stackGap(1, mutedLabel(say("cloud.answer.text")), field, inset(row(quiet(say("cloud.answer.send"), f.submit))))
	f.fold = newFold(say("cloud.answer.title"), body, func() {})
	f.fold.grown = func() {
		grown()
		if body.Visible() {
			c.put(f.field)
		}
	}
	f.box = f.fold.box
	return f
}

func (f *cloudAnswerForm) submit() { f.screen.flow.Answer(f.field.Text) }

// foldUp closes the form, and tells whether it was open; what is typed stays.
func (f *cloudAnswerForm) foldUp() bool {
	if !f.box.Visible() || !f.fold.body.Visible() {
		return false
	}
	f.fold.open(false)
	f.screen.put(f.fold.handle)
	return true
}

// update offers the form while answers can be brought, and tells whether something new was wrong with one.
func (f *cloudAnswerForm) update(s flow.CloudState) (wrong bool) {
	setVisible(f.box, s.CanAnswer)
	if s.AnswerProblem == f.shown {
		return false
	}
	f.shown = s.AnswerProblem
	if f.shown == nil {
		f.hint.say("")
		return false
	}
	f.hint.say(answerWords(*f.shown))
	f.fold.open(true)
	return true
}

// answerWords says beside the field what is wrong with an answer brought by hand.
func answerWords(p connector.Problem) string {
	switch p.Code {
	case connector.CodeAddressInvalid, connector.CodeAddressIsServer, connector.CodeAddressIsCloud:
		return say("cloud.answer.unread")
	case connector.CodeConsentForged:
		return say("cloud.answer.other")
	}
	_, detail, fix := Words(p)
	return detail + " " + fix
}
