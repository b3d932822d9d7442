package connector_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
)

func TestPatternsMatchAsTheyRead(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"main", "main", true},
		{"main", "Main", false},
		{"main", "main2", false},
		{"main", "xmain", false},
		{"*", "", true},
		{"*", "feature/a/b", true},
		{"**", "a/b", true},
		{"", "", true},
		{"", "a", false},
		{"a", "", false},
		{"release/*", "release/1.0", true},
		{"release/*", "release/1.0/hot", true},
		{"release/*", "release/", true},
		{"release/*", "release", false},
		{"release/**", "release/1/2", true},
		{"*/main", "main", false},
		{"*main", "main", true},
		{"v?.?", "v1.2", true},
		{"v?.?", "v1.20", false},
		{"?", "ü", true},
		{"?", "😀", true},
		{"?", "", false},
		{"??", "ü", false},
		{"gr*ße", "größe", true},
		{"größe", "gro\u0308ße", false}, // git takes the two spellings of ö for two names
		{"*é*", "café/1", true},
		{"[ab]", "a", false},
		{"[ab]", "[ab]", true},
		{`\*`, "*", false},
		{`\*`, `\x`, true},
		{"a.c", "abc", false},
		{"*a*b*c*", "xxaxxbxxcxx", true},
		{"*a*b*c*", "xxcxxbxxaxx", false},
		{"*.*", "1.2", true},
		{"*.*", "12", false},
		{"a*a", "a", false},
		{"a*a", "aa", true},
		{"*aab", "aaab", true},
		{"main ", "main", false},
	} {
		assert.Equal(t, c.want, connector.Matches(c.pattern, c.name), "%q %q", c.pattern, c.name)
	}
	assert.False(t, connector.MatchesAny(nil, "main"))
	assert.True(t, connector.MatchesAny([]string{"x", "m*"}, "main"))
}

func TestManyStarsTakeNoTimeToSpeakOf(t *testing.T) {
	name := strings.Repeat("a", 20_000)
	assert.False(t, connector.Matches(strings.Repeat("*a", 500)+"b", name))
	assert.True(t, connector.Matches(strings.Repeat("*", 5000), name))
}

func TestPatternsAreReadAsPeopleTypeThem(t *testing.T) {
	assert.Equal(t, []string{"main", "release/*", "v1"}, connector.Patterns(" main,release/*;\n\tmain ,, v1\r\n"))
	assert.Empty(t, connector.Patterns(" ,;\n"))
}
