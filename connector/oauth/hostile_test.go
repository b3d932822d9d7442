package oauth_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

// attack is a request of something else on this computer, or of a page in the person's browser.
type attack struct {
	name   string
	method string
	query  string // may hold the right state, which only a browser that was there can know
	path   string // added to the callback's
	host   string
	header map[string]string
	body   string
	status int
	forged bool // it is told as a stray answer; else nothing is told at all
}

func attacks(right, old string) []attack {
	const get = http.MethodGet
	whole := "?code=stolen&state=" + right
	image := map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
	return []attack{
		{name: "no state", method: get, query: "?code=stolen", status: 400, forged: true},
		{name: "an empty state", method: get, query: "?code=stolen&state=", status: 400, forged: true},
		{name: "the state of an earlier question", method: get, query: "?code=stolen&state=" + old, status: 400, forged: true},
		{name: "two states", method: get, query: whole + "&state=" + right, status: 400, forged: true},
		{name: "a right state behind a wrong one", method: get, query: "?code=stolen&state=wrong&state=" + right, status: 400, forged: true},
		{name: "a state that goes on", method: get, query: whole + "%00", status: 400, forged: true},
		{name: "two codes", method: get, query: whole + "&code=other", status: 400, forged: true},
		{name: "an image tag", method: get, query: "?code=stolen", header: image, status: 400, forged: true},
		{name: "an image tag that says no", method: get, query: "?error=access_denied", header: image, status: 400, forged: true},
		{name: "an image tag with our state", method: get, query: whole, header: image, status: 400, forged: true},
		{name: "a frame with our state", method: get, query: whole, header: map[string]string{"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, status: 400, forged: true},
		{name: "a script with our state", method: get, query: whole, header: map[string]string{"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, status: 400, forged: true},
		{name: "a name that resolves to this computer", method: get, query: whole, host: "rebound.example", status: 421},
		{name: "that name with our port", method: get, query: whole, host: "rebound.example:80", status: 421},
		{name: "this computer by another name", method: get, query: whole, host: "localhost.evil.example", status: 421},
		{name: "a form", method: http.MethodPost, body: "code=stolen&state=" + right, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, status: 405},
		{name: "a form with everything in the address", method: http.MethodPost, query: whole, status: 405},
		{name: "a look ahead", method: http.MethodHead, query: whole, status: 405},
		{name: "a question of CORS", method: http.MethodOptions, query: whole, header: map[string]string{"Origin": "https://evil.example"}, status: 405},
		{name: "another path", method: get, path: "/more", query: whole, status: 404},
		{name: "a path that climbs", method: get, path: "/../x", query: whole, status: 404},
		{name: "huge headers", method: get, query: whole, header: map[string]string{"Cookie": strings.Repeat("a", 200<<10)}, status: 431},
		{name: "a huge address", method: get, query: whole + "&x=" + strings.Repeat("a", 200<<10), status: 431},
	}
}

func (a attack) against(t *testing.T, callback string) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), a.method, callback+a.path+a.query, strings.NewReader(a.body))
	require.NoError(t, err)
	if a.host != "" {
		r.Host = a.host
	}
	for name, value := range a.header {
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	require.NoError(t, err)
	return resp.StatusCode, resp.Header, body(t, resp)
}

func TestAHostilePageChangesNothingAndTheRightAnswerStillCounts(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Callback = "http://localhost:" + freePort(t) + "/callback"
	earlier := ask(t.Context(), o)
	before := query(t, earlier.link(t)).Get("state")
	_ = s.Consent(authorizeLink(t, s, o.Callback, before), false)
	require.True(t, connector.IsProblem(earlier.end(t), connector.CodeConsentDenied))

	a := ask(t.Context(), o)
	w := a.wait(t)
	state := query(t, w.Link).Get("state")
	require.NotEqual(t, before, state)
	for _, try := range attacks(state, before) {
		status, header, page := try.against(t, w.Callback)
		assert.Equal(t, try.status, status, try.name)
		assert.Empty(t, header.Get("Access-Control-Allow-Origin"), try.name)
		for _, secret := range []string{"stolen", state, before} {
			assert.NotContains(t, page, secret, try.name)
		}
		if try.forged {
			told := a.wait(t)
			require.NotNil(t, told.Problem, try.name)
			assert.Equal(t, connector.CodeConsentForged, told.Problem.Code, try.name)
			assert.Empty(t, told.Problem.Args["denied"], "%s: nobody said no", try.name)
		}
		assert.Empty(t, a.waits, try.name)
		select {
		case <-a.done:
			require.FailNow(t, "waiting has ended", "%s: %v", try.name, a.err)
		default:
		}
	}
	for _, r := range s.Requests() {
		assert.NotContains(t, r.Path, "access_token", "a code that was thrown away was tried")
	}
	require.NoError(t, s.Consent(w.Link, true))
	require.NoError(t, a.end(t))
	requireNothingListens(t, w.Callback)
}

// authorizeLink asks the sandbox the way Ask does, with a state of its own.
func authorizeLink(t *testing.T, s *sandbox.Sandbox, callback, state string) string {
	t.Helper()
	line := s.Line()
	return fmt.Sprintf("%s/site/oauth2/authorize?client_id=%s&response_type=code&redirect_uri=%s&state=%s", line.CloudWeb, line.ClientID, callback, state)
}

// Connections that never say what they want take no place away from the one that does.
func TestManyHeldConnectionsKeepNobodyOut(t *testing.T) {
	s := start(t, sandbox.Options{})
	a := ask(t.Context(), options(s))
	w := a.wait(t)
	host := strings.TrimSuffix(strings.TrimPrefix(w.Callback, "http://"), "/callback")
	_, port, err := net.SplitHostPort(host)
	require.NoError(t, err)
	for i := range 200 {
		conn, err := net.Dial("tcp", net.JoinHostPort([]string{"127.0.0.1", "::1"}[i%2], port)) //nolint:noctx // loopback
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		_, err = io.WriteString(conn, [...]string{
			"",
			"GET /callback?code=stolen HT",
			"GET /callback?code=stolen HTTP/1.1\r\nHost: " + host + "\r\nX-Slow: ",
			"POST /callback HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 1000000\r\n\r\ncode=",
		}[i%4])
		require.NoError(t, err)
	}
	begun := time.Now()
	require.NoError(t, s.Consent(w.Link, true))
	require.NoError(t, a.end(t))
	assert.Less(t, time.Since(begun), 5*time.Second)
	requireNothingListens(t, w.Callback)
}
