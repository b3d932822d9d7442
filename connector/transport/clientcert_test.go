package transport_test

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"

	"mooring/connector"
	"mooring/connector/transport"
)

const passphrase = "0pen-sesame"

// own is a person's certificate with the authority that issued it.
type own struct {
	cert, authority tls.Certificate
	key             *ecdsa.PrivateKey
}

func newOwn(t *testing.T, change func(*x509.Certificate)) own {
	t.Helper()
	authority, _ := certificate(t, func(c *x509.Certificate) { c.ExtKeyUsage = nil })
	cert := issued(t, authority, func(c *x509.Certificate) {
		c.Subject.CommonName, c.IsCA = "Ada", false
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		if change != nil {
			change(c)
		}
	})
	key, ok := cert.PrivateKey.(*ecdsa.PrivateKey)
	require.True(t, ok)
	return own{cert: cert, authority: authority, key: key}
}

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func (o own) certificates() []byte {
	return slices.Concat(block("CERTIFICATE", o.authority.Certificate[0]), block("CERTIFICATE", o.cert.Certificate[0]))
}

func (o own) pfx(t *testing.T, with *pkcs12.Encoder, phrase string) []byte {
	t.Helper()
	data, err := with.Encode(o.key, parsed(t, o.cert), []*x509.Certificate{parsed(t, o.authority)}, phrase)
	require.NoError(t, err)
	return data
}

func (o own) encrypted(t *testing.T, phrase string) []byte {
	t.Helper()
	der, err := pkcs8.MarshalPrivateKey(o.key, []byte(phrase), nil)
	require.NoError(t, err)
	return block("ENCRYPTED PRIVATE KEY", der)
}

func (o own) legacy(t *testing.T, phrase string) []byte {
	t.Helper()
	der, err := x509.MarshalECPrivateKey(o.key)
	require.NoError(t, err)
	//lint:ignore SA1019 such files are what companies hand out
	sealed, err := x509.EncryptPEMBlock(rand.Reader, "EC PRIVATE KEY", der, []byte(phrase), x509.PEMCipherAES256)
	require.NoError(t, err)
	return pem.EncodeToMemory(sealed)
}

func (o own) plain(t *testing.T) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(o.key)
	require.NoError(t, err)
	return block("PRIVATE KEY", der)
}

func TestEveryUsualFileGivesThePersonsCertificate(t *testing.T) {
	o := newOwn(t, nil)
	ec, err := x509.MarshalECPrivateKey(o.key)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		data   []byte
		phrase string
	}{
		"PFX of today":           {o.pfx(t, pkcs12.Modern, passphrase), passphrase},
		"PFX with triple DES":    {o.pfx(t, pkcs12.LegacyDES, passphrase), passphrase},
		"PFX with RC2":           {o.pfx(t, pkcs12.LegacyRC2, passphrase), passphrase},
		"PFX without passphrase": {o.pfx(t, pkcs12.Passwordless, ""), ""},
		"PFX with an empty one":  {o.pfx(t, pkcs12.Modern, ""), ""},
		"PEM with a plain key":   {slices.Concat(o.certificates(), o.plain(t)), ""},
		"PEM, key first":         {slices.Concat([]byte("Bag Attributes\n"), o.plain(t), o.certificates()), "not needed"},
		"PEM with an EC key":     {slices.Concat(o.certificates(), block("EC PRIVATE KEY", ec)), ""},
		"PEM as PKCS 8":          {slices.Concat(o.certificates(), o.encrypted(t, passphrase)), passphrase},
		"PEM as OpenSSL did":     {slices.Concat(o.certificates(), o.legacy(t, passphrase)), passphrase},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := transport.ReadClientCertificate("ada.pfx", c.data, connector.NewSecret(c.phrase))
			require.NoError(t, err)
			assert.Equal(t, "Ada", got.Leaf.Subject.CommonName)
			assert.Equal(t, o.cert.Certificate[0], got.Certificate[0], "the own one leads")
			assert.Len(t, got.Certificate, 2)
			assert.True(t, o.key.Equal(got.PrivateKey))
		})
	}
}

func TestAnRSAKeyIsReadToo(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: parsed(t, newOwn(t, nil).cert).SerialNumber, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	data := slices.Concat(block("CERTIFICATE", der), block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)))
	got, err := transport.ReadClientCertificate("ada.pem", data, connector.Secret{})
	require.NoError(t, err)
	assert.True(t, key.Equal(got.PrivateKey))
}

func TestAFileThatCannotServeSaysWhy(t *testing.T) {
	o, stranger := newOwn(t, nil), newOwn(t, nil)
	expired := newOwn(t, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) })
	store, err := pkcs12.Modern.EncodeTrustStore([]*x509.Certificate{parsed(t, o.authority)}, passphrase)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		data   []byte
		phrase string
		reason string
	}{
		"PFX, wrong passphrase":        {o.pfx(t, pkcs12.Modern, passphrase), "wr0ng", "passphrase"},
		"PFX, none given":              {o.pfx(t, pkcs12.Modern, passphrase), "", "passphrase"},
		"old PFX, wrong passphrase":    {o.pfx(t, pkcs12.LegacyRC2, passphrase), "wr0ng", "passphrase"},
		"PKCS 8, wrong passphrase":     {slices.Concat(o.certificates(), o.encrypted(t, passphrase)), "wr0ng", "passphrase"},
		"PKCS 8, none given":           {slices.Concat(o.certificates(), o.encrypted(t, passphrase)), "", "passphrase"},
		"OpenSSL's, wrong passphrase":  {slices.Concat(o.certificates(), o.legacy(t, passphrase)), "wr0ng", "passphrase"},
		"OpenSSL's, none given":        {slices.Concat(o.certificates(), o.legacy(t, passphrase)), "", "passphrase"},
		"certificates alone":           {o.certificates(), "", "no-key"},
		"somebody else's key":          {slices.Concat(o.certificates(), stranger.plain(t)), "", "no-key"},
		"authorities in a PFX":         {store, passphrase, "no-key"},
		"expired":                      {expired.pfx(t, pkcs12.Modern, passphrase), passphrase, "expired"},
		"expired PEM":                  {slices.Concat(expired.certificates(), expired.plain(t)), "", "expired"},
		"a key alone":                  {o.plain(t), "", "unreadable"},
		"a key of an unknown kind":     {slices.Concat(o.certificates(), block("PRIVATE KEY", []byte("x"))), "", "unreadable"},
		"a lock of an unknown kind":    {slices.Concat(o.certificates(), block("ENCRYPTED PRIVATE KEY", []byte("x"))), "y", "unreadable"},
		"a certificate that is broken": {slices.Concat(block("CERTIFICATE", []byte("x")), o.plain(t)), "", "unreadable"},
		"a letter":                     {[]byte("Dear Ada,"), passphrase, "unreadable"},
		"nothing":                      {nil, "", "unreadable"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := transport.ReadClientCertificate("ada.pfx", c.data, connector.NewSecret(c.phrase))
			p := requireProblem(t, err, connector.CodeClientCertificateUnusable)
			assert.Equal(t, map[string]string{"file": "ada.pfx", "reason": c.reason}, p.Args)
			if c.phrase != "" && c.phrase != "y" {
				assert.NotContains(t, fmt.Sprintf("%+v %v", p, err), c.phrase)
			}
		})
	}
}

// asking is a server that wants certificates of one authority.
func asking(t *testing.T, version uint16, authority tls.Certificate, h http.HandlerFunc) (string, *x509.CertPool) {
	t.Helper()
	cert, roots := certificate(t, nil)
	wanted := x509.NewCertPool()
	wanted.AddCert(parsed(t, authority))
	return serveTLS(t, &tls.Config{
		Certificates: []tls.Certificate{cert}, MaxVersion: version,
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: wanted,
	}, h).URL, roots
}

func TestThePersonsCertificateIsShownToWhoAsks(t *testing.T) {
	o := newOwn(t, nil)
	mine, err := transport.ReadClientCertificate("ada.pfx", o.pfx(t, pkcs12.Modern, passphrase), connector.NewSecret(passphrase))
	require.NoError(t, err)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		var who string
		address, roots := asking(t, version, o.authority, func(w http.ResponseWriter, r *http.Request) {
			who = r.TLS.PeerCertificates[0].Subject.CommonName
			answerOK(w, r)
		})
		works(t, transport.New(transport.Options{
			Timeout: long, Roots: roots, ClientCertificateFile: "ada.pfx",
			ClientCertificate: func() (*tls.Certificate, error) { return &mine, nil },
		}), address)
		assert.Equal(t, "Ada", who)
	}
}

func TestARefusedCertificateIsNamedByItsFile(t *testing.T) {
	o, other := newOwn(t, nil), newOwn(t, nil)
	mine, err := transport.ReadClientCertificate("ada.pfx", o.pfx(t, pkcs12.Modern, passphrase), connector.NewSecret(passphrase))
	require.NoError(t, err)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		address, roots := asking(t, version, other.authority, answerOK)
		options := transport.Options{Timeout: long, Roots: roots, ClientCertificateFile: "ada.pfx"}
		p := both(t, options, address, connector.CodeClientCertificateRequired)
		assert.Equal(t, map[string]string{"host": "127.0.0.1", "file": ""}, p.Args, "nothing was shown")

		options.ClientCertificate = func() (*tls.Certificate, error) { return &mine, nil }
		p = both(t, options, address, connector.CodeClientCertificateRequired)
		assert.Equal(t, "ada.pfx", p.Args["file"])
		_, err := get(t, transport.New(options), address)
		assert.Equal(t, "ada.pfx", requireProblem(t, err, connector.CodeClientCertificateRequired).Args["file"])

		options.ClientCertificate = func() (*tls.Certificate, error) { return nil, nil }
		both(t, options, address, connector.CodeClientCertificateRequired)
	}
}

func TestAFileThatCannotBeOpenedIsToldWhenAServerAsksAndNotBefore(t *testing.T) {
	locked := connector.NewProblem(connector.CodeClientCertificateUnusable, "file", "ada.pfx", "reason", "passphrase")
	for name, cause := range map[string]error{"a problem": locked, "wrapped": fmt.Errorf("open it: %w", locked)} {
		t.Run(name, func(t *testing.T) {
			address, roots := asking(t, tls.VersionTLS13, newOwn(t, nil).authority, answerOK)
			asked := 0
			options := transport.Options{Timeout: long, Roots: roots, ClientCertificate: func() (*tls.Certificate, error) {
				asked++
				return nil, cause
			}}
			p := both(t, options, address, connector.CodeClientCertificateUnusable)
			assert.Equal(t, "passphrase", p.Args["reason"])
			assert.Equal(t, address, p.Evidence.Address)
			assert.Equal(t, 2, asked)

			cert, roots := certificate(t, nil)
			options.Roots, options.ClientCertificate = roots, func() (*tls.Certificate, error) { return nil, errors.New("asked for") }
			works(t, transport.New(options), showing(t, cert, answerOK).URL)
		})
	}
}
