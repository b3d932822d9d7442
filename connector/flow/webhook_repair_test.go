package flow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestAMissingWebhookIsMadeAgainWithTheSecretTheServiceHas(t *testing.T) {
	r := newHookRig(t, withMade, func(r *hookRig) { r.store.hooks = nil })
	s := r.open()
	require.Equal(t, connector.HookMissing, s.Profile.Webhook.State)
	r.Repair()
	s = r.settled()
	require.Nil(t, s.Problem)
	w := r.hook()
	assert.Equal(t, connector.HookMade, w.State)
	assert.Equal(t, "2", w.ID)
	assert.Equal(t, "s1", w.SecretID)
	assert.Equal(t, "the-first-secret", r.store.secret("2"))
	assert.Equal(t, []string{"s1"}, r.vault.ids())
}

func TestARefusedRepairKeepsTheSecretTheServiceHas(t *testing.T) {
	r := newHookRig(t, withMade, func(r *hookRig) {
		r.store.hooks = nil
		r.store.refuse["make"] = connector.NewProblem(connector.CodeWebhookRefused, "said", "Too many.")
	})
	r.open()
	r.Repair()
	s := r.settled()
	require.NotNil(t, s.Problem)
	w := r.hook()
	assert.Equal(t, connector.HookMissing, w.State)
	assert.Equal(t, "s1", w.SecretID)
	assert.Equal(t, []string{"s1"}, r.vault.ids())
	r.store.set(func(s *hookStore) { clear(s.refuse) })
	r.Repair()
	r.settled()
	assert.Equal(t, "the-first-secret", r.store.secret("2"))
	assert.Equal(t, connector.SecretKept, r.hook().Secret)
}

func TestAWebhookThatDiffersIsRepairedInItsPlace(t *testing.T) {
	r := newHookRig(t, withMade, func(r *hookRig) {
		r.store.hooks[0].Active = false
		r.disk.change("p1", func(p *connector.BuildProfile) { p.Triggers.PullRequests = []string{"main"} })
	})
	s := r.open()
	require.Equal(t, connector.HookDiffers, s.Profile.Webhook.State)
	assert.True(t, s.Wish.PullRequests)
	r.Repair()
	s = r.settled()
	require.Nil(t, s.Problem)
	w := r.hook()
	assert.Equal(t, connector.HookMade, w.State)
	assert.Equal(t, "1", w.ID)
	assert.Equal(t, hookNow(), w.Changed)
	assert.Equal(t, connector.SecretKept, w.Secret)
	require.Len(t, r.store.all(), 1)
	assert.True(t, r.store.all()[0].Serves(s.Wish))
	assert.Nil(t, r.store.wishes[0].Secret, "its secret stays what it is")
	assert.Equal(t, "the-first-secret", r.store.secret("1"))
}

func TestAWebhookThatStandsIsNotTouchedByRepairing(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	changed := r.hook().Changed
	r.Repair()
	s := r.settled()
	assert.Nil(t, s.Problem)
	assert.Empty(t, r.store.wishes)
	assert.Equal(t, changed, r.hook().Changed)
}

func TestAWebhookThatGoesWhileItIsRepairedIsMissing(t *testing.T) {
	r := newHookRig(t, withMade, func(r *hookRig) {
		r.store.hooks[0].Active = false
		r.store.refuse["change"] = connector.NewProblem(connector.CodeWebhookRefused, "gone", "yes")
	})
	r.open()
	r.Repair()
	s := r.settled()
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.HookMissing, r.hook().State)
	assert.True(t, s.Read)
	assert.Nil(t, s.Hook)
}

func TestAWebhookMovesWithItsAddress(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	r.SetAddress("https://build.test/hooks/moved")
	r.Repair()
	s := r.settled()
	require.Nil(t, s.Problem)
	w := r.hook()
	assert.Equal(t, "1", w.ID)
	assert.Equal(t, "https://build.test/hooks/moved", w.Address)
	assert.Equal(t, "s1", w.SecretID, "the same computer may verify with the same secret")
	assert.Equal(t, connector.HookMade, w.State)

	r.SetAddress("https://other.test/hooks")
	r.Repair()
	s = r.settled()
	require.Nil(t, s.Problem)
	w = r.hook()
	assert.Equal(t, "1", w.ID)
	assert.Equal(t, "https://other.test/hooks", r.store.all()[0].Address)
	assert.NotEqual(t, "s1", w.SecretID)
	assert.NotEqual(t, "the-first-secret", r.store.secret("1"), "another computer must not be sent what this one could forge")
	assert.Equal(t, []string{"https://other.test:443"}, r.vault.kept[w.SecretID].Origins)
	assert.Equal(t, []string{w.SecretID}, r.vault.ids())
}

func TestAWebhookThatMovesToAServiceThatVerifiesNothingLosesItsSecret(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	r.SetService("plain")
	r.SetAddress("https://other.test/hooks")
	r.Repair()
	s := r.settled()
	require.Nil(t, s.Problem)
	assert.Equal(t, connector.SecretNone, r.hook().Secret)
	assert.Empty(t, r.store.secret("1"))
	assert.Empty(t, r.vault.ids())
	assert.Equal(t, "plain", r.disk.profile("p1").Service)
}

func TestASharedWebhookStaysWhereTheOthersNeedIt(t *testing.T) {
	r := newHookRig(t, withShared)
	s := r.open()
	assert.Equal(t, []string{"Kiosk"}, s.SharedWith)
	r.SetAddress("https://build.test/hooks/moved")
	r.Repair()
	s = r.settled()
	require.Nil(t, s.Problem)
	w := r.hook()
	assert.Equal(t, "2", w.ID)
	assert.Empty(t, s.SharedWith)
	hooks := r.store.all()
	require.Len(t, hooks, 2)
	assert.Equal(t, hookAt, hooks[0].Address)
	assert.Equal(t, "s1", r.disk.profile("p2").Webhook.SecretID)
	assert.NotEqual(t, "s1", w.SecretID)
	assert.Len(t, r.vault.ids(), 2)
}

func TestAMissingWebhookIsMadeForAnotherComputerWithAnotherSecret(t *testing.T) {
	r := newHookRig(t, withMade, func(r *hookRig) { r.store.hooks = nil })
	r.open()
	r.SetAddress("https://other.test/hooks")
	r.Repair()
	s := r.settled()
	require.Nil(t, s.Problem)
	assert.NotEqual(t, "the-first-secret", r.store.secret("2"))
	assert.Equal(t, []string{r.hook().SecretID}, r.vault.ids())
}
