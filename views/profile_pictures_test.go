package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

// formState is a form as most people meet it.
func formState() flow.ProfileState {
	services := []connector.BuildService{
		{ID: "appcircle", Name: "Appcircle", HookPage: "https://docs.test/webhooks", Page: "https://my.test"},
		{ID: "custom", Name: "Another build service", Custom: true},
	}
	return flow.ProfileState{
		Step: flow.ProfileEditing, Connection: shopConnection(), Repository: shopRepository(1, "Bakery for iPhone"),
		Name: "Bakery for iPhone", Branch: "main", BranchesCome: true,
		Branches: []connector.Branch{{Name: "main", Default: true}, {Name: "develop"}, {Name: "release/2026-11"}},
		Platform: connector.PlatformFlutter, Found: true,
		Candidates: []connector.Candidate{flutterIn("")},
		Push:       trigger("main", 1, 12, "main"),
		Services:   services, Service: services[0],
	}
}

func flutterIn(folder string) connector.Candidate {
	return connector.Candidate{
		Folder: folder, Platform: connector.PlatformFlutter, Reasons: []string{"pubspec.yaml", "ios/", "android/"},
		Systems: []connector.System{connector.SystemIOS, connector.SystemAndroid},
	}
}

func trigger(text string, matching, all int, examples ...string) flow.TriggerField {
	return flow.TriggerField{
		On: true, Text: text, Patterns: connector.Patterns(text), Counted: true, Matching: matching, All: all, Examples: examples,
	}
}

func manyCandidates(n int) []connector.Candidate {
	all := []connector.Candidate{{Folder: "apps/ledger", Platform: connector.PlatformKotlin, Systems: []connector.System{connector.SystemAndroid}, Reasons: []string{"build.gradle.kts", "app/src/main/AndroidManifest.xml"}}}
	for i := range n - 1 {
		all = append(all, flutterIn(fmt.Sprintf("apps/%02d-an-app-with-a-name-as-long-as-the-committee-that-found-it-and-all-of-its-sub-committees", i)))
	}
	return all
}

// profileScenes are the states a form can be in.
func profileScenes() map[string]func(*flow.ProfileState) {
	bad := connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
	all := map[string]func(*flow.ProfileState){
		"one":     func(*flow.ProfileState) {},
		"finding": func(s *flow.ProfileState) { s.Candidates, s.Candidate, s.Finding, s.Found = nil, -1, true, false },
		"find-failed": func(s *flow.ProfileState) {
			s.Candidates, s.Candidate, s.FindFailed, s.Found = nil, -1, &bad, false
		},
		"none": func(s *flow.ProfileState) { s.Candidates, s.Candidate = nil, -1 },
		"several": func(s *flow.ProfileState) {
			s.Candidates = manyCandidates(3)
			s.Platform, s.System, s.Folder = connector.PlatformKotlin, connector.SystemAndroid, "apps/ledger"
		},
		"thirty": func(s *flow.ProfileState) { s.Candidates, s.Candidate = manyCandidates(30), 2 },
		"empty": func(s *flow.ProfileState) {
			s.Candidates, s.Candidate, s.Branches, s.Branch, s.EmptyRepository = nil, -1, nil, "", true
			s.Push = flow.TriggerField{On: true, Counted: true}
		},
		"triggers": func(s *flow.ProfileState) {
			s.Push = trigger("main, release/*", 412, 1000, "main", "release/2026-11", "release/"+strings.Repeat("long-", 20))
			s.Push.More = true
			s.PullRequests = trigger("nightly", 0, 12)
			s.Tags = trigger("v*", 0, 0)
		},
		"counting": func(s *flow.ProfileState) {
			s.Push = flow.TriggerField{On: true, Text: "main", Patterns: []string{"main"}, Counting: true}
			s.PullRequests = flow.TriggerField{On: true}
			s.Tags = flow.TriggerField{On: true, Text: "v*", Patterns: []string{"v*"}, Failed: &bad}
		},
		"nothing": func(s *flow.ProfileState) { s.Push.On = false },
		"hook": func(s *flow.ProfileState) {
			s.Service.Hook, s.HookAddress, s.WantHook = "https://hooks.test/{key}/{slug}", "https://hooks.test/SHOP/bakery-for-iphone", true
		},
		"hook-missing": func(s *flow.ProfileState) {
			p := connector.NewProblem(connector.CodeAddressInvalid)
			s.WantHook, s.HookProblem = true, &p
		},
		"no-admin": func(s *flow.ProfileState) { s.NoAdmin = true },
		"edit": func(s *flow.ProfileState) {
			p := shopProfile(1, "Bakery for iPhone")
			p.Webhook.State = connector.HookMade
			s.Before, s.HookAddress, s.WantHook = &p, "https://hooks.test/4711", true
		},
		"saving": func(s *flow.ProfileState) { s.Step = flow.ProfileSaving },
		"unsaved": func(s *flow.ProfileState) {
			p := connector.NewProblem(connector.CodeDiskFailed, "file", "/home/mia/.config/mooring/profiles/p1.json")
			s.Problem = &p
		},
		"long": func(s *flow.ProfileState) {
			s.Repository.Name, s.Repository.Slug = strings.Repeat("Donaudampfschifffahrt ", 6), strings.Repeat("donaudampfschifffahrt-", 6)
			s.Connection.Name, s.Name = longName, strings.Repeat("Donaudampfschifffahrt ", 4)
			s.Branch = "feature/" + strings.Repeat("something-explained-at-length-", 6)
			s.HookAddress = "https://hooks.test/" + strings.Repeat("a1b2c3d4", 20)
		},
	}
	return all
}

func TestEveryStateOfTheFormFitsWithItsButtonInSight(t *testing.T) {
	for name, change := range profileScenes() {
		t.Run(name, func(t *testing.T) {
			s := newPickStage(t)
			screen := s.form()
			state := formState()
			change(&state)
			screen.render(state)
			s.fits("form-"+name, screen.save)
		})
	}
}

// form is a screen whose states the test makes up.
func (s *pickStage) form() *profileScreen {
	picker := flow.NewPicker(flow.PickerNeeds{Clients: s})
	screen := newProfileScreen(s.kit, flow.NewProfileForm(flow.ProfileNeeds{Clients: s, Profiles: s}), picker)
	s.put(screen)
	return screen
}

// fits holds what the window shows to the room there is, in normal and in large text, and draws it where
// MOORING_PICTURES names a folder.
func (s *pickStage) fits(name string, lead *button) {
	s.t.Helper()
	for _, scale := range []float32{1, 1.5} {
		looking(Look{Variant: "light", Scale: scale})
		s.win.Resize(fyne.NewSize(1024, 659))
		s.win.Resize(fyne.NewSize(1024, 660))
		s.win.Content().Refresh()
		size := s.win.Content().MinSize()
		assert.LessOrEqual(s.t, size.Width, float32(1024), "%s fits the width at %v", name, scale)
		assert.LessOrEqual(s.t, size.Height, float32(660), "%s fits the height at %v", name, scale)
		if lead != nil {
			assert.LessOrEqual(s.t, bottom(lead), float32(660), "%s: what leads on is in sight at %v", name, scale)
		}
		s.uncut(name)
		assert.LessOrEqual(s.t, s.primaries(), 1, name)
	}
	looking(Look{Variant: "light"})
	s.picture(name)
}

// uncut holds every text to the room it needs.
func (s *pickStage) uncut(name string) {
	s.t.Helper()
	s.walk(func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Label:
			if o.Wrapping == fyne.TextWrapWord {
				assert.GreaterOrEqual(s.t, o.Size().Height+0.5, o.MinSize().Height, "%s: %s", name, o.Text)
			}
		case *button:
			assert.GreaterOrEqual(s.t, o.Size().Width+0.5, o.MinSize().Width, "%s: %s", name, o.Text)
			assert.GreaterOrEqual(s.t, o.Size().Height+0.5, o.MinSize().Height, "%s: %s", name, o.Text)
		case *muted:
			assert.GreaterOrEqual(s.t, o.Size().Height+0.5, o.MinSize().Height, "%s: %s", name, o.String())
		}
	})
}

func (s *pickStage) primaries() int {
	n := 0
	s.walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && b.Importance == widget.HighImportance {
			n++
		}
	})
	return n
}

// savedScenes are the ways a webhook stands once its profile is saved.
func savedScenes() map[string]func(*connector.Webhook, *flow.WebhookState) {
	refused := connector.NewProblem(connector.CodeWebhookRefused, "said", "Enter a valid URL.")
	missing := connector.NewProblem(connector.CodeAdminMissing, "account", "Mia Sandmann", "repository", "SHOP/bakery-for-iphone")
	return map[string]func(*connector.Webhook, *flow.WebhookState){
		"none": func(*connector.Webhook, *flow.WebhookState) {},
		"making": func(h *connector.Webhook, w *flow.WebhookState) {
			h.State, w.Work = connector.HookWanted, flow.HookMaking
		},
		"wanted": func(h *connector.Webhook, w *flow.WebhookState) { h.State = connector.HookWanted },
		"made":   func(h *connector.Webhook, w *flow.WebhookState) { h.State = connector.HookMade },
		"found":  func(h *connector.Webhook, w *flow.WebhookState) { h.State, h.Found = connector.HookMade, true },
		"by-hand": func(h *connector.Webhook, w *flow.WebhookState) {
			h.State, h.Changed = connector.HookByHand, time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		},
		"missing": func(h *connector.Webhook, w *flow.WebhookState) { h.State = connector.HookMissing },
		"differs": func(h *connector.Webhook, w *flow.WebhookState) { h.State = connector.HookDiffers },
		"refused": func(h *connector.Webhook, w *flow.WebhookState) { h.State, w.Problem = connector.HookWanted, &refused },
		"admin":   func(h *connector.Webhook, w *flow.WebhookState) { h.State, w.Problem = connector.HookWanted, &missing },
	}
}

func TestEveryStateOfTheSavedPageFitsWithItsButtonInSight(t *testing.T) {
	for name, change := range savedScenes() {
		t.Run(name, func(t *testing.T) {
			s := newPickStage(t)
			s.kit.start, s.kit.lookAfter = func(string) {}, func(string) {}
			s.kit.webhook = flow.NewWebhook(flow.WebhookNeeds{Clients: s, Profiles: s})
			screen := s.form()
			state := formState()
			state.Step, state.Saved = flow.ProfileSaved, shopProfile(1, "Bakery for iPhone")
			state.Saved.Triggers.Push = []string{"main", "release/*"}
			hook := flow.WebhookState{Step: flow.WebhookShown, Service: state.Service}
			change(&state.Saved.Webhook, &hook)
			hook.Profile = state.Saved
			screen.render(state)
			s.queue.drain()
			screen.renderHook(hook)
			s.fits("saved-"+name, screen.saved.start)
		})
	}
}
