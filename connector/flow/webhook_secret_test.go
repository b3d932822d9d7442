package flow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestANewSecretTakesThePlaceOfTheOldOneInEveryProfile(t *testing.T) {
	r := newHookRig(t, withShared)
	r.open()
	r.ReplaceSecret()
	s := r.settled()
	require.Nil(t, s.Problem)
	assert.Equal(t, flow.HookReplacing, s.Done)
	w := r.hook()
	assert.Equal(t, connector.SecretKept, w.Secret)
	assert.Equal(t, hookNow(), w.Changed)
	assert.Equal(t, []string{w.SecretID}, r.vault.ids(), "the old one is gone")
	fresh := r.vault.secret(w.SecretID)
	assert.NotEqual(t, "the-first-secret", fresh)
	assert.Equal(t, fresh, r.store.secret("1"))
	other := r.disk.profile("p2").Webhook
	assert.Equal(t, w.SecretID, other.SecretID)
	assert.Equal(t, connector.SecretKept, other.Secret)
	assert.Equal(t, map[string]string{hookAt: fresh}, r.rehearsal.told)
	told := map[string]bool{}
	for _, p := range r.changed {
		told[p.ID] = true
	}
	assert.True(t, told["p1"] && told["p2"], "of both profiles")
	r.quiet(t, fresh, "the-first-secret")
}

func TestSomebodyElsesSecretIsKnownOnceItIsReplaced(t *testing.T) {
	r := newHookRig(t, func(r *hookRig) {
		r.store.add(connector.Hook{Name: "Tom's", Address: hookAt, Active: true, Push: true}, "toms")
	})
	s := r.open()
	assert.Equal(t, connector.SecretUnknown, s.Profile.Webhook.Secret)
	assert.False(t, s.CanCopy)
	r.ReplaceSecret()
	s = r.settled()
	require.Nil(t, s.Problem)
	assert.True(t, s.CanCopy)
	assert.Equal(t, r.vault.secret(r.hook().SecretID), r.store.secret("1"))
	assert.Equal(t, "Tom's", r.store.all()[0].Name)
}

func TestASecretThatBitbucketDoesNotTakeIsNotTheSecret(t *testing.T) {
	for name, err := range map[string]error{
		"refused":  connector.NewProblem(connector.CodeWebhookRefused, "said", "No."),
		"no right": connector.NewProblem(connector.CodeAdminMissing).Rated(connector.Block),
		"no way":   connector.NewProblem(connector.CodeConnectionRefused),
	} {
		t.Run(name, func(t *testing.T) {
			r := newHookRig(t, withMade)
			r.open()
			r.store.set(func(s *hookStore) { s.refuse["change"] = err })
			r.ReplaceSecret()
			s := r.settled()
			require.NotNil(t, s.Problem)
			w := r.hook()
			assert.Equal(t, connector.SecretKept, w.Secret)
			assert.Equal(t, "s1", w.SecretID)
			assert.Equal(t, []string{"s1"}, r.vault.ids())
			assert.Equal(t, connector.HookMade, w.State)
			assert.Empty(t, r.rehearsal.told)
		})
	}
}

func TestAReplacementWhoseAnswerIsLostIsLookedUpWhereTheListTells(t *testing.T) {
	lost := connector.NewProblem(connector.CodeConnectionTimeout)
	t.Run("it was taken", func(t *testing.T) {
		r := newHookRig(t, withMade, func(r *hookRig) { r.store.lose["change"] = lost })
		r.open()
		r.ReplaceSecret()
		s := r.settled()
		require.Nil(t, s.Problem)
		assert.Equal(t, connector.SecretKept, r.hook().Secret)
		assert.Equal(t, r.store.secret("1"), r.vault.secret(r.hook().SecretID))
	})
	t.Run("nobody can tell", func(t *testing.T) {
		r := newHookRig(t, withMade, func(r *hookRig) { r.store.lose["change"], r.store.untold = lost, true })
		r.open()
		r.ReplaceSecret()
		s := r.settled()
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.SecretUnknown, r.hook().Secret)
		assert.False(t, s.CanCopy, "it may be either")
		assert.Empty(t, r.orphans())
		r.store.set(func(s *hookStore) { clear(s.lose) })
		r.ReplaceSecret()
		s = r.settled()
		require.Nil(t, s.Problem)
		assert.Equal(t, []string{r.hook().SecretID}, r.vault.ids())
		assert.Equal(t, r.store.secret("1"), r.vault.secret(r.hook().SecretID))
	})
}

func TestAWebhookThatIsNotThereGetsNoSecret(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	r.store.set(func(s *hookStore) { s.hooks = nil })
	r.ReplaceSecret()
	s := r.settled()
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeWebhookRefused, s.Problem.Code)
	assert.Equal(t, "yes", s.Problem.Args["gone"])
	assert.Equal(t, connector.HookMissing, r.hook().State)
	assert.Equal(t, []string{"s1"}, r.vault.ids())
}

func TestTheSecretIsCopiedAndNeverShown(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	r.CopySecret()
	s := r.settled()
	assert.Equal(t, flow.HookCopying, s.Done)
	assert.Equal(t, []string{"the-first-secret"}, r.copied)
	r.quiet(t, "the-first-secret")

	r.vault.err = nil
	require.NoError(t, r.vault.Delete(t.Context(), "s1"))
	r.CopySecret()
	s = r.settled()
	assert.Len(t, r.copied, 1)
	assert.Equal(t, connector.SecretUnknown, s.Profile.Webhook.Secret, "unknown until replaced")
	assert.False(t, s.CanCopy)
	assert.Empty(t, s.Done)
	r.CopySecret()
	r.settled()
	assert.Len(t, r.copied, 1)
}

func TestAKeychainThatIsLockedIsSaidAndTheSecretStaysKnown(t *testing.T) {
	r := newHookRig(t, withMade)
	r.open()
	r.vault.unread = connector.NewProblem(connector.CodeKeychainLocked)
	r.CopySecret()
	s := r.settled()
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeKeychainLocked, s.Problem.Code)
	assert.Equal(t, connector.SecretKept, r.hook().Secret)
	assert.Empty(t, r.copied)
}

func TestWithoutAKeychainTheSecretStaysUntilTheEndAndThatIsSaid(t *testing.T) {
	r := newHookRig(t, func(r *hookRig) { r.vault.err = connector.NewProblem(connector.CodeKeychainUnavailable) })
	s := r.open()
	require.Nil(t, s.Problem)
	require.NotNil(t, s.News)
	assert.Equal(t, connector.CodeKeychainUnavailable, s.News.Code)
	assert.Equal(t, connector.KeepSession, r.vault.keeps[r.hook().SecretID])
	assert.Equal(t, connector.HookMade, r.hook().State)
	r.CopySecret()
	r.settled()
	assert.Equal(t, []string{r.store.secret("1")}, r.copied)
}
