package server_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/server"
)

func shown(entries []connector.TreeEntry) []string {
	var out []string
	for _, e := range entries {
		if e.Folder {
			out = append(out, e.Path+"/")
			continue
		}
		out = append(out, e.Path)
	}
	return out
}

func TestWhatIsInARepositoryIsListedInFewRequests(t *testing.T) {
	s := start(t, "")
	c := clientOf(s, calm())
	r := connector.Repository{Key: "LADEN", Slug: "baeckerei-app"}
	before := len(s.Requests())
	tree, err := c.Tree(t.Context(), r, "main")
	require.NoError(t, err)
	assert.LessOrEqual(t, len(s.Requests())-before, 13)
	for _, path := range []string{"pubspec.yaml", "android/", "ios/", "android/build.gradle.kts", "ios/Runner.xcodeproj/"} {
		assert.Contains(t, shown(tree), path)
	}
	for _, e := range tree {
		assert.Equal(t, e.Folder, e.Size < 0, "%v", e)
	}
	text, err := c.File(t.Context(), r, "", "pubspec.yaml")
	require.NoError(t, err)
	assert.Contains(t, text, "  flutter:\n")
	for _, path := range []string{"no/such.file", "../../../x", "", "/", "a//b", "."} {
		_, err = c.File(t.Context(), r, "", path)
		require.ErrorIs(t, err, fs.ErrNotExist, path)
	}
	branches, err := c.Branches(t.Context(), r, "/")
	require.NoError(t, err)
	require.NotEmpty(t, branches, "a branch with a slash in its name")
	tree, err = c.Tree(t.Context(), r, branches[0].Name)
	require.NoError(t, err)
	assert.NotEmpty(t, tree)
	tree, err = c.Tree(t.Context(), r, "no-such-branch")
	require.NoError(t, err)
	assert.Empty(t, tree)
}

// forest is a repository of these files, listed folder by folder.
type forest struct {
	files []string
	let   chan struct{} // closed to let folders be listed; nil lets them at once

	mu    sync.Mutex
	under int
	most  int
	seen  []string
}

func (f *forest) serve(w http.ResponseWriter, r *http.Request) {
	f.enter(1, r.URL.Path)
	defer f.enter(-1, "")
	_, folder, _ := strings.Cut(r.URL.Path, "/browse")
	folder = strings.Trim(folder, "/")
	if f.let != nil && folder != "" {
		<-f.let
	}
	values := []any{}
	seen := map[string]bool{}
	for _, file := range f.files {
		rest, inside := strings.CutPrefix("/"+file, strings.TrimSuffix("/"+folder, "/")+"/")
		name, _, deeper := strings.Cut(rest, "/")
		if !inside || seen[name] {
			continue
		}
		seen[name] = true
		one := map[string]any{"path": map[string]any{"name": name, "toString": name}, "type": "FILE", "size": 3}
		if deeper {
			one["type"] = "DIRECTORY"
			delete(one, "size")
		}
		values = append(values, one)
	}
	values = append(values, map[string]any{"path": map[string]any{"toString": "sub"}, "type": "SUBMODULE"})
	body, _ := json.Marshal(map[string]any{"children": map[string]any{"values": values, "isLastPage": true}})
	says(200, string(body))(w, r)
}

func (f *forest) enter(by int, path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.under += by
	f.most = max(f.most, f.under)
	if path != "" {
		f.seen = append(f.seen, path)
	}
}

// paths gives what was looked into, and how many at a time at most.
func (f *forest) paths() (seen []string, most int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.seen), f.most
}

func TestOnlyTheLikeliestFoldersAreLookedInto(t *testing.T) {
	f := &forest{files: []string{
		"README.md", "android/build.gradle", "apps/kiosk/pubspec.yaml", "apps/kiosk/ios/Podfile", "packages/ui/package.json",
		"node_modules/a/x", ".github/workflows/x.yml", "docs/a.md", "build/x", "Pods/x", "App.xcodeproj/project.pbxproj",
	}}
	for _, letter := range "abcdefghijklmnopqrst" {
		f.files = append(f.files, "z"+string(letter)+"/x")
	}
	f.let = make(chan struct{})
	h := openHookery(t, f.serve)
	var tree []connector.TreeEntry
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		tree, err = server.New(server.Options{Address: h.URL, Token: connector.NewSecret(myToken), Transport: calm()}).Tree(t.Context(), repo1(), "")
	}()
	assert.Eventually(t, func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return f.under >= 4
	}, 10*time.Second, 20*time.Millisecond)
	close(f.let)
	<-done
	require.NoError(t, err)
	for _, path := range []string{"README.md", "App.xcodeproj/", "android/build.gradle", "apps/kiosk/pubspec.yaml", "apps/kiosk/ios/", "packages/ui/package.json", "za/x"} {
		assert.Contains(t, shown(tree), path)
	}
	assert.NotContains(t, shown(tree), "sub")
	seen, most := f.paths()
	assert.Len(t, seen, 1+12+2)
	assert.Equal(t, 4, most, "side by side, but not all at once")
	for _, path := range seen {
		for _, never := range []string{"node_modules", ".github", "docs", "build/", "Pods", "xcodeproj"} {
			assert.NotContains(t, path, never)
		}
	}
	assert.Equal(t, len(tree), len(slices.Compact(slices.Sorted(slices.Values(shown(tree))))), "nothing twice")
}

func TestAFileIsReadSoFar(t *testing.T) {
	line := strings.Repeat("é", 50)
	lines := []any{}
	for range 2000 {
		lines = append(lines, map[string]any{"text": line})
	}
	body, err := json.Marshal(map[string]any{"lines": lines, "isLastPage": false})
	require.NoError(t, err)
	h := openHookery(t, says(200, string(body)))
	text, err := h.client(myToken).File(t.Context(), repo1(), "feature/x", "a b/c#d.txt")
	require.NoError(t, err)
	assert.LessOrEqual(t, len(text), 64<<10)
	assert.Greater(t, len(text), 64<<10-3)
	assert.True(t, strings.HasPrefix(text, line+"\n"+line))
	assert.NotContains(t, text, "\ufffd")
	assert.Equal(t, "/rest/api/1.0/projects/PRJ/repos/app/browse/a%20b/c%23d.txt", h.all()[0].path)

	binary := openHookery(t, says(200, `{"binary":true,"path":{}}`))
	text, err = binary.client(myToken).File(t.Context(), repo1(), "", "icon.png")
	require.NoError(t, err)
	assert.Empty(t, text)
}
