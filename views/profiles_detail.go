package views

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// detailKey is what the detail was made from: it is made anew only when that changes, so that the buttons
// keep the focus while a check runs.
type detailKey struct {
	profile                         string // all it says
	connection                      string
	connected, readOnly             bool
	renaming, checking, report, end bool
	failed                          *connector.Problem
}

func (s *profilesScreen) detailKey(row flow.ProfileRow) detailKey {
	id := row.Profile.ID
	return detailKey{
		profile: fmt.Sprint(row.Profile), connection: row.Connection.Name, connected: row.Connected, readOnly: row.ReadOnly,
		renaming: s.state.Renaming == id, checking: s.state.Checking == id,
		report: s.state.ReportOf == id, end: s.state.Report.Done, failed: s.state.CheckFailed,
	}
}

// showDetail shows the selected profile with what can be done with it.
func (s *profilesScreen) showDetail(before flow.ProfilesState) {
	row, there := s.state.Current()
	if s.detail.Visible() != there {
		setVisible(s.detail.Container, there)
		s.shelf.Refresh()
	}
	if !there {
		s.drawn = detailKey{}
		return
	}
	s.ladder.Show(s.state.Report)
	s.rename.show(s.state)
	key := s.detailKey(row)
	if key == s.drawn {
		s.detail.Refresh()
		return
	}
	focused := s.k.window != nil && inside(s.detail.Container, s.k.window.Canvas().Focused())
	s.drawn = key
	s.detail.set(s.detailOf(row))
	switch {
	case key.renaming && before.Renaming != row.Profile.ID:
		s.k.focusOn(s.rename.field)
		s.rename.field.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	case focused && s.state.Renaming == "" && before.Renaming != "":
		s.k.focusOn(s.rows)
	case focused:
		s.k.focusOn(s.leadButton())
	}
}

func (s *profilesScreen) detailOf(row flow.ProfileRow) fyne.CanvasObject {
	p := row.Profile
	parts := []fyne.CanvasObject{}
	if s.state.Renaming == p.ID {
		parts = append(parts, s.rename.box)
	} else {
		parts = append(parts, subheading(p.Name))
	}
	parts = append(parts, s.standing(row))
	parts = append(parts, s.report(row)...)
	parts = append(parts, newFacts(s.facts(row)...))
	if p.CloneHTTPS != "" {
		parts = append(parts, stackGap(0, factLabel(say("profiles.clone")), s.k.copyLine(p.CloneHTTPS)))
	}
	s.foot = s.buttons(row)
	sheet := newSurface(container.NewBorder(nil, inset(s.foot), nil, nil, upright(stack(parts...))))
	sheet.pad = 2
	return sheet
}

// standing says how the profile stood when it was checked last.
func (s *profilesScreen) standing(row flow.ProfileRow) fyne.CanvasObject {
	state, word := profileLamp(row, s.state.Checking == row.Profile.ID)
	if row.Connected && s.state.Checking != row.Profile.ID && !row.Profile.Checked.IsZero() {
		word = say("profiles.checked", "verdict", word, "ago", ago(row.Profile.Checked, s.now()))
	}
	says := wrapLabel(word)
	says.TextStyle.Bold = true
	parts := []fyne.CanvasObject{container.New(noteLayout{}, newLampSaying(state, ""), says)}
	if !row.Connected {
		parts = append(parts, mutedLabel(say("profiles.unconnected.detail", "address", row.Profile.Repository.Base)))
	}
	if row.ReadOnly {
		title, _, fix := Words(connector.NewProblem(connector.CodeProfileNewer, "name", row.Profile.Name))
		parts = append(parts, mutedLabel(title+". "+fix))
	}
	return stackGap(0, parts...)
}

func (s *profilesScreen) facts(row flow.ProfileRow) []fyne.CanvasObject {
	all := profileFacts(row.Profile)
	if row.Connected {
		all = append(all, fact("profiles.connection", row.Connection.Name)...)
	}
	return append(all, fact("profiles.created", row.Profile.Created.Local().Format("2006-01-02"))...)
}

// report is the ladder of a check, live, and what to do about what it found.
func (s *profilesScreen) report(row flow.ProfileRow) []fyne.CanvasObject {
	p := row.Profile
	mine := s.state.ReportOf == p.ID
	var parts []fyne.CanvasObject
	problem, found := s.state.Report.Worst()
	switch {
	case mine && s.state.CheckFailed != nil:
		return []fyne.CanvasObject{s.k.problemCard(*s.state.CheckFailed, s.mendConnection(row)...)}
	case mine:
		parts = append(parts, s.ladder.object())
		found = found && s.state.Report.Done
	default:
		found = row.Connected && p.Problem != ""
		problem = connector.NewProblem(p.Problem)
	}
	if found {
		parts = append([]fyne.CanvasObject{s.k.problemCard(problem, s.mend(problem, row)...)}, parts...)
	}
	return parts
}

// mendable tells whether the detail shows a problem with a button that mends it.
func (s *profilesScreen) mendable(row flow.ProfileRow) bool {
	code := row.Profile.Problem
	if s.state.ReportOf == row.Profile.ID {
		if s.state.CheckFailed != nil {
			return true
		}
		worst, _ := s.state.Report.Worst()
		code = worst.Code
	}
	return len(s.mend(connector.Problem{Code: code}, row)) > 0
}

// mend is what the app can do about a problem from here.
func (s *profilesScreen) mend(p connector.Problem, row flow.ProfileRow) []action {
	switch p.Code {
	case connector.CodeSessionEnded, connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeTokenMissing:
		return s.mendConnection(row)
	}
	return nil
}

func (s *profilesScreen) mendConnection(row flow.ProfileRow) []action {
	return []action{{say("profiles.connection.open"), func() { s.connect(row) }}}
}

// connect leads to where the profile's Bitbucket is connected.
func (s *profilesScreen) connect(row flow.ProfileRow) {
	switch {
	case row.Connected && row.Profile.Repository.Provider == connector.Cloud:
		s.k.signIn(row.Connection) // shows this account among several
	case row.Profile.Repository.Provider == connector.Cloud:
		s.k.connect(tabCloud)
	case row.Connected:
		s.k.connect(tabServer)
	default:
		s.k.toServer(row.Profile.Repository.Base)
	}
}

// buttons are what can be done with a profile; the first is what one most likely wants.
func (s *profilesScreen) buttons(row flow.ProfileRow) fyne.CanvasObject {
	id := row.Profile.ID
	var all []fyne.CanvasObject
	switch {
	case !row.Connected:
		all = append(all, primary(say("profiles.connect"), func() { s.connect(row) }))
	case s.state.Checking == id:
		all = append(all, quiet(say("profiles.check.cancel"), s.list.CancelCheck))
	default:
		face := primary
		if s.state.Renaming == id || s.mendable(row) {
			face = quiet // there is something more urgent to press
		}
		all = append(all, face(say("profiles.check"), func() { s.list.Check(id) }))
	}
	if row.Profile.Web != "" {
		all = append(all, quiet(say("profiles.open"), func() { s.list.Open(id) }))
	}
	if row.ReadOnly {
		return flowOf(all)
	}
	if s.state.Renaming != id {
		all = append(all, quiet(say("profiles.rename"), s.startRename))
	}
	bin := quiet(say("profiles.delete"), func() { s.list.Delete(id); s.focus() })
	bin.Icon = theme.DeleteIcon()
	return flowOf(append(all, bin))
}

func flowOf(objects []fyne.CanvasObject) fyne.CanvasObject { return row(objects...) }

func (s *profilesScreen) startRename() { s.list.StartRename(s.state.Selected) }

// leadButton is the one that most likely is wanted: the primary one, which may stand beside a problem, or
// the first of those at the bottom.
func (s *profilesScreen) leadButton() fyne.Focusable {
	var lead fyne.Focusable
	visit(s.detail.Container, func(o fyne.CanvasObject) bool {
		if b, ok := o.(*button); ok && lead == nil && b.Importance == widget.HighImportance && !b.Disabled() {
			lead = b
		}
		return lead == nil
	})
	if lead == nil && s.foot != nil {
		return firstButton(s.foot)
	}
	return lead
}

// firstButton finds the first button that can be pressed; nil where there is none.
func firstButton(o fyne.CanvasObject) fyne.Focusable {
	var first fyne.Focusable
	visit(o, func(o fyne.CanvasObject) bool {
		if b, ok := o.(*button); ok && first == nil && !b.Disabled() {
			first = b
		}
		return first == nil
	})
	return first
}

// inside tells whether what has the focus lies within an object.
func inside(o fyne.CanvasObject, focused fyne.Focusable) bool {
	found := false
	visit(o, func(o fyne.CanvasObject) bool {
		if f, ok := o.(fyne.Focusable); ok && f == focused {
			found = true
		}
		return !found
	})
	return found
}

// visit goes through an object and all that lies in it, through containers, scrollers and sheets, as long
// as see answers true.
func visit(o fyne.CanvasObject, see func(fyne.CanvasObject) bool) bool {
	if o == nil || !o.Visible() {
		return true
	}
	if !see(o) {
		return false
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case *container.Scroll:
		children = []fyne.CanvasObject{o.Content}
	case *surface:
		children = []fyne.CanvasObject{o.content}
	}
	for _, child := range children {
		if !visit(child, see) {
			return false
		}
	}
	return true
}
