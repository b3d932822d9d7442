package store_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector/store"
)

func TestPlacesFollowTheSystem(t *testing.T) {
	for name, test := range map[string]struct {
		system string
		env    map[string]string
		want   store.Dirs
	}{
		"linux": {"linux", map[string]string{"HOME": "/h"}, store.Dirs{
			Config: "/h/.config/mooring", Cache: "/h/.cache/mooring", Logs: "/h/.local/state/mooring",
		}},
		"linux with XDG": {
			"linux",
			map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "relative", "XDG_STATE_HOME": "/s"},
			store.Dirs{Config: "/c/mooring", Cache: "/h/.cache/mooring", Logs: "/s/mooring"},
		},
		"mac": {"darwin", map[string]string{"HOME": "/h"}, store.Dirs{
			Config: "/h/Library/Application Support/mooring", Cache: "/h/Library/Caches/mooring", Logs: "/h/Library/Logs/Mooring",
		}},
		"windows": {"windows", map[string]string{"AppData": "/r", "LocalAppData": "/l"}, store.Dirs{
			Config: "/r/mooring", Cache: "/l/mooring", Logs: "/l/Mooring/Logs",
		}},
		"own home": {"darwin", map[string]string{"MOORING_HOME": "/m", "HOME": "/h"}, store.Dirs{
			Config: "/m/config", Cache: "/m/cache", Logs: "/m/logs",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := store.PlacesOn(test.system, func(name string) string { return test.env[name] })
			require.NoError(t, err)
			for _, dir := range []*string{&got.Config, &got.Cache, &got.Logs} {
				*dir = filepath.ToSlash(*dir)
			}
			require.Equal(t, test.want, got)
		})
	}
	for _, system := range []string{"linux", "darwin", "windows"} {
		_, err := store.PlacesOn(system, func(string) string { return "" })
		require.Error(t, err, system)
	}
}
