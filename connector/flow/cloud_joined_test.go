package flow_test

import (
	"context"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

// joinedCloud is a Cloud tab on the real sign-in and the real client, against a Bitbucket on this computer.
type joinedCloud struct {
	*cloudRig
	bitbucket *sandbox.Sandbox
	deny      atomic.Bool // what the person presses
	oauth     *oauth.Client
	link      *transport.Client
}

func newJoinedCloud(t *testing.T) *joinedCloud {
	t.Helper()
	bitbucket, err := sandbox.Start(sandbox.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, bitbucket.Close()) })
	line := bitbucket.Line()
	j := &joinedCloud{bitbucket: bitbucket, link: transport.New(transport.Options{Timeout: 5 * time.Second})}
	t.Cleanup(j.link.Close)
	j.oauth = oauth.New(oauth.Options{
		Web: line.CloudWeb, API: line.CloudAPI, Callback: "http://localhost:0/callback", Transport: j.link, Timeout: 20 * time.Second,
		Consumer: oauth.Consumer{Key: line.ClientID, Secret: connector.NewSecret(line.ClientSecret)},
		Open:     func(link string) error { return bitbucket.Consent(link, !j.deny.Load()) },
	})
	j.cloudRig = &cloudRig{
		vault: &cloudVault{kept: map[string]connector.Credential{}}, disk: &cloudDisk{}, browser: &cloudBrowser{opened: make(chan string, 9)},
		app: &cloudApp{key: line.ClientID},
	}
	j.Cloud = flow.NewCloud(flow.CloudNeeds{
		Clients: j, Connections: j.disk, Vault: j.vault, Consent: j.oauth, Browser: j.browser, Consumer: j.app,
		Scopes: cloud.SessionScopes(), TokenScopes: cloud.TokenPermissions(), Web: line.CloudWeb, API: line.CloudAPI,
		Revoke: func(ctx context.Context, c connector.Connection) error {
			session, err := j.vault.Get(ctx, c.ID, c.Origins())
			if err != nil {
				return err
			}
			return j.oauth.Revoke(ctx, session)
		},
	})
	t.Cleanup(j.Close)
	j.Start()
	j.at(t, flow.CloudWelcome)
	return j
}

func (j *joinedCloud) client(source cloud.Source, kind connector.CredentialKind) flow.Bitbucket {
	line := j.bitbucket.Line()
	return cloud.New(cloud.Options{API: line.CloudAPI, Web: line.CloudWeb, Source: source, Kind: kind, Transport: j.link})
}

func (j *joinedCloud) Try(_ connector.Connection, credential connector.Credential) flow.Bitbucket {
	return j.client(cloud.Static(credential), credential.Kind)
}

func (j *joinedCloud) Open(ctx context.Context, c connector.Connection) (flow.Bitbucket, error) {
	keeper := oauth.NewKeeper(oauth.KeeperOptions{
		Name: c.Name, Refresh: j.oauth.Refresh,
		Load: func(ctx context.Context) (connector.Credential, error) { return j.vault.Get(ctx, c.ID, c.Origins()) },
		Save: func(ctx context.Context, fresh connector.Credential) error {
			return j.vault.Put(ctx, c.ID, fresh, connector.KeepKeychain)
		},
	})
	if _, err := keeper.Token(ctx); err != nil {
		return nil, err
	}
	return j.client(keeper, c.Kind), nil
}

// asked tells whether the Bitbucket was asked for a path.
func (j *joinedCloud) asked(method, path string) bool {
	return slices.ContainsFunc(j.bitbucket.Requests(), func(r sandbox.Request) bool { return r.Method == method && r.Path == path })
}

func (j *joinedCloud) signIn(t *testing.T) {
	t.Helper()
	j.Connect()
	j.at(t, flow.CloudConfirming)
	j.ThatIsMe()
	j.at(t, flow.CloudConnected)
}

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
	kept := j.vault.kept[c.ID]
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
