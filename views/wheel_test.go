package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
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
