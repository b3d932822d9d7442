package transport_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

// both asks a server by request and by handshake; they must say the same.
func both(t *testing.T, o transport.Options, address string, want connector.Code) connector.Problem {
	t.Helper()
	c := transport.New(o)
	_, err := c.Handshake(t.Context(), address)
	p := requireProblem(t, err, want)
	_, err = get(t, c, address)
	asked := requireProblem(t, err, want)
	require.Equal(t, p.Args, asked.Args)
	require.Equal(t, p.Evidence.Certificate, asked.Evidence.Certificate)
	require.Equal(t, p.Evidence.Trusted, asked.Evidence.Trusted)
	return p
}

func TestWhatIsWrongWithACertificateIsNamed(t *testing.T) {
	t.Run("untrusted", func(t *testing.T) {
		cert, _ := certificate(t, nil)
		s := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{cert}}, answerOK)
		p := both(t, transport.Options{Timeout: long, Roots: x509.NewCertPool()}, s.URL, connector.CodeCertificateUntrusted)
		assert.Equal(t, "Harbour Root", p.Args["issuer"])
		assert.Equal(t, described(t, cert), *p.Evidence.Certificate)
	})
	t.Run("expired", func(t *testing.T) {
		cert, roots := certificate(t, func(c *x509.Certificate) { c.NotAfter = time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC) })
		s := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{cert}}, answerOK)
		p := both(t, transport.Options{Timeout: long, Roots: roots}, s.URL, connector.CodeCertificateExpired)
		assert.Equal(t, "2020-02-29", p.Args["date"])
		assert.Equal(t, described(t, cert), *p.Evidence.Certificate)
	})
	t.Run("for another host", func(t *testing.T) {
		cert, roots := certificate(t, func(c *x509.Certificate) { c.IPAddresses = nil })
		s := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{cert}}, answerOK)
		p := both(t, transport.Options{Timeout: long, Roots: roots}, s.URL, connector.CodeCertificateWrongHost)
		assert.Equal(t, "localhost, git.example.test", p.Args["names"])
	})
	t.Run("without any name", func(t *testing.T) {
		cert, roots := certificate(t, func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, nil })
		s := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{cert}}, answerOK)
		p := both(t, transport.Options{Timeout: long, Roots: roots}, s.URL, connector.CodeCertificateWrongHost)
		assert.Empty(t, p.Args["names"])
		assert.Equal(t, described(t, cert), *p.Evidence.Certificate)
	})
}

func TestAServerThatWantsAClientCertificateIsTold(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		cert, roots := certificate(t, nil)
		config := &tls.Config{Certificates: []tls.Certificate{cert}, MaxVersion: version}
		config.ClientAuth = tls.RequireAnyClientCert
		s := serveTLS(t, config, answerOK)
		both(t, transport.Options{Timeout: long, Roots: roots}, s.URL, connector.CodeClientCertificateRequired)
	}
}

func TestAServerThatOnlyAsksForAClientCertificateIsFine(t *testing.T) {
	t.Parallel()
	cert, roots := certificate(t, nil)
	s := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequestClientCert}, answerOK)
	c := transport.New(transport.Options{Timeout: long, Roots: roots})
	_, err := c.Handshake(t.Context(), s.URL)
	require.NoError(t, err)
	_, err = get(t, c, s.URL)
	require.NoError(t, err)
}

func TestAServerThatAskedAndHangsUpAtTheFirstRequestInsists(t *testing.T) {
	t.Parallel()
	cert, roots := certificate(t, nil)
	config := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequestClientCert}
	s := serveTLS(t, config, func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = conn.Close()
		}
	})
	for _, first := range []bool{true, false} {
		c := transport.New(transport.Options{Timeout: long, Roots: roots})
		if first {
			_, err := c.Handshake(t.Context(), s.URL)
			require.NoError(t, err, "so far there was nothing to complain about")
		}
		_, err := get(t, c, s.URL)
		requireProblem(t, err, connector.CodeClientCertificateRequired)
	}
}

// halfDeaf is a connection on which nothing more is heard of one side from some moment on.
type halfDeaf struct {
	net.Conn
	deaf *atomic.Bool
}

func (c halfDeaf) Write(b []byte) (int, error) {
	if c.deaf.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

func TestAServerThatHangsUpForWantOfACertificateWithoutAWordInsists(t *testing.T) {
	t.Parallel()
	cert, roots := certificate(t, nil)
	for _, abrupt := range []bool{false, true} {
		address := "https://" + raw(t, func(conn net.Conn) {
			var deaf atomic.Bool
			config := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequestClientCert}
			config.VerifyConnection = func(tls.ConnectionState) error {
				deaf.Store(true) // to the client its part of the handshake is over, and the refusal gets lost
				return errors.New("a certificate is wanted")
			}
			assert.Error(t, tls.Server(halfDeaf{conn, &deaf}, config).Handshake())
			if tcp, is := conn.(*net.TCPConn); is && abrupt {
				_ = tcp.SetLinger(0)
			}
		})
		for range 60 { // net/http meets it before, while and after it writes
			c := transport.New(transport.Options{Timeout: long, Roots: roots})
			_, err := c.Do(t.Context(), transport.Request{URL: address, Credential: token("t0ken", address)})
			requireProblem(t, err, connector.CodeClientCertificateRequired)
			c.Close()
		}
	}
}

func TestWhatCannotBeSecuredIsTold(t *testing.T) {
	cert, roots := certificate(t, nil)
	old := serveTLS(t, &tls.Config{
		Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11,
	}, answerOK)
	plain := serve(t, answerOK)
	for address, said := range map[string]string{
		old.URL: "", strings.Replace(plain.URL, "http:", "https:", 1): "yes",
		"https://" + raw(t, func(c net.Conn) { _, _ = io.WriteString(c, "220 mail.example.test ESMTP\r\n") }): "",
	} {
		o := transport.Options{Timeout: long, Roots: roots}
		p := both(t, o, address, connector.CodeTLSFailed)
		assert.Equal(t, said, p.Args["plain"], "is it plain http?")
		_, err := get(t, transport.New(o), address)
		assert.Equal(t, said, requireProblem(t, err, connector.CodeTLSFailed).Args["plain"])
	}
}

func TestAServerThatNeverShakesHandsTimesOut(t *testing.T) {
	t.Parallel()
	both(t, transport.Options{Timeout: soon}, "https://"+raw(t, hold), connector.CodeConnectionTimeout)
}

func TestAHandshakeTellsWhatThereIs(t *testing.T) {
	cert, _ := certificate(t, nil)
	s := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{cert}}, answerOK)
	roots, err := transport.Roots(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}))
	require.NoError(t, err)
	h, err := transport.New(transport.Options{Timeout: long, Roots: roots}).Handshake(t.Context(), s.URL)
	require.NoError(t, err)
	assert.Equal(t, "TLS 1.3", h.Version)
	assert.Equal(t, "Harbour Root", h.Subject)
	assert.Equal(t, "Harbour Root", h.Issuer)
	assert.True(t, h.ValidUntil.After(time.Now()))
	_, err = transport.Roots([]byte("no certificate"))
	require.Error(t, err)
}

// tunnelling is a proxy that leads every tunnel to one server, or refuses with a status.
func tunnelling(t *testing.T, target string, status int) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var asked atomic.Int32
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Method != http.MethodConnect || status != http.StatusOK {
			w.WriteHeader(status)
			return
		}
		var d net.Dialer
		there, err := d.DialContext(context.WithoutCancel(r.Context()), "tcp", target)
		if err != nil {
			return
		}
		defer there.Close()
		here, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer here.Close()
		_, _ = here.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n"))
		go func() { _, _ = buffered.WriteTo(there) }()
		pass(here, there)
	}), &asked
}

func TestAProxyIsUsedForOthersAndNeverForThisComputer(t *testing.T) {
	cert, roots := certificate(t, nil)
	s := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{cert}}, answerOK)
	proxy, asked := tunnelling(t, strings.TrimPrefix(s.URL, "https://"), http.StatusOK)
	c := transport.New(transport.Options{Timeout: long, Roots: roots, Proxy: through(proxy)})

	reach, err := c.Reach(t.Context(), "https://git.example.test")
	require.NoError(t, err)
	assert.Equal(t, strings.TrimPrefix(proxy.URL, "http://"), reach.Proxy)
	h, err := c.Handshake(t.Context(), "https://git.example.test")
	require.NoError(t, err)
	assert.Equal(t, "Harbour Root", h.Subject)
	_, err = get(t, c, "https://git.example.test/rest")
	require.NoError(t, err)
	assert.EqualValues(t, 1, asked.Load(), "the request goes through the tunnel of the handshake")

	_, err = get(t, c, s.URL)
	require.NoError(t, err)
	assert.EqualValues(t, 1, asked.Load(), "not asked for loopback")
}

func TestAProxyThatWillNotIsNamed(t *testing.T) {
	for name, proxy := range map[string]*url.URL{
		"wants a sign-in": proxyURL(t, func() *httptest.Server { s, _ := tunnelling(t, "", 407); return s }()),
		"says no":         proxyURL(t, func() *httptest.Server { s, _ := tunnelling(t, "", 403); return s }()),
		"is not there":    {Scheme: "http", Host: nobodyAt(t)},
	} {
		t.Run(name, func(t *testing.T) {
			withUser := *proxy
			withUser.User = url.UserPassword("ann", "pa55")
			o := transport.Options{Timeout: long, AllowHTTP: true, Proxy: func(*http.Request) (*url.URL, error) { return &withUser, nil }}
			p := both(t, o, "https://git.example.test/rest", connector.CodeProxyFailed)
			assert.Equal(t, proxy.Host, p.Args["proxy"])
			if name == "says no" {
				return
			}
			_, err := get(t, transport.New(o), "http://git.example.test/rest")
			assert.Equal(t, proxy.Host, requireProblem(t, err, connector.CodeProxyFailed).Args["proxy"])
		})
	}
}

func proxyURL(t *testing.T, s *httptest.Server) *url.URL {
	t.Helper()
	u, err := url.Parse(s.URL)
	require.NoError(t, err)
	return u
}
