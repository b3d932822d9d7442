package app

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/sandbox"
)

// hooked is the webhook of a profile at a Bitbucket with a fault, as it stands once the profile was saved with the wish
// for one.
func hooked(t *testing.T, fault string, provider connector.Provider) (*shelved, *flow.Webhook) {
	t.Helper()
	h := newShelvedWith(t, sandbox.Options{Break: fault})
	p := h.server
	if provider == connector.Cloud {
		p = h.cloud
	}
	r := &rehearsal{h.bitbucket}
	service := r.service()
	p.Service, p.Webhook = service.ID, connector.Webhook{State: connector.HookWanted, Address: service.HookAddress(p)}
	require.NoError(t, h.store.SaveProfile(t.Context(), p))
	w := flow.NewWebhook(flow.WebhookNeeds{
		Clients: h.house, Connections: h.store, Profiles: profiles{h.store}, Vault: keys{h.house}, Browser: h.open,
		Services: []connector.BuildService{service}, Rehearsal: r,
	})
	t.Cleanup(w.Close)
	all, err := h.store.Connections(t.Context())
	require.NoError(t, err)
	for _, c := range all {
		if c.ID == p.ConnectionID {
			w.Open(p, c)
		}
	}
	w.Wait()
	return h, w
}

func bothProducts() []connector.Provider {
	return []connector.Provider{connector.Cloud, connector.Server}
}

func TestEveryCodeOfWebhooksIsMetWhereOneIsMade(t *testing.T) {
	for _, provider := range bothProducts() {
		_, w := hooked(t, "", provider)
		s := w.Now().State
		require.Nil(t, s.Problem, "%s: %v", provider, s.Problem)
		assert.Equal(t, connector.HookMade, s.Profile.Webhook.State, provider)
		assert.Equal(t, connector.SecretKept, s.Profile.Webhook.Secret, provider)
		w.Push()
		w.Wait()
		require.NotNil(t, w.Now().State.Received, provider)
		assert.True(t, w.Now().State.Received.Verified, provider)

		_, w = hooked(t, string(connector.CodeWebhookExists), provider)
		s = w.Now().State
		require.Nil(t, s.Problem, provider)
		require.NotNil(t, s.News, provider)
		assert.Equal(t, connector.CodeWebhookExists, s.News.Code, provider)
		assert.Equal(t, connector.SecretUnknown, s.Profile.Webhook.Secret, provider)
		assert.True(t, s.Profile.Webhook.Found, provider)
		w.Push()
		w.Wait()
		require.NotNil(t, w.Now().State.Received, provider)
		assert.False(t, w.Now().State.Received.Verified, "nobody here knows the secret")
		w.ReplaceSecret()
		w.Wait()
		w.Push()
		w.Wait()
		assert.True(t, w.Now().State.Received.Verified, "after it was replaced")

		h, w := hooked(t, string(connector.CodeWebhookRefused), provider)
		s = w.Now().State
		require.NotNil(t, s.Problem, provider)
		assert.Equal(t, connector.CodeWebhookRefused, s.Problem.Code, provider)
		assert.NotEmpty(t, s.Problem.Args["said"], "Bitbucket's own words")
		assert.Equal(t, connector.HookWanted, s.Profile.Webhook.State, provider)
		assert.Empty(t, h.bitbucket.Webhooks(), provider)

		_, w = hooked(t, string(connector.CodeWebhookUndelivered), provider)
		if provider == connector.Server {
			w.Test()
		} else {
			w.Push()
		}
		w.Wait()
		s = w.Now().State
		require.NotNil(t, s.Problem, provider)
		assert.Equal(t, connector.CodeWebhookUndelivered, s.Problem.Code, provider)
		assert.Equal(t, "502", s.Problem.Args["status"], provider)

		_, w = hooked(t, string(connector.CodeAdminMissing), provider)
		s = w.Now().State
		require.NotNil(t, s.Problem, provider)
		assert.Equal(t, connector.CodeAdminMissing, s.Problem.Code, provider)
		assert.Equal(t, connector.Block, s.Problem.Severity, "a webhook cannot be made without it")
	}
}

func TestTheSecretOfAWebhookIsInTheKeychainOnly(t *testing.T) {
	for _, provider := range bothProducts() {
		h, w := hooked(t, "", provider)
		p := w.Now().State.Profile
		service := (&rehearsal{h.bitbucket}).service()
		credential, err := h.vault.Get(t.Context(), p.Webhook.SecretID, []string{connector.Origin(service.Page)})
		require.NoError(t, err, provider)
		secret := credential.Token.Reveal()
		assert.GreaterOrEqual(t, len(secret), 32)
		assert.LessOrEqual(t, len(secret), 128, "Bitbucket Cloud takes no longer one")
		heard := h.run("--json").stdout + h.run("export").stdout + h.run("check", "--all").stdout
		assert.Positive(t, holdNone(t, filepath.Dir(h.dirs.Config), heard, map[string]string{"webhook's secret": secret}))
		assert.Less(t, time.Since(p.Webhook.Changed), time.Minute)
	}
}
