package transport

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/proxy"
)

// dial connects. Names under .localhost mean this computer (RFC 6761), whatever a name server may say:
// plain http is allowed there, so it must not lead anywhere else.
func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err == nil && strings.HasSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), ".localhost") {
		address = net.JoinHostPort("localhost", port)
	}
	return c.dialer.DialContext(ctx, network, address)
}

// connect gives a bare connection to the target, through its proxy where there is one.
func (t *target) connect(ctx context.Context) (net.Conn, error) {
	via, err := t.client.proxyFor(ctx, t.origin)
	if err != nil {
		return nil, err
	}
	if via == nil {
		t.via.Store(nil)
		if conn, ok := t.bare.take(attemptOf(ctx)); ok {
			return conn, nil
		}
		return t.client.dial(ctx, "tcp", t.hostPort)
	}
	t.via.Store(&via.Host)
	if via.Scheme == "http" || via.Scheme == "https" {
		return t.client.tunnel(ctx, via, t.hostPort)
	}
	return t.client.socks(ctx, via, t.hostPort)
}

// socks asks a SOCKS proxy for a connection.
func (c *Client) socks(ctx context.Context, via *url.URL, address string) (net.Conn, error) {
	dialer, err := proxy.FromURL(via, &c.dialer)
	if err != nil {
		return nil, &proxyFailure{err: errors.New("a proxy of an unknown kind")}
	}
	d, ok := dialer.(proxy.ContextDialer)
	if !ok {
		return nil, &proxyFailure{err: errors.New("a proxy of an unknown kind")}
	}
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, &proxyFailure{err: err}
	}
	return conn, nil
}

// tunnel asks an HTTP proxy for a connection (RFC 9110, 9.3.6).
func (c *Client) tunnel(ctx context.Context, via *url.URL, address string) (net.Conn, error) {
	conn, err := c.dial(ctx, "tcp", net.JoinHostPort(via.Hostname(), portOf(via)))
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	through := conn
	if via.Scheme == "https" {
		through = tls.Client(conn, c.proxyTLS(via.Hostname()))
	}
	if err := askForTunnel(through, via, address); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return through, nil
}

func askForTunnel(conn net.Conn, via *url.URL, address string) error {
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: http.Header{}}
	if via.User != nil {
		password, _ := via.User.Password()
		req.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(via.User.Username()+":"+password)))
	}
	if err := req.Write(conn); err != nil {
		return &proxyFailure{err: fmt.Errorf("ask: %w", err)}
	}
	// What is read too much may be thrown away: a TLS server says nothing before it is spoken to.
	resp, err := http.ReadResponse(bufio.NewReader(io.LimitReader(conn, maxHeaders)), req)
	if err != nil {
		return &proxyFailure{err: fmt.Errorf("read the answer: %w", err)}
	}
	_ = resp.Body.Close() // an answer to CONNECT has none
	if resp.StatusCode != http.StatusOK {
		return &proxyFailure{status: resp.StatusCode, err: errors.New(resp.Status)}
	}
	return nil
}
