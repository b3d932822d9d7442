package cloud_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
)

func TestWithoutATokenNobodyIsAsked(t *testing.T) {
	s := start(t, sandbox.Options{})
	for name, c := range map[string]connector.Credential{
		"no token":          {Kind: connector.AccessToken},
		"no e-mail address": {Kind: connector.APIToken, Token: connector.NewSecret("x")},
	} {
		r := climb(t, with(s, c), "")
		assert.Contains(t, told(r), "credential:fail(token-missing block)", name)
	}
	r := climb(t, with(s, connector.Credential{Kind: connector.AccessToken, Token: connector.NewSecret("two\nlines")}), "")
	assert.Contains(t, told(r), "credential:fail(token-rejected block)")
	missing := func(o *cloud.Options) { o.Source, o.Kind = failing{connector.ErrNoSecret}, connector.Session }
	assert.Contains(t, told(climb(t, with(s, connector.Credential{}, missing), "")), "credential:fail(token-missing block)")
	elsewhere := apiToken(s.Line())
	elsewhere.Origins = []string{"https://other.example:443"}
	r = climb(t, with(s, elsewhere), "")
	assert.Contains(t, told(r), "token-missing")
	assert.Empty(t, s.Requests())
}

type failing struct{ err error }

func (f failing) Token(context.Context) (connector.Credential, error) {
	return connector.Credential{}, f.err
}
func (f failing) Stale(connector.Credential) {}

func TestTheEndOfATokenIsSeenComing(t *testing.T) {
	s := start(t, sandbox.Options{})
	token := apiToken(s.Line())
	token.Expires = time.Now().Add(5 * 24 * time.Hour)
	r := climb(t, with(s, token), "")
	assert.Contains(t, told(r), "credential:warn(token-expires-soon warn)")
	assert.Equal(t, token.Expires.UTC().Format(time.DateOnly), problem(t, r, connector.CodeTokenExpiresSoon).Args["date"])
	token.Expires = time.Now().Add(-time.Hour)
	assert.Contains(t, told(climb(t, with(s, token), "")), "credential:fail(token-expired block)")
}

func TestAnExpiredSessionIsRenewedOnTheWay(t *testing.T) {
	s := start(t, sandbox.Options{})
	session, o := consent(t, s, cloud.SessionScopes()...)
	kept := session
	keeper := oauth.NewKeeper(oauth.KeeperOptions{
		Load:    func(context.Context) (connector.Credential, error) { return kept, nil },
		Save:    func(_ context.Context, c connector.Credential) error { kept = c; return nil },
		Refresh: o.Refresh,
	})
	c := with(s, session, func(o *cloud.Options) { o.Source, o.Kind = keeper, connector.Session })
	s.ExpireSessions()
	assert.Equal(t, connector.Ready, climb(t, c, ours).Verdict())
	assert.False(t, kept.Token.Same(session.Token))

	s.EndSessions()
	s.ExpireSessions()
	r := climb(t, c, ours)
	assert.Equal(t, connector.Blocked, r.Verdict(), told(r))
}

func TestAnExpiredTokenNobodyCanRenewSaysSo(t *testing.T) {
	s := start(t, sandbox.Options{})
	session, _ := consent(t, s, cloud.SessionScopes()...)
	s.ExpireSessions()
	assert.Contains(t, told(climb(t, with(s, session), "")), "account:fail(token-expired block)")
}

func TestAListWithoutAUsableTokenAsksNobody(t *testing.T) {
	s := start(t, sandbox.Options{})
	for text, want := range map[string]connector.Code{"": connector.CodeTokenMissing, "two\nlines": connector.CodeTokenRejected} {
		c := with(s, connector.Credential{Kind: connector.APIToken, Email: "ada@example.com", Token: connector.NewSecret(text)})
		for _, err := range c.Repositories(t.Context()) {
			assert.True(t, connector.IsProblem(err, want), "%v", err)
		}
	}
	assert.Empty(t, s.Requests())
}

func TestASecretOfAnotherKindIsToldSoBeforeAnybodyIsAsked(t *testing.T) {
	s := start(t, sandbox.Options{})
	const mail = "ada@example.com"
	for _, c := range []struct {
		kind         connector.CredentialKind
		email, token string
		want         string
	}{
		{connector.APIToken, s.Line().CloudUser, s.Line().CloudAppPassword, "app-password"},
		{connector.APIToken, mail, s.Line().CloudAppPassword, "app-password"},
		{connector.AccessToken, "", s.Line().CloudAppPassword, "app-password"},
		{connector.APIToken, "ada", "an-old-secret", "app-password"},
		{connector.APIToken, "ada", s.Line().CloudAPIToken, "user-name"},
		{connector.AccessToken, "", s.Line().ServerToken, "server"},
		{connector.APIToken, mail, s.Line().ServerToken, "server"},
	} {
		client := with(s, connector.Credential{Kind: c.kind, Email: c.email, Token: connector.NewSecret(c.token), Origins: origins(s.Line())})
		r := climb(t, client, "")
		p := problem(t, r, connector.CodeTokenKindUnsupported)
		assert.Equal(t, map[string]string{"kind": c.want}, p.Args, "%v", c)
		assert.Equal(t, []connector.Code{connector.CodeTokenKindUnsupported}, heard(r), told(r))
		_, err := client.Identity(t.Context())
		assert.True(t, connector.IsProblem(err, connector.CodeTokenKindUnsupported), "%v", err)
		assert.NotContains(t, err.Error(), c.token)
	}
	assert.Empty(t, s.Requests())
}

func TestATokenThatGoesAnotherWayIsToldSoOnceBitbucketRefusedIt(t *testing.T) {
	s := start(t, sandbox.Options{})
	for token, c := range map[string]connector.Credential{
		s.Line().CloudAccessToken: {Kind: connector.APIToken, Email: "ada@example.com"},
		s.Line().CloudAPIToken:    {Kind: connector.AccessToken},
	} {
		c.Token, c.Origins = connector.NewSecret(token), origins(s.Line())
		asked := len(s.Requests())
		r := climb(t, with(s, c), "")
		p := problem(t, r, connector.CodeTokenKindUnsupported)
		assert.Equal(t, string(connector.ShapeOf(c.Token)), p.Args["kind"])
		assert.NotEmpty(t, p.Evidence.Status, "Bitbucket said so")
		assert.Greater(t, len(s.Requests()), asked)
	}
}

func TestATokenThatWasRefusedTellsItsKind(t *testing.T) {
	for kind, want := range map[connector.CredentialKind]string{
		connector.Session: "account", connector.APIToken: "account", connector.AccessToken: "repositories",
	} {
		for text, code := range map[string]connector.Code{
			"Token is invalid, expired, or not supported for this endpoint.": connector.CodeTokenRejected,
			"Access token expired.": connector.CodeTokenExpired,
			"":                      connector.CodeTokenRejected,
		} {
			refuses := answer{status: 401, body: `{"type":"error","error":{"message":"` + text + `"}}`}
			a := answers{"/user": refuses, "/workspaces/w": refuses, "/repositories/w": refuses}
			r := climb(t, a.client(t, kind, at("w")), "")
			assert.Contains(t, told(r), want+":fail("+string(code)+" block)", "%s %q", kind, text)
			assert.Equal(t, []connector.Code{code}, heard(r))
			assert.Equal(t, string(kind), problem(t, r, code).Args["kind"])
		}
	}
}

func at(place string) func(*cloud.Options) { return func(o *cloud.Options) { o.Place = place } }

// until is a day that was typed under "Valid until", and the day it is.
func until(day, today string) func(*cloud.Options) {
	read := func(text string) time.Time {
		at, _ := time.Parse(time.DateOnly, text)
		return at
	}
	return func(o *cloud.Options) {
		o.TokenUntil, o.Now = read(day), func() time.Time { return read(today).Add(13 * time.Hour) }
	}
}

func TestTheDayThatWasTypedIsKeptInMind(t *testing.T) {
	const today = "2026-11-22"
	refusing := healthy()
	for _, path := range []string{"/user", "/workspaces/w", "/repositories/w"} {
		refusing = refusing.but(path, answer{status: 401, body: `{"error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}`})
	}
	for _, kind := range []connector.CredentialKind{connector.APIToken, connector.AccessToken} {
		for day, c := range map[string]struct{ accepted, refused connector.Code }{
			"2027-06-01": {"", connector.CodeTokenRejected},
			"2026-12-07": {"", connector.CodeTokenRejected},
			"2026-12-06": {connector.CodeTokenExpiresSoon, connector.CodeTokenRejected},
			today:        {connector.CodeTokenExpiresSoon, connector.CodeTokenRejected}, // good through its last day
			"2026-11-21": {connector.CodeTokenExpiresSoon, connector.CodeTokenExpired},
		} {
			r := climb(t, healthy().client(t, kind, at("w"), until(day, today)), "")
			assert.Equal(t, day, r.Fact(connector.FactExpires))
			assert.Equal(t, "person", r.Fact(connector.FactExpiresBy))
			want := []connector.Code{}
			if c.accepted != "" {
				want = append(want, c.accepted)
				args := map[string]string{"date": day, "past": ""}
				if day < today {
					args["past"] = "yes"
				}
				assert.Equal(t, args, problem(t, r, c.accepted).Args)
			}
			assert.Equal(t, want, heard(r), "%s %s: %s", kind, day, told(r))
			r = climb(t, refusing.client(t, kind, at("w"), until(day, today)), "")
			assert.Contains(t, heard(r), c.refused, "%s %s: %s", kind, day, told(r))
			if c.refused == connector.CodeTokenExpired {
				assert.Equal(t, []connector.Code{connector.CodeTokenExpired}, heard(r), "that it expires soon is no news then")
				assert.Equal(t, map[string]string{"date": day, "kind": string(kind)}, problem(t, r, c.refused).Args)
			}
		}
	}
	r := climb(t, healthy().client(t, connector.Session, until("2026-11-25", today)), "")
	assert.Empty(t, heard(r), "a session is renewed")
	assert.Empty(t, r.Fact(connector.FactExpires))
}

func TestADayStillToComeIsNoPartOfAnEndThatHasCome(t *testing.T) {
	a := healthy().but("/user", answer{status: 401, body: `{"error":{"message":"Access token expired."}}`})
	r := climb(t, a.client(t, connector.APIToken, until("2027-06-01", "2026-11-22")), "")
	assert.Equal(t, map[string]string{"date": "", "kind": "api-token"}, problem(t, r, connector.CodeTokenExpired).Args)
}
