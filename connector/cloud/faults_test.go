package cloud_test

import (
	"context"
	"crypto/x509"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

// signedIn is one way of being signed in.
type signedIn struct {
	name    string
	spared  []string // the faults that such a check never meets
	healthy string
	client  func(t *testing.T, s *sandbox.Sandbox) *cloud.Client
}

// The ladders of a healthy Cloud, with a repository chosen.
const (
	personHealthy = "credential:pass account:pass scopes:pass workspaces:pass repositories:pass admin:pass budget:skip webhook:pass"
	tokenHealthy  = "credential:pass account:skip scopes:skip workspaces:pass repositories:pass admin:skip budget:pass webhook:pass"
)

// waysIn are all kinds of credential, with a repository of the one named in the sandbox's line.
func waysIn() []signedIn {
	person := func(t *testing.T, s *sandbox.Sandbox) *cloud.Client { return faulted(t, s, apiToken(s.Line())) }
	token := func(text func(sandbox.Line) string, place func(sandbox.Line) string) func(*testing.T, *sandbox.Sandbox) *cloud.Client {
		return func(t *testing.T, s *sandbox.Sandbox) *cloud.Client {
			c := accessToken(s.Line())
			c.Token = connector.NewSecret(text(s.Line()))
			return faulted(t, s, c, func(o *cloud.Options) { o.Place = place(s.Line()) })
		}
	}
	workspace := func(l sandbox.Line) string { return l.CloudWorkspace }
	return []signedIn{
		{
			name: "session", healthy: personHealthy, client: faultedSession,
			spared: []string{"token-expired", "token-too-wide", "workspace-needed", "webhook-refused"},
		},
		{
			name: "API token", healthy: personHealthy, client: person,
			spared: append(aboutConsent(), "workspace-needed", "webhook-refused", "session-ended"),
		},
		{
			name: "workspace's token", healthy: tokenHealthy,
			client: token(func(l sandbox.Line) string { return l.CloudAccessToken }, workspace),
			spared: append(aboutConsent(), "workspace-needed", "webhook-refused", "session-ended", "token-too-wide"),
		},
		{
			name: "project's token", healthy: tokenHealthy,
			client: token(func(l sandbox.Line) string { return l.CloudProjectToken }, workspace),
			spared: append(aboutConsent(), "workspace-needed", "webhook-refused", "session-ended", "token-too-wide"),
		},
		{
			name: "repository's token", healthy: tokenHealthy, // with but one repository, nothing is listed
			client: token(func(l sandbox.Line) string { return l.CloudRepositoryToken }, func(l sandbox.Line) string { return l.CloudRepository }),
			spared: append(aboutConsent(), "workspace-needed", "webhook-refused", "session-ended", "token-too-wide", "paging-broken", "repositories-none"),
		},
	}
}

func aboutConsent() []string {
	return []string{"consumer-invalid", "consent-denied", "consent-timeout", "consent-forged"}
}

// faulted is a client that waits as long as a fault is worth, and knows who vouches for a Cloud over https.
func faulted(t *testing.T, s *sandbox.Sandbox, credential connector.Credential, change ...func(*cloud.Options)) *cloud.Client {
	t.Helper()
	return with(s, credential, append(change, func(o *cloud.Options) {
		way := transport.Options{Timeout: 20 * time.Second}
		switch plays := func(code connector.Code) bool { return strings.HasSuffix(t.Name(), string(code)) }; {
		case plays(connector.CodeConnectionTimeout):
			way.Timeout = 200 * time.Millisecond
		case plays(connector.CodeAnswerTooSlow):
			way.Pace = 300 * time.Millisecond
		}
		if file := s.Line().CAFile; file != "" && !strings.HasSuffix(t.Name(), string(connector.CodeCertificateUntrusted)) {
			pem, err := os.ReadFile(file)
			require.NoError(t, err)
			way.Roots = x509.NewCertPool()
			require.True(t, way.Roots.AppendCertsFromPEM(pem))
		}
		o.Transport = transport.New(way)
	})...)
}

// faultedSession is a session that can be renewed.
func faultedSession(t *testing.T, s *sandbox.Sandbox) *cloud.Client {
	t.Helper()
	kept, o := consent(t, s, cloud.SessionScopes()...)
	keeper := oauth.NewKeeper(oauth.KeeperOptions{
		Load:    func(context.Context) (connector.Credential, error) { return kept, nil },
		Save:    func(_ context.Context, c connector.Credential) error { kept = c; return nil },
		Refresh: o.Refresh,
	})
	return faulted(t, s, kept, func(o *cloud.Options) { o.Source, o.Kind = keeper, connector.Session })
}

// heard are the codes of all problems that matter, each once.
func heard(r connector.Report) []connector.Code {
	out := []connector.Code{}
	for _, rung := range r.Rungs {
		for _, p := range rung.Problems {
			if p.Severity != connector.Info && !slices.Contains(out, p.Code) {
				out = append(out, p.Code)
			}
		}
	}
	return out
}

func TestEveryFaultIsNamedToEveryKindOfCredentialAndNoOther(t *testing.T) {
	for _, way := range waysIn() {
		for _, fault := range append(sandbox.CloudFaults(), "") {
			if way.name == "session" && slices.Contains(aboutConsent(), fault) {
				continue // there is no session then
			}
			t.Run(way.name+"/"+fault, func(t *testing.T) {
				t.Parallel()
				s := start(t, sandbox.Options{Break: fault})
				r := climb(t, way.client(t, s), s.Line().CloudRepository)
				if fault == "" || slices.Contains(way.spared, fault) {
					assert.Equal(t, way.healthy, told(r))
					return
				}
				assert.Equal(t, []connector.Code{connector.Code(fault)}, heard(r), told(r))
				for _, rung := range r.Rungs {
					for _, p := range rung.Problems {
						assertArgs(t, p)
					}
				}
			})
		}
	}
}

// assertArgs holds a problem's values against what its sentences use.
func assertArgs(t *testing.T, p connector.Problem) {
	t.Helper()
	for _, e := range connector.Catalogue() {
		if e.Code != p.Code {
			continue
		}
		for name := range p.Args {
			assert.Contains(t, strings.Fields(e.Args), name, p.Code)
		}
		for name := range strings.FieldsSeq(e.Args) {
			if name == "callback" { // of answers to a consent alone
				continue
			}
			assert.Contains(t, p.Args, name, p.Code)
		}
	}
}

func TestAnAccessTokenThatMayNotListWorkspacesIsAskedForIts(t *testing.T) {
	s := start(t, sandbox.Options{Break: "workspace-needed"})
	for _, text := range []string{s.Line().CloudAccessToken, s.Line().CloudProjectToken, s.Line().CloudRepositoryToken} {
		c := accessToken(s.Line())
		c.Token = connector.NewSecret(text)
		r := climb(t, with(s, c), "")
		assert.Equal(t, []connector.Code{connector.CodeWorkspaceNeeded}, heard(r), told(r))
		_, err := with(s, c).Identity(t.Context())
		assert.True(t, connector.IsProblem(err, connector.CodeWorkspaceNeeded), "%v", err)
	}
}
