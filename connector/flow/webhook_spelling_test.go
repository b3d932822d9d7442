package flow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestAWebhookWithTheAddressInAnotherSpellingIsUsedAsItIs(t *testing.T) {
	for _, spelled := range []string{"https://BUILD.test/hooks/shop", "https://build.test:443/hooks/shop"} {
		r := newHookRig(t, func(r *hookRig) {
			r.store.add(connector.Hook{Address: spelled, Name: "Ours", Active: true, Push: true}, "")
		})
		s := r.open()
		require.Nil(t, s.Problem, spelled)
		require.NotNil(t, s.News, spelled)
		assert.Equal(t, connector.CodeWebhookExists, s.News.Code, spelled)
		assert.Equal(t, "1", r.hook().ID, spelled)
		assert.Len(t, r.store.all(), 1, "it would be delivered twice: %s", spelled)
		assert.Empty(t, r.store.wishes, "nothing about it needs a change: %s", spelled)
		r.Look()
		assert.Equal(t, connector.HookMade, r.settled().Profile.Webhook.State, spelled)
	}
	r := newHookRig(t, func(r *hookRig) {
		r.store.add(connector.Hook{Address: hookAt + "/", Active: true, Push: true}, "")
	})
	r.open()
	assert.Len(t, r.store.all(), 2, "a slash more may be another place")
}
