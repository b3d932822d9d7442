package oauth

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"mooring/connector"
)

// early is how long before its end a token is renewed, so that none dies on the way.
const early = 2 * time.Minute

// renewal bounds one renewal, saving included: the keychain may ask the person for a password meanwhile.
const renewal = 3 * time.Minute

// KeeperOptions say where a session is kept and how it is renewed. Load, Save and Refresh are needed.
type KeeperOptions struct {
	Load func(ctx context.Context) (connector.Credential, error)
	Save func(ctx context.Context, credential connector.Credential) error
	// Lock keeps other processes from renewing the same session meanwhile.
	Lock    func(ctx context.Context) (unlock func(), err error)
	Refresh func(ctx context.Context, old connector.Credential) (connector.Credential, error) // Client.Refresh
	Name    string                                                                            // of the connection, for session-ended
	Now     func() time.Time
}

// Keeper is the one place an account's credential comes from. It renews a session before it ends, once
// for everybody who asks meanwhile, and saves the new pair before it is used. Credentials of other kinds
// pass through it unchanged. It is safe for use by several goroutines.
type Keeper struct {
	o      KeeperOptions
	flight singleflight.Group

	mu      sync.Mutex
	current connector.Credential // the last good one
	stale   connector.Secret     // a token Bitbucket called expired
	unsaved *connector.Credential
	from    connector.Secret // the refresh token that unsaved was traded for
}

// NewKeeper makes a Keeper; make one for each connection.
func NewKeeper(o KeeperOptions) *Keeper {
	if o.Lock == nil {
		o.Lock = func(context.Context) (func(), error) { return func() {}, nil }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Keeper{o: o}
}

// Token gives a credential that is good for now. It answers session-ended, what a connection can suffer
// from, and the errors of Load, Save and Lock.
func (k *Keeper) Token(ctx context.Context) (connector.Credential, error) {
	if c, ok := k.ready(); ok {
		return c, nil
	}
	// A renewal that has begun is finished whatever becomes of the caller: Bitbucket may have replaced the
	// refresh token already, and only saving its successor keeps the session.
	flight := k.flight.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewal)
		defer cancel()
		return k.renew(ctx)
	})
	select {
	case <-ctx.Done():
		return connector.Credential{}, ctx.Err()
	case r := <-flight:
		c, _ := r.Val.(connector.Credential)
		return c, r.Err
	}
}

// Stale says that Bitbucket called this credential's token expired: the next Token renews it, unless that
// has happened since.
func (k *Keeper) Stale(used connector.Credential) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.stale = used.Token
}

// ready gives the credential in memory, if it needs no renewal.
func (k *Keeper) ready() (connector.Credential, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	good := !k.current.Token.Empty() && k.unsaved == nil && !k.old(k.current)
	return k.current, good
}

// old tells whether a credential needs renewal, and can have it. It is called with the lock held.
func (k *Keeper) old(c connector.Credential) bool {
	if c.Kind != connector.Session || c.Refresh.Empty() {
		return false
	}
	return c.Token.Same(k.stale) || !c.Expires.IsZero() && k.o.Now().Add(early).After(c.Expires)
}

// renew does it, as the only one in this process and, by the lock, on this computer.
func (k *Keeper) renew(ctx context.Context) (connector.Credential, error) {
	unlock, err := k.o.Lock(ctx)
	if err != nil {
		return k.meanwhile(err)
	}
	defer unlock()
	// Another process may have renewed while this one waited for the lock.
	kept, err := k.o.Load(ctx)
	if k.pending(kept, err) {
		if c, done, err := k.settleUnsaved(ctx); done || err != nil {
			return c, err
		}
		kept, err = k.o.Load(ctx)
	}
	if err != nil {
		return k.meanwhile(err)
	}
	k.mu.Lock()
	old, stale := k.old(kept), kept.Token.Same(k.stale)
	k.mu.Unlock()
	if !old {
		return k.adopt(kept), nil
	}
	fresh, err := k.o.Refresh(ctx, kept)
	if err != nil {
		return k.withoutRenewal(kept, stale, err)
	}
	k.mu.Lock()
	k.unsaved, k.from = &fresh, kept.Refresh
	k.mu.Unlock()
	c, _, err := k.settleUnsaved(ctx)
	return c, err
}

// settleUnsaved saves the pair that is newer than what is kept, and tells whether it may be used. Where
// saving fails the pair stays in memory and is not used: the next Token tries again, and the session is not
// lost to a locked keychain.
func (k *Keeper) settleUnsaved(ctx context.Context) (connector.Credential, bool, error) {
	k.mu.Lock()
	fresh := k.unsaved
	k.mu.Unlock()
	if err := k.o.Save(ctx, *fresh); err != nil {
		return connector.Credential{}, false, err
	}
	k.mu.Lock()
	k.unsaved = nil
	old := k.old(*fresh)
	k.mu.Unlock()
	return k.adopt(*fresh), !old, nil
}

// pending tells whether a pair is still to be saved. It is forgotten where the session it belongs to is no
// longer the one that is kept: the person has signed in anew or disconnected meanwhile.
func (k *Keeper) pending(kept connector.Credential, err error) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if errors.Is(err, connector.ErrNoSecret) || err == nil && !kept.Refresh.Same(k.from) {
		k.unsaved = nil
	}
	return k.unsaved != nil
}

// meanwhile decides what it means that the kept session cannot be had: the token in memory is used while it
// lives, unless the person has disconnected.
func (k *Keeper) meanwhile(err error) (connector.Credential, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.current
	lives := !c.Token.Empty() && !c.Token.Same(k.stale) && k.o.Now().Before(c.Expires)
	if lives && k.unsaved == nil && !errors.Is(err, connector.ErrNoSecret) {
		return c, nil
	}
	return connector.Credential{}, err
}

// withoutRenewal decides what a failed renewal means: a token that still lives is used until it ends.
func (k *Keeper) withoutRenewal(kept connector.Credential, stale bool, err error) (connector.Credential, error) {
	if p, ok := connector.AsProblem(err); ok && p.Code == connector.CodeSessionEnded {
		return connector.Credential{}, p.With("name", k.o.Name)
	}
	if !stale && k.o.Now().Before(kept.Expires) {
		return kept, nil
	}
	return connector.Credential{}, err
}

func (k *Keeper) adopt(c connector.Credential) connector.Credential {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.current = c
	return c
}
