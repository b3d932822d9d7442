package sandbox_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestDataCenterTellsTheLastCommits(t *testing.T) {
	s := start(t, sandbox.Options{})
	d := dcOf(t, s)
	newest := d.get(firstRepo + "/commits?limit=1").json(t)
	assert.Equal(t, []any{1.0, 1.0, false}, []any{newest["size"], newest["limit"], newest["isLastPage"]})
	head := d.get(firstRepo + "/branches?filterText=main").values(t)[0]["latestCommit"]
	all := d.get(firstRepo + "/commits?limit=1000").values(t)
	require.Greater(t, len(all), 2)
	assert.Equal(t, head, all[0]["id"])
	for i, commit := range all[:len(all)-1] {
		assert.Equal(t, all[i+1]["id"], commit["parents"].([]any)[0].(map[string]any)["id"], "a commit's parent is the one before it")
		assert.Greater(t, commit["authorTimestamp"], all[i+1]["authorTimestamp"])
		assert.NotEmpty(t, commit["message"])
		assert.NotEmpty(t, commit["author"].(map[string]any)["name"])
	}
	assert.Empty(t, all[len(all)-1]["parents"])
	third := all[2]["id"].(string)
	assert.Equal(t, all[2:], d.get(firstRepo+"/commits?limit=1000&until="+third).values(t), "from any commit on")
	for _, until := range []string{"refs/heads/main", "main", head.(string)} {
		assert.Equal(t, head, d.get(firstRepo + "/commits?limit=1&until=" + url.QueryEscape(until)).values(t)[0]["id"], until)
	}
	assert.Equal(t, "NoSuchCommitException", d.get(firstRepo+"/commits?until=nowhere").exception(t))
	none := d.get("api:/projects/LADEN/repos/neues-kassensystem/commits?limit=1")
	assert.Equal(t, http.StatusNotFound, none.status)
	assert.Equal(t, "NoDefaultBranchException", none.exception(t))
}

func TestCloudTellsTheLastCommits(t *testing.T) {
	s := start(t, sandbox.Options{})
	ask := func(path string) heard { return get(t, s, tokenOf(s), askFirst+path) }
	target, _ := ask("/refs/branches/main").object(t)["target"].(map[string]any)
	const fields = "values.hash,values.date,values.message,values.author.user.display_name,values.author.raw,values.links.html.href"
	newest := ask("/commits/main?pagelen=1&fields=" + url.QueryEscape(fields)).values(t)
	require.Len(t, newest, 1)
	assert.Equal(t, target["hash"], newest[0]["hash"])
	assert.Len(t, newest[0], 5, "what was asked for, no more: %v", newest[0])
	assert.Regexp(t, `^[^<]+ <[^@]+@[^>]+>$`, newest[0]["author"].(map[string]any)["raw"])

	page := ask("/commits").object(t)
	assert.NotContains(t, page, "size", "how many there are is not told")
	assert.Equal(t, 30.0, page["pagelen"])
	var last time.Time
	for _, commit := range page["values"].([]any) {
		at, err := time.Parse(time.RFC3339, commit.(map[string]any)["date"].(string))
		require.NoError(t, err)
		assert.True(t, last.IsZero() || !at.After(last), "the newest first")
		last = at
	}
	assert.Equal(t, http.StatusOK, ask("/commits/release/1.2").status, "names hold slashes")
	assert.Equal(t, http.StatusNotFound, ask("/commits/nowhere").status)
	none := get(t, s, tokenOf(s), "/repositories/nordlicht-apps/neues-kassensystem/commits")
	assert.Equal(t, http.StatusOK, none.status)
	assert.Empty(t, none.values(t))

	pushed, err := s.Push(t.Context(), "cloud", "nordlicht-apps/baeckerei-app", "main")
	require.NoError(t, err)
	all := ask("/commits/main?pagelen=100").values(t)
	assert.Equal(t, []any{pushed.Commit, target["hash"]}, []any{all[0]["hash"], all[1]["hash"]})
	tagged, err := s.PushTag(t.Context(), "cloud", "nordlicht-apps/baeckerei-app", "v9")
	require.NoError(t, err)
	require.NotEmpty(t, tagged.Commit)
	assert.Equal(t, all, ask("/commits/v9?pagelen=100").values(t), "a new tag is on the newest commit")
}

func TestSomeCommitsAreOfPeopleBitbucketDoesNotKnow(t *testing.T) {
	s := start(t, sandbox.Options{})
	strangers, known := 0, 0
	for _, repository := range []string{"kundenkarte", "baeckerei-app", "markthalle"} {
		for _, commit := range get(t, s, tokenOf(s), "/repositories/nordlicht-apps/"+repository+"/commits?pagelen=100").values(t) {
			author, _ := commit["author"].(map[string]any)
			assert.NotEmpty(t, author["raw"])
			if author["user"] == nil {
				strangers++
			} else {
				known++
			}
		}
	}
	assert.NotZero(t, strangers)
	assert.Greater(t, known, strangers)
}

func TestRightsDifferAndAreListedByKind(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 3000})
	d := dcOf(t, s)
	read := d.slugs("api:/repos?archived=ALL&limit=1000")
	write := d.slugs("api:/repos?archived=ALL&limit=1000&permission=REPO_WRITE")
	admin := d.slugs("api:/repos?archived=ALL&limit=1000&permission=REPO_ADMIN")
	assert.Len(t, read, 3000)
	assert.Greater(t, len(admin), 800)
	assert.Greater(t, len(write)-len(admin), 600)
	assert.Greater(t, len(read)-len(write), 600)
	assert.Subset(t, write, admin)

	const rights = "/user/workspaces/nordlicht-apps/permissions/repositories?pagelen=100&fields=size,next,values.permission&q="
	asked := func(q string) (size float64, kinds map[any]int) {
		t.Helper()
		got := get(t, s, tokenOf(s), rights+url.QueryEscape(q))
		kinds = map[any]int{}
		for _, one := range got.values(t) {
			kinds[one["permission"]]++
		}
		size, _ = got.object(t)["size"].(float64)
		return size, kinds
	}
	sizes := map[string]float64{}
	for _, kind := range []string{"admin", "write", "read"} {
		size, kinds := asked(`permission="` + kind + `"`)
		assert.Equal(t, map[any]int{kind: 100}, kinds)
		sizes[kind] = size
	}
	more, kinds := asked(`permission>"read"`)
	assert.Equal(t, sizes["admin"]+sizes["write"], more, "more than reading is not what comes after it in the alphabet")
	assert.NotContains(t, kinds, "read")
	sorted := get(t, s, tokenOf(s), strings.TrimSuffix(rights, "&q=")+"&sort=-permission").values(t)
	assert.Equal(t, "admin", sorted[0]["permission"])
	s.TakeAdmin(true)
	assert.Empty(t, d.slugs("api:/repos?permission=REPO_ADMIN"))
	assert.NotEmpty(t, d.get("api:/repos?permission=REPO_WRITE").values(t), "writing is another right")
}
