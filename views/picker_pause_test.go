package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// paused opens the list of a Bitbucket that asks for a pause of twelve seconds.
func paused(t *testing.T, first ...connector.Page) *helpStage {
	t.Helper()
	s := newHelpStage(t)
	s.pages, s.hold = first, make(chan struct{})
	s.pages = append(s.pages, connector.Page{Total: -1, Pause: s.clock.Add(12 * time.Second)})
	for _, j := range s.window.journeys[tabServer].screens {
		if picker, ok := j.(*pickerScreen); ok {
			picker.now = func() time.Time { return s.clock }
		}
	}
	s.flows.ServerPicker.Open(shopConnection(), "")
	s.soon(func() bool { return !s.flows.ServerPicker.Now().State.Pause.IsZero() })
	return s
}

// tick lets a second pass.
func (s *helpStage) tick() {
	s.clock = s.clock.Add(time.Second)
	waiting := s.later
	s.later = nil
	for _, run := range waiting {
		run()
	}
	s.queue.drain()
}

func TestAPauseIsShownWithTheSecondsThatAreLeft(t *testing.T) {
	s := paused(t, shopPage(-1))
	assert.Contains(t, s.text(), "Bitbucket asks for a pause. Going on in 12 s · Shop git")
	assert.Contains(t, s.text(), "Bakery for iPhone", "what came stays")
	s.draw("picker-pause")
	s.tick()
	assert.Contains(t, s.text(), "Going on in 11 s")
	require.Len(t, s.later, 1, "one tick a second")
	s.tick()
	assert.Contains(t, s.text(), "Going on in 10 s")
	close(s.hold)
	s.settle()
	assert.NotContains(t, s.text(), "Going on in")
	s.tick()
	assert.Empty(t, s.later, "the clock stands still when it is over")
}

func TestAPauseBeforeTheFirstPageMovesNothing(t *testing.T) {
	s := paused(t)
	assert.Contains(t, s.text(), "Going on in 12 s")
	assert.Contains(t, s.text(), "The list goes on by itself")
	s.walk(func(o fyne.CanvasObject) {
		bar, busy := o.(*progress)
		assert.False(t, busy && bar.moving, "nothing wanders while one only waits")
	})
	s.draw("picker-pause-first")
	s.press("Cancel")
	assert.Equal(t, flow.PickerIdle, s.flows.ServerPicker.Now().State.Step)
}

func TestThePauseTicksOnlyWhereItIsSeen(t *testing.T) {
	s := paused(t, shopPage(-1))
	s.window.GoTo(tabProfiles)
	s.tick()
	assert.Empty(t, s.later, "nobody looks")
	s.window.GoTo(tabServer)
	assert.Contains(t, s.text(), "Going on in 11 s", "it is right at once")
	assert.Len(t, s.later, 1)
}

func TestASearchTheListWasOpenedWithStandsInTheFieldAndCanBeCleared(t *testing.T) {
	s := newHelpStage(t)
	s.flows.ServerPicker.Open(shopConnection(), "bakery")
	s.settle()
	picker, _ := s.window.journeys[tabServer].shown.(*pickerScreen)
	require.NotNil(t, picker)
	require.Same(t, picker.search, s.win.Canvas().Focused())
	assert.Equal(t, "bakery", picker.search.Text)
	assert.Equal(t, 6, picker.search.CursorColumn, "one types on behind it")
	assert.Contains(t, s.text(), "2 found")
	s.typing(" andr")
	assert.Equal(t, "bakery andr", picker.search.Text)
	assert.Contains(t, s.text(), "1 found")
	s.key(fyne.KeyEscape)
	assert.Empty(t, picker.search.Text)
	assert.Contains(t, s.text(), "Florist")
}
