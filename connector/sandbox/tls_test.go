package sandbox_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// trusting gives a client that trusts the authority in ca_file.
func (d dc) trusting() dc {
	d.t.Helper()
	pem, err := os.ReadFile(d.box.Line().CAFile)
	require.NoError(d.t, err)
	pool := x509.NewCertPool()
	require.True(d.t, pool.AppendCertsFromPEM(pem))
	d.via = &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
	}}
	return d
}

func TestFaultsOfTLS(t *testing.T) {
	for code, said := range map[string]string{
		"certificate-untrusted":       "", // healthy for who trusts the authority
		"certificate-expired":         "certificate has expired",
		"certificate-wrong-host":      "doesn't contain any IP SANs",
		"client-certificate-required": "certificate required",
		"tls-failed":                  "protocol version not supported",
	} {
		t.Run(code, func(t *testing.T) {
			d := startDC(t, sandbox.Options{Repos: 7, Break: code})
			require.True(t, strings.HasPrefix(d.base, "https://127.0.0.1:"), d.base)
			got, err := d.trusting().try(t.Context(), http.MethodGet, firstRepo, "", nil)
			if said != "" {
				require.ErrorContains(t, err, said)
				assert.Empty(t, d.box.Requests())
				return
			}
			require.NoError(t, err)
			assert.Equal(t, http.StatusOK, got.status)
			assert.Contains(t, got.body, d.base+"/scm/laden/baeckerei-app.git")
		})
	}
}

func TestAnUntrustedCertificateIsRefusedByWhoDoesNotKnowTheAuthority(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7, Break: "certificate-untrusted"})
	_, err := d.try(t.Context(), http.MethodGet, properties, "", nil)
	var unknown x509.UnknownAuthorityError
	require.ErrorAs(t, err, &unknown)
}

func TestTheAuthorityFileIsThereForTLSFaultsOnlyAndGoneAfterwards(t *testing.T) {
	assert.Empty(t, startDC(t, sandbox.Options{Repos: 7, Break: "server-error"}).box.Line().CAFile)
	box, err := sandbox.Start(sandbox.Options{Repos: 7, Break: "certificate-expired"})
	require.NoError(t, err)
	require.FileExists(t, box.Line().CAFile)
	require.NoError(t, box.Close())
	require.NoFileExists(t, box.Line().CAFile)
}
