package app

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"software.sslmate.com/src/go-pkcs12"

	"mooring/connector"
	"mooring/connector/sandbox"
)

const passphrase = "Öffne dich, Sesam "

// pfxOf packs a certificate with its key as people get it from their administrator.
func pfxOf(t *testing.T, file string) []byte {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(file, file)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	require.NoError(t, err)
	packed, err := pkcs12.Modern.Encode(pair.PrivateKey, leaf, nil, passphrase)
	require.NoError(t, err)
	return packed
}

func TestACertificateOfOnesOwnOpensTheDoor(t *testing.T) {
	line := playing(t, sandbox.Options{Break: "client-certificate-required"}).Line()
	pfx := fileWith(t, "jana.p12", pfxOf(t, line.ClientCertFile))
	for name, phrase := range map[string]string{"line end": passphrase + "\n", "Windows": passphrase + "\r\n", "bare": passphrase, "marked": "\ufeff" + passphrase} {
		more := []string{"--client-cert", pfx, "--client-cert-password-file", fileWith(t, "phrase", []byte(phrase))}
		assert.Empty(t, checkServer(t, line, more...).report(t).found().hard(), name)
	}
	assert.Empty(t, checkServer(t, line, "--client-cert", line.ClientCertFile).report(t).found().hard(), "PEM without a password")
	list := command(t, nil, line.ServerToken, "repos", "server", "--url", line.ServerURL, "--token-stdin", "--ca", line.CAFile, "--client-cert", line.ClientCertFile)
	assert.Equal(t, 0, list.code, list.stderr)
}

func TestAClientCertificateThatCannotBeUsedSaysWhy(t *testing.T) {
	line := playing(t, sandbox.Options{Break: "client-certificate-required"}).Line()
	pfx := fileWith(t, "jana.p12", pfxOf(t, line.ClientCertFile))
	wrong := fileWith(t, "phrase", []byte("Sesam öffne dich"))
	for reason, more := range map[string][]string{
		"There is no file":       {"--client-cert", filepath.Join(t.TempDir(), "nowhere.p12")},
		"password does not open": {"--client-cert", pfx, "--client-cert-password-file", wrong},
		"not the private key":    {"--client-cert", line.CAFile},
	} {
		s := checkServer(t, line, more...)
		assert.Equal(t, []connector.Code{connector.CodeClientCertificateUnusable}, s.report(t).found().hard(), reason)
		assert.Contains(t, s.stdout, reason)
		assert.Equal(t, exitBlocked, s.code)
		assert.NotContains(t, s.stdout+s.stderr, "Sesam öffne dich")
	}
	none := checkServer(t, playing(t, sandbox.Options{}).Line(), "--client-cert", "nowhere.p12").report(t)
	assert.Equal(t, connector.Ready, none.Verdict, "nobody asked for it, so nobody looked")
}

func TestAStoredConnectionShowsItsClientCertificate(t *testing.T) {
	s := playing(t, sandbox.Options{Break: "client-certificate-required"})
	line := s.Line()
	h := houseAt(t, t.TempDir())
	pfx := fileWith(t, "jana.p12", pfxOf(t, line.ClientCertFile))
	c := connected(t, h, line, func(c *connector.Connection) { c.ClientCertificate = pfx })
	credential, err := h.vault.Get(t.Context(), c.ID, c.Origins())
	require.NoError(t, err)
	credential.Passphrase = connector.NewSecret(passphrase)
	require.NoError(t, h.vault.Put(t.Context(), c.ID, credential, c.Keep))
	roots, err := connector.ReadRoots("root.pem", s.AuthorityPEM())
	require.NoError(t, err)
	require.NoError(t, h.trust.AddRoots(t.Context(), connector.HostPort(c.Base), roots))
	r := climbed(t, h, c)
	assert.Empty(t, in(r).hard())

	b, err := h.Open(t.Context(), c)
	require.NoError(t, err)
	n := 0
	for page, err := range b.Repositories(t.Context()) {
		require.NoError(t, err)
		n += len(page.Repositories)
	}
	assert.Equal(t, 48, n)
	require.NoError(t, os.Remove(pfx))
	p, _ := climbed(t, h, c).Worst()
	assert.Equal(t, connector.CodeClientCertificateUnusable, p.Code)
	assert.Equal(t, "missing", p.Args["reason"])
}
