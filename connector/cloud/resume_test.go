package cloud_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
)

var _ flow.Resumer = (*cloud.Client)(nil)

// broken lets a list fail for good from a page on, and the workspaces behind it.
func broken(slug string, page int) func(http.ResponseWriter, *http.Request, string, int) bool {
	return func(w http.ResponseWriter, _ *http.Request, of string, at int) bool {
		if of < slug || of == slug && at < page {
			return false
		}
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}
}

// lists are the two that can be gone on with.
func lists(c *cloud.Client) map[string]func(context.Context) func(func(connector.Page, error) bool) {
	return map[string]func(context.Context) func(func(connector.Page, error) bool){
		"all":  func(ctx context.Context) func(func(connector.Page, error) bool) { return c.Repositories(ctx) },
		"some": func(ctx context.Context) func(func(connector.Page, error) bool) { return c.Some(ctx) },
	}
}

// eachOnce tells what has been there before.
func eachOnce() func(string) bool {
	seen := map[string]bool{}
	return func(name string) bool {
		before := seen[name]
		seen[name] = true
		return before
	}
}

// forgetAsked begins counting anew.
func (s *shelves) forgetAsked() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked, s.most = nil, 0
}

func TestAListThatBrokeOffGoesOnWhereItDid(t *testing.T) {
	for _, kind := range []string{"all", "some"} {
		for paging, bend := range map[string]func(string, int, map[string]any){"plain": nil, "opaque": opaque} {
			for _, at := range []struct {
				slug string
				page int
			}{{"a", 1}, {"a", 2}, {"b", 1}, {"b", 2}, {"b", 5}, {"c", 1}, {"c", 3}} {
				name := fmt.Sprint(kind, " ", paging, " ", at)
				s := shelve(t, "a", 150, "b", 460, "c", 230)
				s.bend = bend
				s.ask = broken(at.slug, at.page)
				c := s.client(t)
				first := gather(lists(c)[kind](t.Context()))
				require.Len(t, first.errs, 1, name)
				s.change(func() { s.ask = nil })
				s.forgetAsked()
				second := gather(c.Resume(t.Context(), first.mark()))
				require.Empty(t, second.errs, name)
				names := append(first.names, second.names...)
				if kind == "some" { // by last work: its beginning may have changed, and is looked at once more
					names = slices.DeleteFunc(names, eachOnce())
				}
				assert.Equal(t, s.whole("a", "b", "c"), names, "%s: each once, in order", name)
				assert.Empty(t, second.mark(), "%s: at the end there is nothing to go on with", name)
				for slug, was := range map[string]bool{"a": at.slug > "a", "b": at.slug > "b"} {
					if was {
						assert.Empty(t, s.pages(slug), "%s: %s was read to its end", name, slug)
					}
				}
				asked := s.pages(at.slug)
				again := 0
				if kind == "some" && at.page > 1 {
					again = 1
					assert.Equal(t, 1, asked[len(asked)-1], name)
				}
				assert.Len(t, asked, (s.sizes[at.slug]+99)/100-at.page+1+again, name)
				if paging == "plain" {
					assert.Equal(t, 840, second.totals[len(second.totals)-1], "%s: of the whole list", name)
				}
			}
		}
	}
}

func TestGoingOnIsAsFastAsTheList(t *testing.T) {
	s := shelve(t, "a", 3000)
	s.ask = broken("a", 4)
	c := s.client(t)
	first := gather(c.Repositories(t.Context()))
	s.forgetAsked()
	var waiting atomic.Int32
	ten := make(chan struct{})
	s.change(func() {
		s.ask = func(_ http.ResponseWriter, r *http.Request, _ string, page int) bool {
			if page > 4 && waiting.Add(1) == 10 {
				close(ten)
			}
			if page > 4 {
				select {
				case <-ten:
				case <-r.Context().Done():
				}
			}
			return false
		}
	})
	second := gather(c.Resume(t.Context(), first.mark()))
	require.Empty(t, second.errs)
	assert.Equal(t, s.whole("a"), append(first.names, second.names...))
	assert.Equal(t, 10, s.busiest(), "what follows is asked side by side")
	once(t, s)
}

func TestEveryPageTellsHowToGoOnBehindIt(t *testing.T) {
	for _, kind := range []string{"all", "some"} {
		s := shelve(t, "a", 250, "b", 100, "c", 420)
		c := s.client(t)
		whole := gather(lists(c)[kind](t.Context()))
		require.Len(t, whole.marks, 9)
		for i, mark := range whole.marks[:len(whole.marks)-1] {
			require.NotEmpty(t, mark, "%s %d", kind, i)
			rest := gather(c.Resume(t.Context(), mark))
			require.Empty(t, rest.errs)
			from := min(100*(i+1), 300) // of a the last page has 50
			switch {
			case i < 2:
			case i == 2:
				from = 250
			default:
				from = 350 + 100*(i-3)
			}
			assert.Subset(t, rest.names, whole.names[from:], "%s behind %d", kind, i)
			if kind == "all" {
				assert.Equal(t, whole.names[from:], rest.names, "behind %d", i)
			}
		}
		assert.Empty(t, whole.mark(), "the end")
	}
}

func TestAWorkspaceThatRefusedIsTriedAgainAndNoOther(t *testing.T) {
	s := shelve(t, "a", 150, "b", 250, "c", 150)
	s.ask = func(w http.ResponseWriter, _ *http.Request, slug string, _ int) bool {
		if slug == "b" {
			w.WriteHeader(http.StatusForbidden)
		}
		return slug == "b"
	}
	c := s.client(t)
	first := gather(c.Repositories(t.Context()))
	require.Len(t, first.errs, 1)
	assert.Equal(t, s.whole("a", "c"), first.names)
	again := gather(c.Resume(t.Context(), first.mark()))
	require.Len(t, again.errs, 1, "it still does")
	assert.Empty(t, again.names)
	assert.Len(t, s.pages("b"), 2)
	s.change(func() { s.ask = nil })
	s.forgetAsked()
	last := gather(c.Resume(t.Context(), again.mark()))
	require.Empty(t, last.errs)
	assert.Equal(t, s.whole("b"), last.names)
	assert.Equal(t, 1+3, s.requests())
	assert.Equal(t, 550, last.totals[len(last.totals)-1])
}

func TestAListThatLedNowhereIsTriedAgainFromThere(t *testing.T) {
	for name, bad := range map[string]string{
		"elsewhere": "https://elsewhere.example/2.0/repositories/b?page=4", "back": "{back}", "nonsense": "%zz",
	} {
		for _, page := range []int{1, 3} {
			s := shelve(t, "a", 150, "b", 550, "c", 150)
			s.bend = func(slug string, at int, p map[string]any) {
				if slug == "b" && at == page {
					back := strings.Replace(p["next"].(string), fmt.Sprint("page=", page+1), "page=1", 1)
					p["next"] = strings.Replace(bad, "{back}", back, 1)
				}
			}
			c := s.client(t)
			first := gather(c.Repositories(t.Context()))
			brokenOff(t, first)
			require.Equal(t, append(append(s.whole("a"), s.whole("b")[:100*page]...), s.whole("c")...), first.names, name)
			still := gather(c.Resume(t.Context(), first.mark()))
			require.Len(t, still.errs, 1, name)
			problem, _ := connector.AsProblem(still.errs[0])
			assert.Equal(t, fmt.Sprint(300+100*page), problem.Args["count"], "%s: how much is there in all", name)
			s.change(func() { s.bend = nil })
			s.forgetAsked()
			second := gather(c.Resume(t.Context(), first.mark()))
			require.Empty(t, second.errs, name)
			assert.Equal(t, s.whole("b")[100*(page-1):], second.names, "%s: from the page that led nowhere", name)
			assert.Empty(t, s.pages("a"))
			assert.Empty(t, s.pages("c"))
		}
	}
}

func TestAListThatBreaksWhileItIsLookedAtAgainGoesOnWithThat(t *testing.T) {
	s := shelve(t, "a", 350, "b", 150)
	s.bend = func(slug string, page int, p map[string]any) {
		if slug == "a" {
			p["size"] = map[bool]int{true: 351, false: 350}[page < 3] // one goes after page 2
		}
	}
	s.ask = func(w http.ResponseWriter, _ *http.Request, slug string, page int) bool {
		if slug != "a" || page != 2 || len(s.pages("a")) <= 4 {
			return false
		}
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}
	c := s.client(t)
	first := gather(c.Repositories(t.Context()))
	require.Len(t, first.errs, 1)
	s.change(func() { s.ask = nil })
	s.forgetAsked()
	second := gather(c.Resume(t.Context(), first.mark()))
	require.Empty(t, second.errs)
	assert.Equal(t, []int{2, 3}, s.pages("a"), "the two between which one may have slid")
	assert.Subset(t, append(first.names, second.names...), s.whole("a", "b"))
}

func TestWorkspacesThatComeAndGoBetweenAreMinded(t *testing.T) {
	s := shelve(t, "a", 150, "b", 250, "c", 150)
	s.ask = broken("b", 2)
	c := s.client(t)
	first := gather(c.Repositories(t.Context()))
	require.Len(t, first.errs, 1)
	s.change(func() {
		s.ask = nil
		s.order, s.sizes["d"] = []string{"a", "c", "d"}, 120 // b is gone, d is new
	})
	second := gather(c.Resume(t.Context(), first.mark()))
	require.Empty(t, second.errs)
	assert.Equal(t, s.whole("c", "d"), second.names)
}

func TestALargeWorkspaceIsNotBegunAgain(t *testing.T) {
	s := shelve(t, "a", 150, "big", 2500, "c", 350)
	s.ask = broken("c", 2)
	c := s.client(t)
	first := gather(c.Some(t.Context()))
	require.Len(t, first.errs, 1)
	require.Len(t, first.large, 1)
	s.change(func() { s.ask = nil })
	s.forgetAsked()
	second := gather(c.Resume(t.Context(), first.mark()))
	require.Empty(t, second.errs)
	assert.ElementsMatch(t, s.whole("c"), second.names, "from its second page on, and its beginning once more")
	assert.Empty(t, second.large, "it was told")
	assert.Empty(t, s.pages("big"))
	assert.Equal(t, 3000, second.totals[len(second.totals)-1])
}

func TestGoingOnThatIsLeftOrCancelledLeavesNothingRunning(t *testing.T) {
	s := shelve(t, "a", 250, "b", 850)
	c := s.client(t)
	mark := gather(c.Repositories(t.Context())).marks[1]
	for at := range 9 {
		ctx, cancel := context.WithCancel(t.Context())
		pages := 0
		for range c.Resume(ctx, mark) {
			if pages++; pages > at {
				break
			}
		}
		nothingRuns(t, fmt.Sprint("left after ", at))
		pages = 0
		for range c.Resume(ctx, mark) {
			if pages++; pages == at+1 {
				cancel()
			}
		}
		cancel()
		nothingRuns(t, fmt.Sprint("cancelled after ", at))
	}
}
