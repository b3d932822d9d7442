package store_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

// filled puts a word into every text of a value, and something into every other field.
func filled(v reflect.Value, name string) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2031, 7, 8, 9, 10, 11, 0, time.UTC)))
	case v.Kind() == reflect.Struct:
		for n := range v.NumField() {
			filled(v.Field(n), name+v.Type().Field(n).Name)
		}
	case v.Kind() == reflect.String:
		v.SetString("word" + name)
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		filled(v.Index(0), name)
	}
}

func fullProfile() connector.BuildProfile {
	var p connector.BuildProfile
	filled(reflect.ValueOf(&p).Elem(), "")
	p.Repository.Provider, p.System, p.Platform = connector.Server, connector.SystemIOS, connector.PlatformSwift
	p.Repository.Base = "https://wordUser:wordPassword@git.example.test/bitbucket"
	p.Web, p.CloneHTTPS = "https://wordUser@git.example.test/bitbucket/projects/S", "https://x-token-auth:wordToken@git.example.test/bitbucket/scm/s/app.git"
	p.CloneSSH = "ssh://wordUser@git.example.test:7999/s/app.git"
	return p
}

func TestAnExportHoldsNothingOfTheGiversOwn(t *testing.T) {
	data, err := store.Export([]connector.BuildProfile{fullProfile()})
	require.NoError(t, err)
	text := string(data)
	for _, own := range []string{"wordUser", "wordPassword", "wordToken", "wordID", "ConnectionID", "Webhook", "Problem", "Verdict", "2031", "@", "x-token-auth"} {
		require.NotContains(t, text, own)
	}
	var words []string
	for word := range strings.SplitSeq(text, `"`) {
		if strings.HasPrefix(word, "word") {
			words = append(words, strings.TrimPrefix(word, "word"))
		}
	}
	slices.Sort(words)
	require.Equal(t, []string{
		"Branch", "Folder", "Key", "Name", "Owner", "RepositoryID", "Service", "Slug", "Title",
		"TriggersPullRequests", "TriggersPush", "TriggersTags",
	}, words, "a field that is new needs a decision")
	require.Contains(t, text, "\n  \"kind\": \"profiles\"", "a person can read it")
}

func TestProfilesComeOutOfAFileAsTheyWentIn(t *testing.T) {
	cloud, server := profile("Käse & Brot <App>"), profile("second")
	cloud.CloneSSH = "git@bitbucket.org:shop/app.git"
	cloud.Triggers = connector.Triggers{Push: []string{"main", "release/*"}, Tags: []string{"v?"}}
	cloud.Folder, cloud.Service = "apps/kiosk", "appcircle"
	cloud.Webhook = connector.Webhook{State: connector.HookMade, Address: "https://build.example.test/hooks/1"}
	server.Repository = connector.RepositoryRef{Provider: connector.Server, Base: "https://git.example.test:8443/bitbucket", ID: "17"}
	server.Key, server.Web, server.CloneHTTPS = "~ana", "https://git.example.test:8443/bitbucket/users/ana/repos/app", ""
	server.CloneSSH, server.Platform, server.System = "ssh://git@git.example.test:7999/~ana/app.git", connector.PlatformUnknown, connector.SystemUnknown
	data, err := store.Export([]connector.BuildProfile{cloud, server})
	require.NoError(t, err)
	got, err := store.Import(append([]byte("\ufeff"), data...))
	require.NoError(t, err)
	require.Len(t, got, 2)
	for n, want := range []connector.BuildProfile{cloud, server} {
		require.Len(t, got[n].ID, 32)
		require.NotEqual(t, want.ID, got[n].ID)
		want.ID, want.ConnectionID, want.Webhook = got[n].ID, "", connector.Webhook{}
		want.Created, want.Updated = time.Time{}, time.Time{}
		require.Equal(t, want, got[n])
	}
	again, err := store.Import(data)
	require.NoError(t, err)
	require.NotEqual(t, got[0].ID, again[0].ID, "twice the same file makes two")
	require.NoError(t, store.Open(dirs(t)).SaveProfiles(t.Context(), got))
}

func TestWhatLeadsElsewhereIsLeftOut(t *testing.T) {
	for _, test := range []struct{ base, web, clone, ssh string }{
		{"https://api.bitbucket.org/2.0", "https://evil.example.test/shop/app", "https://bitbucket.org.evil.example.test/app.git", "git@evil.example.test:shop/app.git"},
		{"https://git.example.test", "https://login.example.test/", "http://git.example.test.evil/app.git", "ssh://git@evil.example.test/app.git"},
	} {
		p := profile("app")
		p.Repository.Base, p.Web, p.CloneHTTPS, p.CloneSSH = test.base, test.web, test.clone, test.ssh
		data, err := store.Export([]connector.BuildProfile{p})
		require.NoError(t, err)
		require.NotContains(t, string(data), "evil")
		var file map[string]any
		require.NoError(t, json.Unmarshal(data, &file))
		entry := file["profiles"].([]any)[0].(map[string]any)
		entry["web"], entry["clone_https"], entry["clone_ssh"] = test.web, test.clone, test.ssh
		data, err = json.Marshal(file)
		require.NoError(t, err)
		got, err := store.Import(data)
		require.NoError(t, err)
		require.Empty(t, got[0].Web+got[0].CloneHTTPS+got[0].CloneSSH)
	}
}

func TestATitleWithTheEndOfALineCanBeGivenAway(t *testing.T) {
	p := profile("tab\tbed")
	p.Title, p.Owner = "two\nlines", "\u202eShop\x00"
	data, err := store.Export([]connector.BuildProfile{p})
	require.NoError(t, err)
	got, err := store.Import(data)
	require.NoError(t, err)
	require.Equal(t, []string{"tab bed", "two lines", "Shop"}, []string{got[0].Name, got[0].Title, got[0].Owner})
}

func TestWhatCannotBeGivenAwayIsNamed(t *testing.T) {
	bad := profile("bad")
	bad.Repository.Base = "not an address"
	_, err := store.Export([]connector.BuildProfile{profile("good"), bad})
	problem, _ := connector.AsProblem(err)
	require.Equal(t, connector.CodeProfileInvalid, problem.Code)
	require.Equal(t, "bad", problem.Args["name"])
	for _, profiles := range [][]connector.BuildProfile{nil, make([]connector.BuildProfile, 1001)} {
		for n := range profiles {
			profiles[n] = profile("app")
		}
		_, err := store.Export(profiles)
		require.True(t, connector.IsProblem(err, connector.CodeProfileInvalid), "%v", err)
	}
}

// given is a file with one profile, one field of which is replaced; "repository.base" is a field inside another.
func given(field string, value any) string {
	entry := map[string]any{
		"name": "App", "repository": map[string]any{"provider": "server", "base": "https://git.example.test", "id": "17"},
		"key": "SHOP", "slug": "app", "branch": "main", "triggers": map[string]any{"push": []string{"main"}},
	}
	inside, name, nested := strings.Cut(field, ".")
	if nested {
		entry[inside].(map[string]any)[name] = value
	} else if field != "" {
		entry[field] = value
	}
	data, _ := json.Marshal(map[string]any{"schema": 1, "kind": "profiles", "profiles": []any{entry}})
	return string(data)
}

// hostile are files that nobody should take profiles from.
func hostile() map[string]string {
	one := given("", nil)
	entry := one[strings.Index(one, "[")+1 : strings.LastIndex(one, "]")]
	all := map[string]string{
		"nothing": "", "null": "null", "a list": "[]", "no kind": `{"schema":1,"profiles":[]}`, "zeros": strings.Repeat("\x00", 512),
		"another kind": strings.Replace(one, `"profiles",`, `"profile",`, 1), "no schema": strings.Replace(one, `"schema":1`, `"schema":0`, 1),
		"no profile": `{"schema":1,"kind":"profiles","profiles":[]}`, "two documents": one + one,
		"a profile that is none":  `{"schema":1,"kind":"profiles","profiles":[null]}`,
		"a number for a list":     `{"schema":1,"kind":"profiles","profiles":7}`,
		"too many":                `{"schema":1,"kind":"profiles","profiles":[` + strings.Repeat(entry+",", 1000) + entry + `]}`,
		"too long":                strings.Replace(one, `"kind"`, `"pad":"`+strings.Repeat("x", 4<<20)+`","kind"`, 1),
		"deep":                    strings.Replace(one, `"kind"`, `"pad":`+strings.Repeat("[", 200_000)+strings.Repeat("]", 200_000)+`,"kind"`, 1),
		"deep objects":            `{"kind":"profiles","schema":1,"profiles":` + strings.Repeat(`{"a":`, 100_000),
		"the last one is no good": `{"schema":1,"kind":"profiles","profiles":[` + entry + `,{"name":"x"}]}`,
		"a second spelling":       strings.Replace(one, `"branch"`, `"WEB":"javascript:alert(1)","branch"`, 1),
	}
	for what, test := range map[string]struct {
		field string
		value any
	}{
		"no name": {"name", " "}, "a long name": {"name", strings.Repeat("x", 101)}, "a name with a control": {"name", "A\x07pp"},
		"a name turned round": {"name", "exe.\u202eppA"}, "a name of two lines": {"name", "a\nb"}, "a name that is a list": {"name", []string{"a"}},
		"a title turned round": {"title", "\u2066x"}, "a long title": {"title", strings.Repeat("x", 2000)}, "no branch": {"branch", ""},
		"a branch with a control": {"branch", "ma\x1b[31min"}, "a script": {"web", "javascript:alert(1)"}, "a script in disguise": {"web", "JaVaScRiPt://git.example.test/%0aalert(1)"},
		"a file": {"web", "file:///etc/passwd"}, "data": {"clone_https", "data:text/html,x"}, "another scheme": {"clone_https", "git://git.example.test/app"},
		"no host": {"web", "https:///x"}, "an opaque address": {"web", "https:git.example.test"}, "a base that is a script": {"repository.base", "javascript:alert(1)"},
		"a base that is a file": {"repository.base", "file:///"}, "a base with a query": {"repository.base", "https://git.example.test/?x="},
		"a base with a fragment": {"repository.base", "https://git.example.test/#x"}, "no base": {"repository.base", ""},
		"another product": {"repository.provider", "github"}, "no id": {"repository.id", ""}, "an id that leads away": {"repository.id", "../../admin"},
		"a slug that leads away": {"slug", ".."}, "a key with a slash": {"key", "a/b"}, "a slug with a query": {"slug", "app?x=1"}, "a slug with a blank": {"slug", "a b"},
		"an escaped slash": {"slug", "%2e%2e%2fadmin"}, "no key": {"key", ""}, "an option for ssh": {"clone_ssh", "ssh://-oProxyCommand=x/app"},
		"an option in short": {"clone_ssh", "-oProxyCommand=x:app"}, "no address for ssh": {"clone_ssh", "https://git.example.test/app"}, "a command for ssh": {"clone_ssh", "ext::sh -c x"},
		"a folder above": {"folder", "../secret"}, "a folder of the computer": {"folder", "/etc"}, "a folder that turns": {"folder", "a/../../b"}, "a folder of nothing": {"folder", "."},
		"another system": {"system", "windows"}, "another platform": {"platform", "cobol"}, "an empty pattern": {"triggers.push", []string{""}},
		"a pattern with a control": {"triggers.tags", []string{"\x00"}}, "too many patterns": {"triggers.pull_requests", slices.Repeat([]string{"*"}, 201)},
		"a pattern of no end": {"triggers.push", []string{strings.Repeat("*a", 200)}}, "triggers that are none": {"triggers", "main"},
		"a service with a control": {"service", "a\x00"},
	} {
		all[what] = given(test.field, test.value)
	}
	return all
}

func TestNothingIsTakenFromAHostileFile(t *testing.T) {
	got, err := store.Import([]byte(given("", nil)))
	require.NoError(t, err, "the file they are made from is good")
	require.Len(t, got, 1)
	for what, text := range hostile() {
		t.Run(what, func(t *testing.T) {
			began := time.Now()
			got, err := store.Import([]byte(text))
			require.Empty(t, got)
			require.True(t, connector.IsProblem(err, connector.CodeProfileInvalid), "%v", err)
			require.Less(t, time.Since(began), 5*time.Second)
		})
	}
}

func TestAFileOfALaterMooringIsNotGuessedAt(t *testing.T) {
	got, err := store.Import([]byte(`{"schema":2,"kind":"profiles","profiles":{"by":"name"}}`))
	require.Empty(t, got)
	require.True(t, connector.IsProblem(err, connector.CodeProfileNewer), "%v", err)
}

func TestWhatAFileSaysBesideIsNotTaken(t *testing.T) {
	more := `"id":"` + strings.Repeat("a", 32) + `","connection":"c","pinned":true,"handed_over":"2030-01-01T00:00:00Z","verdict":"ready","checked":"2030-01-01T00:00:00Z",` +
		`"webhook":{"state":"made","address":"https://evil.example.test/"},"created":"2030-01-01T00:00:00Z","extra":{"a":[1]},"branch":`
	text := strings.Replace(given("name", " App "), `"branch":`, more, 1)
	plain, err := store.Import([]byte(given("", nil)))
	require.NoError(t, err)
	got, err := store.Import([]byte(text))
	require.NoError(t, err)
	require.NotEqual(t, strings.Repeat("a", 32), got[0].ID)
	got[0].ID = plain[0].ID
	require.Equal(t, plain, got)
}

func TestNamesMayRepeatInAFileButAreNotSavedTwice(t *testing.T) {
	one := given("", nil)
	entry := one[strings.Index(one, "[")+1 : strings.LastIndex(one, "]")]
	got, err := store.Import(fmt.Appendf(nil, `{"schema":1,"kind":"profiles","profiles":[%s,%s]}`, entry, entry))
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.NotEqual(t, got[0].ID, got[1].ID)
	d := dirs(t)
	require.True(t, connector.IsProblem(store.Open(d).SaveProfiles(t.Context(), got), connector.CodeProfileNameTaken))
}
