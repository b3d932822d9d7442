package sandbox_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestAnswersHoldAgainstAtlassiansDocument(t *testing.T) {
	folder, there := outside(t, "MOORING_SPECS", "Cloud answers against Atlassian's OpenAPI document")
	if !there {
		return
	}
	raw, err := os.ReadFile(filepath.Join(folder, "bitbucket-cloud.openapi.json"))
	require.NoError(t, err)
	// The document closes its lists of links and forgets some that recorded answers have (branches, tags).
	raw = regexp.MustCompile(`"additionalProperties":\s*false`).ReplaceAll(raw, []byte(`"additionalProperties":true`))
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	require.NoError(t, err)
	s := start(t, sandbox.Options{})
	opaque, numbers := start(t, sandbox.Options{Repos: 200, CloudPaging: "opaque"}), start(t, sandbox.Options{Repos: 200, CloudPaging: "numbers"})
	unseen := s.Unseen()
	guarded, _, _ := strings.Cut(unseen.TwoStep, "/")
	const repository = "/repositories/{workspace}/{repo_slug}"
	hook := putJSON(t, s, tokenOf(s), http.MethodPost, askHooks, `{"url":"https://a.example/hook","events":["repo:push"],"description":"builds"}`)
	uid, _ := hook.object(t)["uuid"].(string)
	source := get(t, s, tokenOf(s), askOne+"/src").header.Get("Location")
	branch, _ := get(t, s, tokenOf(s), askOne+"/refs/branches").values(t)[0]["name"].(string)
	tags, reader := askOne+"/refs/tags", basic(s.Line().CloudEmail, s.Line().CloudReadToken)
	_, err = s.Push(t.Context(), "cloud", strings.TrimPrefix(askOne, "/repositories/"), "main")
	require.NoError(t, err)
	one, _ := get(t, s, tokenOf(s), askOne).object(t)["uuid"].(string)
	seen := 0
	for _, c := range []struct {
		path, method string
		got          heard
	}{
		{"/user", http.MethodGet, get(t, s, tokenOf(s), "/user")},
		{"/user", http.MethodGet, get(t, s, bearer("x"), "/user")},
		{"/user/workspaces", http.MethodGet, get(t, s, tokenOf(s), "/user/workspaces?sort=slug")},
		{"/user/workspaces/{workspace}/permission", http.MethodGet, get(t, s, tokenOf(s), "/user/workspaces/nordlicht-apps/permission")},
		{"/user/workspaces/{workspace}/permissions/repositories", http.MethodGet, get(t, s, tokenOf(s), askRights)},
		{"/workspaces/{workspace}", http.MethodGet, get(t, s, tokenOf(s), "/workspaces/nordlicht-apps")},
		{"/workspaces/{workspace}", http.MethodGet, get(t, s, tokenOf(s), "/workspaces/elsewhere")},
		{"/users/{selected_user}", http.MethodGet, get(t, s, tokenOf(s), "/users/"+url.PathEscape(userID(t, s)))},
		{"/repositories/{workspace}", http.MethodGet, get(t, s, tokenOf(s), askList+"?pagelen=100")},
		{"/repositories/{workspace}", http.MethodGet, get(t, s, tokenOf(s), askList+"?pagelen=2&page=2&sort=-updated_on")},
		{repository, http.MethodGet, get(t, s, tokenOf(s), askOne)},
		{repository, http.MethodGet, get(t, s, tokenOf(s), "/repositories/nordlicht-apps/nothing")},
		{repository + "/refs/branches", http.MethodGet, get(t, s, tokenOf(s), askOne+"/refs/branches")},
		{repository + "/refs/branches/{name}", http.MethodGet, get(t, s, tokenOf(s), askOne+"/refs/branches/"+branch)},
		{repository + "/commits", http.MethodGet, get(t, s, tokenOf(s), askOne+"/commits?pagelen=100")},
		{repository + "/commits/{revision}", http.MethodGet, get(t, s, tokenOf(s), askOne+"/commits/"+branch+"?pagelen=1")},
		{repository + "/commits/{revision}", http.MethodGet, get(t, s, tokenOf(s), askOne+"/commits/nowhere")},
		{"/user/workspaces/{workspace}/permissions/repositories", http.MethodGet, get(t, s, tokenOf(s), strings.Replace(askRights, "admin", "write", 1)+"&sort=-repository.name")},
		{repository + "/src", http.MethodGet, send(t, http.MethodGet, source, tokenOf(s), "", "")},
		{repository + "/src/{commit}/{path}", http.MethodGet, send(t, http.MethodGet, source+"?max_depth=3", tokenOf(s), "", "")},
		{repository + "/hooks", http.MethodPost, hook},
		{repository + "/hooks", http.MethodGet, get(t, s, tokenOf(s), askHooks)},
		{repository + "/hooks/{uid}", http.MethodGet, get(t, s, tokenOf(s), askHooks+"/"+url.PathEscape(uid))},
		{repository + "/hooks/{uid}", http.MethodPut, putJSON(t, s, tokenOf(s), http.MethodPut, askHooks+"/"+url.PathEscape(uid), `{"url":"https://b.example/hook","events":["repo:push"],"secret":"hush-hush"}`)},
		{repository + "/hooks", http.MethodGet, get(t, s, tokenOf(s), "/repositories/nordlicht-apps/"+url.PathEscape(one)+"/hooks")},
		{repository + "/refs/branches", http.MethodGet, get(t, s, reader, askOne+"/refs/branches?sort=-target.date")},
		{repository + "/refs/tags", http.MethodGet, get(t, s, reader, tags+"?sort=-name&pagelen=2")},
		{repository + "/refs/tags/{name}", http.MethodGet, get(t, s, reader, tags+"/v1.0.0")},
		{repository + "/refs/tags/{name}", http.MethodGet, get(t, s, reader, tags+"/nope")},
		{"/hook_events", http.MethodGet, get(t, s, nobody, "/hook_events")},
		{"/hook_events/{subject_type}", http.MethodGet, get(t, s, nobody, "/hook_events/repository")},
		{"/workspaces", http.MethodGet, get(t, s, tokenOf(s), "/workspaces")},
		{"/repositories/{workspace}", http.MethodGet, get(t, opaque, tokenOf(opaque), askList)},
		{"/repositories/{workspace}", http.MethodGet, get(t, numbers, tokenOf(numbers), askList+"?page=2&fields=next,values.uuid,values.type")},
		{"/repositories/{workspace}", http.MethodGet, get(t, s, bearer(s.Line().CloudRepositoryToken), askList)},
		{repository, http.MethodGet, get(t, s, tokenOf(s), "/repositories/"+unseen.Private)},
		{repository, http.MethodGet, get(t, s, tokenOf(s), "/repositories/"+unseen.TwoStep)},
		{"/user/workspaces/{workspace}/permission", http.MethodGet, get(t, s, tokenOf(s), "/user/workspaces/"+guarded+"/permission")},
		{"/user/workspaces/{workspace}/permission", http.MethodGet, get(t, s, tokenOf(s), "/user/workspaces/hafenkontor/permission")},
		{"/user/workspaces/{workspace}/permissions/repositories", http.MethodGet, get(t, s, tokenOf(s), "/user/workspaces/"+guarded+"/permissions/repositories")},
		{repository + "/src/{commit}/{path}", http.MethodGet, get(t, s, tokenOf(s), askOne+"/src/main/?max_depth=99")},
	} {
		at := doc.Paths.Find(c.path)
		require.NotNil(t, at, c.path)
		described := at.GetOperation(c.method).Responses.Status(c.got.status)
		if described == nil { // the document says nothing of this status
			t.Logf("not in the document: %s %s %d", c.method, c.path, c.got.status)
			continue
		}
		media := described.Value.Content.Get("application/json")
		require.NotNil(t, media, c.path)
		err := media.Schema.Value.VisitJSON(withoutNulls(anyOf(t, c.got.text)), openapi3.VisitAsResponse(), openapi3.MultiErrors())
		assert.NoError(t, err, "%s %s", c.method, c.path)
		seen++
	}
	t.Logf("%d Cloud answers held against Atlassian's document", seen)
	require.NotZero(t, seen)
}

func userID(t *testing.T, s *sandbox.Sandbox) string {
	t.Helper()
	uuid, _ := get(t, s, tokenOf(s), "/user").object(t)["uuid"].(string)
	return uuid
}

// withoutNulls drops what is null: the document knows no null, and Bitbucket says it all the same (an
// empty repository's mainbranch, a website nobody gave).
func withoutNulls(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, inside := range v {
			if inside == nil {
				delete(v, name)
			} else {
				v[name] = withoutNulls(inside)
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutNulls(v[i])
		}
	}
	return value
}
