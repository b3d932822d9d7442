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

// quietBrowser keeps what an opened browser prints out of our own output, where the library puts it.
// It changes the library for good, so the window calls it once, at its start.
func quietBrowser() { browser.Stdout, browser.Stderr = io.Discard, io.Discard }

// systemBrowser opens links with the system's browser. Only https, and pages of this computer, are ever
// opened: a link from a server's answer must not start anything else.
func systemBrowser() browserFunc {
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
