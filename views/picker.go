package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// pickerScreen is where a repository is chosen: a search field that has the cursor from the start, the
// list below it, and beside it the selected repository with all there is to know.
type pickerScreen struct {
	k      *kit
	picker *flow.Picker
	state  flow.PickerState
	now    func() time.Time

	lead   *muted
	count  *widget.Label
	moving *lamp // lit while pages arrive
	search *entry
	filter *filterRow
	clock  *pulse // while Bitbucket asks for a pause
	rows   *chooser
	strip  holder // above the list: what is typed as a name, and what broke off
	body   holder // the list, or what is there instead
	detail holder
	sheet  fyne.CanvasObject // the list on its ground
	root   fyne.CanvasObject

	seen     int  // the row furthest down that was drawn and not told of yet
	telling  bool // of that, in a moment
	stripFor stripKey
	bodyFor  bodyKey
	side     *pickerSide
}

// newPickerScreen makes the screen of a picker; it shows nothing until the picker is opened.
func newPickerScreen(k *kit, picker *flow.Picker) *pickerScreen {
	s := &pickerScreen{
		k: k, picker: picker, now: time.Now,
		lead: mutedLine(""), count: widget.NewLabel(""), moving: newLampSaying(connector.Running, ""),
		strip: newHolder(), body: newHolder(), detail: newHolder(),
	}
	s.rows = newChooser(
		s.length,
		func() fyne.CanvasObject { return newPickerRow() },
		func(place int, o fyne.CanvasObject) { s.draw(place, o.(*pickerRow)) })
	s.rows.move = picker.Move
	s.rows.tapped = s.tap
	s.rows.enter = picker.ChooseSelected
	s.rows.typed = func(r rune) { k.typeInto(s.search, r) }
	s.search = newSearchEntry(say("picker.search"), picker.Search, picker.ChooseSelected, s.rows.moved)
	s.filter = newFilterRow(s)
	s.clock = &pulse{k: k, wanted: s.pausing, beat: s.showStatus}
	s.build()
	show(k, picker.Watch, s.render)
	return s
}

func (s *pickerScreen) build() {
	again := plain(say("picker.again"), s.then(s.again))
	again.Icon = theme.ViewRefreshIcon()
	sheet := newSurface(s.rows)
	sheet.pad = 1
	s.sheet = sheet
	head := container.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(again, quiet(say("kit.back"), s.picker.Close))), heading(say("picker.title")))
	top := stackGap(1,
		stackGap(-1, head, container.NewBorder(nil, nil, nil, container.NewHBox(s.moving, s.count), s.lead)),
		s.search, s.filter.box, s.strip.Container,
	)
	middle := newListDetail(s.body.Container, s.detail.Container, 0.4)
	s.root = newRoomy(container.New(topped{}, top, middle))
}

// topped puts one object above another that takes the rest, and asks the upper for its height after it
// knows its width.
type topped struct{}

// MinSize is both.
func (topped) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height)
}

// Layout gives the lower what the upper leaves.
func (topped) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap := 2 * theme.Padding()
	o[0].Move(fyne.Position{})
	tall := settle(o[0], size.Width) + gap
	o[1].Move(fyne.NewPos(0, tall))
	o[1].Resize(fyne.NewSize(size.Width, max(0, size.Height-tall)))
}

func (s *pickerScreen) object() fyne.CanvasObject { return s.root }

func (s *pickerScreen) step() int {
	if s.state.Step == flow.PickerIdle {
		return closed
	}
	return stepChoose
}

// back gives up what is being asked of one repository, then empties the search field, then leaves the screen.
func (s *pickerScreen) back() bool {
	switch {
	case s.k.dismissed():
	case s.state.Step == flow.PickerIdle:
		return false
	case s.state.Choosing.ID != "":
		s.picker.Unchoose()
	case s.state.LookingUp:
		s.picker.Search(s.state.Query)
	case s.state.Query != "":
		s.picker.Search("")
	default:
		s.picker.Close()
	}
	return true
}

// commands are what can be done here from everywhere.
func (s *pickerScreen) commands() *fyne.Menu {
	return fyne.NewMenu(say("menu.repository"),
		menuItem(command{"menu.repository.pin", fyne.KeyD, s.pinSelected}),
		menuItem(command{"menu.repository.page", fyne.KeyO, s.openSelected}),
		fyne.NewMenuItemSeparator(),
		menuItem(command{"menu.repository.again", fyne.KeyR, s.again}),
	)
}

func (s *pickerScreen) find() {
	s.k.focusOn(s.search)
	s.search.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// focus puts the cursor into the search field. The screen has come to the front, and with it its clock.
func (s *pickerScreen) focus() {
	s.k.focusOn(s.search)
	s.showStatus()
	s.clock.start()
}

func (s *pickerScreen) render(state flow.PickerState) {
	before, held := s.state, s.anchors()
	s.state = state
	if state.Step == flow.PickerIdle {
		showText(&s.search.Entry, "")
		s.rows.show(-1) // the next list begins at its top
		s.seen = -1
		return
	}
	s.showStatus()
	s.clock.start()
	showText(&s.search.Entry, state.Query)
	s.count.SetText(countOf(state, s.now()))
	if s.filter.render() {
		s.root.Refresh()
	}
	s.showStrip()
	s.showBody()
	s.showDetail()
	s.showRows(before, held)
}

// leadOf says where one is and as whom.
func leadOf(c connector.Connection) string {
	if c.Account.Name == "" {
		return c.Name
	}
	if c.Provider == connector.Cloud && c.Kind == connector.AccessToken { // its account is a place
		return say("picker.lead.token", "account", c.Account.Name)
	}
	return sayFor(c, "picker.lead", "connection", c.Name, "account", c.Account.Name)
}
