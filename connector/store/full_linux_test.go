package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

// mount gives a real file system of its own, or says that none can be had here (it takes root). What fails
// on it is also played by broken files in the other tests.
func mount(t *testing.T, options string) (dir string, ok bool) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		fmt.Printf("left out: %s on a real file system, which cannot be mounted here: %v\n", t.Name(), err)
		return "", false
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir, true
}

func TestAFullDiskChangesNothing(t *testing.T) {
	home, ok := mount(t, "size=128k,mode=0700")
	if !ok {
		return
	}
	d := store.Dirs{Config: filepath.Join(home, "config")}
	s := store.Open(d)
	p := profile("app")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	require.NoError(t, s.SaveConnection(t.Context(), connection("git")))
	filler, err := os.OpenFile(filepath.Join(d.Config, "filler"), os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	for err == nil {
		_, err = filler.WriteString(strings.Repeat("x", 512))
	}
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.NoError(t, filler.Close())
	requireUnchanged(t, d, s, p)
	require.NoError(t, os.Remove(filler.Name()))
	require.NoError(t, s.SaveProfile(t.Context(), p), "with room again it works again")
}

func TestAReadOnlyDiskChangesNothing(t *testing.T) {
	home, ok := mount(t, "size=1m,mode=0700")
	if !ok {
		return
	}
	d := store.Dirs{Config: filepath.Join(home, "config")}
	s := store.Open(d)
	p, damaged := profile("app"), profile("damaged")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	require.NoError(t, s.SaveProfile(t.Context(), damaged))
	require.NoError(t, os.WriteFile(profileFile(d, damaged.ID), []byte("{"), 0o600))
	require.NoError(t, syscall.Mount("tmpfs", home, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	requireUnchanged(t, d, s, p)
	require.True(t, connector.IsProblem(s.DeleteProfile(t.Context(), p.ID), connector.CodeDiskFailed))
	for range 2 {
		report, err := s.ProfilesReport(t.Context())
		require.NoError(t, err, "reading works all the same")
		require.Len(t, report.Items, 1)
		require.Len(t, report.Problems, 1)
		require.Equal(t, profileFile(d, damaged.ID), report.Problems[0].Args["file"], "where it still is")
	}
}

func TestAFileThatCannotBeReadIsNeitherMovedNorReplaced(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p := profile("app")
	require.NoError(t, s.SaveProfile(t.Context(), profile("other")))
	require.NoError(t, os.Symlink(p.ID+".json", profileFile(d, p.ID))) // points to itself
	report, err := s.ProfilesReport(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Items, 1)
	require.Len(t, report.Problems, 1)
	require.Equal(t, profileFile(d, p.ID), report.Problems[0].Args["file"])
	require.True(t, connector.IsProblem(s.SaveProfile(t.Context(), p), connector.CodeDiskFailed))
	require.True(t, connector.IsProblem(s.DeleteProfile(t.Context(), p.ID), connector.CodeDiskFailed))
	_, err = os.Readlink(profileFile(d, p.ID))
	require.NoError(t, err, "it still stands there")
}
