package sandbox_test

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// start runs a sandbox for one test.
func start(t *testing.T, opts sandbox.Options) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Start(opts)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s
}

// heard is an answer, read to its end.
type heard struct {
	status int
	header http.Header
	text   string
}

// object reads the answer as a JSON object.
func (h heard) object(t *testing.T) map[string]any {
	t.Helper()
	var out map[string]any
	require.NoError(t, json.Unmarshal([]byte(h.text), &out), h.text)
	return out
}

// values reads the answer as a page and gives what is on it.
func (h heard) values(t *testing.T) []map[string]any {
	t.Helper()
	require.Equal(t, http.StatusOK, h.status, h.text)
	var out struct{ Values []map[string]any }
	require.NoError(t, json.Unmarshal([]byte(h.text), &out), h.text)
	return out.Values
}

// said gives the message of an API error.
func (h heard) said(t *testing.T) string {
	t.Helper()
	body := h.object(t)
	assert.Equal(t, "error", body["type"])
	inside, ok := body["error"].(map[string]any)
	require.True(t, ok, h.text)
	message, _ := inside["message"].(string)
	return message
}

// signer puts a credential on a request.
type signer func(*http.Request)

func bearer(token string) signer {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func basic(user, password string) signer {
	return func(r *http.Request) { r.SetBasicAuth(user, password) }
}

func nobody(*http.Request) {}

// tokenOf is the demo person's API token.
func tokenOf(s *sandbox.Sandbox) signer { return basic(s.Line().CloudEmail, s.Line().CloudAPIToken) }

// consumer is the OAuth consumer's key and secret.
func consumer(s *sandbox.Sandbox) signer { return basic(s.Line().ClientID, s.Line().ClientSecret) }

// send asks once and follows no redirect. What goes wrong is an empty answer: several may ask at once, and only the
// test itself may end it.
func send(t *testing.T, method, address string, as signer, kind, body string) heard {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if !assert.NoError(t, err) {
		return heard{}
	}
	as(r)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if !assert.NoError(t, err) {
		return heard{}
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	assert.NoError(t, err)
	return heard{status: answer.StatusCode, header: answer.Header, text: string(text)}
}

// get asks the API.
func get(t *testing.T, s *sandbox.Sandbox, as signer, path string) heard {
	t.Helper()
	return send(t, http.MethodGet, s.Line().CloudAPI+path, as, "", "")
}

// post sends a form to the web side.
func post(t *testing.T, s *sandbox.Sandbox, as signer, path string, form url.Values) heard {
	t.Helper()
	return send(t, http.MethodPost, s.Line().CloudWeb+path, as, "application/x-www-form-urlencoded", form.Encode())
}

// callback listens as a program does that asked for consent, and hands on what it is called with.
func callback(t *testing.T) (address string, called <-chan url.Values) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	calls := make(chan url.Values, 8)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls <- r.URL.Query()
		_, _ = io.WriteString(w, "done")
	})}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + l.Addr().String() + "/callback", calls
}

// linkFor makes an authorize link; pairs of name and value add to it or replace what is there.
func linkFor(s *sandbox.Sandbox, redirect string, pairs ...string) string {
	q := url.Values{
		"client_id": {s.Line().ClientID}, "response_type": {"code"}, "redirect_uri": {redirect}, "state": {"st4te"},
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return s.Line().CloudWeb + "/site/oauth2/authorize?" + q.Encode()
}

// code has somebody consent and gives the code that came back.
func code(t *testing.T, s *sandbox.Sandbox, pairs ...string) (code, redirect string) {
	t.Helper()
	redirect, called := callback(t)
	require.NoError(t, s.Consent(linkFor(s, redirect, pairs...), true))
	got := <-called
	require.Equal(t, "st4te", got.Get("state"))
	require.NotEmpty(t, got.Get("code"))
	return got.Get("code"), redirect
}

// tokens is what the token endpoint gives.
type tokens struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Scope   string `json:"scope"`
	Type    string `json:"token_type"`
	Expires int    `json:"expires_in"`
}

func readTokens(t *testing.T, h heard) tokens {
	t.Helper()
	require.Equal(t, http.StatusOK, h.status, h.text)
	var out tokens
	require.NoError(t, json.Unmarshal([]byte(h.text), &out))
	return out
}

// connect goes the whole way to a session.
func connect(t *testing.T, s *sandbox.Sandbox, pairs ...string) tokens {
	t.Helper()
	code, redirect := code(t, s, pairs...)
	return readTokens(t, post(t, s, consumer(s), "/site/oauth2/access_token", url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect},
	}))
}

func refresh(t *testing.T, s *sandbox.Sandbox, token string) heard {
	t.Helper()
	return post(t, s, consumer(s), "/site/oauth2/access_token", url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {token},
	})
}
