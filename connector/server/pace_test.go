package server_test

import (
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/server"
)

func TestAPauseAmidPagesAheadIsToldAndLosesNothing(t *testing.T) {
	s := newShelf(t, 12_000)
	told := make(chan struct{})
	s.hold = pausingAt(4100, told)
	pauses, all := 0, []connector.Repository(nil)
	for p, err := range s.client().Repositories(t.Context()) {
		require.NoError(t, err)
		all = append(all, p.Repositories...)
		if !p.Pause.IsZero() {
			if pauses++; pauses == 1 {
				close(told)
			}
			assert.Empty(t, p.Repositories)
			assert.Empty(t, p.Mark, "a pause is no place to go on from")
		}
	}
	assertWhole(t, all, 1, 12_000)
	assert.Equal(t, 1, pauses)
}

// pausingAt asks for a pause once, instead of giving the page with that start, and gives it when the pause was told: one
// that is over by then would not be worth telling.
func pausingAt(start int, told <-chan struct{}) func(w http.ResponseWriter, r *http.Request, at int) bool {
	var once sync.Once
	return func(w http.ResponseWriter, r *http.Request, at int) (refused bool) {
		if at != start {
			return false
		}
		once.Do(func() {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
			refused = true
		})
		if !refused {
			waitFor(told, r.Context().Done())
		}
		return refused
	}
}

func TestABusyServerIsAskedForFewerPagesAtATime(t *testing.T) {
	s := newShelf(t, 20_000)
	waiting := map[int]bool{}          // refused once, and not answered yet
	turn := map[string]chan struct{}{} // closed when the page before has been taken
	for start := 100; start <= 9100; start += 1000 {
		turn[strconv.Itoa(start)] = make(chan struct{})
	}
	slower := 0
	s.hold = func(w http.ResponseWriter, r *http.Request, start int) bool {
		s.mu.Lock()
		refuse := start > 0 && start <= 9100 && !waiting[start]
		if start == 10_100 {
			slower = len(waiting) + 1
		}
		if refuse {
			waiting[start] = true
		}
		s.mu.Unlock()
		switch {
		case refuse:
			w.WriteHeader(http.StatusServiceUnavailable)
		case start > 0 && start <= 9100:
			waitFor(turn[strconv.Itoa(start)], r.Context().Done())
			s.mu.Lock()
			delete(waiting, start)
			s.mu.Unlock()
		}
		return refuse
	}
	listed := 0
	for p, err := range s.client().Repositories(t.Context()) {
		require.NoError(t, err)
		listed += len(p.Repositories)
		if next := turn[p.Mark]; next != nil {
			close(next)
		}
	}
	assert.Equal(t, 20_000, listed)
	assert.NotZero(t, slower)
	assert.LessOrEqual(t, slower, 5, "half as many")
}

func TestWhatBrokeOffAheadOfItsTurnIsAskedForAgain(t *testing.T) {
	// cutting breaks off what is asked for from a start on: the first time, or always.
	cutting := func(always bool) *shelf {
		s := newShelf(t, 12_000)
		broke := map[int]bool{}
		s.hold = func(_ http.ResponseWriter, _ *http.Request, start int) bool {
			s.mu.Lock()
			cut := start >= 3100 && (always || !broke[start])
			broke[start] = true
			s.mu.Unlock()
			if cut {
				panic(http.ErrAbortHandler)
			}
			return false
		}
		return s
	}
	_, all, err := pagesOf(t, cutting(false).client(), "")
	require.NoError(t, err)
	assertWhole(t, all, 1, 12_000)

	pages, all, err := pagesOf(t, cutting(true).client(), "")
	assert.True(t, connector.IsProblem(err, connector.CodeConnectionReset), "%v", err)
	assertWhole(t, all, 1, 3100)
	assert.Equal(t, "3100", pages[len(pages)-1].Mark)
}

func TestThePaceOfAList(t *testing.T) {
	const quick, slow = 80 * time.Millisecond, 1500 * time.Millisecond
	p := server.NewPace(20 * time.Second)
	p.Ask(10)
	assert.Equal(t, 10, p.Came(1, quick, false), "ten at a time")
	assert.Equal(t, 5, p.Came(2, slow, false), "half as many after one that took much longer than the quickest")
	assert.Equal(t, 5, p.Came(3, slow, false), "others that were under way then tell of the same moment")
	assert.Equal(t, 6, p.Came(4, quick, false), "one more for every good one")
	p.Ask(6)
	assert.Equal(t, 3, p.Came(11, quick, true), "half as many after one that was refused at first")
	assert.Equal(t, 4, p.Came(12, 900*time.Millisecond, false), "less than a second is not slow, whatever others took")
	p.Ask(20)
	for n := 17; n < 30; n++ {
		p.Came(n, quick, false)
	}
	assert.Equal(t, 10, p.Came(30, quick, false), "ten is the most")

	p = server.NewPace(20 * time.Second)
	p.Ask(3)
	assert.Equal(t, 10, p.Came(1, slow, false), "a server that is always slow is not in trouble")
	assert.Equal(t, 10, p.Came(2, slow, false))
	for n := 3; n < 10; n++ {
		p.Ask(1)
		p.Came(n, 0, true)
	}
	p.Ask(1)
	assert.Equal(t, 1, p.Came(10, 0, true), "one after another is the least")
}
