package oauth_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
)

func TestALockIsHeldByOneAtATime(t *testing.T) {
	file := filepath.Join(t.TempDir(), "not", "there", "session.lock")
	lock := oauth.FileLock(file)
	unlock, err := lock(t.Context())
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = oauth.FileLock(file)(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	unlock()
	again, err := lock(t.Context())
	require.NoError(t, err)
	again()
	info, err := os.Stat(file)
	require.NoError(t, err, "a lock file that went away could be held twice")
	assert.Zero(t, info.Mode().Perm()&0o077, "nobody else's")
}

func TestALockThatCannotBeKeptIsTheDisksFailure(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, path := range []string{filepath.Join(file, "session.lock"), t.TempDir()} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		_, err := oauth.FileLock(path)(ctx)
		cancel()
		p, ok := connector.AsProblem(err)
		require.True(t, ok, "%s: %v", path, err)
		assert.Equal(t, connector.CodeDiskFailed, p.Code)
		assert.Equal(t, path, p.Args["file"])
	}
}
