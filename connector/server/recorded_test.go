package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/server"
)

// recording is an answer as it was seen in the wild.
type recording struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
}

// play answers with a recording; a body that is a string was plain text.
func (r recording) play(w http.ResponseWriter, _ *http.Request) {
	body := []byte(r.Body)
	var text string
	if json.Unmarshal(r.Body, &text) == nil {
		body = []byte(text)
	} else {
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	}
	for name, value := range r.Headers {
		w.Header()[name] = []string{value}
	}
	w.WriteHeader(r.Status)
	_, _ = w.Write(body)
}

func TestRecordedAnswersAreJudgedForWhatTheyAre(t *testing.T) {
	folder, there := outside(t, "MOORING_FIXTURES", "recorded answers of Data Center")
	if !there {
		return
	}
	judged := 0
	wanted := map[string]string{
		"200-repo-token-identity.json":             "sign-in/repositories-none",
		"200-token-list-repo.json":                 "sign-in/anonymous-answer", // recorded without its headers
		"302-token-outside-rest.json":              "sign-in/redirected-elsewhere",
		"401-authenticated-but-not-permitted.json": "sign-in/not-permitted",
		"401-bad-credentials.json":                 "sign-in/token-rejected",
		"401-no-credentials.json":                  "sign-in/token-missing",
		"401-user-not-licensed.json":               "sign-in/account-unlicensed",
		"403-captcha.json":                         "sign-in/captcha-locked",
		"403-xsrf-plain-text.json":                 "sign-in/token-rejected",
		"404-repository.json":                      "sign-in/repository-not-found",
	}
	files, err := os.ReadDir(filepath.Join(folder, "observed-errors", "dc"))
	require.NoError(t, err)
	require.Len(t, files, len(wanted), "every recording has its meaning here")
	for file, want := range wanted {
		r := recorded(t, folder, file)
		f := newFake(t)
		f.answers["/repos"] = r.play
		report := climb(t, f.client(), "")
		assert.Contains(t, codes(report), want, file)
		if file == "200-repo-token-identity.json" {
			assert.Equal(t, "access-token-user/2/11754", report.Fact("account"))
		}
		judged++
	}
	judged += recordedTokens(t, folder) + recordedLists(t, folder)
	require.NotZero(t, judged)
	t.Logf("judged %d recorded answers", judged)
}

// recorded reads one of the recorded answers.
func recorded(t *testing.T, folder, file string) (r recording) {
	t.Helper()
	document, err := os.ReadFile(filepath.Join(folder, "observed-errors", "dc", file))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(document, &r), file)
	return r
}

// recordedTokens reads the recorded tokens of a repository, in the year they were recorded.
func recordedTokens(t *testing.T, folder string) int {
	t.Helper()
	const account = "access-token-user%2F2%2F1405"
	list := recorded(t, folder, "200-token-list-repo.json")
	list.Headers = map[string]string{"X-AUSERNAME": account}
	f := newFake(t)
	f.answers["/repos"] = as(account, `{"values":[{"id":1405,"slug":"b","project":{"id":3,"key":"A"}}],"isLastPage":true}`)
	f.answers["/projects/A/repos/b/webhooks"] = refuses(401, "com.atlassian.bitbucket.AuthorisationException")
	f.answers[tokens+"/projects/A/repos/b"] = list.play
	then := func() time.Time { return time.Date(2023, 1, 6, 12, 0, 0, 0, time.UTC) }
	c := server.New(server.Options{Address: f.URL, Token: connector.NewSecret("t0ken"), Transport: calm(), Clock: then})
	facts := rungOf(t, climb(t, c, ""), connector.CheckToken).Facts
	assert.Equal(t, map[string]string{
		"kind": "repository", "owner": "A/b", "repositories": "1", "administers": "1", "webhook": "no", "expires": "2023-04-06", "expires_by": "server",
	}, facts)
	return 1
}

// recordedLists reads the anonymised repositories of a real server.
func recordedLists(t *testing.T, folder string) int {
	t.Helper()
	rest := filepath.Join(folder, "atlassian-python-api", "server", "rest", "api", "1.0", "projects", "PRJ", "repos")
	f := newFake(t)
	f.answers["/repos?archived=ALL&limit=100&start=0"] = file(t, rest, "GET.default.json")
	f.answers["/repos?archived=ALL&limit=1000&start=5"] = file(t, rest, "GET.start=5.json")
	all, _, err := list(t.Context(), f.client())
	require.NoError(t, err)
	require.Len(t, all, 3)
	assert.Equal(t, "PRJ/my-repo1-slug", all[0].FullName())
	assert.Equal(t, "My Cool Project", all[0].Owner)
	assert.False(t, *all[0].Private)
	assert.Nil(t, all[0].Archived)

	f.now("/projects/PRJ/repos/my-repo1-slug", file(t, rest, "my-repo1-slug", "GET.default.json"))
	r, err := f.client().Repository(t.Context(), "PRJ", "my-repo1-slug")
	require.NoError(t, err)
	assert.Equal(t, connector.RepositoryRef{Provider: connector.Server, Base: f.URL, ID: "1"}, r.Ref)
	f.now("/projects/PRJ/repos/my-repo1-slug/default-branch", file(t, rest, "my-repo1-slug", "default-branch", "GET.default.json"))
	f.now("/projects/PRJ/repos/my-repo1-slug/branches", says(200, `{"values":[{"displayId":"main"}]}`))
	branches, err := f.client().Branches(t.Context(), r, "")
	require.NoError(t, err)
	assert.Equal(t, []connector.Branch{{Name: "main", Default: true}}, branches)
	f.now("/projects/PRJ/repos/my-repo1-slug/webhooks", file(t, rest, "my-repo1-slug", "webhooks", "GET.default.json"))
	report := climb(t, f.client(), "PRJ/my-repo1-slug")
	assert.Empty(t, blocking(rungOf(t, report, connector.CheckAdmin)))
	assert.Equal(t, "yes", report.Fact(connector.FactWebhook))
	recordedHooks(t, f, r, filepath.Join(rest, "my-repo1-slug", "webhooks"))

	f.now("/projects/PRJ", projectIn(t, filepath.Dir(filepath.Dir(rest))))
	report = explain(t, f.client(), "PRJ/my-repo1-slug")
	assert.Empty(t, codes(report))
	assert.Equal(t, "my-repo1-slug", report.Fact("slug"))
	return 7
}

// recordedHooks reads webhooks as a server told them, whose secrets are anonymised and stay where they are.
func recordedHooks(t *testing.T, f *fake, r connector.Repository, folder string) {
	t.Helper()
	made := time.UnixMilli(1513106011000).UTC()
	want := connector.Hook{
		ID: "3", Name: "fake_name_1", Address: "https://example1.com", Active: true, Push: true, Signed: true, Created: made, Updated: made,
		Events: []string{"repo:refs_changed", "pr:merged", "pr:opened"},
	}
	all, err := f.client().Hooks(t.Context(), r)
	require.NoError(t, err)
	require.Len(t, all, 2)
	assert.Equal(t, want, all[0])
	assert.False(t, all[1].Signed || all[1].Active || all[1].PullRequests)

	posted, err := filepath.Glob(filepath.Join(folder, "POST*.json"))
	require.NoError(t, err)
	require.Len(t, posted, 1)
	f.now("/projects/PRJ/repos/my-repo1-slug/webhooks", file(t, posted[0]))
	one, err := f.client().MakeHook(t.Context(), r, connector.HookWish{Name: "fake_name_1", Address: "https://example1.com", Push: true})
	require.NoError(t, err)
	want.Created, want.Updated = time.UnixMilli(1628494949928).UTC(), time.UnixMilli(1628494949928).UTC()
	assert.Equal(t, want, one)
	assert.NotContains(t, fmt.Sprintf("%+v", one), "fake_secret")
}

// projectIn answers with the first of the recorded projects.
func projectIn(t *testing.T, projects string) http.HandlerFunc {
	t.Helper()
	document, err := os.ReadFile(filepath.Join(projects, "GET.default.json"))
	require.NoError(t, err)
	var all struct{ Values []json.RawMessage }
	require.NoError(t, json.Unmarshal(document, &all))
	require.NotEmpty(t, all.Values)
	return says(200, string(all.Values[0]))
}

func file(t *testing.T, parts ...string) http.HandlerFunc {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(parts...))
	require.NoError(t, err)
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.Header()["X-AUSERNAME"] = []string{"ada"}
		_, _ = io.Writer(w).Write(body)
	}
}
