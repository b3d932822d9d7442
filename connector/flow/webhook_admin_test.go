package flow_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func adminTyped(token string) flow.TokenTyped {
	return flow.TokenTyped{Token: connector.NewSecret(" " + token + "\n")}
}

func TestATokenThatAdministersIsUsedOnceAndKeptNowhere(t *testing.T) {
	r := newHookRig(t, withMade, withoutRight, func(r *hookRig) {
		r.store.hooks = nil
		r.disk.change("p1", func(p *connector.BuildProfile) { p.Webhook.AdminFree = hookNow().Add(-time.Hour) })
	})
	s := r.open()
	require.True(t, s.Unseen)
	r.AskAdmin()
	s = r.Now().State
	assert.Equal(t, flow.WebhookAdmin, s.Step)
	assert.Equal(t, flow.HookRepairing, s.AdminFor)
	r.UseAdmin(adminTyped(hookKeeper))
	s = r.settled()
	require.Nil(t, s.Problem)
	assert.Nil(t, s.AdminProblem)
	assert.Equal(t, flow.WebhookShown, s.Step)
	assert.Equal(t, flow.HookRepairing, s.Done)
	assert.True(t, s.Read && !s.Unseen)
	w := r.hook()
	assert.Equal(t, connector.HookMade, w.State)
	assert.Equal(t, hookNow().Add(-time.Hour), w.AdminFree, "nobody needs the right afterwards, as before")
	assert.Equal(t, "the-first-secret", r.store.secret(w.ID))

	require.Len(t, r.clients.tried, 1)
	used := r.clients.tried[0]
	assert.Equal(t, hookKeeper, used.Token.Reveal())
	assert.Equal(t, connector.AccessToken, used.Kind)
	assert.Equal(t, pickConnection().Origins(), used.Origins)
	for _, kept := range r.vault.kept {
		assert.NotEqual(t, hookKeeper, kept.Token.Reveal())
	}
	assert.NotContains(t, fmt.Sprintf("%+v", r.disk.kept()), hookKeeper)
	r.quiet(t, hookKeeper)

	r.Look()
	assert.True(t, r.settled().Unseen, "the token that is kept still may not")
	assert.Equal(t, connector.HookMade, r.hook().State)
}

func TestAnAdminTokenIsAskedForWhatWasRefusedLast(t *testing.T) {
	for want, c := range map[flow.WebhookWork]struct {
		prepare func(*hookRig)
		try     func(*hookRig)
	}{
		flow.HookMaking:    {func(*hookRig) {}, func(*hookRig) {}},
		flow.HookReplacing: {withMade, func(r *hookRig) { r.ReplaceSecret() }},
		flow.HookTesting:   {withMade, func(r *hookRig) { r.Test() }},
		flow.HookRemoving:  {withMade, func(r *hookRig) { r.Remove() }},
		flow.HookRepairing: {withMade, func(r *hookRig) { r.Repair() }},
		flow.HookLooking: {func(r *hookRig) {
			r.disk.change("p1", func(p *connector.BuildProfile) { p.Webhook.State = connector.HookByHand })
		}, func(*hookRig) {}},
	} {
		t.Run(string(want), func(t *testing.T) {
			r := newHookRig(t, c.prepare, withoutRight)
			r.store.delivery = connector.Delivery{Status: 200, At: hookNow()}
			r.open()
			c.try(r)
			s := r.settled()
			require.NotNil(t, s.Problem)
			assert.Equal(t, connector.CodeAdminMissing, s.Problem.Code)
			r.AskAdmin()
			assert.Equal(t, want, r.Now().State.AdminFor)

			r.UseAdmin(adminTyped(hookReader))
			s = r.settled()
			assert.Equal(t, flow.WebhookAdmin, s.Step, "the form stays")
			require.NotNil(t, s.AdminProblem)
			assert.Equal(t, connector.CodeAdminMissing, s.AdminProblem.Code)
			assert.Equal(t, want, s.AdminFor)

			r.UseAdmin(adminTyped(hookKeeper))
			s = r.settled()
			assert.Equal(t, flow.WebhookShown, s.Step)
			assert.Nil(t, s.AdminProblem)
			if want != flow.HookLooking {
				assert.Equal(t, want, s.Done)
			}
			assert.Equal(t, want == flow.HookRemoving, s.Removed)
		})
	}
}

func TestATokenThatIsNoneForThisBitbucketIsNotTried(t *testing.T) {
	for _, c := range []struct {
		provider connector.Provider
		typed    flow.TokenTyped
		code     connector.Code
		kind     string
	}{
		{connector.Server, flow.TokenTyped{}, connector.CodeTokenMissing, ""},
		{connector.Server, adminTyped("ATATTxyz"), connector.CodeTokenKindUnsupported, "api-token"},
		{connector.Server, adminTyped("ATCTTxyz"), connector.CodeTokenKindUnsupported, "access-token"},
		{connector.Server, adminTyped("ATBBxyz"), connector.CodeTokenKindUnsupported, "app-password"},
		{connector.Cloud, adminTyped("ATBBxyz"), connector.CodeTokenKindUnsupported, "app-password"},
		{connector.Cloud, adminTyped("BBDC-xyz"), connector.CodeTokenKindUnsupported, "server"},
		{connector.Cloud, adminTyped("ATATTxyz"), connector.CodeTokenKindUnsupported, "user-name"},
		{connector.Cloud, flow.TokenTyped{Kind: connector.APIToken, Email: "mia", Token: connector.NewSecret("x")}, connector.CodeTokenKindUnsupported, "user-name"},
	} {
		r := newHookRig(t, withoutRight, func(r *hookRig) { r.disk.connections[0].Provider = c.provider })
		r.open()
		r.Look() // with the connection as it is on disk
		r.settled()
		r.AskAdmin()
		r.UseAdmin(c.typed)
		s := r.settled()
		require.NotNil(t, s.AdminProblem, c)
		assert.Equal(t, c.code, s.AdminProblem.Code)
		assert.Equal(t, c.kind, s.AdminProblem.Args["kind"])
		assert.Equal(t, flow.WebhookAdmin, s.Step)
		assert.Empty(t, r.clients.tried)
	}
}

func TestAnAdminTokenOfCloudGoesAsWhatItIs(t *testing.T) {
	for token, want := range map[string]connector.Credential{
		"ATATTx": {Kind: connector.APIToken, Email: "mia@example.com"},
		"ATCTTx": {Kind: connector.AccessToken},
	} {
		r := newHookRig(t, withoutRight, func(r *hookRig) {
			c := &r.disk.connections[0]
			c.Provider, c.Base, c.Web, c.Kind, c.TokenUntil = connector.Cloud, cloudAPI, cloudWeb, connector.Session, hookNow()
		})
		r.open()
		r.AskAdmin()
		r.UseAdmin(flow.TokenTyped{Kind: connector.APIToken, Email: " mia@example.com ", Token: connector.NewSecret(token)})
		r.settled()
		require.Len(t, r.clients.tried, 1)
		used, with := r.clients.tried[0], r.clients.with[0]
		assert.Equal(t, want.Kind, used.Kind)
		assert.Equal(t, want.Email, used.Email)
		assert.Equal(t, with.Origins(), used.Origins)
		assert.Equal(t, want.Kind, with.Kind)
		assert.Zero(t, with.TokenUntil, "that was the other token's")
		if want.Kind == connector.AccessToken {
			assert.Equal(t, "SHOP/shop-app", with.Place)
		}
	}
}

func TestARefusalOfTheWebhookItselfLeavesTheAdminForm(t *testing.T) {
	r := newHookRig(t, withoutRight)
	r.open()
	r.AskAdmin()
	r.store.set(func(s *hookStore) {
		s.refuse["make"] = connector.NewProblem(connector.CodeWebhookRefused, "said", "Enter a valid URL.")
	})
	r.UseAdmin(adminTyped(hookKeeper))
	s := r.settled()
	assert.Equal(t, flow.WebhookShown, s.Step)
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeWebhookRefused, s.Problem.Code)
	assert.Equal(t, "Enter a valid URL.", r.hook().Said)
}

func TestTheClientCertificateIsOpenedForAnAdminTokenToo(t *testing.T) {
	r := newHookRig(t, withoutRight, func(r *hookRig) {
		c := &r.disk.connections[0]
		c.ClientCertificate = "/me.pfx"
		r.vault.kept["c1"] = connector.Credential{Passphrase: connector.NewSecret("open"), Origins: c.Origins()}
	})
	r.open()
	r.AskAdmin()
	r.UseAdmin(adminTyped(hookKeeper))
	s := r.settled()
	require.Nil(t, s.Problem)
	assert.Equal(t, "open", r.clients.tried[0].Passphrase.Reveal())
}
