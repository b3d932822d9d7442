package views

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// said are the keys that views say as plain words in their code.
func said(t *testing.T) map[string]string {
	t.Helper()
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	keys := map[string]string{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		require.NoError(t, err)
		ast.Inspect(tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			name, ok := call.Fun.(*ast.Ident)
			if !ok || name.Name != "say" && name.Name != "sayN" {
				return true
			}
			if word, ok := call.Args[0].(*ast.BasicLit); ok {
				key, _ := strconv.Unquote(word.Value)
				keys[key] = name.Name
			}
			return true
		})
	}
	return keys
}

func TestEveryKeyTheViewsSayHasWords(t *testing.T) {
	english := English()
	for key, how := range said(t) {
		if how == "sayN" {
			key += ".other"
		}
		assert.Contains(t, english, key)
	}
}
