//go:build !race

package sandbox_test

// raceFactor is how much slower things may be than promised.
const raceFactor = 1
