package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector/catalog"
)

func TestAQueryIsReadAsWordsAndWhatNarrows(t *testing.T) {
	for text, want := range map[string]catalog.Query{
		"":                              {},
		"  Mobile  iOS ":                {Words: []string{"mobile", "ios"}},
		"Größe":                         {Words: []string{"grosse"}},
		"is:private mob":                {Words: []string{"mob"}, Is: []string{catalog.Private}},
		"IS:Admin Is:archived":          {Is: []string{catalog.Admin, catalog.Archived}},
		"is:public is:PUBLIC":           {Is: []string{catalog.Public}},
		"is:secret ios":                 {Words: []string{"ios"}, Unknown: []string{"is:secret"}},
		"is: project: ios":              {Words: []string{"ios"}},
		"project:MOB Project:web":       {Projects: []string{"mob", "web"}},
		`project:"My  Größe" ios`:       {Words: []string{"ios"}, Projects: []string{"my grosse"}},
		`project:"not closed yet`:       {Projects: []string{"not closed yet"}},
		`a project:"x y"z`:              {Words: []string{"a"}, Projects: []string{`x y"z`}},
		"this:that https://host/is:all": {Words: []string{"this:that", "https://host/is:all"}},
		"\u00a0is:private\tx":           {Words: []string{"x"}, Is: []string{catalog.Private}},
	} {
		assert.Equal(t, want, catalog.ReadQuery(text), text)
	}
}

func TestANarrowingWordIsPutInAndTakenOutAndAllElseStaysAsTyped(t *testing.T) {
	for _, c := range []struct {
		text, word string
		on         bool
		want       string
	}{
		{"", catalog.Private, true, "is:private"},
		{"  Mobile  IOS ", catalog.Private, true, "Mobile IOS is:private"},
		{"Mobile is:public x", catalog.Private, true, "Mobile x is:private"},
		{"Mobile Is:PRIVATE x", catalog.Private, true, "Mobile x is:private"},
		{"Mobile Is:PRIVATE x", catalog.Private, false, "Mobile x"},
		{"Mobile is:public", catalog.Private, false, "Mobile is:public"},
		{"is:archived", catalog.Admin, true, "is:archived is:admin"},
		{"x", "project:MOB", true, "x project:MOB"},
		{"x", "project:My project", true, `x project:"My project"`},
		{`x project:"my  Project" y`, "project:My project", false, "x y"},
		{`project:"a b" x`, "project:MOB", true, `project:"a b" x project:MOB`},
		{"project:mob", "project:MOB", true, "project:MOB"},
	} {
		assert.Equal(t, c.want, catalog.With(c.text, c.word, c.on), "%q %q %v", c.text, c.word, c.on)
	}
}

func TestPlainIsWhatIsLeftWithoutWhatNarrows(t *testing.T) {
	assert.Equal(t, "Mobile iOS", catalog.Plain(` Mobile is:private  iOS project:"a b" is:secret `))
	assert.Empty(t, catalog.Plain("is:admin"))
	assert.Equal(t, "acme/shop", catalog.Plain("acme/shop"))
}

func FuzzANarrowingWordPutInIsReadAndTakenOutAgain(f *testing.F) {
	f.Add(`a project:"b c" is:public`, catalog.Private)
	f.Add("is:x", "project:a b")
	f.Fuzz(func(t *testing.T, text, name string) {
		catalog.Plain(text)
		before := catalog.ReadQuery(catalog.With(text, catalog.Private, false))
		with := catalog.With(text, catalog.Private, true)
		q := catalog.ReadQuery(with)
		assert.Contains(t, q.Is, catalog.Private)
		assert.NotContains(t, q.Is, catalog.Public)
		assert.Equal(t, before.Words, q.Words)
		assert.NotContains(t, catalog.ReadQuery(catalog.With(with, catalog.Private, false)).Is, catalog.Private)
		catalog.With(text, catalog.Project+name, true)
	})
}
