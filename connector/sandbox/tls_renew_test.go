package sandbox_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptrace"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// meeting is what a client sees of the TLS of one request.
type meeting struct {
	leaf                     *x509.Certificate
	resumed, onOldConnection bool
}

// tlsClient trusts a certificate as its only root, and keeps connections and sessions as applications do.
func tlsClient(t *testing.T, root []byte) *http.Transport {
	t.Helper()
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(root))
	transport := &http.Transport{TLSClientConfig: &tls.Config{
		RootCAs: pool, MinVersion: tls.VersionTLS12, ClientSessionCache: tls.NewLRUClientSessionCache(4),
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

// meet asks for the properties and tells what was shown.
func (d dc) meet(via *http.Transport) meeting {
	d.t.Helper()
	met, err := d.tryToMeet(via)
	require.NoError(d.t, err)
	return met
}

// tryToMeet is meet for those who ask beside the test.
func (d dc) tryToMeet(via *http.Transport) (met meeting, err error) {
	ctx := httptrace.WithClientTrace(d.t.Context(), &httptrace.ClientTrace{
		GotConn: func(i httptrace.GotConnInfo) { met.onOldConnection = i.Reused },
	})
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.base+"/rest/api/1.0/application-properties", nil)
	if err != nil {
		return met, err
	}
	answered, err := (&http.Client{Transport: via}).Do(r)
	if err != nil {
		return met, err
	}
	var text strings.Builder
	if err := answered.Write(&text); err != nil { // read to its end, so that the connection is kept
		return met, err
	}
	if !strings.Contains(text.String(), "Bitbucket") || answered.TLS == nil {
		return met, errors.New("no answer of a Bitbucket over TLS: " + text.String())
	}
	met.leaf, met.resumed = answered.TLS.PeerCertificates[0], answered.TLS.DidResume
	return met, nil
}

func TestHealthyHTTPSIsVouchedForByTheAuthority(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7, TLS: true})
	require.True(t, strings.HasPrefix(d.base, "https://127.0.0.1:"), d.base)
	file, err := os.ReadFile(d.box.Line().CAFile)
	require.NoError(t, err)
	assert.Equal(t, string(file), string(d.box.AuthorityPEM()))
	assert.Equal(t, http.StatusOK, d.trusting().get(firstRepo).status)
	assert.Contains(t, d.trusting().get(firstRepo).body, d.base+"/scm/laden/baeckerei-app.git")
	assert.Equal(t, "Nordlicht Internal Root", d.meet(tlsClient(t, file)).leaf.Issuer.CommonName)
}

func TestASelfSignedCertificateHasNobodyBehindIt(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7, SelfSigned: true})
	assert.Empty(t, d.box.Line().CAFile)
	_, err := d.try(t.Context(), http.MethodGet, properties, "", nil)
	var unknown x509.UnknownAuthorityError
	require.ErrorAs(t, err, &unknown)
	leaf := d.meet(tlsClient(t, d.box.CertificatePEM())).leaf
	assert.Equal(t, leaf.Subject.String(), leaf.Issuer.String())
	require.NoError(t, leaf.CheckSignature(leaf.SignatureAlgorithm, leaf.RawTBSCertificate, leaf.Signature))
	assert.False(t, leaf.IsCA)
	require.NoError(t, leaf.VerifyHostname("127.0.0.1"))

	require.NoError(t, d.box.SignCertificate())
	signed := d.meet(tlsClient(t, d.box.AuthorityPEM())).leaf
	assert.Equal(t, "Nordlicht Internal Root", signed.Issuer.CommonName, "it was given a proper one")
}

func TestSessionsAreResumedUntilTheCertificateIsRenewed(t *testing.T) {
	for name, opts := range map[string]sandbox.Options{"signed": {Repos: 7, TLS: true}, "by itself": {Repos: 7, SelfSigned: true}} {
		t.Run(name, func(t *testing.T) {
			d := startDC(t, opts)
			via := tlsClient(t, append(d.box.AuthorityPEM(), d.box.CertificatePEM()...))
			first := d.meet(via)
			assert.False(t, first.resumed)
			assert.True(t, d.meet(via).onOldConnection, "the connection is kept")
			via.CloseIdleConnections()
			again := d.meet(via)
			assert.True(t, again.resumed, "a new connection goes on with the session")
			assert.Equal(t, first.leaf.Raw, again.leaf.Raw)

			require.NoError(t, d.box.RenewCertificate())
			shown, _ := pem.Decode(d.box.CertificatePEM())
			require.NotNil(t, shown)
			assert.NotEqual(t, first.leaf.Raw, shown.Bytes)
			require.True(t, via.TLSClientConfig.RootCAs.AppendCertsFromPEM(d.box.CertificatePEM()))
			renewed := d.meet(via)
			assert.False(t, renewed.onOldConnection, "idle connections ended")
			assert.False(t, renewed.resumed, "and sessions with them")
			assert.Equal(t, shown.Bytes, renewed.leaf.Raw)
			assert.Equal(t, first.leaf.DNSNames, renewed.leaf.DNSNames)
			assert.Equal(t, first.leaf.Issuer.String(), renewed.leaf.Issuer.String())
			via.CloseIdleConnections()
			assert.True(t, d.meet(via).resumed, "sessions are resumed again")
		})
	}
}

func TestARenewedCertificateKeepsItsFault(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7, Break: "certificate-expired"})
	require.NoError(t, d.box.RenewCertificate())
	_, err := d.trusting().try(t.Context(), http.MethodGet, properties, "", nil)
	require.ErrorContains(t, err, "certificate has expired")
}

func TestThereIsNoCertificateOnPlainHTTP(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7})
	require.Error(t, d.box.RenewCertificate())
	require.Error(t, d.box.SignCertificate())
	assert.Nil(t, d.box.AuthorityPEM())
	assert.Nil(t, d.box.CertificatePEM())
	assert.Empty(t, d.box.Line().ClientCertFile)
}

func TestTheClientCertificateFileOpensTheServerThatAsksForOne(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7, Break: "client-certificate-required"})
	file := d.box.Line().ClientCertFile
	own, err := tls.LoadX509KeyPair(file, file)
	require.NoError(t, err)
	via := tlsClient(t, d.box.AuthorityPEM())
	via.TLSClientConfig.Certificates = []tls.Certificate{own}
	assert.Equal(t, "Nordlicht Internal Root", d.meet(via).leaf.Issuer.CommonName)

	other := startDC(t, sandbox.Options{Repos: 7, Break: "client-certificate-required"})
	stranger := tlsClient(t, other.box.AuthorityPEM())
	stranger.TLSClientConfig.Certificates = []tls.Certificate{own}
	other.via = &http.Client{Transport: stranger}
	_, err = other.try(t.Context(), http.MethodGet, properties, "", nil)
	require.Error(t, err, "another server does not take it")
	assert.Empty(t, other.box.Requests())

	require.NoError(t, d.box.Close())
	require.NoFileExists(t, file)
}

func TestAServerThatMovedToHTTPSSendsThereFromHTTP(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7, Break: "https-available"})
	require.True(t, strings.HasPrefix(d.base, "http://127.0.0.1:"), d.base)
	away := d.with("").get(properties + "?x=1")
	assert.Equal(t, http.StatusMovedPermanently, away.status)
	there := away.header.Get("Location")
	require.True(t, strings.HasPrefix(there, "https://127.0.0.1:"), there)
	base, rest, _ := strings.Cut(there, "/rest")
	assert.Equal(t, "/api/1.0/application-properties?x=1", rest)
	old, secure := d.base, d.trusting()
	secure.base = base
	assert.Equal(t, http.StatusOK, secure.get(properties).status)
	assert.Equal(t, http.StatusOK, secure.get(firstRepo+"/webhooks").status)
	assert.Contains(t, secure.get(firstRepo).body, base+"/scm/laden/baeckerei-app.git")
	assert.NotContains(t, secure.get(firstRepo).body, old)
	for _, asked := range d.box.Requests() {
		assert.Equal(t, asked.Status == http.StatusMovedPermanently, asked.As == "" && asked.Query == "x=1", "nobody is known over http")
	}

	byName := d
	byName.base = strings.Replace(d.base, "127.0.0.1", "localhost", 1)
	assert.True(t, strings.HasPrefix(byName.get(properties).header.Get("Location"), "https://localhost:"), "the host name stays")
}

func TestAnAnswerOnItsWayArrivesAlthoughTheCertificateIsRenewed(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7, TLS: true, Latency: 100 * time.Millisecond})
	via := tlsClient(t, d.box.AuthorityPEM())
	var before meeting
	first := make(chan error, 1)
	go func() {
		var err error
		before, err = d.tryToMeet(via)
		first <- err
	}()
	require.Eventually(t, func() bool { return len(d.box.Requests()) == 1 }, 30*time.Second, time.Millisecond)
	require.NoError(t, d.box.RenewCertificate())
	require.NoError(t, <-first)
	after := d.meet(via)
	assert.False(t, after.onOldConnection, "its connection was not kept")
	assert.NotEqual(t, before.leaf.Raw, after.leaf.Raw)
}
