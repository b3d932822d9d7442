package oauth

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"mooring/connector"
)

// lockRetry is how often a lock that another process holds is tried again.
const lockRetry = 25 * time.Millisecond

// FileLock makes the lock that keeps other processes from renewing the same session: a refresh token may
// be used once. It fits KeeperOptions.Lock. The file and its folder are made where they are missing and
// stay: a lock file that is removed could be held twice. The system lets go of the lock when its holder
// dies, however it dies. It answers ctx's error, or disk-failed with the file.
func FileLock(path string) func(ctx context.Context) (unlock func(), err error) {
	return func(ctx context.Context) (func(), error) {
		failed := connector.NewProblem(connector.CodeDiskFailed, "file", path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, failed.Because(err)
		}
		// A lock of its own for each call: what one process locks twice excludes itself too.
		lock := flock.New(path, flock.SetPermissions(0o600))
		if _, err := lock.TryLockContext(ctx, lockRetry); err != nil {
			_ = lock.Close()
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, failed.Because(err)
		}
		return func() { _ = lock.Unlock() }, nil
	}
}
