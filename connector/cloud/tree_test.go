package cloud_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/sandbox"
)

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte(err.Error())
	}
	return b
}

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

func TestWhatIsInARepositoryIsListedInTwoRequests(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, apiToken(s.Line()))
	r := repositoryOf(t, c, "nordlicht-apps", "baeckerei-app")
	before := c.Requests()
	tree, err := c.Tree(t.Context(), r, "")
	require.NoError(t, err)
	assert.Equal(t, 2, c.Requests()-before, "where the branch is, and what is in it")
	for _, path := range []string{"pubspec.yaml", "android/", "ios/", "android/build.gradle.kts", "ios/Runner.xcodeproj/"} {
		assert.Contains(t, shown(tree), path)
	}
	for _, e := range tree {
		assert.LessOrEqual(t, strings.Count(e.Path, "/"), 1, e.Path)
		assert.Equal(t, e.Folder, e.Size < 0, "%v", e)
	}
	text, err := c.File(t.Context(), r, "", "pubspec.yaml")
	require.NoError(t, err)
	assert.Contains(t, text, "flutter:\n")
	assert.Equal(t, 3, c.Requests()-before, "where the branch is, is known")
	_, err = c.File(t.Context(), r, "", "no/such.file")
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = c.File(t.Context(), r, "", "../../hooks")
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestABranchOfAnyNameIsFoundAndOneThatIsNotThereIsEmpty(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, apiToken(s.Line()))
	r := repositoryOf(t, c, "nordlicht-apps", "baeckerei-app")
	names, err := c.Refs(t.Context(), r, connector.Branches)
	require.NoError(t, err)
	at := slices.IndexFunc(names.Names, func(n string) bool { return strings.Contains(n, "/") })
	require.GreaterOrEqual(t, at, 0, "a branch with a slash in its name")
	tree, err := c.Tree(t.Context(), r, names.Names[at])
	require.NoError(t, err)
	assert.NotEmpty(t, tree)
	for _, none := range []string{"feature/none", `a"b\`, "feature"} {
		tree, err = c.Tree(t.Context(), r, none)
		require.NoError(t, err, none)
		assert.Empty(t, tree, none)
		_, err = c.File(t.Context(), r, none, "pubspec.yaml")
		require.ErrorIs(t, err, fs.ErrNotExist, none)
	}
	tree, err = c.Tree(t.Context(), connector.Repository{Key: "w", Slug: "r", Empty: true}, "main")
	require.NoError(t, err)
	assert.Empty(t, tree)
	_, err = c.Tree(t.Context(), connector.Repository{Key: "nordlicht-apps", Slug: "none"}, "main")
	assert.True(t, connector.IsProblem(err, connector.CodeRepositoryNotFound), "%v", err)
}

// forest is a Bitbucket with a repository of these files, too large to be listed two levels deep if it says so.
type forest struct {
	files   []string
	tooDeep bool
	folder  func(w http.ResponseWriter, folder string) bool // answers itself, and says so
	head    string
}

func (f *forest) serve(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/2.0/repositories/w/app")
	switch {
	case path == "":
		writeJSON(w, http.StatusOK, `{"uuid":"{r}","full_name":"w/app","mainbranch":{"name":"trunk"}}`)
	case path == "/refs/branches":
		values := []any{map[string]any{"name": "trunk", "target": map[string]any{"hash": f.head}}}
		writeJSON(w, http.StatusOK, string(mustJSON(map[string]any{"values": values})))
	case strings.HasPrefix(path, "/src/"+f.head+"/"):
		f.list(w, r, strings.Trim(strings.TrimPrefix(path, "/src/"+f.head+"/"), "/"))
	default:
		writeJSON(w, http.StatusNotFound, `{"type":"error","error":{"message":"No such file or directory: x"}}`)
	}
}

func (f *forest) list(w http.ResponseWriter, r *http.Request, folder string) {
	depth := 1
	if r.URL.Query().Get("max_depth") == "2" {
		depth = 2
	}
	if f.tooDeep && depth > 1 {
		writeJSON(w, 555, `{"type":"error","error":{"message":"Timed out"}}`)
		return
	}
	if folder != "" && f.folder != nil && f.folder(w, folder) {
		return
	}
	values := []any{}
	seen := map[string]bool{}
	for _, file := range f.files {
		rest, inside := strings.CutPrefix("/"+file, strings.TrimSuffix("/"+folder, "/")+"/")
		if !inside {
			continue
		}
		parts := strings.Split(rest, "/")
		for n := 1; n <= min(depth, len(parts)); n++ {
			at := strings.TrimPrefix(folder+"/"+strings.Join(parts[:n], "/"), "/")
			if seen[at] {
				continue
			}
			seen[at] = true
			if n < len(parts) {
				values = append(values, map[string]any{"path": at, "type": "commit_directory"})
				continue
			}
			values = append(values, map[string]any{"path": at, "type": "commit_file", "size": len(at)})
		}
	}
	writeJSON(w, http.StatusOK, string(mustJSON(map[string]any{"values": values})))
}

func monorepo() []string {
	return []string{
		"README.md", "apps/kiosk/pubspec.yaml", "apps/kiosk/ios/Podfile", "apps/shop/package.json", "apps/notes.md",
		"packages/ui/package.json", "node_modules/a/package.json", ".github/workflows/x.yml", "docs/a.md", "android/build.gradle", "zoo/pubspec.yaml",
	}
}

func TestAppsAreFoundWhereProjectsOfSeveralKeepThem(t *testing.T) {
	for _, tooDeep := range []bool{false, true} {
		f := &forest{files: monorepo(), tooDeep: tooDeep, head: "c0ffee"}
		h := openHookery(t, f.serve)
		tree, err := h.client(t).Tree(t.Context(), repo1(), "")
		require.NoError(t, err)
		for _, path := range []string{"README.md", "android/build.gradle", "zoo/pubspec.yaml", "apps/kiosk/pubspec.yaml", "apps/kiosk/ios/", "apps/shop/package.json", "packages/ui/package.json"} {
			assert.Contains(t, shown(tree), path, "%v", tooDeep)
		}
		requests := 0
		for _, one := range h.all() {
			if tooDeep {
				assert.NotContains(t, one.path, "node_modules")
				assert.NotContains(t, one.path, "docs")
				assert.NotContains(t, one.path, ".github")
			}
			requests++
		}
		assert.LessOrEqual(t, requests, 2+2+8+8)
		assert.Equal(t, len(tree), len(slices.Compact(slices.Sorted(slices.Values(shown(tree))))), "nothing twice")
	}
}

func TestAFolderThatCannotBeListedIsLeftOutAndARefusalIsNot(t *testing.T) {
	for status, code := range map[int]connector.Code{404: "", 555: "", 500: "", 401: connector.CodeTokenRejected, 429: connector.CodeRateLimited} {
		f := &forest{files: monorepo(), tooDeep: true, head: "c0ffee"}
		h := openHookery(t, f.serve) // each its own: what was asked for aside of a refusal may still be under way
		f.folder = func(w http.ResponseWriter, folder string) bool {
			if folder == "zoo" {
				writeJSON(w, status, `{"type":"error","error":{"message":"no"}}`)
			}
			return folder == "zoo"
		}
		tree, err := h.client(t).Tree(t.Context(), repo1(), "trunk")
		if code != "" {
			assert.True(t, connector.IsProblem(err, code), "%d: %v", status, err)
			continue
		}
		require.NoError(t, err, "%d", status)
		assert.Contains(t, shown(tree), "android/build.gradle")
		assert.NotContains(t, shown(tree), "zoo/pubspec.yaml")
	}
}

func TestAFileIsReadSoFarAndAsItIs(t *testing.T) {
	var body, kind string
	f := &forest{head: "c0ffee"}
	h := openHookery(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, "/src/") {
			f.serve(w, r)
			return
		}
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write([]byte(body))
	})
	c := h.client(t)
	body, kind = strings.Repeat("é", 40<<10), "text/plain"
	text, err := c.File(t.Context(), repo1(), "trunk", "long.txt")
	require.NoError(t, err)
	assert.Equal(t, 64<<10, len(text))
	body = "x" + body
	text, err = c.File(t.Context(), repo1(), "trunk", "cut.txt")
	require.NoError(t, err)
	assert.Equal(t, 64<<10-1, len(text), "no half letters")

	body, kind = "<!doctype html><title>Sign in</title>", "text/html"
	_, err = c.File(t.Context(), repo1(), "trunk", "pubspec.yaml")
	assert.True(t, connector.IsProblem(err, connector.CodeLoginPage), "%v", err)
	text, err = c.File(t.Context(), repo1(), "trunk", "www/index.html")
	require.NoError(t, err)
	assert.Equal(t, body, text)
	assert.Equal(t, "/2.0/repositories/w/app/src/c0ffee/www/index.html", h.all()[len(h.all())-1].path)
}

func TestABranchIsLookedUpAgainAfterAWhile(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	f := &forest{files: []string{"a"}, head: "c0ffee"}
	h := openHookery(t, f.serve)
	c := h.client(t, func(o *cloud.Options) { o.Now = func() time.Time { return now } })
	_, err := c.Tree(t.Context(), repo1(), "trunk")
	require.NoError(t, err)
	f.head = "beef"
	_, err = c.File(t.Context(), repo1(), "trunk", "a")
	require.ErrorIs(t, err, fs.ErrNotExist, "as it was listed")
	now = now.Add(6 * time.Minute)
	_, err = c.File(t.Context(), repo1(), "trunk", "a")
	require.NoError(t, err)
	f.head = "cafe"
	tree, err := c.Tree(t.Context(), repo1(), "trunk")
	require.NoError(t, err)
	assert.Len(t, tree, 1, "a list is always of now")
}
