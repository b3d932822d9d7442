package oauth_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

// detour is a transport that finds somebody else at Bitbucket's address for a while.
type detour struct {
	oauth.Doer
	to    atomic.Pointer[string] // scheme://host:port; nil goes straight
	there oauth.Doer             // asks there; nil is Doer
}

func (d *detour) Do(ctx context.Context, r transport.Request) (transport.Answer, error) {
	if to := d.to.Load(); to != nil {
		u, err := url.Parse(r.URL)
		if err != nil {
			return transport.Answer{}, err
		}
		r.URL = *to + u.Path
		if d.there != nil {
			return d.there.Do(ctx, r)
		}
	}
	return d.Doer.Do(ctx, r)
}

// signedIn is a session of the sandbox's, and a keeper that has it.
func signedIn(t *testing.T, s *sandbox.Sandbox, o oauth.Options) (*oauth.Keeper, *kept) {
	t.Helper()
	o.Open = func(link string) error { return s.Consent(link, true) }
	client := oauth.New(o)
	first, err := client.Ask(t.Context(), scopes(), nil)
	require.NoError(t, err)
	k := &kept{credential: first}
	return oauth.NewKeeper(oauth.KeeperOptions{Load: k.load, Save: k.save, Refresh: client.Refresh, Name: "Harbour", Now: o.Now}), k
}

// kept is where a session of one process is kept.
type kept struct{ credential connector.Credential }

func (k *kept) load(context.Context) (connector.Credential, error) { return k.credential, nil }

func (k *kept) save(_ context.Context, c connector.Credential) error {
	k.credential = c
	return nil
}

func words(status int, kind, text string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text))
	}
}

// hangUp ends the connection without a word.
func hangUp(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// silent reads the question and says nothing until the other side has had enough.
func silent(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // only then is it told that the other side has gone
	<-r.Context().Done()
}

// toLogin sends everybody to a page where people sign in.
func toLogin(w http.ResponseWriter, r *http.Request) {
	const page = "/account/signin/"
	if r.URL.Path == page {
		words(200, "text/html", "<html>Sign in</html>")(w, r)
		return
	}
	http.Redirect(w, r, page, http.StatusFound)
}

// survivable is everything a token endpoint may say, or have said in its place, that ends no session.
func survivable() map[string]struct {
	answer http.HandlerFunc
	want   connector.Code
} {
	const plain, html, asJSON = "text/plain", "text/html", "application/json"
	return map[string]struct {
		answer http.HandlerFunc
		want   connector.Code
	}{
		"the consumer's secret is wrong":       {words(400, asJSON, `{"error":"unauthorized_client","error_description":"Invalid OAuth client credentials"}`), connector.CodeConsumerInvalid},
		"the consumer is gone":                 {words(401, asJSON, `{"error":"invalid_client"}`), connector.CodeConsumerInvalid},
		"a bare 401":                           {words(401, plain, ""), connector.CodeConsumerInvalid},
		"no form was understood":               {words(400, asJSON, `{"error_description":"Unsupported grant type: None","error":"invalid_grant"}`), connector.CodeAnswerInvalid},
		"the word of RFC 6749 alone":           {words(400, asJSON, `{"error":"invalid_grant"}`), connector.CodeAnswerInvalid},
		"an API's 401":                         {words(403, asJSON, `{"type":"error","error":{"message":"Access token expired."}}`), connector.CodeAnswerInvalid},
		"a page that quotes the words":         {words(400, html, `<html>Invalid refresh_token</html>`), connector.CodeAnswerInvalid},
		"a page instead of an answer":          {words(200, html, `<html>Sign in</html>`), connector.CodeAnswerInvalid},
		"success without a token":              {words(200, asJSON, `{"token_type":"bearer"}`), connector.CodeAnswerInvalid},
		"success with the words":               {words(200, asJSON, `{"error_description":"Invalid refresh_token"}`), connector.CodeAnswerInvalid},
		"half an answer":                       {words(200, asJSON, `{"access_token":"t`), connector.CodeAnswerInvalid},
		"nothing":                              {words(200, asJSON, ``), connector.CodeAnswerInvalid},
		"gone for good":                        {words(410, asJSON, `{}`), connector.CodeAPIRemoved},
		"too many":                             {words(429, plain, "Rate limit for this resource has been exceeded"), connector.CodeRateLimited},
		"too many, with the words":             {words(429, asJSON, `{"error_description":"Invalid refresh_token"}`), connector.CodeRateLimited},
		"ill":                                  {words(500, html, "<html>Oops</html>"), connector.CodeServerError},
		"ill, with the words":                  {words(500, asJSON, `{"error_description":"Invalid refresh_token"}`), connector.CodeServerError},
		"a gateway's trouble":                  {words(502, html, "<html>Bad gateway</html>"), connector.CodeServerError},
		"busy":                                 {words(503, plain, ""), connector.CodeServerBusy},
		"a number of Bitbucket's own":          {words(555, plain, ""), connector.CodeServerError},
		"a way to a login page":                {toLogin, connector.CodeLoginPage},
		"no word at all":                       {hangUp, connector.CodeConnectionReset},
		"silence":                              {silent, connector.CodeConnectionTimeout},
		"a proxy that wants a password for it": {words(407, plain, ""), connector.CodeProxyFailed},
	}
}

func TestWhateverElseTheTokenEndpointSaysTheSessionStaysUsable(t *testing.T) {
	s := start(t, sandbox.Options{})
	closed := "http://" + nobodyAt(t)
	type trial struct {
		address string
		want    connector.Code
	}
	trials := map[string]trial{"nobody there": {closed, connector.CodeConnectionRefused}}
	for name, c := range survivable() {
		other := httptest.NewServer(c.answer)
		t.Cleanup(other.Close)
		trials[name] = trial{other.URL, c.want}
	}
	for name, c := range trials {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ahead time.Duration
			o := options(s)
			way := &detour{Doer: o.Transport}
			if c.want == connector.CodeConnectionTimeout {
				way.there = transport.New(transport.Options{Timeout: time.Second})
			}
			o.Transport, o.Now = way, func() time.Time { return time.Now().Add(ahead) }
			keeper, kept := signedIn(t, s, o)
			first := kept.credential
			way.to.Store(&c.address)

			ahead = time.Until(first.Expires) - time.Minute // it should be renewed, and lives
			used, err := keeper.Token(t.Context())
			require.NoError(t, err, "a token that lives is used while it cannot be renewed")
			assert.True(t, used.Token.Same(first.Token))

			ahead += 2 * time.Minute // and now it does not
			_, err = keeper.Token(t.Context())
			assert.True(t, connector.IsProblem(err, c.want), "%v", err)
			assert.False(t, connector.IsProblem(err, connector.CodeSessionEnded))
			assert.True(t, kept.credential.Refresh.Same(first.Refresh), "what is kept was touched")

			way.to.Store(nil)
			used, err = keeper.Token(t.Context())
			require.NoError(t, err, "the session was lost")
			assert.False(t, used.Token.Same(first.Token))
			assert.Equal(t, http.StatusOK, whoAmI(t, o, used).Status)
		})
	}
	t.Cleanup(func() { assert.Zero(t, s.Reused()) })
}

// whoAmI asks the API as this session.
func whoAmI(t *testing.T, o oauth.Options, c connector.Credential) transport.Answer {
	t.Helper()
	a, err := transport.New(transport.Options{Timeout: 20 * time.Second}).Do(t.Context(), transport.Request{URL: o.API + "/user", Credential: &c})
	require.NoError(t, err)
	return a
}

func TestTheRefusedRefreshTokenEndsTheSessionWhateverWordStandsBesideIt(t *testing.T) {
	for _, status := range []int{400, 401, 403} {
		for _, word := range []string{"invalid_request", "invalid_grant", "unauthorized_client", ""} {
			o := tokenEndpoint(t, says(status, `{"error_description":"Invalid refresh_token","error":"`+word+`"}`))
			client := oauth.New(o)
			kept := &kept{credential: session(o)}
			kept.credential.Expires = time.Now()
			keeper := oauth.NewKeeper(oauth.KeeperOptions{Load: kept.load, Save: kept.save, Refresh: client.Refresh, Name: "Harbour"})
			_, err := keeper.Token(t.Context())
			p, ok := connector.AsProblem(err)
			require.True(t, ok, "%d %s: %v", status, word, err)
			assert.Equal(t, connector.CodeSessionEnded, p.Code, "%d %s", status, word)
			assert.Equal(t, "Harbour", p.Args["name"])
			assert.Equal(t, "Invalid refresh_token", p.Evidence.Said)
		}
	}
}

func TestTheTokenEndpointSaysWhenToComeAgain(t *testing.T) {
	for header, want := range map[string]string{"": "", "30": "30"} {
		o := tokenEndpoint(t, words(429, "text/plain", "slow down", "Retry-After", header))
		_, err := oauth.New(o).Refresh(t.Context(), session(o))
		p, ok := connector.AsProblem(err)
		require.True(t, ok)
		assert.Equal(t, connector.CodeRateLimited, p.Code)
		assert.Equal(t, want, p.Args["seconds"])
	}
}
