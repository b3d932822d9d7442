package views

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

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
	all                             bool // profiles are being checked
	failed                          *connector.Problem
	asking, removing                bool
	shared                          string
	hookFailed                      *connector.Problem
}

func (s *profilesScreen) detailKey(row flow.ProfileRow) detailKey {
	id := row.Profile.ID
	key := detailKey{
		profile: fmt.Sprint(row.Profile), connection: row.Connection.Name, connected: row.Connected, readOnly: row.ReadOnly,
		renaming: s.state.Renaming == id, checking: s.state.Checking == id, all: s.head.running,
		report: s.state.ReportOf == id, end: s.state.Report.Done, failed: s.state.CheckFailed,
	}
	if s.state.Asking == id {
		key.asking, key.removing, key.hookFailed = true, s.state.HookRemoving, s.state.HookFailed
		key.shared = fmt.Sprint(s.state.AskingShared)
	}
	return key
}

// showDetail shows the selected profile with what can be done with it.
func (s *profilesScreen) showDetail(before flow.ProfilesState) {
	row, there := s.state.Current()
	if setShown(s.detail.Container, there) {
		s.shelf.Refresh()
	}
	if !there {
		s.drawn = detailKey{}
		return
	}
	s.ladder.Show(s.state.Report)
	s.rename.show(s.state)
	key, old := s.detailKey(row), s.drawn
	if key == old {
		s.detail.Refresh()
		return
	}
	at, answered := s.focusedInDetail(), before.Asking != "" && s.state.Asking == ""
	s.drawn = key
	s.detail.set(s.detailOf(row))
	s.placeKeyboard(key, at, before, answered)
}

// placeKeyboard puts the keyboard where one goes on after the detail was made anew: into a name, on a question, back to
// the list, or where it was.
func (s *profilesScreen) placeKeyboard(key detailKey, at buttonPlace, before flow.ProfilesState, answered bool) {
	free := at.on || s.adrift()
	switch {
	case key.renaming && before.Renaming != s.state.Selected:
		s.k.focusOn(s.rename.field)
		s.rename.field.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	case key.asking && (free || before.Asking == ""):
		s.focusQuestion()
	case answered && free:
		s.focus()
	case !at.on:
	case before.Renaming != "" && !key.renaming:
		s.k.focusOn(s.rows)
	default:
		s.k.focusOn(s.sameButton(at))
	}
}

// adrift tells that nothing has the keyboard, as after a click on a button that is no longer there, and that the tab
// is in front.
func (s *profilesScreen) adrift() bool {
	return s.k.window != nil && s.k.window.Canvas().Focused() == nil && s.k.inFront(s.page.Container)
}

func (s *profilesScreen) detailOf(row flow.ProfileRow) fyne.CanvasObject {
	p := row.Profile
	var parts []fyne.CanvasObject
	if s.state.Asking == p.ID {
		parts, s.foot = s.question(row)
	} else {
		parts, s.foot = s.lines(row), s.buttons(row)
	}
	sheet := newSurface(container.NewBorder(nil, inset(s.foot), nil, nil, upright(aired(stack(parts...)))))
	sheet.pad = 2
	return sheet
}

// aired keeps what is scrolled off the bar that scrolls it, and its edges from being cut.
func aired(object fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(1, 1, 1, 2*theme.Padding()), object)
}

// lines is the profile from its name to its addresses.
func (s *profilesScreen) lines(row flow.ProfileRow) []fyne.CanvasObject {
	p := row.Profile
	var parts []fyne.CanvasObject
	if s.state.Renaming == p.ID {
		parts = append(parts, s.rename.box)
	} else {
		parts = append(parts, s.title(p))
	}
	parts = append(parts, s.standing(row))
	parts = append(parts, s.report(row)...)
	parts = append(parts, newFacts(s.facts(row)...))
	if p.CloneHTTPS != "" {
		parts = append(parts, stackGap(0, factLabel(say("profiles.clone")), s.k.copyLine(p.CloneHTTPS)))
	}
	return parts
}

// title is the name, whole, and the mark of a pinned profile.
func (s *profilesScreen) title(p connector.BuildProfile) fyne.CanvasObject {
	if !p.Pinned {
		return subheading(p.Name)
	}
	pin := newMark()
	pin.set("pin.svg", say("profiles.pinned"))
	return stackGap(0, subheading(p.Name), inset(row(pin)))
}

// standing says how the profile stood when it was checked last.
func (s *profilesScreen) standing(row flow.ProfileRow) fyne.CanvasObject {
	turn := s.turnOf(row.Profile.ID)
	state, word := profileLamp(row, turn)
	proved := row.Profile.Verdict == "" && profilesHookProved(row.Profile.Webhook)
	if row.Connected && turn == profilesResting && !proved {
		state, word = profilesVerdict(row.Profile.Verdict)
		if !row.Profile.Checked.IsZero() {
			word = say("profiles.checked", "verdict", word, "ago", ago(row.Profile.Checked, s.now()))
		}
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

// report is the ladder of a check, live, what to do about what it found, and what to do about the webhook. Of their
// buttons only the most urgent is the primary one.
func (s *profilesScreen) report(row flow.ProfileRow) []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	lead := s.leadOf(row)
	problem, found := s.found(row)
	if found {
		parts = append(parts, s.k.problemSheet(problem, faced(lead == leadMend, s.mend(problem, row))...))
	}
	if profilesHookAsks(row.Profile.Webhook) {
		parts = append(parts, s.hookCard(row, lead == leadHook))
	}
	if s.state.ReportOf == row.Profile.ID && s.state.CheckFailed == nil {
		parts = append(parts, s.ladder.object())
	}
	return parts
}

// found is what the check under way or the last one found.
func (s *profilesScreen) found(row flow.ProfileRow) (connector.Problem, bool) {
	switch {
	case s.state.ReportOf != row.Profile.ID:
		return rememberedProblem(row), row.Connected && row.Profile.Problem != ""
	case s.state.CheckFailed != nil:
		return *s.state.CheckFailed, true
	}
	problem, found := s.state.Report.Worst()
	return problem, found && s.state.Report.Done
}

// rememberedProblem is that of the last check, of which the profile keeps the code, with the values its sentences may
// name.
func rememberedProblem(row flow.ProfileRow) connector.Problem {
	p := connector.NewProblem(row.Profile.Problem, "host", connector.HostOf(connector.HostPort(row.Profile.Repository.Base)),
		"account", row.Connection.Account.Name, "repository", row.Profile.Key+"/"+row.Profile.Slug, "name", row.Connection.Name)
	if day := row.Connection.TokenExpiry(); !day.IsZero() {
		p = p.With("date", day.Format(dayForm))
	}
	return p
}

// faced makes buttons of actions; of these the first leads on where no other button does.
func faced(lead bool, actions []action) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for i, a := range actions {
		face := quiet
		if lead && i == 0 {
			face = primary
		}
		all = append(all, face(a.label, a.run))
	}
	return all
}

// hookCard says what is wrong with the webhook and leads to where that is put right.
func (s *profilesScreen) hookCard(row flow.ProfileRow, lead bool) fyne.CanvasObject {
	w := row.Profile.Webhook
	actions := s.hookActions(row)
	if w.Problem != "" {
		p := connector.NewProblem(w.Problem, "said", w.Said, "repository", row.Profile.Key+"/"+row.Profile.Slug,
			"account", row.Connection.Account.Name)
		return s.k.problemSheet(p, faced(lead, actions)...)
	}
	key := "profiles.hook." + string(w.State)
	parts := []fyne.CanvasObject{lampTitle(connector.Warned, say(key+".title")), wrapLabel(say(key + ".text"))}
	if len(actions) > 0 {
		parts = append(parts, inset(flowOf(faced(lead, actions))))
	}
	sheet := newSurface(stackGap(0.5, parts...))
	sheet.edge = lampColor(connector.Warned)
	return sheet
}

// hookActions is the way to the page of the webhook, in the words that fit how it stands.
func (s *profilesScreen) hookActions(row flow.ProfileRow) []action {
	if s.k.lookAfter == nil || row.ReadOnly || !row.Connected {
		return nil
	}
	key := "profiles.hook.look"
	switch w := row.Profile.Webhook; {
	case w.Problem != "":
	case w.State == connector.HookMissing:
		key = "profiles.hook.again"
	case w.State == connector.HookWanted:
		key = "profiles.hook.make"
	}
	return []action{{say(key), func() { s.k.lookAfter(row.Profile.ID) }}}
}
