package store_test

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

func TestAChangeStartsFromWhatLiesOnTheDisk(t *testing.T) {
	d := dirs(t)
	first, second := store.Open(d), store.Open(d)
	p := profile("app")
	require.NoError(t, first.SaveProfile(t.Context(), p))
	_, err := second.ChangeProfile(t.Context(), p.ID, func(p *connector.BuildProfile) { p.Verdict = connector.Ready })
	require.NoError(t, err)
	at := time.Date(2030, 5, 6, 7, 8, 9, 10, time.FixedZone("east", 3600))
	got, err := first.ChangeProfile(t.Context(), p.ID, func(p *connector.BuildProfile) {
		p.ID, p.Name, p.HandedOver, p.Triggers.Push = connector.NewID(), "  renamed ", at, []string{}
	})
	require.NoError(t, err)
	require.Equal(t, p.ID, got.ID, "the id stays")
	require.Equal(t, "renamed", got.Name)
	require.Equal(t, connector.Ready, got.Verdict, "what another Mooring wrote stays")
	require.Equal(t, at.UTC(), got.HandedOver)
	list, err := first.Profiles(t.Context())
	require.NoError(t, err)
	require.Equal(t, []connector.BuildProfile{got}, list, "it gives what it wrote")
}

func TestAChangeThatCannotBeWrittenChangesNothing(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p := profile("app")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	require.NoError(t, s.SaveProfile(t.Context(), profile("other")))
	before := files(t, d.Config)
	change := func(id string, with func(*connector.BuildProfile)) error {
		got, err := s.ChangeProfile(t.Context(), id, with)
		require.Zero(t, got)
		return err
	}
	require.ErrorIs(t, change(connector.NewID(), func(*connector.BuildProfile) { t.Error("there is nothing to change") }), connector.ErrNoProfile)
	require.ErrorIs(t, change("../settings", func(*connector.BuildProfile) {}), connector.ErrNoProfile)
	require.True(t, connector.IsProblem(change(p.ID, func(p *connector.BuildProfile) { p.Name = "OTHER" }), connector.CodeProfileNameTaken))
	require.True(t, connector.IsProblem(change(p.ID, func(p *connector.BuildProfile) { p.Branch = "" }), connector.CodeProfileInvalid))
	s.Break(0, false, errors.New("no space left on device"))
	require.True(t, connector.IsProblem(change(p.ID, func(p *connector.BuildProfile) { p.Pinned = true }), connector.CodeDiskFailed))
	require.Equal(t, before, files(t, d.Config))

	newer := `{"schema":3,"kind":"profile","id":"` + p.ID + `","name":"app"}`
	require.NoError(t, os.WriteFile(profileFile(d, p.ID), []byte(newer), 0o600))
	require.True(t, connector.IsProblem(change(p.ID, func(p *connector.BuildProfile) { p.Pinned = true }), connector.CodeProfileNewer))
	require.Equal(t, newer, files(t, d.Config)[profileFile(d, p.ID)])
}

func TestAProfileWhoseNameSomebodyElseHasCanStillBeChanged(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p, q := profile("app"), profile("other")
	require.NoError(t, s.SaveProfiles(t.Context(), []connector.BuildProfile{p, q}))
	q.Name = "APP" // as a file copied from another computer may be called
	text := fmt.Sprintf(`{"schema":2,"kind":"profile","id":%q,"name":%q,"branch":"main"}`, q.ID, q.Name)
	require.NoError(t, os.WriteFile(profileFile(d, q.ID), []byte(text), 0o600))
	_, err := s.ChangeProfile(t.Context(), p.ID, func(p *connector.BuildProfile) { p.Verdict = connector.Ready })
	require.NoError(t, err)
	require.NoError(t, s.SaveProfile(t.Context(), p))
}

func TestSeveralProfilesAreSavedTogether(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	require.NoError(t, s.SaveProfiles(t.Context(), nil))
	_, err := os.Stat(d.Config)
	require.ErrorIs(t, err, os.ErrNotExist, "nothing to save makes nothing")
	a, b, c := profile("a"), profile("b"), profile("c")
	require.NoError(t, s.SaveProfiles(t.Context(), []connector.BuildProfile{a, b}))
	a.Name, b.Name = b.Name, a.Name
	require.NoError(t, s.SaveProfiles(t.Context(), []connector.BuildProfile{a, b, c}), "names may be swapped")
	list, err := s.Profiles(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 3)
	require.Equal(t, b.ID, list[0].ID)
}

func TestOfSeveralProfilesAllAreSavedOrNone(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	a, taken := profile("a"), profile("Taken")
	require.NoError(t, s.SaveProfiles(t.Context(), []connector.BuildProfile{a, taken}))
	before := files(t, d.Config)
	a.Branch = "changed"
	same, nameless := profile("b"), profile("")
	for what, test := range map[string]struct {
		profiles []connector.BuildProfile
		code     connector.Code
	}{
		"a name that is taken": {[]connector.BuildProfile{a, profile("b"), profile("taken")}, connector.CodeProfileNameTaken},
		"one name twice":       {[]connector.BuildProfile{a, profile("b"), profile("B ")}, connector.CodeProfileNameTaken},
		"one id twice":         {[]connector.BuildProfile{same, same}, connector.CodeProfileInvalid},
		"no name":              {[]connector.BuildProfile{a, nameless}, connector.CodeProfileInvalid},
	} {
		err := s.SaveProfiles(t.Context(), test.profiles)
		require.True(t, connector.IsProblem(err, test.code), "%s: %v", what, err)
		require.Equal(t, before, files(t, d.Config), what)
	}
	many := []connector.BuildProfile{profile("b"), a, profile("c")}
	for failing := range many {
		s.CrashWhen(func(_, to string) bool { return to == profileFile(d, many[failing].ID) })
		err := s.SaveProfiles(t.Context(), many)
		require.True(t, connector.IsProblem(err, connector.CodeDiskFailed), "%v", err)
		require.Equal(t, before, files(t, d.Config), "what was written already is taken back")
	}
	s.Break(1500, false, errors.New("no space left on device"))
	require.True(t, connector.IsProblem(s.SaveProfiles(t.Context(), many), connector.CodeDiskFailed))
	require.Equal(t, before, files(t, d.Config))
}
