package flow_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// Whoever stops waiting, at whatever moment, leaves nothing running, no secret that no profile knows of, and a webhook
// that the next attempt finds instead of making a second.
func TestGivingUpAtAnyMomentLeavesNothingBehind(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*hookRig)
		do      func(*hookRig)
	}{
		"making":    {func(*hookRig) {}, nil},
		"using":     {func(r *hookRig) { r.store.add(connector.Hook{Address: hookAt}, "theirs") }, nil},
		"repairing": {func(r *hookRig) { withMade(r); r.store.hooks = nil }, func(r *hookRig) { r.Repair() }},
		"moving":    {withMade, func(r *hookRig) { r.SetAddress("https://other.test/hook"); r.Repair() }},
		"replacing": {withShared, func(r *hookRig) { r.ReplaceSecret() }},
		"untold":    {func(r *hookRig) { withMade(r); r.store.untold = true }, func(r *hookRig) { r.ReplaceSecret() }},
		"testing":   {withMade, func(r *hookRig) { r.Test() }},
		"removing":  {withMade, func(r *hookRig) { r.Remove() }},
		"copying":   {withMade, func(r *hookRig) { r.CopySecret() }},
		"believing": {withoutRight, func(r *hookRig) { r.ByHand(); r.Done() }},
		"for once":  {withoutRight, func(r *hookRig) { r.AskAdmin(); r.UseAdmin(flow.TokenTyped{Token: connector.NewSecret(hookKeeper)}) }},
	} {
		t.Run(name, func(t *testing.T) {
			for moment := 1; ; moment++ {
				held := false
				synctest.Test(t, func(t *testing.T) { held = givesUpAt(t, moment, c.prepare, c.do) })
				if !held {
					assert.Greater(t, moment, 2, "moments to give up at")
					return
				}
			}
		})
	}
}

// givesUpAt stops waiting at the moment of a number, and tells whether there was such a moment. Without anything to do
// it is the opening that is given up.
func givesUpAt(t *testing.T, moment int, prepare, do func(*hookRig)) bool {
	r := newHookRig(t, prepare)
	if do != nil {
		r.open()
	}
	r.arm(moment)
	if do != nil {
		do(r)
	} else {
		r.Open(r.disk.profile("p1"), pickConnection())
	}
	synctest.Wait()
	visits, held := r.at()
	if held {
		r.Cancel()
	}
	s := r.settled()
	at := fmt.Sprint(moment, ": ", visits)
	assert.Equal(t, flow.HookResting, s.Work, at)
	assert.Empty(t, r.orphans(), at)
	assert.Equal(t, r.disk.profile("p1"), s.Profile, "what is shown lies on the disk: %s", at)
	if held {
		heals(t, r, at)
	}
	return held
}

// heals looks and, where something is wanting, makes the webhook: then it stands once, and is signed with what the
// keychain has.
func heals(t *testing.T, r *hookRig, at string) {
	t.Helper()
	r.arm(0)
	r.store.set(func(s *hookStore) { s.admin = true })
	r.Close()
	s := r.open()
	if s.Profile.Webhook.State != connector.HookMade {
		r.Make()
		s = r.settled()
	}
	require.Nil(t, s.Problem, at)
	w := r.hook()
	require.Equal(t, connector.HookMade, w.State, at)
	hooks := r.store.all()
	require.Len(t, hooks, 1, "never two: %s", at)
	assert.Equal(t, hooks[0].ID, w.ID)
	if w.Secret == connector.SecretKept {
		assert.Equal(t, r.store.secret(w.ID), r.vault.secret(w.SecretID), at)
	}
	assert.Empty(t, r.orphans(), at)
}
