//go:build !migrated_fynedo && !ci

package app

// migrated is false in a build that makes the toolkit report every touch from a wrong goroutine: the
// end-to-end run uses one.
const migrated = false
