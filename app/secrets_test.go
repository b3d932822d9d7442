package app

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

// holdNone looks through everything written below a folder, and through what was said.
func holdNone(t *testing.T, home string, heard string, secrets map[string]string) (files int) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		for name, secret := range secrets {
			assert.False(t, bytes.Contains(text, []byte(secret)), "%s in %s", name, path)
		}
		return err
	}))
	for name, secret := range secrets {
		assert.False(t, strings.Contains(heard, secret), "%s was said", name)
	}
	return files
}

// keyMaterial is the middle of a private key as it would stand in a PEM file.
func keyMaterial(t *testing.T, file string) (pemText, raw string) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if strings.Contains(block.Type, "PRIVATE KEY") {
			return base64.StdEncoding.EncodeToString(block.Bytes)[20:60], string(block.Bytes[20:60])
		}
	}
	t.Fatal("there is no key in the file")
	return "", ""
}

func TestNothingWrittenOrSaidHoldsASecret(t *testing.T) {
	home := t.TempDir()
	h := houseAt(t, home)
	wanting := playing(t, sandbox.Options{Break: "client-certificate-required"})
	line := wanting.Line()
	inPEM, raw := keyMaterial(t, line.ClientCertFile)
	secrets := map[string]string{
		"the token": line.ServerToken, "the passphrase": strings.TrimSpace(passphrase), "the proxy's password": "s3same-proxy",
		"the key in PEM": inPEM, "the key": raw, "a private key": "PRIVATE KEY",
	}
	pfx := fileWith(t, "jana.p12", pfxOf(t, line.ClientCertFile))
	phrase := fileWith(t, "phrase", []byte(passphrase))

	// A person chooses a proxy with a sign-in, trusts a certificate and imports a root, and connects.
	password := connector.NewSecret("s3same-proxy")
	proxy, behind := far(t, "jana", "s3same-proxy")
	choice := connector.ProxyChoice{Mode: connector.ProxyManual, Address: proxy.Address(), User: "jana"}
	require.NoError(t, h.proxies.SetProxy(t.Context(), choice, &password))
	roots, err := connector.ReadRoots("root.pem", wanting.AuthorityPEM())
	require.NoError(t, err)
	c := connected(t, h, line, func(c *connector.Connection) { c.ClientCertificate = pfx })
	require.NoError(t, h.trust.AddRoots(t.Context(), connector.HostPort(c.Base), roots))
	credential, err := h.vault.Get(t.Context(), c.ID, c.Origins())
	require.NoError(t, err)
	credential.Passphrase = connector.NewSecret(passphrase)
	require.NoError(t, h.vault.Put(t.Context(), c.ID, credential, c.Keep))
	assert.Empty(t, in(climbed(t, h, c)).hard())
	climbed(t, h, connected(t, h, behind, nil))
	h.trust.Renewed(connector.HostPort(c.Base))
	h.log.Warn("everything at once", "credential", credential, "password", password, "connection", c, "choice", choice)

	// And commands fail and succeed with all of them.
	var heard strings.Builder
	for _, more := range [][]string{
		{"--client-cert", pfx, "--client-cert-password-file", phrase},
		{"--client-cert", pfx},
		{"--client-cert", phrase, "--client-cert-password-file", phrase},
		{"--proxy", "http://jana:s3same-proxy@127.0.0.1:1"},
		{"--proxy", proxy.Address(), "--client-cert", line.ClientCertFile},
	} {
		for _, form := range []string{"--json=false", "--json"} {
			for _, at := range []sandbox.Line{line, behind} {
				s := command(t, nil, line.ServerToken, append([]string{
					"check", "server", "--url", at.ServerURL, "--token-stdin", "--timeout", timeoutFor(""), "--ca", at.CAFile, form,
				}, more...)...)
				heard.WriteString(s.stdout + s.stderr)
				holdNone(t, s.home, "", secrets)
			}
		}
	}
	h.close()
	files := holdNone(t, home, heard.String(), secrets)
	assert.GreaterOrEqual(t, files, 5, "settings, trust, two connections and the log")
	for _, name := range []string{"trust.json", "settings.json"} {
		assert.FileExists(t, filepath.Join(home, "config", name))
	}
	logged, err := os.ReadFile(filepath.Join(home, "logs", "mooring.log"))
	require.NoError(t, err)
	assert.Contains(t, string(logged), "everything at once", "the log was looked through")
}
