package catalog_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"mooring/connector/catalog"
)

// marked writes a text with brackets around its spans.
func marked(text string, spans []catalog.Span) string {
	var b strings.Builder
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.From] + "[" + text[s.From:s.To] + "]")
		at = s.To
	}
	return b.String() + text[at:]
}

func TestTheLettersSearchedForAreMarkedAsTheyAreShown(t *testing.T) {
	for _, c := range []struct{ name, query, want string }{
		{"mobile-ios", "mob", "[mob]ile-ios"},
		{"mobile-ios", "ios mob", "[mob]ile-[ios]"},
		{"mobile-ios", "mbios", "[m]o[b]ile-[ios]"},
		{"mobile-ios", "mobileios", "[mobile]-[ios]"},
		{"mobile-ios", "moblie", "[mobile]-ios"},
		{"mobile-ios", "mobile-ios", "[mobile-ios]"},
		{"Café Größe", "cafe grosse", "[Café] [Größe]"},
		{"Café Größe", "gros", "Café [Größ]e"},
		{"Café Größe", "fe", "Ca[fé] Größe"},
		{"Größe", "s", "Grö[ß]e"},
		{"e\u0301te\u0301", "ete", "[e\u0301te\u0301]"},
		{"e\u0301te\u0301", "t", "e\u0301[t]e\u0301"},
		{"ﬁnder", "i", "[ﬁ]nder"},
		{"한글 앱", "ㅎ", "한글 앱"},
		{"İstanbul", "istan", "[İstan]bul"},
		{"ラーメン予約", "予約", "ラーメン[予約]"},
		{"Привет мир", "првет", "[Пр]и[вет] мир"},
		{"MobileApp", "app", "Mobile[App]"},
		{"app snapper app", "app", "[app] snapper [app]"},
		{"snapper", "app", "sn[app]er"},
		{"Mobile", "mob bile", "[Mobile]"},
		{"warehouse", "warehosue", "[warehouse]"},
	} {
		l := filled(repository("1", "key", "slug", c.name)).Search(c.query)
		if c.want == c.name {
			continue
		}
		assert.Equal(t, c.want, marked(c.name, l.Row(0).Name), "%s in %s", c.query, c.name)
	}
}

func TestThePathIsMarkedToo(t *testing.T) {
	c := filled(repository("1", "MOB", "mobile-ios", "The app"))
	for query, want := range map[string]string{
		"mob": "[MOB]/[mob]ile-ios", "mob/mobile": "[MOB/mobile]-ios", "ios": "MOB/mobile-[ios]", "mbios": "MOB/[m]o[b]ile-[ios]",
	} {
		assert.Equal(t, want, marked("MOB/mobile-ios", c.Search(query).Row(0).Path), query)
	}
}

func TestWhereElseAWordWasFoundIsTold(t *testing.T) {
	r := repository("1", "k", "s", "App")
	r.Owner, r.Project, r.Description = "Acme Bakery", "Mobile", "Orders bread at home, and cake, and coffee, and whatever else a bäcker bakes"
	c := filled(r)
	for query, want := range map[string]string{
		"bakery":    "owner: Acme [Bakery]",
		"mobile":    "project: [Mobile]",
		"bread":     "description: Orders [bread] at home, and cake, and coffee, and whatever else a bäcker bakes",
		"backer":    "description: … cake, and coffee, and whatever else a [bäcker] bakes",
		"app bread": "description: Orders [bread] at home, and cake, and coffee, and whatever else a bäcker bakes",
		"app":       ": ",
	} {
		found := c.Search(query).Row(0).Elsewhere
		assert.Equal(t, want, found.Field+": "+marked(found.Text, found.Spans), query)
	}
}

func FuzzMarksAreWholeLettersInOrder(f *testing.F) {
	f.Add("Café Größe", "gros", "Ein Text")
	f.Add("mobile-ios", "mbios", "한글")
	f.Add("\xffé\u0301", "e", "\u0301")
	f.Fuzz(func(t *testing.T, name, query, description string) {
		r := repository("1", "Key", name, name)
		r.Description = description
		l := filled(r).Search(query)
		if l.Len() == 0 {
			return
		}
		row := l.Row(0)
		whole(t, row.Repository.Name, row.Name)
		whole(t, row.Repository.FullName(), row.Path)
		whole(t, row.Elsewhere.Text, row.Elsewhere.Spans)
	})
}

func whole(t *testing.T, text string, spans []catalog.Span) {
	t.Helper()
	end := 0
	for i, s := range spans {
		assert.True(t, s.From >= end && (i == 0 || s.From > end) && s.To > s.From && s.To <= len(text), "%q %v", text, spans)
		if t.Failed() {
			return
		}
		if utf8.ValidString(text) {
			assert.True(t, utf8.ValidString(text[s.From:s.To]), "%q %v", text, spans)
		}
		end = s.To
	}
}
