package oauth_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

// freePort gives a port to listen on later. It is none of those that systems give to whoever asks for any: such a one
// could be another program's by then.
func freePort(t *testing.T) string {
	t.Helper()
	for range 100 {
		port := strconv.Itoa(12_000 + rand.N(16_000))
		l, err := net.Listen("tcp", "127.0.0.1:"+port) //nolint:noctx // answers at once
		if err != nil {
			continue
		}
		require.NoError(t, l.Close())
		return port
	}
	require.FailNow(t, "no port is free")
	return ""
}

// nobodyAt gives a host and port that refuse. The port is held as the near end of a connection: one that was merely
// freed could be listened on by another program a moment later.
func nobodyAt(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // answers at once
	require.NoError(t, err)
	conn, err := net.Dial("tcp", l.Addr().String()) //nolint:noctx // as above
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = conn.Close(), l.Close() })
	return conn.LocalAddr().String()
}

// tokenEndpoint is a Bitbucket of which only the token endpoint is there.
func tokenEndpoint(t *testing.T, answer http.HandlerFunc) oauth.Options {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	return oauth.Options{
		Web: s.URL, API: s.URL + "/2.0", Callback: "http://localhost:0/callback",
		Consumer:  oauth.Consumer{Key: "key", Secret: connector.NewSecret("consumer-secret")},
		Open:      func(string) error { return nil },
		Transport: transport.New(transport.Options{Timeout: 20 * time.Second}),
	}
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// answered goes through a consent whose code is "the-code".
func answered(t *testing.T, o oauth.Options, back string) error {
	t.Helper()
	a := ask(t.Context(), o)
	link := query(t, a.link(t))
	call(t, link.Get("redirect_uri")+"?"+back+"&state="+link.Get("state"))
	return a.end(t)
}

// session is one that was granted where the client of these options asks.
func session(o oauth.Options) connector.Credential {
	return connector.Credential{
		Kind: connector.Session, Token: connector.NewSecret("old-token"), Refresh: connector.NewSecret("old-refresh"),
		Scopes: []string{"account"}, Origins: []string{connector.Origin(o.Web)},
	}
}

func TestTheExchangeIsAFormSignedAsTheConsumer(t *testing.T) {
	got := make(chan *http.Request, 1)
	o := tokenEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got <- r
		says(200, `{"access_token":"t","expires_in":7200,"token_type":"bearer","scope":"account"}`)(w, r)
	})
	require.NoError(t, answered(t, o, "code=the-code"))
	r := <-got
	key, secret, _ := r.BasicAuth()
	assert.Equal(t, "POST /site/oauth2/access_token", r.Method+" "+r.URL.String())
	assert.Equal(t, "application/x-www-form-urlencoded", r.Header.Get("Content-Type"))
	assert.Equal(t, []string{"key", "consumer-secret"}, []string{key, secret})
	assert.Equal(t, "authorization_code", r.PostForm.Get("grant_type"))
	assert.Equal(t, "the-code", r.PostForm.Get("code"))
	assert.Regexp(t, `^http://localhost:\d+/callback$`, r.PostForm.Get("redirect_uri"))
	assert.Len(t, r.PostForm.Get("code_verifier"), 43)
}

func TestAFailedExchangeIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   connector.Code
		said   string
	}{
		"the key or secret is wrong": {400, `{"error":"unauthorized_client","error_description":"Invalid OAuth client credentials"}`, connector.CodeConsumerInvalid, "Invalid OAuth client credentials"},
		"said the RFC's way":         {400, `{"error":"invalid_client"}`, connector.CodeConsumerInvalid, ""},
		"said by the status":         {401, `nothing to read`, connector.CodeConsumerInvalid, ""},
		"no callback registered":     {400, `{"error":"invalid_request","error_description":"No callback uri defined for the OAuth client."}`, connector.CodeConsumerInvalid, "No callback uri defined for the OAuth client."},
		"the code is spent":          {400, `{"error":"invalid_grant","error_description":"The code is spent: the-code"}`, connector.CodeAnswerInvalid, "The code is spent: ***"},
		"another token's words":      {400, `{"error":"invalid_request","error_description":"Invalid refresh_token"}`, connector.CodeAnswerInvalid, "Invalid refresh_token"},
		"the server is ill":          {500, `oops`, connector.CodeServerError, ""},
		"the server is busy":         {503, ``, connector.CodeServerBusy, ""},
		"too many":                   {429, `slow down`, connector.CodeRateLimited, ""},
		"gone":                       {410, `{}`, connector.CodeAPIRemoved, ""},
		"a page":                     {200, `<html>Sign in</html>`, connector.CodeAnswerInvalid, ""},
		"no token in it":             {200, `{"token_type":"bearer"}`, connector.CodeAnswerInvalid, ""},
		"another kind of token":      {200, `{"access_token":"t","token_type":"mac"}`, connector.CodeAnswerInvalid, ""},
		"a broken answer":            {200, `{"access_token":"secret-in-a-broken-answer`, connector.CodeAnswerInvalid, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := answered(t, tokenEndpoint(t, says(c.status, c.body)), "code=the-code")
			p, ok := connector.AsProblem(err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, c.want, p.Code)
			assert.Equal(t, c.said, p.Evidence.Said)
			assert.Equal(t, c.status, p.Evidence.Status)
			whole := fmt.Sprintf("%v %+v", err, p)
			for _, secret := range []string{"the-code", "consumer-secret", "secret-in-a-broken-answer"} {
				assert.NotContains(t, whole, secret)
			}
		})
	}
}

func TestARefusalInsteadOfACodeIsNamed(t *testing.T) {
	for refusal, want := range map[string]connector.Code{
		"access_denied": connector.CodeConsentDenied, "unauthorized_client": connector.CodeConsumerInvalid,
		"invalid_scope": connector.CodeScopeMissing, "server_error": connector.CodeServerError,
		"temporarily_unavailable": connector.CodeServerBusy, "something_new": connector.CodeAnswerInvalid,
	} {
		err := answered(t, tokenEndpoint(t, says(500, "must not be asked")), "error="+refusal+"&error_description=Their%0Awords")
		p, ok := connector.AsProblem(err)
		require.True(t, ok, "%v", err)
		assert.Equal(t, want, p.Code)
		assert.Equal(t, "Their words", p.Evidence.Said)
	}
	err := answered(t, tokenEndpoint(t, says(500, "must not be asked")), "nothing=here")
	assert.True(t, connector.IsProblem(err, connector.CodeAnswerInvalid))
}

func TestRefreshingReplacesThePair(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Open = func(link string) error { return s.Consent(link, true) }
	client := oauth.New(o)
	first, err := client.Ask(t.Context(), scopes(), nil)
	require.NoError(t, err)
	second, err := client.Refresh(t.Context(), first)
	require.NoError(t, err)
	assert.False(t, second.Token.Same(first.Token))
	assert.False(t, second.Refresh.Same(first.Refresh))
	assert.Equal(t, first.Origins, second.Origins)
	assert.ElementsMatch(t, first.Scopes, second.Scopes)

	_, err = client.Refresh(t.Context(), first)
	assert.True(t, connector.IsProblem(err, connector.CodeSessionEnded), "a refresh token lives once: %v", err)
	require.NoError(t, client.Revoke(t.Context(), second))
	_, err = client.Refresh(t.Context(), second)
	assert.True(t, connector.IsProblem(err, connector.CodeSessionEnded), "revoked: %v", err)
}

func TestOnlyTheRefusedRefreshTokenEndsASession(t *testing.T) {
	for body, want := range map[string]connector.Code{
		`{"error_description":"Invalid refresh_token","error":"invalid_request"}`:      connector.CodeSessionEnded,
		`{"error_description":"Invalid refresh_token","error":"invalid_grant"}`:        connector.CodeSessionEnded,
		`{"error_description":"Unsupported grant type: None","error":"invalid_grant"}`: connector.CodeAnswerInvalid,
		`{"error":"invalid_grant"}`: connector.CodeAnswerInvalid,
		`{"error_description":"Invalid OAuth client","error":"unauthorized_client"}`: connector.CodeConsumerInvalid,
		`<html>a page</html>`: connector.CodeAnswerInvalid,
	} {
		o := tokenEndpoint(t, says(400, body))
		_, err := oauth.New(o).Refresh(t.Context(), session(o))
		assert.True(t, connector.IsProblem(err, want), "%s: %v", body, err)
	}
	for status, want := range map[int]connector.Code{
		500: connector.CodeServerError, 503: connector.CodeServerBusy, 429: connector.CodeRateLimited,
	} {
		o := tokenEndpoint(t, says(status, `{"error_description":"Invalid refresh_token"}`))
		_, err := oauth.New(o).Refresh(t.Context(), session(o))
		assert.True(t, connector.IsProblem(err, want), "%d: %v", status, err)
	}
}

func TestRefreshingKeepsWhatTheAnswerLeavesOut(t *testing.T) {
	o := tokenEndpoint(t, says(200, `{"access_token":"new","token_type":"Bearer"}`))
	fresh, err := oauth.New(o).Refresh(t.Context(), session(o))
	require.NoError(t, err)
	assert.Equal(t, "old-refresh", fresh.Refresh.Reveal())
	assert.Equal(t, []string{"account"}, fresh.Scopes)
	assert.True(t, fresh.Expires.IsZero())
}

func TestScopesAreReadUnderBothNames(t *testing.T) {
	for _, field := range []string{`"scope":"account repository"`, `"scopes":"account repository"`, `"scopes":["account","repository"]`, `"scopes":"account, repository"`} {
		for _, mark := range []string{"", "\ufeff"} {
			o := tokenEndpoint(t, says(200, mark+`{"access_token":"new","expires_in":"7200",`+field+`}`))
			fresh, err := oauth.New(o).Refresh(t.Context(), session(o))
			require.NoError(t, err)
			assert.Equal(t, []string{"account", "repository"}, fresh.Scopes)
			assert.False(t, fresh.Expires.IsZero())
		}
	}
}

func TestAPageInBitbucketsPlaceRevokesNothing(t *testing.T) {
	o := tokenEndpoint(t, says(200, `<!doctype html><title>Sign in to the network</title>`))
	err := oauth.New(o).Revoke(t.Context(), session(o))
	assert.True(t, connector.IsProblem(err, connector.CodeLoginPage), "%v", err)
	o = tokenEndpoint(t, says(200, ``))
	assert.NoError(t, oauth.New(o).Revoke(t.Context(), session(o)))
}

func TestAFailedRevocationIsToldAndNamesNoToken(t *testing.T) {
	o := tokenEndpoint(t, says(404, `{"error_description":"no old-refresh here"}`))
	err := oauth.New(o).Revoke(t.Context(), session(o))
	require.Error(t, err)
	p, ok := connector.AsProblem(err)
	require.True(t, ok)
	assert.NotContains(t, fmt.Sprintf("%+v", p), "old-refresh")
	assert.NoError(t, oauth.New(oauth.Options{}).Revoke(t.Context(), connector.Credential{}))
}
