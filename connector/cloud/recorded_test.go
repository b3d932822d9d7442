package cloud_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

// rerouted sends what is meant for another host to a test server.
type rerouted struct{ to string }

func (r rerouted) Do(ctx context.Context, q transport.Request) (transport.Answer, error) {
	q.URL = strings.Replace(q.URL, "http://bitbucket.test", r.to, 1)
	if q.Credential != nil {
		c := *q.Credential
		c.Origins = []string{connector.Origin(r.to)}
		q.Credential = &c
	}
	return carrier().Do(ctx, q)
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(b)
}

func TestRecordedRefusalsAreUnderstood(t *testing.T) {
	folder, there := outside(t, "MOORING_FIXTURES", "recorded refusals of Bitbucket Cloud")
	if !there {
		return
	}
	want := map[string]struct {
		code connector.Code
		args map[string]string
	}{
		"401-access-token-expired.json":     {connector.CodeTokenExpired, nil},
		"401-invalid-token.json":            {connector.CodeTokenRejected, nil},
		"403-forbidden-wrong-api-root.json": {connector.CodeNotPermitted, nil},
		"403-missing-scope.json":            {connector.CodeScopeMissing, map[string]string{"scopes": "repository:admin", "kind": "session"}},
		"404-no-api-here.json":              {connector.CodeNotBitbucket, nil},
		"410-cross-workspace.json":          {connector.CodeAPIRemoved, nil},
		"429-plain-text.json":               {connector.CodeRateLimited, nil},
	}
	files, err := filepath.Glob(filepath.Join(folder, "observed-errors", "cloud", "*.json"))
	require.NoError(t, err)
	played := 0
	for _, file := range files {
		var recording struct {
			Status  int
			Headers map[string]string
			Body    json.RawMessage
		}
		require.NoError(t, json.Unmarshal([]byte(read(t, file)), &recording))
		body := string(recording.Body)
		var text string
		if json.Unmarshal(recording.Body, &text) == nil {
			body = text
		}
		delete(recording.Headers, "Content-Length")
		a := healthy().but("/user", answer{status: recording.Status, body: body, header: recording.Headers})
		r := climb(t, a.client(t, connector.Session), "")
		worst, found := r.Worst()
		require.True(t, found, "%s went unnoticed: %s", file, told(r))
		played++
		name := filepath.Base(file)
		expected, known := want[name]
		if !known {
			t.Logf("a new recording, only played: %s gives %s", name, worst.Code)
			continue
		}
		assert.Equal(t, expected.code, worst.Code, name)
		if expected.args != nil {
			assert.Equal(t, expected.args, worst.Args, name)
		}
		assert.Equal(t, recording.Status, worst.Evidence.Status, name)
		playedEverywhere(t, name, answer{status: recording.Status, body: body, header: recording.Headers}, expected.code)
	}
	t.Logf("%d recorded refusals played", played)
	assert.NotZero(t, played, "no recordings in %s", folder)
}

// playedEverywhere gives a recorded refusal to every question of a check, and to each kind of credential that puts it.
func playedEverywhere(t *testing.T, name string, said answer, want connector.Code) {
	t.Helper()
	people := []connector.CredentialKind{connector.Session, connector.APIToken}
	tokens := append(people, connector.AccessToken)
	for path, kinds := range map[string][]connector.CredentialKind{
		"/user": people, "/user/workspaces": people, "/user/workspaces/w/permissions/repositories": people,
		"/repositories/w/r/hooks": people, "/repositories/w": people, "/repositories/w/r": tokens,
	} {
		for _, kind := range kinds {
			place := ""
			if kind == connector.AccessToken {
				place = "w/r"
			}
			r := climb(t, healthy().but(path, said).client(t, kind, at(place)), "w/r")
			worst, found := r.Worst()
			require.True(t, found, "%s at %s went unnoticed by %s: %s", name, path, kind, told(r))
			assert.Equal(t, want, worst.Code, "%s at %s: %s", name, path, told(r))
		}
	}
}

func TestRecordedRepositoriesAndWorkspacesAreRead(t *testing.T) {
	folder, there := outside(t, "MOORING_FIXTURES", "recorded repositories and workspaces")
	if !there {
		return
	}
	base := filepath.Join(folder, "atlassian-python-api", "cloud", "2.0")
	a := answers{
		"/user":                        says(`{"uuid":"{u}","display_name":"Ada"}`),
		"/workspaces/TestWorkspace1":   says(read(t, base, "workspaces", "TestWorkspace1", "GET.default.json")),
		"/repositories/TestWorkspace1": says(read(t, base, "repositories", "TestWorkspace1", "GET.default.json")),
		"/repositories/TestWorkspace1/testrepository1": says(read(t, base, "repositories", "TestWorkspace1", "testrepository1", "GET.default.json")),
	}
	c := a.client(t, connector.Session, in("TestWorkspace1"))
	list, err := all(t, c)
	require.NoError(t, err)
	require.Len(t, list, 2)
	one, err := c.Repository(t.Context(), "TestWorkspace1", "testrepository1")
	require.NoError(t, err)
	assert.Equal(t, "TestWorkspace1/testrepository1", one.FullName())
	assert.Equal(t, "https://bitbucket.org/TestWorkspace1/testrepository1.git", one.CloneHTTPS)
	require.NotNil(t, one.DefaultBranch)
	assert.Equal(t, "master", *one.DefaultBranch)
	require.NotNil(t, one.Updated)
	id, err := c.Identity(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []connector.Workspace{{Slug: "TestWorkspace1", Name: "TestWorkspace1", UUID: "{TestWorkspace1Uuid}"}}, id.Workspaces)
}

func TestAtlassiansOwnExamplesAreRead(t *testing.T) {
	folder, there := outside(t, "MOORING_FIXTURES", "the examples of Atlassian's document")
	if !there {
		return
	}
	base := filepath.Join(folder, "official-spec-examples", "cloud")
	const bits = "{85d67b4e-571d-44e9-a507-fa476935aa98}"
	repository := `{"uuid":"` + bits + `","slug":"bits","name":"bits","full_name":"bbworkspace1/bits"}`
	a := answers{
		"/user":            says(`{"uuid":"{u}","display_name":"Ada"}`),
		"/user/workspaces": says(read(t, base, "user_workspaces.get.200.json")),
		"/user/workspaces/bbworkspace1/permissions/repositories": says(read(t, base, "user_workspaces_workspace_permissions_repositories.get.200.json")),
		"/repositories/bbworkspace1":                             says(`{"values":[` + repository + `]}`),
		"/repositories/bbworkspace1/bits":                        says(repository),
		"/repositories/bbworkspace1/bits/hooks":                  says(`{"values":[]}`),
		"/repositories/bbworkspace1/bits/refs/branches":          says(read(t, base, "repositories_workspace_repo_slug_refs_branches.get.200.json")),
		// As in the words beside GET …/src/{commit}/{path}.
		"/repositories/bbworkspace1/bits/src/e5d1cde9069fcb9f0af90403a4de2150c125a148/": says(`{"pagelen":10,"page":1,"size":2,"values":[
			{"path":"tests/test_project","type":"commit_directory","links":{}},
			{"path":"tests/__init__.py","attributes":[],"type":"commit_file","size":0,"links":{}}]}`),
	}
	c := a.client(t, connector.Session)
	r := climb(t, c, "bbworkspace1/bits")
	assert.Equal(t, connector.Ready, r.Verdict(), told(r))
	assert.Equal(t, "1", r.Fact("workspaces"))
	one, err := c.Repository(t.Context(), "bbworkspace1", "bits")
	require.NoError(t, err)
	branches, err := c.Branches(t.Context(), one, "")
	require.NoError(t, err)
	require.NotEmpty(t, branches)
	assert.Equal(t, "issue-9.3/AUI-5343-assistive-class", branches[0].Name)
	tree, err := c.Tree(t.Context(), one, branches[0].Name)
	require.NoError(t, err)
	assert.Equal(t, []connector.TreeEntry{{Path: "tests/test_project", Folder: true, Size: -1}, {Path: "tests/__init__.py"}}, tree)
}
