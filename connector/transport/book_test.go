package transport_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

// book is what a person trusts, by host:port.
type book struct {
	mu      sync.Mutex
	servers map[string]connector.Trust
	renewed []string
}

func (b *book) Trust(host string) (connector.Trust, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, ok := b.servers[host]
	return t, ok
}

func (b *book) Renewed(host string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.renewed = append(b.renewed, host)
	delete(b.servers, host)
}

func (b *book) told() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.renewed
}

func (b *book) set(host string, t connector.Trust) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.servers[host] = t
}

// pinning is a book that trusts one certificate for the host and port of an address.
func pinning(t *testing.T, address string, cert tls.Certificate) *book {
	t.Helper()
	return trusting(address, pinOf(t, cert))
}

func trusting(address string, trust connector.Trust) *book {
	trust.Host = connector.HostPort(address)
	return &book{servers: map[string]connector.Trust{trust.Host: trust}}
}

func pinOf(t *testing.T, cert tls.Certificate) connector.Trust {
	t.Helper()
	pin := described(t, cert)
	return connector.Trust{Pin: &pin}
}

func described(t *testing.T, cert tls.Certificate) connector.Certificate {
	t.Helper()
	return connector.DescribeCertificate(parsed(t, cert))
}

func parsed(t *testing.T, cert tls.Certificate) *x509.Certificate {
	t.Helper()
	c, err := x509.ParseCertificate(cert.Certificate[0])
	require.NoError(t, err)
	return c
}

// importing trusts certificates as authorities, without asking whether they are any.
func importing(t *testing.T, certs ...tls.Certificate) connector.Trust {
	t.Helper()
	var trust connector.Trust
	for _, c := range certs {
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]})
		trust.Roots = append(trust.Roots, connector.Root{Certificate: described(t, c), PEM: string(text)})
	}
	return trust
}

// showing serves over TLS with one certificate.
func showing(t *testing.T, cert tls.Certificate, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	return serveTLS(t, &tls.Config{Certificates: []tls.Certificate{cert}}, h)
}

// leaning trusts nothing but a book.
func leaning(b transport.TrustBook) transport.Options {
	return transport.Options{Timeout: long, Roots: x509.NewCertPool(), Trust: b}
}

// leaf makes the certificate of a server, which no authority is.
func leaf(change func(*x509.Certificate)) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		c.Subject.CommonName, c.IsCA, c.KeyUsage = "git.example.test", false, x509.KeyUsageDigitalSignature
		if change != nil {
			change(c)
		}
	}
}

// works asserts that a server is reached by handshake and by request, and gives the handshake.
func works(t *testing.T, c *transport.Client, address string) transport.Handshake {
	t.Helper()
	h, err := c.Handshake(t.Context(), address)
	require.NoError(t, err)
	_, err = get(t, c, address)
	require.NoError(t, err)
	return h
}

// everywhere is a resolver for which every name is this computer.
func everywhere(t *testing.T) *net.Resolver { return nameServer(t, true, [4]byte{127, 0, 0, 1}) }
