package views

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
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
	stays := s.hookStays(row)
	only := quiet(say("profiles.ask.only"), func() {
		s.unhook = ""
		s.list.Delete(id)
	})
	both := profilesDanger(say("profiles.ask.both"), func() {
		s.unhook = id
		s.list.DeleteWithHook(id)
	})
	keep := quiet(say("profiles.ask.keep"), s.list.LeaveDelete)
	text = []fyne.CanvasObject{subheading(say("profiles.ask.title", "name", p.Name))}
	switch {
	case s.state.HookFailed != nil:
		both.SetText(say("profiles.ask.retry"))
		both.Importance = widget.MediumImportance
		text = append(text, wrapLabel(say("profiles.ask.failed")), s.whyNotRemoved(*s.state.HookFailed))
		only.Importance = widget.DangerImportance
		return text, flowOf([]fyne.CanvasObject{only, both, keep})
	case stays != "":
		only.SetText(say("profiles.ask.delete"))
		only.Importance = widget.DangerImportance
		keep.SetText(say("profiles.ask.keep.one"))
		text = append(text, wrapLabel(stays), mutedLabel(say("profiles.ask.undo")))
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

// hookStays says why the webhook is not removed with the profile; nothing where it can be.
func (s *profilesScreen) hookStays(row flow.ProfileRow) string {
	switch names := s.state.AskingShared; {
	case len(names) == 1:
		return say("profiles.ask.shared", "names", profilesNames(names))
	case len(names) > 1:
		return say("profiles.ask.shared.many", "names", profilesNames(names))
	case !row.Connected:
		return say("profiles.ask.unconnected", "address", row.Profile.Repository.Base, "hook", row.Profile.Webhook.Address)
	}
	return ""
}

// whyNotRemoved is the problem in words that fit removing.
func (s *profilesScreen) whyNotRemoved(p connector.Problem) fyne.CanvasObject {
	fix := say("profiles.ask.failed.fix")
	if p.Code != connector.CodeAdminMissing {
		return s.k.problemSheetSaying(p, fix, nil)
	}
	return s.k.problemSheetWords(p, say("profiles.ask.admin.title"),
		say("profiles.ask.admin.detail", "account", p.Args["account"], "repository", p.Args["repository"]), fix, nil)
}

// profilesDanger is a button for what is not easily taken back.
func profilesDanger(text string, run func()) *button {
	b := newButton(text, run)
	b.Importance = widget.DangerImportance
	return b
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
