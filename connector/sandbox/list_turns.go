package sandbox

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// turns counts the pages of repositories that each side was asked for.
type turns struct {
	mu     sync.Mutex
	asked  map[string]int
	broken map[string]int // the page from which on a side has no more to give; 0 for none
	ahead  map[string]*lineUp
}

// next counts a page and tells whether it is to be had.
func (t *turns) next(side string) (page int, broken bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asked == nil {
		t.asked = map[string]int{}
	}
	t.asked[side]++
	page = t.asked[side]
	from := t.broken[side]
	return page, from > 0 && page >= from
}

// line gives where pages of a side wait for those asked with them.
func (t *turns) line(side string) *lineUp {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ahead == nil {
		t.ahead = map[string]*lineUp{}
	}
	if t.ahead[side] == nil {
		t.ahead[side] = &lineUp{}
	}
	return t.ahead[side]
}

// BreakAt lets the page-th page of repositories from now on, on each side, and all after it answer 500, until
// BreakAt(0). Pages are counted as they come in, as by Options.Between.
func (s *Sandbox) BreakAt(page int) {
	t := &s.turns
	t.mu.Lock()
	defer t.mu.Unlock()
	t.broken = map[string]int{}
	if page < 1 {
		return
	}
	for _, side := range []string{SideCloudAPI, SideServer} {
		t.broken[side] = t.asked[side] + page
	}
}

// turn does to a page of repositories what the options want, before it is made. It tells whether the page is broken;
// leave is called after the answer. at is the page's place among those of its list.
func (s *Sandbox) turn(ctx context.Context, side string, at int) (leave func(), broken bool) {
	page, broken := s.turns.next(side)
	if s.opts.Between != nil {
		s.opts.Between(side, page)
	}
	if !s.opts.OutOfOrder {
		return func() {}, broken
	}
	line := s.turns.line(side)
	return line.enter(ctx, at), broken
}

// isServerPage tells whether Data Center is asked for a page of repositories. What asks for a single entry is a
// question, not a page.
func isServerPage(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/repos") && r.FormValue("limit") != "1"
}

// startOf reads where a page of Data Center begins.
func startOf(r *http.Request) int {
	start, _ := strconv.Atoi(r.FormValue("start"))
	return start
}

// How long a page waits for others that were asked with it, and how far apart they are answered.
const (
	gathering = 20 * time.Millisecond
	apart     = 5 * time.Millisecond
)

// lineUp lets the pages that are under way together be answered the last one first.
type lineUp struct {
	mu      sync.Mutex
	waiting []*inLine
	busy    bool // one is being answered
	timer   *time.Timer
}

type inLine struct {
	at   int
	turn chan struct{}
}

// enter waits until it is this page's turn, or the client is gone.
func (l *lineUp) enter(ctx context.Context, at int) (leave func()) {
	me := &inLine{at: at, turn: make(chan struct{})}
	l.mu.Lock()
	l.waiting = append(l.waiting, me)
	if !l.busy {
		if l.timer != nil {
			l.timer.Stop()
		}
		l.timer = time.AfterFunc(gathering, l.call)
	}
	l.mu.Unlock()
	select {
	case <-me.turn:
		return l.leave
	case <-ctx.Done():
	}
	l.mu.Lock()
	i := slices.Index(l.waiting, me)
	if i >= 0 {
		l.waiting = slices.Delete(l.waiting, i, i+1)
	}
	l.mu.Unlock()
	if i < 0 { // it was called at the same moment
		return l.leave
	}
	return func() {}
}

// call lets in the page that is furthest on, unless one is being answered.
func (l *lineUp) call() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy || len(l.waiting) == 0 {
		return
	}
	furthest := 0
	for i, one := range l.waiting {
		if one.at > l.waiting[furthest].at {
			furthest = i
		}
	}
	next := l.waiting[furthest]
	l.waiting = slices.Delete(l.waiting, furthest, furthest+1)
	l.busy = true
	close(next.turn)
}

// leave lets the next one in as soon as the client can have read this one.
func (l *lineUp) leave() {
	time.AfterFunc(apart, func() {
		l.mu.Lock()
		l.busy = false
		l.mu.Unlock()
		l.call()
	})
}
