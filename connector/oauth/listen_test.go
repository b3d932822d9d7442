package oauth_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
)

func TestTheCallbackAnswersNobodyElse(t *testing.T) {
	s := start(t, sandbox.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	a := ask(ctx, options(s))
	link := query(t, a.link(t))
	callback, state := link.Get("redirect_uri"), link.Get("state")
	base := strings.TrimSuffix(callback, "/callback")

	resp, _ := call(t, base+"/favicon.ico")
	assert.Equal(t, http.StatusNotFound, resp.StatusCode)
	resp, _ = call(t, base+"/callback/more?code=x&state="+state)
	assert.Equal(t, http.StatusNotFound, resp.StatusCode)

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, callback+"?code=x&state="+state, nil)
	require.NoError(t, err)
	req.Host = "rebound.example"
	resp, err = http.DefaultClient.Do(req)
	require.NoError(t, err)
	_ = resp.Body.Close()
	assert.Equal(t, http.StatusMisdirectedRequest, resp.StatusCode)

	resp, err = http.Post(callback+"?code=x&state="+state, "text/plain", nil) //nolint:noctx // loopback
	require.NoError(t, err)
	_ = resp.Body.Close()
	assert.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode)
	assert.Empty(t, a.waits)

	cancel()
	require.ErrorIs(t, a.end(t), context.Canceled)
	requireNothingListens(t, callback)
}

func TestAPortHeldByAnotherProgramKeepsTheBrowserClosed(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		t.Run(host, func(t *testing.T) {
			l, err := net.Listen("tcp", net.JoinHostPort(host, "0")) //nolint:noctx // answers at once
			require.NoError(t, err)
			defer l.Close()
			_, port, err := net.SplitHostPort(l.Addr().String())
			require.NoError(t, err)
			s := start(t, sandbox.Options{})
			o := options(s)
			o.Callback = "http://localhost:" + port + "/callback"
			o.Open = func(string) error { t.Error("the browser was opened"); return nil }
			_, err = oauth.New(o).Ask(t.Context(), scopes(), nil)
			p, ok := connector.AsProblem(err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, connector.CodeCallbackPortBusy, p.Code)
			assert.Equal(t, port, p.Args["port"])
			// What could be had of the port was given back. Some other program may have taken it for a moment, to talk to
			// somebody.
			other := map[string]string{"127.0.0.1": "::1", "::1": "127.0.0.1"}[host]
			assert.Eventually(t, func() bool {
				free, err := net.Listen("tcp", net.JoinHostPort(other, port)) //nolint:noctx // answers at once
				if err == nil {
					_ = free.Close()
				}
				return err == nil
			}, 10*time.Second, 20*time.Millisecond)
		})
	}
}

func TestACallbackThatLeavesThisComputerIsRefused(t *testing.T) {
	for _, callback := range []string{
		"http://example.com:28421/callback", "https://localhost:28421/callback", "http://localhost/callback",
		"http://localhost:99999/callback", "http://u@localhost:1/callback", "localhost:28421",
	} {
		o := oauth.Options{Callback: callback, Consumer: oauth.Consumer{Key: "key"}}
		_, err := oauth.New(o).Ask(t.Context(), scopes(), nil)
		assert.True(t, connector.IsProblem(err, connector.CodeAddressInvalid), "%s: %v", callback, err)
	}
}
