package catalog_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/catalog"
)

func page(repositories ...connector.Repository) connector.Page {
	return connector.Page{Repositories: repositories, Total: -1}
}

func TestWhatComesAgainTakesThePlaceOfWhatItWas(t *testing.T) {
	c := filled(repository("1", "a", "old", "Old"), repository("2", "a", "b", "Beta"))
	before := c.Search("")
	c.Add(page(repository("1", "b", "new", "New")))
	assert.Equal(t, []string{"New", "Beta"}, names(c.Search("")))
	assert.Equal(t, []string{"Old", "Beta"}, names(before))
	assert.Equal(t, []string{"New"}, names(c.Search("b/new")))
	assert.Empty(t, names(c.Search("old")))
	assert.Equal(t, 1, c.In("a"))
	assert.Equal(t, 1, c.In("b"))
	assert.Equal(t, 1, c.Search("").Place(repository("2", "", "", "").Ref))
}

func TestAReadingToTheEndLeavesOutWhatHasNotComeAgain(t *testing.T) {
	a, b, d := repository("1", "k", "a", "A"), repository("2", "k", "b", "B"), repository("3", "l", "c", "C")
	c := filled(a, b, d)
	assert.Zero(t, c.Finish(), "all that was added is of this reading")
	c.Begin()
	c.Add(page(b))
	assert.Equal(t, []string{"A", "B", "C"}, names(c.Search("")), "until it has ended")
	before := c.Search("")
	assert.Equal(t, 2, c.Finish())
	assert.Equal(t, []string{"B"}, names(c.Search("")))
	assert.Equal(t, []string{"A", "B", "C"}, names(before))
	assert.Zero(t, c.In("l"))
	loaded, _ := c.Counts()
	assert.Equal(t, 1, loaded)
	c.Add(page(a))
	assert.Equal(t, []string{"B", "A"}, names(c.Search("")), "what was gone may come again")
	assert.Zero(t, c.Finish())
}

func TestAReadingThatBrokeOffTakesNothingAway(t *testing.T) {
	a, b := repository("1", "k", "a", "A"), repository("2", "k", "b", "B")
	c := filled(a, b)
	c.Begin()
	c.Add(page(a))
	c.Begin()
	assert.Len(t, names(c.Search("")), 2)
	c.Add(page(b))
	assert.Equal(t, 1, c.Finish(), "what came in the reading before does not count")
}

func TestOfAWorkspaceReadInPartNothingIsGone(t *testing.T) {
	c := filled(repository("1", "large", "a", "A"), repository("2", "k", "b", "B"))
	c.Begin()
	assert.Equal(t, 1, c.Finish("large"))
	assert.Equal(t, []string{"A"}, names(c.Search("")))
}

func TestManyGoAndTheRestIsStillFoundAndInOrder(t *testing.T) {
	all := many(5000)
	c := catalog.New()
	pages(c, all, 1000)
	c.Begin()
	var kept []connector.Repository
	for i, r := range all {
		if i > 1500 && i%3 == 0 {
			continue
		}
		kept = append(kept, r)
	}
	pages(c, kept, 1000)
	assert.Equal(t, len(all)-len(kept), c.Finish())
	again := catalog.New()
	pages(again, kept, 300)
	for _, how := range []catalog.Arrangement{{}, {By: catalog.ByName}, {By: catalog.ByUpdated, Grouped: true}} {
		assert.Equal(t, shown(again.Find("", how, catalog.Top{})), shown(c.Find("", how, catalog.Top{})))
		assert.Equal(t, shown(again.Find("ios kiel", how, catalog.Top{})), shown(c.Find("ios kiel", how, catalog.Top{})))
	}
	for _, r := range kept[:1600] {
		c.Add(page(r))
	}
	loaded, _ := c.Counts()
	assert.Equal(t, len(kept), loaded, "each is still known by its reference")
}

func TestOneThatIsGoneIsDropped(t *testing.T) {
	a, b := repository("1", "k", "a", "A"), repository("2", "k", "b", "B")
	c := filled(a, b)
	c.Drop(a.Ref)
	c.Drop(a.Ref)
	assert.Equal(t, []string{"B"}, names(c.Search("")))
	c.Add(page(b, a))
	assert.Equal(t, []string{"B", "A"}, names(c.Search("")))
}

func TestRightsAreNotedAndListsThatDoNotTellThemTakeNothingBack(t *testing.T) {
	a, b, d := repository("1", "k", "a", "A"), repository("2", "k", "b", "B"), repository("3", "k", "c", "C")
	c := filled(a, b)
	before := c.Search("")
	c.Right(map[connector.RepositoryRef]connector.Right{a.Ref: connector.RightAdmin, d.Ref: connector.RightWrite}, connector.RightUnknown)
	assert.Equal(t, []connector.Right{connector.RightAdmin, connector.RightUnknown}, rights(c))
	assert.Equal(t, []string{"A"}, names(c.Search("is:admin")))
	c.Right(map[connector.RepositoryRef]connector.Right{a.Ref: connector.RightAdmin}, connector.RightRead)
	c.Add(page(d))
	assert.Equal(t, []connector.Right{connector.RightAdmin, connector.RightRead, connector.RightUnknown}, rights(c))
	a.Name = "Anew"
	c.Add(page(a, b))
	assert.Equal(t, []connector.Right{connector.RightAdmin, connector.RightRead, connector.RightUnknown}, rights(c))
	a.Right = connector.RightWrite
	c.Add(page(a))
	assert.Equal(t, connector.RightWrite, rights(c)[0])
	assert.Equal(t, connector.RightUnknown, before.At(0).Right)
}

func rights(c *catalog.Catalog) []connector.Right {
	var all []connector.Right
	l := c.Search("")
	for i := range l.Len() {
		all = append(all, l.At(i).Right)
	}
	return all
}

// Whoever reads never sees half a page, nor a list that changes while it is looked at.
func TestReadersSeeWholePages(t *testing.T) {
	c := catalog.New()
	var all sync.WaitGroup
	done := make(chan struct{})
	all.Go(func() {
		defer close(done)
		for round := range 8 {
			c.Begin()
			for at := 0; at < 3000; at += 500 {
				some := manyFrom(at, 500)
				for i := range some {
					some[i].Description = fmt.Sprint("round ", round)
				}
				c.Add(connector.Page{Repositories: some, Total: 3000})
			}
			c.Right(map[connector.RepositoryRef]connector.Right{manyFrom(7, 1)[0].Ref: connector.RightAdmin}, connector.RightRead)
			c.Finish()
		}
	})
	for _, query := range []string{"", "ios", "round", "mbios", "is:admin"} {
		all.Go(func() {
			for {
				l := c.Find(query, catalog.Arrangement{By: catalog.ByUpdated, Grouped: true}, catalog.Top{})
				if query == "" || query == "round" {
					assert.Zero(t, l.Found()%500)
				}
				for i := range min(l.Len(), 100) {
					l.Row(i)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	all.Wait()
	assert.Equal(t, 3000, c.Search("").Len())
}

func TestScrollingAllocatesTheSameHoweverLongTheListIs(t *testing.T) {
	how := catalog.Arrangement{By: catalog.ByName, Grouped: true}
	for _, query := range []string{"", "mob ios"} {
		var allocations []float64
		for _, n := range []int{500, 20_000} {
			c := catalog.New()
			pages(c, many(n), 1000)
			l := c.Find(query, how, catalog.Top{})
			allocations = append(allocations, testing.AllocsPerRun(100, func() { l.Row(5); l.Row(l.Len() - 1) }))
		}
		assert.LessOrEqual(t, slices.Max(allocations), slices.Min(allocations)+4, query)
		assert.Less(t, slices.Max(allocations), 30.0, query)
	}
}

// 60 MiB for 100,000 are 629 bytes each, with what searching keeps.
func TestARepositoryTakesLittleMemory(t *testing.T) {
	const n = 20_000
	before := heap()
	c := catalog.New()
	for at := 0; at < n; at += 1000 {
		c.Add(connector.Page{Repositories: manyFrom(at, 1000), Total: n})
	}
	for _, text := range typing {
		c.Search(text)
	}
	assert.Less(t, (heap()-before)/n, 450.0)
	assert.Equal(t, n, c.Search("").Len())
}
