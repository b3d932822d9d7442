package cloud_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/ladder"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

func start(t *testing.T, o sandbox.Options) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Start(o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func origins(l sandbox.Line) []string {
	return []string{connector.Origin(l.CloudWeb), connector.Origin(l.CloudAPI)}
}

func apiToken(l sandbox.Line) connector.Credential {
	return connector.Credential{
		Kind: connector.APIToken, Email: l.CloudEmail, Token: connector.NewSecret(l.CloudAPIToken), Origins: origins(l),
	}
}

func accessToken(l sandbox.Line) connector.Credential {
	return connector.Credential{Kind: connector.AccessToken, Token: connector.NewSecret(l.CloudAccessToken), Origins: origins(l)}
}

// consent gives a session, with the client that can renew it.
func consent(t *testing.T, s *sandbox.Sandbox, scopes ...string) (connector.Credential, *oauth.Client) {
	t.Helper()
	l := s.Line()
	o := oauth.New(oauth.Options{
		Web: l.CloudWeb, API: l.CloudAPI, Callback: "http://localhost:0/callback",
		Consumer:  oauth.Consumer{Key: l.ClientID, Secret: connector.NewSecret(l.ClientSecret)},
		Open:      func(link string) error { return s.Consent(link, true) },
		Transport: carrier(),
	})
	session, err := o.Ask(t.Context(), scopes, nil)
	require.NoError(t, err)
	return session, o
}

// carrier waits longer than any of these tests holds an answer back, however busy the machine is.
func carrier() *transport.Client {
	return transport.New(transport.Options{Timeout: 20 * time.Second})
}

// with makes a client of the sandbox.
func with(s *sandbox.Sandbox, credential connector.Credential, change ...func(*cloud.Options)) *cloud.Client {
	o := cloud.Options{
		API: s.Line().CloudAPI, Web: s.Line().CloudWeb, Source: cloud.Static(credential), Transport: carrier(),
	}
	for _, c := range change {
		c(&o)
	}
	return cloud.New(o)
}

func in(workspace string) func(*cloud.Options) {
	return func(o *cloud.Options) { o.Workspace = workspace }
}

func climb(t *testing.T, c *cloud.Client, repository string) connector.Report {
	t.Helper()
	return ladder.Climb(t.Context(), c.Checks(repository), nil)
}

// told writes a report on one line: "credential:pass … admin:warn(admin-missing)".
func told(r connector.Report) string {
	var out []string
	for _, rung := range r.Rungs {
		text := string(rung.ID) + ":" + string(rung.State)
		if rung.NotCheckedAfter != "" {
			text = string(rung.ID) + ":unasked"
		}
		for _, p := range rung.Problems {
			text += "(" + string(p.Code) + " " + string(p.Severity) + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func problem(t *testing.T, r connector.Report, code connector.Code) connector.Problem {
	t.Helper()
	for _, rung := range r.Rungs {
		for _, p := range rung.Problems {
			if p.Code == code {
				return p
			}
		}
	}
	require.FailNow(t, "no "+string(code), "in %s", told(r))
	return connector.Problem{}
}

const (
	ours   = "nordlicht-apps/baeckerei-app"
	guests = "nordlicht-apps/fahrplan"
)

func TestAHealthyCloudIsReady(t *testing.T) {
	s := start(t, sandbox.Options{})
	session, _ := consent(t, s, cloud.SessionScopes()...)
	for name, c := range map[string]struct {
		credential connector.Credential
		repository string
		want       string
	}{
		"session": {session, "", "credential:pass account:pass scopes:pass workspaces:pass repositories:pass admin:pass budget:skip webhook:skip"},
		"session, one repository": {
			session, ours,
			"credential:pass account:pass scopes:pass workspaces:pass repositories:pass admin:pass budget:skip webhook:pass",
		},
		"API token": {apiToken(s.Line()), ours, "credential:pass account:pass scopes:pass workspaces:pass repositories:pass admin:pass budget:skip webhook:pass"},
		"access token": {
			accessToken(s.Line()), "",
			"credential:pass account:skip scopes:skip workspaces:pass repositories:pass admin:skip budget:pass webhook:skip",
		},
		"access token, one repository": {
			accessToken(s.Line()), ours,
			"credential:pass account:skip scopes:skip workspaces:pass repositories:pass admin:skip budget:pass webhook:pass",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := climb(t, with(s, c.credential), c.repository)
			assert.Equal(t, c.want, told(r))
			assert.Equal(t, connector.Ready, r.Verdict())
		})
	}
}

func TestRungsTellWhatTheyFound(t *testing.T) {
	s := start(t, sandbox.Options{})
	session, _ := consent(t, s, cloud.SessionScopes()...)
	r := climb(t, with(s, session), "")
	assert.Equal(t, "Jana Weber", r.Fact("account"))
	assert.Equal(t, "4", r.Fact("workspaces"))
	assert.Equal(t, "account repository webhook", r.Fact("scopes"))
	assert.Equal(t, "1", climb(t, with(s, session, in("kafeneio")), "").Fact("workspaces"))
}

// faults are those of the sandbox with the rung that must name them, met with a session and a repository.
func TestEveryFaultOfTheSandboxIsNamed(t *testing.T) {
	for code, want := range map[string]string{
		"token-rejected":       "account:fail(token-rejected block)",
		"scope-missing":        "scopes:fail(scope-missing block)",
		"not-permitted":        "repositories:fail(not-permitted block)",
		"two-step-required":    "repositories:fail(two-step-required block)",
		"api-removed":          "workspaces:fail(api-removed block)",
		"rate-limited":         "repositories:fail(rate-limited warn)",
		"server-busy":          "account:fail(server-busy block)",
		"server-error":         "account:fail(server-error block)",
		"answer-invalid":       "account:fail(answer-invalid block)",
		"login-page":           "account:fail(login-page block)",
		"repositories-none":    "repositories:warn(repositories-none warn)",
		"repository-not-found": "admin:fail(repository-not-found block)",
		"admin-missing":        "admin:warn(admin-missing warn)",
		"paging-broken":        "workspaces:warn(paging-broken warn)",
		"connection-refused":   "account:fail(connection-refused block)",
		"connection-reset":     "account:fail(connection-reset block)",
	} {
		t.Run(code, func(t *testing.T) {
			s := start(t, sandbox.Options{Break: code})
			session, _ := consent(t, s, cloud.SessionScopes()...)
			r := climb(t, with(s, session), ours)
			assert.Contains(t, told(r), want)
			var others []connector.Code
			for _, rung := range r.Rungs {
				for _, p := range rung.Problems {
					if string(p.Code) != code && p.Severity != connector.Info {
						others = append(others, p.Code)
					}
				}
			}
			assert.Empty(t, others, told(r))
		})
	}
}

func TestASilentServerIsNamed(t *testing.T) {
	s := start(t, sandbox.Options{Break: "connection-timeout"})
	quick := func(o *cloud.Options) {
		o.Transport = transport.New(transport.Options{Timeout: 150 * time.Millisecond})
	}
	r := climb(t, with(s, apiToken(s.Line()), quick), "")
	assert.Contains(t, told(r), "account:fail(connection-timeout block)")
}

func TestMissingScopesAreNamedExactly(t *testing.T) {
	s := start(t, sandbox.Options{})
	session, _ := consent(t, s, "account", "webhook")
	r := climb(t, with(s, session), "")
	assert.Contains(t, told(r), "scopes:fail(scope-missing block)")
	assert.Equal(t, "repository", problem(t, r, connector.CodeScopeMissing).Args["scopes"])
	session, _ = consent(t, s, "account", "repository")
	r = climb(t, with(s, session), ours)
	assert.Contains(t, told(r), "webhook:warn(scope-missing warn)")
	assert.Equal(t, "webhook", problem(t, r, connector.CodeScopeMissing).Args["scopes"])
	assert.Equal(t, connector.Attention, r.Verdict())
}

func TestAWiderScopeCoversANarrowerOne(t *testing.T) {
	s := start(t, sandbox.Options{})
	session, _ := consent(t, s, "account", "pullrequest", "repository")
	assert.Contains(t, told(climb(t, with(s, session), "")), "scopes:pass")
}

func TestARepositoryOfSomebodyElseLacksTheAdminRight(t *testing.T) {
	s := start(t, sandbox.Options{})
	session, _ := consent(t, s, cloud.SessionScopes()...)
	r := climb(t, with(s, session), guests)
	assert.Contains(t, told(r), "admin:warn(admin-missing warn)")
	p := problem(t, r, connector.CodeAdminMissing)
	assert.Equal(t, map[string]string{"account": "Jana Weber", "repository": guests}, p.Args)
	assert.Equal(t, connector.Attention, r.Verdict())
}

func TestARepositoryThatIsNoneIsNotFound(t *testing.T) {
	s := start(t, sandbox.Options{})
	for _, name := range []string{"nordlicht-apps/none", "none/none", "noslash", "/", "../user", "a/.."} {
		r := climb(t, with(s, apiToken(s.Line())), name)
		assert.Contains(t, told(r), "admin:fail(repository-not-found block)", name)
	}
}

func TestAWorkspaceThatIsNoneIsRefused(t *testing.T) {
	s := start(t, sandbox.Options{})
	r := climb(t, with(s, apiToken(s.Line()), in("none")), "")
	assert.Contains(t, told(r), "workspaces:fail(not-permitted block)")
	assert.Equal(t, "none", problem(t, r, connector.CodeNotPermitted).Args["resource"])
	r = climb(t, with(s, accessToken(s.Line()), in("none")), "")
	assert.Contains(t, told(r), "repositories:fail(not-permitted block)")
}
