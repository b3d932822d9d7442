package views

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// profilesScreen is the tab of the build profiles: the list, and beside it the selected one with all that
// can be done with it.
type profilesScreen struct {
	k     *kit
	list  *flow.ProfileList
	state flow.ProfilesState
	now   func() time.Time

	page   holder // the list with its detail, or what is there instead
	shelf  fyne.CanvasObject
	count  *widget.Label
	search *entry
	rows   *chooser
	body   holder // the list, or that nothing answers to the query
	notes  holder // what went wrong, above the list
	detail holder
	undo   holder // below the list, while something can be brought back
	sheet  fyne.CanvasObject
	foot   fyne.CanvasObject // the buttons of the detail

	ladder  *ladderView
	rename  *renameField
	pageFor string
	bodyFor string
	noteFor noteKey
	undoFor *connector.BuildProfile
	drawn   detailKey
}

// newProfilesScreen makes the screen of the list of profiles.
func newProfilesScreen(k *kit, list *flow.ProfileList) *profilesScreen {
	s := &profilesScreen{
		k: k, list: list, now: time.Now, count: widget.NewLabel(""), ladder: newLadderView(),
		page: newHolder(), body: newHolder(), notes: newHolder(), detail: newHolder(), undo: newHolder(),
	}
	s.rows = newChooser(func() int { return len(s.state.Rows) },
		func() fyne.CanvasObject { return newProfilesRow() },
		func(place int, o fyne.CanvasObject) {
			if place < len(s.state.Rows) {
				row := s.state.Rows[place]
				on := row.Profile.ID == s.state.Selected
				o.(*profilesRow).show(row, on, on && s.rows.focused, row.Profile.ID == s.state.Checking)
			}
		})
	s.rows.move = list.Move
	s.rows.tapped = func(place int) { list.Select(s.state.Rows[place].Profile.ID) }
	s.rows.enter = s.intoDetail
	s.rows.typed = func(r rune) { k.typeInto(s.search, r) }
	s.rows.keys = s.key
	s.rows.undo = list.Undo
	s.search = newSearchEntry(say("profiles.search"), list.Search, s.intoDetail, s.rows.moved)
	s.rename = newRenameField(list)
	s.shelf = s.build()
	show(k, list.Watch, s.render)
	return s
}

func (s *profilesScreen) build() fyne.CanvasObject {
	sheet := newSurface(s.rows)
	sheet.pad = 1
	s.sheet = sheet
	top := stackGap(1,
		container.NewBorder(nil, nil, nil, s.count, heading(say("tab.profiles"))),
		s.notes.Container, s.search)
	left := container.NewBorder(nil, s.undo.Container, nil, nil, s.body.Container)
	return newRoomy(container.New(topped{}, top, newListDetail(left, s.detail.Container, 0.56)))
}

// key takes the keys that do something with the selected profile.
func (s *profilesScreen) key(name fyne.KeyName) bool {
	row, there := s.state.Current()
	switch {
	case !there || row.ReadOnly:
		return false
	case name == fyne.KeyDelete || name == fyne.KeyBackspace:
		s.list.Delete(row.Profile.ID)
	case name == fyne.KeyF2:
		s.startRename()
	default:
		return false
	}
	return true
}

func (s *profilesScreen) object() fyne.CanvasObject { return s.page.Container }

func (s *profilesScreen) step() int { return stepConnect }

// back leaves a name as it was, then empties the search field.
func (s *profilesScreen) back() bool {
	switch {
	case s.state.Renaming != "":
		s.list.CancelRename()
		s.focus()
	case s.state.Checking != "":
		s.list.CancelCheck()
	case s.state.Query != "":
		s.list.Search("")
	default:
		return false
	}
	return true
}

func (s *profilesScreen) find() {
	if !s.state.Empty() {
		s.k.focusOn(s.search)
		s.search.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

// focus goes to the list, where the arrows work at once; without one, to the button that leads on.
func (s *profilesScreen) focus() {
	if s.pageFor == "list" && len(s.state.Rows) > 0 {
		s.k.focusOn(s.rows)
		return
	}
	if s.pageFor == "list" {
		s.k.focusOn(s.search)
		return
	}
	s.k.focusOn(firstButton(s.page.Container))
}

// intoDetail is what Return does in the list: on to the buttons of the selected profile.
func (s *profilesScreen) intoDetail() { s.k.focusOn(s.leadButton()) }

func (s *profilesScreen) render(state flow.ProfilesState) {
	before := s.state
	s.state = state
	inList := s.k.window != nil && s.k.window.Canvas().Focused() == fyne.Focusable(s.rows)
	s.showPage()
	showText(&s.search.Entry, state.Query)
	s.count.SetText(profilesCount(state))
	s.showNotes()
	s.showBody()
	s.showDetail(before)
	s.showUndo()
	if inList && len(state.Rows) == 0 {
		s.leaveList()
	}
	s.rows.show(state.Place(state.Selected))
}

// leaveList moves the keyboard off a list that has no row left, to where a deletion is taken back.
func (s *profilesScreen) leaveList() {
	if s.pageFor != "list" {
		return
	}
	if undo := firstButton(s.undo.Container); undo != nil {
		s.k.focusOn(undo)
		return
	}
	s.k.focusOn(s.search)
}

// profilesCount says how many profiles there are, and how many of them answer to the query.
func profilesCount(s flow.ProfilesState) string {
	if s.Query == "" {
		return ""
	}
	return say("profiles.found", "found", strconv.Itoa(len(s.Rows)), "all", strconv.Itoa(s.All))
}

// showPage shows the list, or what is there instead of one.
func (s *profilesScreen) showPage() {
	kind := "list"
	switch {
	case s.state.Step == flow.ProfilesLoading:
		kind = "loading"
	case s.state.Step == flow.ProfilesFailed:
		kind = "failed"
	case s.state.Empty() && s.state.Deleted == nil && len(s.state.Beside) == 0:
		kind = "empty"
		if p, there := s.state.Provider(); there {
			kind += string(p)
		}
	}
	if kind == s.pageFor {
		return
	}
	focused := s.pageFor != ""
	s.pageFor = kind
	switch kind {
	case "list":
		s.page.set(s.shelf)
	case "loading":
		s.page.set(aloft(busy(say("profiles.loading"), nil)))
	case "failed":
		s.page.set(aloft(s.k.problemCard(*s.state.Problem, action{say("profiles.retry"), s.list.Reload})))
	default:
		s.page.set(s.emptyPage())
	}
	if focused && s.k.inFront(s.page.Container) {
		s.focus()
	}
}

// emptyPage says what belongs here and leads to where it comes from.
func (s *profilesScreen) emptyPage() fyne.CanvasObject {
	provider, connected := s.state.Provider()
	key, tab := "profiles.empty.connect", tabCloud
	if connected {
		key = "profiles.empty.choose"
	}
	if provider == connector.Server {
		tab = tabServer
	}
	return page(say("profiles.empty.title"), say("profiles.empty.lead"), nil,
		primary(say(key), func() { s.k.goTo(tab) }))
}

// showBody shows the list, or that nothing in it answers to the query.
func (s *profilesScreen) showBody() {
	key := ""
	if len(s.state.Rows) == 0 {
		key = "nothing " + s.state.Query
	}
	if key == s.bodyFor && len(s.body.Objects) > 0 {
		return
	}
	s.bodyFor = key
	switch {
	case key == "":
		s.body.set(s.sheet)
	case s.state.Query == "":
		s.body.set(aloft(card(wrapLabel(say("profiles.none")))))
	default:
		s.body.set(aloft(card(wrapLabel(say("profiles.nothing", "query", s.state.Query)),
			inset(row(quiet(say("profiles.clear"), func() { s.list.Search(""); s.k.focusOn(s.search) }))))))
	}
}
