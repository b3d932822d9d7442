package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"

	"mooring/connector"
)

func TestTheWheelScrollsTheFormAlsoOverAField(t *testing.T) {
	r := newFormRig(t)
	screen := r.begin()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(screen.name)
	before := screen.scroll.Offset.Y
	test.Scroll(r.win.Canvas(), at.AddXY(20, 10), 0, -60)
	assert.Greater(t, screen.scroll.Offset.Y, before, "what is under the mouse is a field")
	assert.Same(t, screen.name, r.win.Canvas().Focused(), "nobody who types is disturbed")
}

func TestTheWheelScrollsTheFormAlsoOverAppsThatAreAllSeen(t *testing.T) {
	r := newFormRig(t)
	r.candidates = []connector.Candidate{kotlinIn("apps/ledger"), flutterIn("apps/kiosk")}
	screen := r.begin()
	rows := screen.build.found.rows
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(rows)
	before := screen.scroll.Offset.Y
	test.Scroll(r.win.Canvas(), at.AddXY(20, 10), 0, -60)
	assert.Greater(t, screen.scroll.Offset.Y, before)
	test.TapCanvas(r.win.Canvas(), fyne.CurrentApp().Driver().AbsolutePositionForObject(rows).AddXY(40, rows.Size().Height-20))
	assert.Equal(t, 1, r.form.Now().State.Candidate, "a click goes through to the row")
}
