package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestRepositoriesChangeExactlyBetweenTwoPages(t *testing.T) {
	var s *sandbox.Sandbox
	var mu sync.Mutex
	pages := map[string][]int{}
	opts := sandbox.Options{Between: func(side string, page int) {
		mu.Lock()
		defer mu.Unlock()
		pages[side] = append(pages[side], page)
		switch page {
		case 2:
			_, err := s.Appear("LADEN", "aaa")
			assert.NoError(t, err)
		case 4:
			assert.NoError(t, s.Vanish("LADEN/aaa"))
		}
	}}
	s = start(t, opts)
	d := dcOf(t, s)
	walked := d.slugs("api:/repos?archived=ALL&limit=10")
	assert.Equal(t, walked[9], walked[10], "what appeared in front moved the last of the first page onto the second")
	slices.Sort(walked)
	assert.Len(t, slices.Compact(walked), 47, "and what vanished again moved one away between the third and the fourth")
	assert.NotContains(t, walked, "aaa")
	d.get("api:/repos?limit=1")
	mu.Lock()
	assert.Equal(t, map[string][]int{sandbox.SideServer: {1, 2, 3, 4, 5}}, pages, "a single entry is a question, not a page")
	mu.Unlock()
	get(t, s, tokenOf(s), "/repositories/kafeneio?pagelen=5")
	get(t, s, tokenOf(s), "/repositories/kafeneio?pagelen=1")
	mu.Lock()
	defer mu.Unlock()
	assert.Equal(t, []int{1}, pages[sandbox.SideCloudAPI])
}

func TestAListBreaksHalfWayAndIsMendedAgain(t *testing.T) {
	s := start(t, sandbox.Options{})
	d := dcOf(t, s)
	d.get("api:/repos?limit=5")
	s.BreakAt(2)
	server := func() int { return d.get("api:/repos?limit=5").status }
	cloud := func() int { return get(t, s, tokenOf(s), askList).status }
	for _, ask := range []func() int{server, cloud} {
		assert.Equal(t, []int{200, 500, 500}, []int{ask(), ask(), ask()})
	}
	assert.Equal(t, http.StatusOK, d.get(firstRepo).status, "lists alone are broken")
	assert.Equal(t, "ServerException", d.get("api:/repos").exception(t))
	s.BreakAt(0)
	assert.Equal(t, []int{200, 200}, []int{server(), cloud()})
}

func TestAServerLowersTheLimitWithoutAWord(t *testing.T) {
	d := startDC(t, sandbox.Options{ServerLimit: 20})
	page := d.get("api:/repos?archived=ALL&limit=1000").json(t)
	assert.Equal(t, []any{20.0, 20.0, 20.0, false}, []any{page["size"], page["limit"], page["nextPageStart"], page["isLastPage"]})
	assert.Len(t, d.slugs("api:/repos?archived=ALL&limit=1000"), 48)
	assert.Equal(t, 5.0, d.get("api:/repos?limit=5").json(t)["limit"])
}

func TestPagesComeShortWhereSomeMayNotBeSeen(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 300, ServerSkips: true})
	short, jumps, seen := 0, 0, []string{}
	for start := 0; ; {
		page := d.get("api:/repos?archived=ALL&limit=30&start=" + strconv.Itoa(start)).json(t)
		for _, one := range page["values"].([]any) {
			seen = append(seen, one.(map[string]any)["slug"].(string))
		}
		if page["isLastPage"] == true {
			break
		}
		next := int(page["nextPageStart"].(float64))
		if page["size"].(float64) < 30 {
			short++
		}
		if next > start+30 {
			jumps++
		}
		require.GreaterOrEqual(t, next, start+30)
		start = next
	}
	assert.Len(t, seen, 300)
	slices.Sort(seen)
	assert.Len(t, slices.Compact(seen), 300, "each once")
	assert.NotZero(t, short, "shorter than asked though more follow")
	assert.NotZero(t, jumps, "the next one begins further on than one can count")
}

func TestOfPagesUnderWayTogetherTheLastIsAnsweredFirst(t *testing.T) {
	// All pages have come before the first of them takes its place.
	arrived := make(chan chan struct{}, 5)
	var told shared
	s := start(t, sandbox.Options{Repos: 500, Workspaces: 1, OutOfOrder: true, Journal: &told, Between: func(string, int) {
		let := make(chan struct{})
		arrived <- let
		<-let
	}})
	d := dcOf(t, s)
	together := func(ask func(page int)) {
		var all sync.WaitGroup
		for page := 1; page <= 5; page++ {
			all.Go(func() { ask(page) })
		}
		var held []chan struct{}
		for range 5 {
			select {
			case let := <-arrived:
				held = append(held, let)
			case <-time.After(30 * time.Second):
				require.Fail(t, "not all of them came")
			}
		}
		for _, let := range held {
			close(let)
		}
		all.Wait()
	}
	for side, c := range map[string]struct {
		ask   func(page int)
		query string
		first int
	}{
		"server": {func(page int) { d.get(fmt.Sprintf("api:/repos?limit=10&start=%d", 10*page)) }, "limit=10&start=%d", 10},
		"cloud": {func(page int) {
			get(t, s, tokenOf(s), fmt.Sprintf("/repositories/nordlicht-apps?pagelen=10&page=%d", page))
		}, "page=%d&pagelen=10", 1},
	} {
		backwards := []int{5, 4, 3, 2, 1}
		var answered []int
		// On a machine that is busy one of them may come too late to stand in line.
		for tries := 10; tries > 0 && !slices.Equal(answered, backwards); tries-- {
			before := len(told.String())
			together(c.ask)
			answered = nil
			require.Eventually(t, func() bool { return strings.Count(told.String()[before:], "\n") == 5 }, 30*time.Second, time.Millisecond)
			for line := range strings.Lines(told.String()[before:]) {
				var one sandbox.Request
				require.NoError(t, json.Unmarshal([]byte(line), &one))
				var number int
				_, err := fmt.Sscanf(one.Query, c.query, &number)
				require.NoError(t, err, one.Query)
				answered = append(answered, number/c.first)
			}
			assert.ElementsMatch(t, backwards, answered, side)
		}
		assert.Equal(t, backwards, answered, side)
	}
}

func TestAPageNobodyWaitsForAnyMoreHoldsUpNoOther(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	s := start(t, sandbox.Options{OutOfOrder: true, Between: func(_ string, page int) {
		if page == 1 {
			leave()
		}
	}})
	d := dcOf(t, s)
	_, err := d.try(gone, http.MethodGet, "api:/repos?limit=5&start=40", "", nil)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, http.StatusOK, d.get("api:/repos?limit=5").status)
}

func TestAPageThatIsHeldHoldsUpNoOther(t *testing.T) {
	held, released := make(chan struct{}), make(chan struct{})
	s := start(t, sandbox.Options{Between: func(_ string, page int) {
		if page == 1 {
			close(held)
			<-released
		}
	}})
	d := dcOf(t, s)
	first := make(chan int, 1)
	go func() { first <- d.get("api:/repos?limit=5").status }()
	<-held
	assert.Equal(t, http.StatusOK, d.get("api:/repos?limit=5&start=5").status)
	close(released)
	assert.Equal(t, http.StatusOK, <-first)
}
