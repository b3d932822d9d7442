package views

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// candidates shows what was found in the repository: one as a sentence, several as rows to choose from. What is
// not found, or not yet, is said in the same place.
type candidates struct {
	form  *flow.ProfileForm
	state flow.ProfileState
	at    int // the one that is built, or -1
	box   *fyne.Container
	note  *fieldNote
	act   *button // the one thing to do about the note
	press func()
	// own opens the fields in which a person says it; take chooses the only candidate.
	own, take func()

	rows *chooser
	list *fyne.Container
	turn *wheel // over rows that are all seen
	size *rowsLayout
}

func newCandidates(form *flow.ProfileForm, submit func()) *candidates {
	c := &candidates{form: form, note: newFieldNote()}
	c.act = quiet("", func() { c.press() })
	c.rows = newChooser(func() int { return len(c.state.Candidates) },
		func() fyne.CanvasObject { return newCandidateRow() },
		func(at int, o fyne.CanvasObject) {
			if at < len(c.state.Candidates) {
				o.(*candidateRow).show(c.state.Candidates[at], at == c.rows.place, c.rows.focused)
			}
		})
	c.rows.move = c.move
	c.rows.tapped = form.ChooseCandidate
	c.rows.enter = submit
	c.size = &rowsLayout{row: func() fyne.CanvasObject { return newCandidateRow() }}
	c.turn = newWheel(c.rows)
	c.list = container.New(c.size, container.NewStack(c.rows, c.turn))
	c.box = stackGap(0, container.New(noteAction{}, c.note.line, c.act), c.list)
	return c
}

// move chooses the candidate so many rows away.
func (c *candidates) move(by int) {
	if n := len(c.state.Candidates); n > 0 {
		c.form.ChooseCandidate(min(max(c.rows.place+by, 0), n-1))
	}
}

// mostCandidates is how many are seen at once; half a row more tells that the list goes on.
const mostCandidates = 4

// show brings everything into line with the form. at is the place of the candidate that is built; open tells that the
// fields in which a person says it are there.
func (c *candidates) show(state flow.ProfileState, at int, open bool) {
	c.state, c.at = state, at
	c.say()
	c.offer(open)
	several := len(state.Candidates) > 1
	c.size.rows = float32(len(state.Candidates))
	if len(state.Candidates) > mostCandidates {
		c.size.rows = mostCandidates + 0.5
	}
	setVisible(c.list, several)
	setVisible(c.turn, len(state.Candidates) <= mostCandidates) // else the list itself has something to scroll
	setVisible(c.box, c.note.line.Visible() || several)
	c.box.Refresh() // the list must have its height before it scrolls to a row
	c.rows.show(at)
}

// say tells what was found.
func (c *candidates) say() {
	s := c.state
	switch {
	case len(s.Candidates) == 1:
		found := connector.Pass
		if c.at != 0 {
			found = connector.Waiting
		}
		c.note.set(found, foundOne(s.Candidates[0]))
	case len(s.Candidates) > 1:
		c.note.set(connector.Pass, say("profile.find.several", "count", strconv.Itoa(len(s.Candidates))))
	case s.FindFailed != nil:
		title, _, _ := Words(*s.FindFailed)
		c.note.mention(say("profile.find.failed", "title", title))
	case s.Finding:
		c.note.set(connector.Running, say("profile.find.looking"))
	case s.Found && !s.EmptyRepository:
		c.note.mention(say("profile.find.none"))
	default:
		c.note.show("")
	}
}

// offer puts the one thing to do about what was found beside it, or nothing.
func (c *candidates) offer(open bool) {
	s := c.state
	text := ""
	c.press = c.own
	switch {
	case s.FindFailed != nil && len(s.Candidates) == 0:
		text, c.press = "profile.retry", c.form.RetryFind
	case len(s.Candidates) == 1 && c.at != 0:
		text, c.press = "profile.find.take", c.take
	case open:
	case len(s.Candidates) == 1:
		text = "profile.find.change"
	case s.Finding || len(s.Candidates) > 1:
		text = "profile.find.own"
	}
	setVisible(c.act, text != "")
	if text != "" && c.act.Text != say(text) {
		c.act.SetText(say(text))
	}
}

// top forgets where the list of another repository was scrolled to.
func (c *candidates) top() { scrollUp(c.rows) }

// foundOne says in one sentence what was found, and by what.
func foundOne(c connector.Candidate) string {
	platform := platformWord(c.Platform)
	text := say("profile.find.one", "platform", platform)
	if c.Folder != "" {
		text = say("profile.find.one.folder", "platform", platform, "folder", c.Folder)
	}
	return text + reasonsWord(c)
}

func reasonsWord(c connector.Candidate) string {
	if len(c.Reasons) == 0 {
		return ""
	}
	return say("profile.find.reasons", "reasons", strings.Join(c.Reasons, ", "))
}

// noteAction sets a button behind a sentence, or below it where that would leave the sentence too little room.
type noteAction struct{}

func (noteAction) narrow(o []fyne.CanvasObject, width float32) bool {
	return o[1].Visible() && width-o[1].MinSize().Width < 16*theme.TextSize()
}

// MinSize is the height of the last layout.
func (n noteAction) MinSize(o []fyne.CanvasObject) fyne.Size {
	note, act := o[0].MinSize(), o[1].MinSize()
	switch {
	case !o[0].Visible():
		return fyne.Size{}
	case !o[1].Visible():
		return note
	case o[1].Position().Y > 0 && o[1].Position().Y >= note.Height:
		return fyne.NewSize(max(note.Width, act.Width), note.Height+act.Height)
	}
	return fyne.NewSize(max(note.Width, act.Width), max(note.Height, act.Height))
}

// Layout gives the sentence what the button leaves.
func (n noteAction) Layout(o []fyne.CanvasObject, size fyne.Size) {
	act := o[1].MinSize()
	width := size.Width
	if o[1].Visible() && !n.narrow(o, size.Width) {
		width -= act.Width + theme.Padding()
	}
	o[0].Move(fyne.Position{})
	tall := settle(o[0], width)
	o[1].Resize(fyne.NewSize(min(act.Width, size.Width), act.Height))
	if width == size.Width {
		o[1].Move(fyne.NewPos(theme.InnerPadding(), tall))
		return
	}
	o[1].Move(fyne.NewPos(size.Width-act.Width, 0))
}

// rowsLayout gives a list the height of a number of rows.
type rowsLayout struct {
	rows float32
	row  func() fyne.CanvasObject
}

// MinSize is that many rows.
func (l *rowsLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	tall := l.row().MinSize().Height + theme.Padding()
	return fyne.NewSize(theme.TextSize()*10, tall*l.rows+2*theme.Padding())
}

// Layout fills the room.
func (l *rowsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(0, theme.Padding()))
	o[0].Resize(size.SubtractWidthHeight(0, 2*theme.Padding()))
}

// candidateRow is one of several: what it is and where, and by what it was found.
type candidateRow struct {
	widget.BaseWidget
	ground *marker
	lamp   *lamp
	name   *widget.Label
	why    *muted
	lines  *fyne.Container
}

func newCandidateRow() *candidateRow {
	r := &candidateRow{ground: newMarker(), lamp: newLampSaying(connector.Waiting, ""), name: oneLine(""), why: mutedLine("")}
	r.name.TextStyle.Bold = true
	r.lines = container.New(candidateLines{}, r.ground, r.lamp, r.name, r.why)
	r.ExtendBaseWidget(r)
	return r
}

func (r *candidateRow) show(c connector.Candidate, chosen, ring bool) {
	r.ground.set(chosen, chosen && ring)
	state := connector.Waiting
	if chosen {
		state = connector.Pass
	}
	r.lamp.set(state, "")
	platform := platformWord(c.Platform)
	if c.Folder == "" {
		r.name.SetText(say("profile.find.app", "platform", platform))
	} else {
		r.name.SetText(say("profile.find.app.folder", "platform", platform, "folder", c.Folder))
	}
	r.why.SetText(strings.Join(c.Reasons, ", "))
}

// CreateRenderer lays the lines out over the ground.
func (r *candidateRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.lines) }

// candidateLines is a lamp and two lines, which stand closer than two labels would.
type candidateLines struct{}

// MinSize is two lines.
func (candidateLines) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.TextSize()*12, 2*o[2].MinSize().Height-theme.InnerPadding())
}

// Layout keeps the lamp at the first line.
func (candidateLines) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	lamp, line := o[1].MinSize(), o[2].MinSize().Height
	left := 2*theme.Padding() + lamp.Width
	o[1].Move(fyne.NewPos(2*theme.Padding(), 0))
	o[1].Resize(fyne.NewSize(lamp.Width, line))
	for i, y := range []float32{0, line - theme.InnerPadding()} {
		o[2+i].Move(fyne.NewPos(left, y))
		o[2+i].Resize(fyne.NewSize(max(0, size.Width-left), line))
	}
}
