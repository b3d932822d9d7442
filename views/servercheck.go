package views

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mooring/connector"
	"mooring/connector/flow"
)

// checkingWords says what is awaited: the keychain, before the first rung of a saved connection, or the
// server.
func checkingWords(state flow.ServerState) string {
	if state.Again && len(state.Report.Rungs) == 0 {
		return "server.check.opening"
	}
	return "server.check.busy"
}

// checkingPage shows the ladder while it is being climbed.
func (s *serverScreen) checkingPage() (fyne.CanvasObject, fyne.Focusable) {
	c := s.state.Current
	stop := quiet(say("kit.cancel"), s.flow.Cancel)
	wait := card(wrapLabel(say(checkingWords(s.state))), inset(newProgress()), inset(row(stop)))
	return page(say("server.check.title", "name", titled(c.Name)), say("server.check.lead", "address", c.Base),
		stackGap(3, wait, s.ladderCard())), nil
}

func (s *serverScreen) ladderCard() fyne.CanvasObject {
	title := subheading(say("server.result.ladder"))
	return newSurface(stackGap(0.5, title, container.New(insetLayout{}, s.ladder.object())))
}

// savingPage says that the keychain may be asking for its password.
func (s *serverScreen) savingPage() (fyne.CanvasObject, fyne.Focusable) {
	stop := quiet(say("kit.cancel"), s.flow.Cancel)
	session := quiet(say("server.keep.session"), s.flow.KeepForSession)
	wait := card(wrapLabel(say("server.saving.busy", "name", s.state.Current.Name)), inset(newProgress()), inset(row(session, stop)))
	return page(say("server.saving.title"), "", stackGap(3, wait, s.ladderCard())), nil
}

// keepingPage asks what to do when keychain or disk said no.
func (s *serverScreen) keepingPage() (fyne.CanvasObject, fyne.Focusable) {
	if s.state.Problem == nil {
		return s.savingPage()
	}
	p := *s.state.Problem
	title := say("server.keeping.title")
	again := quiet(say("server.keep.again"), s.flow.KeepAgain)
	buttons := []fyne.CanvasObject{quiet(say("server.keep.session"), s.flow.KeepForSession), again}
	if p.Code == connector.CodeDiskFailed {
		title, buttons = say("server.keeping.disk"), []fyne.CanvasObject{again}
	}
	first := lead1(buttons)
	return page(title, "", stackGap(3, s.kit.problemSheet(p, buttons...), s.ladderCard()),
		quiet(say("kit.back"), s.flow.Cancel)), first
}

// resultPage says how the check ended, with the way on as the one primary button.
func (s *serverScreen) resultPage() (fyne.CanvasObject, fyne.Focusable) {
	if s.state.Verdict() == connector.Blocked {
		return s.blockedPage()
	}
	c := s.state.Current
	choose := primary(say("server.result.choose"), func() { s.flow.Choose(c.ID) })
	key := "server.result.ready"
	lead := say("server.result.lead")
	if s.state.Verdict() == connector.Attention {
		key, lead = "server.result.attention", say("server.result.lead.attention")
	}
	parts := []fyne.CanvasObject{s.connected(choose)}
	for _, p := range s.problems(connector.Warn) {
		sheet, _ := s.sheet(p, false)
		parts = append(parts, sheet)
	}
	parts = append(parts, s.xrayCard(), s.reach(c, s.flow.AskAdmin), s.ladderCard())
	return page(say(key, "name", titled(c.Name)), lead, stackGap(3, parts...)), choose
}

// reach says that the build service has to reach the server; more leads to the note that asks for it.
func (s *serverScreen) reach(c connector.Connection, more func()) fyne.CanvasObject {
	return s.kit.reachNotice(shortened(connector.HostOf(connector.HostPort(c.Base)), 48), more)
}

// reachSaved is reach for a saved connection: nothing was checked just now, so the note is about nothing else.
func (s *serverScreen) reachSaved(c connector.Connection) fyne.CanvasObject {
	return s.reach(c, func() { s.flow.AskAdminAbout(c.ID) })
}

// adminPage is the note for the administrator about what was found, or about who must reach whom.
func (s *serverScreen) adminPage() (fyne.CanvasObject, fyne.Focusable) {
	about := noteAbout{Connection: s.state.Current, Report: s.state.Report, Place: s.state.Place()}
	return s.kit.adminNotePage(about, s.flow.Cancel)
}

// connected is the card that says who is signed in where, and leads on.
func (s *serverScreen) connected(choose *button) fyne.CanvasObject {
	c := s.state.Current
	name := oneLine(c.Account.Name)
	if c.Account.Name == "" {
		name = oneLine(c.Name)
	}
	name.SizeName, name.TextStyle.Bold = subheadingSize, true
	head := container.NewBorder(nil, nil, nil, verdictLamp(s.state.Verdict()), name)
	return newSurface(stackGap(1,
		stackGap(-1.5, head, mutedLine(c.Base), mutedLabel(itemFacts(c))),
		inset(row(choose, quiet(say("server.result.check"), func() { s.flow.CheckAgain(c.ID) }), quiet(say("server.result.list"), s.flow.Home))),
	))
}

// blockedPage shows what stands in the way, worst first, each with its button.
func (s *serverScreen) blockedPage() (fyne.CanvasObject, fyne.Focusable) {
	c := s.state.Current
	title, lead := say("server.result.blocked", "name", cmp.Or(titled(c.Name), say("server.nameless"))), say("server.result.lead.blocked")
	if _, saved := s.state.Item(c.ID); saved {
		title, lead = say("server.result.trouble", "name", titled(c.Name)), say("server.result.lead.trouble")
	}
	var parts []fyne.CanvasObject
	var first fyne.Focusable
	all := append(s.problems(connector.Block), s.problems(connector.Warn)...)
	if p := s.state.Problem; p != nil {
		all = append([]connector.Problem{*p}, all...)
	}
	for i, p := range all {
		sheet, focus := s.sheet(p, i == 0)
		if i == 0 {
			first = focus
		}
		parts = append(parts, sheet)
	}
	parts = append(parts, s.ladderCard())
	actions := []fyne.CanvasObject{
		quiet(say("server.result.check"), func() { s.flow.CheckAgain(c.ID) }),
		quiet(say("server.result.edit"), func() { s.flow.Edit(flow.ServerFieldAddress) }),
	}
	if len(s.state.Items) > 0 {
		actions = append(actions, quiet(say("server.result.list"), s.flow.Home))
	}
	return page(title, lead, stackGap(3, parts...), actions...), first
}

// problems are those of one severity, in the order of the ladder.
func (s *serverScreen) problems(severity connector.Severity) []connector.Problem {
	var found []connector.Problem
	for _, rung := range s.state.Report.Rungs {
		for _, p := range rung.Problems {
			if p.Severity == severity {
				found = append(found, p)
			}
		}
	}
	return found
}
