package flow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/sandbox"
)

// The whole life of a webhook, on both products: at each step Bitbucket's own list agrees.
func TestAWebhookLivesFromItsMakingToItsRemoval(t *testing.T) {
	bothProducts(t, func(t *testing.T, provider connector.Provider) {
		j := newJoinedHooks(t, provider, sandbox.Options{})
		p := j.save(t, "Shop")
		require.Empty(t, j.there(p))

		j.Webhook.Open(p, j.connection)
		s := j.settled()
		require.Nil(t, s.Problem)
		require.Equal(t, connector.HookMade, j.profile(t, p.ID).Webhook.State)
		hooks := j.there(p)
		require.Len(t, hooks, 1)
		assert.Equal(t, j.profile(t, p.ID).Webhook.ID, hooks[0].ID)
		assert.True(t, hooks[0].Active && hooks[0].Signed)
		assert.Equal(t, connector.HookName, hooks[0].Name)
		j.delivers(t, p)

		// The right goes: the webhook stands, only nobody sees it; then a colleague removes it.
		j.bitbucket.TakeAdmin(true)
		j.Look()
		s = j.settled()
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.CodeAdminMissing, s.Problem.Code)
		assert.True(t, s.Unseen)
		assert.Equal(t, connector.HookMade, j.profile(t, p.ID).Webhook.State)
		require.Len(t, j.there(p), 1)
		secret := j.profile(t, p.ID).Webhook.SecretID
		j.colleagueRemoves(t, j.profile(t, p.ID))
		require.Empty(t, j.there(p))

		// A token used once repairs it, with the secret the build service has.
		j.Repair()
		s = j.settled()
		require.NotNil(t, s.Problem)
		j.AskAdmin()
		require.Equal(t, flow.HookRepairing, j.Now().State.AdminFor)
		j.UseAdmin(j.readToken())
		s = j.settled()
		require.NotNil(t, s.AdminProblem, "a token that may not does not help")
		require.Empty(t, j.there(p))
		j.UseAdmin(j.adminToken())
		s = j.settled()
		require.Nil(t, s.Problem)
		require.Nil(t, s.AdminProblem)
		require.Len(t, j.there(p), 1)
		w := j.profile(t, p.ID).Webhook
		assert.Equal(t, connector.HookMade, w.State)
		assert.Equal(t, secret, w.SecretID)
		j.delivers(t, p)
		assert.Len(t, j.vault.ids(), 2, "the connection's token and the webhook's secret")

		// With the right back it is verified, and handed over to a token that only reads.
		j.bitbucket.TakeAdmin(false)
		j.HandOver()
		s = j.settled()
		require.Nil(t, s.Problem)
		j.handsOver(t, <-j.handed, p)
		require.Len(t, j.there(p), 1)
		j.delivers(t, p)
		j.Look()
		assert.True(t, j.settled().Unseen, "the new token may not")

		// Removing needs the right once more.
		j.Remove()
		s = j.settled()
		require.NotNil(t, s.Problem)
		require.Len(t, j.there(p), 1)
		j.AskAdmin()
		require.Equal(t, flow.HookRemoving, j.Now().State.AdminFor)
		j.UseAdmin(j.adminToken())
		s = j.settled()
		require.Nil(t, s.Problem)
		assert.True(t, s.Removed)
		assert.Empty(t, j.there(p))
		assert.Equal(t, connector.Webhook{Address: p.Webhook.Address}, j.profile(t, p.ID).Webhook)
		assert.Equal(t, []string{j.connection.ID}, j.vault.ids(), "its secret went with it")
	})
}

// delivers pushes for real: the build service gets the event, and its signature is right.
func (j *joinedHooks) delivers(t *testing.T, p connector.BuildProfile) {
	t.Helper()
	push, err := j.bitbucket.Push(t.Context(), string(p.Repository.Provider), p.Key+"/"+p.Slug, p.Branch)
	require.NoError(t, err)
	received := j.bitbucket.Receiver().Received(p.Webhook.Address)
	require.NotEmpty(t, received, "%+v", push)
	last := received[len(received)-1]
	assert.Equal(t, push.Commit, last.Commit)
	assert.True(t, last.Signed && last.Verified)
}

func (j *joinedHooks) colleagueRemoves(t *testing.T, p connector.BuildProfile) {
	t.Helper()
	typed := j.adminToken()
	credential := connector.Credential{Kind: typed.Kind, Email: typed.Email, Token: typed.Token, Origins: j.connection.Origins()}
	colleague := j.Try(j.connection, credential).(flow.Hooker)
	require.NoError(t, colleague.RemoveHook(t.Context(), p.Seen(), p.Webhook.ID))
}

// handsOver gives the connection a token that only reads.
func (j *joinedHooks) handsOver(t *testing.T, c connector.Connection, p connector.BuildProfile) {
	t.Helper()
	change := flow.NewTokenChange(flow.TokenChangeNeeds{
		Clients: j, Connections: j.store, Profiles: j.store, Vault: j.vault, Browser: &cloudBrowser{opened: make(chan string, 9)},
		ReadScopes: []string{"read:repository:bitbucket"},
	})
	change.Open(c, flow.ChangeRead)
	change.Wait()
	assert.NotEmpty(t, change.Now().State.Page)
	change.Submit(j.readToken())
	change.Wait()
	s := change.Now().State
	require.Equal(t, flow.TokenChangeKept, s.Step, "%v %+v", s.Problem, s.Profiles)
	require.Nil(t, s.Problem)
	assert.Empty(t, s.StillAdmin)
	assert.Empty(t, s.Was, "it is the same person's")
	require.Len(t, s.AdminFree, 1)
	require.Len(t, s.Profiles, 1)
	assert.Positive(t, s.Profiles[0].Branches)
	assert.False(t, j.profile(t, p.ID).Webhook.AdminFree.IsZero())
	assert.True(t, j.vault.kept[c.ID].Token.Same(j.readToken().Token))
}

func TestTwoProfilesShareOneWebhook(t *testing.T) {
	bothProducts(t, func(t *testing.T, provider connector.Provider) {
		j := newJoinedHooks(t, provider, sandbox.Options{})
		one, two := j.save(t, "Shop"), j.save(t, "Kiosk")
		j.Webhook.Open(one, j.connection)
		require.Nil(t, j.settled().Problem)
		j.Webhook.Open(two, j.connection)
		s := j.settled()
		require.Nil(t, s.Problem)
		require.NotNil(t, s.News)
		assert.Equal(t, connector.CodeWebhookExists, s.News.Code)
		assert.Equal(t, []string{"Shop"}, s.SharedWith)
		require.Len(t, j.there(one), 1)
		assert.Equal(t, j.profile(t, one.ID).Webhook.SecretID, j.profile(t, two.ID).Webhook.SecretID)

		j.ReplaceSecret()
		require.Nil(t, j.settled().Problem)
		j.delivers(t, one)
		j.CopySecret()
		require.Nil(t, j.settled().Problem)
		assert.Len(t, <-j.copied, 64)

		j.Remove()
		require.Nil(t, j.settled().Problem)
		require.Len(t, j.there(one), 1)
		j.delivers(t, one)
		j.Webhook.Open(j.profile(t, one.ID), j.connection)
		s = j.settled()
		assert.Empty(t, s.SharedWith)
		assert.Equal(t, connector.HookMade, s.Profile.Webhook.State)
		j.Remove()
		assert.True(t, j.settled().Removed)
		assert.Empty(t, j.there(one))
		assert.Equal(t, []string{j.connection.ID}, j.vault.ids())
	})
}

func TestAColleaguesWebhookIsUsedAndItsSecretReplaced(t *testing.T) {
	bothProducts(t, func(t *testing.T, provider connector.Provider) {
		j := newJoinedHooks(t, provider, sandbox.Options{Break: "webhook-exists"})
		p := j.save(t, "Shop")
		before := j.there(p)
		require.Len(t, before, 1)
		j.Webhook.Open(p, j.connection)
		s := j.settled()
		require.Nil(t, s.Problem)
		require.NotNil(t, s.News)
		w := j.profile(t, p.ID).Webhook
		assert.Equal(t, connector.SecretUnknown, w.Secret)
		assert.True(t, w.Found)
		after := j.there(p)
		require.Len(t, after, 1)
		assert.Equal(t, before[0].ID, after[0].ID)
		assert.Equal(t, before[0].Name, after[0].Name)
		j.ReplaceSecret()
		require.Nil(t, j.settled().Problem)
		assert.Equal(t, connector.SecretKept, j.profile(t, p.ID).Webhook.Secret)
		j.delivers(t, p)
	})
}

func TestARefusalIsToldInBitbucketsOwnWords(t *testing.T) {
	bothProducts(t, func(t *testing.T, provider connector.Provider) {
		j := newJoinedHooks(t, provider, sandbox.Options{Break: "webhook-refused"})
		p := j.save(t, "Shop")
		j.Webhook.Open(p, j.connection)
		s := j.settled()
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.CodeWebhookRefused, s.Problem.Code)
		w := j.profile(t, p.ID).Webhook
		assert.NotEmpty(t, w.Said)
		assert.Equal(t, connector.HookWanted, w.State)
		assert.Empty(t, j.there(p))
		assert.Equal(t, []string{j.connection.ID}, j.vault.ids())

		j.ByHand()
		assert.NotEmpty(t, j.Now().State.Page)
		j.Done()
		s = j.settled()
		require.NotNil(t, s.Problem)
		assert.Equal(t, "yet", s.Problem.Args["gone"])
	})
}

func TestAPingThatIsNotTakenIsToldWithTheServicesAnswer(t *testing.T) {
	j := newJoinedHooks(t, connector.Server, sandbox.Options{Break: "webhook-undelivered"})
	p := j.save(t, "Shop")
	j.Webhook.Open(p, j.connection)
	require.Nil(t, j.settled().Problem)
	require.True(t, j.Now().State.CanTest)
	j.Test()
	s := j.settled()
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeWebhookUndelivered, s.Problem.Code)
	assert.Equal(t, connector.CodeWebhookUndelivered, j.profile(t, p.ID).Webhook.Problem)

	j = newJoinedHooks(t, connector.Server, sandbox.Options{})
	p = j.save(t, "Shop")
	j.Webhook.Open(p, j.connection)
	require.Nil(t, j.settled().Problem)
	j.Test()
	s = j.settled()
	require.Nil(t, s.Problem)
	assert.True(t, s.Delivery.Arrived())
	received := j.bitbucket.Receiver().Received(p.Webhook.Address)
	require.Len(t, received, 1)
	assert.True(t, received[0].Ping)
}
