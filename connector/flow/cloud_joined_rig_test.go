package flow_test

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
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
	away      atomic.Bool // the person never answers
	options   oauth.Options
	own       *joinedConsumer
	link      *transport.Client
}

// joinedConsumer is a consumer that is kept with its secret, and knows what Bitbucket said of it.
type joinedConsumer struct {
	*cloudApp
	secret connector.Secret
}

func (c *joinedConsumer) SetConsumer(_ context.Context, key string, secret connector.Secret) error {
	c.set(func(a *cloudApp) { a.key, a.unchecked, c.secret = key, true, secret })
	return nil
}

func (c *joinedConsumer) learn(err error) {
	c.set(func(a *cloudApp) {
		switch {
		case err == nil:
			a.unchecked = false
		case connector.IsProblem(err, connector.CodeConsumerInvalid):
			a.unchecked = true
		}
	})
}

func newJoinedCloud(t *testing.T, adjust ...func(*sandbox.Options, *oauth.Options)) *joinedCloud {
	t.Helper()
	var at sandbox.Options
	j := &joinedCloud{}
	j.options = oauth.Options{
		Callback: "http://localhost:0/callback", Timeout: 20 * time.Second, Late: 20 * time.Second,
		Open: func(link string) error {
			if j.away.Load() {
				return nil
			}
			return j.bitbucket.Consent(link, !j.deny.Load())
		},
	}
	for _, a := range adjust {
		a(&at, &j.options)
	}
	bitbucket, err := sandbox.Start(at)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, bitbucket.Close()) })
	line := bitbucket.Line()
	j.bitbucket, j.link = bitbucket, transport.New(patience(at.Break, rootsIn(t, line.CAFile)))
	t.Cleanup(j.link.Close)
	j.options.Web, j.options.API, j.options.Transport = line.CloudWeb, line.CloudAPI, j.link
	j.own = &joinedConsumer{cloudApp: &cloudApp{key: line.ClientID}, secret: connector.NewSecret(line.ClientSecret)}
	j.cloudRig = &cloudRig{
		vault: &cloudVault{kept: map[string]connector.Credential{}}, disk: &cloudDisk{}, browser: &cloudBrowser{opened: make(chan string, 9)},
		app: j.own.cloudApp,
	}
	j.Cloud = flow.NewCloud(flow.CloudNeeds{
		Clients: j, Connections: j.disk, Vault: j.vault, Consent: j, Browser: j.browser, Consumer: j.own,
		Scopes: cloud.SessionScopes(), TokenScopes: cloud.TokenPermissions(), Web: line.CloudWeb, API: line.CloudAPI, Revoke: j.revoke,
	})
	t.Cleanup(j.Close)
	j.Start()
	j.at(t, flow.CloudWelcome)
	return j
}

// patience is short only where waiting is what is played: a busy computer must not look like a fault.
func patience(fault string, roots *x509.CertPool) transport.Options {
	o := transport.Options{Timeout: joinedPatience, Roots: roots}
	switch fault {
	case "connection-timeout":
		o.Timeout = 2 * time.Second // the pages for people answer, and must be given time to
	case "answer-too-slow":
		o.Pace = 300 * time.Millisecond
	}
	return o
}

func rootsIn(t *testing.T, file string) *x509.CertPool {
	t.Helper()
	if file == "" {
		return nil
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(text))
	return pool
}

// oauth is the real sign-in with the consumer as it is now.
func (j *joinedCloud) oauth() *oauth.Client {
	options := j.options
	options.Key, _ = j.own.Consumer()
	j.own.set(func(*cloudApp) { options.Secret = j.own.secret })
	return oauth.New(options)
}

func (j *joinedCloud) Ask(ctx context.Context, scopes []string, waiting func(connector.ConsentWait)) (connector.Credential, error) {
	credential, err := j.oauth().Ask(ctx, scopes, waiting)
	j.own.learn(err)
	return credential, err
}

func (j *joinedCloud) revoke(ctx context.Context, c connector.Connection) error {
	session, err := j.vault.Get(ctx, c.ID, c.Origins())
	if err != nil {
		return err
	}
	return j.oauth().Revoke(ctx, session)
}

func (j *joinedCloud) client(source cloud.Source, c connector.Connection) flow.Bitbucket {
	line := j.bitbucket.Line()
	return cloud.New(cloud.Options{
		API: line.CloudAPI, Web: line.CloudWeb, Source: source, Kind: c.Kind, Transport: j.link,
		Place: c.Place, TokenKind: c.TokenKind, TokenUntil: c.TokenUntil, Picture: c.Account,
	})
}

func (j *joinedCloud) Try(c connector.Connection, credential connector.Credential) flow.Bitbucket {
	c.Kind = credential.Kind
	return j.client(cloud.Static(credential), c)
}

func (j *joinedCloud) Open(ctx context.Context, c connector.Connection) (flow.Bitbucket, error) {
	load := func(ctx context.Context) (connector.Credential, error) { return j.vault.Get(ctx, c.ID, c.Origins()) }
	if c.Kind != connector.Session {
		credential, err := load(ctx)
		if err != nil {
			return nil, err
		}
		return j.client(cloud.Static(credential), c), nil
	}
	keeper := oauth.NewKeeper(oauth.KeeperOptions{
		Name: c.Name, Load: load,
		Refresh: func(ctx context.Context, session connector.Credential) (connector.Credential, error) {
			fresh, err := j.oauth().Refresh(ctx, session)
			j.own.learn(err)
			return fresh, err
		},
		Save: func(ctx context.Context, fresh connector.Credential) error {
			return j.vault.Put(ctx, c.ID, fresh, connector.KeepKeychain)
		},
	})
	if _, err := keeper.Token(ctx); err != nil {
		return nil, err
	}
	return j.client(keeper, c), nil
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

// carry presses Allow in a browser that cannot reach this computer, and gives the address it ends at.
func (j *joinedCloud) carry(t *testing.T, link string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	web := j.bitbucket.Line().CloudWeb
	visitor := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), web) {
			return nil
		}
		return http.ErrUseLastResponse
	}}
	page, err := visitor.Get(link)
	require.NoError(t, err)
	text := new(strings.Builder)
	require.NoError(t, page.Write(text))
	require.NoError(t, page.Body.Close())
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(text.String())
	require.NotNil(t, token)
	end, err := visitor.PostForm(web+"/site/oauth2/authorize", url.Values{"token": {token[1]}, "decision": {"allow"}})
	require.NoError(t, err)
	require.NoError(t, end.Body.Close())
	return end.Header.Get("Location")
}

// takenPort is a port of this computer that another program holds until it is freed.
func takenPort(t *testing.T) (port string, free func()) {
	t.Helper()
	other, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, port, err = net.SplitHostPort(other.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = other.Close() })
	return port, func() { require.NoError(t, other.Close()) }
}
