package transport

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"mooring/connector"
)

// keptSessions is how many TLS sessions of one server are worth keeping for resumption.
const keptSessions = 4

// target is one origin with everything that belongs to its connections. Each has a transport of its own, so
// that whoever judges a certificate knows which host and port it has to be for.
type target struct {
	client   *Client
	origin   *url.URL // scheme://host:port
	hostPort string
	sessions tls.ClientSessionCache
	// What a probe left behind for the first request: a bare connection, and a secured one.
	bare, secured parking
	via           atomic.Pointer[string] // the proxy the last connection went through

	mu     sync.Mutex
	next   *http.Transport
	leaned string // what of the person's trust the connections of next stand on; empty is nothing
}

func newTarget(c *Client, u *url.URL) *target {
	hostPort := net.JoinHostPort(strings.ToLower(u.Hostname()), portOf(u)) // as connector.HostPort spells it
	t := &target{
		client: c, origin: &url.URL{Scheme: u.Scheme, Host: hostPort}, hostPort: hostPort,
		sessions: tls.NewLRUClientSessionCache(keptSessions),
	}
	t.next = t.newTransport()
	return t
}

// newTransport makes what carries requests. For https it knows of no proxy: dialTLS finds the way, so that
// requests and handshakes go the same one, and the proxy's certificate is never judged as the server's.
func (t *target) newTransport() *http.Transport {
	next := &http.Transport{
		MaxIdleConnsPerHost:    idlePerServer,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxHeaders,
	}
	if t.origin.Scheme == "https" {
		next.DialTLSContext = t.dialTLS
		next.ForceAttemptHTTP2 = true
		return next
	}
	next.Proxy = t.client.proxy
	next.DialContext = t.dial
	next.TLSClientConfig = t.client.proxyTLS("")
	return next
}

// transport gives what carries the next request. Connections that only stand on the person's trust end when
// that changed.
func (t *target) transport() *http.Transport {
	trust, _ := t.trust()
	now := spell(trust)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.leaned != "" && t.leaned != now {
		t.secured.clear()
		t.next.CloseIdleConnections()
		t.next, t.leaned = t.newTransport(), ""
	}
	return t.next
}

// lean notes what a connection stands on.
func (t *target) lean(trust connector.Trust) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.leaned = spell(trust)
}

// spell tells two states of trust apart.
func spell(trust connector.Trust) string {
	var sums []string
	if trust.Pin != nil {
		sums = append(sums, "pin", trust.Pin.SHA256)
	}
	for _, root := range trust.Roots {
		sums = append(sums, "root", root.SHA256)
	}
	return strings.Join(sums, " ")
}

// roundTrip makes one attempt.
func (t *target) roundTrip(req *http.Request) (*http.Response, error) {
	if via := t.via.Load(); via != nil {
		attemptOf(req.Context()).proxied(*via)
	}
	return t.transport().RoundTrip(req)
}

// dial connects for plain http: to the server itself, or to its proxy.
func (t *target) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if strings.EqualFold(address, t.hostPort) {
		if conn, ok := t.bare.take(attemptOf(ctx)); ok {
			return conn, nil
		}
	}
	// net/http goes on connecting when the request that wanted it has gone.
	ctx, cancel := context.WithTimeout(ctx, t.client.options.Timeout)
	defer cancel()
	return t.client.dial(ctx, network, address)
}

// dialTLS gives a secured connection to the server, whatever the way to it.
func (t *target) dialTLS(ctx context.Context, _, _ string) (net.Conn, error) {
	if conn, ok := t.secured.take(attemptOf(ctx)); ok {
		return conn, nil
	}
	ctx, cancel := context.WithTimeout(ctx, t.client.options.Timeout)
	defer cancel()
	conn, err := t.connect(ctx)
	if err != nil {
		return nil, err
	}
	s, err := t.secure(ctx, conn)
	if err != nil {
		return nil, err
	}
	return s.conn, nil
}

func (t *target) close() {
	t.bare.clear()
	t.secured.clear()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next.CloseIdleConnections()
}
