package catalog_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/catalog"
)

func repository(id, key, slug, name string) connector.Repository {
	return connector.Repository{
		Ref: connector.RepositoryRef{Provider: connector.Cloud, Base: "https://api.test/2.0", ID: id},
		Key: key, Slug: slug, Name: name, Owner: key,
	}
}

func filled(repositories ...connector.Repository) *catalog.Catalog {
	c := catalog.New()
	c.Add(connector.Page{Repositories: repositories, Total: -1})
	return c
}

func names(l catalog.Listing) []string {
	var out []string
	for i := range l.Len() {
		out = append(out, l.At(i).Name)
	}
	return out
}

func TestAnEmptyQueryFindsEverythingInTheOrderOfArrival(t *testing.T) {
	c := filled(repository("1", "b", "b", "Beta"), repository("2", "a", "a", "Alpha"))
	assert.Equal(t, []string{"Beta", "Alpha"}, names(c.Search("")))
	assert.Equal(t, []string{"Beta", "Alpha"}, names(c.Search("  ")))
}

func TestEveryWordMustOccurInAnyFieldAndAnyOrder(t *testing.T) {
	r := repository("1", "ACME", "shop-app", "Shop app")
	r.Owner, r.Project, r.Description = "Acme Bakery", "Mobile", "Orders bread\nat home"
	c := filled(r, repository("2", "x", "y", "Other"))
	for _, query := range []string{"acme", "bakery shop", "app mobile acme", "bread", "acme/shop-app", "shop-app", "HOME ORDERS"} {
		assert.Equal(t, []string{"Shop app"}, names(c.Search(query)), query)
	}
	for _, query := range []string{"acme cake", "shop app desktop", "zzz"} {
		assert.Empty(t, names(c.Search(query)), query)
	}
}

func TestCaseAndAccentsDoNotMatter(t *testing.T) {
	c := filled(repository("1", "k", "s", "Café Größe Łódź Ærø"), repository("2", "k", "t", "日本の店"), repository("3", "k", "u", "Ｗｉｄｅ"))
	for query, want := range map[string]string{
		"cafe": "Café Größe Łódź Ærø", "CAFÉ": "Café Größe Łódź Ærø", "grosse": "Café Größe Łódź Ærø",
		"GRÖSSE": "Café Größe Łódź Ærø", "lodz": "Café Größe Łódź Ærø", "aero": "Café Größe Łódź Ærø",
		"cafe\u0301": "Café Größe Łódź Ærø", "日本": "日本の店", "wide": "Ｗｉｄｅ",
	} {
		assert.Equal(t, []string{want}, names(c.Search(query)), query)
	}
}

func TestTheBestComesFirstAndOfEqualsTheShortest(t *testing.T) {
	c := filled(
		repository("1", "k", "1", "Snapper"),
		repository("2", "k", "2", "My App"),
		repository("3", "k", "3", "Application"),
		repository("4", "k", "4", "App"),
		repository("5", "k", "5", "zapp"),
		repository("6", "k", "6", "The-app"),
		repository("7", "k", "7", "zappy App"),
		repository("8", "app", "8", "Else"),
	)
	assert.Equal(t, []string{"App", "Application", "My App", "The-app", "zappy App", "zapp", "Snapper", "Else"}, names(c.Search("app")))
}

func TestARepositoryThatComesTwiceIsListedOnce(t *testing.T) {
	c := catalog.New()
	c.Add(connector.Page{Repositories: []connector.Repository{repository("1", "k", "a", "A"), repository("2", "k", "b", "B")}, Total: 3})
	c.Add(connector.Page{Repositories: []connector.Repository{repository("2", "k", "b", "B"), repository("3", "k", "c", "C")}, Total: -1})
	assert.Equal(t, []string{"A", "B", "C"}, names(c.Search("")))
	loaded, total := c.Counts()
	assert.Equal(t, 3, loaded)
	assert.Equal(t, 3, total, "a page that does not know the total takes nothing back")
}

func TestNobodyKnowsTheTotalAtFirst(t *testing.T) {
	loaded, total := catalog.New().Counts()
	assert.Equal(t, 0, loaded)
	assert.Equal(t, -1, total)
}

func TestWhatWasHandedOutStaysAsItWas(t *testing.T) {
	c := filled(repository("1", "k", "a", "Apple"))
	all, some := c.Search(""), c.Search("app")
	for i := range 100 {
		c.Add(connector.Page{Repositories: []connector.Repository{repository(fmt.Sprint("n", i), "k", "x", "App")}, Total: -1})
	}
	assert.Equal(t, []string{"Apple"}, names(all))
	assert.Equal(t, []string{"Apple"}, names(some))
	assert.Equal(t, 101, c.Search("app").Len())
}

func TestAPlaceIsFoundByReference(t *testing.T) {
	c := filled(repository("1", "k", "a", "Apple"), repository("2", "k", "b", "Banana"))
	l := c.Search("banana")
	assert.Equal(t, 0, l.Place(repository("2", "", "", "").Ref))
	assert.Equal(t, -1, l.Place(repository("1", "", "", "").Ref))
	assert.Equal(t, 1, c.Search("").Place(repository("2", "", "", "").Ref))
	assert.Zero(t, l.At(-1))
	assert.Zero(t, l.At(1))
	assert.Zero(t, catalog.Listing{}.Len())
}

func TestFillingAndSearchingAtTheSameTimeIsSafe(t *testing.T) {
	c := catalog.New()
	var both sync.WaitGroup
	both.Go(func() {
		for i := range 200 {
			c.Add(connector.Page{Repositories: []connector.Repository{repository(fmt.Sprint(i), "k", "s", "App")}, Total: 200})
		}
	})
	both.Go(func() {
		before := 0
		for range 200 {
			l := c.Search("app")
			assert.GreaterOrEqual(t, l.Len(), before)
			before = l.Len()
		}
	})
	both.Wait()
	assert.Equal(t, 200, c.Search("app").Len())
}

func FuzzSearchFindsANameByItself(f *testing.F) {
	f.Add("Café", "shop")
	f.Add("", "")
	f.Add("İstanbul", "日本")
	f.Fuzz(func(t *testing.T, name, query string) {
		c := filled(repository("1", "k", "s", name))
		if q := catalog.ReadQuery(name); len(q.Is)+len(q.Projects)+len(q.Unknown) > 0 {
			return // a name that reads like a filter
		}
		assert.Equal(t, 1, c.Search(name).Len(), "a name finds its repository")
		c.Search(query)
	})
}
