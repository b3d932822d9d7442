package flow_test

import (
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
	"mooring/connector/oauth"
	"mooring/connector/transport"
)

func TestAConsentGivenInTheBrowserBecomesAConnection(t *testing.T) {
	j := newJoinedCloud(t)
	j.Connect()
	s := j.at(t, flow.CloudConfirming)
	c, _ := s.Connection()
	assert.NotEmpty(t, c.Account.Name)
	assert.NotEmpty(t, c.Account.Picture)
	require.NotEmpty(t, c.Workspaces)
	assert.NotEqual(t, c.Workspaces[0].Slug, c.Workspaces[0].Name, "workspaces have their names")
	assert.ElementsMatch(t, cloud.SessionScopes(), s.Scopes)
	assert.NotEqual(t, connector.Blocked, s.Report.Verdict())
	assert.True(t, s.Report.Done)
	kept := j.vault.of(c.ID)
	assert.False(t, kept.Refresh.Empty())
	assert.Equal(t, c.Origins(), kept.Origins)
	j.ThatIsMe()
	j.CheckAgain()
	j.until(t, func(s flow.CloudState) bool { return s.Step == flow.CloudConnected && s.Report.Done })
}

func TestPressingCancelInBitbucketIsSaidAtOnceAndAskedAgain(t *testing.T) {
	j := newJoinedCloud(t)
	j.deny.Store(true)
	for range 3 {
		j.Connect()
		s := j.at(t, flow.CloudFailed)
		assert.Equal(t, connector.CodeConsentDenied, s.Problem.Code)
		j.Back()
	}
	j.Connect()
	j.at(t, flow.CloudFailed)
	j.deny.Store(false)
	j.Mend()
	j.at(t, flow.CloudConfirming)
}

func TestSomeoneElseIsTakenBackFromBitbucketToo(t *testing.T) {
	j := newJoinedCloud(t)
	j.Connect()
	j.at(t, flow.CloudConfirming)
	j.ThatIsSomeoneElse()
	j.at(t, flow.CloudStranger)
	assert.True(t, j.asked("POST", "/site/oauth2/revoke"))
	require.True(t, j.bitbucket.SignInAs(j.bitbucket.Accounts()[1]))
	j.Connect()
	s := j.at(t, flow.CloudConfirming)
	assert.Len(t, s.Connections, 1)
	assert.NotEqual(t, s.Stranger, s.Connections[0].Account.Name)
}

func TestASessionEndedAtBitbucketAsksToConnectAgain(t *testing.T) {
	j := newJoinedCloud(t)
	j.signIn(t)
	j.bitbucket.EndSessions()
	j.CheckAgain()
	s := j.at(t, flow.CloudSignedOut)
	assert.Contains(t, []connector.Code{connector.CodeSessionEnded, connector.CodeTokenRejected}, s.Problem.Code)
	assert.Equal(t, flow.CloudFixAsk, s.Fix)
	id := s.Current
	j.Mend()
	s = j.at(t, flow.CloudConnected)
	assert.Equal(t, id, s.Current)
}

func TestAnotherAccountAndAPermissionAreNewsAndTheSameAgainIsNone(t *testing.T) {
	j := newJoinedCloud(t)
	j.bitbucket.LimitScopes("account", "repository", "webhook")
	j.signIn(t)
	j.More(flow.CloudWant{Lack: flow.CloudLackAccount})
	s := j.until(t, func(s flow.CloudState) bool { return s.News != nil })
	assert.True(t, s.News.Nothing(), "%+v", *s.News)

	j.bitbucket.LimitScopes("account", "repository", "webhook", "pullrequest")
	j.More(flow.CloudWant{Lack: flow.CloudLackPermission, Permission: "pullrequest"})
	s = j.until(t, func(s flow.CloudState) bool { return s.News != nil && s.News.Want.Permission != "" })
	assert.Equal(t, []string{"pullrequest"}, s.News.Scopes)
	assert.Zero(t, s.News.Repositories)

	require.True(t, j.bitbucket.SignInAs(j.bitbucket.Accounts()[1]))
	j.More(flow.CloudWant{Lack: flow.CloudLackAccount})
	s = j.at(t, flow.CloudConfirming)
	assert.Len(t, s.Connections, 2)
	j.ThatIsMe()
	s = j.until(t, func(s flow.CloudState) bool { return s.News != nil && s.News.Account != "" })
	c, _ := s.Connection()
	assert.Equal(t, c.Name, s.News.Account)
}

func TestAnAPITokenBecomesAConnection(t *testing.T) {
	j := newJoinedCloud(t)
	line := j.bitbucket.Line()
	j.UseToken()
	j.SubmitToken(apiToken(line.CloudEmail, connector.NewSecret("wrong")))
	s := j.at(t, flow.CloudFailed)
	assert.Equal(t, connector.CodeTokenRejected, s.Problem.Code)
	assert.Equal(t, flow.CloudFixToken, s.Fix)
	j.UseToken()
	j.SubmitToken(apiToken(line.CloudEmail, connector.NewSecret(line.CloudAPIToken+"\n")))
	s = j.at(t, flow.CloudConnected)
	c, _ := s.Connection()
	assert.Equal(t, connector.APIToken, c.Kind)
	assert.NotEmpty(t, c.Workspaces)
}

func TestGivingUpLeavesNothingListening(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	place := free.Addr().String()
	_, port, err := net.SplitHostPort(place)
	require.NoError(t, err)
	require.NoError(t, free.Close())
	unanswered := oauth.New(oauth.Options{
		Callback: "http://localhost:" + port + "/callback", Consumer: oauth.Consumer{Key: "key"},
		Transport: transport.New(transport.Options{}), Open: func(string) error { return nil },
	})
	r := newCloudRig(t)
	c := flow.NewCloud(flow.CloudNeeds{
		Clients: r.cloud, Connections: r.disk, Vault: r.vault, Consent: unanswered, Browser: r.browser, Consumer: r.app,
	})
	r.Cloud = c
	c.Start()
	r.at(t, flow.CloudWelcome)
	for range 3 { // a port still held would fail the next with callback-port-busy
		c.Connect()
		r.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
		c.Cancel()
	}
	c.Close()
	again, err := net.Listen("tcp", place)
	require.NoError(t, err)
	require.NoError(t, again.Close())
}
