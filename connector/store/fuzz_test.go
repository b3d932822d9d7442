package store_test

import (
	"bytes"
	"encoding/json"
	"testing"

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
		require.True(t, first.Created.Equal(second.Created) && first.Updated.Equal(second.Updated) && first.Checked.Equal(second.Checked))
		for _, p := range []*connector.BuildProfile{&first, &second} {
			p.Created, p.Updated, p.Checked = p.Created.UTC(), p.Updated.UTC(), p.Checked.UTC()
		}
		require.Equal(t, first, second)
		require.True(t, bytes.Equal(again, third), "writing twice changes nothing more")
	})
}
