package transport_test

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

// counting counts connections, and tells of those that are over.
type counting struct {
	net.Listener
	accepted atomic.Int32
	ended    chan struct{}
	// first, if there, has the first connection to itself.
	first func(net.Conn)
}

func (l *counting) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if l.accepted.Add(1) == 1 && l.first != nil {
		l.first(conn)
		return l.Accept()
	}
	return &telling{Conn: conn, ended: l.ended}, nil
}

// telling tells when its other side, or this one, has hung up.
type telling struct {
	net.Conn
	ended chan struct{}
	once  atomic.Bool
}

func (c *telling) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil && !c.once.Swap(true) {
		select {
		case c.ended <- struct{}{}:
		default:
		}
	}
	return n, err
}

// serveCounting serves plain http, or over TLS where there is a configuration.
func serveCounting(t *testing.T, config *tls.Config, first func(net.Conn), h http.HandlerFunc) (*httptest.Server, *counting) {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	l := &counting{Listener: s.Listener, ended: make(chan struct{}, 10), first: first}
	s.Listener = l
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if config == nil {
		s.Start()
	} else {
		s.TLS, s.EnableHTTP2 = config, len(config.NextProtos) > 0
		s.StartTLS()
	}
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s, l
}

func TestALadderNeedsOneConnection(t *testing.T) {
	cert, roots := certificate(t, nil)
	configured := func(change func(*tls.Config)) *tls.Config {
		c := &tls.Config{Certificates: []tls.Certificate{cert}}
		if change != nil {
			change(c)
		}
		return c
	}
	for name, c := range map[string]struct {
		config *tls.Config
		proto  string
	}{
		"http":                 {nil, "HTTP/1.1"},
		"https":                {configured(nil), "HTTP/1.1"},
		"TLS 1.2":              {configured(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }), "HTTP/1.1"},
		"HTTP/2":               {configured(func(c *tls.Config) { c.NextProtos = []string{"h2"} }), "HTTP/2.0"},
		"HTTP/2 on TLS 1.2":    {configured(func(c *tls.Config) { c.NextProtos, c.MaxVersion = []string{"h2"}, tls.VersionTLS12 }), "HTTP/2.0"},
		"asked who we are":     {configured(func(c *tls.Config) { c.ClientAuth = tls.RequestClientCert }), "HTTP/1.1"},
		"asked over HTTP/2":    {configured(func(c *tls.Config) { c.ClientAuth, c.NextProtos = tls.RequestClientCert, []string{"h2"} }), "HTTP/2.0"},
		"asked and then quiet": {configured(func(c *tls.Config) { c.ClientAuth, c.SessionTicketsDisabled = tls.RequestClientCert, true }), "HTTP/1.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var proto atomic.Value
			s, l := serveCounting(t, c.config, nil, func(w http.ResponseWriter, r *http.Request) {
				proto.Store(r.Proto)
				answerOK(w, r)
			})
			client := transport.New(transport.Options{Timeout: long, Roots: roots, Parked: long})
			_, err := client.Reach(t.Context(), s.URL)
			require.NoError(t, err)
			_, err = client.Handshake(t.Context(), s.URL)
			require.NoError(t, err)
			for range 3 {
				_, err = get(t, client, s.URL)
				require.NoError(t, err)
			}
			assert.EqualValues(t, 1, l.accepted.Load())
			assert.Equal(t, c.proto, proto.Load())
		})
	}
}

func TestAServerThatSpeaksAfterItAskedIsNotWaitedFor(t *testing.T) {
	cert, roots := certificate(t, nil)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		config := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequestClientCert, MaxVersion: version}
		s := serveTLS(t, config, answerOK)
		// A server that says nothing is waited for that long; this one is not, unless the machine is busy with other things.
		took := int64(1000)
		for tries := 5; tries > 0 && took >= 1000; tries-- {
			h, err := transport.New(transport.Options{Timeout: long, Roots: roots}).Handshake(t.Context(), s.URL)
			require.NoError(t, err)
			took = h.Millis
		}
		assert.Less(t, took, int64(1000))
	}
}

func TestAConnectionNobodyUsesIsGivenUp(t *testing.T) {
	cert, roots := certificate(t, nil)
	for name, config := range map[string]*tls.Config{"http": nil, "https": {Certificates: []tls.Certificate{cert}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, l := serveCounting(t, config, nil, answerOK)
			client := transport.New(transport.Options{Timeout: long, Roots: roots, Parked: later})
			probe(t, client, s.URL)
			wait(t, l.ended)
			_, err := get(t, client, s.URL)
			require.NoError(t, err)
			assert.EqualValues(t, 2, l.accepted.Load())
		})
		t.Run(name+", closed", func(t *testing.T) {
			t.Parallel()
			s, l := serveCounting(t, config, nil, answerOK)
			client := transport.New(transport.Options{Timeout: long, Roots: roots, Parked: time.Hour})
			probe(t, client, s.URL)
			client.Close()
			wait(t, l.ended)
		})
		t.Run(name+", probed again", func(t *testing.T) {
			t.Parallel()
			s, l := serveCounting(t, config, nil, answerOK)
			client := transport.New(transport.Options{Timeout: long, Roots: roots, Parked: time.Hour})
			probe(t, client, s.URL)
			probe(t, client, s.URL)
			wait(t, l.ended)
			require.Eventually(t, func() bool { return l.accepted.Load() == 2 }, long, time.Millisecond)
		})
	}
}

// probe leaves a connection behind: a bare one, or a secured one for https.
func probe(t *testing.T, c *transport.Client, address string) {
	t.Helper()
	_, err := c.Reach(t.Context(), address)
	require.NoError(t, err)
	_, err = c.Handshake(t.Context(), address)
	require.NoError(t, err)
}

func wait(t *testing.T, ended <-chan struct{}) {
	t.Helper()
	select {
	case <-ended:
	case <-time.After(long):
		t.Fatal("still open")
	}
}

func TestAConnectionThatDiedWhileItWaitedFailsNoRequest(t *testing.T) {
	cert, roots := certificate(t, nil)
	other := serve(t, answerOK)
	goodbye := func(over chan struct{}, secured bool) func(net.Conn) {
		return func(conn net.Conn) {
			go func() {
				defer close(over)
				defer conn.Close()
				if secured {
					s := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{cert}})
					_ = s.HandshakeContext(t.Context())
					_ = s.Close() // says so, then hangs up
				}
			}()
		}
	}
	for name, secured := range map[string]bool{"http": false, "https": true} {
		t.Run(name, func(t *testing.T) {
			over := make(chan struct{})
			var config *tls.Config
			if secured {
				config = &tls.Config{Certificates: []tls.Certificate{cert}}
			}
			s, l := serveCounting(t, config, goodbye(over, secured), answerOK)
			client := transport.New(transport.Options{Timeout: long, Roots: roots, Parked: time.Hour})
			probe(t, client, s.URL)
			wait(t, over)
			_, err := get(t, client, other.URL) // meanwhile the news arrives
			require.NoError(t, err)
			_, err = get(t, client, s.URL)
			require.NoError(t, err)
			assert.EqualValues(t, 2, l.accepted.Load())
		})
	}
}

func TestWhatAServerSaidBeforeItWasAskedIsNotLost(t *testing.T) {
	address := raw(t, func(conn net.Conn) {
		_, _ = conn.Write([]byte("220 mail.example.test ESMTP ready\r\n"))
		hold(conn)
	})
	c := calm()
	_, err := c.Reach(t.Context(), "http://"+address)
	require.NoError(t, err)
	_, err = get(t, c, "http://"+address)
	requireProblem(t, err, connector.CodeAnswerInvalid)
}

func TestAnAddressInCapitalsIsTheSameServer(t *testing.T) {
	s, l := serveCounting(t, nil, nil, answerOK)
	client := transport.New(transport.Options{Timeout: long, Parked: time.Hour})
	address := strings.Replace(s.URL, "127.0.0.1", "LocalHost", 1)
	_, err := client.Reach(t.Context(), address)
	require.NoError(t, err)
	_, err = get(t, client, address)
	require.NoError(t, err)
	assert.EqualValues(t, 1, l.accepted.Load())
}
