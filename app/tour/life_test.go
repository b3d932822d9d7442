//go:build e2e

package main

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAProfileLivesWithItsWebhookOnAServer(t *testing.T) {
	l := newLife(t, "server")
	l.live(l.walked(t, "connected", l.keys("ctrl+2"), l.showing("server.form.title"), l.fill, l.keys("Return"),
		l.showing("server.result.choose"), l.pressing("server.result.choose"), l.listed),
		l.pasting(l.line.ServerAdminToken), l.pasting(l.line.ServerReadToken))
	for name, secret := range map[string]string{"admin token": l.line.ServerAdminToken, "first token": l.line.ServerToken} {
		assert.NotContains(t, keychain(t, l.bus), secret, "the %s is in the keychain", name)
	}
	assert.Contains(t, keychain(t, l.bus), l.line.ServerReadToken)
}

func TestAProfileLivesWithItsWebhookOnTheCloud(t *testing.T) {
	l := newLife(t, "cloud")
	l.live(l.walked(t, "connected", l.keys("ctrl+1"), l.pressing("cloud.way.token"), l.showing("cloud.token.title"),
		l.filling("entry", l.line.CloudEmail), l.pasting(l.line.CloudAPIToken), l.keys("Return"),
		l.showing("cloud.connected.title"), l.pressing("cloud.choose"), l.listed),
		l.both(l.filling("entry", l.line.CloudAdminEmail), l.pasting(l.line.CloudAdminToken)),
		l.both(l.filling("entry", l.line.CloudEmail), l.pasting(l.line.CloudReadToken)))
	for name, secret := range map[string]string{"admin token": l.line.CloudAdminToken, "first token": l.line.CloudAPIToken} {
		assert.NotContains(t, keychain(t, l.bus), secret, "the %s is in the keychain", name)
	}
	assert.Contains(t, keychain(t, l.bus), l.line.CloudReadToken)
}

// both does one thing after another.
func (l *life) both(first, second func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := first(ctx); err != nil {
			return err
		}
		return second(ctx)
	}
}

func newLife(t *testing.T, provider string) *life {
	t.Helper()
	w := newWorld(t)
	w.ownService(t)
	l := &life{world: w, t: t, provider: provider, bus: startKeychain(t), name: "A long life", search: "bento"}
	w.env = append(w.env, l.bus)
	l.tour = w.walk(t)
	l.tour.out = filepath.Join("..", "..", "build", "life")
	return l
}

// walked is a step of the tour, to be made later.
func (l *life) walked(t *testing.T, name string, parts ...func(context.Context) error) func(context.Context) error {
	t.Helper()
	return func(ctx context.Context) error { return l.step(ctx, l.provider+"-"+name, parts...) }
}

// live leads one profile from its making to the end of its webhook. connected brings the list of repositories; admin
// and reading type those tokens.
func (l *life) live(connected, admin, reading func(context.Context) error) {
	t := l.t
	secrets := map[string]string{}
	shown := use(l.ctx, t, l.tour, l.env, func(ctx context.Context) error {
		say := func(name string, parts ...func(context.Context) error) {
			require.NoError(t, l.walked(t, name, parts...)(ctx))
		}
		require.NoError(t, connected(ctx))
		say("made", l.typing(l.search), l.listed, l.keys("Down", "Return"), l.showing("profile.title"), l.naming(l.name), l.keys("Return"),
			l.showing("profile.saved.title"), l.telling("The webhook stands"))
		made := l.stands()
		secrets["webhook's secret"] = l.delivered(made)

		say("looked-after", l.pressing("profile.saved.look"), l.showing("hook.made"))
		l.drop(made)
		say("gone", l.pressing("hook.look"), l.showing("hook.missing"))
		l.bitbucket.TakeAdmin(true)
		say("refused", l.pressing("hook.repair.missing"), l.showing("problem.admin-missing.title"))
		assert.Empty(t, l.hooks())
		say("repaired", l.pressing("hook.admin"), l.showing("hook.admin.use"), admin, l.keys("Return"), l.showing("hook.made"))
		again := l.stands()
		assert.NotEqual(t, made.ID, again.ID)
		assert.Equal(t, again.ID, l.stored().Webhook.ID)
		secrets["second secret"] = l.delivered(again)

		l.bitbucket.TakeAdmin(false)
		say("handing-over", l.pressing("hook.handover"), l.showing("tokens.read.title"))
		say("handed-over", reading, l.keys("Return"), l.showing("tokens.free.title"))
		assert.Equal(t, again, l.stands(), "the webhook stays as it is")
		assert.NotEmpty(t, l.stored().Webhook.AdminFree)
		assert.Contains(t, l.headless("profiles", "check", "--all", "--json"), `"verdict":"ready"`, "nobody misses the admin right")

		say("removing", l.pressing("tokens.done"), l.pressing("hook.remove"), l.pressing("hook.remove.yes"))
		say("removed", l.pressing("hook.admin"), admin, l.keys("Return"), l.showing("hook.removed"))
		assert.Empty(t, l.hooks(), "nothing is left at Bitbucket")
		assert.Empty(t, webhookSecret(keychain(t, l.bus)), "nor in the keychain")
		return nil
	})
	secrets["admin token"], secrets["cloud admin token"] = l.line.ServerAdminToken, l.line.CloudAdminToken
	secrets["server token"], secrets["read token"] = l.line.ServerToken, l.line.ServerReadToken
	secrets["cloud token"], secrets["cloud read token"] = l.line.CloudAPIToken, l.line.CloudReadToken
	for name, secret := range secrets {
		assert.NotContains(t, shown, secret, "%s in window, log or arguments", name)
		holdNoSecret(t, l.home, name, secret)
	}
}
