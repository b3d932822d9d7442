package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

// ofSchemaOne writes a profile as a Mooring without triggers did.
func ofSchemaOne(t *testing.T, d store.Dirs, more string) (id, text string) {
	t.Helper()
	id = connector.NewID()
	text = fmt.Sprintf(`{"schema":1,"kind":"profile","id":%q,"name":"Old %s","connection":"c","repository":{"provider":"cloud","base":"https://api.bitbucket.org/2.0","id":"{1}"},
		"key":"shop","slug":"app","title":"App","owner":"Shop","web":"","created":"2030-01-02T03:04:05Z","updated":"2030-01-02T03:04:05Z","colour":"teal",%s}`, id, id[:4], more)
	require.NoError(t, os.MkdirAll(filepath.Join(d.Config, "profiles"), 0o700))
	require.NoError(t, os.WriteFile(profileFile(d, id), []byte(text), 0o600))
	return id, text
}

func TestAProfileFromBeforeTriggersStartsOnPushesToItsBranch(t *testing.T) {
	for more, want := range map[string]connector.Triggers{
		`"branch":"main"`:                                    {Push: []string{"main"}},
		`"branch":"main","triggers":null`:                    {Push: []string{"main"}},
		`"branch":"main","triggers":{}`:                      {Push: []string{"main"}},
		`"branch":"main","triggers":{"tags":["v*"]}`:         {Tags: []string{"v*"}},
		`"branch":" "`:                                       {},
		`"system":"ios"`:                                     {},
		`"branch":"release/1","triggers":{"push":["a","b"]}`: {Push: []string{"a", "b"}},
	} {
		d := dirs(t)
		id, text := ofSchemaOne(t, d, more)
		s := store.Open(d)
		report, err := s.ProfilesReport(t.Context())
		require.NoError(t, err)
		require.Empty(t, report.Problems)
		require.Equal(t, id, report.Items[0].ID)
		require.Equal(t, want, report.Items[0].Triggers, more)
		require.False(t, report.ReadOnly[id])
		require.Equal(t, text, files(t, d.Config)[profileFile(d, id)], "reading writes nothing")
	}
}

func TestAMigratedProfileIsWrittenWhenItIsChangedAndTheOldOneKept(t *testing.T) {
	d := dirs(t)
	id, text := ofSchemaOne(t, d, `"branch":"main"`)
	s := store.Open(d)
	kept := copyOf(d, "profile", id+".schema-1.json")
	for _, pinned := range []bool{true, false} {
		_, err := s.ChangeProfile(t.Context(), id, func(p *connector.BuildProfile) { p.Pinned = pinned })
		require.NoError(t, err)
		all := files(t, d.Config)
		require.Contains(t, all[profileFile(d, id)], `"schema": 2`)
		require.Contains(t, all[profileFile(d, id)], `"colour": "teal"`, "what is unknown is kept")
		require.Contains(t, strings.Join(strings.Fields(all[profileFile(d, id)]), ""), `"triggers":{"push":["main"]}`)
		require.Equal(t, all[profileFile(d, id)], all[copyOf(d, "profile", id+".json")])
		require.Equal(t, text, all[kept], "once, and left alone from then on")
	}
	require.NoError(t, s.DeleteProfile(t.Context(), id))
	require.NotContains(t, files(t, d.Config), kept)
}

func TestTriggersThatAreRemovedStayRemoved(t *testing.T) {
	d := dirs(t)
	id, _ := ofSchemaOne(t, d, `"branch":"main"`)
	s := store.Open(d)
	got, err := s.ChangeProfile(t.Context(), id, func(p *connector.BuildProfile) { p.Triggers = connector.Triggers{} })
	require.NoError(t, err)
	require.True(t, got.Triggers.Empty())
	list, err := s.Profiles(t.Context())
	require.NoError(t, err)
	require.True(t, list[0].Triggers.Empty(), "a profile of today is not migrated")
}

func TestAnOldProfileThatMakesNoSenseIsDamaged(t *testing.T) {
	for _, more := range []string{`"branch":"main","triggers":7`, `"branch":["main"]`, `"branch":{"push":1}`} {
		d := dirs(t)
		ofSchemaOne(t, d, more)
		report, err := store.Open(d).ProfilesReport(t.Context())
		require.NoError(t, err)
		require.Empty(t, report.Items)
		require.Equal(t, connector.CodeProfileDamaged, report.Problems[0].Code, more)
	}
}

func TestADamagedProfileIsRestoredFromACopyOfAnEarlierSchema(t *testing.T) {
	d := dirs(t)
	id, text := ofSchemaOne(t, d, `"branch":"main"`)
	require.NoError(t, os.MkdirAll(copyOf(d, "profile"), 0o700))
	require.NoError(t, os.WriteFile(copyOf(d, "profile", id+".json"), []byte(text), 0o600))
	require.NoError(t, os.WriteFile(profileFile(d, id), []byte("{"), 0o600))
	list, err := store.Open(d).Profiles(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"main"}, list[0].Triggers.Push)
	require.Equal(t, text, files(t, d.Config)[profileFile(d, id)], "as it was, byte for byte")
}

func TestOtherDocumentsKeepTheirSchema(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	c := connection("git")
	require.NoError(t, s.SaveConnection(t.Context(), c))
	require.NoError(t, s.SaveSettings(t.Context(), store.DefaultSettings()))
	require.NoError(t, s.ChangeTrust(t.Context(), adding(pinned("a:443", "aa"))))
	all := files(t, d.Config)
	for _, path := range []string{filepath.Join("connections", c.ID+".json"), "settings.json", "trust.json"} {
		require.Contains(t, all[filepath.Join(d.Config, path)], `"schema": 1`, path)
	}
}

func TestAFieldInAnotherSpellingDoesNotHideWhatIsWritten(t *testing.T) {
	d := dirs(t)
	id, _ := ofSchemaOne(t, d, `"branch":"main","Pinned":true`)
	s := store.Open(d)
	got, err := s.ChangeProfile(t.Context(), id, func(p *connector.BuildProfile) { p.Pinned = false })
	require.NoError(t, err)
	require.False(t, got.Pinned)
	list, err := s.Profiles(t.Context())
	require.NoError(t, err)
	require.False(t, list[0].Pinned)
}
