package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// pickerSide is the selected repository beside the list: its name in full, what can be done with it, what the list
// tells of it, and what Bitbucket tells when somebody looks at it. It is made once, and only its words change: whoever
// walks down a list makes nothing anew, the keyboard stays on its button, and what comes in has its place already.
type pickerSide struct {
	s     *pickerScreen
	shown connector.RepositoryRef

	title       *widget.Label
	path        *muted
	copied, web *button
	absent      *fyne.Container
	absentSays  *widget.Label
	about       *widget.Label
	facts       *pickerFacts
	trouble     *fyne.Container // why there are no details
	troubleSays *widget.Label
	foot        *pickerFoot

	row    flow.Row
	gone   bool // it has left the list meanwhile
	body   *fyne.Container
	scroll *container.Scroll
	sheet  *fyne.Container
	whole  *surface
}

func newPickerSide(s *pickerScreen) *pickerSide {
	p := &pickerSide{
		s: s, title: subheading(""), path: mutedLabel(""), absentSays: wrapLabel(""), about: wrapLabel(""),
		troubleSays: wrapLabel(""), facts: newPickerFacts(s),
	}
	p.copied = s.k.copyButton(func() string { return p.row.Repository.FullName() })
	p.copied.Importance, p.copied.OnTapped = widget.LowImportance, s.typingOn(p.copied.OnTapped)
	p.absent = container.New(noteLayout{}, newLampSaying(connector.Warned, ""), p.absentSays)
	p.web = s.k.link(say("picker.web"), "")
	p.web.OnTapped = s.typingOn(func() { s.k.openURL(p.row.Repository.Web) })
	again := row(quiet(say("picker.retry"), s.then(s.picker.LookAgain)))
	p.trouble = stackGap(1, container.New(noteLayout{}, newLampSaying(connector.Warned, ""), p.troubleSays), inset(again))
	p.foot = newPickerFoot(s, func() { s.choose(p.row.Repository) }, s.typingOn(p.turnPin))
	p.body = stack(
		stackGap(-1, p.title, p.path, row(p.copied, p.web)),
		p.absent, p.about, stackGap(0, p.facts.table, row(p.facts.commit)), p.trouble)
	p.scroll = container.NewVScroll(aired(p.body))
	p.sheet = container.New(sideSheet{}, p.scroll, inset(p.foot.Container))
	p.whole = newSurface(p.sheet)
	p.whole.pad = 2
	return p
}

func (p *pickerSide) object() fyne.CanvasObject { return p.whole }

// show says what there is to say of a repository in a state. Another one is read from its top.
func (p *pickerSide) show(row flow.Row, state flow.PickerState) {
	p.gone = false
	p.say(row, state)
}

// vanished says of the repository that is shown that it has left the list.
func (p *pickerSide) vanished(state flow.PickerState) {
	p.gone = true
	p.say(p.row, state)
}

func (p *pickerSide) say(row flow.Row, state flow.PickerState) {
	r := row.Repository
	p.row = row
	if p.shown != r.Ref {
		p.shown = r.Ref
		p.scroll.ScrollToTop()
		if p.copied.Text != say("kit.copy") {
			p.copied.SetText(say("kit.copy"))
			p.copied.SetIcon(theme.ContentCopyIcon())
		}
	}
	changed := sayIn(p.title, r.Name)
	if p.path.String() != r.FullName() {
		p.path.SetText(r.FullName())
		changed = true
	}
	changed = p.sayAbsent(row, state) || changed
	changed = setShown(p.web, r.Web != "") || changed
	changed = sayIn(p.about, aboutOf(r, state.Details)) || changed
	changed = setShown(p.about, p.about.Text != "") || changed
	changed = p.facts.show(r, state, p.s.now()) || changed
	changed = p.sayTrouble(state.DetailsProblem) || changed
	changed = p.foot.show(row.Pinned, p.gone, state) || changed
	if changed {
		p.settle()
	}
}

// settle lays out what changed, from the inside out: each part has to know its height before what it lies in asks.
func (p *pickerSide) settle() {
	aired, _ := p.scroll.Content.(*fyne.Container)
	for _, c := range []*fyne.Container{p.facts.table, p.body, aired, p.sheet} {
		c.Layout.Layout(c.Objects, c.Size())
	}
}

// sayAbsent says of what was picked earlier that the list does not have it, or not so far.
func (p *pickerSide) sayAbsent(row flow.Row, state flow.PickerState) bool {
	changed := setShown(p.absent, row.Absent || p.gone)
	var key string
	switch {
	case p.gone:
		key = "picker.side.gone"
	case !row.Absent:
		return changed
	case state.Step == flow.PickerLoading || state.Partial():
		key = "picker.side.absent.sofar"
	default:
		key = "picker.side.absent"
	}
	return sayIn(p.absentSays, say(key)) || changed
}

func (p *pickerSide) turnPin() { p.s.picker.Pin(p.row.Repository, !p.row.Pinned) }

func (p *pickerSide) sayTrouble(problem *connector.Problem) bool {
	changed := setShown(p.trouble, problem != nil)
	if problem == nil {
		return changed
	}
	title, _, _ := Words(*problem)
	return sayIn(p.troubleSays, say("picker.details.failed", "title", title)) || changed
}

// aboutOf is what a repository is for, in the newest words there are.
func aboutOf(r connector.Repository, details *connector.Details) string {
	if details != nil {
		return details.Description
	}
	return r.Description
}

// sayIn changes the words of a label, if they are others.
func sayIn(l *widget.Label, text string) (changed bool) {
	if l.Text == text {
		return false
	}
	l.SetText(text)
	return true
}

// sideSheet sets what is read above the buttons: these stay where they are, and are never covered.
type sideSheet struct{}

// MinSize is the buttons and a few lines to read above them.
func (sideSheet) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), theme.TextSize()*4+b.Height)
}

// Layout gives the buttons what they need at this width, and the text the rest.
func (sideSheet) Layout(o []fyne.CanvasObject, size fyne.Size) {
	foot := settle(o[1], size.Width)
	top := max(0, size.Height-foot)
	o[1].Move(fyne.NewPos(0, top))
	scroll, _ := o[0].(*container.Scroll)
	text, seen := scroll.Content.Size(), scroll.Size()
	settle(scroll.Content, size.Width)
	scroll.Resize(fyne.NewSize(size.Width, max(0, top-theme.Padding())))
	if scroll.Content.Size() != text || scroll.Size() != seen { // its bar changes; else drawing all of it anew is for nothing
		scroll.Refresh()
	}
}
