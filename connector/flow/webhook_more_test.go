package flow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestATestIsRemembered(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	r.store.delivery = connector.Delivery{At: hookNow(), Status: 502, Said: "Bad gateway"}
	r.Test()
	s := r.settled()
	assert.Equal(t, &r.store.delivery, s.Delivery)
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeWebhookUndelivered, s.Problem.Code)
	assert.Equal(t, map[string]string{"status": "502", "said": "Bad gateway"}, s.Problem.Args)
	assert.Empty(t, s.Done)
	w := r.hook()
	assert.Equal(t, connector.CodeWebhookUndelivered, w.Problem)
	assert.Equal(t, "502: Bad gateway", w.Said)
	assert.Equal(t, connector.HookMade, w.State)
	assert.Zero(t, w.Delivered)

	r.Look()
	r.settled()
	assert.Equal(t, connector.CodeWebhookUndelivered, r.hook().Problem, "looking does not deliver")

	r.store.delivery = connector.Delivery{At: hookNow(), Status: 0, Said: "java.net.ConnectException"}
	r.Test()
	s = r.settled()
	assert.Equal(t, map[string]string{"status": "", "said": "java.net.ConnectException"}, s.Problem.Args)

	r.store.delivery = connector.Delivery{At: hookNow(), Status: 204}
	r.Test()
	s = r.settled()
	assert.Nil(t, s.Problem)
	assert.Equal(t, flow.HookTesting, s.Done)
	assert.Empty(t, r.hook().Problem)
	assert.Equal(t, hookNow(), r.hook().Delivered)
}

func TestAWebhookThatIsGoneIsNotTested(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	r.store.set(func(s *hookStore) { s.hooks = nil })
	r.Test()
	s := r.settled()
	assert.Equal(t, connector.HookMissing, s.Profile.Webhook.State)
	assert.Nil(t, s.Delivery)
	assert.Empty(t, s.Done)
}

func TestRemovingTakesTheWebhookAndItsSecret(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	r.Remove()
	s := r.settled()
	require.Nil(t, s.Problem)
	assert.True(t, s.Removed)
	assert.Equal(t, connector.Webhook{Address: hookAt}, r.hook())
	assert.Empty(t, r.store.all())
	assert.Empty(t, r.vault.ids())
	assert.Nil(t, s.Hook)
	assert.Equal(t, flow.HookRemoving, s.Done)
}

func TestAWebhookThatOthersUseStaysWhenOneLetsGoOfIt(t *testing.T) {
	r := newHookRig(t, withShared)
	r.open()
	r.Remove()
	s := r.settled()
	require.Nil(t, s.Problem)
	assert.False(t, s.Removed)
	assert.Equal(t, []string{"Kiosk"}, s.SharedWith)
	assert.Len(t, r.store.all(), 1)
	assert.Equal(t, []string{"s1"}, r.vault.ids())
	assert.Equal(t, connector.HookNone, r.hook().State)
	assert.Equal(t, connector.HookMade, r.disk.profile("p2").Webhook.State)
}

func TestAWebhookThatCannotBeRemovedStays(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	before := r.hook()
	r.store.set(func(s *hookStore) { s.refuse["remove"] = connector.NewProblem(connector.CodeServerBusy) })
	r.Remove()
	s := r.settled()
	require.NotNil(t, s.Problem)
	assert.False(t, s.Removed)
	assert.Equal(t, before, r.hook())
	assert.Equal(t, []string{"s1"}, r.vault.ids())
}

func TestOneMadeByHandIsFoundToBeRemoved(t *testing.T) {
	r := newHookRig(t, withoutRight, func(r *hookRig) {
		r.disk.change("p1", func(p *connector.BuildProfile) { p.Webhook.State = connector.HookByHand })
		r.store.add(connector.Hook{Address: hookAt, Active: true, Push: true}, "")
	})
	r.open()
	r.Remove()
	s := r.settled()
	require.NotNil(t, s.Problem, "nobody may look for it")
	assert.Equal(t, connector.HookByHand, r.hook().State)
	r.store.set(func(s *hookStore) { s.admin = true })
	r.Remove()
	s = r.settled()
	require.Nil(t, s.Problem)
	assert.True(t, s.Removed)
	assert.Empty(t, r.store.all())
}

func TestWhatWasOnlyWantedIsLetGoOfWithoutAnyRight(t *testing.T) {
	r := newHookRig(t, withoutRight)
	r.open()
	r.Remove()
	s := r.settled()
	require.Nil(t, s.Problem)
	assert.False(t, s.Removed)
	assert.Equal(t, connector.Webhook{Address: hookAt}, r.hook())
}

func TestTheHandOverBeginsWhereTheWebhookStands(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	r.HandOver()
	s := r.settled()
	assert.Equal(t, flow.HookVerifying, s.Done)
	require.Len(t, r.handed, 1)
	assert.Equal(t, pickConnection(), r.handed[0])
	assert.Equal(t, hookNow(), r.hook().Seen)

	r.store.set(func(s *hookStore) { s.hooks[0].Active = false })
	r.HandOver()
	s = r.settled()
	assert.Len(t, r.handed, 1)
	assert.Equal(t, connector.HookDiffers, s.Profile.Webhook.State)
	assert.Empty(t, s.Done)
	r.store.set(func(s *hookStore) { s.hooks, s.admin = nil, false })
	r.HandOver()
	s = r.settled()
	assert.Len(t, r.handed, 1)
	assert.NotNil(t, s.Problem)
}

func TestAPushInTheDemoLightsTheProfileUp(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	r.rehearsal.received = connector.Received{At: hookNow(), Event: "repo:push", Branch: "main", Signed: true, Verified: true}
	r.Push()
	s := r.settled()
	assert.Equal(t, &r.rehearsal.received, s.Received)
	assert.Equal(t, flow.HookPushing, s.Done)
	assert.True(t, r.hook().Verified)
	assert.Equal(t, hookNow(), r.hook().Delivered)

	r.rehearsal.err = connector.NewProblem(connector.CodeWebhookUndelivered, "said", "no answer")
	r.Push()
	s = r.settled()
	require.NotNil(t, s.Problem)
	assert.Nil(t, s.Received)
	assert.Equal(t, "no answer", r.hook().Said)
	assert.Equal(t, hookNow(), r.hook().Delivered, "an earlier one arrived all the same")
}

func TestWhoSharesAWebhookIsToldByRepositoryAndWebhook(t *testing.T) {
	for name, c := range map[string]struct {
		other  func(*connector.BuildProfile)
		shared bool
	}{
		"the same webhook":          {func(*connector.BuildProfile) {}, true},
		"of another repository":     {func(p *connector.BuildProfile) { p.Repository.ID = "2" }, false},
		"another webhook":           {func(p *connector.BuildProfile) { p.Webhook.ID = "9" }, false},
		"by hand, with its address": {func(p *connector.BuildProfile) { p.Webhook.ID, p.Webhook.State = "", connector.HookByHand }, true},
		"only wanted":               {func(p *connector.BuildProfile) { p.Webhook.ID, p.Webhook.State = "", connector.HookWanted }, false},
		"by hand, for another address": {func(p *connector.BuildProfile) {
			p.Webhook = connector.Webhook{State: connector.HookByHand, Address: "https://else.test/"}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := newHookRig(t, withShared, func(r *hookRig) { r.disk.change("p2", c.other) })
			assert.Equal(t, c.shared, len(r.open().SharedWith) == 1)
			r.Remove()
			s := r.settled()
			require.Nil(t, s.Problem)
			assert.Equal(t, !c.shared, s.Removed)
			assert.Equal(t, c.shared, len(r.store.all()) == 1)
		})
	}
}
