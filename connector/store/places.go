package store

import (
	"errors"
	"path/filepath"
	"runtime"
)

// Dirs are the folders Mooring may use on this computer.
type Dirs struct {
	Config string // documents: profiles, connections, settings
	Cache  string // what may be thrown away at any time
	Logs   string
}

// Places finds the folders by the rules of the system, asking env (os.Getenv in the app) for variables.
// MOORING_HOME, when set, holds all three instead, as "config", "cache" and "logs". Nothing is created.
func Places(env func(string) string) (Dirs, error) {
	return placesOn(runtime.GOOS, env)
}

// placesOn follows os.UserConfigDir and os.UserCacheDir, which cannot be asked about another environment.
func placesOn(system string, env func(string) string) (Dirs, error) {
	if home := env("MOORING_HOME"); home != "" {
		home, err := filepath.Abs(home)
		if err != nil {
			return Dirs{}, err
		}
		return Dirs{
			Config: filepath.Join(home, "config"),
			Cache:  filepath.Join(home, "cache"),
			Logs:   filepath.Join(home, "logs"),
		}, nil
	}
	switch system {
	case "windows":
		roaming, local := env("AppData"), env("LocalAppData")
		if roaming == "" || local == "" {
			return Dirs{}, errors.New("neither MOORING_HOME nor %AppData% and %LocalAppData% are set")
		}
		return Dirs{
			Config: filepath.Join(roaming, "mooring"),
			Cache:  filepath.Join(local, "mooring"),
			Logs:   filepath.Join(local, "Mooring", "Logs"),
		}, nil
	case "darwin", "ios":
		home := env("HOME")
		if home == "" {
			return Dirs{}, errors.New("neither MOORING_HOME nor HOME is set")
		}
		library := filepath.Join(home, "Library")
		return Dirs{
			Config: filepath.Join(library, "Application Support", "mooring"),
			Cache:  filepath.Join(library, "Caches", "mooring"),
			Logs:   filepath.Join(library, "Logs", "Mooring"),
		}, nil
	}
	return placesXDG(env)
}

// placesXDG follows the XDG base directory specification 0.8, which says to ignore a relative path.
func placesXDG(env func(string) string) (Dirs, error) {
	dirs := Dirs{}
	for _, place := range []struct {
		dir      *string
		variable string
		below    string
	}{
		{&dirs.Config, "XDG_CONFIG_HOME", ".config"},
		{&dirs.Cache, "XDG_CACHE_HOME", ".cache"},
		{&dirs.Logs, "XDG_STATE_HOME", filepath.Join(".local", "state")},
	} {
		base := env(place.variable)
		if !filepath.IsAbs(base) {
			if env("HOME") == "" {
				return Dirs{}, errors.New("neither MOORING_HOME nor HOME nor " + place.variable + " is set")
			}
			base = filepath.Join(env("HOME"), place.below)
		}
		*place.dir = filepath.Join(base, "mooring")
	}
	return dirs, nil
}
