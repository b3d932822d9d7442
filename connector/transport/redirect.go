package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"mooring/connector"
)

// maxHops is how far a redirect on the same origin is looked after, without a credential.
const maxHops = 5

// location is where a redirect leads, or nil where the answer is none.
func location(from *url.URL, resp *http.Response) *url.URL {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	value := resp.Header.Get("Location")
	target, err := from.Parse(value)
	if value == "" || err != nil {
		return nil
	}
	return target
}

// redirected says what a redirect of an API means: another place, or a sign-in page in front of it.
func (c *Client) redirected(ctx context.Context, from, target *url.URL, answer Answer) error {
	if connector.Origin(from.String()) != connector.Origin(target.String()) {
		return connector.NewProblem(connector.CodeRedirectedElsewhere, "host", from.Hostname(), "target", shown(target)).
			Seen(answer.Evidence())
	}
	err := c.look(ctx, target)
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	if err != nil {
		return answer.Invalid(fmt.Errorf("look where the redirect leads: %w", err))
	}
	return connector.NewProblem(connector.CodeLoginPage, "host", from.Hostname()).Seen(answer.Evidence())
}

// look follows a redirect on its own origin, without a credential, until it ends in a page or leaves the
// origin (as single sign-on does); anything else is an error.
func (c *Client) look(ctx context.Context, target *url.URL) error {
	origin := connector.Origin(target.String())
	for range maxHops {
		req, err := c.build(ctx, Request{URL: target.String(), Header: http.Header{"Accept": {"text/html, */*"}}})
		if err != nil {
			return err
		}
		resp, err := c.http.Do(req)
		if err != nil {
			return c.failed(ctx, target, err, 0)
		}
		next := location(target, resp)
		page := Answer{Header: resp.Header}.IsHTML()
		_ = resp.Body.Close() // nothing of it is wanted
		switch {
		case next == nil && page:
			return nil
		case next == nil:
			return fmt.Errorf("%s is no page (%d)", shown(target), resp.StatusCode)
		case connector.Origin(next.String()) != origin:
			return nil
		}
		target = next
	}
	return fmt.Errorf("%s leads in a circle", shown(target))
}
