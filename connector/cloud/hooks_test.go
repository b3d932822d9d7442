package cloud_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/sandbox"
)

const hookSecret = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"

func secret(value string) *connector.Secret {
	s := connector.NewSecret(value)
	return &s
}

// repositoryOf reads one of the sandbox's repositories.
func repositoryOf(t *testing.T, c *cloud.Client, key, slug string) connector.Repository {
	t.Helper()
	r, err := c.Repository(t.Context(), key, slug)
	require.NoError(t, err)
	return r
}

func reader(l sandbox.Line) connector.Credential {
	c := apiToken(l)
	c.Token = connector.NewSecret(l.CloudReadToken)
	return c
}

func TestAWebhookIsMadeReadChangedAndRemoved(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, apiToken(s.Line()))
	r := repositoryOf(t, c, "nordlicht-apps", "baeckerei-app")
	before, err := c.Hooks(t.Context(), r)
	require.NoError(t, err)

	address := s.Receiver().URL() + "/hooks/one?a=1&b=2"
	wish := connector.HookWish{Name: "Mooring", Address: address, Push: true, Secret: secret(hookSecret)}
	made, err := c.MakeHook(t.Context(), r, wish)
	require.NoError(t, err)
	assert.Equal(t, "Mooring", made.Name)
	assert.True(t, made.Serves(wish))
	assert.True(t, made.Signed)
	assert.False(t, made.PullRequests)
	assert.False(t, made.Created.IsZero())
	assert.NotContains(t, fmt.Sprintf("%+v %#v", made, made), hookSecret)

	all, err := c.Hooks(t.Context(), r)
	require.NoError(t, err)
	require.Len(t, all, len(before)+1)
	assert.Contains(t, all, made, "the list tells the same of it")
	theirs := s.Webhooks()[len(s.Webhooks())-1]
	assert.Equal(t, []string{"repo:push"}, theirs.Events)
	assert.Equal(t, address, theirs.Address)

	wish.PullRequests, wish.Secret = true, nil
	changed, err := c.ChangeHook(t.Context(), r, made.ID, wish)
	require.NoError(t, err)
	assert.True(t, changed.Serves(wish))
	assert.True(t, changed.Signed, "a secret nobody wishes anything about stays")
	assert.Equal(t, []string{"repo:push", "pullrequest:created", "pullrequest:updated"}, changed.Events)

	wish.Secret = secret("")
	changed, err = c.ChangeHook(t.Context(), r, made.ID, wish)
	require.NoError(t, err)
	assert.False(t, changed.Signed, "an empty one removes it")

	require.NoError(t, c.RemoveHook(t.Context(), r, made.ID))
	require.NoError(t, c.RemoveHook(t.Context(), r, made.ID), "it is gone already")
	_, err = c.ChangeHook(t.Context(), r, made.ID, wish)
	p, ok := connector.AsProblem(err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, connector.CodeWebhookRefused, p.Code)
	assert.Equal(t, "yes", p.Args["gone"])
	all, err = c.Hooks(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, before, all)
}

func TestDeliveriesAreSignedWithTheSecretThatWasWished(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, apiToken(s.Line()))
	r := repositoryOf(t, c, "nordlicht-apps", "baeckerei-app")
	address := s.Receiver().URL() + "/hooks/signed"
	s.Receiver().Expect(address, hookSecret)
	wish := connector.HookWish{Name: "Mooring", Address: address, Push: true, Secret: secret(hookSecret)}
	made, err := c.MakeHook(t.Context(), r, wish)
	require.NoError(t, err)
	pushed := func() sandbox.Delivered {
		_, err := s.Push(t.Context(), "cloud", r.FullName(), *r.DefaultBranch)
		require.NoError(t, err)
		all := s.Receiver().Received(address)
		require.NotEmpty(t, all)
		return all[len(all)-1]
	}
	assert.True(t, pushed().Verified)

	wish.Secret = nil
	wish.PullRequests = true
	_, err = c.ChangeHook(t.Context(), r, made.ID, wish)
	require.NoError(t, err)
	assert.True(t, pushed().Verified, "still the secret there was")

	other := "0123456789abcdef0123456789abcdef"
	wish.Secret = secret(other)
	_, err = c.ChangeHook(t.Context(), r, made.ID, wish)
	require.NoError(t, err)
	assert.False(t, pushed().Verified)
	s.Receiver().Expect(address, other)
	assert.True(t, pushed().Verified)
}

func TestEveryWebhookOfARepositoryIsListed(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, apiToken(s.Line()))
	r := repositoryOf(t, c, "nordlicht-apps", "baeckerei-app")
	before, err := c.Hooks(t.Context(), r)
	require.NoError(t, err)
	for i := len(before); i < 50; i++ {
		_, err := c.MakeHook(t.Context(), r, connector.HookWish{Name: "n", Address: fmt.Sprintf("https://ci.example/%d", i), Push: true})
		require.NoError(t, err)
	}
	all, err := c.Hooks(t.Context(), r)
	require.NoError(t, err)
	assert.Len(t, all, 50)
	_, err = c.MakeHook(t.Context(), r, connector.HookWish{Name: "n", Address: "https://ci.example/one-more", Push: true})
	p, ok := connector.AsProblem(err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, connector.CodeWebhookRefused, p.Code)
	assert.Equal(t, "You have reached the limit of 50 webhooks.", p.Args["said"])
	assert.Equal(t, connector.Block, p.Severity)
}

func TestWithoutTheRightNobodyTouchesWebhooks(t *testing.T) {
	s := start(t, sandbox.Options{})
	session, _ := consent(t, s, cloud.SessionScopes()...)
	for name, credential := range map[string]connector.Credential{"api token": apiToken(s.Line()), "session": session} {
		c := with(s, credential)
		r := repositoryOf(t, c, "nordlicht-apps", "fahrplan")
		assertRefused(t, c, r, name, func(p connector.Problem) {
			assert.Equal(t, connector.CodeAdminMissing, p.Code, name)
			assert.Equal(t, guests, p.Args["repository"], name)
			assert.Equal(t, "Your account does not have the required permission for this action.", p.Evidence.Said, name)
		})
	}
	c := with(s, apiToken(s.Line()))
	r := repositoryOf(t, c, "nordlicht-apps", "baeckerei-app")
	s.TakeAdmin(true)
	assertRefused(t, c, r, "taken", func(p connector.Problem) { assert.Equal(t, connector.CodeAdminMissing, p.Code) })
	s.TakeAdmin(false)
	_, err := c.Hooks(t.Context(), r)
	require.NoError(t, err)
}

func TestATokenWithoutTheScopeIsToldWhichOneItLacks(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, reader(s.Line()))
	r := repositoryOf(t, c, "nordlicht-apps", "baeckerei-app")
	var scopes []string
	assertRefused(t, c, r, "reader", func(p connector.Problem) {
		assert.Equal(t, connector.CodeScopeMissing, p.Code)
		assert.Equal(t, "api-token", p.Args["kind"])
		scopes = append(scopes, p.Args["scopes"])
	})
	assert.Equal(t, []string{
		"read:webhook:bitbucket", "read:webhook:bitbucket write:webhook:bitbucket", "read:webhook:bitbucket", "delete:webhook:bitbucket",
	}, scopes)

	session, _ := consent(t, s, cloud.SessionScopes()...)
	c = with(s, session)
	_, err := c.MakeHook(t.Context(), r, connector.HookWish{Name: "n", Address: "https://ci.example/", Push: true, PullRequests: true})
	p, ok := connector.AsProblem(err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, connector.CodeScopeMissing, p.Code, "events of pull requests need their scope")
	assert.Equal(t, "pullrequest", p.Args["scopes"])
}

// assertRefused tries everything there is to do with webhooks, and looks at each refusal.
func assertRefused(t *testing.T, c *cloud.Client, r connector.Repository, name string, look func(connector.Problem)) {
	t.Helper()
	wish := connector.HookWish{Name: "Mooring", Address: "https://ci.example/", Push: true, Secret: secret(hookSecret)}
	_, list := c.Hooks(t.Context(), r)
	_, made := c.MakeHook(t.Context(), r, wish)
	_, changed := c.ChangeHook(t.Context(), r, "{any}", wish)
	removed := c.RemoveHook(t.Context(), r, "{any}")
	for i, err := range []error{list, made, changed, removed} {
		p, ok := connector.AsProblem(err)
		if assert.True(t, ok, "%s %d: %v", name, i, err) {
			assert.Equal(t, connector.Block, p.Severity, "%s %d", name, i)
			look(p)
		}
	}
}

func TestThePageOfWebhooksIsOfThisRepository(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, apiToken(s.Line()))
	r := connector.Repository{Key: "my space", Slug: "app"}
	assert.Equal(t, s.Line().CloudWeb+"/my%20space/app/admin/webhooks", c.HookPage(r))
}

func TestTheFaultsOfWebhooksAreNamed(t *testing.T) {
	s := start(t, sandbox.Options{Break: "webhook-refused"})
	c := with(s, apiToken(s.Line()))
	r := repositoryOf(t, c, "nordlicht-apps", "baeckerei-app")
	_, err := c.MakeHook(t.Context(), r, connector.HookWish{Name: "n", Address: "https://ci.example/", Push: true})
	p, ok := connector.AsProblem(err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, connector.CodeWebhookRefused, p.Code)
	assert.NotEmpty(t, p.Args["said"])
	assert.True(t, slices.Contains([]int{400, 403}, p.Evidence.Status))
}
