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
