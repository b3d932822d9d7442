package app

import (
	"fmt"

	"github.com/BurntSushi/toml"
)

// manifest is the part of FyneApp.toml that the program needs of itself. The version stands there alone.
type manifest struct {
	Name       string
	ID         string
	Version    string
	Build      int
	Migrations map[string]bool
}

func readManifest(text []byte) (manifest, error) {
	var file struct {
		Details    manifest
		Migrations map[string]bool
	}
	if err := toml.Unmarshal(text, &file); err != nil {
		return manifest{}, fmt.Errorf("reading FyneApp.toml: %w", err)
	}
	file.Details.Migrations = file.Migrations
	return file.Details, nil
}
