package cloud_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNoMoreThanTenAreAskedAtATimeAndAFewHeld(t *testing.T) {
	s := shelve(t, "a", 6000, "b", 300)
	held := s.hold("a", 3)
	done := make(chan outcome)
	go func() { done <- gather(s.client(t).Repositories(t.Context())) }()
	ahead := 1 + 2 + 40 // the workspaces, what was given, and what may wait
	require.Eventually(t, func() bool { return s.requests() >= ahead }, 30*time.Second, time.Millisecond)
	assert.Never(t, func() bool { return s.requests() > ahead }, 100*time.Millisecond, 5*time.Millisecond)
	close(held)
	requireWhole(t, s, <-done)
	assert.LessOrEqual(t, s.busiest(), 10)
}

func TestTenPagesAreUnderWayAtATime(t *testing.T) {
	s := shelve(t, "a", 1500, "b", 1500)
	var waiting atomic.Int32
	ten := make(chan struct{})
	s.ask = func(_ http.ResponseWriter, r *http.Request, _ string, page int) bool {
		if page > 1 && waiting.Add(1) == 10 {
			close(ten)
		}
		if page > 1 {
			select {
			case <-ten:
			case <-r.Context().Done():
			}
		}
		return false
	}
	requireWhole(t, s, gather(s.client(t).Repositories(t.Context())))
	assert.Equal(t, 10, s.busiest())
}

func TestASlowFirstPageKeepsFewOthersWaiting(t *testing.T) {
	var spaces []any
	for i := range 40 {
		spaces = append(spaces, fmt.Sprintf("w%02d", i), 150)
	}
	s := shelve(t, spaces...)
	held := s.hold("w00", 1)
	done := make(chan outcome)
	go func() { done <- gather(s.client(t).Repositories(t.Context())) }()
	require.Eventually(t, func() bool { return s.requests() == 1+19 }, 30*time.Second, time.Millisecond)
	assert.Never(t, func() bool { return s.requests() > 1+19 }, 100*time.Millisecond, 5*time.Millisecond)
	close(held)
	requireWhole(t, s, <-done)
	assert.Equal(t, 1+80, s.requests())
}

func TestManyWorkspacesAreReadTenPagesAtATimeFromFirstToLast(t *testing.T) {
	var spaces []any
	for i := range 20 {
		spaces = append(spaces, fmt.Sprintf("w%02d", i), 500)
	}
	s := shelve(t, spaces...)
	lockstep(t, s, 100)
	requireWhole(t, s, gather(s.client(t).Repositories(t.Context())))
}

func TestAWorkspaceWhoseFirstPageIsSlowIsReadAtFullPaceThen(t *testing.T) {
	s := shelve(t, "a", 1200, "b", 2000, "c", 2000)
	held := make(chan struct{})
	arrived := make(chan struct{}, 100)
	s.ask = func(_ http.ResponseWriter, r *http.Request, slug string, page int) bool {
		if slug == "a" {
			if page > 1 {
				arrived <- struct{}{}
			}
			select {
			case <-held:
			case <-r.Context().Done():
			}
		}
		return false
	}
	done := make(chan outcome)
	go func() { done <- gather(s.client(t).Repositories(t.Context())) }()
	require.Eventually(t, func() bool { return s.requests() == 1+30 }, 30*time.Second, time.Millisecond)
	held <- struct{}{}
	for range 10 {
		<-arrived
	}
	close(held)
	requireWhole(t, s, <-done)
}

func TestManyWorkspacesTakeFewRequests(t *testing.T) {
	var spaces []any
	for i := range 20 {
		spaces = append(spaces, fmt.Sprintf("w%02d", i), 310+20*i)
	}
	s := shelve(t, spaces...)
	c := s.client(t)
	requireWhole(t, s, gather(c.Repositories(t.Context())))
	assert.LessOrEqual(t, s.requests(), 130)
	assert.Equal(t, s.requests(), c.Requests())
}
