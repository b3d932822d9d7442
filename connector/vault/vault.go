// Package vault keeps secrets in the system keychain, or for the session in memory, and nowhere else.
//
// Keychains take short values (2,560 bytes on Windows) and change them one at a time, while a session
// with its tokens is longer and must never be half old and half new. So a secret is one JSON document cut
// into pieces of at most 2,000 bytes, <id>/<generation>/<n>, and the item <id> is a head that says which
// generation counts, how many pieces it has and their SHA-256. Each secret is bound to the origins it may
// be sent to.
package vault

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"mooring/connector"
)

// ConsumerID is the id under which the secret of the person's own OAuth consumer is kept: a credential
// with a token and origins only.
const ConsumerID = "consumer"

// ProxyID is the id under which the password of a proxy is kept: a credential with a token, bound to the
// proxy's address (scheme://host:port) instead of an origin of Bitbucket.
const ProxyID = "proxy"

// Options are what a vault may be told; the zero value is right for the app.
type Options struct {
	// Answer is how long a keychain may be silent before Waiting is told; 3 seconds when zero.
	Answer time.Duration
	// Patience is how long the person has to unlock the keychain; 2 minutes when zero.
	Patience time.Duration
	// Waiting is told keychain-locked while it is still being waited for, on the caller's goroutine and at
	// most once for each Put, Get or Delete.
	Waiting func(connector.Problem)
}

// Vault keeps secrets. It may be used from many goroutines, but waits for the keychain: never call it on
// the UI goroutine.
type Vault struct {
	backend  Backend
	options  Options
	keychain chan struct{} // full while a turn talks to the keychain

	mu      sync.Mutex
	lanes   map[string]chan struct{} // by id; full while a turn works on it
	session map[string]connector.Credential
}

// New makes a vault over a keychain.
func New(backend Backend, options Options) *Vault {
	if options.Answer <= 0 {
		options.Answer = 3 * time.Second
	}
	if options.Patience <= 0 {
		options.Patience = 2 * time.Minute
	}
	return &Vault{
		backend: backend, options: options, keychain: make(chan struct{}, 1),
		lanes: make(map[string]chan struct{}), session: make(map[string]connector.Credential),
	}
}

// Put keeps a credential under an id, in the place of what was there. With connector.KeepSession it stays
// in memory and the keychain is not touched. Otherwise it answers keychain-unavailable (there is none),
// keychain-locked (not unlocked in time, or the person said no), keychain-refused (it failed, or gave back
// something else), or the error of ctx; after any of them the keychain holds what it held before.
func (v *Vault) Put(ctx context.Context, id string, credential connector.Credential, keep connector.Keep) error {
	if !usable(id) || !bound(credential.Origins) {
		return asProblem(failure{class: errRefused, detail: "a secret needs an id and the origins it belongs to"})
	}
	if keep == connector.KeepSession {
		v.remember(id, credential)
		return nil
	}
	data, err := encode(credential)
	if err != nil {
		return asProblem(failure{class: errRefused, detail: err.Error()})
	}
	if err := v.ask(ctx, id, func(t *turn) error { return t.save(data) }); err != nil {
		return err
	}
	v.forget(id)
	return nil
}

// Get finds a credential. It answers connector.ErrNoSecret where none is kept, or where the one kept is
// bound to other origins than these; else the same problems as Put.
func (v *Vault) Get(ctx context.Context, id string, origins []string) (connector.Credential, error) {
	if !usable(id) || !bound(origins) {
		return connector.Credential{}, connector.ErrNoSecret
	}
	credential, ok := v.remembered(id)
	if !ok {
		var data []byte
		err := v.ask(ctx, id, func(t *turn) (err error) {
			data, err = t.load()
			return err
		})
		if err != nil {
			return connector.Credential{}, err
		}
		if credential, err = decode(data); err != nil {
			return connector.Credential{}, asProblem(failure{class: errRefused, detail: err.Error()})
		}
	}
	if !sameSet(credential.Origins, origins) {
		return connector.Credential{}, connector.ErrNoSecret
	}
	return credential, nil
}

// Delete wipes a secret from memory and keychain; that there is none is fine. It answers the same
// problems as Put, and may then be called again to finish. A secret that was kept in memory only is gone
// without a problem where there is no keychain.
func (v *Vault) Delete(ctx context.Context, id string) error {
	remembered := v.forget(id)
	if !usable(id) {
		return nil
	}
	err := v.ask(ctx, id, (*turn).wipe)
	if remembered && connector.IsProblem(err, connector.CodeKeychainUnavailable) {
		return nil
	}
	return err
}

// usable tells whether an id can name an account: a slash would reach into another id's pieces.
func usable(id string) bool { return id != "" && !strings.Contains(id, "/") }

func (v *Vault) remember(id string, c connector.Credential) {
	c.Scopes, c.Origins = slices.Clone(c.Scopes), slices.Clone(c.Origins)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.session[id] = c
}

func (v *Vault) remembered(id string) (connector.Credential, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	c, ok := v.session[id]
	c.Scopes, c.Origins = slices.Clone(c.Scopes), slices.Clone(c.Origins)
	return c, ok
}

func (v *Vault) forget(id string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	_, had := v.session[id]
	delete(v.session, id)
	return had
}

func (v *Vault) lane(id string) chan struct{} {
	v.mu.Lock()
	defer v.mu.Unlock()
	lane, ok := v.lanes[id]
	if !ok {
		lane = make(chan struct{}, 1)
		v.lanes[id] = lane
	}
	return lane
}

// asProblem makes of a keychain's error what a person should meet. The text of an unknown error stays
// behind: it may repeat a secret.
func asProblem(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, connector.ErrNoSecret):
		return connector.ErrNoSecret
	}
	code, class := connector.CodeKeychainRefused, errRefused
	switch {
	case errors.Is(err, ErrUnavailable):
		code, class = connector.CodeKeychainUnavailable, ErrUnavailable
	case errors.Is(err, ErrLocked):
		code, class = connector.CodeKeychainLocked, ErrLocked
	case errors.Is(err, errDamaged):
		class = errDamaged
	}
	var said failure
	if !errors.As(err, &said) {
		return connector.NewProblem(code).Because(class)
	}
	return connector.NewProblem(code).Because(said).Seen(connector.Evidence{Exception: said.detail})
}
