package sandbox_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// shelved is a repository as the Data Center side lists it.
type shelved struct {
	ID                      int
	Slug, Name, Description string
	Public, Archived        bool
	Project                 struct{ Key string }
}

// shelvedIn reads a whole list.
func shelvedIn(t *testing.T, d dc) (all []shelved) {
	t.Helper()
	for start := 0; ; start += 1000 {
		var page struct {
			Values     []shelved
			IsLastPage bool
		}
		require.NoError(t, json.Unmarshal([]byte(d.get(fmt.Sprintf("api:/repos?archived=ALL&limit=1000&start=%d", start)).body), &page))
		all = append(all, page.Values...)
		if page.IsLastPage {
			return all
		}
	}
}

func TestALargeSetLooksLikeOneOfACompany(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 10_000})
	all := shelvedIn(t, dcOf(t, s))
	require.Len(t, all, 10_000)
	slugs, projects := map[string]bool{}, map[string]int{}
	archived, public, accents, told, exact := 0, 0, 0, 0, 0
	for _, r := range all {
		slugs[r.Slug] = true
		projects[r.Project.Key]++
		for counter, is := range map[*int]bool{
			&archived: r.Archived, &public: r.Public, &accents: strings.ContainsAny(r.Name, "äöüßéêâåøñŁ"),
			&told: r.Description != "", &exact: r.Slug == "mobile-ios",
		} {
			if is {
				*counter++
			}
		}
		assert.Regexp(t, `^[a-z0-9][a-z0-9-]*$`, r.Slug)
	}
	assert.Len(t, slugs, 10_000, "no address twice")
	assert.GreaterOrEqual(t, len(projects), 40)
	assert.Equal(t, 1, exact)
	for what, part := range map[string]int{"archived": archived, "public": public, "with accents": accents} {
		assert.Greater(t, part, 200, what)
		assert.Less(t, part, 4000, what)
	}
	assert.Greater(t, told, 7000)

	places := get(t, s, tokenOf(s), "/user/workspaces?pagelen=100").values(t)
	assert.Len(t, places, 7)
	var oldest time.Time
	for _, one := range get(t, s, tokenOf(s), "/repositories/nordlicht-apps?pagelen=100&sort=updated_on&fields=values.updated_on").values(t) {
		at, err := time.Parse(time.RFC3339, one["updated_on"].(string))
		require.NoError(t, err)
		require.False(t, at.Before(oldest))
		oldest = at
	}
	assert.Less(t, oldest.Year(), 2019, "changes go back for years")
}

func TestASmallSetIsTheBeginningOfEveryLargerOne(t *testing.T) {
	small := shelvedIn(t, startDC(t, sandbox.Options{}))
	large := shelvedIn(t, startDC(t, sandbox.Options{Repos: 600}))
	assert.Equal(t, small, large[:len(small)])
	assert.Equal(t, large, shelvedIn(t, startDC(t, sandbox.Options{Repos: 600})), "the same at every start")
	for _, workspaces := range []int{1, 6} {
		s := start(t, sandbox.Options{Repos: 600, Workspaces: workspaces})
		total := 0
		for _, place := range get(t, s, tokenOf(s), "/user/workspaces?pagelen=100").values(t) {
			slug := place["workspace"].(map[string]any)["slug"].(string)
			size, _ := get(t, s, tokenOf(s), "/repositories/"+slug).object(t)["size"].(float64)
			total += int(size)
		}
		assert.Equal(t, 600, total)
	}
}

func TestRepositoriesAreWrittenAsTheyAreWished(t *testing.T) {
	s := start(t, sandbox.Options{})
	one := func(fields string) map[string]any {
		t.Helper()
		return get(t, s, tokenOf(s), askFirst+"?fields="+strings.ReplaceAll(fields, "+", "%2B")).object(t)
	}
	whole := one("")
	names := func(of map[string]any) (out []string) {
		for name := range of {
			out = append(out, name)
		}
		slices.Sort(out)
		return out
	}
	assert.Equal(t, []string{"clone", "html"}, names(one("links.clone.href,links.html")["links"].(map[string]any)))
	assert.Equal(t, []any{"href"}, []any{names(one("links.clone.href")["links"].(map[string]any)["clone"].([]any)[0].(map[string]any))[0]})
	assert.Equal(t, map[string]any{"name": "Nordlicht Apps GmbH"}, one("*.name")["workspace"])
	assert.Equal(t, whole["owner"], one("owner")["owner"])
	assert.Equal(t, map[string]any{"display_name": "Nordlicht Apps GmbH"}, one("owner.display_name")["owner"])
	less := one("-links,-owner.links,-workspace.slug,-mainbranch")
	assert.NotContains(t, less, "links")
	assert.NotContains(t, less["owner"], "links")
	assert.NotContains(t, less["workspace"], "slug")
	assert.Contains(t, less["workspace"], "name")
	assert.NotContains(t, less, "mainbranch")
	assert.Equal(t, whole, one("+links"))
	both := one("links,name,-links.clone")
	assert.Equal(t, []string{"links", "name"}, names(both))
	assert.NotContains(t, both["links"], "clone")
	assert.Empty(t, one("nothing.of.this"))
	empty := get(t, s, tokenOf(s), "/repositories/nordlicht-apps/neues-kassensystem?fields=mainbranch.name,slug").object(t)
	assert.Equal(t, map[string]any{"mainbranch": nil, "slug": "neues-kassensystem"}, empty)

	page := get(t, s, tokenOf(s), askList+"?pagelen=2&page=2&fields=next,size,values.slug")
	assert.Equal(t, []string{"next", "size", "values"}, names(page.object(t)))
	assert.Len(t, page.values(t)[0], 1)
	assert.NotContains(t, get(t, s, tokenOf(s), askList+"?fields=-values").object(t), "values")
	listed := get(t, s, tokenOf(s), askList+"?pagelen=100").values(t)
	assert.Equal(t, whole, listed[slices.IndexFunc(listed, func(r map[string]any) bool { return r["slug"] == "baeckerei-app" })])
}
