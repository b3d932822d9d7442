package app

import (
	"fmt"
	"io"
	"net/url"

	"github.com/pkg/browser"

	"mooring/connector"
)

// browserFunc opens a link in the person's browser. It may wait; no error means only "launched".
type browserFunc func(link string) error

// Open makes a browserFunc a flow.Browser.
func (f browserFunc) Open(link string) error { return f(link) }

// systemBrowser opens links with the system's browser. Only https, and pages of this computer, are ever
// opened: a link from a server's answer must not start anything else.
func systemBrowser() browserFunc {
	// The library prints what the opened program says to our own output by default.
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	return func(link string) error {
		u, err := url.Parse(link)
		if err != nil {
			return fmt.Errorf("opening a link: %w", err)
		}
		if u.Scheme != "https" && (u.Scheme != "http" || !connector.IsLoopback(u.Hostname())) {
			return fmt.Errorf("opening a link: %s is neither https nor on this computer", u.Scheme)
		}
		return browser.OpenURL(link)
	}
}
