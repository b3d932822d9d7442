package store

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// lockRetry is how often a lock held by another program is asked for again.
const lockRetry = 5 * time.Millisecond

// lock keeps every other Mooring from writing until the function it gives is called. The file stays: to
// remove it would let two programs lock two different files of one name. Reading needs no lock, since
// documents are replaced whole.
func (s *Store) lock(ctx context.Context) (unlock func(), err error) {
	select { // within this program first: it is fair and needs no asking again
	case s.writing <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to write: %w", ctx.Err())
	}
	defer func() {
		if err != nil {
			<-s.writing
		}
	}()
	path := filepath.Join(s.dirs.Config, "lock")
	if err := makeDir(s.dirs.Config); err != nil {
		return nil, failed(path, err)
	}
	across := flock.New(path, flock.SetPermissions(0o600))
	if _, err := across.TryLockContext(ctx, lockRetry); err != nil {
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
