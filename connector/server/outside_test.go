package server_test

import (
	"os"
	"testing"
)

// outside gives the folder that a variable names, with what tests need and this repository does not hold;
// without one it says what is left out.
func outside(t *testing.T, variable, what string) (folder string, there bool) {
	t.Helper()
	folder = os.Getenv(variable)
	if folder == "" {
		t.Logf("left out: %s (%s is not set)", what, variable)
	}
	return folder, folder != ""
}
