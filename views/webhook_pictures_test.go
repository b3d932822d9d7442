package views

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// Every state of the page of a webhook fits a window of 1024 by 740 in every look, no text is cut, and there is at
// most one primary button. With MOORING_PICTURES naming a folder each is drawn into it, to be looked at.
func TestEveryStateOfAWebhookFitsTheWindow(t *testing.T) {
	s := newHookStage(t)
	for look, l := range looks() {
		looking(l)
		for name, state := range hookScenes() {
			s.screen.drawn, s.screen.worked = "", flow.HookResting
			s.show(state)
			s.fitsHere(name + " " + look)
			s.draw("hook-" + name + "-" + look)
		}
		s.show(madeHook(connector.Server))
		s.screen.ask(true)
		s.lay()
		s.fitsHere("removing " + look)
		s.draw("hook-50-removing-" + look)
		s.screen.ask(false)
	}
	looking(Look{Variant: "light"})
}

// draw saves what the window shows where MOORING_PICTURES says.
func (s *pickStage) draw(name string) {
	s.t.Helper()
	folder := os.Getenv("MOORING_PICTURES")
	if folder == "" {
		return
	}
	f, err := os.Create(filepath.Join(folder, name+".png"))
	require.NoError(s.t, err)
	defer f.Close()
	require.NoError(s.t, png.Encode(f, s.win.Canvas().Capture()))
}
