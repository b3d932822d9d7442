package sandbox_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// all follows next to the end of a list, as given.
func all(t *testing.T, s *sandbox.Sandbox, as signer, path string) []map[string]any {
	t.Helper()
	var out []map[string]any
	visited := map[string]bool{}
	for next := s.Line().CloudAPI + path; next != ""; {
		require.False(t, visited[next], "the list leads back to %s", next)
		visited[next] = true
		require.True(t, strings.HasPrefix(next, s.Line().CloudAPI), next)
		page := send(t, http.MethodGet, next, as, "", "")
		out = append(out, page.values(t)...)
		next, _ = page.object(t)["next"].(string)
	}
	return out
}

// workspacesOf lists the slugs somebody sees.
func workspacesOf(t *testing.T, s *sandbox.Sandbox, as signer) []string {
	t.Helper()
	var out []string
	for _, one := range all(t, s, as, "/user/workspaces?sort=slug") {
		inside, _ := one["workspace"].(map[string]any)
		slug, _ := inside["slug"].(string)
		out = append(out, slug)
	}
	return out
}

func TestAllWorkspacesTogetherHoldEveryRepositoryOnce(t *testing.T) {
	for _, n := range []int{1, 48, 333} {
		s := start(t, sandbox.Options{Repos: n})
		seen := map[any]bool{}
		for _, workspace := range workspacesOf(t, s, tokenOf(s)) {
			for _, one := range all(t, s, tokenOf(s), "/repositories/"+workspace+"?pagelen=100&fields=next,values.uuid,size") {
				assert.False(t, seen[one["uuid"]])
				seen[one["uuid"]] = true
			}
		}
		assert.Len(t, seen, n)
	}
}

func TestWorkspacesAreListedWithoutTheirNames(t *testing.T) {
	s := start(t, sandbox.Options{})
	list := all(t, s, tokenOf(s), "/user/workspaces?sort=slug")
	require.Len(t, list, 4)
	admins := 0
	for _, one := range list {
		assert.Equal(t, "workspace_access", one["type"])
		inside, _ := one["workspace"].(map[string]any)
		assert.Equal(t, "workspace_base", inside["type"])
		assert.NotContains(t, inside, "name")
		slug, _ := inside["slug"].(string)
		assert.NotEmpty(t, get(t, s, tokenOf(s), "/workspaces/"+slug).object(t)["name"])
		if one["administrator"] == true {
			admins++
		}
	}
	assert.Equal(t, admins, len(all(t, s, tokenOf(s), "/user/workspaces?administrator=true")))
	assert.True(t, slices.IsSorted(workspacesOf(t, s, tokenOf(s))))
	member := get(t, s, tokenOf(s), "/user/workspaces/nordlicht-apps/permission").object(t)
	assert.Equal(t, "owner", member["permission"])
	assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), "/workspaces/elsewhere").status)
}

func TestListsHavePagesThatEnd(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 120})
	first := get(t, s, tokenOf(s), "/repositories/nordlicht-apps")
	body := first.object(t)
	assert.EqualValues(t, 10, body["pagelen"])
	assert.EqualValues(t, 1, body["page"])
	assert.Len(t, body["values"], 10)
	assert.NotContains(t, body, "previous")
	list := all(t, s, tokenOf(s), "/repositories/nordlicht-apps?pagelen=7")
	assert.EqualValues(t, body["size"], len(list))
	last := get(t, s, tokenOf(s), "/repositories/nordlicht-apps?pagelen=100&page=9").object(t)
	assert.NotContains(t, last, "next")
	assert.Empty(t, last["values"])
	for _, wrong := range []string{"pagelen=101", "pagelen=0", "pagelen=x", "page=0", "page=-1"} {
		assert.Equal(t, http.StatusBadRequest, get(t, s, tokenOf(s), "/repositories/nordlicht-apps?"+wrong).status, wrong)
	}
}

func TestPartialAnswersHoldWhatWasNamed(t *testing.T) {
	s := start(t, sandbox.Options{})
	path := "/repositories/nordlicht-apps?pagelen=2&fields="
	body := get(t, s, tokenOf(s), path+"values.slug,values.mainbranch.name,next").object(t)
	assert.ElementsMatch(t, []string{"next", "values"}, keys(body))
	values, _ := body["values"].([]any)
	one, _ := values[0].(map[string]any)
	assert.ElementsMatch(t, []string{"slug", "mainbranch"}, keys(one))
	branch, _ := one["mainbranch"].(map[string]any)
	assert.Equal(t, []string{"name"}, keys(branch))

	next, _ := body["next"].(string)
	assert.Contains(t, next, "fields=", "the next page is partial too")
	whole := get(t, s, tokenOf(s), path+"-values.links,-size").object(t)
	assert.NotContains(t, whole, "size")
	values, _ = whole["values"].([]any)
	one, _ = values[0].(map[string]any)
	assert.NotContains(t, one, "links")
	assert.Contains(t, one, "slug")
	assert.Equal(t, []string{"uuid"}, keys(get(t, s, tokenOf(s), "/user?fields=uuid").object(t)))
}

func keys(m map[string]any) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}

func TestListsCanBeSearchedAndSorted(t *testing.T) {
	s := start(t, sandbox.Options{})
	list := func(query ...string) []map[string]any {
		q := url.Values{"pagelen": {"100"}}
		for i := 0; i+1 < len(query); i += 2 {
			q.Set(query[i], query[i+1])
		}
		return all(t, s, tokenOf(s), "/repositories/nordlicht-apps?"+q.Encode())
	}
	everything := list()
	one := everything[3]
	name, _ := one["name"].(string)
	slug, _ := one["slug"].(string)
	assert.Contains(t, slugs(list("q", `name ~ "`+strings.ToUpper(name[:4])+`"`)), slug)
	assert.Equal(t, []string{slug}, slugs(list("q", `slug = "`+slug+`"`)))
	private, public := list("q", "is_private = true"), list("q", "is_private=false")
	assert.Len(t, everything, len(private)+len(public))
	assert.Len(t, list("q", `(slug = "`+slug+`" OR slug="nothing") AND name !~ "zzz"`), 1)
	assert.Empty(t, list("q", `slug = "`+slug+`" AND name ~ "zzz"`))
	assert.Len(t, list("q", `updated_on > 2001-01-01`), len(everything))
	assert.Equal(t, http.StatusBadRequest, get(t, s, tokenOf(s), "/repositories/nordlicht-apps?q="+url.QueryEscape(`nothing = "x"`)).status)
	assert.Equal(t, http.StatusBadRequest, get(t, s, tokenOf(s), "/repositories/nordlicht-apps?q="+url.QueryEscape(`name ~`)).status)
	assert.Equal(t, http.StatusBadRequest, get(t, s, tokenOf(s), "/repositories/nordlicht-apps?sort=nothing").status)

	assert.True(t, slices.IsSortedFunc(list("sort", "-updated_on"), func(a, b map[string]any) int {
		return strings.Compare(b["updated_on"].(string), a["updated_on"].(string)) //nolint:forcetypeassert // fails the test
	}))
	byName := slugs(list("sort", "slug"))
	assert.True(t, slices.IsSorted(byName))
	slices.Reverse(byName)
	assert.Equal(t, byName, slugs(list("sort", "-slug")))
}

func slugs(list []map[string]any) []string {
	var out []string
	for _, one := range list {
		slug, _ := one["slug"].(string)
		out = append(out, slug)
	}
	return out
}

func TestRolesAndPermissionsAgree(t *testing.T) {
	s := start(t, sandbox.Options{})
	for _, workspace := range workspacesOf(t, s, tokenOf(s)) {
		everything := all(t, s, tokenOf(s), "/repositories/"+workspace+"?role=member&pagelen=50")
		byRole := all(t, s, tokenOf(s), "/repositories/"+workspace+"?role=admin&pagelen=50")
		path := "/user/workspaces/" + workspace + "/permissions/repositories?pagelen=50"
		byPermission := all(t, s, tokenOf(s), path+"&q="+url.QueryEscape(`permission="admin"`))
		assert.Len(t, byPermission, len(byRole))
		assert.Len(t, all(t, s, tokenOf(s), path), len(everything))
		for _, one := range byPermission {
			assert.Equal(t, "admin", one["permission"])
			assert.Equal(t, "repository_permission", one["type"])
		}
	}
}

func TestARepositoryIsFoundBySlugAndByUUID(t *testing.T) {
	s := start(t, sandbox.Options{})
	one := get(t, s, tokenOf(s), "/repositories/nordlicht-apps").values(t)[0]
	full, _ := one["full_name"].(string)
	uuid, _ := one["uuid"].(string)
	bySlug := get(t, s, tokenOf(s), "/repositories/"+full)
	assert.Equal(t, one, bySlug.object(t))
	assert.Equal(t, one, get(t, s, tokenOf(s), "/repositories/nordlicht-apps/"+url.PathEscape(uuid)).object(t))
	missing := get(t, s, tokenOf(s), "/repositories/nordlicht-apps/nothing-here")
	assert.Equal(t, http.StatusNotFound, missing.status)
	assert.Contains(t, missing.said(t), "You may not have access to this repository")
	assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), "/repositories/elsewhere").status)
}

func TestLinksLeadToTheSandboxItself(t *testing.T) {
	s := start(t, sandbox.Options{})
	body := get(t, s, tokenOf(s), "/repositories/nordlicht-apps?pagelen=1").text
	body += get(t, s, tokenOf(s), "/user").text
	assert.NotContains(t, body, "bitbucket.org")
	one := get(t, s, tokenOf(s), "/repositories/nordlicht-apps").values(t)[0]
	links, _ := one["links"].(map[string]any)
	html, _ := links["html"].(map[string]any)
	page, _ := html["href"].(string)
	name, _ := one["name"].(string)
	shown := send(t, http.MethodGet, page, nobody, "", "")
	assert.Equal(t, http.StatusOK, shown.status)
	assert.Contains(t, shown.text, strings.SplitN(name, "&", 2)[0])

	links, _ = get(t, s, tokenOf(s), "/user").object(t)["links"].(map[string]any)
	avatar, _ := links["avatar"].(map[string]any)
	address, _ := avatar["href"].(string)
	picture := send(t, http.MethodGet, address, nobody, "", "")
	assert.Equal(t, "image/png", picture.header.Get("Content-Type"))
	assert.True(t, strings.HasPrefix(picture.text, "\x89PNG"))
	assert.Equal(t, http.StatusOK, send(t, http.MethodGet, s.Line().CloudWeb+"/workspaces/nordlicht-apps/avatar/", nobody, "", "").status)
	assert.Equal(t, http.StatusOK, send(t, http.MethodGet, s.Line().CloudWeb+"/nordlicht-apps/", nobody, "", "").status)
	assert.Equal(t, http.StatusNotFound, send(t, http.MethodGet, s.Line().CloudWeb+"/nordlicht-apps/nothing", nobody, "", "").status)
}

func TestBranchesAndFilesOfARepository(t *testing.T) {
	s := start(t, sandbox.Options{})
	var busy, empty map[string]any
	for _, workspace := range workspacesOf(t, s, tokenOf(s)) {
		for _, one := range all(t, s, tokenOf(s), "/repositories/"+workspace+"?pagelen=100") {
			full, _ := one["full_name"].(string)
			switch {
			case one["mainbranch"] == nil:
				empty = one
			case busy == nil && len(all(t, s, tokenOf(s), "/repositories/"+full+"/refs/branches")) > 3:
				busy = one
			}
		}
	}
	require.NotNil(t, busy)
	require.NotNil(t, empty, "one repository has nothing pushed yet")

	full, _ := busy["full_name"].(string)
	path := "/repositories/" + full
	branches := all(t, s, tokenOf(s), path+"/refs/branches?sort=name&pagelen=2")
	for _, one := range branches {
		name, _ := one["name"].(string)
		assert.Equal(t, name, get(t, s, tokenOf(s), path+"/refs/branches/"+name).object(t)["name"])
		assert.Equal(t, name, get(t, s, tokenOf(s), path+"/refs/branches/"+url.PathEscape(name)).object(t)["name"])
	}
	first, _ := branches[0]["name"].(string)
	assert.NotEmpty(t, all(t, s, tokenOf(s), path+"/refs/branches?q="+url.QueryEscape(`name ~ "`+first+`"`)))
	assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), path+"/refs/branches/nothing").status)

	root := get(t, s, tokenOf(s), path+"/src?max_depth=2")
	require.Equal(t, http.StatusFound, root.status)
	target := root.header.Get("Location")
	assert.Contains(t, target, "/src/")
	assert.True(t, strings.HasSuffix(target, "/?max_depth=2"), target)
	assert.NotEmpty(t, send(t, http.MethodGet, target, tokenOf(s), "", "").values(t))
	hash := strings.TrimSuffix(target[strings.LastIndex(target, "/src/")+5:], "/?max_depth=2")
	assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), path+"/src/"+hash).status, "without the slash there is no such address")
	flat := all(t, s, tokenOf(s), path+"/src/"+hash+"/?pagelen=100")
	deep := all(t, s, tokenOf(s), path+"/src/"+hash+"/?pagelen=100&max_depth=3")
	assert.Greater(t, len(deep), len(flat))
	for _, one := range deep {
		name, _ := one["path"].(string)
		if one["type"] == "commit_file" && name == "README.md" {
			assert.Equal(t, http.StatusOK, get(t, s, tokenOf(s), path+"/src/"+hash+"/README.md").status)
		}
		if one["type"] == "commit_directory" {
			assert.NotEmpty(t, get(t, s, tokenOf(s), path+"/src/"+hash+"/"+name+"/").values(t))
		}
	}
	assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), path+"/src/"+hash+"/no/such/file").status)

	bare, _ := empty["full_name"].(string)
	assert.Empty(t, all(t, s, tokenOf(s), "/repositories/"+bare+"/refs/branches"))
	assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), "/repositories/"+bare+"/src").status)
}

func TestTheRemovedListsAnswerGone(t *testing.T) {
	s := start(t, sandbox.Options{})
	for _, path := range []string{"/workspaces", "/user/permissions/workspaces", "/user/permissions/repositories", "/repositories?role=member"} {
		gone := get(t, s, tokenOf(s), path)
		assert.Equal(t, http.StatusGone, gone.status, path)
		assert.Contains(t, gone.said(t), "CHANGE-2770")
	}
	assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), "/nothing").status)
	root := strings.TrimSuffix(s.Line().CloudAPI, "/2.0")
	assert.Equal(t, http.StatusForbidden, send(t, http.MethodGet, root+"/user", tokenOf(s), "", "").status)
}
