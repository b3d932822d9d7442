package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// savedRig is a form whose profile has been saved, in a window that leads on.
func savedRig(t *testing.T) (*formRig, *[]string) {
	t.Helper()
	r := newFormRig(t)
	led := &[]string{}
	lead := func(where string) func(string) { return func(id string) { *led = append(*led, where+" "+id) } }
	r.kit.start, r.kit.lookAfter = lead("start"), lead("webhook")
	r.kit.webhook = flow.NewWebhook(flow.WebhookNeeds{Clients: r, Profiles: r, Connections: r})
	r.begin()
	r.save()
	require.Equal(t, flow.ProfileSaved, r.screen.state.Step)
	return r, led
}

func (r *formRig) hookIs(change func(*flow.WebhookState)) {
	w := flow.WebhookState{Step: flow.WebhookShown, Profile: r.stored(), Service: r.services[0]}
	change(&w)
	r.screen.renderHook(w)
}

func TestASavedProfileLeadsOnToBuildingWithOneKey(t *testing.T) {
	r, led := savedRig(t)
	id := r.stored().ID
	require.Same(t, r.screen.saved.start, r.win.Canvas().Focused())
	r.key(fyne.KeyReturn)
	r.press("Look after the webhook")
	assert.Equal(t, []string{"start " + id, "webhook " + id}, *led)
	assert.Equal(t, stepDone, r.screen.step())
}

func TestTheSavedPageTellsHowItsWebhookComesToStand(t *testing.T) {
	r, _ := savedRig(t)
	assert.Contains(t, r.text(), "The webhook is not made yet.")
	r.hookIs(func(w *flow.WebhookState) { w.Work = flow.HookMaking })
	assert.Contains(t, r.text(), "Making the webhook at Bitbucket…")
	assert.NotNil(t, r.button("Cancel"), "what is awaited can be ended")
	r.screen.renderHook(flow.WebhookState{Step: flow.WebhookShown, Profile: connector.BuildProfile{ID: "another"}})
	assert.Contains(t, r.text(), "Making the webhook", "that of another profile is not this one's")
	r.hookIs(func(w *flow.WebhookState) { w.Profile.Webhook.State = connector.HookMade })
	assert.Contains(t, r.text(), "The webhook stands: Bitbucket tells Harbour Build")
	assert.Nil(t, r.button("Cancel"))
	r.hookIs(func(w *flow.WebhookState) {
		w.Profile.Webhook.State, w.Profile.Webhook.Found = connector.HookMade, true
	})
	assert.Contains(t, r.text(), "was there already")
	r.screen.renderHook(flow.WebhookState{Step: flow.WebhookIdle})
	assert.Contains(t, r.text(), "was there already", "what was last known stays")
}

func TestARefusedWebhookIsToldWithWaysOn(t *testing.T) {
	r, led := savedRig(t)
	refused := connector.NewProblem(connector.CodeWebhookRefused, "said", "Enter a valid URL.")
	r.hookIs(func(w *flow.WebhookState) { w.Problem = &refused })
	assert.Contains(t, r.text(), "Enter a valid URL.")
	assert.Equal(t, 1, r.primaries())
	r.press("Do it by hand")
	assert.Equal(t, []string{"webhook " + r.stored().ID}, *led)
	require.NotNil(t, r.button("Try again"))
	r.hookIs(func(w *flow.WebhookState) { w.Work, w.Problem = flow.HookMaking, nil })
	assert.NotContains(t, r.text(), "Enter a valid URL.")
}

func TestWithoutAWebhookTheSavedPageSaysSo(t *testing.T) {
	r := newFormRig(t)
	r.begin()
	r.press("Appcircle")
	r.save()
	assert.Contains(t, r.text(), "There is no webhook: nothing starts a build by itself yet.")
	assert.Nil(t, r.button("Start building"), "where the window leads nowhere, there is no button")
	assert.NotNil(t, r.win.Canvas().Focused())
}

func TestWhatWasJustSavedIsChangedWithTheKeyboardOnItsName(t *testing.T) {
	r, _ := savedRig(t)
	r.screen.focus() // as the window does when its tab comes to the front
	r.form.Edit(shopConnection(), r.stored())
	r.settled()
	assert.Same(t, r.screen.name, r.win.Canvas().Focused())
}

func TestEscapeWaitsForWhatIsBeingSaved(t *testing.T) {
	r := newFormRig(t)
	screen := r.begin()
	r.mu.Lock()
	r.press("Save build profile")
	require.Equal(t, flow.ProfileSaving, screen.state.Step)
	assert.True(t, screen.save.Disabled())
	assert.True(t, screen.another.Disabled())
	assert.True(t, screen.back(), "it is taken, and nothing is left")
	assert.Equal(t, flow.ProfileSaving, screen.state.Step)
	r.mu.Unlock()
	r.settled()
	assert.Equal(t, flow.ProfileSaved, screen.state.Step)
	assert.Equal(t, "Bakery for iPhone", r.stored().Name)
}

func TestASavedProfileIsChangedInItsPlace(t *testing.T) {
	r := newFormRig(t)
	p := shopProfile(1, "Bakery")
	p.Triggers.Push, p.Service = []string{"main"}, "appcircle"
	p.Webhook = connector.Webhook{State: connector.HookMade, Address: "https://hooks.test/4711", ID: "{1}"}
	screen := r.change(p)
	text := r.text()
	for _, want := range []string{"Change “Bakery”", "Nothing changes until you save", "[Save changes]", "[Back without saving]", "Keep the webhook in line when I save"} {
		assert.Contains(t, text, want)
	}
	r.retype(screen.name, "Bakery two")
	r.save()
	assert.Equal(t, "p1", r.stored().ID)
	assert.Equal(t, "Bakery two", r.stored().Name)
	assert.Equal(t, connector.HookMade, r.stored().Webhook.State)
	assert.Nil(t, r.button("Choose another repository"))
	r.press("Show my build profiles")
	assert.Equal(t, tabProfiles, r.tab)
}

func TestLeavingAChangedProfileGoesBackToTheProfiles(t *testing.T) {
	r := newFormRig(t)
	screen := r.change(shopProfile(1, "Bakery"))
	r.typing("Another name")
	r.key(fyne.KeyEscape)
	assert.Equal(t, closed, screen.step())
	assert.Equal(t, tabProfiles, r.tab)
	assert.Equal(t, "Bakery", r.stored().Name)
}

func TestTheFormIsWalkedThroughInReadingOrder(t *testing.T) {
	r := newFormRig(t)
	r.candidates = []connector.Candidate{flutterIn("")}
	screen := r.begin()
	r.press("When a tag is pushed")
	r.settled()
	r.win.Canvas().Focus(screen.name)
	var walked []string
	for range 18 {
		switch f := r.win.Canvas().Focused().(type) {
		case *entry:
			walked = append(walked, f.Text)
		case *button:
			walked = append(walked, f.Text)
		}
		r.win.Canvas().FocusNext()
	}
	assert.Equal(t, []string{
		"Bakery for iPhone", "Change", "Not sure yet", "iPhone and iPad (iOS)", "Android", "main", "Other branches",
		"When somebody pushes to a branch", "main", onPullRequests, "When a tag is pushed", "*",
		"Harbour Build", "Appcircle", "Another service", "https://hooks.test/SHOP/bakery-for-iphone", wantsHook,
		"Save build profile",
	}, walked)
}
