package sandbox

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// errConsent is a consent page that could not be answered.
var errConsent = errors.New("consent page")

// Consent answers an authorize link as a person at a browser would, for computers without one: it opens
// the page, presses Allow or Cancel, and follows the way back to the page of the program that asked. The
// link must be this sandbox's own; nothing but loopback is ever contacted. Errors hold no code or state.
func (s *Sandbox) Consent(link string, allow bool) error {
	if !strings.HasPrefix(link, s.line.CloudWeb+authorizePath+"?") {
		return fmt.Errorf("%w: not an address of this sandbox", errConsent)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return fmt.Errorf("%w: %w", errConsent, err)
	}
	ctx, cancel := context.WithTimeout(s.ctx, 30*time.Second)
	defer cancel()
	visitor := browser{client: &http.Client{Jar: jar, CheckRedirect: onlyLoopback}, ctx: ctx}
	at, page, err := visitor.open(http.MethodGet, link, nil)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(at, s.line.CloudWeb) { // sent back without being asked
		return nil
	}
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page)
	if token == nil {
		return fmt.Errorf("%w: says %q", errConsent, titleOf(page))
	}
	decision := "cancel"
	if allow {
		decision = "allow"
	}
	form := url.Values{"token": {html.UnescapeString(token[1])}, "decision": {decision}}
	_, _, err = visitor.open(http.MethodPost, s.line.CloudWeb+authorizePath, form)
	return err
}

// browser is as much of one as consenting needs.
type browser struct {
	client *http.Client
	ctx    context.Context //nolint:containedctx // lives for one consent
}

// open asks for a page and gives its address and text. The address of the last page of a consent holds
// the code, so errors never name it.
func (b browser) open(method, address string, form url.Values) (at, page string, err error) {
	request, err := http.NewRequestWithContext(b.ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", "", fmt.Errorf("%w: the address cannot be read", errConsent)
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := b.client.Do(request)
	if err != nil {
		var where *url.Error
		if errors.As(err, &where) {
			err = where.Err
		}
		return "", "", fmt.Errorf("%w: %w", errConsent, err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		return "", "", fmt.Errorf("%w: %w", errConsent, err)
	}
	return answer.Request.URL.String(), string(body), nil
}

// onlyLoopback follows redirects on this computer alone.
func onlyLoopback(next *http.Request, before []*http.Request) error {
	switch next.URL.Hostname() {
	case "localhost", "127.0.0.1", "::1":
	default:
		return errors.New("a redirect leads to another computer")
	}
	if len(before) > 5 {
		return errors.New("too many redirects")
	}
	return nil
}

func titleOf(page string) string {
	title := regexp.MustCompile(`<title>([^<]*)</title>`).FindStringSubmatch(page)
	if title == nil {
		return ""
	}
	return html.UnescapeString(title[1])
}
