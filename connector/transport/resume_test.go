package transport_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

// resuming is a server that notes of each handshake it finished its part of whether it resumed a session. It
// does so before it hears what the other side thinks of its certificate.
type resuming struct {
	*httptest.Server
	mu      sync.Mutex
	resumed []bool
}

func serveResuming(t *testing.T, cert tls.Certificate, version uint16) *resuming {
	t.Helper()
	r := &resuming{}
	r.Server = serveTLS(t, &tls.Config{
		Certificates: []tls.Certificate{cert}, MaxVersion: version,
		VerifyConnection: func(state tls.ConnectionState) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.resumed = append(r.resumed, state.DidResume)
			return nil
		},
	}, answerOK)
	return r
}

// second waits for the second handshake and tells whether it resumed the session of the first. A server
// hears of a refusal only after it finished its own part.
func (r *resuming) second(t *testing.T) bool {
	t.Helper()
	var seen []bool
	require.Eventually(t, func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		seen = r.resumed
		return len(seen) >= 2
	}, long, time.Millisecond)
	require.Len(t, seen, 2)
	require.False(t, seen[0])
	return seen[1]
}

func TestASessionIsResumedAndItsPinIsAskedForAgain(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			cert, _ := certificate(t, leaf(nil))
			other, _ := certificate(t, leaf(nil))
			for name, c := range map[string]struct {
				after connector.Trust
				want  connector.Code
			}{
				"the same":      {pinOf(t, cert), ""},
				"taken back":    {connector.Trust{}, connector.CodeCertificateUntrusted},
				"another pin":   {pinOf(t, other), connector.CodeCertificateChanged},
				"another root":  {importing(t, other), connector.CodeCertificateUntrusted},
				"changed often": {connector.Trust{Pin: pinOf(t, other).Pin, Roots: importing(t, other).Roots}, connector.CodeCertificateChanged},
			} {
				t.Run(name, func(t *testing.T) {
					s := serveResuming(t, cert, version)
					b := pinning(t, s.URL, cert)
					client := transport.New(leaning(b))
					_, err := get(t, client, s.URL)
					require.NoError(t, err)
					client.Close()
					b.set(connector.HostPort(s.URL), c.after)
					_, err = get(t, client, s.URL)
					assert.True(t, s.second(t), "it resumed the session it had")
					if c.want == "" {
						require.NoError(t, err)
						return
					}
					p := requireProblem(t, err, c.want)
					require.NotNil(t, p.Evidence.Certificate)
					assert.Equal(t, described(t, cert), *p.Evidence.Certificate)
				})
			}
		})
	}
}

func TestAHandshakeResumesAsRequestsDo(t *testing.T) {
	cert, roots := certificate(t, nil)
	s := serveResuming(t, cert, tls.VersionTLS13)
	c := transport.New(transport.Options{Timeout: long, Roots: roots})
	_, err := get(t, c, s.URL)
	require.NoError(t, err)
	h, err := c.Handshake(t.Context(), s.URL)
	require.NoError(t, err)
	assert.Equal(t, "Harbour Root", h.Subject)
	assert.Equal(t, "system", h.Trust)
	assert.True(t, s.second(t))
}

func TestNoSessionOfOnePortIsResumedOnAnother(t *testing.T) {
	cert, _ := certificate(t, leaf(nil))
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	config.SetSessionTicketKeys([][32]byte{{1}}) // both open each other's tickets
	var mu sync.Mutex
	var resumed []bool
	note := func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		resumed = append(resumed, r.TLS.DidResume)
		mu.Unlock()
		answerOK(w, r)
	}
	one, two := serveTLS(t, config, note), serveTLS(t, config, note)
	b := pinning(t, one.URL, cert)
	c := transport.New(leaning(b))
	_, err := get(t, c, one.URL)
	require.NoError(t, err)
	c.Close()
	_, err = get(t, c, two.URL)
	requireProblem(t, err, connector.CodeCertificateUntrusted)
	_, err = get(t, c, one.URL)
	require.NoError(t, err)
	mu.Lock()
	defer mu.Unlock()
	assert.Equal(t, []bool{false, true}, resumed)
}
