package cloud_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

func larges(slugs ...string) []connector.Large {
	var out []connector.Large
	for _, slug := range slugs {
		out = append(out, connector.Large{Key: slug, Name: slug, Total: 5000, Next: "next"})
	}
	return out
}

func TestASearchAsksEachLargeWorkspaceOnceForTheBest(t *testing.T) {
	s := shelve(t, "a", 3000, "b", 40, "c", 0)
	var mu sync.Mutex
	queries := map[string]string{}
	s.ask = func(_ http.ResponseWriter, r *http.Request, slug string, _ int) bool {
		mu.Lock()
		defer mu.Unlock()
		q := r.URL.Query()
		queries[slug] = q.Get("q") + " by " + q.Get("sort") + ", " + q.Get("pagelen")
		return false
	}
	o := gather(s.client(t).Search(t.Context(), larges("a", "b", "c"), "  bakery \t Shop "))
	require.Empty(t, o.errs)
	assert.Equal(t, append(s.whole("a")[:100], s.whole("b")...), o.names)
	assert.Equal(t, []int{3000, 40, 0}, o.totals, "how many there are in each")
	assert.Empty(t, o.large)
	assert.Equal(t, 3, s.requests())
	want := `(name ~ "bakery" OR slug ~ "bakery") AND (name ~ "Shop" OR slug ~ "Shop") by -updated_on, 100`
	assert.Equal(t, map[string]string{"a": want, "b": want, "c": want}, queries)
}

func TestASearchTakesNoSecondPageWhileItWaitsForAnotherWorkspace(t *testing.T) {
	s := shelve(t, "slow", 10, "a", 3000)
	held := make(chan struct{})
	s.ask = func(_ http.ResponseWriter, r *http.Request, slug string, _ int) bool {
		if slug == "slow" {
			select {
			case <-held:
			case <-r.Context().Done():
			}
		}
		return false
	}
	done := make(chan outcome)
	go func() { done <- gather(s.client(t).Search(t.Context(), larges("slow", "a"), "word")) }()
	assert.Never(t, func() bool { return s.requests() > 2 }, 100*time.Millisecond, 5*time.Millisecond)
	close(held)
	assert.Len(t, (<-done).names, 110)
	assert.Equal(t, 2, s.requests())
}

func TestWordsCannotLeaveTheirQuotes(t *testing.T) {
	s := shelve(t, "a", 1)
	var query string
	s.ask = func(_ http.ResponseWriter, r *http.Request, _ string, _ int) bool {
		query = r.URL.Query().Get("q")
		return false
	}
	for words, want := range map[string]string{
		`x"OR(name~"`:             `(name ~ "x\"OR(name~\"" OR slug ~ "x\"OR(name~\"")`,
		`a\`:                      `(name ~ "a\\" OR slug ~ "a\\")`,
		"ä&b=c#d":                 `(name ~ "ä&b=c#d" OR slug ~ "ä&b=c#d")`,
		"a\x00b":                  `(name ~ "a" OR slug ~ "a") AND (name ~ "b" OR slug ~ "b")`,
		strings.Repeat("é", 5000): `(name ~ "` + strings.Repeat("é", 60) + `" OR slug ~ "` + strings.Repeat("é", 60) + `")`,
	} {
		require.Empty(t, gather(s.client(t).Search(t.Context(), larges("a"), words)).errs)
		assert.Equal(t, want, query, words)
	}
	require.Empty(t, gather(s.client(t).Search(t.Context(), larges("a"), strings.Repeat("ab ", 5000))).errs)
	assert.Equal(t, 8, strings.Count(query, "slug ~"))
}

func TestNoWordsAskNothing(t *testing.T) {
	s := shelve(t, "a", 100)
	for _, words := range []string{"", " ", "\n\t\x00"} {
		assert.Equal(t, outcome{}, gather(s.client(t).Search(t.Context(), larges("a"), words)))
	}
	assert.Equal(t, outcome{}, gather(s.client(t).Search(t.Context(), nil, "word")))
	assert.Equal(t, outcome{}, gather(s.client(t).Search(t.Context(), larges("", ".."), "word")))
	assert.Zero(t, s.requests())
}

func TestASearchGivesNothingTwice(t *testing.T) {
	s := shelve(t, "a", 50)
	s.pick = func(_ string, _, place int) int { return place / 2 }
	o := gather(s.client(t).Search(t.Context(), larges("a", "a"), "word"))
	assert.Len(t, o.names, 25)
}

func TestManyLargeWorkspacesAreSearchedSideBySideAndOneThatRefusesHidesNone(t *testing.T) {
	var spaces []any
	var slugs []string
	for i := range 23 {
		slugs = append(slugs, fmt.Sprintf("w%02d", i))
		spaces = append(spaces, slugs[i], 3)
	}
	s := shelve(t, spaces...)
	var arrived atomic.Int32
	ten := make(chan struct{})
	s.ask = func(w http.ResponseWriter, r *http.Request, slug string, _ int) bool {
		if arrived.Add(1) == 10 {
			close(ten)
		}
		select {
		case <-ten:
		case <-r.Context().Done():
		}
		if slug == "w03" {
			w.WriteHeader(http.StatusForbidden)
		}
		return slug == "w03"
	}
	o := gather(s.client(t).Search(t.Context(), larges(slugs...), "word"))
	require.Len(t, o.errs, 1)
	assert.True(t, connector.IsProblem(o.errs[0], connector.CodeNotPermitted), "%v", o.errs[0])
	assert.Equal(t, s.whole(append(append([]string{}, slugs[:3]...), slugs[4:]...)...), o.names)
	assert.LessOrEqual(t, s.busiest(), 10)
	once(t, s)
}

func TestASearchFindsByNameAndBySlug(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 300})
	c := with(s, apiToken(s.Line()))
	for words, want := range map[string]string{
		"baeckerei":          ours, // only its slug is written so
		"bäckerei sonnen":    ours,
		"SONNENSCHEIN Bäcke": ours,
		"baeckerei-app":      ours,
	} {
		o := gather(c.Search(t.Context(), larges("nordlicht-apps"), words))
		require.Empty(t, o.errs, words)
		assert.Contains(t, o.names, want, words)
	}
	o := gather(c.Search(t.Context(), larges("nordlicht-apps"), `no "such" \ thing`))
	require.Empty(t, o.errs)
	assert.Empty(t, o.names)
}
