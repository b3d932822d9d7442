package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
	"mooring/connector/vault"
)

// farName is a host the embedded Bitbucket has a certificate for, which only a proxy leads to.
const farName = "bitbucket.nordlicht.example"

// far is an embedded Bitbucket behind a proxy, at an address this computer could not reach.
func far(t *testing.T, user, password string) (*sandbox.Proxy, sandbox.Line) {
	t.Helper()
	line := playing(t, sandbox.Options{Break: "certificate-wrong-host"}).Line()
	u, err := url.Parse(line.ServerURL)
	require.NoError(t, err)
	proxy := proxied(t, user, password, u.Host)
	line.ServerURL = "https://" + farName + u.Path
	return proxy, line
}

// findFor is the proxy a house would use for an address.
func findFor(t *testing.T, h *house, address string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	found, err := h.proxies.Find(req)
	require.NoError(t, err)
	if found == nil {
		return ""
	}
	return found.String()
}

func TestACheckGoesThroughTheProxyItIsGivenAndSaysWhich(t *testing.T) {
	proxy, line := far(t, "", "")
	address := strings.TrimPrefix(proxy.Address(), "http://")
	for _, flag := range []string{proxy.Address(), address, " " + strings.ToUpper(address)} {
		r := checkServer(t, line, "--proxy", flag).report(t)
		assert.Equal(t, map[string]string{"proxy": address, "proxy_by": "manual"}, r.facts(connector.CheckNetwork))
		assert.Contains(t, r.facts(connector.CheckSignIn), "account", "all the way to the token")
	}
	for _, asked := range proxy.Asked() {
		assert.Equal(t, http.MethodConnect, asked.Method, "the proxy sees no more than a tunnel")
		assert.Equal(t, farName+":443", asked.Host)
	}
	list := command(t, nil, line.ServerToken, "repos", "server", "--url", line.ServerURL, "--token-stdin", "--ca", line.CAFile, "--proxy", address)
	assert.Equal(t, 48, strings.Count(list.stdout, "\n"), list.stderr)
}

func TestBitbucketCloudIsReachedThroughTheProxyToo(t *testing.T) {
	proxy, _ := far(t, "", "")
	env := map[string]string{"MOORING_CLOUD_WEB": "https://" + farName, "MOORING_CLOUD_API": "https://git.nordlicht.example/2.0"}
	for _, words := range []string{"check", "repos"} {
		s := command(t, env, "token", words, "cloud", "--token-stdin", "--workspace", "nordlicht", "--json", "--timeout", timeoutFor(""), "--proxy", proxy.Address())
		assert.Contains(t, s.stdout+s.stderr, `"certificate-untrusted"`, "what is behind the proxy was met")
	}
	for _, asked := range proxy.Asked() {
		assert.Equal(t, "git.nordlicht.example:443", asked.Host)
	}
	assert.NotEmpty(t, proxy.Asked())
}

func TestAProxyFlagLeavesOutWhatNoProxyNamesAndThisComputer(t *testing.T) {
	proxy, line := far(t, "", "")
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		env := map[string]string{name: "other.example, .nordlicht.example"}
		s := command(t, env, line.ServerToken, "check", "server", "--url", line.ServerURL, "--token-stdin", "--proxy", proxy.Address(), "--json", "--timeout", timeoutFor(""))
		assert.Equal(t, []connector.Code{connector.CodeNameNotFound}, s.report(t).found().hard(), name)
	}
	near := playing(t, sandbox.Options{}).Line()
	r := checkServer(t, near, "--proxy", proxy.Address()).report(t)
	assert.Equal(t, connector.Ready, r.Verdict)
	assert.NotContains(t, r.facts(connector.CheckNetwork), "proxy_by")
	assert.Empty(t, proxy.Asked())
}

func TestASignInInAProxyFlagIsRefusedAndNotRepeated(t *testing.T) {
	for _, flag := range []string{"http://jana:s3same@proxy.example:3128", "jana:s3same@proxy.example", "s3same@proxy.example:1", "", "ftp://proxy.example", "http://proxy.example/s3same"} {
		for _, words := range [][]string{{"check", "server", "--url", "http://127.0.0.1:1"}, {"repos", "cloud"}} {
			s := command(t, nil, "token", append(words, "--token-stdin", "--proxy", flag)...)
			assert.Equal(t, exitUsage, s.code, flag)
			assert.Contains(t, s.stderr, "--proxy takes system, none or the address", flag)
			assert.NotContains(t, s.stdout+s.stderr, "s3same")
		}
	}
}

func TestAChosenProxyCountsFromTheNextRequestOnForBothBitbuckets(t *testing.T) {
	home := t.TempDir()
	h := houseAt(t, home)
	proxy, line := far(t, "jana", "s3same")
	c := connected(t, h, line, nil)
	require.Equal(t, []connector.Code{connector.CodeNameNotFound}, in(climbed(t, h, c)).hard())

	password := connector.NewSecret("s3same")
	choice := connector.ProxyChoice{Mode: connector.ProxyManual, Address: " " + proxy.Address() + "/ ", User: " jana ", Bypass: "bypassed.example"}
	require.NoError(t, h.proxies.SetProxy(t.Context(), choice, &password))
	r := climbed(t, h, c)
	assert.Equal(t, "manual", r.Fact("proxy_by"))
	assert.Equal(t, []connector.Code{connector.CodeCertificateUntrusted}, in(r).hard(), "through the proxy, to the server itself")
	for _, asked := range proxy.Asked() {
		assert.Equal(t, "jana", asked.User)
	}

	through := strings.Replace(proxy.Address(), "http://", "http://jana:s3same@", 1)
	assert.Equal(t, through, findFor(t, h, "https://api.bitbucket.org/2.0/user"))
	assert.Empty(t, findFor(t, h, "https://bypassed.example/x"))
	assert.Empty(t, findFor(t, h, "https://git.bypassed.example/x"))

	again := houseAt(t, home)
	again.vault = h.vault
	kept, has, err := again.proxies.Proxy(t.Context())
	require.NoError(t, err)
	assert.True(t, has, "the keychain has it")
	assert.Equal(t, connector.ProxyChoice{Mode: connector.ProxyManual, Address: proxy.Address(), User: "jana", Bypass: "bypassed.example"}, kept)
	assert.Equal(t, through, findFor(t, again, "https://api.bitbucket.org/2.0/user"))

	require.NoError(t, again.proxies.SetProxy(t.Context(), connector.ProxyChoice{Mode: connector.ProxyNone, Address: proxy.Address()}, nil))
	assert.Empty(t, findFor(t, again, "https://api.bitbucket.org/2.0/user"))
	assert.Equal(t, "system", again.proxies.by())
}

func TestAProxysPasswordBelongsToItsAddress(t *testing.T) {
	h := houseAt(t, t.TempDir())
	password := connector.NewSecret("s3same")
	first := connector.ProxyChoice{Mode: connector.ProxyManual, Address: "http://one.example:3128", User: "jana"}
	require.NoError(t, h.proxies.SetProxy(t.Context(), first, &password))
	second := first
	second.Address = "http://two.example:3128"
	require.NoError(t, h.proxies.SetProxy(t.Context(), second, nil))
	_, has, err := h.proxies.Proxy(t.Context())
	require.NoError(t, err)
	assert.False(t, has)
	assert.Equal(t, "http://jana:@two.example:3128", findFor(t, h, "https://git.example.test"))
	require.NoError(t, h.proxies.SetProxy(t.Context(), first, nil))
	_, has, err = h.proxies.Proxy(t.Context())
	require.NoError(t, err)
	assert.True(t, has, "it was left where it was")

	require.NoError(t, h.proxies.SetProxy(t.Context(), first, &connector.Secret{}))
	_, has, err = h.proxies.Proxy(t.Context())
	require.NoError(t, err)
	assert.False(t, has, "an empty one wipes it")
	_, err = h.vault.Get(t.Context(), vault.ProxyID, []string{first.Address})
	assert.ErrorIs(t, err, connector.ErrNoSecret)
}

func TestAProxyThatCannotBeReadIsNotChosen(t *testing.T) {
	h := houseAt(t, t.TempDir())
	for _, address := range []string{"", "http://jana:s3same@proxy.example:1", "ftp://proxy.example"} {
		err := h.proxies.SetProxy(t.Context(), connector.ProxyChoice{Mode: connector.ProxyManual, Address: address}, nil)
		assert.True(t, connector.IsProblem(err, connector.CodeAddressInvalid), "%v", err)
	}
	choice, _, err := h.proxies.Proxy(t.Context())
	require.NoError(t, err)
	assert.Equal(t, connector.ProxyChoice{Mode: connector.ProxySystem}, choice)
	err = h.proxies.SetProxy(t.Context(), connector.ProxyChoice{Mode: connector.ProxySystem, Address: "no address"}, nil)
	require.NoError(t, err, "nobody asked to use it")
}

func TestWithoutAKeychainAProxysPasswordServesUntilTheEnd(t *testing.T) {
	h := houseAt(t, t.TempDir())
	h.vault = vault.New(noKeychain{}, vault.Options{})
	password := connector.NewSecret("s3same")
	choice := connector.ProxyChoice{Mode: connector.ProxyManual, Address: "http://one.example:3128", User: "jana"}
	err := h.proxies.SetProxy(t.Context(), choice, &password)
	assert.True(t, connector.IsProblem(err, connector.CodeKeychainUnavailable), "%v", err)
	assert.Equal(t, "http://jana:s3same@one.example:3128", findFor(t, h, "https://git.example.test"))
	_, has, err := h.proxies.Proxy(t.Context())
	require.NoError(t, err)
	assert.True(t, has)
	require.NoError(t, h.proxies.SetProxy(t.Context(), choice, &connector.Secret{}), "there is nothing to wipe")

	h.proxies.follow(choice) // as after a start
	_, has, err = h.proxies.Proxy(t.Context())
	require.NoError(t, err, "settings can be looked at without a keychain")
	assert.False(t, has)
}

// noKeychain is a system without one.
type noKeychain struct{}

func (noKeychain) Set(string, string, string) error           { return vault.ErrUnavailable }
func (noKeychain) Get(string, string) (string, error)         { return "", vault.ErrUnavailable }
func (noKeychain) Delete(service, account string) (err error) { return vault.ErrUnavailable }
