package transport

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"net/url"
	"time"

	"mooring/connector"
)

// alertWait is how long a server that asked for a client certificate gets to refuse us. In TLS 1.3 the
// refusal comes only after the handshake is over on our side.
const alertWait = time.Second

// Reach is what was found out by connecting.
type Reach struct {
	// Addresses are what the host name resolved to; empty behind a proxy, which resolves by itself.
	Addresses []netip.Addr
	Proxy     string // host:port of the proxy used, if any
	Millis    int64
}

// Handshake is what was found out by securing a connection.
type Handshake struct {
	Plain       bool // http: there is nothing to secure
	Version     string
	Subject     string
	Issuer      string
	ValidUntil  time.Time
	Certificate connector.Certificate
	// Trust is what the certificate stands on: "system", "pin" or "root".
	Trust  string
	Millis int64
}

// Reach resolves the host of an address and connects to it (or to its proxy), and sends nothing. The
// connection to the host waits a moment for a handshake or request to use it.
func (c *Client) Reach(ctx context.Context, address string) (Reach, error) {
	var r Reach
	millis, err := c.probe(ctx, address, func(ctx context.Context, u *url.URL) error {
		via, err := c.proxyFor(ctx, u)
		if err != nil {
			return err
		}
		if via != nil {
			r.Proxy = via.Host
			return c.knock(ctx, via)
		}
		attemptOf(ctx).reach(phaseResolving)
		if r.Addresses, err = c.resolve(ctx, u.Hostname()); err != nil {
			return err
		}
		t := c.target(u)
		conn, err := c.dial(ctx, "tcp", t.hostPort)
		if err != nil {
			return err
		}
		wire := peekable(conn)
		t.bare.put(wire, wire, attemptOf(ctx), c.options.Parked)
		return nil
	})
	r.Millis = millis
	return r, err
}

// Handshake secures a connection to an address, without any request, and gives what the certificate says.
// The connection waits a moment for a request to use it.
func (c *Client) Handshake(ctx context.Context, address string) (Handshake, error) {
	var h Handshake
	millis, err := c.probe(ctx, address, func(ctx context.Context, u *url.URL) error {
		if u.Scheme == "http" {
			h.Plain = true
			return nil
		}
		t := c.target(u)
		conn, err := t.connect(ctx)
		if err != nil {
			return err
		}
		s, err := t.secure(ctx, conn)
		if err != nil {
			return err
		}
		found := s.describe()
		if err := t.settle(ctx, s); err != nil {
			return err
		}
		h = found
		return nil
	})
	h.Millis = millis
	return h, err
}

// settle lets a server that asked for a client certificate say that it insists on another one, and parks
// the connection.
func (t *target) settle(ctx context.Context, s *secured) error {
	a, wait := attemptOf(ctx), min(alertWait, t.client.options.Timeout)
	late := a.asked.Load() && s.conn.ConnectionState().Version >= tls.VersionTLS13
	if !late || !s.wire.alerted(wait) {
		t.secured.put(s.conn, s.wire, a, t.client.options.Parked)
		return nil
	}
	defer s.wire.Close()
	_ = s.wire.SetReadDeadline(time.Now().Add(wait))
	if _, err := s.conn.Read(make([]byte, 1)); err != nil && !isTimeout(err) {
		return err
	}
	return nil
}

// probe runs one step under the client's time-out and names what went wrong.
func (c *Client) probe(ctx context.Context, address string, step func(context.Context, *url.URL) error) (int64, error) {
	u, err := url.Parse(address)
	if err != nil || connector.Origin(address) == "" {
		return 0, connector.NewProblem(connector.CodeAddressInvalid, "address", withoutQuery(address))
	}
	if err := c.insecure(u); err != nil {
		return 0, err
	}
	a := &attempt{}
	limited, cancel := context.WithTimeout(a.with(ctx, func() {}), c.options.Timeout)
	defer cancel()
	begun := time.Now()
	if err := step(limited, u); err != nil {
		return since(begun), c.failed(ctx, u, &failure{attempt: a, err: err}, since(begun))
	}
	return since(begun), nil
}

func (c *Client) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	if connector.IsLoopback(host) {
		host = "localhost"
	}
	resolver := c.options.Resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	return resolver.LookupNetIP(ctx, "ip", host)
}

// knock connects and hangs up.
func (c *Client) knock(ctx context.Context, u *url.URL) error {
	conn, err := c.dial(ctx, "tcp", net.JoinHostPort(u.Hostname(), portOf(u)))
	if err != nil {
		return err
	}
	return conn.Close()
}

// describe gives what there is to say about a secured connection.
func (s *secured) describe() Handshake {
	state := s.conn.ConnectionState()
	h := Handshake{Version: tls.VersionName(state.Version), Trust: s.trust}
	if len(state.PeerCertificates) > 0 {
		h.Certificate = connector.DescribeCertificate(state.PeerCertificates[0])
		h.Subject, h.Issuer, h.ValidUntil = h.Certificate.Subject, h.Certificate.Issuer, h.Certificate.NotAfter
	}
	return h
}
