package views

import (
	"os"
	"runtime/debug"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestMain makes one app for all tests: each new one would read every font again. The collector of garbage runs
// less often than in the app, since widgets come and go here by the hundred.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	test.NewApp()
	os.Exit(m.Run())
}

// looking gives the app a look, unless it has it already.
func looking(look Look) {
	settings, wanted := fyne.CurrentApp().Settings(), NewTheme(look)
	has, ours := settings.Theme().(*mooringTheme)
	if asked, _ := wanted.(*mooringTheme); !ours || has.look != asked.look {
		settings.SetTheme(wanted)
	}
}
