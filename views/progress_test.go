package views

import (
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
)

func TestNothingMovesOnAPageThatIsNotShown(t *testing.T) {
	test.NewTempApp(t)
	h := newHolder()
	p := newProgress()
	waiting := page("Waiting", "", card(inset(p)))
	h.set(waiting)
	assert.True(t, p.moving)
	h.set(page("Done", "", nil))
	assert.False(t, p.moving, "an animation nobody sees would keep a processor busy")
	h.set(waiting)
	assert.True(t, p.moving)
}
