package sandbox_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// dcContract is the document Atlassian publishes for one version, and how often it was held to.
type dcContract struct {
	doc         *openapi3.T
	validations int
}

// TestDataCenterAnswersFollowThePublishedDocuments holds every kind of answer to the documents of 9.4 and
// 10.2. What they have no schema for (files, webhook pages) they cannot say anything about.
func TestDataCenterAnswersFollowThePublishedDocuments(t *testing.T) {
	folder, there := outside(t, "MOORING_SPECS", "Data Center answers against Atlassian's OpenAPI documents")
	if !there {
		return
	}
	for _, file := range []string{"bitbucket-dc-9.4.openapi.json", "bitbucket-dc-10.2.openapi.json"} {
		t.Run(file, func(t *testing.T) {
			doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(folder, file))
			require.NoError(t, err)
			contract := &dcContract{doc: doc}
			d := startDC(t, sandbox.Options{})
			contract.holdAll(t, d)
			contract.holdToken(t, d.with(d.box.ServerProjectToken()))
			contract.holdToken(t, d.with(d.box.ServerRepositoryToken()))
			contract.holdRefusals(t)
			require.GreaterOrEqual(t, contract.validations, 20, "too little was held to the document")
			t.Logf("%d answers follow %s", contract.validations, file)
		})
	}
}

const (
	tokensOf = "/access-tokens/latest/projects/{projectKey}"
	repoPath = "/api/latest/projects/{projectKey}/repos/{repositorySlug}"
	aRepo    = "/projects/LADEN/repos/baeckerei-app"
	empty    = "/projects/LADEN/repos/neues-kassensystem"
)

// holdAll asks every resource that is served.
func (c *dcContract) holdAll(t *testing.T, d dc) {
	for _, ask := range []struct{ template, path string }{
		{"/api/latest/application-properties", "/application-properties"},
		{"/api/latest/repos", "/repos?archived=ALL&limit=1000"},
		{"/api/latest/repos", "/repos?limit=3"},
		{"/api/latest/repos", "/repos?permission=OWNER"},
		{"/api/latest/projects", "/projects"},
		{"/api/latest/projects/{projectKey}", "/projects/KAFE"},
		{"/api/latest/projects/{projectKey}", "/projects/NOPE"},
		{"/api/latest/projects/{projectKey}/repos", "/projects/~JANA.WEBER_NORDLICHT.EXAMPLE/repos"},
		{repoPath, aRepo},
		{repoPath, "/projects/LADEN/repos/nope"},
		{repoPath + "/default-branch", aRepo + "/default-branch"},
		{repoPath + "/default-branch", empty + "/default-branch"},
		{repoPath + "/branches", aRepo + "/branches?limit=1"},
		{repoPath + "/branches/default", aRepo + "/branches/default"},
		{repoPath + "/branches/default", empty + "/branches/default"},
		{repoPath + "/browse", empty + "/browse"},
		{repoPath + "/commits", aRepo + "/commits?limit=1"},
		{repoPath + "/commits", aRepo + "/commits?limit=1000&until=main"},
		{repoPath + "/commits", aRepo + "/commits?until=nowhere"},
		{repoPath + "/commits", empty + "/commits?limit=1"},
		{"/api/latest/repos", "/repos?permission=REPO_WRITE&archived=ALL&limit=1000"},
		{"/api/latest/repos", "/repos?permission=REPO_ADMIN&archived=ALL&limit=1000"},
		{repoPath + "/tags", aRepo + "/tags?limit=2&orderBy=ALPHABETICAL"},
		{repoPath + "/tags", empty + "/tags"},
		{repoPath + "/tags", "/projects/LADEN/repos/nope/tags"},
		{repoPath + "/tags/{name}", aRepo + "/tags/v1.0.0"},
		{repoPath + "/tags/{name}", aRepo + "/tags/nope"},
		{repoPath + "/raw/{path}", aRepo + "/raw/README.md"},
		{repoPath + "/raw/{path}", aRepo + "/raw/nope.md"},
		{"/api/latest/users", "/users"},
		{"/api/latest/users/{userSlug}", "/users/jana.weber_nordlicht.example"},
		{"/api/latest/users/{userSlug}", "/users/nobody"},
		{"/access-tokens/latest/users/{userSlug}", "/rest/access-tokens/latest/users/jana.weber_nordlicht.example"},
		{"/access-tokens/latest/users/{userSlug}", "/rest/access-tokens/latest/users/buildbot"},
		{tokensOf, projectTokens},
		{tokensOf, "/rest/access-tokens/latest/projects/MOVE"},
		{tokensOf, "/rest/access-tokens/latest/projects/NOPE"},
		{tokensOf + "/repos/{repositorySlug}", repoTokens},
		{tokensOf + "/repos/{repositorySlug}", "/rest/access-tokens/latest/projects/MOVE/repos/fahrplan"},
		{tokensOf + "/repos/{repositorySlug}", "/rest/access-tokens/latest/projects/LADEN/repos/nope"},
		{"/api/latest/projects", "/projects?permission=PROJECT_ADMIN"},
		{"/api/latest/projects", "/projects?permission=OWNER"},
		{"/api/latest/projects/{projectKey}", "/projects/TRESOR"},
		{repoPath, "/projects/TRESOR/repos/lohnabrechnung"},
	} {
		c.hold(t, http.MethodGet, ask.template, d.get(below(ask.path)))
	}
	hooks := below(aRepo + "/webhooks")
	c.hold(t, http.MethodPost, repoPath+"/webhooks", d.do(http.MethodPost, hooks, aHook))
	c.hold(t, http.MethodPost, repoPath+"/webhooks", d.do(http.MethodPost, hooks, `{}`))
	c.hold(t, http.MethodGet, repoPath+"/webhooks/{webhookId}", d.get(hooks+"/1"))
	c.hold(t, http.MethodGet, repoPath+"/webhooks", d.get(hooks))
	reader := d.with(d.box.Line().ServerReadToken)
	c.hold(t, http.MethodGet, repoPath+"/webhooks", reader.get(hooks))
	c.hold(t, http.MethodPost, repoPath+"/webhooks", reader.do(http.MethodPost, hooks, aHook))
	c.hold(t, http.MethodPost, repoPath+"/webhooks/test", reader.do(http.MethodPost, hooks+"/test?webhookId=1", `{}`))
	_, err := d.box.Push(t.Context(), "server", "LADEN/baeckerei-app", "main")
	require.NoError(t, err)
	c.hold(t, http.MethodGet, repoPath+"/branches", d.get(below(aRepo+"/branches")))
	c.hold(t, http.MethodPut, repoPath+"/webhooks/{webhookId}", d.do(http.MethodPut, hooks+"/1", aHook))
	c.hold(t, http.MethodPost, repoPath+"/webhooks/test", d.do(http.MethodPost, hooks+"/test?webhookId=1&url="+d.box.Receiver().URL()+"/hooks/x", `{}`))
	c.hold(t, http.MethodDelete, repoPath+"/webhooks/{webhookId}", d.do(http.MethodDelete, hooks+"/1", ""))
	c.hold(t, http.MethodDelete, repoPath+"/webhooks/{webhookId}", d.do(http.MethodDelete, hooks+"/1", ""))
}

// holdRefusals asks where the caller may not.
func (c *dcContract) holdRefusals(t *testing.T) {
	for _, code := range []string{"token-rejected", "token-missing", "not-permitted", "account-unlicensed"} {
		d := startDC(t, sandbox.Options{Repos: 7, Break: code})
		c.hold(t, http.MethodGet, repoPath+"/webhooks", d.get(below(aRepo+"/webhooks")))
	}
}

// holdToken asks what tokens of projects and repositories are answered, and refused.
func (c *dcContract) holdToken(t *testing.T, d dc) {
	for template, path := range map[string]string{
		"/api/latest/repos":                  "/repos?permission=REPO_ADMIN",
		"/api/latest/users/{userSlug}":       "/users/buildbot",
		"/api/latest/projects/{projectKey}":  "/projects/MOVE",
		repoPath:                             aRepo,
		repoPath + "/webhooks":               aRepo + "/webhooks",
		tokensOf:                             projectTokens,
		tokensOf + "/repos/{repositorySlug}": repoTokens,
	} {
		c.hold(t, http.MethodGet, template, d.get(below(path)))
	}
}

func below(path string) string {
	if strings.HasPrefix(path, "/rest/") {
		return path
	}
	return "/rest/api/latest" + path
}

// hold validates one answer: its status must be one the document names, its body must have the shape.
func (c *dcContract) hold(t *testing.T, method, template string, got reply) {
	t.Helper()
	item := c.doc.Paths.Value(template)
	require.NotNil(t, item, "%s is not in the document", template)
	said := item.GetOperation(method).Responses.Value(strconv.Itoa(got.status))
	require.NotNil(t, said, "%s %s: status %d is not in the document: %s", method, template, got.status, got.body)
	c.validations++
	if got.status == http.StatusNoContent {
		assert.Empty(t, got.body)
		return
	}
	for _, content := range said.Value.Content {
		if content.Schema == nil || strings.HasPrefix(got.header.Get("Content-Type"), "text/plain") {
			continue
		}
		for _, value := range honest(t, template, got.body) {
			err := content.Schema.Value.VisitJSON(value, openapi3.VisitAsResponse(), openapi3.DisableWriteOnlyValidation())
			assert.NoError(t, err, "%s %s", method, template)
		}
	}
}

// honest takes out of an answer what the documents are known to be wrong about: they allow no null, type
// the page of users as one user, and type the dates of tokens as text though numbers are sent.
func honest(t *testing.T, template, body string) []any {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal([]byte(body), &value), body)
	dropNulls(value)
	if object := value.(map[string]any); object["errors"] == nil {
		switch {
		case template == "/api/latest/users":
			return object["values"].([]any)
		case strings.HasPrefix(template, "/access-tokens/"):
			for _, token := range object["values"].([]any) {
				for _, date := range []string{"createdDate", "lastAuthenticated"} {
					assert.IsType(t, float64(0), token.(map[string]any)[date])
					delete(token.(map[string]any), date)
				}
			}
		}
	}
	return []any{value}
}

func dropNulls(value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			if inner == nil {
				delete(v, name)
				continue
			}
			dropNulls(inner)
		}
	case []any:
		for _, inner := range v {
			dropNulls(inner)
		}
	}
}
