package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

// changing lists 4,500 repositories while something happens once, before the at-th page is made.
func changing(t *testing.T, at int, outOfOrder bool, happens func(*sandbox.Sandbox)) (before, all []connector.Repository, pages []connector.Page) {
	t.Helper()
	var s *sandbox.Sandbox
	var running atomic.Bool
	var counted atomic.Int64
	s, err := sandbox.Start(sandbox.Options{Repos: 4500, OutOfOrder: outOfOrder, Between: func(side string, _ int) {
		if side == sandbox.SideServer && running.Load() && counted.Add(1) == int64(at) {
			happens(s)
		}
	}})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	_, before, err = pagesOf(t, clientOf(s, calm()), "")
	require.NoError(t, err)
	running.Store(true)
	pages, all, err = pagesOf(t, clientOf(s, calm()), "")
	require.NoError(t, err)
	assert.Len(t, unique(all), len(all), "nothing is given twice")
	assert.Equal(t, len(all), pages[len(pages)-1].Total)
	return before, all, pages
}

// missing are those of before that are not in all, by name.
func missing(before, all []connector.Repository) (names []string) {
	there := unique(all)
	for _, r := range before {
		if !there[r.Ref.ID] {
			names = append(names, r.FullName())
		}
	}
	return names
}

// eachMoment changes something before each page, in both orders of answering.
func eachMoment(t *testing.T, check func(t *testing.T, at int, outOfOrder bool)) {
	t.Helper()
	for _, at := range []int{1, 2, 3, 6} {
		for _, outOfOrder := range []bool{false, true} {
			t.Run(fmt.Sprintf("before page %d, out of order %t", at, outOfOrder), func(t *testing.T) {
				t.Parallel()
				check(t, at, outOfOrder)
			})
		}
	}
}

func TestWhatAppearsWhileListingHidesNothing(t *testing.T) {
	eachMoment(t, func(t *testing.T, at int, outOfOrder bool) {
		before, all, _ := changing(t, at, outOfOrder, func(s *sandbox.Sandbox) {
			for _, name := range []string{"aaa", "aab", "zzz"} {
				_, err := s.Appear("LADEN", name)
				assert.NoError(t, err)
			}
		})
		assert.Empty(t, missing(before, all), "all that were there all the time are given")
	})
}

func TestWhatVanishesWhileListingHidesNoMoreThanTheFirstOfAPage(t *testing.T) {
	eachMoment(t, func(t *testing.T, at int, outOfOrder bool) {
		const gone = "LADEN/kundenkarte"
		before, all, _ := changing(t, at, outOfOrder, func(s *sandbox.Sandbox) {
			assert.NoError(t, s.Vanish(gone))
		})
		firsts := map[string]bool{gone: true}
		for i := 100; i < len(before); i += 1000 {
			firsts[before[i].FullName()] = true // the one exception: it moved up over the edge of a page that was made
		}
		for _, name := range missing(before, all) {
			assert.True(t, firsts[name], "%s was there all the time", name)
		}
	})
}

func TestWhatMovesOrChangesItsNameWhileListingIsGivenOnce(t *testing.T) {
	eachMoment(t, func(t *testing.T, at int, outOfOrder bool) {
		const moved = "LADEN/kundenkarte"
		before, all, _ := changing(t, at, outOfOrder, func(s *sandbox.Sandbox) {
			assert.NoError(t, s.Touch("LADEN/baeckerei-app"))
			assert.NoError(t, s.Rename("LADEN/baeckerei-app", "Another name"))
			assert.NoError(t, s.Move(moved, "MOVE"))
		})
		allowed := map[string]bool{moved: true} // behind where it was read, or before where it was not
		for i := 100; i < len(before); i += 1000 {
			allowed[before[i].FullName()], allowed[before[i-1].FullName()] = true, true
		}
		for _, name := range missing(before, all) {
			assert.True(t, allowed[name], "%s was there all the time", name)
		}
		renamed := slices.IndexFunc(all, func(r connector.Repository) bool { return r.Name == "Another name" || r.Slug == "baeckerei-app" })
		assert.GreaterOrEqual(t, renamed, 0)
	})
}

func TestAListReadAgainHasWhatTheOneBeforeMissed(t *testing.T) {
	var s *sandbox.Sandbox
	s, err := sandbox.Start(sandbox.Options{Repos: 2500, Between: func(_ string, page int) {
		if page == 2 {
			assert.NoError(t, s.Vanish("LADEN/kundenkarte"))
		}
	}})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	_, first, err := pagesOf(t, clientOf(s, calm()), "")
	require.NoError(t, err)
	_, again, err := pagesOf(t, clientOf(s, calm()), "")
	require.NoError(t, err)
	assert.Len(t, again, 2499)
	assert.Equal(t, []string{"LADEN/kundenkarte"}, missing(first, again))
}

func TestWhatMovesDownBetweenPagesMadeInTheOtherOrderIsNotMissed(t *testing.T) {
	var before []string
	for id := range 2500 {
		before = append(before, repo(id+1))
	}
	after := slices.Insert(slices.Clone(before), 600, repo(9999))
	for name, firstMade := range map[string]map[int][]string{
		"a page after it is newer, and repeats something":      {0: before, 100: after, 1100: before, 2100: after},
		"no page after it is newer: the last begins elsewhere": {0: before, 100: after, 1100: before, 2100: before},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			var made sync.Map
			f.answers["/repos"] = func(w http.ResponseWriter, r *http.Request) {
				start, rows := startOf(r), after
				limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
				if _, again := made.LoadOrStore(fmt.Sprint(start, limit), true); !again && limit > 1 && firstMade[start] != nil {
					rows = firstMade[start]
				}
				end := min(start+limit, len(rows))
				says(200, fmt.Sprintf(`{"values":[%s],"isLastPage":%t,"nextPageStart":%d}`,
					strings.Join(rows[min(start, end):end], ","), end == len(rows), end))(w, r)
			}
			pages, all, err := pagesOf(t, f.client(), "")
			require.NoError(t, err)
			assert.Len(t, all, 2501)
			assert.Len(t, unique(all), 2501)
			last := pages[len(pages)-1]
			assert.Equal(t, 2501, last.Total)
			assert.Empty(t, last.Mark)
			assert.Equal(t, []string{"1100"}, ids(last.Repositories), "which stood on the edge of a page")
		})
	}
}

func TestAListThatDoesNotEndWhenItIsReadOnceMoreIsLeft(t *testing.T) {
	f := newFake(t)
	var begun atomic.Int32
	f.answers["/repos"] = func(w http.ResponseWriter, r *http.Request) {
		start := startOf(r)
		if start == 0 {
			begun.Add(1)
		}
		last := begun.Load() == 1 && start >= 2100
		says(200, fmt.Sprintf(`{"values":[%s],"isLastPage":%t,"nextPageStart":%d}`, repo(1), last, start+max(100, min(start*10, 1000))))(w, r)
	}
	all, _, err := list(t.Context(), f.client())
	require.NoError(t, err)
	assert.Len(t, all, 1)
	assert.EqualValues(t, 2, begun.Load(), "it repeats itself, so it is read once more")
	assert.Less(t, len(f.requests()), 300)
}
