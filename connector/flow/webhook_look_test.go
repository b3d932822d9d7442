package flow_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestLookingSaysHowAWebhookStands(t *testing.T) {
	for name, c := range map[string]struct {
		there func(*hookStore)
		state connector.HookState
	}{
		"as it was":            {func(*hookStore) {}, connector.HookMade},
		"gone":                 {func(s *hookStore) { s.hooks = nil }, connector.HookMissing},
		"switched off":         {func(s *hookStore) { s.hooks[0].Active = false }, connector.HookDiffers},
		"without its event":    {func(s *hookStore) { s.hooks[0].Push = false }, connector.HookDiffers},
		"for another address":  {func(s *hookStore) { s.hooks[0].Address = "https://else.test/" }, connector.HookDiffers},
		"made anew by someone": {func(s *hookStore) { s.hooks[0].ID = "7" }, connector.HookMade},
	} {
		t.Run(name, func(t *testing.T) {
			r := newHookRig(t, withMade, func(r *hookRig) { c.there(r.store) })
			s := r.open()
			require.Nil(t, s.Problem)
			assert.Equal(t, c.state, r.hook().State)
			assert.Equal(t, r.disk.profile("p1"), s.Profile)
			assert.Equal(t, c.state != connector.HookMissing, s.Hook != nil)
			assert.Equal(t, c.state != connector.HookMissing, r.hook().Seen.Equal(hookNow()))
			assert.Equal(t, flow.HookLooking, s.Done)
			assert.Empty(t, r.store.wishes, "looking changes nothing")
		})
	}
}

func TestAWebhookSomebodyMadeAnewHasASecretNobodyHereKnows(t *testing.T) {
	r := newHookRig(t, withMade, func(r *hookRig) { r.store.hooks[0].ID = "7" })
	s := r.open()
	w := r.hook()
	assert.Equal(t, "7", w.ID)
	assert.True(t, w.Found)
	assert.Equal(t, connector.SecretUnknown, w.Secret)
	assert.False(t, s.CanCopy)
	assert.Empty(t, r.vault.ids(), "the old one signs nothing any more")
}

func TestWhatATokenMayNotSeeIsNotGone(t *testing.T) {
	for _, state := range []connector.HookState{connector.HookMade, connector.HookByHand, connector.HookMissing, connector.HookDiffers} {
		r := newHookRig(t, withMade, withoutRight, func(r *hookRig) {
			r.disk.change("p1", func(p *connector.BuildProfile) { p.Webhook.State = state })
		})
		before := r.hook()
		s := r.open()
		assert.Equal(t, before, r.hook(), state)
		assert.True(t, s.Unseen)
		assert.False(t, s.Read)
		assert.Nil(t, s.Hook)
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.CodeAdminMissing, s.Problem.Code)
		assert.Equal(t, "https://git.test/webhooks/SHOP/shop-app", s.Page, "it can be opened all the same")

		r.store.set(func(s *hookStore) { s.admin = true })
		r.Look()
		assert.False(t, r.settled().Unseen)
	}
}

func TestANetworkThatFailsChangesNoState(t *testing.T) {
	for name, prepare := range map[string]func(*hookRig){
		"the list":   func(r *hookRig) { r.store.refuse["list"] = connector.NewProblem(connector.CodeConnectionTimeout) },
		"opening":    func(r *hookRig) { r.clients.err = connector.NewProblem(connector.CodeKeychainLocked) },
		"signed out": func(r *hookRig) { r.clients.err = connector.ErrNoSecret },
	} {
		t.Run(name, func(t *testing.T) {
			r := newHookRig(t, withMade, prepare)
			before := r.disk.profile("p1")
			s := r.open()
			require.NotNil(t, s.Problem)
			assert.Equal(t, before, r.disk.profile("p1"))
			assert.False(t, s.Unseen)
			assert.Empty(t, s.Done)
		})
	}
}

func TestAProfileNobodyWantsAWebhookForIsOnlyLookedAt(t *testing.T) {
	r := newHookRig(t, func(r *hookRig) {
		r.store.add(connector.Hook{Address: hookAt, Active: true, Push: true}, "")
		r.disk.change("p1", func(p *connector.BuildProfile) { p.Webhook.State = connector.HookNone })
	})
	s := r.open()
	assert.Nil(t, s.Hook)
	assert.Equal(t, 1, s.Others)
	assert.Equal(t, connector.HookNone, r.hook().State)
	assert.Empty(t, r.changed)

	r.Make()
	s = r.settled()
	assert.Equal(t, connector.HookMade, s.Profile.Webhook.State)
	assert.Len(t, r.store.all(), 1)
}

func TestOpeningWithoutAnAddressMakesNothing(t *testing.T) {
	r := newHookRig(t, func(r *hookRig) {
		r.disk.change("p1", func(p *connector.BuildProfile) { p.Webhook.Address, p.Service = "", "plain" })
	})
	s := r.open()
	assert.Empty(t, r.store.all())
	assert.Equal(t, connector.HookWanted, s.Profile.Webhook.State)
	for _, typed := range []string{"", "build.test", "ftp://build.test/", "https://me:pass@build.test/", "https://build.test/a b"} {
		r.SetAddress(typed)
		assert.Nil(t, r.Now().State.AddressProblem, "nobody is told off while typing")
		r.Make()
		s = r.settled()
		require.NotNil(t, s.AddressProblem, typed)
		assert.Equal(t, connector.CodeAddressInvalid, s.AddressProblem.Code)
		assert.NotContains(t, s.AddressProblem.Args["address"], "pass")
	}
	assert.Empty(t, r.store.all())
	r.SetService("signs")
	s = r.Now().State
	assert.Equal(t, "https://build.test/hooks/shop-app", s.Address, "the service's own")
	assert.Equal(t, s.Address, s.Wish.Address)
	r.SetAddress(" https://build.test/mine ")
	r.Make()
	s = r.settled()
	assert.Nil(t, s.Problem)
	assert.Equal(t, "https://build.test/mine", r.hook().Address)
	assert.Equal(t, connector.SecretKept, r.hook().Secret, "the service chosen verifies")
	assert.Equal(t, "signs", r.disk.profile("p1").Service)
}

func TestAProfileWithoutAConnectionAsksNobody(t *testing.T) {
	r := newHookRig(t)
	r.Open(r.disk.profile("p1"), connector.Connection{})
	s := r.settled()
	assert.False(t, s.Connected)
	r.Make()
	r.Look()
	r.Remove()
	s = r.settled()
	assert.Empty(t, s.Work)
	visits, _ := r.at()
	assert.Empty(t, visits)
}

func TestAConnectionIsOpenedAsItIsSavedByNow(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	changed := pickConnection()
	changed.Name, changed.Kind = "Another token", connector.APIToken
	require.NoError(t, r.disk.SaveConnection(t.Context(), changed))
	r.Look()
	assert.Equal(t, changed, r.settled().Connection)
}

func TestOneThingIsDoneAtATimeAndLookingGivesWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newHookRig(t, withMade)
		r.arm(3) // the list
		r.Open(r.disk.profile("p1"), pickConnection())
		synctest.Wait()
		assert.Equal(t, flow.HookLooking, r.Now().State.Work)
		repairing := false // which may be over before one can look
		stop := r.Watch(func(s flow.Snapshot[flow.WebhookState]) { repairing = repairing || s.State.Work == flow.HookRepairing })
		r.Repair()
		s := r.settled()
		stop()
		assert.True(t, repairing)
		assert.Equal(t, flow.HookRepairing, s.Done, "what looking would have found is found all the same")

		r.arm(3)
		r.ReplaceSecret()
		synctest.Wait()
		r.Remove()
		r.Look()
		assert.Equal(t, flow.HookReplacing, r.Now().State.Work)
		r.Cancel()
		s = r.settled()
		assert.Empty(t, s.Work)
		assert.Len(t, r.store.all(), 1)
	})
}

func TestWhatEndsAfterClosingIsNotShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newHookRig(t, withMade)
		r.arm(4)
		r.Open(r.disk.profile("p1"), pickConnection())
		synctest.Wait()
		r.Close()
		s := r.settled()
		assert.Equal(t, flow.WebhookState{Step: flow.WebhookIdle}, flow.WebhookState{Step: s.Step, Profile: s.Profile, Work: s.Work, Problem: s.Problem})
	})
}

func TestABrowserThatDoesNotOpenGivesTheAddress(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	r.OpenPage()
	assert.Equal(t, "https://git.test/webhooks/SHOP/shop-app", <-r.browser.opened)
	r.Wait()
	assert.Nil(t, r.Now().State.Problem)
	r.browser.err = errors.New("no browser")
	r.OpenPage()
	<-r.browser.opened
	s := r.settled()
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeBrowserNotOpened, s.Problem.Code)
	assert.Equal(t, s.Page, s.Problem.Args["link"])
}

func TestDatesAreInUniversalTime(t *testing.T) {
	assert.Equal(t, time.UTC, hookNow().Location())
	r := newHookRig(t)
	r.open()
	assert.Equal(t, time.UTC, r.hook().Changed.Location())
}

func TestWhatIsChangedElsewhereIsShown(t *testing.T) {
	r := newHookRig(t, withShared)
	r.open()
	mine, other := r.disk.profile("p1"), r.disk.profile("p2")
	mine.Webhook.AdminFree = hookNow()
	r.Changed([]connector.BuildProfile{other, mine})
	assert.Equal(t, mine, r.Now().State.Profile)
	r.Close()
	r.Changed([]connector.BuildProfile{mine})
	assert.Empty(t, r.Now().State.Profile)
}
