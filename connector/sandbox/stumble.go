package sandbox

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// stumbler counts the pages of each side down to the one that is refused.
type stumbler struct {
	mu   sync.Mutex
	left map[string]int
}

func (s *stumbler) arm(page int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left = map[string]int{SideCloudAPI: page, SideServer: page}
}

// now counts a page and tells whether it is the one.
func (s *stumbler) now(side string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left[side]--
	return s.left[side] == 0
}

// Stumble lets the page-th page of repositories from now on, on each side, answer 429 once, with a Retry-After
// of one second (which Cloud was never seen to send); the same page asked again is there. What asks for a single
// entry is a question, not a page, and is not counted. Less than 1 counts nothing.
func (s *Sandbox) Stumble(page int) { s.stumble.arm(page) }

// stumbles refuses a page of repositories if it is the one to refuse, and tells whether it did.
func (s *Sandbox) stumbles(w http.ResponseWriter, r *http.Request) bool {
	if !isServerPage(r) || !s.stumble.now(SideServer) {
		return false
	}
	s.tooMany(w, time.Second)
	return true
}

// retryAfter writes how long to wait, or until when. Dates have whole seconds, so the second begun counts.
func (s *Sandbox) retryAfter(wait time.Duration) string {
	if s.opts.RetryDate {
		return time.Now().Add(wait + time.Second - 1).UTC().Format(http.TimeFormat)
	}
	return strconv.Itoa(int(wait.Seconds()))
}
