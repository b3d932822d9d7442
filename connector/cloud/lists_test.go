package cloud_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
)

var (
	_ flow.Lazy    = (*cloud.Client)(nil)
	_ flow.Counter = (*cloud.Client)(nil)
)

func TestPagesComeInOrderHoweverTheyArrive(t *testing.T) {
	s := shelve(t, "a", 550, "b", 1, "c", 0, "d", 230, "e", 100, "f", 1001)
	// Each page waits for one behind it, where that is asked for at the same time.
	came := map[string]chan struct{}{}
	for _, slug := range s.order {
		for page := range 12 {
			came[fmt.Sprint(slug, page)] = make(chan struct{})
		}
	}
	s.ask = func(_ http.ResponseWriter, r *http.Request, slug string, page int) bool {
		defer close(came[fmt.Sprint(slug, page)])
		if page%2 == 0 && page*100 < s.sizes[slug] {
			select {
			case <-came[fmt.Sprint(slug, page+1)]:
			case <-r.Context().Done():
			}
		}
		return false
	}
	o := gather(s.client(t).Repositories(t.Context()))
	requireWhole(t, s, o)
	assert.Equal(t, 1882, o.totals[len(o.totals)-1])
	assert.Equal(t, 1+6+1+1+3+1+11, s.requests(), "workspaces and pages, and nothing else")
}

func TestTheFirstPageIsThereAtOnce(t *testing.T) {
	s := shelve(t, "a", 550, "b", 300)
	go1 := make(chan struct{})
	s.ask = func(_ http.ResponseWriter, r *http.Request, slug string, page int) bool {
		if slug == "b" || page > 1 {
			select {
			case <-go1:
			case <-r.Context().Done():
			}
		}
		return false
	}
	pages := 0
	for p, err := range s.client(t).Repositories(t.Context()) {
		require.NoError(t, err)
		if pages++; pages == 1 {
			assert.Len(t, p.Repositories, 100)
			close(go1)
		}
	}
	assert.Equal(t, 9, pages)
}

func TestPagesAreAskedSideBySideOnlyWhereNumbersAndSizeAreTold(t *testing.T) {
	for name, bend := range map[string]func(string, int, map[string]any){
		"next is opaque": opaque,
		"no size":        func(_ string, _ int, p map[string]any) { delete(p, "size") },
		"size is no number": func(_ string, _ int, p map[string]any) {
			p["size"], p["page"], p["pagelen"] = "many", []int{1}, -3
		},
		"a page is longer than it says": func(_ string, _ int, p map[string]any) { p["pagelen"] = 10 },
		"the first page is another one": func(_ string, page int, p map[string]any) { p["page"] = page + 3 },
		"next asks for something else": func(_ string, _ int, p map[string]any) {
			if next, ok := p["next"].(string); ok {
				p["next"] = next + "&after=2026"
			}
		},
		"next names another list": func(_ string, page int, p map[string]any) {
			if next, ok := p["next"].(string); ok && page == 1 {
				p["next"] = next + "&page=2"
			}
		},
	} {
		s := shelve(t, "a", 520, "b", 320)
		s.bend = bend
		o := gather(s.client(t).Repositories(t.Context()))
		require.Empty(t, o.errs, name)
		assert.Equal(t, s.whole("a", "b"), o.names, name)
		assert.Equal(t, []int{1, 2, 3, 4, 5, 6}, s.pages("a"), name)
		assert.Equal(t, 1, s.busiestOf("a"), name)
	}
}

func TestAWorkspaceThatRefusesHidesNoOther(t *testing.T) {
	var spaces []any
	for i := range 25 {
		spaces = append(spaces, fmt.Sprintf("w%02d", i), 120)
	}
	for name, refuses := range map[string]func(slug string) bool{
		"the first":        func(slug string) bool { return slug == "w00" },
		"the last":         func(slug string) bool { return slug == "w24" },
		"many in a row":    func(slug string) bool { return slug < "w15" },
		"all but the last": func(slug string) bool { return slug < "w24" },
	} {
		s := shelve(t, spaces...)
		s.ask = func(w http.ResponseWriter, _ *http.Request, slug string, _ int) bool {
			if refuses(slug) {
				w.WriteHeader(http.StatusForbidden)
				return true
			}
			return false
		}
		o := gather(s.client(t).Repositories(t.Context()))
		require.Len(t, o.errs, 1, name)
		assert.True(t, connector.IsProblem(o.errs[0], connector.CodeNotPermitted), "%s: %v", name, o.errs[0])
		open := slices.DeleteFunc(slices.Clone(s.order), refuses)
		assert.Equal(t, s.whole(open...), o.names, name)
		if !refuses("w24") { // else there is no page after the one that tells
			assert.Equal(t, 120*len(open), o.totals[len(o.totals)-1], name)
		}
		once(t, s)
	}
}

func TestAListThatIsLeftOrCancelledLeavesNothingRunning(t *testing.T) {
	for at := range 9 {
		s := shelve(t, "a", 550, "b", 300)
		ctx, cancel := context.WithCancel(t.Context())
		pages := 0
		for _, err := range s.client(t).Repositories(ctx) {
			if pages++; pages > at {
				break
			}
			require.NoError(t, err)
		}
		nothingRuns(t, fmt.Sprint("left after ", at))
		pages = 0
		var last error
		for _, err := range s.client(t).Repositories(ctx) {
			last = err
			if pages++; pages == at+1 {
				cancel()
			}
		}
		cancel()
		if at < 8 { // the last page is the end of the list
			assert.ErrorIs(t, last, context.Canceled, at)
		}
		nothingRuns(t, fmt.Sprint("cancelled after ", at))
	}
}

func TestAListThatIsCancelledWhileItIsAskedLeavesNothingRunning(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"while it is asked":   func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"while it is paused":  func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "15"); w.WriteHeader(429) },
		"while it is retried": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) },
	} {
		s := shelve(t, "a", 1500, "b", 1500)
		ctx, cancel := context.WithCancel(t.Context())
		asked := make(chan struct{}, 100)
		s.ask = func(w http.ResponseWriter, r *http.Request, _ string, page int) bool {
			if page == 1 {
				return false
			}
			asked <- struct{}{}
			answer(w, r)
			return true
		}
		begun := time.Now()
		go func() { <-asked; cancel() }()
		o := gather(s.client(t).Repositories(ctx))
		cancel()
		require.Len(t, o.errs, 1, name)
		assert.Equal(t, context.Canceled, o.errs[0], name)
		assert.Less(t, time.Since(begun), 10*time.Second, name)
		nothingRuns(t, name)
	}
}

// lockstep lets requests through ten at a time, and fails where there are fewer while more are to come.
func lockstep(t *testing.T, s *shelves, pages int) {
	arrived, release := make(chan struct{}, pages), make(chan struct{})
	s.ask = func(_ http.ResponseWriter, r *http.Request, _ string, _ int) bool {
		arrived <- struct{}{}
		select {
		case <-release:
		case <-r.Context().Done():
		}
		return false
	}
	go func() {
		for left := pages; left > 0; left -= min(10, left) {
			for range min(10, left) {
				select {
				case <-arrived:
				case <-time.After(10 * time.Second):
					t.Errorf("with %d pages left not all ten places are used", left)
					return
				case <-t.Context().Done():
					return
				}
			}
			for range min(10, left) {
				release <- struct{}{}
			}
		}
	}()
}
