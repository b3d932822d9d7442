package transport_test

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

func to(target string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusFound) }
}

func html(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	_, _ = io.WriteString(w, "<html><form><input type=password></form></html>")
}

func TestARedirectElsewhereIsNotFollowed(t *testing.T) {
	other := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("followed") })
	s := serve(t, to(other.URL+"/git?session=s3cret"))
	answer, err := calm().Do(t.Context(), transport.Request{URL: s.URL, Credential: token("t", s.URL)})
	p := requireProblem(t, err, connector.CodeRedirectedElsewhere)
	assert.Equal(t, other.URL+"/git", p.Args["target"], "without what may be secret")
	assert.Equal(t, http.StatusFound, p.Evidence.Status)
	_, upgraded := answer.Upgrade()
	assert.False(t, upgraded)
}

func TestNoCredentialGoesToAnotherPortOfTheSameHost(t *testing.T) {
	cert, roots := certificate(t, nil)
	visited := func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("visited with %q", r.Header.Get("Authorization"))
	}
	plain, secured := serve(t, visited), showing(t, cert, visited)
	for _, other := range []string{plain.URL, secured.URL} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other+r.URL.Path, status) })
			c := transport.New(transport.Options{Timeout: long, Roots: roots})
			for _, patient := range []bool{false, true} {
				r := transport.Request{URL: s.URL + "/rest", Credential: token("t0ken", s.URL), Patient: patient}
				_, err := c.Do(t.Context(), r)
				requireProblem(t, err, connector.CodeRedirectedElsewhere)
			}
			_, err := c.Do(t.Context(), transport.Request{URL: other, Credential: token("t0ken", s.URL)})
			require.ErrorIs(t, err, transport.ErrWrongOrigin)
		}
	}
}

func TestARedirectToHTTPSOnTheSameNameIsTold(t *testing.T) {
	s := serve(t, to("https://127.0.0.1:8443/bitbucket/rest"))
	answer, err := get(t, calm(), s.URL)
	requireProblem(t, err, connector.CodeRedirectedElsewhere)
	target, upgraded := answer.Upgrade()
	assert.True(t, upgraded)
	assert.Equal(t, "https://127.0.0.1:8443/bitbucket/rest", target)
}

func TestARedirectOnTheSameOriginThatEndsInAPageIsASignInPage(t *testing.T) {
	mux := http.NewServeMux()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/rest" {
			assert.Empty(t, r.Header.Get("Authorization"), "looked at without the credential")
		}
		mux.ServeHTTP(w, r)
	})
	sso := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("left the origin") })
	mux.Handle("/rest", to("/login?next=rest"))
	mux.HandleFunc("/login", html)
	mux.Handle("/rest2", to("/saml"))
	mux.Handle("/saml", to(sso.URL))
	mux.Handle("/rest3", to("/json"))
	mux.HandleFunc("/json", answerOK)
	mux.Handle("/rest4", to("/rest4"))
	for path, want := range map[string]connector.Code{
		"/rest": connector.CodeLoginPage, "/rest2": connector.CodeLoginPage,
		"/rest3": connector.CodeAnswerInvalid, "/rest4": connector.CodeAnswerInvalid,
	} {
		var credential *connector.Credential
		if path == "/rest" {
			credential = token("t", s.URL)
		}
		answer, err := calm().Do(t.Context(), transport.Request{URL: s.URL + path, Credential: credential})
		requireProblem(t, err, want)
		assert.True(t, strings.HasPrefix(answer.Location, s.URL))
	}
}

func TestARedirectThatLeadsNowhereIsForTheCallerToJudge(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) })
	answer, err := get(t, calm(), s.URL)
	require.NoError(t, err)
	assert.False(t, answer.OK())
}

func TestABrokenHeaderThatRepeatsASecretIsNotQuoted(t *testing.T) {
	secret := connector.NewSecret("refresh-0815-secret")
	address := "http://" + raw(t, func(conn net.Conn) {
		hear(conn)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nX: \x01"+secret.Reveal()+"\r\n\r\n")
		hold(conn)
	})
	for name, r := range map[string]transport.Request{
		"a token":           {Credential: &connector.Credential{Token: secret, Origins: []string{connector.Origin(address)}}},
		"a refresh token":   {Method: http.MethodPost, Form: url.Values{"refresh_token": {secret.Reveal()}}},
		"a client's secret": {Basic: &transport.Basic{User: "key", Password: secret}},
	} {
		t.Run(name, func(t *testing.T) {
			r.URL = address
			_, err := calm().Do(t.Context(), r)
			assert.True(t, connector.IsProblem(err, connector.CodeAnswerInvalid), err)
			assert.Contains(t, err.Error(), "malformed", "what it was is still told")
			assert.NotContains(t, err.Error(), "0815")
		})
	}
}
