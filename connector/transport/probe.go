package transport

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"golang.org/x/net/proxy"

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
	Plain      bool // http: there is nothing to secure
	Version    string
	Subject    string
	Issuer     string
	ValidUntil time.Time
	Millis     int64
}

// Reach resolves the host of an address and connects to it (or to its proxy), and sends nothing.
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
		return c.knock(ctx, u)
	})
	r.Millis = millis
	return r, err
}

// Handshake secures a connection to an address, without any request, and gives what the certificate says.
func (c *Client) Handshake(ctx context.Context, address string) (Handshake, error) {
	var h Handshake
	millis, err := c.probe(ctx, address, func(ctx context.Context, u *url.URL) error {
		if u.Scheme == "http" {
			h.Plain = true
			return nil
		}
		conn, err := c.connect(ctx, u)
		if err != nil {
			return err
		}
		defer conn.Close()
		secured, err := c.secure(ctx, conn, u.Hostname())
		if err != nil {
			return err
		}
		h = describe(secured.ConnectionState())
		return nil
	})
	h.Millis = millis
	return h, err
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

func (c *Client) proxyFor(ctx context.Context, u *url.URL) (*url.URL, error) {
	return c.proxy((&http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}}).WithContext(ctx))
}

// connect opens a connection to the host of an address, through its proxy where there is one.
func (c *Client) connect(ctx context.Context, u *url.URL) (net.Conn, error) {
	address := net.JoinHostPort(u.Hostname(), portOf(u))
	via, err := c.proxyFor(ctx, u)
	switch {
	case err != nil:
		return nil, err
	case via == nil:
		return c.dial(ctx, "tcp", address)
	case via.Scheme == "http" || via.Scheme == "https":
		return c.tunnel(ctx, via, address)
	}
	dialer, err := proxy.FromURL(via, &c.dialer)
	if err != nil {
		return nil, &proxyFailure{err: err}
	}
	if d, ok := dialer.(proxy.ContextDialer); ok {
		return d.DialContext(ctx, "tcp", address)
	}
	return nil, &proxyFailure{err: errors.New("a proxy of an unknown kind")}
}

// tunnel asks an HTTP proxy for a connection (RFC 9110, 9.3.6).
func (c *Client) tunnel(ctx context.Context, via *url.URL, address string) (net.Conn, error) {
	conn, err := c.dial(ctx, "tcp", net.JoinHostPort(via.Hostname(), portOf(via)))
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if via.Scheme == "https" {
		conn = tls.Client(conn, &tls.Config{RootCAs: c.options.Roots, ServerName: via.Hostname(), MinVersion: tls.VersionTLS12})
	}
	if err := askForTunnel(conn, via, address); err != nil {
		_ = conn.Close()
		return nil, &proxyFailure{status: statusIn(err), err: err}
	}
	return conn, nil
}

func askForTunnel(conn net.Conn, via *url.URL, address string) error {
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: http.Header{}}
	if via.User != nil {
		password, _ := via.User.Password()
		req.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(via.User.Username()+":"+password)))
	}
	if err := req.Write(conn); err != nil {
		return fmt.Errorf("ask the proxy: %w", err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), req)
	if err != nil {
		return fmt.Errorf("read the proxy's answer: %w", err)
	}
	return proxyAnswered(context.Background(), via, req, resp)
}

func statusIn(err error) int {
	var f *proxyFailure
	if errors.As(err, &f) {
		return f.status
	}
	return 0
}

// secure shakes hands, and lets a server that asked for a client certificate say that it insists.
func (c *Client) secure(ctx context.Context, conn net.Conn, host string) (*tls.Conn, error) {
	a := attemptOf(ctx)
	a.reach(phaseSecuring)
	config := c.tls.Clone()
	config.ServerName = host
	secured := tls.Client(conn, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	a.reach(phaseWaiting)
	if !a.asked.Load() {
		return secured, nil
	}
	_ = secured.SetReadDeadline(time.Now().Add(min(alertWait, c.options.Timeout)))
	if _, err := secured.Read(make([]byte, 1)); err != nil && !isTimeout(err) {
		return nil, err
	}
	return secured, nil
}

func describe(state tls.ConnectionState) Handshake {
	h := Handshake{Version: tls.VersionName(state.Version)}
	if len(state.PeerCertificates) > 0 {
		leaf := state.PeerCertificates[0]
		h.Subject, h.Issuer, h.ValidUntil = nameOf(leaf.Subject.CommonName, namesOf(leaf)), issuerOf(leaf), leaf.NotAfter
	}
	return h
}
