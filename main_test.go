package main_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// room is what one package of the house may import, as the drawing in CONTRIBUTING.md has it. An entry
// that ends in "/..." means everything below it; "std" is the standard library.
var rooms = map[string][]string{
	"mooring":                     {"mooring/app"},
	"mooring/app":                 {"mooring/...", "*"},
	"mooring/app/tour":            {"mooring/app/drive", "mooring/connector/sandbox", "*"},
	"mooring/app/drive":           {"mooring/assets", "*"},
	"mooring/app/measure":         {"mooring/app/drive", "mooring/connector/sandbox", "*"},
	"mooring/views":               {"fyne.io/...", "mooring/assets", "mooring/connector", "mooring/connector/flow"},
	"mooring/assets":              {},
	"mooring/connector":           {"golang.org/x/net/idna"},
	"mooring/connector/flow":      {"mooring/connector", "mooring/connector/ladder", "mooring/connector/catalog"},
	"mooring/connector/ladder":    {"mooring/connector"},
	"mooring/connector/cloud":     {"mooring/connector", "mooring/connector/transport", "*"},
	"mooring/connector/server":    {"mooring/connector", "mooring/connector/transport", "*"},
	"mooring/connector/oauth":     {"mooring/connector", "mooring/connector/transport", "*"},
	"mooring/connector/vault":     {"mooring/connector", "mooring/connector/transport", "*"},
	"mooring/connector/store":     {"mooring/connector", "mooring/connector/transport", "*"},
	"mooring/connector/catalog":   {"mooring/connector", "mooring/connector/transport", "*"},
	"mooring/connector/source":    {"mooring/connector", "mooring/connector/transport", "*"},
	"mooring/connector/transport": {"mooring/connector", "*"},
	"mooring/connector/sandbox":   {},
}

// forbidden is what a room may not import even though the standard library has it.
var forbidden = map[string][]string{
	"mooring/views": {"net/http", "os", "os/exec", "net", "syscall"},
}

type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
	Standard   bool
}

func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Deps,Standard", "-tags", "ci"}, args...)...).Output()
	require.NoError(t, err)
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		all = append(all, p)
	}
}

func allowed(rules []string, path string) bool {
	ours := strings.HasPrefix(path, "mooring")
	return slices.ContainsFunc(rules, func(rule string) bool {
		switch {
		case rule == "*":
			return !ours
		case strings.HasSuffix(rule, "/..."):
			return strings.HasPrefix(path, strings.TrimSuffix(rule, "..."))
		default:
			return path == rule
		}
	})
}

// standard tells the standard library by the lack of a dot in the first part of the path.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != "mooring"
}

func TestEveryRoomImportsOnlyWhatTheDrawingAllows(t *testing.T) {
	seen := 0
	for _, p := range list(t, "./...") {
		rules, known := rooms[p.ImportPath]
		if !assert.True(t, known, "%s stands in no drawing", p.ImportPath) {
			continue
		}
		seen++
		for _, i := range p.Imports {
			if standard(i) {
				assert.NotContains(t, forbidden[p.ImportPath], i, "%s imports %s", p.ImportPath, i)
				continue
			}
			assert.True(t, allowed(rules, i), "%s imports %s", p.ImportPath, i)
		}
	}
	assert.Greater(t, seen, 10)
}

func TestNoToolkitIsReachedBelowTheViews(t *testing.T) {
	for _, p := range list(t, "./connector/...") {
		for _, d := range p.Deps {
			assert.False(t, strings.HasPrefix(d, "fyne.io/"), "%s reaches %s", p.ImportPath, d)
		}
	}
}

func TestOnlyAppTouchesTheSandbox(t *testing.T) {
	for _, p := range list(t, "./...") {
		if slices.Contains(p.Imports, "mooring/connector/sandbox") {
			assert.True(t, strings.HasPrefix(p.ImportPath, "mooring/app"), "%s imports the sandbox", p.ImportPath)
		}
	}
}

func TestNoModuleIsReplaced(t *testing.T) {
	out, err := exec.Command("go", "mod", "edit", "-json").Output()
	require.NoError(t, err)
	var mod struct{ Replace []any }
	require.NoError(t, json.Unmarshal(out, &mod))
	assert.Empty(t, mod.Replace)
}
