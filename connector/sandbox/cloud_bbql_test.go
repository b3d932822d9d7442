package sandbox_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestQueriesAreReadAsWrittenOrRefused(t *testing.T) {
	s := start(t, sandbox.Options{})
	ask := func(q string) heard {
		return get(t, s, tokenOf(s), "/repositories/nordlicht-apps?pagelen=100&fields=values.slug&q="+url.QueryEscape(q))
	}
	everything := len(ask("").values(t))
	for q, want := range map[string]int{
		`slug="baeckerei-app"`:                                                  1,
		`slug = "BAECKEREI-APP"`:                                                1,
		`slug != "baeckerei-app"`:                                               everything - 1,
		`name ~ "a \"quoted\" thing nobody has"`:                                0,
		`name ~ "C:\\nobody"`:                                                   0,
		`name~"bäckerei" OR slug~"baeckerei"`:                                   1,
		`(name~"BÄCKER" OR slug~"BAECKER") AND slug !~ "ios"`:                   1,
		`((slug ~ "markt"))`:                                                    1,
		`slug = "x" OR slug = "baeckerei-app" AND is_private = true`:            len(ask(`slug = "baeckerei-app" AND is_private = true`).values(t)),
		`(slug = "x" OR slug = "baeckerei-app") AND (name ~ "zz" OR size >= 0)`: 1,
		`mainbranch = null OR mainbranch != null`:                               everything,
		`project.key = "LADEN" OR project.key != "laden"`:                       everything,
		`updated_on >= 2001-01-01T00:00:00 AND updated_on < "2090-01-01"`:       everything,
	} {
		assert.Len(t, ask(q).values(t), want, q)
	}
	for _, q := range []string{
		`slug`, `slug =`, `= "x"`, `slug = "x" AND`, `(slug = "x"`, `slug = "x")`, `slug == "x"`, `nothing = 1`, `size = "many"`, `is_private = 7up`,
		`name ~ "a" OR (slug ~ "b"`, `name ~`, `() AND slug = "x"`,
	} {
		assert.Equal(t, http.StatusBadRequest, ask(q).status, q)
	}
}

func TestNamesAreFoundByAnyPartWhateverTheirMarks(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 300})
	list := all(t, s, tokenOf(s), "/repositories/nordlicht-apps?pagelen=100&sort=-updated_on&fields=next,values.name,values.slug,values.updated_on&q="+
		url.QueryEscape(`name ~ "ä" OR slug ~ "bus-"`))
	require.NotEmpty(t, list)
	var days []string
	for _, one := range list {
		name, slug, day := one["name"].(string), one["slug"].(string), one["updated_on"].(string)
		assert.True(t, strings.Contains(strings.ToLower(name), "ä") || strings.Contains(slug, "bus-"), name)
		days = append(days, day)
	}
	assert.True(t, slices.IsSortedFunc(days, func(a, b string) int { return strings.Compare(b, a) }), days)
}
