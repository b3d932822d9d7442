package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"

	"mooring/connector"
)

// problem names what ended an attempt, from the most certain sign to the least.
func (c *Client) problem(a *attempt, target *url.URL, err error) connector.Problem {
	host := target.Hostname()
	if p, ok := connector.AsProblem(err); ok {
		return p
	}
	if p, ok := ofBody(host, err); ok {
		return p.Because(err)
	}
	if p, ok := ofProxy(a, err); ok {
		return p.Because(err)
	}
	if p, ok := c.ofTLS(a, host, err); ok {
		return p.Because(err)
	}
	return c.ofNetwork(a, target, err).Because(err)
}

func ofBody(host string, err error) (connector.Problem, bool) {
	switch {
	case errors.Is(err, errTooLarge):
		return connector.NewProblem(connector.CodeAnswerTooLarge, "host", host), true
	case errors.Is(err, errTooSlow):
		return connector.NewProblem(connector.CodeAnswerTooSlow, "host", host), true
	}
	return connector.Problem{}, false
}

// ofProxy recognises a proxy that could not be reached, refused, or never let us through.
func ofProxy(a *attempt, err error) (connector.Problem, bool) {
	via, proxied := a.proxy()
	var refused *proxyFailure
	if errors.As(err, &refused) {
		p := connector.NewProblem(connector.CodeProxyFailed, "proxy", via)
		return p.Seen(connector.Evidence{Status: refused.status}), true
	}
	var op *net.OpError
	early := a.phase() <= phaseConnecting && !errors.Is(err, context.Canceled)
	if proxied && (early || errors.As(err, &op) && op.Op == "proxyconnect") {
		return connector.NewProblem(connector.CodeProxyFailed, "proxy", via), true
	}
	return connector.Problem{}, false
}

// ofNetwork tells the ways of not getting through apart.
func (c *Client) ofNetwork(a *attempt, target *url.URL, err error) connector.Problem {
	host := target.Hostname()
	var dns *net.DNSError
	var errno syscall.Errno
	switch {
	case errors.As(err, &dns), isTimeout(err) && a.phase() == phaseResolving:
		return connector.NewProblem(connector.CodeNameNotFound, "host", host)
	case isTimeout(err) && a.begun():
		return connector.NewProblem(connector.CodeAnswerTooSlow, "host", host)
	case isTimeout(err):
		return c.timedOut(host)
	case a.begun():
		return connector.NewProblem(connector.CodeAnswerInvalid, "host", host)
	case errors.As(err, &errno):
		return c.ofErrno(target, errno)
	case isHangUp(err):
		return connector.NewProblem(connector.CodeConnectionReset, "host", host)
	}
	return connector.NewProblem(connector.CodeAnswerInvalid, "host", host)
}

// isHangUp tells a connection that ended without a word from one that spoke something else than HTTP.
// net/http has no exported error for a connection closed while it was idle.
func isHangUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		strings.Contains(err.Error(), "closed idle connection")
}

func (c *Client) timedOut(host string) connector.Problem {
	seconds := strconv.FormatFloat(c.options.Timeout.Seconds(), 'g', 3, 64)
	return connector.NewProblem(connector.CodeConnectionTimeout, "host", host, "seconds", seconds)
}

// Windows has numbers of its own for what sockets suffer from; syscall names only some of them.
const (
	wsaNetworkUnreachable = syscall.Errno(10051)
	wsaTimedOut           = syscall.Errno(10060)
	wsaRefused            = syscall.Errno(10061)
	wsaHostUnreachable    = syscall.Errno(10065)
)

func (c *Client) ofErrno(target *url.URL, errno syscall.Errno) connector.Problem {
	switch errno {
	case syscall.ECONNREFUSED, wsaRefused:
		return connector.NewProblem(connector.CodeConnectionRefused, "host", target.Hostname(), "port", portOf(target))
	case syscall.ETIMEDOUT, syscall.EHOSTUNREACH, syscall.ENETUNREACH,
		wsaTimedOut, wsaHostUnreachable, wsaNetworkUnreachable:
		p := c.timedOut(target.Hostname())
		return p.Seen(connector.Evidence{Said: errno.Error()})
	}
	return connector.NewProblem(connector.CodeConnectionReset, "host", target.Hostname())
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.Is(err, errNoAnswer) || errors.Is(err, context.DeadlineExceeded) ||
		errors.As(err, &timeout) && timeout.Timeout()
}

func portOf(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

// isPlain recognises an answer in plain http where TLS was expected.
func isPlain(err error) bool {
	var record tls.RecordHeaderError
	return errors.Is(err, http.ErrSchemeMismatch) || errors.As(err, &record) && string(record.RecordHeader[:]) == "HTTP/"
}
