package cloud_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
)

// further goes on in a large workspace to its end.
func further(t *testing.T, c *cloud.Client, large connector.Large) ([]string, connector.Large, error) {
	t.Helper()
	var names []string
	for pages := 0; large.Next != ""; pages++ {
		require.Less(t, pages, 1000)
		p, err := c.GoOn(t.Context(), large)
		for _, r := range p.Repositories {
			names = append(names, r.FullName())
		}
		if err != nil {
			return names, large, err
		}
		require.Len(t, p.Large, 1)
		large = p.Large[0]
	}
	return names, large, nil
}

func TestManyWorkspacesTogetherAreNotListedToTheEndEither(t *testing.T) {
	var sizes []any
	for i := range 60 {
		sizes = append(sizes, fmt.Sprintf("w%02d", i), 1000)
	}
	s := shelve(t, sizes...)
	c := s.client(t)
	o := gather(c.Some(t.Context()))
	require.Empty(t, o.errs)
	assert.Less(t, len(o.names), 20_000+60*200)
	assert.Less(t, s.requests(), 400, "Bitbucket allows about a thousand an hour")
	assert.Greater(t, len(o.large), 30)
	for i := range 60 {
		assert.Contains(t, o.names, s.whole(fmt.Sprintf("w%02d", i))[0], "each shows its beginning")
	}
	assert.Equal(t, 60_000, o.totals[len(o.totals)-1])
}

func TestALargeWorkspaceGivesItsFirstPageAndIsReadAsFarAsSomebodyLooks(t *testing.T) {
	s := shelve(t, "a", 250, "big", 20_000, "b", 2000, "bigger", 2001)
	c := s.client(t)
	o := gather(c.Some(t.Context()))
	require.Empty(t, o.errs)
	want := append(append(append(s.whole("a"), s.whole("big")[:100]...), s.whole("b")...), s.whole("bigger")[:100]...)
	assert.Equal(t, want, o.names)
	require.Len(t, o.large, 2)
	assert.Equal(t, []string{"big", "The big"}, []string{o.large[0].Key, o.large[0].Name})
	assert.Equal(t, 20_000, o.large[0].Total)
	assert.Equal(t, 2001, o.large[1].Total)
	assert.Equal(t, 24_251, o.totals[len(o.totals)-1], "all that there is")
	assert.Equal(t, 1+3+1+20+1, s.requests())
	assert.Equal(t, s.requests(), c.Requests())

	names, end, err := further(t, c, o.large[1])
	require.NoError(t, err)
	assert.Equal(t, s.whole("bigger")[100:], names)
	assert.Equal(t, connector.Large{Key: "bigger", Name: "The bigger", Total: 2001}, end)
	once(t, s)
	before := s.requests()
	p, err := c.GoOn(t.Context(), end)
	require.NoError(t, err)
	assert.Empty(t, p.Repositories)
	assert.Equal(t, before, s.requests(), "at the end nothing is asked")
}

func TestAllOfALargeWorkspaceComesWhereAllIsWanted(t *testing.T) {
	s := shelve(t, "big", 4200)
	requireWhole(t, s, gather(s.client(t).Repositories(t.Context())))
}

func TestSomeComesByLastWorkAndAllByName(t *testing.T) {
	s := shelve(t, "a", 250, "big", 2300)
	var sorts []string
	s.ask = func(_ http.ResponseWriter, r *http.Request, _ string, _ int) bool {
		s.change(func() { sorts = append(sorts, r.URL.Query().Get("sort")) })
		return false
	}
	asked := func() (since []string) {
		s.change(func() { since, sorts = slices.Compact(sorts), nil })
		return since
	}
	c := s.client(t)
	o := gather(c.Some(t.Context()))
	_, err := c.GoOn(t.Context(), o.large[0])
	require.NoError(t, err)
	assert.Equal(t, []string{"-updated_on"}, asked())
	gather(c.Repositories(t.Context()))
	assert.Equal(t, []string{"slug"}, asked())
}

func TestAWorkspaceThatDoesNotTellItsSizeIsLeftAfterTwentyPages(t *testing.T) {
	for name, bend := range map[string]func(string, int, map[string]any){
		"by token":  opaque,
		"by number": func(_ string, _ int, p map[string]any) { delete(p, "size") },
		"told too small": func(_ string, _ int, p map[string]any) {
			p["size"] = 300
		},
	} {
		s := shelve(t, "big", 2550, "a", 150)
		s.bend = func(slug string, page int, p map[string]any) {
			if slug == "big" {
				bend(slug, page, p)
			}
		}
		c := s.client(t)
		o := gather(c.Some(t.Context()))
		require.Empty(t, o.errs, name)
		assert.Equal(t, append(s.whole("big")[:2000], s.whole("a")...), o.names, name)
		require.Len(t, o.large, 1, name)
		assert.Equal(t, -1, o.large[0].Total, name)
		assert.Len(t, s.pages("big"), 20, name)
		names, _, err := further(t, c, o.large[0])
		require.NoError(t, err, name)
		assert.Equal(t, s.whole("big")[2000:], names, name)
	}
	small := shelve(t, "a", 1950)
	small.length = 50
	requireWhole(t, small, gather(small.client(t).Some(t.Context())))
	short := shelve(t, "a", 1950)
	short.bend = opaque
	o := gather(short.client(t).Some(t.Context()))
	assert.Equal(t, short.whole("a"), o.names)
	assert.Empty(t, o.large)
}

func TestARepositoryThatIsWorkedOnWhileTheListIsReadIsThere(t *testing.T) {
	s := shelve(t, "a", 600, "b", 150)
	// After page 2 somebody pushes to number 450: it comes first then, and what was before it one place later.
	s.pick = func(slug string, page, place int) int {
		again := len(s.pages("a")) > 6
		switch {
		case slug != "a" || page < 3 && !again || place > 450:
			return place
		case place == 0:
			return 450
		}
		return place - 1
	}
	o := gather(s.client(t).Some(t.Context()))
	require.Empty(t, o.errs)
	assert.ElementsMatch(t, s.whole("a", "b"), o.names)
	assert.Len(t, s.pages("a"), 7, "its beginning was looked at once more, and once only")
	assert.Len(t, s.pages("b"), 2, "where nothing is missing that is not done")
}

func TestAListThatStaysShortIsLookedAtOnceMoreAtMost(t *testing.T) {
	s := shelve(t, "a", 600)
	s.bend = func(_ string, _ int, p map[string]any) { p["size"] = 610 }
	o := gather(s.client(t).Some(t.Context()))
	require.Empty(t, o.errs)
	assert.Equal(t, s.whole("a"), o.names)
	assert.Len(t, slices.DeleteFunc(s.pages("a"), func(page int) bool { return page > 1 }), 2)
}

func TestGoingOnEndsWhereAListGetsNowhere(t *testing.T) {
	for name, next := range map[string]string{
		"elsewhere":  "https://elsewhere.example/2.0/repositories/big?page=3",
		"no address": "%zz", "the same": "{same}", "backwards": "{back}",
	} {
		s := shelve(t, "big", 2500)
		c := s.client(t)
		o := gather(c.Some(t.Context()))
		large := o.large[0]
		s.change(func() {
			s.bend = func(_ string, _ int, p map[string]any) {
				p["next"] = strings.NewReplacer(
					"{same}", large.Next, "{back}", strings.Replace(large.Next, "page=2", "page=1", 1)).Replace(next)
			}
		})
		p, err := c.GoOn(t.Context(), large)
		problem, _ := connector.AsProblem(err)
		assert.Equal(t, connector.CodePagingBroken, problem.Code, name)
		assert.Len(t, p.Repositories, 100, "%s: what came is kept", name)
		require.Len(t, p.Large, 1, name)
		assert.Empty(t, p.Large[0].Next, name)
	}
	s := shelve(t, "big", 2500)
	token := s.URL + "/2.0/repositories/big?ctx=abc"
	s.bend = func(_ string, _ int, p map[string]any) { p["next"] = token }
	p, err := s.client(t).GoOn(t.Context(), connector.Large{Key: "big", Next: token})
	assert.True(t, connector.IsProblem(err, connector.CodePagingBroken), "%v", err)
	assert.Empty(t, p.Large[0].Next)
	before := s.requests()
	p, err = s.client(t).GoOn(t.Context(), connector.Large{Key: "big", Next: "https://elsewhere.example/2.0/x"})
	assert.True(t, connector.IsProblem(err, connector.CodePagingBroken), "%v", err)
	assert.Empty(t, p.Repositories)
	assert.Equal(t, before, s.requests())
}

func TestGoingOnTellsWhatWentWrongAndCanBeTriedAgain(t *testing.T) {
	s := shelve(t, "big", 2500)
	c := s.client(t)
	large := gather(c.Some(t.Context())).large[0]
	s.change(func() { s.ask = stumbling("big", 2, false, 429, "3600") })
	p, err := c.GoOn(t.Context(), large)
	assert.True(t, connector.IsProblem(err, connector.CodeRateLimited), "%v", err)
	assert.Empty(t, p.Repositories)
	p, err = c.GoOn(t.Context(), large)
	require.NoError(t, err)
	assert.Equal(t, "big/r100", p.Repositories[0].FullName())
	s.change(func() { s.ask = stumbling("big", 3, false, 429, "0") })
	p, err = c.GoOn(t.Context(), p.Large[0])
	require.NoError(t, err, "a short pause is waited out")
	assert.Equal(t, "big/r200", p.Repositories[0].FullName())
}

func TestAnAccessTokenListsWhatItIsFor(t *testing.T) {
	for place, want := range map[string]string{"a": "[/repositories/a]", "a/r7": "[/repositories/a/r7]"} {
		for _, lazily := range []bool{false, true} {
			s := shelve(t, "a", 80, "b", 80)
			var paths []string
			s.ask = func(w http.ResponseWriter, r *http.Request, slug string, _ int) bool {
				s.change(func() { paths = append(paths, strings.TrimPrefix(r.URL.Path, "/2.0")) })
				if slug != "a/r7" {
					return false
				}
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte(`{"uuid":"{a-7}","full_name":"a/r7","workspace":{"name":"The a"}}`))
				return true
			}
			c := s.client(t, func(o *cloud.Options) { o.Kind, o.Place = connector.AccessToken, place })
			list := c.Repositories(t.Context())
			if lazily {
				list = c.Some(t.Context())
			}
			o := gather(list)
			require.Empty(t, o.errs)
			s.change(func() { assert.Equal(t, want, fmt.Sprint(paths)) })
			if place == "a/r7" {
				assert.Equal(t, []string{"a/r7"}, o.names)
				assert.Equal(t, []int{1}, o.totals)
				continue
			}
			assert.Equal(t, s.whole("a"), o.names)
		}
	}
	s := shelve(t)
	s.ask = func(w http.ResponseWriter, _ *http.Request, _ string, _ int) bool {
		w.WriteHeader(http.StatusNotFound)
		return true
	}
	o := gather(s.client(t, func(o *cloud.Options) { o.Kind, o.Place = connector.AccessToken, "a/gone" }).Repositories(t.Context()))
	require.Len(t, o.errs, 1)
	assert.True(t, connector.IsProblem(o.errs[0], connector.CodeRepositoryNotFound), "%v", o.errs[0])
}
