package catalog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/catalog"
)

// shown writes a listing as it is read from above: headings in brackets, what is pinned with a star, what is absent in
// parentheses.
func shown(l catalog.Listing) []string {
	var out []string
	for i := range l.Len() {
		row := l.Row(i)
		switch {
		case row.Heading != nil:
			out = append(out, fmt.Sprintf("[%s %s%s %d]", row.Heading.Kind, row.Heading.Key, row.Heading.Name, row.Heading.Count))
		case row.Absent:
			out = append(out, "("+row.Repository.Name+")")
		case row.Pinned:
			out = append(out, row.Repository.Name+"*")
		default:
			out = append(out, row.Repository.Name)
		}
	}
	return out
}

func dated(id, key, name string, day int) connector.Repository {
	r := repository(id, key, strings.ToLower(name), name)
	r.Owner = "The " + key
	if day > 0 {
		at := time.Date(2025, 1, day, 0, 0, 0, 0, time.UTC)
		r.Updated = &at
	}
	return r
}

func five() []connector.Repository {
	return []connector.Repository{
		dated("1", "B", "delta", 1), dated("2", "A", "Alpha", 0), dated("3", "B", "Über", 9), dated("4", "A", "charlie", 5), dated("5", "B", "bravo", 0),
	}
}

func choice(r connector.Repository) connector.Choice { return connector.ChoiceOf(r, time.Now()) }

func TestTheListIsInTheOrderAsked(t *testing.T) {
	c := filled(five()...)
	for by, want := range map[catalog.By][]string{
		catalog.ByArrival: {"delta", "Alpha", "Über", "charlie", "bravo"},
		catalog.ByName:    {"Alpha", "bravo", "charlie", "delta", "Über"},
		catalog.ByUpdated: {"Über", "charlie", "delta", "Alpha", "bravo"},
	} {
		assert.Equal(t, want, shown(c.Find("", catalog.Arrangement{By: by}, catalog.Top{})), by)
	}
}

func TestGroupsStandUnderTheirHeadings(t *testing.T) {
	c := filled(five()...)
	how := catalog.Arrangement{By: catalog.ByUpdated, Grouped: true}
	assert.Equal(t, []string{"[group AThe A 2]", "charlie", "Alpha", "[group BThe B 3]", "Über", "delta", "bravo"}, shown(c.Find("", how, catalog.Top{})))
	assert.Equal(t, []string{"[group BThe B 3]", "Über", "delta", "bravo"}, shown(c.Find("project:B", how, catalog.Top{})))
	assert.Empty(t, shown(c.Find("is:private", how, catalog.Top{})))
	assert.Equal(t, 5, c.Find("", how, catalog.Top{}).Found())
}

func TestPinnedAndRecentStandOnTopAndNowhereElse(t *testing.T) {
	all := five()
	c := filled(all...)
	elsewhere := dated("9", "Z", "zulu", 0)
	top := catalog.Top{Pinned: []connector.Choice{choice(all[4]), choice(elsewhere)}, Recent: []connector.Choice{choice(all[0]), choice(all[4])}}
	flat, grouped := catalog.Arrangement{By: catalog.ByName}, catalog.Arrangement{By: catalog.ByName, Grouped: true}
	assert.Equal(t, []string{
		"[pinned  2]", "bravo*", "(zulu)", "[recent  1]", "delta", "[others  3]", "Alpha", "charlie", "Über",
	}, shown(c.Find("", flat, top)))
	assert.Equal(t, []string{
		"[pinned  2]", "bravo*", "(zulu)", "[recent  1]", "delta", "[group AThe A 2]", "Alpha", "charlie", "[group BThe B 1]", "Über",
	}, shown(c.Find("", grouped, top)))
	assert.Equal(t, []string{"[pinned  1]", "bravo*", "[recent  1]", "delta", "[others  1]", "Über"}, shown(c.Find("project:b", flat, top)))
	assert.Equal(t, []string{"[pinned  1]", "(zulu)"}, shown(c.Find("project:z", flat, catalog.Top{Pinned: top.Pinned})))
	assert.Empty(t, shown(c.Find("is:admin", flat, top)), "nobody knows that of what is absent")
	assert.Equal(t, []string{"bravo*", "Über", "delta"}, shown(c.Find("b", flat, top)), "with words there is no top, and pins are marked")
	assert.Equal(t, []string{"[pinned  1]", "(zulu)"}, shown(catalog.New().Find("", flat, catalog.Top{Pinned: top.Pinned[1:]})))
}

func TestStepsCountRepositoriesAndPassHeadings(t *testing.T) {
	all := five()
	c := filled(all...)
	l := c.Find("", catalog.Arrangement{By: catalog.ByName, Grouped: true}, catalog.Top{Pinned: []connector.Choice{choice(all[4])}})
	// 0 [pinned] 1 bravo 2 [A] 3 Alpha 4 charlie 5 [B] 6 delta 7 Über
	for _, s := range []struct{ from, by, to int }{
		{1, 1, 3},
		{3, 1, 4},
		{4, 1, 6},
		{6, -1, 4},
		{3, -1, 1},
		{1, -1, 1},
		{7, 1, 7},
		{1, 100, 7},
		{7, -100, 1},
		{0, 0, 1},
		{0, 1, 1},
		{2, 1, 3},
		{5, 1, 6},
		{5, -1, 4},
		{2, -1, 1},
		{-1, 1, 1},
		{-1, 0, 1},
		{4, 2, 7},
	} {
		assert.Equal(t, s.to, l.Step(s.from, s.by), "from %d by %d", s.from, s.by)
	}
	assert.Equal(t, -1, catalog.Listing{}.Step(0, 1))
	for i := range l.Len() {
		if r := l.At(i); r.Ref.ID != "" {
			assert.Equal(t, i, l.Place(r.Ref))
		}
	}
	assert.Zero(t, l.At(0), "a heading is no repository")
	assert.Equal(t, catalog.Row{}, l.Row(99))
	assert.Equal(t, catalog.Row{}, l.Row(-1))
}

func TestOrdersHoldWhileTheListGrowsAndChanges(t *testing.T) {
	c := catalog.New()
	for i, page := range slices.Collect(slices.Chunk(many(6000), 700)) {
		c.Add(connector.Page{Repositories: page, Total: -1})
		if i%2 == 0 {
			c.Find("", catalog.Arrangement{By: catalog.ByName}, catalog.Top{})
		}
		for i := range page[:50] {
			at := time.Date(2027, 1, 1, i, 0, 0, 0, time.UTC)
			page[i].Name, page[i].Updated = "moved "+page[i].Name, &at
		}
		c.Add(connector.Page{Repositories: page[:50], Total: -1})
	}
	byName := c.Find("", catalog.Arrangement{By: catalog.ByName}, catalog.Top{})
	byUpdated := c.Find("", catalog.Arrangement{By: catalog.ByUpdated}, catalog.Top{})
	assert.Equal(t, 6000, byName.Len())
	assert.Equal(t, 6000, byUpdated.Len())
	for i := 1; i < 6000; i++ {
		assert.LessOrEqual(t, catalog.Fold(byName.At(i-1).Name), catalog.Fold(byName.At(i).Name))
		assert.False(t, byUpdated.At(i-1).Updated.Before(*byUpdated.At(i).Updated))
	}
}
