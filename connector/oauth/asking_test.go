package oauth_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

func scopes() []string { return []string{"account", "repository", "webhook"} }

func start(t *testing.T, o sandbox.Options) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Start(o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// options are those of a client of the sandbox whose browser never opens anything by itself.
func options(s *sandbox.Sandbox) oauth.Options {
	line := s.Line()
	return oauth.Options{
		Web: line.CloudWeb, API: line.CloudAPI, Callback: "http://localhost:0/callback",
		Consumer:  oauth.Consumer{Key: line.ClientID, Secret: connector.NewSecret(line.ClientSecret)},
		Open:      func(string) error { return nil },
		Transport: transport.New(transport.Options{Timeout: 20 * time.Second}),
		Timeout:   time.Minute,
	}
}

// asking is an Ask under way.
type asking struct {
	waits chan connector.ConsentWait
	done  chan struct{}
	got   connector.Credential
	err   error
}

func ask(ctx context.Context, o oauth.Options) *asking {
	a := &asking{waits: make(chan connector.ConsentWait, 32), done: make(chan struct{})}
	go func() {
		defer close(a.done)
		a.got, a.err = oauth.New(o).Ask(ctx, scopes(), func(w connector.ConsentWait) { a.waits <- w })
	}()
	return a
}

func (a *asking) link(t *testing.T) string {
	t.Helper()
	return a.wait(t).Link
}

func (a *asking) wait(t *testing.T) connector.ConsentWait {
	t.Helper()
	select {
	case w := <-a.waits:
		return w
	case <-a.done:
		select {
		case w := <-a.waits: // told before the end, read after it
			return w
		default:
			require.FailNow(t, "Ask ended instead of waiting", "%v", a.err)
		}
	case <-time.After(30 * time.Second):
		require.FailNow(t, "Ask said nothing")
	}
	return connector.ConsentWait{}
}

func (a *asking) end(t *testing.T) error {
	t.Helper()
	select {
	case <-a.done:
	case <-time.After(30 * time.Second):
		require.FailNow(t, "Ask did not end")
	}
	return a.err
}

func query(t *testing.T, link string) url.Values {
	t.Helper()
	u, err := url.Parse(link)
	require.NoError(t, err)
	return u.Query()
}

// call asks the callback as a browser would.
func call(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	resp, err := http.Get(address) //nolint:noctx,gosec // a loopback address of this test
	require.NoError(t, err)
	return resp, body(t, resp)
}

// calling is a call under way; what it gives waits for the page.
func calling(t *testing.T, address string) func() string {
	t.Helper()
	type answer struct {
		page []byte
		err  error
	}
	came := make(chan answer, 1)
	go func() {
		resp, err := http.Get(address) //nolint:noctx,gosec // as above
		if err != nil {
			came <- answer{err: err}
			return
		}
		page, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		came <- answer{page, err}
	}()
	return func() string {
		t.Helper()
		a := <-came
		require.NoError(t, a.err)
		return string(a.page)
	}
}

func requireNothingListens(t *testing.T, callback string) {
	t.Helper()
	u, err := url.Parse(callback)
	require.NoError(t, err)
	for _, host := range []string{"127.0.0.1", "::1"} {
		conn, err := net.DialTimeout("tcp", net.JoinHostPort(host, u.Port()), time.Second) //nolint:noctx // answers at once
		if err == nil {
			_ = conn.Close()
		}
		require.Error(t, err, "something still listens on %s", host)
	}
}
