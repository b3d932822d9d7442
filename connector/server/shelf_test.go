package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/server"
)

// shelf is a Bitbucket with many repositories, numbered from 1, that hands them out page by page. At a start that no
// page has named as the next one it gives something else, marked by a negative id: nothing of that may ever be listed.
type shelf struct {
	*fake
	total int
	limit int                                                       // the most it gives at a time
	first int                                                       // how large a first page is asked for
	gap   func(start int) int                                       // rows that are not to be seen behind a page
	hold  func(w http.ResponseWriter, r *http.Request, at int) bool // may answer instead; after the first request changed only by holds

	mu         sync.Mutex
	named      map[int]int // the starts that count, with how many repositories come before
	starts     []int       // asked, in order
	busy, most int
}

func newShelf(t *testing.T, total int) *shelf {
	t.Helper()
	s := &shelf{fake: newFake(t), total: total, limit: 1000, first: 100, named: map[int]int{}}
	quiet(s.Server)
	s.lay()
	s.answers["/repos"] = s.page
	return s
}

// lay works out which starts count.
func (s *shelf) lay() {
	clear(s.named)
	for start, before := 0, 0; ; {
		s.named[start] = before
		size := min(min(1000, s.limit), s.total-before)
		if start == 0 {
			size = min(min(s.first, s.limit), s.total)
		}
		if before += size; before >= s.total {
			return
		}
		start += size + s.gapBehind(start)
	}
}

func (s *shelf) gapBehind(start int) int {
	if s.gap == nil {
		return 0
	}
	return s.gap(start)
}

func (s *shelf) page(w http.ResponseWriter, r *http.Request) {
	start := startOf(r)
	asked, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	s.mu.Lock()
	before, counts := s.named[start]
	if asked == 1 { // whether it changed
		s.mu.Unlock()
		says(200, `{"values":[`+repo(before+1)+`],"isLastPage":false,"nextPageStart":`+strconv.Itoa(start+1)+`}`)(w, r)
		return
	}
	s.starts = append(s.starts, start)
	s.busy++
	s.most = max(s.most, s.busy)
	hold := s.hold
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.busy--
		s.mu.Unlock()
	}()
	if hold != nil && hold(w, r, start) {
		return
	}
	size := min(min(asked, s.limit), s.total-before)
	if !counts {
		before, size = -1_000_000-start, 3
	}
	rows := make([]string, 0, size)
	for i := range size {
		rows = append(rows, repo(before+i+1))
	}
	last := !counts && start > s.total || counts && before+size >= s.total
	says(200, fmt.Sprintf(`{"values":[%s],"isLastPage":%t,"nextPageStart":%d}`, strings.Join(rows, ","), last, start+size+s.gapBehind(start)))(w, r)
}

// holds answers otherwise from now on: with nil everything at once.
func (s *shelf) holds(hold func(w http.ResponseWriter, r *http.Request, at int) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold = hold
}

// asks gives the starts that were asked for.
func (s *shelf) asks() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.starts)
}

// atMost gives how many pages were under way at a time at most.
func (s *shelf) atMost() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.most
}

func (s *shelf) underWay() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.busy
}

// assertWhole wants every repository once, in the server's order, from the first one on.
func assertWhole(t *testing.T, all []connector.Repository, first, total int) {
	t.Helper()
	want := make([]string, 0, total)
	for id := first; id <= total; id++ {
		want = append(want, strconv.Itoa(id))
	}
	assert.Equal(t, want, ids(all))
}

func ids(all []connector.Repository) []string {
	out := make([]string, 0, len(all))
	for _, r := range all {
		out = append(out, r.Ref.ID)
	}
	return out
}

// pagesOf reads everything with the pages it came in.
func pagesOf(t *testing.T, c *server.Client, mark string) (pages []connector.Page, all []connector.Repository, err error) {
	t.Helper()
	sequence := c.Repositories(t.Context())
	if mark != "" {
		sequence = c.Resume(t.Context(), mark)
	}
	for p, e := range sequence {
		if e != nil {
			return pages, all, e
		}
		pages, all = append(pages, p), append(all, p.Repositories...)
	}
	return pages, all, nil
}
