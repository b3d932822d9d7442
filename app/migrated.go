//go:build migrated_fynedo

package app

// migrated says that the toolkit was built to trust that everything on screen is touched on one goroutine
// only; start-up holds it against FyneApp.toml.
const migrated = true
