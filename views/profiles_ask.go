package views

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector/flow"
)

// delete deletes a profile, or asks what shall become of its webhook. The keyboard goes to the list, and on to the
// question if there is one.
func (s *profilesScreen) delete(id string) {
	s.focus()
	s.list.AskDelete(id)
}

// question asks whether the webhook shall go with the profile; the answers stand where the buttons were.
func (s *profilesScreen) question(row flow.ProfileRow) (text []fyne.CanvasObject, answers fyne.CanvasObject) {
	p, id := row.Profile, row.Profile.ID
	if s.state.HookRemoving {
		return []fyne.CanvasObject{subheading(say("profiles.ask.title", "name", p.Name)), busy(say("profiles.ask.removing"), nil)},
			flowOf([]fyne.CanvasObject{quiet(say("kit.cancel"), s.list.LeaveDelete)})
	}
	shared := len(s.state.AskingShared) > 0
	only := quiet(say("profiles.ask.only"), func() { s.list.Delete(id) })
	both := profilesDanger(say("profiles.ask.both"), func() { s.list.DeleteWithHook(id) })
	keep := quiet(say("profiles.ask.keep"), s.list.LeaveDelete)
	text = []fyne.CanvasObject{subheading(say("profiles.ask.title", "name", p.Name))}
	switch {
	case s.state.HookFailed != nil:
		both.SetText(say("profiles.ask.retry"))
		both.Importance = widget.MediumImportance
		text = append(text, wrapLabel(say("profiles.ask.failed")), s.k.problemSheet(*s.state.HookFailed))
		only.Importance = widget.DangerImportance
		return text, flowOf([]fyne.CanvasObject{only, both, keep})
	case shared:
		only.SetText(say("profiles.ask.delete"))
		only.Importance = widget.DangerImportance
		keep.SetText(say("profiles.ask.keep.one"))
		text = append(text, wrapLabel(profilesShared(s.state.AskingShared)), mutedLabel(say("profiles.ask.undo")))
		return text, flowOf([]fyne.CanvasObject{only, keep})
	}
	key := "profiles.ask.hook"
	if p.Webhook.Found {
		key += ".found"
	}
	text = append(text, wrapLabel(say(key, "repository", p.Key+"/"+p.Slug, "address", p.Webhook.Address)),
		mutedLabel(say("profiles.ask.undo")))
	return text, flowOf([]fyne.CanvasObject{both, only, keep})
}

// profilesDanger is a button for what is not easily taken back.
func profilesDanger(text string, run func()) *button {
	b := newButton(text, run)
	b.Importance = widget.DangerImportance
	return b
}

func profilesShared(names []string) string {
	if len(names) == 1 {
		return say("profiles.ask.shared", "names", "“"+names[0]+"”")
	}
	return say("profiles.ask.shared.many", "names", profilesNames(names))
}

// profilesNames are names in a sentence.
func profilesNames(names []string) string {
	all := make([]string, 0, len(names))
	for _, n := range names {
		all = append(all, "“"+n+"”")
	}
	return strings.Join(all, ", ")
}

// focusQuestion puts the keyboard on the answer that changes nothing: the last one.
func (s *profilesScreen) focusQuestion() {
	if foot := s.footButtons(); len(foot) > 0 {
		s.k.focusOn(foot[len(foot)-1])
	}
}
