package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

func TestSettingsComeBackAndStartSensible(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	got, err := s.LoadSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.DefaultSettings(), got)
	want := store.Settings{
		TextSize: 1.25, Theme: store.ThemeDark, ConsumerKey: "key", LastTab: "profiles", Width: 1024, Height: 768.5,
		Proxy:   connector.ProxyChoice{Mode: connector.ProxyManual, Address: "http://proxy.example.test:3128", User: "ana", Bypass: ".example.test, 10.0.0.0/8"},
		Service: "custom", ServiceAddresses: "192.0.2.1 192.0.2.0/28",
		ListBy: "updated", ListGrouped: true,
	}
	require.NoError(t, s.SaveSettings(t.Context(), want))
	got, err = store.Open(d).LoadSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestSettingsEditedByHandAreMadeSensibleAndUnknownOnesKept(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	path := filepath.Join(d.Config, "settings.json")
	require.NoError(t, os.MkdirAll(d.Config, 0o700))
	require.NoError(t, os.WriteFile(path, []byte(`{"schema":1,"kind":"settings","text_size":40,"theme":"pink","width":-5,"height":90000,"sound":true}`), 0o600))
	got, err := s.LoadSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.DefaultSettings(), got)
	require.NoError(t, s.SaveSettings(t.Context(), got))
	require.Contains(t, files(t, d.Config)[path], `"sound": true`)
}

func TestAProxyThatCannotBeFollowedIsTheSystems(t *testing.T) {
	for name, choice := range map[string]connector.ProxyChoice{
		"no address": {Mode: connector.ProxyManual}, "unknown mode": {Mode: "clever", Address: "http://p:1"},
		"another scheme": {Mode: connector.ProxyManual, Address: "ftp://proxy:1"},
		"a sign-in":      {Mode: connector.ProxyManual, Address: "http://ana:hunter2@proxy:3128"},
	} {
		d := dirs(t)
		s := store.Open(d)
		require.NoError(t, s.SaveSettings(t.Context(), store.Settings{Proxy: choice}))
		got, err := s.LoadSettings(t.Context())
		require.NoError(t, err)
		require.Zero(t, got.Proxy, name)
		for path, text := range files(t, d.Config) {
			require.NotContains(t, text, "hunter2", path)
		}
	}
	s := store.Open(dirs(t))
	off := connector.ProxyChoice{Mode: connector.ProxyNone, Address: "http://proxy:3128", User: "ana"}
	require.NoError(t, s.SaveSettings(t.Context(), store.Settings{Proxy: off}))
	got, err := s.LoadSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, off, got.Proxy, "what was typed is there when it is switched on again")
}

func TestDamagedSettingsAreMovedAsideAndNewerOnesLeftAlone(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	path := filepath.Join(d.Config, "settings.json")
	require.NoError(t, s.SaveSettings(t.Context(), store.DefaultSettings()))
	require.NoError(t, os.WriteFile(path, []byte("{"), 0o600))
	got, err := s.LoadSettings(t.Context())
	require.True(t, connector.IsProblem(err, connector.CodeProfileDamaged), "%v", err)
	require.Equal(t, store.DefaultSettings(), got)
	problem, _ := connector.AsProblem(err)
	require.Equal(t, "{", files(t, d.Config)[problem.Args["file"]])

	require.NoError(t, os.WriteFile(path, []byte("damaged again"), 0o600))
	require.NoError(t, s.SaveSettings(t.Context(), store.DefaultSettings()))
	newer := `{"schema":9,"kind":"settings","theme":"dark"}`
	require.NoError(t, os.WriteFile(path, []byte(newer), 0o600))
	got, err = s.LoadSettings(t.Context())
	require.True(t, connector.IsProblem(err, connector.CodeProfileNewer), "%v", err)
	require.Equal(t, store.ThemeDark, got.Theme)
	require.True(t, connector.IsProblem(s.SaveSettings(t.Context(), got), connector.CodeProfileNewer))
	require.Equal(t, newer, files(t, d.Config)[path])
	require.Contains(t, mapValues(files(t, d.Config)), "damaged again")
}

func mapValues(m map[string]string) (values []string) {
	for _, v := range m {
		values = append(values, v)
	}
	return values
}
