package cloud_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
	"mooring/connector/sandbox"
)

var _ flow.Detailer = (*cloud.Client)(nil)

// newest is the last commit of a branch as the history tells of it.
func newest(t *testing.T, s *sandbox.Sandbox, repository, branch string) (hash, message, date string) {
	t.Helper()
	l := s.Line()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, l.CloudAPI+"/repositories/"+repository+"/commits/"+branch+"?pagelen=1", nil)
	require.NoError(t, err)
	req.SetBasicAuth(l.CloudEmail, l.CloudAPIToken)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	var p struct {
		Values []struct{ Hash, Message, Date string }
	}
	require.NoError(t, json.Unmarshal(raw, &p), string(raw))
	require.NotEmpty(t, p.Values, string(raw))
	return p.Values[0].Hash, p.Values[0].Message, p.Values[0].Date
}

func TestDetailsTellWhatAListLeavesOut(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 120})
	c := with(s, apiToken(s.Line()))
	list, err := all(t, c)
	require.NoError(t, err)
	for _, r := range list[:20] {
		before := c.Requests()
		d, err := c.Details(t.Context(), r)
		require.NoError(t, err)
		assert.Equal(t, map[bool]int{false: 4, true: 3}[r.Empty], c.Requests()-before)
		assert.Equal(t, r.Description, d.Description)
		assert.Positive(t, d.Right)
		names, err := c.Refs(t.Context(), r, connector.Branches)
		require.NoError(t, err)
		assert.Equal(t, len(names.Names), d.Branches, r.FullName())
		assert.False(t, d.BranchesMore)
		if r.Empty {
			assert.Nil(t, d.Commit)
			assert.Empty(t, d.DefaultBranch)
			continue
		}
		assert.Equal(t, *r.DefaultBranch, d.DefaultBranch)
		assert.Positive(t, d.Size)
		hash, message, date := newest(t, s, r.FullName(), d.DefaultBranch)
		require.NotNil(t, d.Commit, r.FullName())
		first, _, _ := strings.Cut(message, "\n")
		assert.Equal(t, []string{hash, first}, []string{d.Commit.ID, d.Commit.Message})
		at, err := time.Parse(time.RFC3339, date)
		require.NoError(t, err)
		assert.True(t, at.Equal(d.Commit.At), "%s and %s", at, d.Commit.At)
		assert.NotEmpty(t, d.Commit.Author)
		assert.NotContains(t, d.Commit.Author, "@")
		assert.True(t, strings.HasPrefix(d.Commit.Web, s.Line().CloudWeb+"/"+r.FullName()+"/commits/"), d.Commit.Web)
	}
}

func TestAnEmptyRepositoryHasNoCommit(t *testing.T) {
	a := healthy().but("/repositories/w/r", says(`{"uuid":"{r}","mainbranch":null,"size":0}`)).
		but("/repositories/w/r/refs/branches", says(`{"size":0,"values":[]}`))
	d, err := a.client(t, connector.APIToken).Details(t.Context(), connector.Repository{Key: "w", Slug: "r", Name: "R", Ref: connector.RepositoryRef{ID: "{r}"}})
	require.NoError(t, err)
	assert.Equal(t, connector.Details{Right: connector.RightAdmin}, d)
}

// looked is a repository as a list may tell of it.
func looked() connector.Repository {
	main := "release/1"
	return connector.Repository{Key: "w", Slug: "r", Name: "R", DefaultBranch: &main, Ref: connector.RepositoryRef{ID: "{r}"}}
}

// told1 is a repository of which all is told.
func told1() answers {
	return healthy().but("/repositories/w/r", says(`{"uuid":"{r}","description":"What it is","size":7,"mainbranch":{"name":"release/1"}}`)).
		but("/repositories/w/r/refs/branches", says(`{"size":12,"values":[{"name":"release/1","target":{"hash":"abc","date":"2026-03-04T05:06:07+02:00",
			"message":" First line \r\n\nmore","author":{"raw":"Ada Lovelace <ada@b.example>"},"links":{"html":{"href":"https://bitbucket.org/w/r/commits/abc"}}}}]}`))
}

func whole() connector.Details {
	return connector.Details{
		Description: "What it is", Size: 7, Branches: 12, DefaultBranch: "release/1", Right: connector.RightAdmin, Commit: &connector.Commit{
			ID: "abc", Message: "First line", Author: "Ada Lovelace", At: time.Date(2026, 3, 4, 3, 6, 7, 0, time.UTC), Web: "https://bitbucket.org/w/r/commits/abc",
		},
	}
}

func TestWhatCannotBeHadOfDetailsStaysUnknown(t *testing.T) {
	refused := answer{status: http.StatusForbidden, body: `{"type":"error","error":{"message":"Forbidden"}}`}
	broken := answer{status: http.StatusInternalServerError}
	for name, c := range map[string]struct {
		answers answers
		want    func(*connector.Details)
	}{
		"all":            {told1(), func(*connector.Details) {}},
		"no branches":    {told1().but("/repositories/w/r/refs/branches", refused), func(d *connector.Details) { d.Branches, d.Commit = -1, nil }},
		"broken":         {told1().but("/repositories/w/r/refs/branches", broken), func(d *connector.Details) { d.Branches, d.Commit = -1, nil }},
		"no count":       {told1().but("/repositories/w/r/refs/branches", says(`{"values":[]}`)), func(d *connector.Details) { d.Branches, d.Commit = -1, nil }},
		"another branch": {told1().but("/repositories/w/r/refs/branches", says(`{"size":1,"values":[{"name":"release","target":{"hash":"abc"}}]}`)), func(d *connector.Details) { d.Branches, d.Commit = 1, nil }},
		"no size":        {told1().but("/repositories/w/r", says(`{"uuid":"{r}","description":"What it is","mainbranch":{"name":"release/1"}}`)), func(d *connector.Details) { d.Size = -1 }},
		"no rights":      {told1().but("/user/workspaces/w/permissions/repositories", refused), func(d *connector.Details) { d.Right = connector.RightUnknown }},
		"reads":          {told1().but("/user/workspaces/w/permissions/repositories", says(`{"values":[]}`)), func(d *connector.Details) { d.Right = connector.RightRead }},
		"writes": {
			told1().but("/user/workspaces/w/permissions/repositories", says(`{"values":[{"permission":"admin","repository":{"uuid":"{x}"}},{"permission":"write","repository":{"uuid":"{r}"}}]}`)),
			func(d *connector.Details) { d.Right = connector.RightWrite },
		},
		"too many of the name": {
			told1().but("/user/workspaces/w/permissions/repositories", says(`{"values":[],"next":"{API}/x"}`)),
			func(d *connector.Details) { d.Right = connector.RightUnknown },
		},
	} {
		want := whole()
		c.want(&want)
		d, err := c.answers.client(t, connector.APIToken).Details(t.Context(), looked())
		require.NoError(t, err, name)
		assert.Equal(t, want, d, name)
	}
}

func TestADefaultBranchThatIsAnotherByNowIsFollowed(t *testing.T) {
	for _, listed := range []*string{nil, new(string)} {
		r := looked()
		r.DefaultBranch = listed
		d, err := told1().client(t, connector.APIToken).Details(t.Context(), r)
		require.NoError(t, err)
		assert.Equal(t, whole(), d)
	}
	r, old := looked(), "main"
	r.DefaultBranch = &old
	d, err := told1().client(t, connector.APIToken).Details(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, whole(), d)
}

func TestARepositoryThatIsGoneHasNoDetails(t *testing.T) {
	for name, a := range map[string]answers{
		"gone":         told1().but("/repositories/w/r", answer{status: http.StatusNotFound, body: `{"type":"error","error":{"message":"Repository w/r not found"}}`}),
		"another's by": told1().but("/repositories/w/r", says(`{"uuid":"{other}"}`)),
	} {
		d, err := a.client(t, connector.APIToken).Details(t.Context(), looked())
		assert.True(t, connector.IsProblem(err, connector.CodeRepositoryNotFound), "%s: %v", name, err)
		assert.Empty(t, d, name)
		p, _ := connector.AsProblem(err)
		assert.Equal(t, "w/r", p.Args["repository"], name)
	}
	_, err := told1().client(t, connector.APIToken).Details(t.Context(), connector.Repository{Key: "..", Slug: "r"})
	assert.True(t, connector.IsProblem(err, connector.CodeRepositoryNotFound), "%v", err)
	s := start(t, sandbox.Options{})
	c := with(s, apiToken(s.Line()))
	r := repositoryOf(t, c, "nordlicht-apps", "baeckerei-app")
	require.NoError(t, s.Vanish(r.FullName()))
	_, err = c.Details(t.Context(), r)
	assert.True(t, connector.IsProblem(err, connector.CodeRepositoryNotFound), "%v", err)
}

func TestAnAuthorIsAPersonsNameAndNoMailAddress(t *testing.T) {
	for author, want := range map[string]string{
		`{"raw":"Ada <ada@b.example>","user":{"display_name":"Ada L."}}`: "Ada L.",
		`{"raw":"Ada <ada@b.example>"}`:                                  "Ada",
		`{"raw":"\"Ada L\" <ada@b.example>"}`:                            "Ada L",
		`{"raw":"Ada"}`:                                                  "Ada",
		`{"raw":"<ada@b.example>"}`:                                      "",
		`{"raw":"ada@b.example"}`:                                        "",
		`{"raw":"ada@b.example <ada@b.example>"}`:                        "",
		`{}`: "",
	} {
		branches := fmt.Sprintf(`{"size":1,"values":[{"name":"release/1","target":{"hash":"abc","author":%s,"links":{"html":{"href":"javascript:1"}}}}]}`, author)
		d, err := told1().but("/repositories/w/r/refs/branches", says(branches)).client(t, connector.APIToken).Details(t.Context(), looked())
		require.NoError(t, err)
		assert.Equal(t, &connector.Commit{ID: "abc", Author: want}, d.Commit)
	}
}

func TestALongFirstLineOfACommitIsCut(t *testing.T) {
	branches := fmt.Sprintf(`{"size":1,"values":[{"name":"release/1","target":{"hash":"abc","message":%q}}]}`, strings.Repeat("ä", 9000))
	d, err := told1().but("/repositories/w/r/refs/branches", says(branches)).client(t, connector.APIToken).Details(t.Context(), looked())
	require.NoError(t, err)
	assert.Equal(t, strings.Repeat("ä", 500)+"…", d.Commit.Message)
}

func TestDetailsAskNoAccessTokenForItsRights(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, accessToken(s.Line()))
	r := repositoryOf(t, c, "nordlicht-apps", "baeckerei-app")
	before := c.Requests()
	d, err := c.Details(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, 3, c.Requests()-before)
	assert.Equal(t, connector.RightUnknown, d.Right)
	r.Right = connector.RightWrite
	d, err = with(s, apiToken(s.Line())).Details(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, connector.RightWrite, d.Right, "what is known is not asked")
}

func TestDetailsThatAreCancelledLeaveNothingRunning(t *testing.T) {
	for _, held := range []string{"/repositories/w/app", "/repositories/w/app/refs/branches"} {
		ctx, cancel := context.WithCancel(t.Context())
		h := openHookery(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/2.0"+held {
				cancel()
				<-r.Context().Done()
				return
			}
			writeJSON(w, http.StatusOK, `{"uuid":"{r}","values":[]}`)
		})
		_, err := h.client(t).Details(ctx, repo1())
		cancel()
		assert.ErrorIs(t, err, context.Canceled)
		nothingRuns(t, held)
	}
}
