package connector

import (
	"errors"
	"time"
)

// ConsentWait is what there is to show while the person decides in their browser.
type ConsentWait struct {
	Link  string    // the page to open; holds no secret
	Until time.Time // when waiting ends
	// Problem is what went wrong without ending the waiting: browser-not-opened, consent-forged.
	Problem *Problem
}

// ErrNoSecret says that no secret is kept for a connection here: the person signs in again.
var ErrNoSecret = errors.New("no secret is kept for this connection")
