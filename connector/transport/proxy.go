package transport

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"unicode"

	"github.com/mattn/go-ieproxy"
	"golang.org/x/net/http/httpproxy"

	"mooring/connector"
)

// ProxyFunc finds the proxy for a request as the person chose. The system's settings are, on Windows and
// macOS, those of the system with its automatic scripts (on macOS in builds with cgo), unless HTTP_PROXY or
// HTTPS_PROXY name one; elsewhere these and NO_PROXY. A proxy set by hand is used for all but what its Bypass
// lists, in the manner of NO_PROXY.
func ProxyFunc(choice connector.ProxyChoice, password connector.Secret) func(*http.Request) (*url.URL, error) {
	switch choice.Mode {
	case connector.ProxyNone:
		return func(*http.Request) (*url.URL, error) { return nil, nil }
	case connector.ProxyManual:
		return manualProxy(choice, password)
	}
	return systemProxy()
}

// systemProxy is ieproxy's, mended for automatic scripts on macOS: for an https address CFNetwork gives the
// proxy of a script another name (kCFProxyTypeHTTPS), which go-ieproxy v0.0.12 passes over. There the script
// is asked once more as if it were for http. The environment, where it names proxies, has the only say.
func systemProxy() func(*http.Request) (*url.URL, error) {
	find, script := ieproxy.GetProxyFunc(), ieproxy.GetConf().Automatic
	environment := httpproxy.FromEnvironment()
	if runtime.GOOS != "darwin" || !script.Active || environment.HTTPProxy != "" || environment.HTTPSProxy != "" {
		return find
	}
	return func(req *http.Request) (*url.URL, error) {
		found, err := find(req)
		if err != nil || found != nil || req.URL.Scheme != "https" {
			return found, err
		}
		plain := url.URL{Scheme: "http", Host: req.URL.Host, Path: "/"}
		if host := script.FindProxyForURL(plain.String()); host != "" {
			return &url.URL{Host: host}, nil
		}
		return nil, nil
	}
}

// manualProxy leaves the sign-in out of what decides, so that it stands in no error of it.
func manualProxy(choice connector.ProxyChoice, password connector.Secret) func(*http.Request) (*url.URL, error) {
	address, err := connector.ReadProxy(choice.Address)
	if err != nil {
		return func(*http.Request) (*url.URL, error) { return nil, err }
	}
	find := (&httpproxy.Config{HTTPProxy: address, HTTPSProxy: address, NoProxy: bypass(choice.Bypass)}).ProxyFunc()
	return func(req *http.Request) (*url.URL, error) {
		found, err := find(req.URL)
		if err != nil || found == nil || choice.User == "" && password.Empty() {
			return found, err
		}
		signed := *found
		signed.User = url.UserPassword(choice.User, password.Reveal())
		return &signed, nil
	}
}

// bypass lets people divide hosts by more than commas.
func bypass(hosts string) string {
	return strings.Join(strings.FieldsFunc(hosts, func(r rune) bool {
		return r == ',' || r == ';' || unicode.IsSpace(r)
	}), ",")
}

// proxy finds the proxy for a request and notes it for the evidence.
func (c *Client) proxy(req *http.Request) (*url.URL, error) {
	if connector.IsLoopback(req.URL.Hostname()) {
		return nil, nil
	}
	found, err := c.options.Proxy(req)
	if err != nil {
		// Not the error itself: it may quote an address with a password in it.
		return nil, &proxyFailure{err: errors.New("the settings cannot be used")}
	}
	if found == nil {
		return nil, nil
	}
	if found.Scheme == "" {
		// What an automatic script gives is host:port, and others after it to fall back to.
		host, _, _ := strings.Cut(found.Host, ";")
		found = &url.URL{Scheme: "http", Host: strings.TrimSpace(host)}
	}
	attemptOf(req.Context()).proxied(found.Host)
	return found, nil
}

// proxyFor is proxy without a request.
func (c *Client) proxyFor(ctx context.Context, u *url.URL) (*url.URL, error) {
	return c.proxy((&http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}}).WithContext(ctx))
}

// proxyFailure is a proxy that cannot be used, or that said no. Status is zero when it said nothing.
type proxyFailure struct {
	status int
	err    error
}

func (f *proxyFailure) Error() string { return "proxy: " + f.err.Error() }
func (f *proxyFailure) Unwrap() error { return f.err }
