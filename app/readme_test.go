package app_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/views"
)

// The table stands between these lines of the README.
const (
	readme     = "../README.md"
	codesBegin = "<!-- codes: written by make codes -->"
	codesEnd   = "<!-- end of codes -->"
)

// example is what the sentences speak of; every other value is left to the words there are for a missing one.
func example() []string {
	return []string{"host", "git.example.com", "address", "https://git.example.com", "repository", "SHOP/app", "account", "Ana"}
}

// codeTable is the catalogue as a table: what each code says of an example.
func codeTable(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("\n| code | severity | what it says | what to do |\n|---|---|---|---|\n")
	english := views.English()
	for _, entry := range connector.Catalogue() {
		title, _, fix := english.Words(connector.NewProblem(entry.Code, example()...))
		for _, text := range []string{title, fix} {
			require.NotEmpty(t, text, entry.Code)
			require.NotContains(t, text, "{{", entry.Code)
			require.NotContains(t, text, "problem.", entry.Code)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", entry.Code, entry.Severity, cell(title), cell(fix))
	}
	b.WriteString("\n")
	return b.String()
}

// cell is a text as it may stand in a table.
func cell(text string) string {
	return strings.NewReplacer("|", "\\|", "\n", " ", "<", "&lt;").Replace(text)
}

// With MOORING_UPDATE=codes, as in make codes, the table is written instead of compared.
func TestTheReadmeListsEveryCodeAsTheCatalogueHasIt(t *testing.T) {
	text, err := os.ReadFile(readme)
	require.NoError(t, err)
	before, rest, begun := strings.Cut(string(text), codesBegin)
	stands, after, ended := strings.Cut(rest, codesEnd)
	require.True(t, begun && ended, "%s has no place for the table: %q and %q", readme, codesBegin, codesEnd)
	want := "\n" + codeTable(t)
	if os.Getenv("MOORING_UPDATE") == "codes" {
		require.NoError(t, os.WriteFile(readme, []byte(before+codesBegin+want+codesEnd+after), 0o644))
		return
	}
	// Row by row, since nobody can compare two whole tables by eye.
	is := strings.Split(stands, "\n")
	for i, row := range strings.Split(want, "\n") {
		if i >= len(is) || is[i] != row {
			t.Fatalf("row %d is to be %s; make codes writes the table anew", i, row)
		}
	}
	assert.Len(t, connector.Catalogue(), strings.Count(stands, "\n| `"))
}

func TestEveryTestTheReadmeNamesIsThere(t *testing.T) {
	text, err := os.ReadFile(readme)
	require.NoError(t, err)
	var all strings.Builder
	require.NoError(t, filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		code, err := os.ReadFile(path)
		all.Write(code)
		return err
	}))
	named := regexp.MustCompile("`(Test\\w+)`").FindAllSubmatch(text, -1)
	assert.Greater(t, len(named), 20, "the tables of RFC 8252 and RFC 9700 name them")
	for _, n := range named {
		assert.Contains(t, all.String(), "func "+string(n[1])+"(", "named in the README")
	}
}
