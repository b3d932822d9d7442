package store_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

func dirs(t *testing.T) store.Dirs {
	t.Helper()
	home := t.TempDir()
	return store.Dirs{Config: filepath.Join(home, "config"), Cache: filepath.Join(home, "cache"), Logs: filepath.Join(home, "logs")}
}

func profile(name string) connector.BuildProfile {
	east := time.FixedZone("east", 3*3600)
	return connector.BuildProfile{
		ID: connector.NewID(), Name: name, ConnectionID: connector.NewID(),
		Repository: connector.RepositoryRef{Provider: connector.Cloud, Base: "https://api.bitbucket.org/2.0", ID: "{1}"},
		Key:        "shop", Slug: "app", Title: "Käse & Brot <App>", Owner: "Shop", Web: "https://bitbucket.org/shop/app",
		CloneHTTPS: "https://bitbucket.org/shop/app.git", CloneSSH: "ssh://git@bitbucket.org/shop/app.git",
		Branch: "main", System: connector.SystemIOS, Platform: connector.PlatformSwift,
		Created: time.Date(2030, 1, 2, 3, 4, 5, 0, east), Updated: time.Date(2030, 1, 2, 3, 4, 6, 7, east),
	}
}

func connection(name string) connector.Connection {
	return connector.Connection{
		ID: connector.NewID(), Provider: connector.Server, Name: name, Base: "https://git.example.test/bitbucket",
		Web: "https://git.example.test/bitbucket", Kind: connector.AccessToken, Keep: connector.KeepKeychain,
		Account:    connector.Account{ID: "ana", Name: "Ana", Picture: []byte{1, 2, 3}},
		Workspaces: []connector.Workspace{{Slug: "shop", Name: "Shop"}},
		Created:    time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC), Verdict: connector.Ready,
	}
}

func profileFile(d store.Dirs, id string) string {
	return filepath.Join(d.Config, "profiles", id+".json")
}

// files gives every file below a folder with its contents, and looks at the permissions.
func files(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := entry.Info()
		require.NoError(t, err)
		if entry.IsDir() {
			if path != root && runtime.GOOS != "windows" {
				require.Equal(t, os.FileMode(0o700), info.Mode().Perm(), path)
			}
			return nil
		}
		if runtime.GOOS != "windows" {
			require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), path)
		}
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		all[path] = string(data)
		return nil
	}))
	return all
}

func TestProfilesComeBackAsTheyWereSavedSortedByName(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	none, err := s.Profiles(t.Context())
	require.NoError(t, err)
	require.Empty(t, none)
	_, err = os.Stat(d.Config)
	require.ErrorIs(t, err, os.ErrNotExist, "looking makes nothing")

	saved := map[string]connector.BuildProfile{}
	for _, name := range []string{"zebra", "  Apple ", "banana", "Ärger"} {
		p := profile(name)
		require.NoError(t, s.SaveProfile(t.Context(), p))
		p.Name = strings.TrimSpace(name)
		p.Created, p.Updated = p.Created.UTC(), p.Updated.UTC()
		saved[p.Name] = p
	}
	list, err := store.Open(d).Profiles(t.Context())
	require.NoError(t, err)
	var names []string
	for _, p := range list {
		require.Equal(t, saved[p.Name], p)
		names = append(names, p.Name)
	}
	require.Equal(t, []string{"Apple", "Ärger", "banana", "zebra"}, names)
}

func TestAFileIsADocumentWithSchemaKindAndUTCTimes(t *testing.T) {
	d := dirs(t)
	p := profile("app")
	require.NoError(t, store.Open(d).SaveProfile(t.Context(), p))
	data, err := os.ReadFile(profileFile(d, p.ID))
	require.NoError(t, err)
	var raw map[string]any
	require.NoError(t, json.Unmarshal(data, &raw))
	require.Equal(t, "profile", raw["kind"])
	require.EqualValues(t, 2, raw["schema"])
	require.Equal(t, "2030-01-02T00:04:05Z", raw["created"])
	require.Contains(t, string(data), "Käse & Brot <App>", "a person can read it")
	require.NotContains(t, raw, "checked")
}

func TestConnectionsComeBackAndGo(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	b, a := connection("b"), connection("A")
	require.NoError(t, s.SaveConnection(t.Context(), b))
	require.NoError(t, s.SaveConnection(t.Context(), a))
	list, err := store.Open(d).Connections(t.Context())
	require.NoError(t, err)
	require.Equal(t, []connector.Connection{a, b}, list)
	b.Name, b.Verdict = "b2", ""
	require.NoError(t, s.SaveConnection(t.Context(), b))
	require.NoError(t, s.DeleteConnection(t.Context(), a.ID))
	require.NoError(t, s.DeleteConnection(t.Context(), a.ID), "deleting what is not there is fine")
	list, err = s.Connections(t.Context())
	require.NoError(t, err)
	require.Equal(t, []connector.Connection{b}, list)
}

func TestAProfileIsDeletedAndTheDeletionUndone(t *testing.T) {
	s := store.Open(dirs(t))
	p := profile("app")
	require.NoError(t, s.SaveProfile(t.Context(), p))
	require.NoError(t, s.DeleteProfile(t.Context(), p.ID))
	require.NoError(t, s.DeleteProfile(t.Context(), p.ID))
	require.NoError(t, s.DeleteProfile(t.Context(), "../../settings"), "no id, no file")
	list, err := s.Profiles(t.Context())
	require.NoError(t, err)
	require.Empty(t, list)
	require.NoError(t, s.SaveProfile(t.Context(), p))
	list, err = s.Profiles(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
}

func TestANameIsTakenWhateverItsCaseAndSpelling(t *testing.T) {
	s := store.Open(dirs(t))
	first := profile("Straße Café")
	require.NoError(t, s.SaveProfile(t.Context(), first))
	for _, name := range []string{"Straße Café", "straße café", " STRASSE CAFÉ\t", "strasse cafe\u0301"} {
		err := s.SaveProfile(t.Context(), profile(name))
		require.True(t, connector.IsProblem(err, connector.CodeProfileNameTaken), "%q: %v", name, err)
		problem, _ := connector.AsProblem(err)
		require.Equal(t, strings.TrimSpace(name), problem.Args["name"])
	}
	require.NoError(t, s.SaveProfile(t.Context(), profile("strasse cafe")))
	first.Name = "STRASSE CAFÉ"
	require.NoError(t, s.SaveProfile(t.Context(), first), "a profile does not stand in its own way")
	list, err := s.Profiles(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 2)
}

func TestAnInvalidProfileIsRefusedAndNothingWritten(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	for _, name := range []string{"", " \t ", strings.Repeat("ü", store.MaxName+1), "a\xff"} {
		require.True(t, connector.IsProblem(s.SaveProfile(t.Context(), profile(name)), connector.CodeProfileInvalid), "%q", name)
	}
	for _, id := range []string{"", "..", "../x", strings.Repeat("A", 32), strings.Repeat("a", 33), strings.Repeat("a", 31) + "/"} {
		p, c := profile("app"), connection("git")
		p.ID, c.ID = id, id
		require.True(t, connector.IsProblem(s.SaveProfile(t.Context(), p), connector.CodeProfileInvalid), "%q", id)
		require.True(t, connector.IsProblem(s.SaveConnection(t.Context(), c), connector.CodeProfileInvalid), "%q", id)
	}
	for what, spoil := range map[string]func(*connector.BuildProfile){
		"no branch":          func(p *connector.BuildProfile) { p.Branch = " \t" },
		"an empty pattern":   func(p *connector.BuildProfile) { p.Triggers.Push = []string{"main", " "} },
		"a control":          func(p *connector.BuildProfile) { p.Triggers.Tags = []string{"v\x1b[2J"} },
		"a pattern turned":   func(p *connector.BuildProfile) { p.Triggers.PullRequests = []string{"\u202emain"} },
		"an endless pattern": func(p *connector.BuildProfile) { p.Triggers.Push = []string{strings.Repeat("*", 300)} },
		"too many patterns":  func(p *connector.BuildProfile) { p.Triggers.Push = slices.Repeat([]string{"*"}, 300) },
		"a script":           func(p *connector.BuildProfile) { p.Webhook.Address = "javascript:alert(1)" },
		"no host":            func(p *connector.BuildProfile) { p.Webhook.Address = "https:///hooks" },
		"a password":         func(p *connector.BuildProfile) { p.Webhook.Address = "https://ana:hunter2@build.example.test/hooks" },
		"a bad address":      func(p *connector.BuildProfile) { p.Webhook.Address = "https://hunter2 @%zz" },
	} {
		p := profile("app")
		spoil(&p)
		err := s.SaveProfile(t.Context(), p)
		require.True(t, connector.IsProblem(err, connector.CodeProfileInvalid), what)
		require.NotContains(t, err.Error(), "hunter2")
	}
	_, err := os.Stat(d.Config)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, s.SaveProfile(t.Context(), profile(strings.Repeat("ü", store.MaxName))))
	fine := profile("with a webhook")
	fine.Webhook = connector.Webhook{State: connector.HookWanted, Address: "https://build.example.test/hooks/1?token=x"}
	fine.Triggers = connector.Triggers{Push: []string{"feature,x"}, Tags: []string{"v*"}}
	require.NoError(t, s.SaveProfile(t.Context(), fine))
}

func TestFieldsOfALaterMooringAreKept(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p := profile("app")
	p.Verdict, p.Problem = connector.Blocked, connector.CodeTokenRejected
	require.NoError(t, s.SaveProfile(t.Context(), p))
	var raw map[string]any
	data, err := os.ReadFile(profileFile(d, p.ID))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &raw))
	raw["colour"] = map[string]any{"name": "teal"}
	raw["repository"].(map[string]any)["fork_of"] = "{2}"
	data, err = json.Marshal(raw)
	require.NoError(t, err)
	data = []byte(strings.Replace(string(data), `"colour"`, `"counter":123456789012345678901234567890,"colour"`, 1))
	require.NoError(t, os.WriteFile(profileFile(d, p.ID), data, 0o600))

	p.Name, p.Branch, p.Verdict, p.Problem = "renamed", "develop", "", ""
	require.NoError(t, s.SaveProfile(t.Context(), p))
	data, err = os.ReadFile(profileFile(d, p.ID))
	require.NoError(t, err)
	raw = nil
	require.NoError(t, json.Unmarshal(data, &raw))
	require.Equal(t, map[string]any{"name": "teal"}, raw["colour"])
	require.Equal(t, "{2}", raw["repository"].(map[string]any)["fork_of"])
	require.Contains(t, string(data), "123456789012345678901234567890")
	require.Equal(t, "renamed", raw["name"])
	require.NotContains(t, raw, "verdict", "what this Mooring knows and dropped is not unknown")
	require.NotContains(t, raw, "problem")
}
