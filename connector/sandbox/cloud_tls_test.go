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

// askTrusting asks the Cloud API who one is, trusting the authority there is and showing the certificate there is.
func askTrusting(t *testing.T, s *sandbox.Sandbox) (*http.Response, error) {
	t.Helper()
	config := &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
	if file := s.Line().CAFile; file != "" {
		pem, err := os.ReadFile(file)
		require.NoError(t, err)
		require.True(t, config.RootCAs.AppendCertsFromPEM(pem))
	}
	if file := s.Line().ClientCertFile; file != "" {
		own, err := tls.LoadX509KeyPair(file, file)
		require.NoError(t, err)
		config.Certificates = []tls.Certificate{own}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Line().CloudAPI+askUser, nil)
	require.NoError(t, err)
	tokenOf(s)(r)
	client := http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
	return client.Do(r) //nolint:bodyclose // closed by who asked
}

func TestFaultsOfTLSHitTheCloudAPIAndNotThePagesPeopleSee(t *testing.T) {
	for code, said := range map[string]string{
		"certificate-untrusted":       "",
		"certificate-expired":         "certificate has expired",
		"certificate-wrong-host":      "doesn't contain any IP SANs",
		"client-certificate-required": "", // healthy for who shows the certificate that is given out
		"tls-failed":                  "protocol version not supported",
	} {
		t.Run(code, func(t *testing.T) {
			s := start(t, sandbox.Options{Break: code})
			require.True(t, strings.HasPrefix(s.Line().CloudAPI, "https://127.0.0.1:"), s.Line().CloudAPI)
			require.True(t, strings.HasPrefix(s.Line().CloudWeb, "http://127.0.0.1:"), s.Line().CloudWeb)
			_, err := http.Get(s.Line().CloudAPI + askUser) //nolint:bodyclose,noctx // refused before an answer
			require.Error(t, err, "nobody's computer trusts it")
			connect(t, s) // consent and tokens are on the web side
			answer, err := askTrusting(t, s)
			if said != "" {
				require.ErrorContains(t, err, said)
				return
			}
			require.NoError(t, err)
			defer func() { _ = answer.Body.Close() }()
			assert.Equal(t, http.StatusOK, answer.StatusCode)
		})
	}
}

func TestTheCloudAPIMaySpeakHTTPSInGoodHealth(t *testing.T) {
	for name, o := range map[string]sandbox.Options{
		"alone":                    {CloudTLS: true},
		"beside a server's":        {CloudTLS: true, TLS: true},
		"beside a self-signed one": {CloudTLS: true, SelfSigned: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, o)
			assert.Equal(t, o.TLS || o.SelfSigned, strings.HasPrefix(s.Line().ServerURL, "https://"))
			require.FileExists(t, s.Line().CAFile)
			for range 2 { // before the certificate changes and after
				answer, err := askTrusting(t, s)
				require.NoError(t, err)
				assert.Equal(t, http.StatusOK, answer.StatusCode)
				require.NoError(t, answer.Body.Close())
				require.NoError(t, s.RenewCertificate())
			}
		})
	}
	plain := start(t, sandbox.Options{})
	assert.Error(t, plain.RenewCertificate())
	assert.True(t, strings.HasPrefix(plain.Line().CloudAPI, "http://"))
}
