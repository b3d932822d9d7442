package catalog_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/catalog"
)

func find(c *catalog.Catalog, query string) catalog.Listing {
	return c.Find(query, catalog.Arrangement{By: catalog.ByName}, catalog.Top{})
}

func refs(l catalog.Listing) map[connector.RepositoryRef]bool {
	all := map[connector.RepositoryRef]bool{}
	for i := range l.Len() {
		all[l.At(i).Ref] = true
	}
	return all
}

func TestFiltersNarrowToWhatIsKnownToBeSo(t *testing.T) {
	yes, no := true, false
	private, public, unknown := repository("1", "A", "private", "private"), repository("2", "A", "public", "public"), repository("3", "B", "unknown", "unknown")
	private.Private, private.Archived, private.Right = &yes, &yes, connector.RightAdmin
	public.Private, public.Archived, public.Right = &no, &no, connector.RightWrite
	c := filled(private, public, unknown)
	for query, want := range map[string][]string{
		"is:private":             {"private"},
		"is:public":              {"public"},
		"is:archived":            {"private"},
		"is:admin":               {"private"},
		"is:private is:admin":    {"private"},
		"is:private is:public":   nil,
		"is:secret":              {"private", "public", "unknown"},
		"project:b":              {"unknown"},
		"project:a project:b":    {"private", "public", "unknown"},
		"project:a is:public":    {"public"},
		"project:nowhere":        nil,
		"project:a is:public pu": {"public"},
		"project:b pu":           nil,
	} {
		assert.ElementsMatch(t, want, names(find(c, query)), query)
	}
}

func TestAProjectIsNamedByItsKeyOrName(t *testing.T) {
	c := filled(company()...)
	mobile := find(c, "project:MOB").Found()
	assert.Equal(t, 21, mobile)
	assert.Equal(t, mobile, find(c, `project:"mobile apps"`).Found())
	assert.Equal(t, mobile, find(c, `project:"Mobile a`).Found(), "as far as it is typed, where nothing has that name")
	assert.Equal(t, mobile, find(c, `project:apps`).Found())
	assert.Less(t, find(c, "project:l").Found(), find(c, "").Found())
	assert.Equal(t, find(c, `project:"BÄCKEREI & läden"`).Found(), find(c, "project:laden").Found())
}

func TestEveryExactHitComesBeforeEveryForgivenOne(t *testing.T) {
	c := filled(company()...)
	for _, q := range ranked {
		if words := catalog.ReadQuery(q.query).Words; len(words) != 1 || q.query != words[0] {
			continue
		}
		forgiven := false
		l := find(c, q.query)
		for i := range l.Len() {
			exact := occurs(l.At(i), q.query)
			assert.False(t, exact && forgiven, "%s: %s comes behind a guess", q.query, l.At(i).Name)
			forgiven = forgiven || !exact
		}
	}
}

func occurs(r connector.Repository, word string) bool {
	all := catalog.Fold(strings.Join([]string{r.Name, r.FullName(), r.Owner, r.Project, r.Description}, "\n"))
	return strings.Contains(all, word)
}

func TestAnotherWordNeverAddsHits(t *testing.T) {
	c := filled(company()...)
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		one, two := ranked[random.IntN(len(ranked))].query, ranked[random.IntN(len(ranked))].query
		all := refs(find(c, one))
		for ref := range refs(find(c, one+" "+two)) {
			if strings.Contains(two, "project:") && strings.Contains(one, "project:") {
				continue // one or the other
			}
			assert.True(t, all[ref], "%q and %q", one, two)
		}
	}
}

func TestEverythingThatContainsAWordIsFound(t *testing.T) {
	c := catalog.New()
	all := many(3000)
	pages(c, all, 1000)
	for _, query := range []string{"m", "io", "ios", "mobile-i", "münchen", "京", "αθη", "1", "17", "lubeck 1", "e cards", "kiel/", "o", "-"} {
		want := 0
		found := refs(find(c, query))
		for _, r := range all {
			hit := !slices.ContainsFunc(catalog.ReadQuery(query).Words, func(word string) bool { return !occurs(r, word) })
			if hit {
				want++
				require.True(t, found[r.Ref], "%q finds %s", query, r.Name)
			}
		}
		assert.GreaterOrEqual(t, len(found), want)
	}
}

// What is remembered of the letters before must not be seen in what is found.
func TestTypingLetterByLetterFindsWhatTheWholeQueryFinds(t *testing.T) {
	all := many(2500)
	typed, fresh := catalog.New(), catalog.New()
	pages(typed, all, 700)
	pages(fresh, all, 1000)
	for _, text := range append(typing, "ios kiel", "is:archived ios", "project:mob1 ios", "a b c d e f g h i j") {
		for at := range text {
			find(typed, text[:at])
		}
		once := catalog.New()
		pages(once, all, 1000)
		assert.Equal(t, paths(find(once, text), 2500), paths(find(typed, text), 2500), text)
		assert.Equal(t, paths(find(once, text), 2500), paths(find(fresh, text), 2500), text)
	}
}

// Pages that arrive between two letters, repositories that change and vanish: what is found is what a new list finds.
func TestSearchingWhileTheListChangesFindsWhatIsThere(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	all := many(6000)
	there := map[connector.RepositoryRef]connector.Repository{}
	c := catalog.New()
	for range 60 {
		some := make([]connector.Repository, 0, 300)
		for _, i := range random.Perm(6000)[:1+random.IntN(300)] {
			r := all[i]
			if random.IntN(4) == 0 {
				r.Name, r.Key = "Renamed "+r.Name, "NEW"
			}
			some = append(some, r)
			there[r.Ref] = r
		}
		c.Add(page(some...))
		if random.IntN(3) == 0 {
			gone := some[0].Ref
			c.Drop(gone)
			delete(there, gone)
		}
		now := catalog.New()
		now.Add(page(slices.Collect(maps.Values(there))...))
		for _, query := range []string{"", "ios", "renamed", "project:new mob", "kiel app"} {
			for _, by := range []catalog.By{catalog.ByName, catalog.ByUpdated} {
				how := catalog.Arrangement{By: by}
				want, got := refs(now.Find(query, how, catalog.Top{})), refs(c.Find(query, how, catalog.Top{}))
				require.Equal(t, want, got, query)
			}
		}
		require.Equal(t, len(there), c.In("NEW")+others(there))
	}
}

func others(all map[connector.RepositoryRef]connector.Repository) int {
	n := 0
	for _, r := range all {
		if r.Key != "NEW" {
			n++
		}
	}
	return n
}
