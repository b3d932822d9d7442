package server_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

func TestTheFirstPageIsAskedForAloneAndThenTenAtATime(t *testing.T) {
	s := newShelf(t, 25_100)
	together := make(chan struct{})
	var ten sync.Once
	s.hold = func(_ http.ResponseWriter, r *http.Request, start int) bool {
		if start == 0 {
			assert.Equal(t, 1, s.underWay(), "the first page comes alone")
			return false
		}
		if s.underWay() == 10 {
			ten.Do(func() { close(together) })
		}
		waitFor(together, r.Context().Done())
		return false
	}
	pages, all, err := pagesOf(t, s.client(), "")
	require.NoError(t, err)
	assertWhole(t, all, 1, 25_100)
	assert.Len(t, pages, 26)
	assert.Len(t, pages[0].Repositories, 100)
	assert.Equal(t, 10, s.atMost(), "ten pages wait for each other, so they are all there at once")
}

func TestPagesThatComeOutOfOrderAreGivenInOrder(t *testing.T) {
	plain, err := sandbox.Start(sandbox.Options{Repos: 5000})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, plain.Close()) })
	mixed, err := sandbox.Start(sandbox.Options{Repos: 5000, OutOfOrder: true})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, mixed.Close()) })
	_, want, err := pagesOf(t, clientOf(plain, calm()), "")
	require.NoError(t, err)
	_, got, err := pagesOf(t, clientOf(mixed, calm()), "")
	require.NoError(t, err)
	require.Len(t, got, 5000)
	assert.Equal(t, ids(want), ids(got))
}

func TestAServerThatGivesFewerThanAskedIsReadInItsOwnSteps(t *testing.T) {
	for _, limit := range []int{500, 300, 77} {
		s := newShelf(t, 60*limit)
		s.limit = limit
		s.lay()
		together := make(chan struct{})
		var four sync.Once
		s.hold = func(_ http.ResponseWriter, r *http.Request, start int) bool {
			if start < 40*limit || start > 50*limit {
				return false
			}
			if s.underWay() >= 4 {
				four.Do(func() { close(together) })
			}
			waitFor(together, r.Context().Done()) // pages go on being asked ahead
			return false
		}
		_, all, err := pagesOf(t, s.client(), "")
		require.NoError(t, err)
		assertWhole(t, all, 1, 60*limit)
		// The first guess may be thrown away, of which ten were under way and six had come, and ten lie beyond the end.
		assert.LessOrEqual(t, len(s.asks()), len(s.named)+15+10, "a limit of %d is learned once", limit)
	}
}

func TestTheSandboxMayLowerTheLimitOrHideRepositories(t *testing.T) {
	for name, o := range map[string]sandbox.Options{
		"lower limit":      {Repos: 3000, ServerLimit: 250},
		"tiny limit":       {Repos: 600, ServerLimit: 7},
		"hidden":           {Repos: 3000, ServerSkips: true},
		"hidden and lower": {Repos: 3000, ServerSkips: true, ServerLimit: 130, OutOfOrder: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := sandbox.Start(o)
			require.NoError(t, err)
			t.Cleanup(func() { assert.NoError(t, s.Close()) })
			pages, all, err := pagesOf(t, clientOf(s, calm()), "")
			require.NoError(t, err)
			assert.Len(t, unique(all), o.Repos)
			assert.Len(t, all, o.Repos)
			assert.Equal(t, o.Repos, pages[len(pages)-1].Total)
		})
	}
}

func unique(all []connector.Repository) map[string]bool {
	out := map[string]bool{}
	for _, r := range all {
		out[r.Ref.ID] = true
	}
	return out
}

func TestAPageCountsOnlyWhereTheOneBeforeNamedItsStart(t *testing.T) {
	for name, gap := range map[string]func(int) int{
		"once":           func(start int) int { return map[bool]int{true: 7}[start == 2100] },
		"now and then":   func(start int) int { return map[bool]int{true: 13}[start/1000%4 == 0] },
		"always another": func(start int) int { return start % 97 },
	} {
		t.Run(name, func(t *testing.T) {
			s := newShelf(t, 15_000)
			s.gap = gap
			s.lay()
			_, all, err := pagesOf(t, s.client(), "")
			require.NoError(t, err)
			assertWhole(t, all, 1, 15_000)
		})
	}
}

func TestAfterThreeWrongGuessesPagesAreAskedOneAfterAnotherUntilTheyLeadAsForeseen(t *testing.T) {
	s := newShelf(t, 60_000)
	s.gap = func(start int) int {
		if start > 0 && start < 20_000 {
			return 1 + start%89
		}
		return 0
	}
	s.lay()
	together := make(chan struct{})
	var two sync.Once
	s.hold = func(_ http.ResponseWriter, r *http.Request, start int) bool {
		if _, counts := s.named[start]; !counts || start < 30_000 {
			return false
		}
		if s.underWay() > 1 {
			two.Do(func() { close(together) })
		}
		waitFor(together, r.Context().Done()) // where it can be foreseen again, it is
		return false
	}
	_, all, err := pagesOf(t, s.client(), "")
	require.NoError(t, err)
	assertWhole(t, all, 1, 60_000)
	thrown, late := 0, 0
	for _, start := range s.asks() {
		if _, counts := s.named[start]; !counts && start < 30_000 {
			thrown++
			if start > 16_000 {
				late++
			}
		}
	}
	assert.LessOrEqual(t, thrown, 16+8+4, "three guesses, each with half as much at stake")
	assert.Zero(t, late, "beyond what the first guess may have reached, one page is asked after another")
}

func TestNothingIsAskedBeyondTheLastPage(t *testing.T) {
	s := newShelf(t, 2500)
	beyond, known := make(chan struct{}), make(chan struct{})
	var asked, dropped sync.Once
	s.hold = func(_ http.ResponseWriter, r *http.Request, start int) bool {
		gone := r.Context().Done()
		switch {
		case start > 2100:
			asked.Do(func() { close(beyond) })
			<-gone // the last one comes first; then nobody wants these any more
			dropped.Do(func() { close(known) })
		case start == 2100:
			waitFor(beyond, gone)
		case start > 0:
			waitFor(known, gone)
		}
		return false
	}
	_, all, err := pagesOf(t, s.client(), "")
	require.NoError(t, err)
	assertWhole(t, all, 1, 2500)
	assert.LessOrEqual(t, len(s.asks()), 11, "what was asked before that was known")

	s = newShelf(t, 90)
	_, all, err = pagesOf(t, s.client(), "")
	require.NoError(t, err)
	assertWhole(t, all, 1, 90)
	assert.Equal(t, []int{0}, s.asks(), "a first page that is the last")
}

func TestAListThatStopsLeadingOnKeepsWhatCame(t *testing.T) {
	for name, back := range map[string]int{"stands still": 0, "goes back": -900} {
		s := newShelf(t, 9000)
		s.gap = func(start int) int {
			if start == 3100 {
				return -1000 + back
			}
			return 0
		}
		s.named = map[int]int{0: 0, 100: 100, 1100: 1100, 2100: 2100, 3100: 3100}
		pages, all, err := pagesOf(t, s.client(), "")
		assert.True(t, connector.IsProblem(err, connector.CodePagingBroken), "%s: %v", name, err)
		p, _ := connector.AsProblem(err)
		assert.Equal(t, "4100", p.Args["count"])
		assertWhole(t, all, 1, 4100)
		assert.Equal(t, "3100", pages[len(pages)-1].Mark, "the page that did not lead on may another time")
	}
}

func TestWhatTurnsOutNotToBelongToTheListIsThrownAwayAtOnce(t *testing.T) {
	s := newShelf(t, 8000)
	s.gap = func(start int) int { return map[bool]int{true: 7}[start == 100] }
	s.lay()
	held, asked, thrown := 0, make(chan struct{}), make(chan struct{})
	var once, all sync.Once
	s.hold = func(_ http.ResponseWriter, r *http.Request, start int) bool {
		_, counts := s.named[start]
		switch {
		case !counts && start < 8000:
			s.mu.Lock()
			held++
			s.mu.Unlock()
			once.Do(func() { close(asked) })
			<-r.Context().Done()
			s.mu.Lock()
			defer s.mu.Unlock()
			if held--; held == 0 {
				all.Do(func() { close(thrown) })
			}
		case start == 100:
			waitFor(asked, r.Context().Done())
		case start == 1107:
			waitFor(thrown, r.Context().Done())
		}
		return false
	}
	begun := time.Now()
	_, listed, err := pagesOf(t, s.client(), "")
	require.NoError(t, err)
	assertWhole(t, listed, 1, 8000)
	assert.Less(t, time.Since(begun), 30*time.Second, "not only when it took too long")
}

// waitFor waits for something, or until the client has gone.
func waitFor(event, gone <-chan struct{}) {
	select {
	case <-event:
	case <-gone:
	}
}
