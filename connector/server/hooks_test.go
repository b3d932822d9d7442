package server_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
	"mooring/connector/server"
)

const hookSecret = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"

func secret(value string) *connector.Secret {
	s := connector.NewSecret(value)
	return &s
}

// repositoryOf reads one of the sandbox's repositories.
func repositoryOf(t *testing.T, c *server.Client, key, slug string) connector.Repository {
	t.Helper()
	r, err := c.Repository(t.Context(), key, slug)
	require.NoError(t, err)
	return r
}

// reader is a client with a token that only reads.
func reader(s *sandbox.Sandbox) *server.Client {
	return server.New(server.Options{
		Address: s.Line().ServerURL, Token: connector.NewSecret(s.Line().ServerReadToken), Transport: calm(),
	})
}

func refused(t *testing.T, err error) connector.Problem {
	t.Helper()
	p, ok := connector.AsProblem(err)
	require.True(t, ok, "no problem: %v", err)
	return p
}

func TestAWebhookIsMadeReadChangedAndRemoved(t *testing.T) {
	s := start(t, "")
	c := clientOf(s, calm())
	r := repositoryOf(t, c, "LADEN", "baeckerei-app")
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
	assert.False(t, made.Updated.IsZero())
	assert.NotContains(t, fmt.Sprintf("%+v %#v", made, made), hookSecret, "the server tells it; nobody keeps it")

	all, err := c.Hooks(t.Context(), r)
	require.NoError(t, err)
	require.Len(t, all, len(before)+1)
	assert.Contains(t, all, made)
	theirs := s.Webhooks()[len(s.Webhooks())-1]
	assert.Equal(t, []string{"repo:refs_changed"}, theirs.Events)
	assert.Equal(t, address, theirs.Address)

	wish.PullRequests, wish.Secret = true, nil
	changed, err := c.ChangeHook(t.Context(), r, made.ID, wish)
	require.NoError(t, err)
	assert.True(t, changed.Serves(wish))
	assert.True(t, changed.Signed, "a secret nobody wishes anything about stays")
	assert.Equal(t, made.ID, changed.ID)
	assert.Equal(t, []string{"repo:refs_changed", "pr:opened", "pr:from_ref_updated"}, changed.Events)

	wish.Secret = secret("")
	changed, err = c.ChangeHook(t.Context(), r, made.ID, wish)
	require.NoError(t, err)
	assert.False(t, changed.Signed, "an empty one removes it")

	require.NoError(t, c.RemoveHook(t.Context(), r, made.ID))
	require.NoError(t, c.RemoveHook(t.Context(), r, made.ID), "it is gone already")
	require.NoError(t, c.RemoveHook(t.Context(), r, "../../x"), "nothing has such an id")
	for _, id := range []string{made.ID, "", ".."} {
		_, err = c.ChangeHook(t.Context(), r, id, wish)
		assert.Equal(t, connector.CodeWebhookRefused, refused(t, err).Code)
		assert.Equal(t, "yes", refused(t, err).Args["gone"])
	}
	all, err = c.Hooks(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, before, all)
}

func TestDeliveriesAreSignedWithTheSecretThatWasWished(t *testing.T) {
	s := start(t, "")
	c := clientOf(s, calm())
	r := repositoryOf(t, c, "LADEN", "baeckerei-app")
	address := s.Receiver().URL() + "/hooks/signed"
	s.Receiver().Expect(address, hookSecret)
	wish := connector.HookWish{Name: "Mooring", Address: address, Push: true, Secret: secret(hookSecret)}
	made, err := c.MakeHook(t.Context(), r, wish)
	require.NoError(t, err)
	pushed := func() sandbox.Delivered {
		_, err := s.Push(t.Context(), "server", r.FullName(), "main")
		require.NoError(t, err)
		all := s.Receiver().Received(address)
		require.NotEmpty(t, all)
		return all[len(all)-1]
	}
	assert.True(t, pushed().Verified)
	wish.Secret, wish.PullRequests = nil, true
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

func TestAPingTellsHowTheBuildServiceAnswered(t *testing.T) {
	s := start(t, "")
	c := clientOf(s, calm())
	r := repositoryOf(t, c, "LADEN", "baeckerei-app")
	address := s.Receiver().URL() + "/hooks/ping"
	hook, err := c.MakeHook(t.Context(), r, connector.HookWish{Name: "Mooring", Address: address, Push: true})
	require.NoError(t, err)
	d, err := c.TestHook(t.Context(), r, hook)
	require.NoError(t, err)
	assert.True(t, d.Arrived(), "%+v", d)
	assert.False(t, d.At.IsZero())
	got := s.Receiver().Received(address)
	require.Len(t, got, 1)
	assert.True(t, got[0].Ping)

	s.Receiver().Refuse(502)
	d, err = c.TestHook(t.Context(), r, hook)
	require.NoError(t, err)
	assert.Equal(t, 502, d.Status)
	assert.False(t, d.Arrived())

	hook.Address = "http://127.0.0.1:1/nobody"
	d, err = c.TestHook(t.Context(), r, hook)
	require.NoError(t, err)
	assert.Zero(t, d.Status)
	assert.NotEmpty(t, d.Said)

	_, err = reader(s).TestHook(t.Context(), r, hook)
	assert.Equal(t, connector.CodeAdminMissing, refused(t, err).Code)
}

func TestEveryWebhookOfARepositoryIsListed(t *testing.T) {
	s := start(t, "")
	c := clientOf(s, calm())
	r := repositoryOf(t, c, "LADEN", "baeckerei-app")
	before, err := c.Hooks(t.Context(), r)
	require.NoError(t, err)
	for i := range 60 {
		_, err := c.MakeHook(t.Context(), r, connector.HookWish{Name: "n", Address: fmt.Sprintf("https://ci.example/%d", i), Push: true})
		require.NoError(t, err)
	}
	all, err := c.Hooks(t.Context(), r)
	require.NoError(t, err)
	assert.Len(t, all, len(before)+60)
}

func TestWithoutTheRightNobodyTouchesWebhooks(t *testing.T) {
	s := start(t, "")
	wish := connector.HookWish{Name: "Mooring", Address: "https://ci.example/", Push: true, Secret: secret(hookSecret)}
	c := clientOf(s, calm())
	r := repositoryOf(t, c, "LADEN", "baeckerei-app")
	try := func(c *server.Client, name string) {
		_, list := c.Hooks(t.Context(), r)
		_, made := c.MakeHook(t.Context(), r, wish)
		_, changed := c.ChangeHook(t.Context(), r, "1", wish)
		removed := c.RemoveHook(t.Context(), r, "1")
		for _, err := range []error{list, made, changed, removed} {
			p := refused(t, err)
			assert.Equal(t, connector.CodeAdminMissing, p.Code, name)
			assert.Equal(t, connector.Block, p.Severity, name)
			assert.Equal(t, "LADEN/baeckerei-app", p.Args["repository"], name)
			assert.NotEmpty(t, p.Args["account"], name)
			assert.Equal(t, "You are not permitted to access this resource", p.Evidence.Said, name)
		}
	}
	try(reader(s), "a token that only reads")
	s.TakeAdmin(true)
	try(c, "taken")
	s.TakeAdmin(false)
	_, err := c.Hooks(t.Context(), r)
	require.NoError(t, err)
	_, err = c.Hooks(t.Context(), connector.Repository{Key: "LADEN", Slug: "none"})
	assert.Equal(t, connector.CodeRepositoryNotFound, refused(t, err).Code)
	assert.Equal(t, "LADEN/none", refused(t, err).Args["repository"])
}

func TestTheFaultsOfWebhooksAreNamed(t *testing.T) {
	s := start(t, "webhook-refused")
	c := clientOf(s, calm())
	r := repositoryOf(t, c, "LADEN", "baeckerei-app")
	_, err := c.MakeHook(t.Context(), r, connector.HookWish{Name: "n", Address: "https://ci.example/", Push: true})
	p := refused(t, err)
	assert.Equal(t, connector.CodeWebhookRefused, p.Code)
	assert.Equal(t, connector.Block, p.Severity)
	assert.Contains(t, p.Args["said"], "the URL must be on the list of allowed hosts")
}

func TestThePageOfWebhooksIsOfThisRepository(t *testing.T) {
	c := server.New(server.Options{Address: "https://git.example.test/bitbucket/", Transport: calm()})
	assert.Equal(t, "https://git.example.test/bitbucket/plugins/servlet/webhooks/projects/LADEN/repos/app",
		c.HookPage(connector.Repository{Key: "LADEN", Slug: "app"}))
	assert.Equal(t, "https://git.example.test/bitbucket/plugins/servlet/webhooks/projects/~mika/repos/notizen",
		c.HookPage(connector.Repository{Key: "~mika", Slug: "notizen"}))
	assert.Empty(t, server.New(server.Options{Address: "", Transport: calm()}).HookPage(connector.Repository{}))
}
