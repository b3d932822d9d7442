package vault

import (
	"context"
	"errors"
	"sync"
	"time"

	"mooring/connector"
)

// errAbandoned ends the work of a turn that nobody waits for any more. It reaches nobody.
var errAbandoned = errors.New("nobody waits for this any more")

// turn is one Put, Get or Delete on its way. Its work runs on a goroutine of its own, since a keychain may
// stand still for as long as its unlock window does.
//
// Turns follow each other one at a time, so that a locked keychain shows one window and not five. When
// the caller gives up on a call that hangs, the next turn may go, but not on the same id: that stays
// closed until the hung call has come back and what it did is undone. So no late write can ever stand
// over a newer one.
type turn struct {
	vault *Vault
	id    string
	gone  chan struct{} // closed when the caller has given up

	mu        sync.Mutex
	committed bool // what was asked for is done: giving up comes too late
	abandoned bool
	holding   bool // this turn is the one that may talk to the keychain

	undoing bool // used by the work alone: undo goes on although nobody waits
}

// ask lets work have its turn on an id, and waits until it is done, ctx ends or patience does.
func (v *Vault) ask(ctx context.Context, id string, work func(*turn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t := &turn{vault: v, id: id, gone: make(chan struct{})}
	answer := make(chan error, 1)
	go func() { answer <- t.run(work) }()

	quiet := time.NewTimer(v.options.Answer)
	defer quiet.Stop()
	patience := time.NewTimer(v.options.Patience)
	defer patience.Stop()
	for {
		select {
		case err := <-answer:
			return asProblem(err)
		case <-quiet.C:
			if v.options.Waiting != nil {
				v.options.Waiting(connector.NewProblem(connector.CodeKeychainLocked))
			}
		case <-patience.C:
			return t.giveUp(asProblem(ErrLocked))
		case <-ctx.Done():
			return t.giveUp(ctx.Err())
		}
	}
}

// run waits for the id and the keychain to be free, and works.
func (t *turn) run(work func(*turn) error) error {
	lane := t.vault.lane(t.id)
	select {
	case lane <- struct{}{}:
	case <-t.gone:
		return errAbandoned
	}
	defer func() { <-lane }()
	select {
	case t.vault.keychain <- struct{}{}:
	case <-t.gone:
		return errAbandoned
	}
	if !t.hold() {
		<-t.vault.keychain
		return errAbandoned
	}
	defer t.release()
	return work(t)
}

// hold notes that this turn has the keychain, unless the caller went away in the meantime.
func (t *turn) hold() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.holding = !t.abandoned
	return t.holding
}

// release lets the next turn have the keychain.
func (t *turn) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.holding {
		t.holding = false
		<-t.vault.keychain
	}
}

// giveUp ends the waiting, for the cause given. What was already done for good counts as done.
func (t *turn) giveUp(cause error) error {
	t.mu.Lock()
	committed := t.committed
	if !committed {
		t.abandoned = true
		close(t.gone)
	}
	t.mu.Unlock()
	t.release()
	if committed {
		return nil
	}
	return cause
}

// commit says that what was asked for is done, unless the caller has been told otherwise already.
func (t *turn) commit() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.committed = !t.abandoned
	return t.committed
}

// stop tells the work to end where nobody waits any more.
func (t *turn) stop() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.abandoned && !t.undoing {
		return errAbandoned
	}
	return nil
}

// undo runs steps that put things back, also when nobody waits any more.
func (t *turn) undo(steps func()) {
	t.undoing = true
	t.mu.Lock()
	held := t.holding
	t.mu.Unlock()
	if !held {
		t.vault.keychain <- struct{}{}
		t.mu.Lock()
		t.holding = true
		t.mu.Unlock()
	}
	steps()
}

// set, get and delete talk to the keychain, unless there is nobody left to talk for. A call that comes
// back after its caller left counts as abandoned, whatever it brought.
func (t *turn) set(account, value string) error {
	if err := t.stop(); err != nil {
		return err
	}
	err := t.vault.backend.Set(Service, account, value)
	return errors.Join(t.stop(), err)
}

func (t *turn) get(account string) (string, error) {
	if err := t.stop(); err != nil {
		return "", err
	}
	value, err := t.vault.backend.Get(Service, account)
	if stopped := t.stop(); stopped != nil {
		return "", stopped
	}
	return value, err
}

// delete tolerates that there is nothing to delete.
func (t *turn) delete(account string) error {
	if err := t.stop(); err != nil {
		return err
	}
	err := t.vault.backend.Delete(Service, account)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return errors.Join(t.stop(), err)
}
