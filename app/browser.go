package app

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

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

// systemBrowser opens links with the system's browser, and letters with its mail program.
func systemBrowser() browserFunc { return careful(browser.OpenURL) }

// careful hands on what may be opened. Only https, pages of this computer, and letters are: a link from a
// server's answer must not start anything else.
func careful(open browserFunc) browserFunc {
	return func(link string) error {
		u, err := url.Parse(link)
		if err != nil {
			return errors.New("opening a link: it cannot be read")
		}
		if !isPage(u) && !isLetter(u) {
			return fmt.Errorf("opening a link: %s is neither https, nor on this computer, nor a letter", u.Scheme)
		}
		return open(link)
	}
}

func isPage(u *url.URL) bool {
	return u.Scheme == "https" && u.Host != "" || u.Scheme == "http" && connector.IsLoopback(u.Hostname())
}

// isLetter tells a letter with a subject and a text (RFC 6068). Some mail programs know further fields, which
// would have them attach files.
func isLetter(u *url.URL) bool {
	if u.Scheme != "mailto" || u.Host != "" || strings.HasPrefix(u.Opaque, "-") {
		return false
	}
	fields, err := url.ParseQuery(u.RawQuery)
	for name := range fields {
		if name != "subject" && name != "body" {
			return false
		}
	}
	return err == nil
}
