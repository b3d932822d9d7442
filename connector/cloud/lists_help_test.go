package cloud_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/cloud"
)

// shelves is a Bitbucket that only lists: workspaces with so many repositories, in pages as Bitbucket makes them
// unless a test bends them. Pages that a list asked ahead and left may still be arriving when it is over: what is to be
// otherwise from then on is set by change.
type shelves struct {
	*httptest.Server
	order  []string
	sizes  map[string]int
	length int // of a page
	// ask is told of every page that is asked for, before it is answered; it may answer itself, and then says so.
	ask func(w http.ResponseWriter, r *http.Request, slug string, page int) bool
	// listed is told when the workspaces are asked for.
	listed func(r *http.Request)
	// bend changes a page.
	bend func(slug string, page int, p map[string]any)
	// pick gives the number of the repository at a place of a list, where that is not the place itself.
	pick func(slug string, page, place int) int

	mu    sync.Mutex
	asked []string // "slug/page", or an address's path
	under map[string]int
	most  int
	worst map[string]int
}

// shelve makes one of "slug", n, "slug", n …
func shelve(t testing.TB, slugsAndSizes ...any) *shelves {
	t.Helper()
	s := &shelves{length: 100, sizes: map[string]int{}, under: map[string]int{}, worst: map[string]int{}}
	for i := 0; i < len(slugsAndSizes); i += 2 {
		slug := slugsAndSizes[i].(string)
		s.order = append(s.order, slug)
		s.sizes[slug] = slugsAndSizes[i+1].(int)
	}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *shelves) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/2.0")
	slug, listed := strings.CutPrefix(path, "/repositories/")
	s.mu.Lock()
	ask, told := s.ask, s.listed
	s.mu.Unlock()
	if !listed {
		s.note(path)
		if told != nil {
			told(r)
		}
		s.places(w, path)
		return
	}
	page := 1
	if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil {
		page = min(max(n, 1), 1_000_000)
	}
	s.note(fmt.Sprintf("%s/%d", slug, page))
	s.enter(slug, 1)
	defer s.enter(slug, -1)
	if ask != nil && ask(w, r, slug, page) {
		return
	}
	s.send(w, r, slug, page)
}

// send answers with a page.
func (s *shelves) send(w http.ResponseWriter, r *http.Request, slug string, page int) {
	s.mu.Lock()
	n, pick, bend := s.sizes[slug], s.pick, s.bend
	s.mu.Unlock()
	from, to := min((page-1)*s.length, n), min(page*s.length, n)
	values := []any{}
	for i := from; i < to; i++ {
		number := i
		if pick != nil {
			number = pick(slug, page, i)
		}
		values = append(values, thing(slug, number))
	}
	p := map[string]any{"values": values, "size": n, "page": page, "pagelen": s.length}
	if to < n {
		p["next"] = s.next(r, page+1)
	}
	if bend != nil {
		bend(slug, page, p)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(p)
}

func (s *shelves) places(w http.ResponseWriter, path string) {
	if path != "/user/workspaces" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	s.mu.Lock()
	order := s.order
	s.mu.Unlock()
	var values []string
	for _, slug := range order {
		values = append(values, fmt.Sprintf(`{"workspace":{"slug":%q}}`, slug))
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"values":[%s]}`, strings.Join(values, ","))
}

// thing is a repository as far as lists of it matter.
func thing(slug string, number int) map[string]any {
	return map[string]any{
		"uuid": fmt.Sprintf("{%s-%d}", slug, number), "full_name": fmt.Sprintf("%s/r%d", slug, number),
		"workspace": map[string]any{"name": "The " + slug},
	}
}

// next is the address of a page as Bitbucket writes it: whatever was asked, and the number.
func (s *shelves) next(r *http.Request, page int) string {
	query := r.URL.Query()
	query.Set("page", strconv.Itoa(page))
	return s.URL + r.URL.Path + "?" + query.Encode()
}

// change makes something otherwise for what is asked from now on.
func (s *shelves) change(what func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what()
}

func (s *shelves) note(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, what)
}

func (s *shelves) enter(slug string, by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.under[slug] += by
	all := 0
	for _, n := range s.under {
		all += n
	}
	s.most, s.worst[slug] = max(s.most, all), max(s.worst[slug], s.under[slug])
}

// pages are the pages of a workspace in the order they were asked for.
func (s *shelves) pages(slug string) []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []int
	for _, one := range s.asked {
		if n, ok := strings.CutPrefix(one, slug+"/"); ok {
			number, _ := strconv.Atoi(n)
			out = append(out, number)
		}
	}
	return out
}

// busiest is how many pages were under way at a time.
func (s *shelves) busiest() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.most
}

// busiestOf is that of one workspace.
func (s *shelves) busiestOf(slug string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.worst[slug]
}

func (s *shelves) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

// client asks it; its transport is closed with the test.
func (s *shelves) client(t testing.TB, change ...func(*cloud.Options)) *cloud.Client {
	t.Helper()
	wire := carrier()
	t.Cleanup(wire.Close)
	o := cloud.Options{
		API: s.URL + "/2.0", Web: s.URL, Transport: wire,
		Source: cloud.Static(connector.Credential{
			Kind: connector.Session, Token: connector.NewSecret("the-token"), Origins: []string{connector.Origin(s.URL)},
		}),
	}
	for _, c := range change {
		c(&o)
	}
	return cloud.New(o)
}

// opaque makes a page lead on by something that is no number.
func opaque(slug string, page int, p map[string]any) {
	if next, ok := p["next"].(string); ok {
		u, _ := url.Parse(next)
		query := u.Query()
		query.Set("ctx", "token"+query.Get("page"))
		u.RawQuery = query.Encode()
		p["next"] = u.String()
	}
	delete(p, "size")
}

// nothingRuns holds that no goroutine of this package is left.
func nothingRuns(t *testing.T, while string) {
	t.Helper()
	assert.Eventually(t, func() bool {
		stacks := make([]byte, 1<<20)
		return !strings.Contains(string(stacks[:runtime.Stack(stacks, true)]), "connector/cloud.(")
	}, 30*time.Second, 5*time.Millisecond, while)
}

// hold keeps one page back until what it gives is closed, or the caller gives up.
func (s *shelves) hold(held string, number int) chan struct{} {
	let := make(chan struct{})
	s.ask = func(_ http.ResponseWriter, r *http.Request, slug string, page int) bool {
		if slug == held && page == number {
			select {
			case <-let:
			case <-r.Context().Done():
			}
		}
		return false
	}
	return let
}
