package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// side is one of the products, with what a test of webhooks needs of it.
type side struct{ provider, repository, push, pulls string }

func sides() map[string]side {
	return map[string]side{
		"cloud":  {"cloud", "nordlicht-apps/baeckerei-app", "repo:push", "pullrequest:created"},
		"server": {"server", "LADEN/baeckerei-app", "repo:refs_changed", "pr:opened"},
	}
}

// hooked makes a webhook through the product's own API, and gives its ID.
func (p side) hooked(t *testing.T, s *sandbox.Sandbox, address, secret string, active bool, event string) string {
	t.Helper()
	before := len(s.Webhooks())
	if p.provider == "cloud" {
		body := fmt.Sprintf(`{"url":%q,"active":%t,"events":[%q],"description":"builds"}`, address, active, event)
		if secret != "" {
			body = fmt.Sprintf(`{"url":%q,"active":%t,"events":[%q],"description":"builds","secret":%q}`, address, active, event, secret)
		}
		made := putJSON(t, s, tokenOf(s), http.MethodPost, "/repositories/"+p.repository+"/hooks", body)
		require.Equal(t, http.StatusCreated, made.status, made.text)
	} else {
		configuration, err := json.Marshal(map[string]string{"secret": secret})
		require.NoError(t, err)
		d := dcOf(t, s)
		made := d.do(http.MethodPost, firstRepo+"/webhooks",
			fmt.Sprintf(`{"name":"builds","url":%q,"active":%t,"events":[%q],"configuration":%s}`, address, active, event, configuration))
		require.Equal(t, http.StatusOK, made.status, made.body)
	}
	all := s.Webhooks()
	require.Len(t, all, before+1)
	return all[before].ID
}

// dcOf is the Data Center side of a sandbox that is there already.
func dcOf(t *testing.T, s *sandbox.Sandbox) dc {
	t.Helper()
	return dc{t: t, box: s, base: s.Line().ServerURL, token: s.Line().ServerToken, via: &http.Client{Timeout: 30 * time.Second}}
}

// onEachSide runs a test for both products.
func onEachSide(t *testing.T, opts sandbox.Options, test func(t *testing.T, s *sandbox.Sandbox, p side)) {
	for name, p := range sides() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, start(t, opts), p)
		})
	}
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

// letters is a build service that keeps what it was sent.
type letters struct {
	mu      sync.Mutex
	headers []http.Header
	bodies  []string
}

// kept is what it was sent so far.
func (l *letters) kept() (headers []http.Header, bodies []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.headers), slices.Clone(l.bodies)
}

// texts are the bodies alone.
func (l *letters) texts() []string {
	_, bodies := l.kept()
	return bodies
}

// takes starts it; it answers with a status.
func (l *letters) takes(t *testing.T, status int) (address string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.headers, l.bodies = append(l.headers, r.Header), append(l.bodies, string(body))
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
