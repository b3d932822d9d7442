package store_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

// FuzzAProfileFile holds for whatever stands in a file: reading never falls over, and what is taken for a
// profile is the same profile after it was written again.
func FuzzAProfileFile(f *testing.F) {
	for _, seed := range []string{
		`{"schema":1,"kind":"profile","id":"00112233445566778899aabbccddeeff","name":"App","created":"2030-01-02T03:04:05Z"}`,
		`{"schema":1,"kind":"profile","repository":{"provider":"cloud","fork_of":1e400},"x":[{"y":null}]}`,
		`{"schema":2,"kind":"profile","name":{"de":"App"}}`,
		`{"schema":1,"kind":"profile","Name":"a","NAME":"b","name":"c","name":"d"}`,
		`{"schema":1,"kind":"profile","updated":"2030-01-02T03:04:05+14:00","verdict":null}`,
		`{"schema":1,"kind":"connection"}`, `{"schema":1.5,"kind":"profile"}`, `{"schema":-1}`, `[]`, `null`, ``, "\x00\xff",
		`{"schema":1,"kind":"profile","name":"\ud800 ü <>&"}`,
		`{"schema":2,"kind":"profile","name":"App","branch":"main","triggers":{"push":["main"],"tags":["v*"]},"webhook":{"state":"made","seen":"2030-01-02T03:04:05Z"}}`,
		`{"schema":3,"kind":"profile","branch":{"any":true}}`, `{"sChemA":2,"kind":"profile","":{}}`,
		`{"schema":1,"kind":"profile","branch":"main","Triggers":{"PUSH":["a"]},"triggers":{"push":null}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		first, newer, again, err := store.Recode[connector.BuildProfile]("profile", data)
		if err != nil || newer {
			return
		}
		require.True(t, json.Valid(again))
		second, newer, third, err := store.Recode[connector.BuildProfile]("profile", again)
		require.NoError(t, err)
		require.False(t, newer)
		require.JSONEq(t, written(t, first), written(t, second))
		require.True(t, bytes.Equal(again, third), "writing twice changes nothing more")
	})
}

// written gives a profile with its times in UTC as JSON, which does not tell an empty list from none.
func written(t *testing.T, p connector.BuildProfile) string {
	t.Helper()
	for _, at := range []*time.Time{
		&p.Created, &p.Updated, &p.Checked, &p.HandedOver, &p.Webhook.Changed, &p.Webhook.Seen, &p.Webhook.Delivered, &p.Webhook.AdminFree,
	} {
		*at = at.UTC()
	}
	data, err := json.Marshal(p)
	require.NoError(t, err)
	return string(data)
}

// FuzzTheMigrationOfAProfile holds for whatever an earlier Mooring left: it comes out as a document of today, or as
// none; nothing but the triggers is different, and those that were there stay.
func FuzzTheMigrationOfAProfile(f *testing.F) {
	for _, seed := range []string{
		`"branch":"main"`, `"branch":"main","triggers":{}`, `"branch":"main","triggers":null`, `"branch":" ","triggers":[]`,
		`"branch":"main","triggers":{"push":["a"]}`, `"branch":"a","branch":"b"`, `"Branch":"main"`, `"branch":7`, `"x":1e999,"branch":"ü\u0000"`,
		`"schema":1,"branch":"main","triggers":{"tags":null,"extra":[1,2]}`, `"kind":"profile"`, ``,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, fields string) {
		if fields != "" {
			fields = "," + fields
		}
		old := `{"schema":1,"kind":"profile"` + fields + `}`
		p, newer, again, err := store.Recode[connector.BuildProfile]("profile", []byte(old))
		if err != nil || newer {
			return
		}
		before, after := fieldsIn(t, []byte(old)), fieldsIn(t, again)
		require.Equal(t, json.Number("2"), after["schema"])
		if misspelled(before, "schema", "branch", "triggers") {
			return // which of them counts is not ours to say
		}
		branch, isText := before["branch"].(string)
		triggers, _ := before["triggers"].(map[string]any)
		if isText && strings.TrimSpace(branch) != "" && len(triggers) == 0 && before["schema"] == json.Number("1") {
			require.Equal(t, []string{branch}, p.Triggers.Push)
		}
		for _, name := range []string{"push", "tags", "pull_requests"} {
			if list, isList := triggers[name].([]any); isList && len(list) > 0 && spellings(triggers, name) == 1 {
				require.Equal(t, list, after["triggers"].(map[string]any)[name])
			}
		}
	})
}

func fieldsIn(t *testing.T, data []byte) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var fields map[string]any
	require.NoError(t, decoder.Decode(&fields))
	return fields
}

// spellings counts the fields of a name, whatever its case.
func spellings(fields map[string]any, name string) (n int) {
	for other := range fields {
		if strings.EqualFold(other, name) {
			n++
		}
	}
	return n
}

// misspelled tells whether a field is there in another case, or in several.
func misspelled(fields map[string]any, names ...string) bool {
	for _, name := range names {
		if _, plain := fields[name]; spellings(fields, name) > 1 || !plain && spellings(fields, name) > 0 {
			return true
		}
	}
	return false
}

// FuzzAFileOfProfiles holds for whatever somebody gives away: reading it never falls over, and what is taken from it
// can be saved, leads nowhere but to its Bitbucket, and comes out the same when it is given away again.
func FuzzAFileOfProfiles(f *testing.F) {
	for _, seed := range hostile() {
		if len(seed) < 10_000 {
			f.Add([]byte(seed))
		}
	}
	for _, good := range []connector.BuildProfile{fullProfile(), profile("Käse & Brot")} {
		data, err := store.Export([]connector.BuildProfile{good})
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		profiles, err := store.Import(data)
		if err != nil {
			require.Empty(t, profiles)
			problem, isProblem := connector.AsProblem(err)
			require.True(t, isProblem && (problem.Code == connector.CodeProfileInvalid || problem.Code == connector.CodeProfileNewer), "%v", err)
			return
		}
		require.NotEmpty(t, profiles)
		for _, p := range profiles {
			require.NoError(t, store.Valid(p))
			require.Zero(t, p.Webhook)
			require.Empty(t, p.ConnectionID)
			for _, address := range []string{p.Repository.Base, p.Web, p.CloneHTTPS} {
				require.True(t, address == "" || strings.HasPrefix(strings.ToLower(address), "http://") || strings.HasPrefix(strings.ToLower(address), "https://"), address)
				require.NotContains(t, connector.Origin(address), "@")
			}
		}
		again, err := store.Export(profiles)
		require.NoError(t, err)
		second, err := store.Import(again)
		require.NoError(t, err)
		for n := range second {
			second[n].ID = profiles[n].ID
		}
		require.Len(t, second, len(profiles))
		for n := range profiles {
			require.JSONEq(t, written(t, profiles[n]), written(t, second[n]))
		}
	})
}
