package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

// damages are what may become of a document; ID stands for its own id.
func damages() map[string]string {
	return map[string]string{
		"empty":         "",
		"cut off":       `{"schema":1,"kind":"profile","na`,
		"zeros":         strings.Repeat("\x00", 512),
		"another kind":  `{"schema":1,"kind":"connection","id":"ID"}`,
		"no schema":     `{"kind":"profile","id":"ID"}`,
		"wrong type":    `{"schema":1,"kind":"profile","id":"ID","name":5}`,
		"null":          `null`,
		"another's id":  `{"schema":1,"kind":"profile","id":"00112233445566778899aabbccddeeff"}`,
		"no time":       `{"schema":1,"kind":"profile","id":"ID","created":"yesterday"}`,
		"two documents": `{"schema":1,"kind":"profile","id":"ID"}{}`,
		"half a list":   `{"schema":2,"kind":"profile","id":"ID","triggers":{"push":"main"}}`,
	}
}

func TestADamagedFileWithoutACopyIsMovedAsideAndTheOthersAreListed(t *testing.T) {
	for name, contents := range damages() {
		t.Run(name, func(t *testing.T) {
			d := dirs(t)
			s := store.Open(d)
			good, bad := profile("good"), profile("bad")
			require.NoError(t, s.SaveProfile(t.Context(), good))
			require.NoError(t, s.SaveProfile(t.Context(), bad))
			require.NoError(t, os.RemoveAll(filepath.Join(d.Config, "last-good")))
			contents := strings.ReplaceAll(contents, "ID", bad.ID)
			require.NoError(t, os.WriteFile(profileFile(d, bad.ID), []byte(contents), 0o600))

			list, err := s.Profiles(t.Context())
			require.NoError(t, err)
			require.Len(t, list, 1)
			report, err := s.ProfilesReport(t.Context())
			require.NoError(t, err)
			require.Len(t, report.Items, 1)
			require.Len(t, report.Problems, 1, "told although the list before came first, and told once")
			require.Equal(t, connector.CodeProfileDamaged, report.Problems[0].Code)
			require.Empty(t, report.Problems[0].Args["restored"])
			moved := report.Problems[0].Args["file"]
			require.True(t, strings.HasPrefix(moved, profileFile(d, bad.ID)+".damaged-"), moved)
			kept, err := os.ReadFile(moved)
			require.NoError(t, err)
			require.Equal(t, contents, string(kept), "nothing is thrown away")

			require.NoError(t, s.SaveProfile(t.Context(), bad), "its place is free again")
			report, err = store.Open(d).ProfilesReport(t.Context())
			require.NoError(t, err)
			require.Len(t, report.Items, 2)
			require.Empty(t, report.Problems)
		})
	}
}

func TestSavingOverADamagedFileMovesItAsideFirst(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p, c := profile("app"), connection("git")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	require.NoError(t, s.SaveConnection(t.Context(), c))
	require.NoError(t, os.WriteFile(profileFile(d, p.ID), []byte("precious"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(d.Config, "connections", c.ID+".json"), []byte("dear"), 0o600))
	require.NoError(t, s.SaveProfile(t.Context(), p))
	require.NoError(t, s.DeleteConnection(t.Context(), c.ID))
	var all []string
	for _, contents := range files(t, d.Config) {
		all = append(all, contents)
	}
	require.Contains(t, all, "precious")
	require.Contains(t, all, "dear", "a damaged file is not deleted either")
	report, err := s.ConnectionsReport(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Problems, 1)
}

func TestADocumentOfANewerMooringIsShownAndNotTouched(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p := profile("app")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	newer := `{"schema":3,"kind":"profile","id":"` + p.ID + `","name":"From the future","branch":{"any":true}}`
	require.NoError(t, os.WriteFile(profileFile(d, p.ID), []byte(newer), 0o600))

	report, err := s.ProfilesReport(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Items, 1)
	require.Equal(t, "From the future", report.Items[0].Name)
	require.True(t, report.ReadOnly[p.ID])
	require.Equal(t, connector.CodeProfileNewer, report.Problems[0].Code)
	require.Equal(t, "From the future", report.Problems[0].Args["name"])
	require.True(t, connector.IsProblem(s.SaveProfile(t.Context(), p), connector.CodeProfileNewer))
	require.True(t, connector.IsProblem(s.DeleteProfile(t.Context(), p.ID), connector.CodeProfileNewer))
	require.True(t, connector.IsProblem(s.SaveProfile(t.Context(), profile("from the FUTURE")), connector.CodeProfileNameTaken))
	require.Equal(t, newer, files(t, d.Config)[profileFile(d, p.ID)])
}

func TestFilesThatAreNotDocumentsAreLeftAlone(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p := profile("app")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	strange := filepath.Join(d.Config, "profiles", "my notes.json")
	require.NoError(t, os.WriteFile(strange, []byte("hello"), 0o600))
	require.NoError(t, s.SaveProfile(t.Context(), profile("second")))
	report, err := s.ProfilesReport(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Items, 2)
	require.Empty(t, report.Problems)
	require.Equal(t, "hello", files(t, d.Config)[strange])
}

// requireUnchanged tries to save and delete, and wants disk-failed with the file named and nothing else.
func requireUnchanged(t *testing.T, d store.Dirs, s *store.Store, p connector.BuildProfile) {
	t.Helper()
	before := files(t, d.Config)
	p.Branch = "changed"
	_, changeErr := s.ChangeProfile(t.Context(), p.ID, func(p *connector.BuildProfile) { p.Pinned = true })
	for _, err := range []error{
		changeErr, s.SaveProfiles(t.Context(), []connector.BuildProfile{p, profile("b")}), s.ChangeTrust(t.Context(), adding(pinned("a:443", "aa"))),
		s.SaveProfile(t.Context(), p), s.SaveProfile(t.Context(), profile("new")),
		s.SaveConnection(t.Context(), connection("new")), s.SaveSettings(t.Context(), store.DefaultSettings()),
	} {
		require.True(t, connector.IsProblem(err, connector.CodeDiskFailed), "%v", err)
		problem, _ := connector.AsProblem(err)
		require.True(t, strings.HasPrefix(problem.Args["file"], d.Config), "%v", problem.Args)
	}
	require.Equal(t, before, files(t, d.Config))
}

func TestAWriteThatFailsChangesNothing(t *testing.T) {
	full := errors.New("no space left on device")
	for name, test := range map[string]struct {
		after    int
		syncOnly bool
	}{"at once": {0, false}, "half way": {100, false}, "when syncing": {0, true}} {
		t.Run(name, func(t *testing.T) {
			d := dirs(t)
			s := store.Open(d)
			p := profile("app")
			require.NoError(t, s.SaveProfile(t.Context(), p))
			require.NoError(t, s.SaveConnection(t.Context(), connection("git")))
			s.Break(test.after, test.syncOnly, full)
			requireUnchanged(t, d, s, p)
			require.ErrorIs(t, s.SaveProfile(t.Context(), p), full)
		})
	}
}

func TestAFolderThatCannotBeMadeIsDiskFailed(t *testing.T) {
	home := t.TempDir()
	blocked := filepath.Join(home, "a file")
	require.NoError(t, os.WriteFile(blocked, nil, 0o600))
	s := store.Open(store.Dirs{Config: filepath.Join(blocked, "config")})
	for _, err := range []error{
		s.SaveProfile(t.Context(), profile("app")), s.DeleteProfile(t.Context(), connector.NewID()),
		s.SaveSettings(t.Context(), store.DefaultSettings()),
	} {
		require.True(t, connector.IsProblem(err, connector.CodeDiskFailed), "%v", err)
	}
	_, err := s.Profiles(t.Context())
	require.True(t, connector.IsProblem(err, connector.CodeDiskFailed), "a folder that cannot be read is not an empty one: %v", err)
}

func TestWaitingForTheLockEndsWithTheContext(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	require.NoError(t, s.SaveProfile(t.Context(), profile("app")))
	held := flock.New(filepath.Join(d.Config, "lock"))
	require.NoError(t, held.Lock())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, s.SaveProfile(ctx, profile("second")), context.DeadlineExceeded)
	require.ErrorIs(t, s.DeleteProfile(ctx, connector.NewID()), context.DeadlineExceeded)
	list, err := s.Profiles(t.Context())
	require.NoError(t, err, "reading does not wait")
	require.Len(t, list, 1)
	require.NoError(t, held.Unlock())
	require.NoError(t, s.SaveProfile(t.Context(), profile("second")))
}

func TestWhatACrashLeftHalfWrittenIsSweptUp(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	require.NoError(t, s.SaveProfile(t.Context(), profile("app")))
	left := filepath.Join(d.Config, "profiles", ".mooring-1234.new")
	require.NoError(t, os.WriteFile(left, []byte("half"), 0o600))
	report, err := s.ProfilesReport(t.Context())
	require.NoError(t, err)
	require.Empty(t, report.Problems)
	require.NoError(t, s.SaveProfile(t.Context(), profile("second")))
	require.NotContains(t, files(t, d.Config), left)
}
