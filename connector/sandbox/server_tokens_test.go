package sandbox_test

import (
	"encoding/base64"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

const (
	myTokens      = "/rest/access-tokens/latest/users/jana.weber_nordlicht.example"
	projectTokens = "/rest/access-tokens/latest/projects/LADEN"
	repoTokens    = projectTokens + "/repos/baeckerei-app"
)

func TestAProjectTokenKnowsItsProjectAndNothingBeside(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	p := d.with(d.box.ServerProjectToken())
	mine := d.slugs("api:/repos?archived=ALL&projectkey=LADEN")
	require.NotEmpty(t, mine)
	assert.Equal(t, mine, p.slugs("api:/repos?archived=ALL"))
	assert.Equal(t, mine, p.slugs("api:/repos?archived=ALL&permission=REPO_ADMIN"), "it administers all of them")
	assert.Equal(t, "access-token-user%2F1%2F1", p.get("api:/repos").header.Get("X-AUSERNAME"))
	assert.EqualValues(t, 1, p.get("api:/projects/LADEN").json(t)["id"], "the last number is the project's")
	assert.Equal(t, http.StatusOK, p.get(firstRepo+"/webhooks").status)
	assert.Len(t, p.get("api:/projects").values(t), 1)
	for _, path := range []string{"api:/projects/MOVE", "api:/projects/MOVE/repos", "api:/projects/MOVE/repos/fahrplan"} {
		assert.Equal(t, "AuthorisationException", p.get(path).exception(t), path)
	}
}

func TestARepositoryTokenKnowsItsRepositoryAndNothingBeside(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	r := d.with(d.box.ServerRepositoryToken())
	assert.Equal(t, []string{"baeckerei-app"}, r.slugs("api:/repos?archived=ALL&permission=REPO_ADMIN"))
	assert.Equal(t, []string{"baeckerei-app"}, r.slugs("api:/projects/LADEN/repos"))
	assert.Equal(t, "access-token-user%2F2%2F1", r.get("api:/repos").header.Get("X-AUSERNAME"))
	assert.EqualValues(t, 1, r.get(firstRepo).json(t)["id"], "the last number is the repository's")
	assert.Equal(t, http.StatusOK, r.get(firstRepo+"/webhooks").status)
	assert.Equal(t, http.StatusOK, r.get("api:/projects/LADEN").status)
	assert.Equal(t, "AuthorisationException", r.get("api:/projects/LADEN/repos/blumenladen-ios").exception(t))
	assert.Equal(t, "AuthorisationException", r.get(projectTokens).exception(t), "the project is not its own")
}

func TestTokensOfProjectsAndRepositoriesAreNoPasswordsAndMayNotLookAtPeople(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7})
	for name, token := range map[string]string{
		"access-token-user/1/1": d.box.ServerProjectToken(), "access-token-user/2/1": d.box.ServerRepositoryToken(),
	} {
		for _, path := range []string{"api:/users", "api:/users/jana.weber_nordlicht.example", "api:/users/nobody", myTokens} {
			assert.Equal(t, "AuthorisationException", d.with(token).get(path).exception(t), path)
		}
		for _, user := range []string{name, "jana.weber@nordlicht.example", ""} {
			got, err := d.with("").try(t.Context(), http.MethodGet, "api:/repos", "", map[string]string{
				"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+token)),
			})
			require.NoError(t, err)
			assert.Equal(t, "IncorrectPasswordAuthenticationException", got.exception(t), user)
		}
	}
}

// ends gives the days from now at which the listed tokens end; -1 is never.
func ends(t *testing.T, list reply) []int {
	t.Helper()
	require.Equal(t, http.StatusOK, list.status, list.body)
	var days []int
	for _, token := range list.values(t) {
		end, told := token["expiryDate"].(float64)
		if !told {
			assert.NotContains(t, token, "expiryDate")
			days = append(days, -1)
			continue
		}
		days = append(days, int(time.Until(time.UnixMilli(int64(end))).Round(24*time.Hour)/(24*time.Hour)))
	}
	return days
}

func TestListedTokensEndWhenTheyAreToldTo(t *testing.T) {
	for name, c := range map[string]struct {
		opts sandbox.Options
		want []int
	}{
		"in about a year":     {sandbox.Options{}, []int{345}},
		"in three days":       {sandbox.Options{TokenDays: 3}, []int{3}},
		"never":               {sandbox.Options{TokenDays: -1}, []int{-1}},
		"several, as one":     {sandbox.Options{TokenDays: 30, OtherTokens: []int{30}}, []int{30, 30}},
		"several, apart":      {sandbox.Options{TokenDays: 30, OtherTokens: []int{60, -1, 0}}, []int{30, 60, -1, 345}},
		"soon, all of them":   {sandbox.Options{Break: "token-expires-soon"}, []int{9, 9}},
		"soon, and others":    {sandbox.Options{Break: "token-expires-soon", OtherTokens: []int{60, -1}}, []int{9, 9, 9}},
		"with another fault":  {sandbox.Options{Break: "token-too-wide"}, []int{345}},
		"on an older version": {sandbox.Options{ServerVersion: "7.21.16"}, []int{345}},
	} {
		t.Run(name, func(t *testing.T) {
			d := startDC(t, c.opts)
			for _, path := range []string{myTokens, projectTokens, repoTokens} {
				assert.Equal(t, c.want, ends(t, d.get(path)), path)
			}
		})
	}
}

func TestTokensAreListedAsRecordedAndOnlyToWhoAdministers(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	for path, want := range map[string]struct {
		owner, kind string
		permissions []any
	}{
		myTokens:      {"jana.weber@nordlicht.example", "NORMAL", []any{"PROJECT_READ", "REPO_ADMIN"}},
		projectTokens: {"access-token-user/1/1", "SERVICE", []any{"PROJECT_ADMIN", "REPO_ADMIN"}},
		repoTokens:    {"access-token-user/2/1", "SERVICE", []any{"REPO_ADMIN"}},
	} {
		token := d.get(path).values(t)[0]
		assert.Equal(t, "Mooring", token["name"])
		assert.Equal(t, want.permissions, token["permissions"])
		owner := token["user"].(map[string]any)
		assert.Equal(t, want.owner, owner["name"])
		assert.Equal(t, want.kind, owner["type"])
		for _, date := range []string{"createdDate", "expiryDate", "lastAuthenticated"} {
			assert.Greater(t, token[date].(float64), 1e12, "%s is in milliseconds", date)
		}
	}
	reader, project := d.with(d.box.ServerReadToken()), d.with(d.box.ServerProjectToken())
	repository := d.with(d.box.ServerRepositoryToken())
	assert.Equal(t, http.StatusOK, project.get(projectTokens).status)
	assert.Equal(t, http.StatusOK, project.get(repoTokens).status)
	assert.Equal(t, http.StatusOK, repository.get(repoTokens).status)
	for _, refused := range []reply{
		reader.get(projectTokens), reader.get(repoTokens), repository.get(projectTokens),
		d.get("/rest/access-tokens/latest/projects/MOVE"), d.get("/rest/access-tokens/latest/projects/TRESOR"),
		d.get("/rest/access-tokens/latest/projects/MOVE/repos/fahrplan"), d.get("api:/admin/users?limit=1"), d.get("api:/admin/license"),
	} {
		assert.Equal(t, http.StatusUnauthorized, refused.status)
		assert.Equal(t, "AuthorisationException", refused.exception(t))
	}
	assert.Equal(t, http.StatusNotFound, d.get("/rest/access-tokens/latest/projects/NOPE").status)
}

func TestProjectsCanBeAskedForByPermission(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	keys := func(path string) (keys []any) {
		for _, p := range d.get(path).values(t) {
			keys = append(keys, p["key"])
		}
		return keys
	}
	assert.Len(t, keys("api:/projects"), 4)
	assert.Equal(t, []any{"LADEN", "SAKURA"}, keys("api:/projects?permission=PROJECT_ADMIN"))
	assert.Equal(t, http.StatusBadRequest, d.get("api:/projects?permission=OWNER").status)
	d.token = d.box.ServerReadToken()
	assert.Empty(t, keys("api:/projects?permission=PROJECT_ADMIN"))
}

func TestATokenThatReachesTooFarAdministersEverything(t *testing.T) {
	for repos, want := range map[int]int{0: 240, 48: 240, 300: 300} {
		d := startDC(t, sandbox.Options{Repos: repos, Break: "token-too-wide"})
		all := d.slugs("api:/repos?archived=ALL&limit=1000")
		assert.Len(t, all, want)
		assert.Equal(t, all, d.slugs("api:/repos?archived=ALL&limit=1000&permission=REPO_ADMIN"))
		assert.Greater(t, len(d.slugs("api:/repos?permission=REPO_ADMIN&limit=1000")), 100, "archived ones aside, too")
		assert.True(t, slices.Contains(all, "fahrplan"))
		assert.Equal(t, http.StatusOK, d.get("api:/projects/MOVE/repos/fahrplan/webhooks").status)
		assert.Equal(t, "jana.weber%40nordlicht.example", d.get("api:/repos").header.Get("X-AUSERNAME"))
	}
}
