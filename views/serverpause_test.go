package views

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
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

func TestAPauseThatBeginsWhileNobodyLooksIsNotCountedEither(t *testing.T) {
	s := newStage(t, Look{}, limited)
	answers := make(chan struct{})
	run := s.double.rungs[0].Run
	s.double.rungs[0].Run = func(ctx context.Context) connector.Finding { <-answers; return run(ctx) }
	s.fillIn("https://bitbucket.harbour.example", "t")
	s.press(t, "Check and connect")
	s.window.GoTo(tabCloud)
	close(answers)
	s.until(t, func() bool { return s.screen().state.Step == flow.ServerResult })
	assert.False(t, s.waits())
}

func TestASecondThatWasUnderWayWhenOneLeftIsNotCountedTwice(t *testing.T) {
	s := newStage(t, Look{}, limited)
	connects(flow.ServerResult)(t, s)
	under := s.ticks[len(s.ticks)-1]
	under() // it waits for its turn
	s.window.GoTo(tabCloud)
	s.ticks = nil
	s.window.GoTo(tabServer)
	s.drain()
	assert.Len(t, s.ticks, 1)
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
