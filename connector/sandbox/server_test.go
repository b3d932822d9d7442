package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestLineHasExactlyTheNamesThatScriptsRead(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	text, err := json.Marshal(d.box.Line())
	require.NoError(t, err)
	var line map[string]string
	require.NoError(t, json.Unmarshal(text, &line))
	want := []string{
		"ca_file", "client_id", "client_secret", "cloud_access_token", "cloud_admin_email", "cloud_admin_token", "cloud_api", "cloud_api_token", "cloud_app_password",
		"cloud_email", "cloud_project_token", "cloud_read_token", "cloud_repository", "cloud_repository_token", "cloud_unscoped_token", "cloud_user",
		"cloud_web", "cloud_workspace", "receiver_url", "server_admin_token", "server_read_token", "server_token", "server_url",
	}
	var names []string
	for name, value := range line {
		names = append(names, name)
		assert.Equal(t, name == "ca_file", value == "", name)
	}
	slices.Sort(names)
	assert.Equal(t, want, names)
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+/bitbucket$`, line["server_url"])
}

func TestStartRefusesWhatItCannotPlay(t *testing.T) {
	_, err := sandbox.Start(sandbox.Options{Break: "coffee-missing"})
	require.ErrorContains(t, err, "coffee-missing")
	for _, code := range sandbox.Faults() {
		require.ErrorContains(t, err, code)
	}
	_, err = sandbox.Start(sandbox.Options{Repos: -1})
	require.Error(t, err)
}

func TestTwoStartsShowTheSameRepositoriesAndDifferentSecrets(t *testing.T) {
	a, b := startDC(t, sandbox.Options{}), startDC(t, sandbox.Options{})
	list := func(d dc) string {
		return strings.ReplaceAll(d.get("api:/repos?limit=1000&archived=ALL").body, d.base, "")
	}
	assert.Equal(t, list(a), list(b))
	assert.NotEqual(t, a.token, b.token)
	assert.Equal(t, http.StatusUnauthorized, a.with(b.token).get("api:/repos").status)
}

func TestEveryRepositoryIsListedOnceWhateverThePageSize(t *testing.T) {
	for _, n := range []int{1, 5, 48, 130} {
		d := startDC(t, sandbox.Options{Repos: n})
		for _, limit := range []string{"1", "7", "25", "1000"} {
			slugs := d.slugs("api:/repos?archived=ALL&limit=" + limit)
			require.Len(t, slugs, n)
		}
	}
}

func TestASmallSetHasTheUnusualRepositoriesToo(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7})
	var empty, archived, public, long bool
	for _, r := range d.get("api:/repos?archived=ALL").values(t) {
		home := "api:/projects/" + r["project"].(map[string]any)["key"].(string) + "/repos/" + r["slug"].(string)
		empty = empty || d.get(home+"/branches/default").status == http.StatusNoContent
		archived = archived || r["archived"] == true
		public = public || r["public"] == true
		long = long || utf8.RuneCountInString(r["name"].(string)) >= 118
	}
	assert.True(t, empty, "empty")
	assert.True(t, archived, "archived")
	assert.True(t, public, "public")
	assert.True(t, long, "long name")
}

func TestPagesHaveTheSizesOfTheProduct(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 1200})
	assert.Len(t, d.get("api:/repos").values(t), 25)
	lowered := d.get("api:/repos?limit=5000")
	assert.Len(t, lowered.values(t), 1000)
	assert.EqualValues(t, 1000, lowered.json(t)["limit"])
	assert.Equal(t, http.StatusBadRequest, d.get("api:/repos?limit=0").status)
	assert.Equal(t, http.StatusBadRequest, d.get("api:/repos?start=x").status)
	assert.Empty(t, d.get("api:/repos?start=99999").values(t))
}

func TestNextPageStartIsNotStartPlusLimit(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	page := d.get("api:/repos?limit=4").json(t) // the fourth repository is archived and left out
	assert.EqualValues(t, 5, page["nextPageStart"])
}

func TestFiltersNarrowTheList(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	count := func(query string) int { return len(d.slugs("api:/repos?limit=1000&" + query)) }
	all, active, archived := count("archived=ALL"), count(""), count("archived=ARCHIVED")
	assert.Equal(t, 48, all)
	assert.Equal(t, 2, archived)
	assert.Equal(t, all, active+archived)
	assert.Equal(t, active, count("archived=ACTIVE"))

	assert.Equal(t, []string{"blumenladen-ios"}, d.slugs("api:/repos?name=BLUMEN"))
	assert.Equal(t, []string{"baeckerei-app"}, d.slugs("api:/repos?name="+url.QueryEscape("bäckerei")))
	assert.Empty(t, d.slugs("api:/repos?name=laden"), "names match from their beginning")
	assert.Equal(t, count("projectkey=LADEN"), count("projectname="+url.QueryEscape("läden")))
	assert.Equal(t, 4, count("projectkey=~jana.weber_nordlicht.example"))
	assert.Zero(t, count("projectkey=LAD"), "keys match as a whole")
	assert.Equal(t, active, count("visibility=public")+count("visibility=private"))
	assert.Equal(t, active, count("state=AVAILABLE"))
	assert.Zero(t, count("state=OFFLINE"))
	assert.Equal(t, active, count("permission=REPO_READ"))
	admin := count("permission=REPO_ADMIN")
	assert.Less(t, admin, active)
	assert.Greater(t, admin, active/2)
	for _, wrong := range []string{"permission=OWNER", "archived=SOME", "visibility=secret", "state=LOST"} {
		assert.Equal(t, http.StatusBadRequest, d.get("api:/repos?"+wrong).status, wrong)
	}
}

func TestLinksAreBuiltFromTheAddressItself(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	for _, r := range d.get("api:/repos?limit=1000").values(t) {
		links := r["links"].(map[string]any)
		for _, list := range []any{links["self"], links["clone"], r["project"].(map[string]any)["links"].(map[string]any)["self"]} {
			for _, one := range list.([]any) {
				link := one.(map[string]any)["href"].(string)
				if strings.HasPrefix(link, "ssh:") {
					assert.Regexp(t, `^ssh://git@127\.0\.0\.1:7999/[^/]+/[^/]+\.git$`, link)
					continue
				}
				assert.True(t, strings.HasPrefix(link, d.base+"/"), link)
			}
		}
	}
}

func TestProjectsAndPeopleAreFound(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	for _, p := range d.get("api:/projects").values(t) {
		assert.Equal(t, "NORMAL", p["type"])
		assert.NotEmpty(t, d.slugs("api:/projects/"+strings.ToLower(p["key"].(string))+"/repos?limit=3"))
	}
	own := d.get("api:/projects/~JANA.WEBER_NORDLICHT.EXAMPLE").json(t)
	assert.Equal(t, "PERSONAL", own["type"])
	assert.Equal(t, d.base+"/users/jana.weber_nordlicht.example", first(own["links"], "self")["href"])

	assert.Equal(t, "NoSuchProjectException", d.get("api:/projects/NOPE").exception(t))
	assert.Equal(t, "NoSuchProjectException", d.get("api:/projects/NOPE/repos/x").exception(t))
	assert.Equal(t, "NoSuchRepositoryException", d.get("api:/projects/LADEN/repos/x").exception(t))
	assert.Equal(t, http.StatusNotFound, d.get("/rest/api/2.0/repos").status)
	assert.Equal(t, http.StatusOK, d.get("/rest/api/latest/repos").status)

	me := d.get("api:/users/jana.weber_nordlicht.example").json(t)
	assert.Equal(t, "jana.weber@nordlicht.example", me["name"])
	assert.Len(t, d.get("api:/users?filter=MIKA").values(t), 1)
	assert.Equal(t, "NoSuchUserException", d.get("api:/users/nobody").exception(t))
	tokens := d.get("/rest/access-tokens/latest/users/jana.weber_nordlicht.example")
	assert.Len(t, tokens.values(t), 1)
	assert.NotContains(t, tokens.body, d.token)
	assert.Equal(t, "AuthorisationException", d.get("/rest/access-tokens/latest/users/buildbot").exception(t))
}

// first gives the first entry of a list in an object.
func first(object any, name string) map[string]any {
	return object.(map[string]any)[name].([]any)[0].(map[string]any)
}

func TestBranchesTellTheDefaultOne(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	home := "api:/projects/MOVE/repos/stadtrad-android"
	configured := d.get(home + "/default-branch").json(t)
	assert.Equal(t, map[string]any{"id": "refs/heads/main", "displayId": "main", "type": "BRANCH"}, configured)
	var defaults []any
	for _, b := range d.get(home + "/branches?limit=1000").values(t) {
		if b["isDefault"] == true {
			defaults = append(defaults, b["displayId"])
		}
	}
	assert.Equal(t, []any{"main"}, defaults)
	assert.Len(t, d.get(home+"/branches?filterText=PUSH").values(t), 1)
	assert.Equal(t, http.StatusBadRequest, d.get(home+"/branches?orderBy=COLOUR").status)

	empty := "api:/projects/LADEN/repos/neues-kassensystem"
	assert.Empty(t, d.get(empty+"/branches").values(t))
	old := d.get(empty + "/branches/default")
	assert.Equal(t, http.StatusNoContent, old.status)
	assert.Empty(t, old.body)
	assert.Equal(t, "NoDefaultBranchException", d.get(empty+"/browse").exception(t))
}

func TestBrowseShowsFoldersAndFiles(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	home := "api:/projects/LADEN/repos/baeckerei-app/browse"
	names := func(path string) map[string]any {
		found := map[string]any{}
		children := d.get(home + path).json(t)["children"].(map[string]any)
		for _, child := range children["values"].([]any) {
			c := child.(map[string]any)
			found[c["path"].(map[string]any)["toString"].(string)] = c["type"]
		}
		return found
	}
	root := names("?limit=500")
	assert.Equal(t, "FILE", root["pubspec.yaml"])
	assert.Equal(t, "DIRECTORY", root["ios"])
	assert.Equal(t, "DIRECTORY", names("/ios")["Runner.xcodeproj"])
	file := d.get(home + "/pubspec.yaml").json(t)
	assert.Equal(t, "name: baeckerei_app", file["lines"].([]any)[0].(map[string]any)["text"])
	assert.JSONEq(t, `{"type":"FILE"}`, d.get(home+"/pubspec.yaml?type=true").body)
	assert.Equal(t, "NoSuchPathException", d.get(home+"/gibt/es/nicht").exception(t))
	assert.Equal(t, "NoSuchCommitException", d.get(home+"?at=nope").exception(t))
	assert.Equal(t, http.StatusOK, d.get(home+"?at=refs/heads/main").status)
}

func TestTokensCountBelowRestOnly(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	away := d.get("/plugins/servlet/applinks/whoami")
	assert.Equal(t, http.StatusFound, away.status)
	assert.Equal(t, d.base+"/login?nextUrl=%2Fplugins%2Fservlet%2Fapplinks%2Fwhoami", away.header.Get("Location"))
	assert.Empty(t, away.header.Get("X-AUSERNAME"))
	page := d.get("/login?nextUrl=%22%3E%3Cscript%3E")
	assert.Equal(t, http.StatusOK, page.status)
	assert.Contains(t, page.header.Get("Content-Type"), "text/html")
	assert.NotContains(t, page.body, "<script>")

	d.base = strings.TrimSuffix(d.base, "/bitbucket")
	root := d.get("/")
	assert.Equal(t, http.StatusFound, root.status)
	assert.Equal(t, "/bitbucket/", root.header.Get("Location"))
	assert.Equal(t, http.StatusNotFound, d.get("/rest/api/1.0/application-properties").status)
}

func TestTheRequestLogTellsWhoAskedAndKeepsSecretsOut(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	d.get("api:/projects?limit=3&code=leak-1&state=leak-2&access_token=leak-3")
	d.with("").get("api:/application-properties")
	d.with("wrong").get("api:/repos")
	log := d.box.Requests()
	require.Len(t, log, 3)
	assert.Equal(t, sandbox.SideServer, log[0].Side)
	assert.Equal(t, "/bitbucket/rest/api/1.0/projects", log[0].Path)
	assert.Equal(t, "jana.weber@nordlicht.example", log[0].As)
	assert.Equal(t, "access_token=***&code=***&limit=3&state=***", log[0].Query)
	assert.Equal(t, []int{200, 200, 401}, []int{log[0].Status, log[1].Status, log[2].Status})
	assert.Empty(t, log[1].As+log[2].As)
	text, err := json.Marshal(log)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "leak")
	assert.NotContains(t, string(text), d.token)
}
