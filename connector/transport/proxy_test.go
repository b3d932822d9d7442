package transport_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

// startProxy runs one that leads everybody to a server.
func startProxy(t *testing.T, user, password, to string) *sandbox.Proxy {
	t.Helper()
	p, err := sandbox.StartProxy(user, password)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, p.Close()) })
	p.To(to)
	return p
}

func manual(address string) connector.ProxyChoice {
	return connector.ProxyChoice{Mode: connector.ProxyManual, Address: address}
}

func TestAProxyLetsThroughWhoSignsIn(t *testing.T) {
	cert, roots := certificate(t, nil)
	secured, plain := showing(t, cert, answerOK), serve(t, answerOK)
	for address, to := range map[string]string{
		"https://git.example.test/rest": mustParse(t, secured.URL).Host,
		"http://git.example.test/rest":  mustParse(t, plain.URL).Host,
	} {
		p := startProxy(t, "ann", "pa:55 w@rd", to)
		choice := manual(p.Address())
		options := transport.Options{Timeout: long, Roots: roots, AllowHTTP: true}
		for _, c := range []struct{ user, password string }{{"", ""}, {"ann", "wr0ng"}, {"ann", "pa:55 w@rd"}} {
			choice.User = c.user
			options.Proxy = transport.ProxyFunc(choice, connector.NewSecret(c.password))
			client := transport.New(options)
			if c.password == "pa:55 w@rd" {
				reach, err := client.Reach(t.Context(), address)
				require.NoError(t, err)
				assert.Equal(t, choice.Address, "http://"+reach.Proxy)
				works(t, client, address)
				continue
			}
			_, err := get(t, client, address)
			problem := requireProblem(t, err, connector.CodeProxyFailed)
			assert.Equal(t, http.StatusProxyAuthRequired, problem.Evidence.Status)
			assert.Equal(t, choice.Address, "http://"+problem.Args["proxy"])
			requireSilent(t, err, "wr0ng")
		}
	}
}

// requireSilent asserts that nothing printed of an error holds the secret.
func requireSilent(t *testing.T, err error, secret string) {
	t.Helper()
	p, ok := connector.AsProblem(err)
	require.True(t, ok)
	written, jsonErr := json.Marshal(p)
	require.NoError(t, jsonErr)
	for ; err != nil; err = unwrapped(err) {
		assert.NotContains(t, fmt.Sprintf("%s %v %+v", written, err, err), secret)
	}
}

func unwrapped(err error) error {
	if w, ok := err.(interface{ Unwrap() error }); ok { //nolint:errorlint // each layer by itself
		return w.Unwrap()
	}
	return nil
}

func TestNoPasswordShowsWhereAProxyFails(t *testing.T) {
	gone := nobodyAt(t)
	for name, proxy := range map[string]string{
		"is not there":     "http://" + gone,
		"speaks no HTTP":   "http://" + raw(t, func(c net.Conn) { _, _ = io.WriteString(c, "hello\r\n\r\n") }),
		"hangs up":         "http://" + raw(t, hear),
		"has no TLS":       "https://" + gone,
		"speaks no SOCKS":  "socks5://" + raw(t, func(c net.Conn) { _, _ = io.WriteString(c, "hello\r\n\r\n") }),
		"is nobody's name": "http://proxy.example.test:3128",
	} {
		t.Run(name, func(t *testing.T) {
			choice := manual(proxy)
			choice.User = "ann"
			o := transport.Options{
				Timeout: long, AllowHTTP: true, Resolver: nowhere(t, true),
				Proxy: transport.ProxyFunc(choice, connector.NewSecret("pa55w0rd")),
			}
			both(t, o, "https://git.example.test/rest", connector.CodeProxyFailed)
			for _, address := range []string{"https://git.example.test/rest", "http://git.example.test/rest"} {
				_, err := get(t, transport.New(o), address)
				requireSilent(t, err, "pa55w0rd")
			}
		})
	}
}

func TestSettingsThatMakeNoProxyAreItsFailureAndQuoteNothing(t *testing.T) {
	broken := "[broken"
	o := transport.Options{Timeout: long, Proxy: func(*http.Request) (*url.URL, error) {
		return url.Parse("http://ann:pa55w0rd@" + broken)
	}}
	both(t, o, "https://git.example.test", connector.CodeProxyFailed)
	_, err := get(t, transport.New(o), "https://git.example.test")
	requireSilent(t, err, "pa55w0rd")
	o.Proxy = transport.ProxyFunc(manual("not a proxy at all"), connector.Secret{})
	both(t, o, "https://git.example.test", connector.CodeProxyFailed)
}

func TestHostsToBypassAreReachedDirectly(t *testing.T) {
	cert, roots := certificate(t, nil)
	s := showing(t, cert, answerOK)
	p := startProxy(t, "", "", mustParse(t, s.URL).Host)
	port := mustParse(t, s.URL).Port()
	for bypass, direct := range map[string]bool{
		"":                                   false,
		"example.test":                       true,
		".example.test":                      true,
		"*.example.test":                     true,
		"intranet; git.example.test":         true,
		"intranet\ngit.example.test:" + port: true,
		"git.example.test:1":                 false,
		"ample.test, 10.0.0.0/8":             false,
		"*":                                  true,
	} {
		choice := manual(p.Address())
		choice.Bypass = bypass
		before := len(p.Asked())
		works(t, transport.New(transport.Options{
			Timeout: long, Roots: roots, Resolver: everywhere(t), Proxy: transport.ProxyFunc(choice, connector.Secret{}),
		}), "https://git.example.test:"+port)
		assert.Equal(t, direct, len(p.Asked()) == before, bypass)
	}
}

func TestAddressesToBypassAreReachedDirectly(t *testing.T) {
	choice := manual("proxy.example.test:3128")
	choice.Bypass = "10.0.0.0/8, 192.0.2.7"
	find := transport.ProxyFunc(choice, connector.Secret{})
	for address, direct := range map[string]bool{
		"https://10.1.2.3/": true, "https://192.0.2.7:8443/": true, "https://192.0.2.8/": false,
		"http://git.example.test/": false, "https://127.0.0.1:7990/": true,
	} {
		found, err := find(httptest.NewRequest(http.MethodGet, address, nil))
		require.NoError(t, err)
		assert.Equal(t, direct, found == nil, address)
		if !direct {
			assert.Equal(t, "http://proxy.example.test:3128", found.String())
		}
	}
}

func TestNoProxyIsNoProxy(t *testing.T) {
	found, err := transport.ProxyFunc(connector.ProxyChoice{Mode: connector.ProxyNone, Address: "proxy:3128"}, connector.Secret{})(
		httptest.NewRequest(http.MethodGet, "https://git.example.test", nil))
	require.NoError(t, err)
	assert.Nil(t, found)
}

// The environment is read once in the life of a program, so this test runs in one of its own.
func TestTheSystemsProxyIsTheEnvironmentsWhereThereIsOne(t *testing.T) {
	if os.Getenv("HTTPS_PROXY") != "http://proxy.example.test:3128" {
		again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v") //nolint:gosec // ourselves
		again.Env = append(os.Environ(), "HTTPS_PROXY=http://proxy.example.test:3128", "NO_PROXY=.inside.test", "https_proxy=", "no_proxy=")
		said, err := again.CombinedOutput()
		require.NoError(t, err, string(said))
		assert.Contains(t, string(said), "--- PASS: "+t.Name())
		return
	}
	for _, mode := range []connector.ProxyMode{connector.ProxySystem, ""} {
		find := transport.ProxyFunc(connector.ProxyChoice{Mode: mode, Address: "other:1"}, connector.Secret{})
		found, err := find(httptest.NewRequest(http.MethodGet, "https://git.example.test", nil))
		require.NoError(t, err)
		require.NotNil(t, found)
		assert.Equal(t, "http://proxy.example.test:3128", found.String())
		found, err = find(httptest.NewRequest(http.MethodGet, "https://git.inside.test", nil))
		require.NoError(t, err)
		assert.Nil(t, found)
	}
}

func TestACertificateIsJudgedBehindAProxyAsWithoutOne(t *testing.T) {
	cert, _ := certificate(t, leaf(nil))
	other, _ := certificate(t, leaf(nil))
	s := showing(t, cert, answerOK)
	p := startProxy(t, "", "", mustParse(t, s.URL).Host)
	for want, trust := range map[connector.Code]connector.Trust{
		"": pinOf(t, cert), connector.CodeCertificateUntrusted: {}, connector.CodeCertificateChanged: pinOf(t, other),
	} {
		o := leaning(trusting("https://git.example.test", trust))
		o.Proxy = transport.ProxyFunc(manual(p.Address()), connector.Secret{})
		if want == "" {
			assert.Equal(t, "pin", works(t, transport.New(o), "https://git.example.test").Trust)
			both(t, o, "https://git.example.test:8443", connector.CodeCertificateUntrusted)
			continue
		}
		problem := both(t, o, "https://git.example.test", want)
		assert.Equal(t, described(t, cert), *problem.Evidence.Certificate)
	}
}

// securedProxy is a proxy over TLS. It never gets to see a certificate of the person.
func securedProxy(t *testing.T, cert tls.Certificate, to string) string {
	t.Helper()
	inner, _ := tunnelling(t, to, http.StatusOK)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequestClientCert,
		VerifyConnection: func(state tls.ConnectionState) error {
			assert.Empty(t, state.PeerCertificates)
			return nil
		},
	})
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			here, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer here.Close()
				var d net.Dialer
				there, err := d.DialContext(context.WithoutCancel(t.Context()), "tcp", mustParse(t, inner.URL).Host)
				if err != nil {
					return
				}
				defer there.Close()
				go pass(there, here)
				pass(here, there)
			}()
		}
	}()
	return "https://" + l.Addr().String()
}

func TestAProxysOwnCertificateIsJudgedByThisComputerAlone(t *testing.T) {
	ofProxy, proxyRoots := certificate(t, nil)
	ofServer, _ := certificate(t, leaf(nil))
	o := newOwn(t, nil)
	s := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{ofServer}, ClientAuth: tls.RequireAnyClientCert}, answerOK)
	proxy := securedProxy(t, ofProxy, mustParse(t, s.URL).Host)
	address := "https://git.example.test"

	trust := importing(t, ofProxy)
	trust.Pin = pinOf(t, ofServer).Pin
	options := leaning(trusting(address, trust))
	options.AllowHTTP = true
	options.ClientCertificate = func() (*tls.Certificate, error) { return &o.cert, nil }
	options.Proxy = transport.ProxyFunc(manual(proxy), connector.Secret{})
	p := both(t, options, address, connector.CodeProxyFailed)
	assert.Equal(t, mustParse(t, proxy).Host, p.Args["proxy"])
	assert.Nil(t, p.Evidence.Certificate, "nobody shall trust a proxy's certificate for the server")
	options.Trust = trusting(address, pinOf(t, ofProxy))
	both(t, options, address, connector.CodeProxyFailed)
	_, err := get(t, transport.New(options), "http://git.example.test")
	requireProblem(t, err, connector.CodeProxyFailed)

	options.Roots, options.Trust = proxyRoots, trusting(address, trust)
	assert.Equal(t, "pin", works(t, transport.New(options), address).Trust)
}
