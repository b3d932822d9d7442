package connector_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

// made is the DER of a self-signed authority, as changed.
func made(t *testing.T, change func(*x509.Certificate)) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Harbour Root", Organization: []string{"Harbour"}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	if change != nil {
		change(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return der
}

func asPEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func TestACertificateIsDescribedAsPeopleRecogniseIt(t *testing.T) {
	der := made(t, func(c *x509.Certificate) {
		c.DNSNames, c.IPAddresses = []string{"git.example.test", "git"}, []net.IP{net.IPv4(10, 1, 2, 3), net.IPv6loopback}
	})
	c, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	d := connector.DescribeCertificate(c)
	sum := sha256.Sum256(der)
	assert.Equal(t, connector.Certificate{
		Subject: "Harbour Root", Issuer: "Harbour Root", NotBefore: c.NotBefore.UTC(), NotAfter: c.NotAfter.UTC(),
		Names: []string{"git.example.test", "git", "10.1.2.3", "::1"}, SHA256: hex.EncodeToString(sum[:]), CA: true,
	}, d)
	assert.Len(t, d.Fingerprint(), 32*3-1)
	assert.Equal(t, "0A:FF:10", connector.Certificate{SHA256: "0aff10"}.Fingerprint())
	assert.Empty(t, connector.Certificate{}.Fingerprint())
}

func TestACertificateWithoutACommonNameStillHasASubject(t *testing.T) {
	for want, change := range map[string]func(*x509.Certificate){
		"O=Harbour":             func(c *x509.Certificate) { c.Subject.CommonName = "" },
		"git.example.test, git": func(c *x509.Certificate) { c.Subject, c.DNSNames = pkix.Name{}, []string{"git.example.test", "git"} },
	} {
		c, err := x509.ParseCertificate(made(t, change))
		require.NoError(t, err)
		assert.Equal(t, want, connector.DescribeCertificate(c).Subject)
	}
}

func TestAuthoritiesAreReadFromEveryUsualFile(t *testing.T) {
	one, two := made(t, nil), made(t, func(c *x509.Certificate) { c.Subject.CommonName = "Harbour Office" })
	pems := slices.Concat(asPEM("CERTIFICATE", one), []byte("# and the office\n"), asPEM("CERTIFICATE", two))
	for name, c := range map[string]struct {
		data []byte
		want []string
	}{
		"PEM":                     {asPEM("CERTIFICATE", one), []string{"Harbour Root"}},
		"PEM with words before":   {append([]byte("subject=CN = Harbour Root\r\n\r\n"), asPEM("CERTIFICATE", one)...), []string{"Harbour Root"}},
		"PEM with line ends":      {bytes.ReplaceAll(asPEM("CERTIFICATE", one), []byte("\n"), []byte("\r\n")), []string{"Harbour Root"}},
		"several":                 {pems, []string{"Harbour Root", "Harbour Office"}},
		"with a key in between":   {slices.Concat(asPEM("PRIVATE KEY", []byte("x")), pems), []string{"Harbour Root", "Harbour Office"}},
		"DER":                     {one, []string{"Harbour Root"}},
		"not valid yet, but soon": {made(t, func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) }), []string{"Harbour Root"}},
	} {
		t.Run(name, func(t *testing.T) {
			roots, err := connector.ReadRoots("root.pem", c.data)
			require.NoError(t, err)
			var names []string
			for _, r := range roots {
				names = append(names, r.Subject)
				assert.True(t, r.CA)
				block, rest := pem.Decode([]byte(r.PEM))
				require.NotNil(t, block)
				assert.Empty(t, rest)
				sum := sha256.Sum256(block.Bytes)
				assert.Equal(t, r.SHA256, hex.EncodeToString(sum[:]))
			}
			assert.Equal(t, c.want, names)
		})
	}
}

func TestAFileOfNoAuthoritiesSaysWhy(t *testing.T) {
	good := made(t, nil)
	leaf := made(t, func(c *x509.Certificate) { c.IsCA = false })
	ancient := made(t, func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = false, false })
	expired := made(t, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) })
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":                 {nil, "no-certificate"},
		"garbage":                 {[]byte("Dear Ada, please find attached"), "no-certificate"},
		"a key":                   {asPEM("PRIVATE KEY", []byte("x")), "no-certificate"},
		"a broken one":            {asPEM("CERTIFICATE", []byte("x")), "no-certificate"},
		"a broken one among good": {slices.Concat(asPEM("CERTIFICATE", good), asPEM("CERTIFICATE", []byte("x"))), "no-certificate"},
		"half of a DER":           {good[:len(good)/2], "no-certificate"},
		"a server's":              {asPEM("CERTIFICATE", leaf), "not-ca"},
		"a server's DER":          {leaf, "not-ca"},
		"without constraints":     {ancient, "not-ca"},
		"a server's among good":   {slices.Concat(asPEM("CERTIFICATE", good), asPEM("CERTIFICATE", leaf)), "not-ca"},
		"expired":                 {expired, "expired"},
	} {
		t.Run(name, func(t *testing.T) {
			roots, err := connector.ReadRoots("root.pem", c.data)
			assert.Empty(t, roots)
			p, ok := connector.AsProblem(err)
			require.True(t, ok)
			assert.Equal(t, connector.CodeRootUnusable, p.Code)
			assert.Equal(t, map[string]string{"file": "root.pem", "reason": c.want}, p.Args)
		})
	}
}

func TestTrustIsKeptUnderOneSpellingOfHostAndPort(t *testing.T) {
	for address, want := range map[string]string{
		"https://Git.Example.test/bitbucket": "git.example.test:443",
		"https://git.example.test:443":       "git.example.test:443",
		"http://git.example.test":            "git.example.test:80",
		"https://ann@git.example.test:8443/": "git.example.test:8443",
		"https://10.0.0.1":                   "10.0.0.1:443",
		"https://[FE80::1]:8443/x":           "[fe80::1]:8443",
		"ssh://git.example.test":             "",
		"git.example.test":                   "",
		"https://":                           "",
		"":                                   "",
	} {
		assert.Equal(t, want, connector.HostPort(address), address)
	}
	for hostPort, want := range map[string]string{"git.example.test:443": "git.example.test", "[fe80::1]:8443": "fe80::1", "git": "git"} {
		assert.Equal(t, want, connector.HostOf(hostPort))
	}
}

func TestBitbucketCloudIsKnownByItsAddress(t *testing.T) {
	for address, want := range map[string]bool{
		"https://bitbucket.org": true, "https://api.BitBucket.org:443/2.0": true, "https://bitbucket.org./x": true,
		"https://bitbucket.org.example.test": false, "https://notbitbucket.org": false, "https://git.example.test/bitbucket.org": false,
		"https://bitbucket.org@git.example.test": false, "::": false,
	} {
		assert.Equal(t, want, connector.IsCloudAddress(address), address)
	}
}
