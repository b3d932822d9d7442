// Mooring ties Bitbucket to a build service. All it does is in app; this file only hands over the
// process and the manifest that names the version.
package main

import (
	_ "embed"
	"os"

	"mooring/app"
)

//go:embed FyneApp.toml
var manifest []byte

func main() {
	os.Exit(app.Main(app.Process{
		Args:     os.Args[1:],
		Stdin:    os.Stdin,
		Stdout:   os.Stdout,
		Stderr:   os.Stderr,
		Env:      os.Getenv,
		Manifest: manifest,
	}))
}
