package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/transport"
)

var (
	_ flow.Trusts         = (*trustBook)(nil)
	_ flow.Proxies        = (*proxies)(nil)
	_ transport.TrustBook = (*trustBook)(nil)
	_ flow.Explainer      = serverBitbucket{}
	_ flow.TokenGuider    = serverBitbucket{}
)

const gitHost = "git.example.test:443"

// rootPEM is a certificate that is an authority, or none.
func rootPEM(t *testing.T, authority bool) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "Company Root"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), BasicConstraintsValid: true, IsCA: authority,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func leaf(sum string) connector.Certificate {
	return connector.Certificate{Subject: "git", SHA256: sum}
}

// houseAt is a house with a home, whose secrets are in memory.
func houseAt(t *testing.T, home string, options ...houseOption) *house {
	t.Helper()
	p := Process{Env: func(name string) string { return map[string]string{"MOORING_HOME": home}[name] }}
	h, err := openHouse(t.Context(), p, manifest{Version: "1.2.3"}, unhurried, append([]houseOption{inMemory}, options...)...)
	require.NoError(t, err)
	t.Cleanup(h.close)
	return h
}

func TestWhatIsTrustedIsThereWhenTheHouseOpensAgain(t *testing.T) {
	home := t.TempDir()
	h := houseAt(t, home)
	_, known := h.trust.Trust(gitHost)
	require.False(t, known)
	require.NoError(t, h.trust.Pin(t.Context(), gitHost, leaf("aa")))
	roots, err := connector.ReadRoots("root.pem", rootPEM(t, true))
	require.NoError(t, err)
	roots[0].Subject = "what somebody says about it"
	require.NoError(t, h.trust.AddRoots(t.Context(), gitHost, roots))
	require.NoError(t, h.trust.AddRoots(t.Context(), gitHost, roots), "twice is once")
	require.NoError(t, h.trust.Pin(t.Context(), gitHost, leaf("bb")), "in the place of the one before")

	again := houseAt(t, home)
	trust, known := again.trust.Trust(gitHost)
	require.True(t, known)
	assert.Equal(t, "bb", trust.Pin.SHA256)
	require.Len(t, trust.Roots, 1)
	assert.Equal(t, "Company Root", trust.Roots[0].Subject, "as the certificate says")
	assert.WithinDuration(t, time.Now(), trust.Since, time.Minute)
	_, known = again.trust.Trust("git.example.test:8443")
	assert.False(t, known, "another port is another server")

	require.NoError(t, again.trust.Distrust(t.Context(), gitHost))
	_, known = again.trust.Trust(gitHost)
	assert.False(t, known)
	list, err := h.trust.Trusts(t.Context())
	require.NoError(t, err)
	assert.Empty(t, list, "the other Mooring sees it when it looks")
	_, known = h.trust.Trust(gitHost)
	assert.False(t, known)
}

func TestTrustTypedIntoTheFileInCapitalsCounts(t *testing.T) {
	home := t.TempDir()
	text := `{"schema":1,"kind":"trust","servers":[{"host":"GIT.Example.test:443","pin":{"sha256":"aa"}},{"host":"BITBUCKET.org:443","pin":{"sha256":"bb"}}]}`
	require.NoError(t, os.MkdirAll(filepath.Join(home, "config"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(home, "config", "trust.json"), []byte(text), 0o600))
	h := houseAt(t, home)
	trust, ok := h.trust.Trust(gitHost)
	require.True(t, ok)
	assert.Equal(t, "aa", trust.Pin.SHA256)
	_, ok = h.trust.Trust("bitbucket.org:443")
	assert.False(t, ok, "whatever the file says")

	require.NoError(t, h.trust.Distrust(t.Context(), gitHost))
	_, ok = h.trust.Trust(gitHost)
	assert.False(t, ok)
	left, err := os.ReadFile(filepath.Join(home, "config", "trust.json"))
	require.NoError(t, err)
	assert.NotContains(t, string(left), "Example.test")
}

func TestARenewedCertificateDropsThePinAtOnceAndOnDisk(t *testing.T) {
	home := t.TempDir()
	h := houseAt(t, home)
	require.NoError(t, h.trust.Pin(t.Context(), gitHost, leaf("aa")))
	h.trust.Renewed(gitHost)
	_, known := h.trust.Trust(gitHost)
	require.True(t, !known || hasNoPin(h, gitHost), "before any disk was waited for")
	h.trust.close()
	again := houseAt(t, home)
	_, known = again.trust.Trust(gitHost)
	assert.False(t, known)
	logged, err := os.ReadFile(filepath.Join(home, "logs", "mooring.log"))
	require.NoError(t, err)
	assert.Contains(t, string(logged), "a pin is no longer needed and was dropped")
	h.trust.Renewed("nobody.example.test:443")
}

func hasNoPin(h *house, host string) bool {
	trust, _ := h.trust.Trust(host)
	return trust.Pin == nil
}

func TestARenewalDropsNoPinThatAnotherMooringHasSetMeanwhile(t *testing.T) {
	home := t.TempDir()
	one, two := houseAt(t, home), houseAt(t, home)
	require.NoError(t, one.trust.Pin(t.Context(), gitHost, leaf("aa")))
	require.NoError(t, two.trust.Pin(t.Context(), gitHost, leaf("bb")))
	one.trust.Renewed(gitHost)
	one.trust.close()
	list, err := two.trust.Trusts(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, "bb", list[0].Pin.SHA256)
}

func TestNothingVouchesForBitbucketCloud(t *testing.T) {
	home := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(home, "config"), 0o700))
	h := houseAt(t, home)
	roots, err := connector.ReadRoots("root.pem", rootPEM(t, true))
	require.NoError(t, err)
	for _, host := range []string{"bitbucket.org:443", "API.bitbucket.org:443", "bitbucket.org.:8443", "bitbucket.com:443"} {
		for _, err := range []error{h.trust.Pin(t.Context(), host, leaf("aa")), h.trust.AddRoots(t.Context(), host, roots)} {
			p, known := connector.AsProblem(err)
			require.True(t, known, "%s: %v", host, err)
			assert.Equal(t, connector.CodeRootUnusable, p.Code)
			assert.Equal(t, "cloud", p.Args["reason"])
		}
	}
	// Nor does what somebody wrote into the file by hand.
	text := `{"schema":1,"kind":"trust","servers":[{"host":"api.bitbucket.org:443","pin":{"sha256":"aa"}}]}`
	require.NoError(t, os.WriteFile(filepath.Join(home, "config", "trust.json"), []byte(text), 0o600))
	_, known := houseAt(t, home).trust.Trust("api.bitbucket.org:443")
	assert.False(t, known)
}

func TestOnlyAuthoritiesAreAddedAndOnlyToAServer(t *testing.T) {
	h := houseAt(t, t.TempDir())
	err := h.trust.AddRoots(t.Context(), gitHost, []connector.Root{{PEM: string(rootPEM(t, false))}})
	p, known := connector.AsProblem(err)
	require.True(t, known)
	assert.Equal(t, "not-ca", p.Args["reason"])
	_, known = h.trust.Trust(gitHost)
	assert.False(t, known)
	assert.True(t, connector.IsProblem(h.trust.Pin(t.Context(), "", leaf("aa")), connector.CodeAddressInvalid))
}

func TestTrustThatCannotBeWrittenIsNotGiven(t *testing.T) {
	home := t.TempDir()
	h := houseAt(t, home)
	text := `{"schema":2,"kind":"trust","servers":[{"host":"` + gitHost + `","pin":{"sha256":"aa"}}]}`
	require.NoError(t, os.MkdirAll(filepath.Join(home, "config"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(home, "config", "trust.json"), []byte(text), 0o600))
	list, err := h.trust.Trusts(t.Context())
	require.NoError(t, err, "what a newer Mooring wrote can be looked at")
	require.Len(t, list, 1)
	err = h.trust.Pin(t.Context(), "other.example.test:443", leaf("bb"))
	assert.True(t, connector.IsProblem(err, connector.CodeProfileNewer), "%v", err)
	_, known := h.trust.Trust("other.example.test:443")
	assert.False(t, known)
}

func TestABareHouseTrustsNothingByHand(t *testing.T) {
	h := houseAt(t, t.TempDir(), keepingNothing)
	assert.Nil(t, h.trust)
}
