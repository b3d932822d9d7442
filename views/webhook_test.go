package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestAWebhookThatWasOpenedUnseenStaysBehindUntilItIsAskedFor(t *testing.T) {
	s := newHookStage(t)
	assert.Equal(t, closed, s.screen.step())
	s.flow.publish(madeHook(connector.Server))
	s.queue.drain()
	assert.Equal(t, closed, s.screen.step(), "only the saved page shows how it stands")
	s.screen.comeForward()
	assert.Equal(t, stepDone, s.screen.step())
	other := madeHook(connector.Server)
	other.Profile.ID = "p2"
	s.flow.publish(other)
	s.queue.drain()
	assert.Equal(t, closed, s.screen.step(), "another profile that is saved does not take its place")
	s.screen.comeForward()
	assert.True(t, s.screen.back())
	assert.Equal(t, []string{"close"}, s.flow.asked)
	s.queue.drain()
	assert.Equal(t, closed, s.screen.step())
	assert.False(t, s.screen.back())
}

func TestTheLeadOfAWebhookFollowsHowItStands(t *testing.T) {
	s := newHookStage(t)
	leads := map[string][2]string{ // by scene: what the primary button says, and what it asks for
		"00-none":           {"Make the webhook", "make"},
		"02-wanted":         {"Make the webhook", "make"},
		"06-made":           {"Change to a token that only reads", "hand over"},
		"12-undelivered":    {"Send the test again", "test"},
		"10-mistrusted":     {"Give it a new secret", "replace"},
		"14-missing":        {"Make it again", "repair"},
		"15-differs":        {"Repair the webhook", "repair"},
		"04-refused":        {"Do it by hand", "by hand"},
		"05-admin-missing":  {"Use an admin token once", "admin"},
		"16-differs-unseen": {"Use an admin token once", "admin"},
		"19-removed":        {"Make the webhook", "make"},
		"31-hand-kept":      {"I have done it", "done"},
	}
	scenes := hookScenes()
	for name, want := range leads {
		s.flow.asked, s.screen.worked, s.screen.drawn = nil, flow.HookResting, ""
		s.show(scenes[name])
		s.win.Canvas().Focus(s.button(want[0]))
		assert.Equal(t, 1, s.leads(), name)
		assert.Equal(t, primary("", nil).Importance, s.button(want[0]).Importance, name)
		s.key(fyne.KeyReturn)
		assert.Equal(t, []string{want[1]}, s.flow.asked, name)
	}
}

func TestAWebhookThatNeedsNothingLeadsToBuilding(t *testing.T) {
	s := newHookStage(t)
	for _, name := range []string{"07-made-free-unseen", "13-by-hand"} {
		s.screen.worked, s.screen.drawn = flow.HookLooking, ""
		s.show(hookScenes()[name])
		assert.NotContains(t, s.text(), "Webhooks need one more right", "that the token sees none is as it should be")
		s.press("Start building")
	}
	assert.Equal(t, []string{"start p1", "start p1"}, s.went)
	assert.Contains(t, s.text(), "Set up by hand on 20 November 2026")
	assert.Contains(t, s.text(), "It is not visible to this token")
}

func TestARightThatIsMissingForWhatWasAskedIsSaidAlsoWhereTheWebhookStands(t *testing.T) {
	s := newHookStage(t)
	made := hookScenes()["07-made-free-unseen"]
	problem := made.Problem
	made.Problem = nil
	s.show(made)
	s.change(func(st *flow.WebhookState) { st.Work = flow.HookReplacing })
	s.change(func(st *flow.WebhookState) { st.Work, st.Problem = flow.HookResting, problem })
	assert.Contains(t, s.text(), "Bitbucket shows webhooks to administrators only, and Ada Okafor is none of SHOP/checkout with this token.")
	s.press("Use an admin token once")
	assert.Equal(t, []string{"admin"}, s.flow.asked)
}

func TestWhatIsUnderWayIsToldWithoutThePageJumping(t *testing.T) {
	s := newHookStage(t)
	s.show(madeHook(connector.Server))
	s.win.Canvas().Focus(s.button("Send a test"))
	at := s.button("Push a commit").Position()
	top := s.screen.strip.box.Size()
	s.flow.answers = func(what string, st *flow.WebhookState) {
		if what == "test" {
			st.Work, st.Delivery = flow.HookTesting, nil
		}
	}
	s.key(fyne.KeyReturn)
	assert.Contains(t, s.text(), "Bitbucket sends a test message…")
	assert.Equal(t, at, s.button("Push a commit").Position())
	assert.Equal(t, top, s.screen.strip.box.Size())
	assert.Equal(t, "Cancel", s.focused(), "the keyboard is on what ends the waiting")
	assert.True(t, s.button("Send a test").Disabled(), "nothing is asked for twice")
	s.key(fyne.KeyReturn)
	assert.Equal(t, []string{"test", "cancel"}, s.flow.asked)
	s.change(func(st *flow.WebhookState) { st.Work = flow.HookResting })
	assert.Equal(t, "Send a test", s.focused(), "one goes on where one was")
	s.flow.answers = nil
	s.key(fyne.KeyReturn)
	s.change(func(st *flow.WebhookState) { st.Work = flow.HookTesting })
	s.change(func(st *flow.WebhookState) {
		st.Work, st.Done, st.Delivery = flow.HookResting, flow.HookTesting, &connector.Delivery{Status: 200, Said: "pong"}
	})
	assert.Contains(t, s.text(), "The build service took the test just now")
	assert.Contains(t, s.text(), "status 200: “pong”")
	assert.Equal(t, "Send a test", s.focused())
}

func TestEveryWorkHasWordsAndIsCancelled(t *testing.T) {
	s := newHookStage(t)
	for _, work := range []flow.WebhookWork{
		flow.HookLooking, flow.HookMaking, flow.HookRepairing, flow.HookReplacing, flow.HookTesting, flow.HookRemoving,
		flow.HookVerifying, flow.HookCopying, flow.HookPushing,
	} {
		for _, step := range []flow.WebhookStep{flow.WebhookShown, flow.WebhookHand, flow.WebhookAdmin} {
			state := madeHook(connector.Server)
			state.Step, state.Work = step, work
			s.flow.asked = nil
			s.show(state)
			assert.NotContains(t, s.text(), "hook.work", work)
			assert.Contains(t, s.text(), "…", work)
			s.press("Cancel")
			s.key(fyne.KeyEscape)
			assert.Equal(t, []string{"cancel", "cancel"}, s.flow.asked, "Esc ends what is under way, before it leaves")
		}
	}
}

func TestAPushThatArrivesLightsThePageUp(t *testing.T) {
	s := newHookStage(t)
	s.show(madeHook(connector.Server))
	s.flow.answers = func(string, *flow.WebhookState) {}
	s.press("Push a commit")
	s.change(func(st *flow.WebhookState) { st.Work = flow.HookPushing })
	s.change(func(st *flow.WebhookState) {
		st.Work, st.Done = flow.HookResting, flow.HookPushing
		st.Received = &connector.Received{Event: "repo:push", Branch: "main", Commit: "4f2a91c", Signed: true, Verified: true}
	})
	text := s.text()
	assert.Contains(t, text, "Delivered and verified just now")
	assert.Contains(t, text, "Received: a push to main (4f2a91c). The signature was right.")
	assert.Equal(t, "Push a commit", s.focused())
}

func TestAfterTheHandOverAScopeThatLacksIsLentOnceAndNotGivenForGood(t *testing.T) {
	s := newHookStage(t)
	made := madeHook(connector.Cloud)
	refused := hookProblem(connector.CodeScopeMissing, "scope", "webhook", "account", "Ada Okafor")
	made.Problem = refused
	s.show(made)
	assert.NotEqual(t, "Use an admin token once", s.focused(), "a token that shall administer gets the scope")
	made.Problem, made.Profile.Webhook.AdminFree = nil, shelfNow()
	s.show(made)
	s.press("Remove")
	s.press("Remove the webhook")
	s.change(func(st *flow.WebhookState) { st.Work = flow.HookRemoving })
	s.change(func(st *flow.WebhookState) { st.Work, st.Problem = flow.HookResting, refused })
	assert.Nil(t, s.button("Replace the token"), "that would take the hand-over back")
	assert.Contains(t, s.text(), "Use a token with the admin right once, or set up the webhook by hand.")
	s.press("Use an admin token once")
	assert.Equal(t, []string{"remove", "admin"}, s.flow.asked)
}

func TestANewSecretIsSaidUntilSomethingElseIsDone(t *testing.T) {
	s := newHookStage(t)
	made := madeHook(connector.Server)
	made.Service = connector.BuildService{ID: "harbour", Name: "Harbour Build", Signs: true}
	s.show(made)
	s.press("Give it a new secret")
	s.change(func(st *flow.WebhookState) { st.Work = flow.HookReplacing })
	s.change(func(st *flow.WebhookState) { st.Work, st.Done = flow.HookResting, flow.HookReplacing })
	assert.Contains(t, s.text(), "The webhook has a new secret")
	assert.Contains(t, s.text(), "Copy it and paste it at Harbour Build.")
	assert.Equal(t, "Give it a new secret", s.focused())
	s.change(func(st *flow.WebhookState) { st.Done = flow.HookLooking })
	assert.Contains(t, s.text(), "The webhook stands")
	s.change(func(st *flow.WebhookState) {
		st.Done, st.CanPush, st.Service = flow.HookReplacing, true, connector.BuildService{ID: "demo", Name: "Demo build service", Signs: true}
	})
	assert.Contains(t, s.text(), "Demo build service knows it already.", "the demo leaves nothing to paste")
	assert.NotContains(t, s.text(), "aste it")
}

func TestRemovingAWebhookIsAskedAndSaysWhoElseUsesIt(t *testing.T) {
	s := newHookStage(t)
	state := madeHook(connector.Server)
	state.SharedWith = []string{"Checkout for Android", "Kiosk"}
	s.show(state)
	s.press("Remove")
	assert.Empty(t, s.flow.asked, "nothing is removed before it is asked")
	assert.Contains(t, s.text(), "Checkout for Android and Kiosk use this webhook too.")
	assert.Equal(t, "Keep it", s.focused(), "the keyboard is on the harmless one")
	s.key(fyne.KeyEscape)
	assert.Equal(t, stepDone, s.screen.step(), "Esc leaves the question, not the page")
	assert.Equal(t, "Change to a token that only reads", s.focused())
	s.press("Remove")
	s.flow.answers = func(_ string, st *flow.WebhookState) { st.Work = flow.HookRemoving }
	s.press("Remove the webhook")
	assert.Equal(t, []string{"remove"}, s.flow.asked)
	assert.Contains(t, s.text(), "Removing the webhook…")
	s.flow.answers = nil
	s.change(func(st *flow.WebhookState) {
		*st = hookState(connector.Server)
		st.Removed = true
	})
	assert.Contains(t, s.text(), "The webhook is removed")
	assert.Equal(t, "Make the webhook", s.focused())
}

func TestTheSecretIsCopiedWithoutEverBeingShown(t *testing.T) {
	s := newHookStage(t)
	s.show(madeHook(connector.Server))
	page := s.screen.body.Objects[0]
	s.win.Canvas().Focus(s.button("Copy the secret"))
	s.flow.answers = func(_ string, st *flow.WebhookState) { st.Work = flow.HookCopying }
	s.key(fyne.KeyReturn)
	assert.Equal(t, "Cancel", s.focused())
	s.flow.answers = nil
	s.change(func(st *flow.WebhookState) { st.Work, st.Done = flow.HookResting, flow.HookCopying })
	assert.Contains(t, s.text(), "[Copied]")
	assert.Same(t, page, s.screen.body.Objects[0], "the page stays as it is")
	assert.Equal(t, []string{"copy"}, s.flow.asked)
	assert.Equal(t, "Copied", s.focused())
}

func TestALongAddressIsCopiedWhole(t *testing.T) {
	s := newHookStage(t)
	state := hookScenes()["08-made-shared-long"]
	s.show(state)
	test.Tap(s.screen.sends.copy)
	require.Len(t, s.copied, 1)
	assert.Equal(t, state.Profile.Webhook.Address, s.copied[0])
}

func TestAnAddressIsAskedForBeforeAWebhookIsMade(t *testing.T) {
	s := newHookStage(t)
	s.show(hookScenes()["01-none-addressless"])
	s.press("Make the webhook")
	assert.Empty(t, s.flow.asked)
	field := s.screen.goes.field
	assert.Same(t, field, s.win.Canvas().Focused())
	assert.Contains(t, s.text(), "Paste the address that the build service gives you.")
	s.typing("https://hooks.appcircle.example/1")
	assert.Contains(t, s.text(), "https://hooks.appcircle.example/1")
	assert.NotContains(t, s.text(), "Paste the address that")
	assert.Same(t, field, s.win.Canvas().Focused(), "typing changes no page")
	s.press("Where do I find it?")
	assert.Equal(t, []string{"https://docs.appcircle.example/webhooks"}, s.opened)
	s.flow.answers = func(what string, st *flow.WebhookState) {
		if what == "make" {
			st.AddressProblem = hookProblem(connector.CodeAddressInvalid, "address", st.Address)
		}
	}
	s.press("Make the webhook")
	assert.Same(t, field, s.win.Canvas().Focused(), "an address that is none gets the cursor")
	title, _, _ := Words(*hookProblem(connector.CodeAddressInvalid))
	assert.Contains(t, s.text(), title)
	s.press("Demo build service")
	assert.Equal(t, []string{"make", "service demo"}, s.flow.asked)
}

func TestWhoeverTypesAnAddressIsNotDisturbedByWhatIsRead(t *testing.T) {
	s := newHookStage(t)
	state := hookScenes()["01-none-addressless"]
	state.Work, state.Read = flow.HookLooking, false
	s.show(state)
	field := s.screen.goes.field
	s.win.Canvas().Focus(field)
	s.typing("https://ho")
	s.change(func(st *flow.WebhookState) { st.Work, st.Read, st.Others = flow.HookResting, true, 5 })
	assert.Contains(t, s.text(), "5 other webhooks")
	s.typing("oks.example")
	assert.Equal(t, "https://hooks.example", field.Text)
	assert.Equal(t, "https://hooks.example", s.flow.snapshot.State.Address)
}

func TestAChangeInTheBackgroundTakesNoKeyboard(t *testing.T) {
	s := newHookStage(t)
	s.show(madeHook(connector.Server))
	elsewhere := newEntry("", nil)
	s.win.SetContent(elsewhere)
	s.win.Canvas().Focus(elsewhere)
	s.change(func(st *flow.WebhookState) { st.Work = flow.HookLooking })
	s.change(func(st *flow.WebhookState) { st.Work, st.Others = flow.HookResting, 3 })
	assert.Same(t, elsewhere, s.win.Canvas().Focused())
}
