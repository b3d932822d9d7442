package views

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// donePage names what stands in the way with the buttons that help, or leads on with what was found.
func (s *missingScreen) donePage() (fyne.CanvasObject, fyne.Focusable) {
	var parts []fyne.CanvasObject
	var buttons []*button
	key, slug, found := s.state.Found()
	if found {
		use := quiet(say("missing.choose", "name", shortened(key+"/"+slug, 48)), s.flow.Choose)
		buttons = append(buttons, use)
		parts = append(parts, s.foundCard(key+"/"+slug, use))
	}
	if s.state.Unable {
		parts = append(parts, card(wrapLabel(say("missing.unable.text"))))
	}
	if part, more := s.elsewhere(); part != nil {
		parts, buttons = append(parts, part), append(buttons, more...)
	}
	for _, p := range s.problems() {
		mend := s.mending(p)
		buttons = append(buttons, mend...)
		objects := make([]fyne.CanvasObject, 0, len(mend))
		for _, b := range mend {
			objects = append(objects, b)
		}
		parts = append(parts, s.k.problemSheet(p, objects...))
	}
	if len(s.state.Report.Rungs) > 0 {
		parts = append(parts, s.ladderCard())
	}
	another := quiet(say("missing.another"), s.another)
	first := append(buttons, another)[0]
	first.Importance = widget.HighImportance
	return page(s.title(found), "", stackGap(3, parts...), another, quiet(say("kit.back"), s.leave)), first
}

// foundCard says that it is there, and what about it is worth knowing before it is chosen.
func (s *missingScreen) foundCard(name string, use *button) fyne.CanvasObject {
	parts := []fyne.CanvasObject{wrapLabel(say("missing.found", "name", name))}
	if s.state.Report.Fact("archived") == "yes" {
		parts = append(parts, container.New(noteLayout{}, newLampSaying(connector.Warned, ""), wrapLabel(say("missing.archived"))))
	}
	for _, known := range []string{"missing.role." + s.state.Report.Fact("role"), "missing.member." + s.state.Report.Fact("member")} {
		if text := say(known); text != known {
			parts = append(parts, mutedLabel(text))
		}
	}
	return card(append(parts, inset(row(use)))...)
}

// title says in a line how it ended: found, stopped at one of the questions, or not to be found out.
func (s *missingScreen) title(found bool) string {
	if found {
		return say("missing.found.title")
	}
	for _, rung := range s.state.Report.Rungs {
		if rungState(rung) == connector.Fail && !slices.ContainsFunc(rung.Problems, unanswered) {
			return s.stoppedAt(rung)
		}
	}
	if len(s.state.Report.Rungs) > 0 && len(s.others()) > 0 {
		return say("missing.several")
	}
	return say("missing.unable")
}

// stoppedAt says at which question it ended, and where that is known why.
func (s *missingScreen) stoppedAt(rung connector.Rung) string {
	question := "missing.stopped." + string(rung.ID)
	var keys []string
	for _, p := range rung.Problems {
		switch {
		case wantsSignIn(p):
			keys = append(keys, "missing.stopped.signin")
		case p.Args["why"] == "token":
			keys = append(keys, "missing.stopped.token")
		}
		keys = append(keys, question+"."+string(p.Code), "missing.stopped.by."+string(p.Code))
	}
	for _, key := range append(keys, question) {
		if text := s.say(key); text != key {
			return text
		}
	}
	return say("missing.unable")
}

// problems are what the page shows: what kept Bitbucket from being asked, else what the ladder found.
func (s *missingScreen) problems() []connector.Problem {
	if s.state.Problem != nil {
		return []connector.Problem{*s.state.Problem}
	}
	var all []connector.Problem
	for _, rung := range s.state.Report.Rungs {
		for _, p := range rung.Problems {
			if p.Severity != connector.Info {
				all = append(all, p)
			}
		}
	}
	return all
}

// elsewhere lists repositories of the same name at other places, each with a button that asks about it.
func (s *missingScreen) elsewhere() (fyne.CanvasObject, []*button) {
	names := s.others()
	if len(names) == 0 {
		return nil, nil
	}
	buttons := make([]*button, 0, len(names))
	objects := make([]fyne.CanvasObject, 0, len(names))
	for _, name := range names {
		b := quiet(say("missing.other", "name", shortened(name, 48)), func() { s.flow.Ask(name) })
		buttons, objects = append(buttons, b), append(objects, b)
	}
	return card(wrapLabel(say("missing.others")), inset(row(objects...))), buttons
}

// unanswered tells whether a problem kept Bitbucket from answering, so that nothing is known about the
// repository.
func unanswered(p connector.Problem) bool {
	switch p.Code {
	case connector.CodeNameNotFound, connector.CodeConnectionRefused, connector.CodeConnectionTimeout, connector.CodeConnectionReset,
		connector.CodeProxyFailed, connector.CodeServerBusy, connector.CodeServerError, connector.CodeRateLimited,
		connector.CodeAnswerInvalid, connector.CodeAnswerTooLarge, connector.CodeAnswerTooSlow:
		return true
	}
	return false
}
