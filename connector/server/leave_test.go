package server_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// assertIdle wants nobody of ours at work, and nobody at the server either.
func assertIdle(t *testing.T, s *shelf, when any) {
	t.Helper()
	stacks := make([]byte, 4<<20)
	for stack := range strings.SplitSeq(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
		if strings.Contains(stack, ".readLoop(") || strings.Contains(stack, ".writeLoop(") { // connections, which tell what they see
			continue
		}
		assert.NotContains(t, stack, "connector/server.(*reading", "%v: what was asked ahead is still awaited", when)
	}
	assert.Eventually(t, func() bool { return s.underWay() == 0 }, 10*time.Second, time.Millisecond, "%v: a connection is busy", when)
}

func TestAListThatIsLeftAtAnyPageLeavesNothingRunning(t *testing.T) {
	s := newShelf(t, 14_000)
	held := make(chan struct{})
	var once sync.Once
	s.hold = func(_ http.ResponseWriter, r *http.Request, start int) bool {
		switch {
		case start >= 9100: // never comes: it is under way when somebody leaves
			once.Do(func() { close(held) })
			<-r.Context().Done()
		case start == 8100:
			waitFor(held, r.Context().Done())
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
		assert.Equal(t, enough, pages)
		assertIdle(t, s, enough)
	}
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
	remotes, together := map[string]bool{}, make(chan struct{})
	var ten sync.Once
	s.hold = func(_ http.ResponseWriter, r *http.Request, start int) bool {
		s.mu.Lock()
		remotes[r.RemoteAddr] = true
		s.mu.Unlock()
		if s.underWay() == 10 {
			ten.Do(func() { close(together) })
		}
		if start > 0 {
			waitFor(together, r.Context().Done()) // from then on there are as many as may be wanted at a time
		}
		return false
	}
	_, all, err := pagesOf(t, s.client(), "")
	require.NoError(t, err)
	assert.Len(t, all, 40_000)
	s.mu.Lock()
	defer s.mu.Unlock()
	assert.LessOrEqual(t, len(remotes), 11, "ten at a time, not one a page")
}
