package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

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
	head   *shelfHead
	search *entry
	rows   *chooser
	body   holder // the list, or that nothing answers to the query
	notes  holder // what went wrong, above the list
	files  holder // which files could not be read
	radar  *radar
	detail holder
	bar    holder // below the list, while something can be brought back or was saved
	sheet  fyne.CanvasObject
	foot   fyne.CanvasObject // the buttons of the detail

	ladder  *ladderView
	rename  *renameField
	pageFor string
	bodyFor string
	noteFor noteKey
	barFor  barKey
	drawn   detailKey

	queued   map[string]bool // the profiles that wait to be checked
	unhook   string          // the profile whose webhook was to be removed with it
	hookWent bool            // the webhook of the profile that was deleted was removed with it
	exported *flow.ExportedFile
	saved    string             // the file that profiles were exported to just now
	unsay    func()             // keeps saved from being forgotten
	unsaved  *connector.Problem // why they could not be
}

// newProfilesScreen makes the screen of the list of profiles.
func newProfilesScreen(k *kit, list *flow.ProfileList) *profilesScreen {
	s := &profilesScreen{
		k: k, list: list, now: time.Now, ladder: newLadderView(),
		page: newHolder(), body: newHolder(), notes: newHolder(), files: newHolder(), detail: newHolder(), bar: newHolder(),
	}
	if k.now != nil {
		s.now = k.now
	}
	s.notes.Hide()
	s.files.Hide()
	s.radar = newRadar(k, s.now, func() { s.shelf.Refresh() })
	s.rows = s.newRows()
	s.search = newSearchEntry(say("profiles.search"), list.Search, s.intoDetail, s.rows.moved)
	s.rename = newRenameField(list)
	s.head = newShelfHead(s)
	s.shelf = s.build()
	show(k, list.Watch, s.render)
	return s
}

func (s *profilesScreen) newRows() *chooser {
	rows := newChooser(func() int { return len(s.state.Rows) },
		func() fyne.CanvasObject { return newProfilesRow() },
		func(place int, o fyne.CanvasObject) {
			if place < len(s.state.Rows) {
				row := s.state.Rows[place]
				on := row.Profile.ID == s.state.Selected
				o.(*profilesRow).show(row, on, on && s.rows.focused, s.turnOf(row.Profile.ID))
			}
		})
	rows.move = s.list.Move
	rows.tapped = func(place int) { s.list.Select(s.state.Rows[place].Profile.ID) }
	rows.enter = s.intoDetail
	rows.typed = func(r rune) { s.k.typeInto(s.search, r) }
	rows.keys = s.key
	rows.undo = s.list.Undo
	return rows
}

// turnOf is what is being done with a profile at the moment.
func (s *profilesScreen) turnOf(id string) profilesTurn {
	switch {
	case id == s.state.Checking:
		return profilesChecking
	case s.queued[id]:
		return profilesQueued
	}
	return profilesResting
}

func (s *profilesScreen) build() fyne.CanvasObject {
	sheet := newSurface(s.rows)
	sheet.pad = 1
	s.sheet = sheet
	left := container.NewBorder(nil, s.bar.Container, nil, nil, s.body.Container)
	return newRoomy(newShelf(s.head.title, edged(stackGap(1, s.notes.Container, s.radar.Container, s.files.Container)), s.head.tools,
		newListDetail(left, s.detail.Container, 0.59), stack()))
}

// key takes the keys that do something with the selected profile.
func (s *profilesScreen) key(name fyne.KeyName) bool {
	row, there := s.state.Current()
	switch {
	case !there || row.ReadOnly:
		return false
	case name == fyne.KeyDelete || name == fyne.KeyBackspace:
		s.delete(row.Profile.ID)
	case name == fyne.KeyF2:
		s.list.StartRename(row.Profile.ID)
	default:
		return false
	}
	return true
}

// commands are what can be done with the selected profile from everywhere.
func (s *profilesScreen) commands() *fyne.Menu {
	return fyne.NewMenu(say("menu.profile"), menuItem(command{"profiles.duplicate", fyne.KeyD, s.duplicate}))
}

func (s *profilesScreen) duplicate() {
	row, there := s.state.Current()
	if there && !row.ReadOnly && s.state.Asking == "" && s.state.Renaming == "" {
		s.list.Duplicate(row.Profile.ID)
	}
}

func (s *profilesScreen) object() fyne.CanvasObject { return s.page.Container }

func (s *profilesScreen) step() int { return stepConnect }

// back leaves a question or a name as it was, stops a check, goes from the buttons back to the list, and then empties
// the search field.
func (s *profilesScreen) back() bool {
	switch {
	case s.state.Asking != "":
		s.list.LeaveDelete()
		s.focus()
	case s.state.Renaming != "":
		s.list.CancelRename()
		s.focus()
	case s.state.Checking != "":
		s.list.CancelCheck()
	case s.pageFor == "list" && s.k.window != nil && inside(s.detail.Container, s.k.window.Canvas().Focused()):
		s.focus()
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
	held := s.holdsKeyboard()
	s.showPage()
	showText(&s.search.Entry, state.Query)
	s.queued = make(map[string]bool, len(state.CheckQueue))
	for _, id := range state.CheckQueue {
		s.queued[id] = true
	}
	s.head.show(state)
	s.showNotes()
	if s.radar.show(state.Expiring) {
		s.shelf.Refresh()
	}
	s.showBody()
	s.showDetail(before)
	if d := state.Deleted; d != before.Deleted {
		s.hookWent = d != nil && s.unhook == d.ID && d.Webhook.State == connector.HookMissing
	}
	s.showBar()
	if held && len(state.Rows) == 0 {
		s.leaveList()
	}
	if len(before.Rows) == 0 && before.Deleted != nil && state.Place(before.Deleted.ID) >= 0 && s.k.inFront(s.page.Container) {
		s.focus() // the only one is back
	}
	s.rows.show(state.Place(state.Selected))
	s.offerExport(state.Exported)
}

// holdsKeyboard tells whether the list or what is beside it has the keyboard, or nothing has it.
func (s *profilesScreen) holdsKeyboard() bool {
	if s.k.window == nil || s.adrift() {
		return s.k.window != nil
	}
	focused := s.k.window.Canvas().Focused()
	return focused == fyne.Focusable(s.rows) || inside(s.detail.Container, focused)
}

// leaveList moves the keyboard off a list that has no row left, to where a deletion is taken back.
func (s *profilesScreen) leaveList() {
	if s.pageFor != "list" {
		return
	}
	if undo := firstButton(s.bar.Container); undo != nil {
		s.k.focusOn(undo)
		return
	}
	s.k.focusOn(s.search)
}
