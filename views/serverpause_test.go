package views

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector/flow"
)

func TestAPauseIsCountedDownOnceASecond(t *testing.T) {
	s := newStage(t, Look{}, limited)
	connects(flow.ServerResult)(t, s)
	assert.True(t, s.shows("Going on in 12 s"))
	s.second()
	assert.True(t, s.shows("Going on in 11 s"))
	for range 10 {
		s.second()
	}
	assert.True(t, s.shows("Going on in 1 s"))
	s.second()
	assert.True(t, s.shows("Going on…"))
	assert.False(t, s.waits(), "there is nothing more to count")
}

func TestAPauseNobodySeesIsNotCounted(t *testing.T) {
	s := newStage(t, Look{}, limited)
	connects(flow.ServerResult)(t, s)
	s.window.GoTo(tabCloud)
	assert.False(t, s.waits())
	s.second()
	s.window.GoTo(tabServer)
	assert.True(t, s.shows("Going on in 11 s"), "it says at once how much is left")
	assert.True(t, s.waits())
	s.window.Back()
	s.drain()
	assert.False(t, s.waits(), "the page is gone")
}

func TestAPauseCanBeCutShortOrGivenUp(t *testing.T) {
	s := newStage(t, Look{}, limited)
	connects(flow.ServerResult)(t, s)
	s.double.find("")
	s.press(t, "Go on now")
	s.until(t, func() bool { return s.screen().state.Kept })
	s = newStage(t, Look{}, limited)
	connects(flow.ServerResult)(t, s)
	s.press(t, "Cancel")
	assert.Equal(t, flow.ServerFormStep, s.screen().state.Step)
	assert.True(t, s.screen().state.ResumeAt.IsZero())
}
