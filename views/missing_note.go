package views

import (
	"cmp"
	"strings"

	"fyne.io/fyne/v2"

	"mooring/connector"
)

// note turns to the note for the administrator, or back.
func (s *missingScreen) note(on bool) {
	s.noting = on
	if !on {
		s.turn("done "+s.state.Text, s.donePage)
		return
	}
	s.turn("note", func() (fyne.CanvasObject, fyne.Focusable) {
		back := func() { s.note(false) }
		if s.state.Connection.Provider == connector.Cloud {
			return s.k.showNote(s.cloudNote(), back)
		}
		about := noteAbout{Connection: s.state.Connection, Report: s.state.Report, Place: s.state.Connection.Base}
		return s.k.adminNotePage(about, back)
	})
}

// cloudNote is the note for whoever looks after the workspace. Nothing about networks is in it: everybody reaches
// Bitbucket Cloud.
func (s *missingScreen) cloudNote() noteSource {
	return noteSource{
		lead: say("missing.note.lead"), subject: say("missing.note.subject", "repository", s.asksFor()),
		file: say("note.save.file"), text: func(usedService) string { return s.cloudNoteText() },
	}
}

// cloudNoteText says which repository, whose account, what stands in the way and which setting changes that.
func (s *missingScreen) cloudNoteText() string {
	account := s.state.Connection.Account
	parts := [][]string{
		{say("note.hello")},
		{say("missing.note.intro", "repository", s.asksFor())},
		filled([]string{item("note.account", account.Name), item("missing.note.id", account.ID)}),
	}
	for _, p := range s.problems() {
		title, detail, _ := Words(p)
		lines := append([]string{Sign(stateFor(p.Severity)) + " " + title, detail}, seenOf(p)...)
		if setting := cloudSetting(p); setting != "" {
			lines = append(lines, say("note.setting", "setting", setting))
		}
		parts = append(parts, filled(lines))
	}
	parts = append(parts, whatWasChecked(s.asked()), []string{say("note.thanks")})
	var texts []string
	for _, lines := range parts {
		if len(lines) > 0 {
			texts = append(texts, strings.Join(lines, "\n"))
		}
	}
	return withoutSecrets(strings.Join(texts, "\n\n") + "\n")
}

// asksFor names the repository that was asked about: as the problem names it, else as it was typed.
func (s *missingScreen) asksFor() string {
	for _, p := range s.problems() {
		if name := cmp.Or(p.Args["repository"], p.Args["resource"]); strings.Contains(name, "/") {
			return name
		}
	}
	return withoutSecrets(s.state.Text)
}

// cloudSetting says what the administrator of a workspace changes about a problem; empty where there is nothing.
func cloudSetting(p connector.Problem) string {
	key := "missing.note.setting." + string(p.Code)
	if text := say(key, filledIn(p, say)...); text != key {
		return text
	}
	return ""
}
