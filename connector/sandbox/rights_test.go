package sandbox_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

const (
	askAdmin       = "/user/workspaces/nordlicht-apps/permissions/repositories?q=permission%3D%22admin%22"
	aCloudHook     = `{"url":"https://builds.example.com/hook","events":["repo:push"]}`
	askFirst       = "/repositories/nordlicht-apps/baeckerei-app"
	serverAdmins   = "api:/repos?permission=REPO_ADMIN"
	projectsAdmins = "api:/projects?permission=PROJECT_ADMIN"
)

func TestTheAdminRightIsTakenAndGivenBack(t *testing.T) {
	s := start(t, sandbox.Options{})
	d := dcOf(t, s)
	holds := func() {
		t.Helper()
		assert.Equal(t, http.StatusOK, d.get(firstRepo+"/webhooks").status)
		assert.NotEmpty(t, d.get(serverAdmins).values(t))
		assert.NotEmpty(t, d.get(projectsAdmins).values(t))
		assert.Equal(t, http.StatusOK, get(t, s, tokenOf(s), askFirst+"/hooks").status)
		assert.NotEmpty(t, get(t, s, tokenOf(s), askAdmin).values(t))
		assert.NotEmpty(t, get(t, s, tokenOf(s), "/repositories/nordlicht-apps?role=admin").values(t))
	}
	holds()
	s.TakeAdmin(true)
	assert.Equal(t, "AuthorisationException", d.get(firstRepo+"/webhooks").exception(t))
	assert.Equal(t, http.StatusUnauthorized, d.do(http.MethodPost, firstRepo+"/webhooks", aHook).status)
	assert.Empty(t, d.get(serverAdmins).values(t))
	assert.Empty(t, d.get(projectsAdmins).values(t))
	assert.NotEmpty(t, d.get("api:/repos").values(t), "what may be read stays")
	for _, refused := range []heard{
		get(t, s, tokenOf(s), askFirst+"/hooks"), putJSON(t, s, tokenOf(s), http.MethodPost, askFirst+"/hooks", aCloudHook),
	} {
		assert.Equal(t, http.StatusForbidden, refused.status)
		assert.NotContains(t, refused.text, "required\"", "no scope would help")
	}
	assert.Empty(t, get(t, s, tokenOf(s), askAdmin).values(t))
	assert.Empty(t, get(t, s, tokenOf(s), "/repositories/nordlicht-apps?role=admin").values(t))
	assert.Empty(t, s.Webhooks())
	s.TakeAdmin(false)
	holds()
}

func TestAColleagueKeepsTheAdminRight(t *testing.T) {
	for _, opts := range []sandbox.Options{{}, {Break: "admin-missing"}} {
		s := start(t, opts)
		s.TakeAdmin(true)
		d := dcOf(t, s).with(s.Line().ServerAdminToken)
		assert.Equal(t, http.StatusOK, d.do(http.MethodPost, firstRepo+"/webhooks", aHook).status)
		assert.Equal(t, http.StatusOK, d.get("api:/projects/MOVE/repos/fahrplan/webhooks").status, "also what the demo user never administered")
		assert.NotEmpty(t, d.get(serverAdmins).values(t))
		as := basic(s.Line().CloudAdminEmail, s.Line().CloudAdminToken)
		assert.Equal(t, http.StatusCreated, putJSON(t, s, as, http.MethodPost, askFirst+"/hooks", aCloudHook).status)
		assert.Equal(t, "Ελένη Παππά", get(t, s, as, "/user").object(t)["display_name"])
		assert.NotEmpty(t, get(t, s, as, askAdmin).values(t))
		assert.Len(t, s.Webhooks(), 2)
		assert.Equal(t, http.StatusUnauthorized, get(t, s, basic(s.Line().CloudEmail, s.Line().CloudAdminToken), "/user").status)
		assert.Equal(t, http.StatusUnauthorized, get(t, s, basic(s.Line().CloudAdminEmail, s.Line().CloudAPIToken), "/user").status)
	}
}

func TestReadingTokensSeeAllAndAdministerNothing(t *testing.T) {
	s := start(t, sandbox.Options{})
	line := s.Line()
	assert.Equal(t, s.ServerReadToken(), line.ServerReadToken)
	whole, reader := dcOf(t, s), dcOf(t, s).with(line.ServerReadToken)
	assert.Equal(t, whole.slugs("api:/repos?limit=20"), reader.slugs("api:/repos?limit=20"))
	assert.Empty(t, reader.get(serverAdmins).values(t))
	for _, path := range []string{"/branches", "/tags", "/browse", "/raw/README.md"} {
		assert.Equal(t, http.StatusOK, reader.get(firstRepo+path).status, path)
	}
	assert.Equal(t, "AuthorisationException", reader.get(firstRepo+"/webhooks").exception(t))

	as := basic(line.CloudEmail, line.CloudReadToken)
	for _, path := range []string{"/user", "/user/workspaces", askFirst, askFirst + "/refs/branches", askFirst + "/refs/tags", askFirst + "/src/main/"} {
		assert.Equal(t, http.StatusOK, get(t, s, as, path).status, path)
	}
	assert.Equal(t, get(t, s, tokenOf(s), askList).text, get(t, s, as, askList).text)
	refused := get(t, s, as, askFirst+"/hooks")
	assert.Equal(t, http.StatusForbidden, refused.status)
	assert.Contains(t, refused.text, `"required":["read:webhook:bitbucket"]`)
	assert.Contains(t, refused.text, `"granted":["read:user:bitbucket","read:workspace:bitbucket","read:project:bitbucket","read:repository:bitbucket","read:pullrequest:bitbucket"]`)
	made := putJSON(t, s, as, http.MethodPost, askFirst+"/hooks", aCloudHook)
	require.Equal(t, http.StatusForbidden, made.status)
	assert.Contains(t, made.text, "write:webhook:bitbucket")
}
