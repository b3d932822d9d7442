//go:build race

package sandbox_test

// raceFactor allows for the race detector.
const raceFactor = 10
