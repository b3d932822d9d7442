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
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
)

// shelves is a Bitbucket that only lists: workspaces with so many repositories, in pages as Bitbucket makes them
// unless a test bends them.
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
	if !listed {
		s.note(path)
		if s.listed != nil {
			s.listed(r)
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
	if s.ask != nil && s.ask(w, r, slug, page) {
		return
	}
	s.send(w, r, slug, page)
}

// send answers with a page.
func (s *shelves) send(w http.ResponseWriter, r *http.Request, slug string, page int) {
	n := s.sizes[slug]
	from, to := min((page-1)*s.length, n), min(page*s.length, n)
	values := []any{}
	for i := from; i < to; i++ {
		number := i
		if s.pick != nil {
			number = s.pick(slug, page, i)
		}
		values = append(values, thing(slug, number))
	}
	p := map[string]any{"values": values, "size": n, "page": page, "pagelen": s.length}
	if to < n {
		p["next"] = s.next(r, page+1)
	}
	if s.bend != nil {
		s.bend(slug, page, p)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(p)
}

func (s *shelves) places(w http.ResponseWriter, path string) {
	if path != "/user/workspaces" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	var values []string
	for _, slug := range s.order {
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

// outcome is all that a list gave.
type outcome struct {
	names  []string
	totals []int
	pauses int
	large  []connector.Large
	marks  []string // of each page, and of what came with the error
	errs   []error
}

// mark is where the list can be gone on with in the end.
func (o outcome) mark() string { return o.marks[len(o.marks)-1] }

func gather(list func(func(connector.Page, error) bool)) outcome {
	var o outcome
	for p, err := range list {
		o.marks = append(o.marks, p.Mark)
		switch {
		case err != nil:
			o.errs = append(o.errs, err)
			continue
		case !p.Pause.IsZero():
			o.pauses++
			continue
		}
		o.totals = append(o.totals, p.Total)
		o.large = append(o.large, p.Large...)
		for _, r := range p.Repositories {
			o.names = append(o.names, r.FullName())
		}
	}
	return o
}

// whole is the names a list should give, in order.
func (s *shelves) whole(slugs ...string) []string {
	var out []string
	for _, slug := range slugs {
		for i := range s.sizes[slug] {
			out = append(out, fmt.Sprintf("%s/r%d", slug, i))
		}
	}
	return out
}

func requireWhole(t *testing.T, s *shelves, o outcome) {
	t.Helper()
	require.Empty(t, o.errs)
	require.Equal(t, s.whole(s.order...), o.names)
	once(t, s)
}

// once holds that no page was asked for twice.
func once(t *testing.T, s *shelves) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := map[string]bool{}
	for _, one := range s.asked {
		assert.False(t, seen[one], "%s was asked for twice", one)
		seen[one] = true
	}
}

func brokenOff(t *testing.T, o outcome) connector.Problem {
	t.Helper()
	require.Len(t, o.errs, 1)
	p, ok := connector.AsProblem(o.errs[0])
	require.True(t, ok, "%v", o.errs[0])
	require.Equal(t, connector.CodePagingBroken, p.Code)
	assert.Equal(t, strconv.Itoa(len(o.names)), p.Args["count"])
	return p
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
	}, 10*time.Second, 5*time.Millisecond, while)
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
