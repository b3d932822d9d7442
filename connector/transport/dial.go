package transport

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"mooring/connector"
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

// proxy finds the proxy for a request and notes it for the evidence.
func (c *Client) proxy(req *http.Request) (*url.URL, error) {
	if connector.IsLoopback(req.URL.Hostname()) {
		return nil, nil
	}
	found, err := c.options.Proxy(req)
	if err != nil {
		return nil, &proxyFailure{err: err}
	}
	if found != nil {
		if found.Scheme == "" {
			found = &url.URL{Scheme: "http", Host: found.Host}
		}
		attemptOf(req.Context()).proxied(found.Host)
	}
	return found, nil
}

// proxyFailure is a proxy that cannot be used, or that said no. Status is zero when it said nothing.
type proxyFailure struct {
	status int
	err    error
}

func (f *proxyFailure) Error() string { return "proxy: " + f.err.Error() }
func (f *proxyFailure) Unwrap() error { return f.err }

// proxyAnswered reads a proxy's answer to the wish for a tunnel.
func proxyAnswered(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyFailure{status: answer.StatusCode, err: errors.New(answer.Status)}
}
