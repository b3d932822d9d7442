package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
)

func TestTheFocusNeverLeavesTheSightOfWhoeverWalksWithTheKeyboard(t *testing.T) {
	test.NewTempApp(t)
	buttons := make([]fyne.CanvasObject, 0, 30)
	for range 30 {
		buttons = append(buttons, newButton("Go", nil))
	}
	w := test.NewTempWindow(t, page("Many", "", card(stack(buttons...))))
	w.Resize(fyne.NewSize(500, 300))
	for range 2 {
		for i := range buttons {
			w.Canvas().FocusNext()
			focused, _ := w.Canvas().Focused().(*button)
			y := fyne.CurrentApp().Driver().AbsolutePositionForObject(focused).Y
			assert.GreaterOrEqual(t, y, float32(0), "button %d", i)
			assert.LessOrEqual(t, y+focused.Size().Height, float32(300), "button %d", i)
		}
	}
}
