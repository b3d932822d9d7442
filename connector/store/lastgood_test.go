package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

func copyOf(d store.Dirs, parts ...string) string {
	return filepath.Join(append([]string{d.Config, "last-good"}, parts...)...)
}

func TestTheLastGoodCopyTakesThePlaceOfADamagedFile(t *testing.T) {
	for name, contents := range damages() {
		t.Run(name, func(t *testing.T) {
			d := dirs(t)
			s := store.Open(d)
			p := profile("app")
			require.NoError(t, s.SaveProfile(t.Context(), p))
			p.Branch = "develop"
			require.NoError(t, s.SaveProfile(t.Context(), p))
			good := files(t, d.Config)[profileFile(d, p.ID)]
			contents := strings.ReplaceAll(contents, "ID", p.ID)
			require.NoError(t, os.WriteFile(profileFile(d, p.ID), []byte(contents), 0o600))

			for range 2 {
				report, err := s.ProfilesReport(t.Context())
				require.NoError(t, err)
				require.Len(t, report.Items, 1)
				require.Equal(t, "develop", report.Items[0].Branch)
				require.Len(t, report.Problems, 1, "told once, and remembered")
				require.Equal(t, connector.CodeProfileDamaged, report.Problems[0].Code)
				require.Equal(t, "yes", report.Problems[0].Args["restored"])
				require.Equal(t, contents, files(t, d.Config)[report.Problems[0].Args["file"]], "nothing is thrown away")
			}
			require.Equal(t, good, files(t, d.Config)[profileFile(d, p.ID)])
			report, err := store.Open(d).ProfilesReport(t.Context())
			require.NoError(t, err)
			require.Len(t, report.Items, 1)
			require.Empty(t, report.Problems)
		})
	}
}

func TestConnectionsTrustAndSettingsAreRestoredToo(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	c := connection("git")
	require.NoError(t, s.SaveConnection(t.Context(), c))
	require.NoError(t, s.ChangeTrust(t.Context(), adding(pinned("a:443", "aa"))))
	require.NoError(t, s.SaveSettings(t.Context(), store.Settings{TextSize: 1.5, Theme: store.ThemeDark}))
	for _, path := range []string{filepath.Join("connections", c.ID+".json"), "trust.json", "settings.json"} {
		require.NoError(t, os.WriteFile(filepath.Join(d.Config, path), []byte("{"), 0o600))
	}
	report, err := s.ConnectionsReport(t.Context())
	require.NoError(t, err)
	require.Equal(t, []connector.Connection{c}, report.Items)
	require.Equal(t, "yes", report.Problems[0].Args["restored"])
	trusted, err := s.LoadTrust(t.Context())
	requireRestored(t, err)
	require.Len(t, trusted, 1)
	settings, err := s.LoadSettings(t.Context())
	requireRestored(t, err)
	require.Equal(t, store.ThemeDark, settings.Theme)
	_, err = s.LoadSettings(t.Context())
	require.NoError(t, err, "it is in order again")
	_, err = s.LoadTrust(t.Context())
	require.NoError(t, err)
}

func requireRestored(t *testing.T, err error) {
	t.Helper()
	problem, _ := connector.AsProblem(err)
	require.Equal(t, connector.CodeProfileDamaged, problem.Code, "%v", err)
	require.Equal(t, "yes", problem.Args["restored"])
}

func TestWhatIsRestoredCanBeChangedAndDeleted(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p := profile("app")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	require.NoError(t, s.ChangeTrust(t.Context(), adding(pinned("a:443", "aa"))))
	require.NoError(t, os.WriteFile(profileFile(d, p.ID), nil, 0o600))
	require.NoError(t, os.WriteFile(trustFile(d), nil, 0o600))
	got, err := s.ChangeProfile(t.Context(), p.ID, func(p *connector.BuildProfile) { p.Pinned = true })
	require.NoError(t, err)
	require.Equal(t, "main", got.Branch, "what the copy has")
	require.NoError(t, s.ChangeTrust(t.Context(), adding(pinned("b:443", "bb"))))
	trusted, err := s.LoadTrust(t.Context())
	require.NoError(t, err)
	require.Len(t, trusted, 2, "what was trusted before is still")

	require.NoError(t, os.WriteFile(profileFile(d, p.ID), []byte("damaged"), 0o600))
	require.NoError(t, s.DeleteProfile(t.Context(), p.ID))
	list, err := s.Profiles(t.Context())
	require.NoError(t, err)
	require.Empty(t, list)
	require.Contains(t, mapValues(files(t, d.Config)), "damaged", "a damaged file is not deleted")
}

func TestDeletingAProfileForgetsItsCopyAndUndoBringsBoth(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p := profile("app")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	require.Contains(t, files(t, d.Config), copyOf(d, "profile", p.ID+".json"))
	require.NoError(t, s.DeleteProfile(t.Context(), p.ID))
	for path := range files(t, d.Config) {
		require.NotContains(t, path, p.ID)
	}
	require.NoError(t, s.SaveProfile(t.Context(), p))
	all := files(t, d.Config)
	require.Equal(t, all[profileFile(d, p.ID)], all[copyOf(d, "profile", p.ID+".json")])
}

func TestACopyComesBackToLifeOnlyForADamagedFile(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p := profile("app")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	require.NoError(t, os.Remove(profileFile(d, p.ID))) // as an older Mooring deletes, which knows no copies
	list, err := s.Profiles(t.Context())
	require.NoError(t, err)
	require.Empty(t, list)
	_, err = s.ChangeProfile(t.Context(), p.ID, func(*connector.BuildProfile) {})
	require.ErrorIs(t, err, connector.ErrNoProfile)
}

func TestACopyThatIsNoBetterIsNotUsed(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p := profile("app")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	for _, file := range []string{profileFile(d, p.ID), copyOf(d, "profile", p.ID+".json")} {
		require.NoError(t, os.WriteFile(file, []byte("{"), 0o600))
	}
	report, err := s.ProfilesReport(t.Context())
	require.NoError(t, err)
	require.Empty(t, report.Items)
	require.Empty(t, report.Problems[0].Args["restored"])
	require.NoError(t, s.SaveProfile(t.Context(), p))
	all := files(t, d.Config)
	require.Equal(t, all[profileFile(d, p.ID)], all[copyOf(d, "profile", p.ID+".json")], "the next save mends it")
}

// restoreAndDie lists the profiles and dies at a step of that.
func restoreAndDie(s *store.Store, step string) error {
	at, err := strconv.Atoi(step)
	if err != nil {
		return err
	}
	s.DieAt(at)
	_, err = s.Profiles(context.Background())
	return err
}

func TestACrashWhileRestoringLosesNeitherVersion(t *testing.T) {
	died := 0
	for step := 1; died == step-1; step++ {
		d := dirs(t)
		s := store.Open(d)
		p := profile("app")
		require.NoError(t, s.SaveProfile(t.Context(), p))
		require.NoError(t, os.WriteFile(profileFile(d, p.ID), []byte("damaged"), 0o600))
		c := child(t, d.Config, fmt.Sprint("restoring:", step))
		if err := c.Run(); err != nil {
			require.Equal(t, store.Died, c.ProcessState.ExitCode())
			died++
		}
		all := files(t, d.Config)
		require.Contains(t, all, profileFile(d, p.ID), "there is a file in its place at every moment")
		require.Contains(t, mapValues(all), "damaged")
		list, err := s.Profiles(t.Context())
		require.NoError(t, err)
		require.Len(t, list, 1, "the next start goes on")
		require.Contains(t, mapValues(files(t, d.Config)), "damaged")
	}
	require.Equal(t, 4, died, "every step was tried")
}

func TestWhatCannotBeRestoredStaysWhereItIs(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p := profile("app")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	require.NoError(t, os.WriteFile(profileFile(d, p.ID), []byte("damaged"), 0o600))
	before := files(t, d.Config)
	s.Break(0, false, errors.New("no space left on device"))
	for range 2 {
		report, err := s.ProfilesReport(t.Context())
		require.NoError(t, err)
		require.Empty(t, report.Items)
		require.Len(t, report.Problems, 1)
		require.Equal(t, profileFile(d, p.ID), report.Problems[0].Args["file"], "where it still is")
		require.Equal(t, before, files(t, d.Config))
	}
	require.True(t, connector.IsProblem(s.SaveProfile(t.Context(), p), connector.CodeDiskFailed))
	require.True(t, connector.IsProblem(s.DeleteProfile(t.Context(), p.ID), connector.CodeDiskFailed))
	require.Equal(t, before, files(t, d.Config))
}

func TestADamagedFileIsKeptOnDisksWithoutSecondNames(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	require.NoError(t, os.MkdirAll(d.Config, 0o700))
	first, second := filepath.Join(d.Config, "first"), filepath.Join(d.Config, "second")
	require.NoError(t, os.WriteFile(first, []byte("all of it"), 0o600))
	require.NoError(t, os.WriteFile(second, nil, 0o600)) // so that it takes no second name for the first
	require.NoError(t, s.Duplicate(first, second))
	require.Equal(t, "all of it", files(t, d.Config)[second])
	require.Error(t, s.Duplicate(filepath.Join(d.Config, "none"), second))
}

func TestACopyThatCannotBeWrittenIsNoFailureAndIsMendedByTheNextSave(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p, c := profile("app"), connection("git")
	save := func() {
		require.NoError(t, s.SaveProfile(t.Context(), p))
		require.NoError(t, s.SaveConnection(t.Context(), c))
		require.NoError(t, s.ChangeTrust(t.Context(), adding(pinned(p.Branch+":443", "aa"))))
	}
	save()
	old := files(t, d.Config)[copyOf(d, "profile", p.ID+".json")]
	s.BreakIn("last-good", errors.New("no space left on device"))
	p.Branch, c.Name = "develop", "renamed"
	save()
	all := files(t, d.Config)
	require.Contains(t, all[profileFile(d, p.ID)], `"develop"`)
	require.Equal(t, old, all[copyOf(d, "profile", p.ID+".json")], "an older copy is better than none")
	require.NotContains(t, all, copyOf(d, "trust.json"), "but what is trusted no longer must not come back")
	s.BreakIn("", nil)
	p.Branch = "release"
	save()
	all = files(t, d.Config)
	require.Equal(t, all[profileFile(d, p.ID)], all[copyOf(d, "profile", p.ID+".json")])
	require.Equal(t, all[trustFile(d)], all[copyOf(d, "trust.json")])
}
