package cloud_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestAListThatGrowsWhileItIsReadIsReadToItsEnd(t *testing.T) {
	s := shelve(t, "a", 380, "b", 150)
	s.bend = func(slug string, page int, p map[string]any) {
		if slug == "a" && page == 1 {
			p["size"] = 220 // that is what there was then
		}
	}
	o := gather(s.client(t).Repositories(t.Context()))
	requireWhole(t, s, o)
	assert.ElementsMatch(t, []int{1, 2, 3, 4}, s.pages("a"))
	assert.Equal(t, 530, o.totals[len(o.totals)-1], "what was told last")
}

func TestAListThatEndsBeforeItsSizeIsBelieved(t *testing.T) {
	for _, size := range []int{900, 100_000_000_000} {
		s := shelve(t, "a", 380, "b", 150)
		s.bend = func(slug string, _ int, p map[string]any) {
			if slug == "a" {
				p["size"] = size
			}
		}
		s.ask = func(w http.ResponseWriter, _ *http.Request, slug string, page int) bool {
			if slug == "a" && page > 4 {
				w.WriteHeader(http.StatusNotFound)
				return true
			}
			return false
		}
		requireWhole(t, s, gather(s.client(t).Repositories(t.Context())))
		for _, page := range s.pages("a") {
			assert.LessOrEqual(t, page, min((size-1)/100+1, 21), "nothing is asked beyond the end as told")
		}
	}
}

func TestNothingIsAskedBeyondTheEnd(t *testing.T) {
	for _, size := range []int{0, 1, 99, 100, 101, 200, 1000} {
		s := shelve(t, "a", size)
		requireWhole(t, s, gather(s.client(t).Repositories(t.Context())))
		assert.Len(t, s.pages("a"), max(1, (size+99)/100), "%d", size)
	}
}

func TestWhatIsHiddenFromAPageIsNoSmallerPage(t *testing.T) {
	s := shelve(t, "a", 600)
	s.bend = func(_ string, page int, p map[string]any) {
		if page == 1 {
			p["values"] = p["values"].([]any)[:85]
		}
	}
	o := gather(s.client(t).Repositories(t.Context()))
	require.Empty(t, o.errs)
	assert.ElementsMatch(t, []int{1, 2, 3, 4, 5, 6}, s.pages("a"))
}

func TestAListThatSaysItsEndInTheMiddleEndsThere(t *testing.T) {
	s := shelve(t, "a", 900, "b", 150)
	s.bend = func(slug string, page int, p map[string]any) {
		if slug == "a" && page == 4 {
			delete(p, "next")
		}
	}
	o := gather(s.client(t).Repositories(t.Context()))
	require.Empty(t, o.errs)
	assert.Equal(t, append(s.whole("a")[:400], s.whole("b")...), o.names)
}

func TestWhatMovesWhileAListIsReadComesOnce(t *testing.T) {
	s := shelve(t, "a", 600)
	// From page 3 on two new repositories stand at the beginning, and everything comes two places later.
	s.pick = func(_ string, page, place int) int {
		if page >= 3 {
			return place - 2
		}
		return place
	}
	o := gather(s.client(t).Repositories(t.Context()))
	require.Empty(t, o.errs)
	assert.Equal(t, s.whole("a")[:598], o.names)
}

func TestAListThatFallsShortIsLookedAtAgainOnlyWhereItsPagesAreKnown(t *testing.T) {
	for name, next := range map[string]string{"plain": "", "another way on": "&after=x"} {
		s := shelve(t, "a", 600)
		s.bend = func(_ string, page int, p map[string]any) {
			p["size"] = 600 - page // one after another goes
			if more, ok := p["next"].(string); ok && !strings.Contains(more, "after") {
				p["next"] = more + next
			}
		}
		o := gather(s.client(t).Repositories(t.Context()))
		require.Empty(t, o.errs, name)
		assert.Equal(t, s.whole("a"), o.names, name)
		assert.Len(t, s.pages("a"), map[string]int{"": 12, "&after=x": 7}[next], "%s: the first one can always be asked for", name)
	}
	s := shelve(t, "a", 9000)
	s.bend = func(_ string, page int, p map[string]any) { p["size"] = 9000 + 1 - page%2 } // it cannot make up its mind
	o := gather(s.client(t).Repositories(t.Context()))
	require.Empty(t, o.errs)
	assert.Equal(t, s.whole("a"), o.names)
	assert.Len(t, s.pages("a"), 90+20, "no more than twenty")
}

func TestAPageThatIsNoLongerThereIsNoRefusal(t *testing.T) {
	s := shelve(t, "a", 350, "b", 150)
	s.bend = func(_ string, page int, p map[string]any) { p["size"] = 351 - page/4 }
	s.ask = func(w http.ResponseWriter, _ *http.Request, slug string, page int) bool {
		again := slug == "a" && len(s.pages("a")) > 4
		if again {
			w.WriteHeader(http.StatusNotFound)
		}
		return again
	}
	o := gather(s.client(t).Repositories(t.Context()))
	require.Empty(t, o.errs)
	assert.Equal(t, s.whole("a", "b"), o.names)
	assert.Len(t, s.pages("a"), 4+2)
}

func TestASearchIsNotLookedAtAgain(t *testing.T) {
	s := shelve(t, "a", 600, "b", 600)
	s.bend = func(_ string, _ int, p map[string]any) { p["values"].([]any)[1] = thing("a", 0) } // one comes twice
	o := gather(s.client(t).Search(t.Context(), []connector.Large{{Key: "a"}, {Key: "b"}}, "x"))
	require.Empty(t, o.errs)
	assert.Equal(t, 2, s.requests())
}

func TestWhereSomeCameTwiceAndTooFewAllIsLookedAtAgain(t *testing.T) {
	s := shelve(t, "a", 600, "b", 250)
	// After page 2 number 5 gets another name and is the last one; what was behind it comes one place sooner then.
	s.pick = func(slug string, page, place int) int {
		switch {
		case slug != "a" || place < 5 || page < 3 && len(s.pages("a")) <= 6:
			return place
		case place == 599:
			return 5
		}
		return place + 1
	}
	o := gather(s.client(t).Repositories(t.Context()))
	require.Empty(t, o.errs)
	assert.ElementsMatch(t, s.whole("a", "b"), o.names)
	assert.Len(t, s.pages("a"), 6+2, "until as many came")
	assert.Len(t, s.pages("b"), 3)
}

func TestAListIsFollowedWhateverItsPagesCallThemselves(t *testing.T) {
	s := shelve(t, "a", 900, "b", 150)
	s.bend = func(slug string, page int, p map[string]any) {
		if slug == "a" && page >= 3 {
			p["page"] = 2 // it does not count as we do
		}
	}
	requireWhole(t, s, gather(s.client(t).Repositories(t.Context())))
}

func TestWhatAPageSaysComesNextGoesBeforeWhatWasForeseen(t *testing.T) {
	for name, next := range map[string]string{"pages are left out": "page=7", "another way on": "page=7&after=x"} {
		s := shelve(t, "a", 900, "b", 150)
		s.bend = func(slug string, page int, p map[string]any) {
			if slug == "a" && page == 3 {
				p["next"] = strings.Replace(p["next"].(string), "page=4", next, 1)
			}
		}
		o := gather(s.client(t).Repositories(t.Context()))
		require.Empty(t, o.errs, name)
		a := s.whole("a")
		assert.Equal(t, append(append(a[:300:300], a[600:]...), s.whole("b")...), o.names, name)
	}
}

func TestAServerThatKnowsNoPagesIsNoticed(t *testing.T) {
	s := shelve(t, "a", 900, "b", 150)
	s.ask = func(w http.ResponseWriter, r *http.Request, slug string, page int) bool {
		if slug != "a" {
			return false
		}
		s.send(w, r, slug, 1) // the first, whatever is asked
		return true
	}
	o := gather(s.client(t).Repositories(t.Context()))
	brokenOff(t, o)
	assert.Equal(t, append(s.whole("a")[:100], s.whole("b")...), o.names, "the other workspace is there")
	once(t, s)
}

func TestAListThatRepeatsItselfIsCut(t *testing.T) {
	for name, bend := range map[string]func(slug string, page int, p map[string]any){
		"back to the first page": func(_ string, page int, p map[string]any) {
			if page == 5 {
				p["next"] = strings.Replace(p["next"].(string), "page=6", "page=1", 1)
			}
		},
		"the same page": func(_ string, page int, p map[string]any) {
			if page == 5 {
				p["next"] = strings.Replace(p["next"].(string), "page=6", "page=5", 1)
			}
		},
		"a page before, by token": func(slug string, page int, p map[string]any) {
			opaque(slug, page, p)
			if page == 5 {
				p["next"] = strings.NewReplacer("page=6", "page=3", "token6", "token3").Replace(p["next"].(string))
			}
		},
	} {
		s := shelve(t, "a", 900, "b", 150)
		s.bend = func(slug string, page int, p map[string]any) {
			if slug == "a" {
				bend(slug, page, p)
			}
		}
		o := gather(s.client(t).Repositories(t.Context()))
		brokenOff(t, o)
		assert.Equal(t, append(s.whole("a")[:500], s.whole("b")...), o.names, name)
		once(t, s)
	}
}

func TestALongListThatInventsItsRepositoriesIsCut(t *testing.T) {
	s := shelve(t, "a", 1)
	s.bend = func(_ string, page int, p map[string]any) {
		p["values"], p["next"] = []any{thing("a", page)}, fmt.Sprintf("%s/2.0/repositories/a?page=%d", s.URL, page+1)
		delete(p, "size")
	}
	o := gather(s.client(t).Repositories(t.Context()))
	brokenOff(t, o)
	assert.Len(t, o.names, 10_000)
}

func TestNothingIsSentWhereAListLeadsElsewhere(t *testing.T) {
	var visits atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
	t.Cleanup(elsewhere.Close)
	for _, page := range []int{1, 3, 8} {
		s := shelve(t, "a", 900, "b", 150)
		s.bend = func(slug string, at int, p map[string]any) {
			if slug == "a" && at == page {
				p["next"] = strings.Replace(p["next"].(string), s.URL, elsewhere.URL, 1)
			}
		}
		o := gather(s.client(t).Repositories(t.Context()))
		brokenOff(t, o)
		assert.Equal(t, append(s.whole("a")[:page*100], s.whole("b")...), o.names)
	}
	assert.Zero(t, visits.Load())
}

// stumbling answers a request once in another way, or always.
func stumbling(slug string, page int, always bool, status int, retryAfter string) func(http.ResponseWriter, *http.Request, string, int) bool {
	var done atomic.Bool
	return func(w http.ResponseWriter, _ *http.Request, of string, at int) bool {
		if of != slug || at != page || !always && done.Swap(true) {
			return false
		}
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("Rate limit for this resource has been exceeded"))
		return true
	}
}
