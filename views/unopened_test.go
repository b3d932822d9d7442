package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAPageThatNoBrowserOpensCanBeCopied(t *testing.T) {
	w := startedCloudWindow(t)
	w.kit.unopened("https://bitbucket.org/harbour-bakery")
	over := w.win.Canvas().Overlays().Top()
	require.NotNil(t, over)
	words := labels(over)
	assert.Contains(t, words, say("problem.browser-not-opened.title"))
	assert.NotContains(t, strings.Join(words, " "), "local address", "it is not")
	require.NotEmpty(t, visible[*button](over))
	assert.Equal(t, visible[*button](over)[0], w.win.Canvas().Focused(), "the keyboard is where the link is copied")
	test.Tap(visible[*button](over)[0])
	assert.Equal(t, "https://bitbucket.org/harbour-bakery", w.copied)
	w.kit.unopened("mailto:?subject=x&body=y")
	words = labels(w.win.Canvas().Overlays().Top())
	assert.Contains(t, words, say("unopened.mail.title"))
	assert.Len(t, w.win.Canvas().Overlays().List(), 1, "the one before has gone")
	assert.True(t, w.kit.dismissed(), "Esc closes it")
	assert.Nil(t, w.win.Canvas().Overlays().Top())
}

// labels is every text that stands below an object.
func labels(o fyne.CanvasObject) []string {
	var all []string
	for _, l := range visible[*widget.Label](o) {
		all = append(all, l.Text)
	}
	return all
}
