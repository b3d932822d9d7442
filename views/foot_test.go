package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
)

// footedPage is a page of so many lines with two buttons, in a window of a height.
func footedPage(t *testing.T, lines int, tall float32) (w fyne.Window, last *button, first *button) {
	t.Helper()
	test.NewTempApp(t)
	parts := make([]fyne.CanvasObject, 0, lines+1)
	for range lines {
		parts = append(parts, wrapLabel("A line"))
	}
	last, first = quiet("Last of the text", nil), primary("Go on", nil)
	w = test.NewTempWindow(t, page("Many", "", stack(append(parts, last)...), first, quiet("Back", nil)))
	w.Resize(fyne.NewSize(700, tall))
	return w, last, first
}

func bottom(o fyne.CanvasObject) float32 {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y + o.Size().Height
}

func TestWhatLeadsOnIsInSightHoweverLongThePageIs(t *testing.T) {
	for _, lines := range []int{0, 1, 7, 8, 9, 10, 11, 12, 40} {
		w, last, first := footedPage(t, lines, 420)
		assert.LessOrEqual(t, bottom(first), float32(420), "%d lines", lines)
		w.Canvas().Focus(last)
		assert.Less(t, bottom(last), bottom(first)-first.Size().Height, "%d lines: the end of the text is not hidden by it", lines)
	}
}

func TestTheButtonsOfAShortPageStandRightBelowIt(t *testing.T) {
	_, last, first := footedPage(t, 1, 900)
	assert.InDelta(t, bottom(last), bottom(first)-first.Size().Height, 30)
}

func TestTheSpaceThatBroughtTheCursorToAFieldIsNotTyped(t *testing.T) {
	test.NewTempApp(t)
	e := newEntry("", nil)
	w := test.NewTempWindow(t, e)
	w.Canvas().Focus(e)
	e.TypedRune(' ')
	assert.Empty(t, e.Text)
	test.Type(e, "two words")
	assert.Equal(t, "two words", e.Text)
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	e.TypedRune(' ')
	assert.Equal(t, " ", e.Text, "what is selected may be typed over")
}
