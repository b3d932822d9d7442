package transport

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"mooring/connector"
)

// Do sends a request and reads the whole answer. Redirects are never followed. The error is a
// connector.Problem where the network, a redirect or the status (429, 5xx) failed; ctx's own error where it
// was cancelled; ErrWrongOrigin where the credential does not belong there. An answer that came before the
// problem is given too. Every other status is for the caller to judge.
func (c *Client) Do(ctx context.Context, r Request) (Answer, error) {
	answer, err := c.do(ctx, r)
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		return answer, ctx.Err() // whatever was answered while somebody stopped waiting is nobody's problem
	}
	return answer, Redacted(err, r.secrets()...)
}

func (c *Client) do(ctx context.Context, r Request) (Answer, error) {
	req, err := c.build(ctx, r)
	if err != nil {
		return Answer{}, err
	}
	begun := time.Now()
	resp, err := c.send(req, r)
	if err != nil {
		return Answer{}, c.failed(ctx, req.URL, err, since(begun))
	}
	defer resp.Body.Close()
	answer := Answer{Status: resp.StatusCode, Header: resp.Header, Address: shown(req.URL), host: req.URL.Hostname()}
	answer.Millis = since(begun)
	if target := location(req.URL, resp); target != nil {
		answer.Location = target.String()
		return answer, c.redirected(ctx, req.URL, target, answer)
	}
	if p, bad := badStatus(answer); bad {
		if via, proxied := attemptOf(resp.Request.Context()).proxy(); proxied && p.Code == connector.CodeProxyFailed {
			p = p.With("proxy", via)
		}
		if req.Method != http.MethodGet { // why a change failed, only the body tells
			answer.Body, _ = readBody(resp, 0)
		}
		return answer, p
	}
	answer.Body, err = readBody(resp, r.Most)
	answer.Millis = since(begun)
	if err != nil && ctx.Err() != nil || err != nil && answer.Status < 400 {
		return answer, c.failed(ctx, req.URL, err, answer.Millis)
	}
	return answer, nil
}

// send makes the attempt, or the attempts.
func (c *Client) send(req *http.Request, r Request) (*http.Response, error) {
	if !r.Patient {
		return c.http.Do(req.WithContext(context.WithValue(req.Context(), onceKey{}, true)))
	}
	return c.sendPatiently(req, r.Patience)
}

// failed turns what stopped a request into what the caller is told. It looks inside http.Client's wrapping,
// whose text holds the whole address, query and all.
func (c *Client) failed(ctx context.Context, target *url.URL, err error, millis int64) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	a := &attempt{}
	var f *failure
	if errors.As(err, &f) {
		a, err = f.attempt, f.err
	}
	p := c.problem(a, target, err)
	e := p.Evidence
	e.Address, e.Millis = shown(target), millis
	return p.Seen(e)
}

// badStatus judges the statuses that mean the same wherever they come from.
func badStatus(a Answer) (connector.Problem, bool) {
	var p connector.Problem
	switch {
	case a.Status == http.StatusTooManyRequests:
		p = connector.NewProblem(connector.CodeRateLimited, "host", a.host, "seconds", "")
		if wait, told := retryAfter(a.Header, time.Now()); told {
			p = p.With("seconds", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
		}
	case a.Status == http.StatusProxyAuthRequired:
		p = connector.NewProblem(connector.CodeProxyFailed, "proxy", "")
	case a.Status == http.StatusServiceUnavailable:
		p = connector.NewProblem(connector.CodeServerBusy, "host", a.host)
	case a.Status >= 500:
		p = connector.NewProblem(connector.CodeServerError, "host", a.host, "status", strconv.Itoa(a.Status))
	default:
		return p, false
	}
	return p.Seen(a.Evidence()), true
}

// retryAfter reads when to come again: seconds or a date (RFC 9110, 10.2.3).
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return min(time.Duration(seconds), 24*3600) * time.Second, true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now)), true
	}
	return 0, false
}

func since(t time.Time) int64 { return time.Since(t).Milliseconds() }
