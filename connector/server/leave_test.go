package server_test

import (
	"context"
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// assertIdle wants nobody of ours at work, and nobody at the server either.
func assertIdle(t *testing.T, s *shelf, when any) {
	t.Helper()
	stacks := make([]byte, 4<<20)
	assert.NotContains(t, string(stacks[:runtime.Stack(stacks, true)]), "connector/server.(*reading", "%v: what was asked ahead is still awaited", when)
	assert.Eventually(t, func() bool { return s.underWay() == 0 }, 10*time.Second, time.Millisecond, "%v: a connection is busy", when)
}

func TestAListThatIsLeftAtAnyPageLeavesNothingRunning(t *testing.T) {
	s := newShelf(t, 14_000)
	held := make(chan struct{}, 1000)
	s.hold = func(_ http.ResponseWriter, r *http.Request, start int) bool {
		if start >= 9100 { // never comes: it is under way whenever somebody leaves
			held <- struct{}{}
			<-r.Context().Done()
		}
		return false
	}
	c := s.client()
	defer c.Close()
	for enough := 1; enough <= 10; enough++ {
		pages := 0
		for _, err := range c.Repositories(t.Context()) {
			require.NoError(t, err)
			if pages++; pages == enough {
				break
			}
		}
		assertIdle(t, s, enough)
	}
	assert.NotEmpty(t, held)
}

func TestAListThatIsCancelledAtAnyPageLeavesNothingRunning(t *testing.T) {
	s := newShelf(t, 14_000)
	c := s.client()
	defer c.Close()
	for enough := range 11 {
		ctx, cancel := context.WithCancel(t.Context())
		s.holds(func(_ http.ResponseWriter, r *http.Request, start int) bool {
			if start >= enough*1000 { // it is under way, with all after it, when somebody cancels
				if start < enough*1000+1000 {
					cancel()
				}
				<-r.Context().Done()
			}
			return false
		})
		var ended error
		listed := 0
		for p, err := range c.Repositories(ctx) {
			listed, ended = listed+len(p.Repositories), err
		}
		assert.Equal(t, context.Canceled, ended)
		came := 0 // what begins before: 0, 100, 1100, 2100 …
		if enough > 0 {
			came = enough*1000 + 100
		}
		assert.LessOrEqual(t, listed, came)
		assertIdle(t, s, enough)
		cancel()
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	s := newShelf(t, 40_000)
	remotes := map[string]bool{}
	s.hold = func(_ http.ResponseWriter, r *http.Request, _ int) bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		remotes[r.RemoteAddr] = true
		return false
	}
	_, all, err := pagesOf(t, s.client(), "")
	require.NoError(t, err)
	assert.Len(t, all, 40_000)
	s.mu.Lock()
	defer s.mu.Unlock()
	assert.LessOrEqual(t, len(remotes), 20, "ten at a time, not one a page")
}
