package connector

import (
	"errors"
	"time"
)

// ConsentWait is what there is to show while the person decides in their browser.
type ConsentWait struct {
	Link  string    // the page to open; holds no secret
	Until time.Time // when waiting ends
	// Callback is the exact address Bitbucket sends the browser back to: what the consumer must have registered.
	Callback string
	// Late says that nobody has called back for a while: Bitbucket may show "Invalid redirect_uri", after which
	// it never does.
	Late bool
	// Answer takes the address a browser ended at, brought by hand. It answers consent-forged where the address
	// belongs to another question, and address-invalid where it is no answer at all; after either, waiting goes
	// on. It is nil where answers cannot be brought.
	Answer func(address string) error
	// Problem is what went wrong without ending the waiting: browser-not-opened, consent-forged.
	Problem *Problem
}

// ErrNoSecret says that no secret is kept for a connection here: the person signs in again.
var ErrNoSecret = errors.New("no secret is kept for this connection")
