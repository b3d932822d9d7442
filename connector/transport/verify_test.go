package transport_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

func TestAPinnedCertificateIsTrustedForItsHostAndPortAlone(t *testing.T) {
	cert, _ := certificate(t, leaf(nil))
	s, neighbour := showing(t, cert, answerOK), showing(t, cert, answerOK)
	b := pinning(t, s.URL, cert)
	h := works(t, transport.New(leaning(b)), s.URL)
	assert.Equal(t, "pin", h.Trust)
	assert.Equal(t, described(t, cert), h.Certificate)
	assert.Empty(t, b.told())

	p := both(t, leaning(b), neighbour.URL, connector.CodeCertificateUntrusted)
	require.NotNil(t, p.Evidence.Certificate)
	assert.Equal(t, described(t, cert), *p.Evidence.Certificate)
	assert.Nil(t, p.Evidence.Trusted)
	byName := "https://localhost:" + mustParse(t, s.URL).Port()
	both(t, leaning(b), byName, connector.CodeCertificateUntrusted)
}

func TestDatesAndNamesOfAPinnedCertificateStillCount(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*x509.Certificate)
		want   connector.Code
	}{
		"expired":       {func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) }, connector.CodeCertificateExpired},
		"not yet valid": {func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour) }, connector.CodeCertificateExpired},
		"another host":  {func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(10, 0, 0, 1)} }, connector.CodeCertificateWrongHost},
	} {
		t.Run(name, func(t *testing.T) {
			cert, _ := certificate(t, c.change)
			s := showing(t, cert, answerOK)
			trust := importing(t, cert) // as an authority and as itself: neither mends it
			trust.Pin = pinOf(t, cert).Pin
			p := both(t, leaning(trusting(s.URL, trust)), s.URL, c.want)
			require.NotNil(t, p.Evidence.Certificate)
			assert.Equal(t, described(t, cert).SHA256, p.Evidence.Certificate.SHA256)
		})
	}
}

func TestAPinLetsACertificateInThatWasMadeForSomethingElse(t *testing.T) {
	cert, roots := certificate(t, leaf(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }))
	s := showing(t, cert, answerOK)
	both(t, transport.Options{Roots: roots}, s.URL, connector.CodeCertificateUntrusted)
	both(t, leaning(trusting(s.URL, importing(t, cert))), s.URL, connector.CodeCertificateUntrusted)
	h := works(t, transport.New(leaning(pinning(t, s.URL, cert))), s.URL)
	assert.Equal(t, "pin", h.Trust, "who trusted it is not asked the same again")
}

func TestAnotherCertificateThanThePinnedOneIsShownBesideIt(t *testing.T) {
	old, _ := certificate(t, leaf(nil))
	now, _ := certificate(t, leaf(nil))
	s := showing(t, now, answerOK)
	p := both(t, leaning(pinning(t, s.URL, old)), s.URL, connector.CodeCertificateChanged)
	assert.Equal(t, "127.0.0.1", p.Args["host"])
	require.NotNil(t, p.Evidence.Certificate)
	require.NotNil(t, p.Evidence.Trusted)
	assert.Equal(t, described(t, now), *p.Evidence.Certificate)
	assert.Equal(t, described(t, old), *p.Evidence.Trusted)
	written, err := json.Marshal(p)
	require.NoError(t, err)
	assert.Contains(t, string(written), described(t, old).SHA256)
}

func TestAnExpiredCertificateIsExpiredWhateverIsPinned(t *testing.T) {
	old, _ := certificate(t, nil)
	now, _ := certificate(t, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) })
	s := showing(t, now, answerOK)
	both(t, leaning(pinning(t, s.URL, old)), s.URL, connector.CodeCertificateExpired)
}

func TestACertificateRenewedWithATrustedChainNeedsNoPin(t *testing.T) {
	old, _ := certificate(t, leaf(nil))
	now, roots := certificate(t, nil)
	s := showing(t, now, answerOK)
	b := pinning(t, s.URL, old)
	h := works(t, transport.New(transport.Options{Timeout: long, Roots: roots, Trust: b}), s.URL)
	assert.Equal(t, "system", h.Trust)
	assert.Equal(t, []string{connector.HostPort(s.URL)}, b.told())
}

func TestAnImportedAuthorityVouchesForItsServerAlone(t *testing.T) {
	company, _ := certificate(t, nil)
	between := issued(t, company, func(c *x509.Certificate) { c.Subject.CommonName = "Harbour Office" })
	server := issued(t, between, leaf(nil))
	server.Certificate = append(server.Certificate, between.Certificate[0])
	s, neighbour := showing(t, server, answerOK), showing(t, server, answerOK)
	b := trusting(s.URL, importing(t, company))
	assert.Equal(t, "root", works(t, transport.New(leaning(b)), s.URL).Trust)
	assert.Empty(t, b.told())
	both(t, leaning(b), neighbour.URL, connector.CodeCertificateUntrusted)
}

func TestDatesAndNamesCountUnderAnImportedAuthority(t *testing.T) {
	company, _ := certificate(t, nil)
	expired := issued(t, company, leaf(func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) }))
	elsewhere := issued(t, company, leaf(func(c *x509.Certificate) { c.IPAddresses = nil }))
	s := showing(t, expired, answerOK)
	both(t, leaning(trusting(s.URL, importing(t, company))), s.URL, connector.CodeCertificateExpired)
	s = showing(t, elsewhere, answerOK)
	both(t, leaning(trusting(s.URL, importing(t, company))), s.URL, connector.CodeCertificateWrongHost)
}

func TestWhatIsNoAuthorityVouchesForNobody(t *testing.T) {
	fake, _ := certificate(t, leaf(nil))
	s := showing(t, fake, answerOK)
	both(t, leaning(trusting(s.URL, importing(t, fake))), s.URL, connector.CodeCertificateUntrusted)
	broken := connector.Trust{Roots: []connector.Root{{PEM: "nothing"}, {PEM: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}}}
	both(t, leaning(trusting(s.URL, broken)), s.URL, connector.CodeCertificateUntrusted)
}

func TestNothingImportedOrPinnedVouchesForBitbucketCloud(t *testing.T) {
	cert, roots := certificate(t, func(c *x509.Certificate) { c.DNSNames = []string{"bitbucket.org", "api.bitbucket.org"} })
	s := showing(t, cert, answerOK)
	for _, host := range []string{"bitbucket.org", "api.bitbucket.org", "BitBucket.org"} {
		address := "https://" + host + ":" + mustParse(t, s.URL).Port()
		trust := importing(t, cert)
		trust.Pin = pinOf(t, cert).Pin
		o := leaning(trusting(address, trust))
		o.Resolver, o.Proxy = everywhere(t), noProxy
		both(t, o, address, connector.CodeCertificateUntrusted)
		o.Roots = roots
		works(t, transport.New(o), address)
	}
}

func TestTrustTakenBackEndsConnectionsThatAreOpen(t *testing.T) {
	cert, _ := certificate(t, leaf(nil))
	authority, _ := certificate(t, nil)
	for shown, trust := range map[*tls.Certificate]connector.Trust{&cert: pinOf(t, cert), &authority: importing(t, authority)} {
		s := showing(t, *shown, answerOK)
		b := trusting(s.URL, trust)
		c := transport.New(leaning(b))
		works(t, c, s.URL)
		b.set(connector.HostPort(s.URL), connector.Trust{})
		_, err := get(t, c, s.URL)
		requireProblem(t, err, connector.CodeCertificateUntrusted)
		b.set(connector.HostPort(s.URL), trust)
		_, err = get(t, c, s.URL)
		require.NoError(t, err, "and given again it holds again")
	}
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u
}
