//go:build migrated_fynedo && !ci

package app

// migrated says that the toolkit was built to trust that everything on screen is touched on one goroutine
// only; start-up holds it against FyneApp.toml.
const migrated = true
