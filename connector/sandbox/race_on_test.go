//go:build race

package sandbox_test

// raceFactor allows for the race detector: see the other.
const raceFactor = 10
