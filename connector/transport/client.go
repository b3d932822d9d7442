// Package transport carries requests to a Bitbucket: through the system's proxy, with the system's trust,
// within limits of time and size, and with a credential only where it belongs. Whatever goes wrong comes
// back as a connector.Problem with evidence; nothing a person typed as a secret is ever in it.
package transport

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/mattn/go-ieproxy"

	"mooring/connector"
)

// DefaultTimeout is how long one waits for a first byte, and for any next one, unless told otherwise.
const DefaultTimeout = 20 * time.Second

// The limits of an answer: its size, and the least a body must bring in a window of time.
const (
	maxBody       = 32 << 20
	maxErrorBody  = 1 << 20
	maxHeaders    = 1 << 20
	paceWindow    = 10 * time.Second
	paceBytes     = 4 << 10
	idleTimeout   = 60 * time.Second
	idlePerServer = 4
)

// Options say how to reach the other side. The zero value is a good one.
type Options struct {
	// Roots are the certificate authorities to trust; nil is the system's. See Roots for the system's and more.
	Roots *x509.CertPool
	// Timeout bounds the wait for a first byte and any silence after it; zero is DefaultTimeout.
	Timeout time.Duration
	// Pace is the window of time in which a body must bring at least 4 KiB; zero is 10 seconds.
	Pace time.Duration
	// AllowHTTP says that somebody agreed to plain http to another computer.
	AllowHTTP bool
	// UserAgent names us; empty is "Mooring".
	UserAgent string
	// Resolver looks names up; nil is the system's.
	Resolver *net.Resolver
	// Proxy finds the proxy for a request; nil is the system's settings. This computer is never asked for
	// through a proxy.
	Proxy func(*http.Request) (*url.URL, error)
}

// Client sends requests. It is safe for use by several goroutines and keeps connections open between them.
type Client struct {
	options Options
	dialer  net.Dialer
	tls     *tls.Config
	http    *http.Client
}

// New makes a client.
func New(o Options) *Client {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.UserAgent == "" {
		o.UserAgent = "Mooring"
	}
	if o.Proxy == nil {
		o.Proxy = ieproxy.GetProxyFunc()
	}
	if o.Pace <= 0 {
		o.Pace = paceWindow
	}
	c := &Client{options: o, dialer: net.Dialer{Resolver: o.Resolver}}
	c.tls = &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12, GetClientCertificate: noteCertificateRequest}
	c.http = &http.Client{
		Transport: &watchdog{client: c, next: &http.Transport{
			Proxy:                  c.proxy,
			DialContext:            c.dial,
			TLSClientConfig:        c.tls,
			ForceAttemptHTTP2:      true,
			MaxIdleConnsPerHost:    idlePerServer,
			IdleConnTimeout:        idleTimeout,
			MaxResponseHeaderBytes: maxHeaders,
			OnProxyConnectResponse: proxyAnswered,
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// Timeout is how long this client waits for a first byte.
func (c *Client) Timeout() time.Duration { return c.options.Timeout }

// Close gives up connections that are kept open for later.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// CloseIdleConnections lets http.Client reach the connections behind the watchdog.
func (w *watchdog) CloseIdleConnections() { w.next.CloseIdleConnections() }

// insecure is the problem of plain http to another computer nobody agreed to, or nil.
func (c *Client) insecure(u *url.URL) error {
	if u.Scheme != "http" || connector.IsLoopback(u.Hostname()) || c.options.AllowHTTP {
		return nil
	}
	return connector.NewProblem(connector.CodeAddressInsecure, "host", u.Hostname()).
		Seen(connector.Evidence{Address: shown(u)})
}

// shown is an address as it may stand in evidence: without user, query and fragment.
func shown(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}).String()
}
