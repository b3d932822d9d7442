package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestAPushedCommitIsAnsweredFromThenOn(t *testing.T) {
	s := start(t, sandbox.Options{})
	cloudHead := func(name string) string {
		target, _ := get(t, s, tokenOf(s), askFirst+"/refs/branches/"+name).object(t)["target"].(map[string]any)
		hash, _ := target["hash"].(string)
		return hash
	}
	before, other := cloudHead("main"), cloudHead("release/1.2")
	d := dcOf(t, s)
	serverBefore := d.get(firstRepo + "/branches").body
	pushed, err := s.Push(t.Context(), "cloud", "nordlicht-apps/baeckerei-app", "main")
	require.NoError(t, err)
	assert.Regexp(t, `^[0-9a-f]{40}$`, pushed.Commit)
	assert.NotEqual(t, before, pushed.Commit)
	assert.Equal(t, pushed.Commit, cloudHead("main"))
	assert.Equal(t, other, cloudHead("release/1.2"), "other branches stay")
	assert.Equal(t, serverBefore, d.get(firstRepo+"/branches").body, "the other Bitbucket has a copy of its own")
	assert.Contains(t, get(t, s, tokenOf(s), askFirst+"/src").header.Get("Location"), pushed.Commit)
	for _, commit := range []string{pushed.Commit, pushed.Commit[:7], before, "main"} {
		assert.Equal(t, http.StatusOK, get(t, s, tokenOf(s), askFirst+"/src/"+commit+"/").status, commit)
	}
	newest := get(t, s, tokenOf(s), askFirst+"/refs/branches?sort=-target.date").values(t)[0]
	assert.Equal(t, "main", newest["name"])
	again, err := s.Push(t.Context(), "cloud", "nordlicht-apps/baeckerei-app", "main")
	require.NoError(t, err)
	assert.NotEqual(t, pushed.Commit, again.Commit)
	assert.Equal(t, http.StatusOK, get(t, s, tokenOf(s), askFirst+"/src/"+pushed.Commit+"/").status, "a commit that a branch has left stays")

	onServer, err := s.Push(t.Context(), "server", "LADEN/baeckerei-app", "release/1.2")
	require.NoError(t, err)
	first := d.get(firstRepo + "/branches?orderBy=MODIFICATION").values(t)[0]
	assert.Equal(t, []any{"release/1.2", onServer.Commit}, []any{first["displayId"], first["latestCommit"]})
	assert.Equal(t, "main", d.get(firstRepo + "/branches?orderBy=ALPHABETICAL").values(t)[0]["displayId"])
	for _, at := range []string{onServer.Commit, "release/1.2", "refs/heads/release/1.2"} {
		assert.Equal(t, http.StatusOK, d.get(firstRepo+"/browse?at="+at).status, at)
	}
	assert.Equal(t, http.StatusNotFound, d.get(firstRepo+"/browse?at="+strings.Repeat("0", 40)).status)
}

func TestTagsAreListedFoundAndPushed(t *testing.T) {
	s := start(t, sandbox.Options{})
	d := dcOf(t, s)
	names := func(values []map[string]any, field string) (out []string) {
		for _, v := range values {
			name, _ := v[field].(string)
			out = append(out, name)
		}
		return out
	}
	told := []string{"v1.0.0", "v1.1.0", "v1.2.0", "v1.2.1"}
	assert.Equal(t, told, names(get(t, s, tokenOf(s), askFirst+"/refs/tags?sort=name").values(t), "name"))
	assert.Equal(t, []string{"v1.2.0", "v1.2.1"}, names(get(t, s, tokenOf(s), askFirst+`/refs/tags?q=name+~+"1.2"`).values(t), "name"))
	assert.Equal(t, told, names(d.get(firstRepo+"/tags?orderBy=ALPHABETICAL").values(t), "displayId"))
	assert.Equal(t, "v1.2.1", d.get(firstRepo + "/tags").values(t)[0]["displayId"], "the newest first")
	assert.Equal(t, []string{"v1.2.1", "v1.2.0"}, names(d.get(firstRepo+"/tags?filterText=1.2").values(t), "displayId"))
	for _, at := range []string{"v1.0.0", "refs/tags/v1.0.0"} {
		assert.Equal(t, http.StatusOK, d.get(firstRepo+"/browse?at="+at).status)
	}
	assert.Equal(t, http.StatusOK, get(t, s, tokenOf(s), askFirst+"/src/v1.0.0/").status)

	for provider, repository := range map[string]string{"cloud": "nordlicht-apps/baeckerei-app", "server": "LADEN/baeckerei-app"} {
		pushed, err := s.PushTag(t.Context(), provider, repository, "v2.0.0")
		require.NoError(t, err)
		assert.Regexp(t, `^[0-9a-f]{40}$`, pushed.Commit)
	}
	tag := d.get(firstRepo + "/tags/v2.0.0").json(t)
	assert.Equal(t, "refs/tags/v2.0.0", tag["id"])
	assert.Equal(t, d.get(firstRepo + "/branches?filterText=main").values(t)[0]["latestCommit"], tag["latestCommit"])
	assert.Equal(t, "v2.0.0", d.get(firstRepo + "/tags").values(t)[0]["displayId"])
	assert.Equal(t, "tag", get(t, s, tokenOf(s), askFirst+"/refs/tags/v2.0.0").object(t)["type"])
	assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), askFirst+"/refs/tags/v3").status)
	assert.Equal(t, "NoSuchTagException", d.get(firstRepo+"/tags/v3").exception(t))
	assert.Empty(t, d.get("api:/projects/LADEN/repos/neues-kassensystem/tags").values(t))
	assert.Empty(t, get(t, s, tokenOf(s), "/repositories/nordlicht-apps/neues-kassensystem/refs/tags").values(t))
}

func TestARepositoryIsTaggedMoreOftenThanAnybodyReads(t *testing.T) {
	s := start(t, sandbox.Options{})
	page := dcOf(t, s).get("api:/projects/MOVE/repos/karten-sdk/tags?limit=1000").json(t)
	assert.EqualValues(t, 1000, page["size"])
	assert.Equal(t, false, page["isLastPage"])
}

func TestFilesComeAsTheyAre(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	got := d.get(firstRepo + "/raw/pubspec.yaml?at=refs/heads/main")
	require.Equal(t, http.StatusOK, got.status)
	assert.Equal(t, "text/plain;charset=UTF-8", got.header.Get("Content-Type"))
	assert.Contains(t, got.body, "name: baeckerei_app\n")
	assert.Equal(t, got.body, d.get(firstRepo+"/raw/pubspec.yaml").body)
	assert.Equal(t, "NoSuchPathException", d.get(firstRepo+"/raw/nothing.yaml").exception(t))
	assert.Equal(t, "NoSuchPathException", d.get(firstRepo+"/raw/ios").exception(t), "a folder is no file")
	assert.Equal(t, "NoSuchCommitException", d.get(firstRepo+"/raw/pubspec.yaml?at=nowhere").exception(t))
	assert.Equal(t, http.StatusUnauthorized, d.with("").get(firstRepo+"/raw/pubspec.yaml").status)
}

func TestCloudFindsRepositoriesByUUIDAllTheWayDown(t *testing.T) {
	s := start(t, sandbox.Options{})
	uuid, _ := get(t, s, tokenOf(s), askFirst).object(t)["uuid"].(string)
	for _, path := range []string{"", "/hooks", "/refs/branches", "/refs/tags", "/src/main/"} {
		got := get(t, s, tokenOf(s), "/repositories/nordlicht-apps/"+strings.NewReplacer("{", "%7B", "}", "%7D").Replace(uuid)+path)
		assert.Equal(t, http.StatusOK, got.status, path)
	}
}
