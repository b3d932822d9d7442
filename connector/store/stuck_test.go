package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

func TestALockThatNobodyLetsGoEndsInWords(t *testing.T) {
	dirs := store.Dirs{Config: t.TempDir()}
	s := store.Open(dirs)
	s.Impatient(50 * time.Millisecond)
	p := profile("Bakery")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	held := flock.New(filepath.Join(dirs.Config, "lock"))
	require.NoError(t, held.Lock())
	for name, write := range map[string]func() error{
		"save":   func() error { return s.SaveProfile(t.Context(), p) },
		"delete": func() error { return s.DeleteProfile(context.Background(), p.ID) },
		"change": func() error {
			_, err := s.ChangeProfile(t.Context(), p.ID, func(*connector.BuildProfile) {})
			return err
		},
	} {
		problem, ok := connector.AsProblem(write())
		require.True(t, ok, name)
		assert.Equal(t, connector.CodeDiskFailed, problem.Code, name)
		assert.Equal(t, "yes", problem.Args["locked"], name)
	}
	all, err := s.Profiles(t.Context())
	require.NoError(t, err, "reading needs no lock")
	assert.Len(t, all, 1)
	file := filepath.Join(dirs.Config, "profiles", p.ID+".json")
	require.NoError(t, os.WriteFile(file, []byte("x"), 0o600))
	report, err := s.ProfilesReport(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Problems, 1)
	assert.Equal(t, "yes", report.Problems[0].Args["stays"], "it was not moved")

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	err = s.SaveProfile(gone, p)
	assert.ErrorIs(t, err, context.Canceled, "who stopped waiting is not told of the disk")

	require.NoError(t, held.Unlock())
	require.NoError(t, s.SaveProfile(t.Context(), p))
}

func TestWhatIsNoFileIsLeftWhereItIsAndSaidSo(t *testing.T) {
	dirs := store.Dirs{Config: t.TempDir()}
	s := store.Open(dirs)
	require.NoError(t, s.SaveProfile(t.Context(), profile("Bakery")))
	folder := filepath.Join(dirs.Config, "profiles", connector.NewID()+".json")
	require.NoError(t, os.Mkdir(folder, 0o700))
	report, err := s.ProfilesReport(t.Context())
	require.NoError(t, err)
	assert.Len(t, report.Items, 1)
	require.Len(t, report.Problems, 1)
	assert.Equal(t, map[string]string{"file": folder, "stays": "yes"}, report.Problems[0].Args)
	assert.DirExists(t, folder)
}
