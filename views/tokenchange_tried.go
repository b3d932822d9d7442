package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// triedView shows live how a new token does: signing in, and then every profile.
type triedView struct {
	signIn *triedRow
	rows   []*triedRow
	keep   *triedRow
	ladder *ladderView
	cloud  bool
}

// triedRow is one line of it.
type triedRow struct {
	lamp *lamp
	word *muted
	box  *fyne.Container
}

func newTriedRow(name string) *triedRow {
	r := &triedRow{lamp: newLampSaying(connector.Waiting, ""), word: mutedLabel("")}
	l := oneLine(name)
	l.TextStyle.Bold = true
	r.box = container.New(pairLayout{}, r.lamp, l, r.word)
	return r
}

func (r *triedRow) set(state connector.State, word string) {
	r.lamp.set(state, "")
	r.word.SetText(word)
}

// trying shows the lamps while the token is tried; the old one is still in use.
func (s *tokenChangeScreen) trying() fyne.CanvasObject {
	st := s.state
	v := &triedView{signIn: newTriedRow(say("tokens.signin")), ladder: newLadderView(), cloud: st.Connection.Provider == connector.Cloud}
	s.tried = v
	lines := stackGap(-1, v.signIn.box)
	for _, tried := range st.Profiles {
		r := newTriedRow(tried.Profile.Name)
		v.rows = append(v.rows, r)
		lines.Add(r.box)
	}
	v.keep = newTriedRow(say("tokens.keeping"))
	lines.Add(v.keep.box)
	v.show(st)
	cancel := quiet(say("kit.cancel"), s.flow.Cancel)
	s.top = cancel
	details := newFold(say("tokens.details"), card(v.ladder.object()), s.grown)
	return s.sheet(say("tokens.trying.title"), say("tokens.trying.lead"), []fyne.CanvasObject{card(lines, inset(newProgress())), details.box}, cancel)
}

// show lights the lamps.
func (v *triedView) show(st flow.TokenChangeState) {
	state, word := signedIn(st.Report)
	v.signIn.set(state, word)
	all := st.Report.Done
	for i, tried := range st.Profiles {
		v.rows[i].set(triedWords(tried))
		all = all && tried.State != connector.Waiting && tried.State != connector.Running
	}
	if all {
		v.keep.set(connector.Running, say("tokens.keeping.words"))
	} else {
		v.keep.set(connector.Waiting, say("lamp.waiting"))
	}
	report := st.Report
	if v.cloud {
		report = aboutCloud(report)
	}
	v.ladder.Show(report)
}

// signedIn is a whole ladder as one lamp, with what is being checked.
func signedIn(report connector.Report) (connector.State, string) {
	state := connector.Waiting
	for _, rung := range report.Rungs {
		switch rung.State {
		case connector.Running:
			return connector.Running, say("check." + string(rung.ID))
		case connector.Fail:
			return connector.Fail, say("lamp.fail")
		}
		if rung.State == connector.Pass || rung.State == connector.Warned {
			state = connector.Running
		}
	}
	if report.Done {
		state = connector.Pass
	}
	return state, say("lamp." + string(state))
}

// triedWords is how a profile does with the new token.
func triedWords(t flow.TriedProfile) (connector.State, string) {
	switch t.State {
	case connector.Pass, connector.Warned:
		if t.Problem != nil {
			title, _, _ := Words(*t.Problem)
			return t.State, title
		}
		if t.Branches >= 100 {
			return t.State, say("tokens.branches.many")
		}
		return t.State, sayN("tokens.branches", t.Branches)
	case connector.Fail:
		if t.Problem != nil {
			title, _, _ := Words(*t.Problem)
			return t.State, title
		}
	case "":
		return connector.Waiting, say("lamp.waiting")
	}
	return t.State, say("lamp." + string(t.State))
}

// triedCard lists how every profile does.
func (s *tokenChangeScreen) triedCard() fyne.CanvasObject {
	lines := stackGap(-1)
	for _, tried := range s.state.Profiles {
		r := newTriedRow(tried.Profile.Name)
		r.set(triedWords(tried))
		lines.Add(r.box)
	}
	return card(subheading(say("tokens.touched")), lines)
}

// found says what would stop working, or whose token it is. The person decides.
func (s *tokenChangeScreen) found() fyne.CanvasObject {
	st := s.state
	title, lead := say("tokens.found.title"), say("tokens.found.lead")
	stops := stopping(st)
	if stops > 0 {
		title, lead = sayN("tokens.found.stops", stops), say("tokens.found.stops.lead")
	}
	var parts []fyne.CanvasObject
	if st.Problem != nil {
		parts = append(parts, s.keepTrouble(*st.Problem))
	}
	if st.Was != st.Is && st.Is != "" {
		parts = append(parts, warning(say("tokens.account", "is", st.Is), say("tokens.account.detail", "was", st.Was, "is", st.Is)))
	}
	if len(st.StillAdmin) > 0 {
		parts = append(parts, s.stillAdmin())
	}
	if len(st.Profiles) > 0 {
		parts = append(parts, s.triedCard())
	}
	leave := primary(say("tokens.found.old"), s.leave)
	return s.sheet(title, lead, parts, leave, quiet(say("tokens.found.other"), s.flow.Back), quiet(say("tokens.found.keep"), s.flow.Keep))
}

// stopping counts the profiles that would stop working.
func stopping(st flow.TokenChangeState) int {
	n := 0
	for _, tried := range st.Profiles {
		if tried.State == connector.Fail {
			n++
		}
	}
	return n
}

func (s *tokenChangeScreen) stillAdmin() fyne.CanvasObject {
	return warning(say("tokens.wide"), sayN("tokens.wide.detail", len(s.state.StillAdmin), "names", namesOf(s.state.StillAdmin)))
}

// warning is a card with something worth knowing.
func warning(title, detail string) fyne.CanvasObject {
	return standingCard(hookStanding{connector.Warned, title, detail})
}

// kept says that the new token is in use, and what that is good for.
func (s *tokenChangeScreen) kept() fyne.CanvasObject {
	st := s.state
	title, lead := say("tokens.kept.title"), say("tokens.kept.lead", "name", titled(st.Connection.Name))
	if st.Purpose == flow.ChangeRead && len(st.StillAdmin) == 0 {
		title, lead = say("tokens.free.title"), say("tokens.free.lead", "name", titled(st.Connection.Name))
	}
	lines := stackGap(-1)
	if st.Purpose == flow.ChangeRead && len(st.AdminFree) > 0 {
		for _, p := range st.AdminFree {
			lines.Add(profileLine(connector.Pass, p.Name, say("tokens.free.profile")))
		}
	} else {
		for _, tried := range st.Profiles {
			r := newTriedRow(tried.Profile.Name)
			r.set(triedWords(tried))
			lines.Add(r.box)
		}
	}
	var parts []fyne.CanvasObject
	switch {
	case len(lines.Objects) == 0:
	case st.Purpose == flow.ChangeRead && len(st.AdminFree) > 0:
		parts = append(parts, card(lines))
	default:
		parts = append(parts, card(lampTitle(connector.Pass, say("tokens.kept.works")), lines))
	}
	if st.Problem != nil {
		parts = append(parts, s.keptTrouble(*st.Problem))
	}
	if len(st.StillAdmin) > 0 {
		parts = append(parts, s.stillAdmin())
	}
	if needs := stillNeeding(st); needs != nil {
		parts = append(parts, needs)
	}
	if st.KeepSession {
		parts = append(parts, warning(say("tokens.session"), say("tokens.session.detail")))
	}
	gone := say("tokens.kept.old")
	if len(st.StillAdmin) > 0 { // it may be the very one that was there before
		gone = say("tokens.kept.perhaps")
	}
	old := stackGap(0, wrapLabel(gone))
	if st.Page != "" {
		open := quiet(say("tokens.page"), s.flow.OpenPage)
		open.Icon = theme.MailForwardIcon()
		old.Add(inset(row(open)))
	}
	parts = append(parts, card(old))
	return s.sheet(title, lead, parts, primary(say("tokens.done"), s.leave))
}

// stillNeeding names the profiles whose webhook is still to be made or mended with the admin right.
func stillNeeding(st flow.TokenChangeState) fyne.CanvasObject {
	if st.Purpose != flow.ChangeRead {
		return nil
	}
	var all []string
	for _, tried := range st.Profiles {
		if !tried.Profile.Webhook.Stands() && tried.Profile.Webhook.State != connector.HookNone {
			all = append(all, tried.Profile.Name)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return warning(say("tokens.needs"), sayN("tokens.needs.detail", len(all), "names", namesOf(all)))
}

// pairLayout sets a lamp, a name and a text in one line; the text wraps below where it is long.
type pairLayout struct{}

func (pairLayout) name() float32 { return 16 * theme.TextSize() }

// MinSize is the lamp, the name's room, and the height of the text at the width it has.
func (p pairLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	height := max(widget.NewLabel("").MinSize().Height, o[2].MinSize().Height)
	return fyne.NewSize(o[0].MinSize().Width+p.name()+8*theme.TextSize(), height)
}

// Layout keeps the lamp at the first line.
func (p pairLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	line := widget.NewLabel("").MinSize().Height
	lamp := o[0].MinSize()
	o[0].Resize(fyne.NewSize(lamp.Width, line))
	o[0].Move(fyne.Position{})
	name := min(p.name(), (size.Width-lamp.Width)/2)
	o[1].Resize(fyne.NewSize(name, line))
	o[1].Move(fyne.NewPos(lamp.Width, 0))
	o[2].Move(fyne.NewPos(lamp.Width+name, 0))
	settle(o[2], size.Width-lamp.Width-name)
}
