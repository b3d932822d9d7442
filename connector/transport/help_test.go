package transport_test

import (
	"bufio"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

// soon is for tests that wait for a time-out whatever comes before it, later for those in which something has to
// come before it, and long for those that must never meet one, however busy the machine is.
const (
	soon  = 300 * time.Millisecond
	later = 2 * time.Second
	long  = 20 * time.Second
)

// quick is a client that soon loses patience; calm is one for everything else.
func quick() *transport.Client { return transport.New(transport.Options{Timeout: soon, Pace: soon}) }
func calm() *transport.Client  { return transport.New(transport.Options{Timeout: long}) }

// serve runs a handler on loopback until the test ends.
func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

func get(t *testing.T, c *transport.Client, address string) (transport.Answer, error) {
	t.Helper()
	return c.Do(t.Context(), transport.Request{URL: address})
}

// requireProblem asserts the code and gives the problem.
func requireProblem(t *testing.T, err error, code connector.Code) connector.Problem {
	t.Helper()
	p, ok := connector.AsProblem(err)
	require.True(t, ok, "no problem: %v", err)
	require.Equal(t, code, p.Code, "%v", err)
	return p
}

// token is a credential for the origins of these addresses.
func token(value string, addresses ...string) *connector.Credential {
	c := &connector.Credential{Kind: connector.AccessToken, Token: connector.NewSecret(value)}
	for _, a := range addresses {
		c.Origins = append(c.Origins, connector.Origin(a))
	}
	return c
}

// raw accepts connections and hands each to talk.
func raw(t *testing.T, talk func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, l.Close()) })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				talk(conn)
			}()
		}
	}()
	return l.Addr().String()
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

// hear waits for a whole request: net/http takes what comes before one for an answer to nobody.
func hear(conn net.Conn) { _, _ = http.ReadRequest(bufio.NewReader(conn)) }

// hold keeps a connection until the other side has gone.
func hold(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// certificate makes a self-signed one as the template says, and a pool that trusts it.
func certificate(t *testing.T, change func(*x509.Certificate)) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "Harbour Root"},
		NotBefore:    time.Now().Add(-48 * time.Hour),
		NotAfter:     time.Now().Add(48 * time.Hour),
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{"localhost", "git.example.test"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:         true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if change != nil {
		change(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	made := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	pool := x509.NewCertPool()
	pool.AddCert(parsed(t, made))
	return made, pool
}

// issued makes a certificate that another one vouches for.
func issued(t *testing.T, by tls.Certificate, change func(*x509.Certificate)) tls.Certificate {
	t.Helper()
	own, _ := certificate(t, change)
	template := parsed(t, own)
	template.AuthorityKeyId, template.SignatureAlgorithm = nil, x509.UnknownSignatureAlgorithm
	signer, ok := own.PrivateKey.(crypto.Signer)
	require.True(t, ok)
	der, err := x509.CreateCertificate(rand.Reader, template, parsed(t, by), signer.Public(), by.PrivateKey)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: own.PrivateKey}
}

// serveTLS is serve with TLS.
func serveTLS(t *testing.T, config *tls.Config, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.TLS = config
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func answerOK(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	_, _ = io.WriteString(w, `{"well":true}`)
}

func noProxy(*http.Request) (*url.URL, error) { return nil, nil }

// pass passes on what one side says until it is done.
func pass(to io.Writer, from io.Reader) { _, _ = io.Copy(to, from) }
