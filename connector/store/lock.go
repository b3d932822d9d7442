package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"mooring/connector"
)

const (
	// lockRetry is how often a lock held by another program is asked for again.
	lockRetry = 5 * time.Millisecond
	// lockPatience is far more than a Mooring at work needs for what it writes.
	lockPatience = 20 * time.Second
)

// errLocked says that another program does not let go of the lock.
var errLocked = errors.New("another Mooring is writing, and does not come to an end")

// stuck says that nothing was written, since another program keeps the lock.
func stuck(path string) error {
	return connector.NewProblem(connector.CodeDiskFailed, "file", path, "locked", "yes").Because(errLocked)
}

// lock keeps every other Mooring from writing until the function it gives is called. The file stays: to
// remove it would let two programs lock two different files of one name. Reading needs no lock, since
// documents are replaced whole. It answers disk-failed where another keeps it for too long.
func (s *Store) lock(ctx context.Context) (unlock func(), err error) {
	asked := ctx
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	path := filepath.Join(s.dirs.Config, "lock")
	select { // within this program first: it is fair and needs no asking again
	case s.writing <- struct{}{}:
	case <-ctx.Done():
		if asked.Err() == nil {
			return nil, stuck(path)
		}
		return nil, fmt.Errorf("wait to write: %w", ctx.Err())
	}
	defer func() {
		if err != nil {
			<-s.writing
		}
	}()
	if err := makeDir(s.dirs.Config); err != nil {
		return nil, failed(path, err)
	}
	across := flock.New(path, flock.SetPermissions(0o600))
	if _, err := across.TryLockContext(ctx, lockRetry); err != nil {
		if asked.Err() == nil && ctx.Err() != nil {
			return nil, stuck(path)
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("wait for another Mooring to finish writing: %w", err)
		}
		return nil, failed(path, err)
	}
	return func() {
		_ = across.Unlock()
		<-s.writing
	}, nil
}
