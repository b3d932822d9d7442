// Package transport carries requests to a Bitbucket: through the proxy there is, with the trust of this
// computer and of the person, within limits of time and size, and with a credential only where it belongs.
// Whatever goes wrong comes back as a connector.Problem with evidence; nothing a person typed as a secret is
// ever in it.
package transport

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

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
	idlePerServer = 10 // as many as a list asks at a time
	parkedFor     = 3 * time.Second
)

// TrustBook is what the person decided about certificates of single servers; its methods never wait for a
// disk.
type TrustBook interface {
	// Trust gives what was decided about a host, which is host:port as connector.HostPort spells it.
	Trust(host string) (connector.Trust, bool)
	// Renewed says that a host now shows a certificate with a trusted chain: its pin is no longer needed.
	Renewed(host string)
}

// Options say how to reach the other side. The zero value is a good one.
type Options struct {
	// Roots are the certificate authorities to trust; nil is the system's. See Roots for the system's and more.
	Roots *x509.CertPool
	// Trust is asked where a certificate's chain does not end in Roots; nil trusts nothing more. It is never
	// asked for Bitbucket Cloud.
	Trust TrustBook
	// ClientCertificate gives the person's own certificate. It is called when a server asks for one, and its
	// connector.Problem is passed on; nil is for people without. A proxy never gets it.
	ClientCertificate func() (*tls.Certificate, error)
	// ClientCertificateFile names that certificate in problems.
	ClientCertificateFile string
	// Timeout bounds the wait for a first byte and any silence after it; zero is DefaultTimeout.
	Timeout time.Duration
	// Pace is the window of time in which a body must bring at least 4 KiB; zero is 10 seconds.
	Pace time.Duration
	// Parked is how long a connection of Reach or Handshake waits for the first request; zero is 3 seconds.
	Parked time.Duration
	// AllowHTTP says that somebody agreed to plain http to another computer.
	AllowHTTP bool
	// UserAgent names us; empty is "Mooring".
	UserAgent string
	// Resolver looks names up; nil is the system's.
	Resolver *net.Resolver
	// Proxy finds the proxy for a request, as ProxyFunc makes it; nil is the system's settings. This computer
	// is never asked for through a proxy.
	Proxy func(*http.Request) (*url.URL, error)
}

// Client sends requests. It is safe for use by several goroutines and keeps connections open between them.
type Client struct {
	options Options
	dialer  net.Dialer
	http    *http.Client

	mu      sync.Mutex
	targets map[string]*target // by origin
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
		o.Proxy = ProxyFunc(connector.ProxyChoice{}, connector.Secret{})
	}
	if o.Pace <= 0 {
		o.Pace = paceWindow
	}
	if o.Parked <= 0 {
		o.Parked = parkedFor
	}
	c := &Client{options: o, dialer: net.Dialer{Resolver: o.Resolver}, targets: map[string]*target{}}
	c.http = &http.Client{
		Transport:     &watchdog{client: c},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// target finds what belongs to the origin of an address.
func (c *Client) target(u *url.URL) *target {
	origin := connector.Origin(u.Scheme + "://" + u.Host)
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.targets[origin]
	if t == nil {
		t = newTarget(c, u)
		c.targets[origin] = t
	}
	return t
}

// Timeout is how long this client waits for a first byte.
func (c *Client) Timeout() time.Duration { return c.options.Timeout }

// Close gives up connections that are kept open for later.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.targets {
		t.close()
	}
}

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
