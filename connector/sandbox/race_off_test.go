//go:build !race

package sandbox_test

// raceFactor is how much slower things may be than promised, and how much less is tried.
const raceFactor = 1
