package cloud_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/sandbox"
)

func all(t *testing.T, c *cloud.Client) ([]connector.Repository, error) {
	t.Helper()
	var out []connector.Repository
	for page, err := range c.Repositories(t.Context()) {
		if err != nil {
			return out, err
		}
		out = append(out, page.Repositories...)
	}
	return out, nil
}

func errorsOf(t *testing.T, c *cloud.Client) []error {
	t.Helper()
	var out []error
	for _, err := range c.Repositories(t.Context()) {
		if err != nil {
			out = append(out, err)
		}
	}
	require.NotEmpty(t, out)
	return out
}

func TestEveryRepositoryOfEveryWorkspaceComesOnce(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 250})
	session, _ := consent(t, s, cloud.SessionScopes()...)
	c := with(s, session)
	ids, pages := map[string]bool{}, 0
	total := 0
	for page, err := range c.Repositories(t.Context()) {
		require.NoError(t, err)
		pages++
		total = page.Total
		for _, r := range page.Repositories {
			assert.False(t, ids[r.Ref.ID], "%s came twice", r.FullName())
			ids[r.Ref.ID] = true
		}
	}
	assert.Len(t, ids, 250)
	assert.Equal(t, 250, total)
	asked := 0
	for _, r := range s.Requests() {
		if strings.HasPrefix(r.Path, "/2.0/repositories/") {
			asked++
		}
	}
	assert.Equal(t, pages, asked, "one request a page, none a repository")
}

func TestARepositoryIsToldAsPeopleKnowIt(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, apiToken(s.Line()), in("nordlicht-apps"))
	list, err := all(t, c)
	require.NoError(t, err)
	byName := map[string]connector.Repository{}
	for _, r := range list {
		byName[r.FullName()] = r
	}
	r, ok := byName[ours]
	require.True(t, ok)
	assert.Equal(t, connector.Cloud, r.Ref.Provider)
	assert.Equal(t, s.Line().CloudAPI, r.Ref.Base)
	assert.Regexp(t, `^\{.+\}$`, r.Ref.ID)
	assert.Equal(t, "Bäckerei Sonnenschein", r.Name)
	assert.Equal(t, "Nordlicht Apps GmbH", r.Owner)
	assert.Equal(t, "Läden & Lieferdienste", r.Project)
	require.NotNil(t, r.Private)
	assert.True(t, *r.Private)
	assert.Nil(t, r.Archived)
	assert.NotNil(t, r.Updated)
	assert.NotNil(t, r.DefaultBranch)
	assert.False(t, r.Empty)
	assert.Equal(t, s.Line().CloudWeb+"/"+ours+".git", r.CloneHTTPS)
	assert.Contains(t, r.CloneSSH, "git@")
	assert.Equal(t, s.Line().CloudWeb+"/"+ours, r.Web)

	empty := byName["nordlicht-apps/neues-kassensystem"]
	assert.True(t, empty.Empty)
	assert.Nil(t, empty.DefaultBranch)

	one, err := c.Repository(t.Context(), "nordlicht-apps", "baeckerei-app")
	require.NoError(t, err)
	assert.Equal(t, r, one, "found alone it is the same")
	byID, err := c.Repository(t.Context(), "nordlicht-apps", r.Ref.ID)
	require.NoError(t, err)
	assert.Equal(t, r, byID)
}

func TestALimitedListAsksForTheRepositoriesFirst(t *testing.T) {
	s := start(t, sandbox.Options{})
	_, err := all(t, with(s, accessToken(s.Line()), in("nordlicht-apps")))
	require.NoError(t, err)
	require.NotEmpty(t, s.Requests())
	assert.Equal(t, "/2.0/repositories/nordlicht-apps", s.Requests()[0].Path)
}

func TestAListThatLeadsInACircleIsCutAndKept(t *testing.T) {
	s := start(t, sandbox.Options{Break: "paging-broken"})
	list, err := all(t, with(s, apiToken(s.Line()), in("nordlicht-apps")))
	p, ok := connector.AsProblem(err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, connector.CodePagingBroken, p.Code)
	assert.Equal(t, fmt.Sprint(len(list)), p.Args["count"])
	assert.NotEmpty(t, list)
}

func TestNextIsFollowedOnlyInsideTheAPI(t *testing.T) {
	for _, next := range []string{
		"https://elsewhere.example/2.0/repositories/w?page=2", "http://localhost:1/2.0/repositories/w?page=2", "//elsewhere.example/2.0/x",
		"/2.0/repositories/w?page=2", "{API}/../internal/x", "{API}x/repositories/w", "file:///etc/passwd", "javascript:alert(1)", "{API}/repositories/w#x",
	} {
		a := healthy().but("/repositories/w", says(`{"values":[{"uuid":"{r}","slug":"r","full_name":"w/r"}],"next":"`+next+`"}`))
		list, err := all(t, a.client(t, connector.Session))
		assert.True(t, connector.IsProblem(err, connector.CodePagingBroken), "%s: %v", next, err)
		assert.Len(t, list, 1)
	}
}

func TestAListThatNeverEndsIsCut(t *testing.T) {
	pages := 0
	next := func(page int) string {
		return fmt.Sprintf(`{"values":[{"uuid":"{r}","slug":"r","full_name":"w/r"}],"next":"{API}/repositories/w/p%d"}`, page)
	}
	a := healthy().but("/repositories/w", says(next(1)))
	for i := 1; i < 50; i++ {
		a[fmt.Sprintf("/repositories/w/p%d", i)] = says(next(i + 1))
	}
	c := a.client(t, connector.Session)
	var last error
	for _, err := range c.Repositories(t.Context()) {
		pages++
		last = err
	}
	assert.True(t, connector.IsProblem(last, connector.CodePagingBroken), "%v", last)
	assert.Less(t, pages, 6)
}

func TestATotalNobodyToldIsUnknown(t *testing.T) {
	a := healthy().but("/repositories/w", says(`{"values":[{"uuid":"{r}","slug":"r","full_name":"w/r"}]}`))
	for page, err := range a.client(t, connector.Session).Repositories(t.Context()) {
		require.NoError(t, err)
		assert.Equal(t, -1, page.Total)
	}
	two := healthy().but("/user/workspaces", says(`{"values":[{"workspace":{"slug":"w"}},{"workspace":{"slug":"v"}}]}`)).
		but("/repositories/v", says(`{"size":0,"values":[]}`))
	var totals []int
	for page, err := range two.client(t, connector.Session).Repositories(t.Context()) {
		require.NoError(t, err)
		totals = append(totals, page.Total)
	}
	assert.Equal(t, []int{-1, 1}, totals)
}

func TestAListStopsWhenNobodyWantsMore(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 300})
	c := with(s, apiToken(s.Line()))
	seen := 0
	for range c.Repositories(t.Context()) {
		seen++
		break
	}
	assert.Equal(t, 1, seen)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range c.Repositories(ctx) {
		last = err
		cancel()
	}
	assert.ErrorIs(t, last, context.Canceled)
}

func TestMissingValuesDoNotHideARepository(t *testing.T) {
	a := healthy().but("/repositories/w", says(`{"values":[{"uuid":"{r}","full_name":"w/r","updated_on":"yesterday",
		"links":{"clone":[{"name":"https","href":"%zz"},{"name":"ssh","href":"git@x:w/r.git"}],"html":{"href":"javascript:x"}}}]}`))
	list, err := all(t, a.client(t, connector.Session))
	require.NoError(t, err)
	require.Len(t, list, 1)
	r := list[0]
	assert.Equal(t, []string{"w", "r", "r", "w"}, []string{r.Key, r.Slug, r.Name, r.Owner})
	assert.Nil(t, r.Private)
	assert.Nil(t, r.Updated)
	assert.Nil(t, r.DefaultBranch)
	assert.False(t, r.Empty, "absent is not null")
	assert.Empty(t, r.CloneHTTPS)
	assert.Empty(t, r.Web)
}

func TestBranchesComeWithTheDefaultFirst(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, apiToken(s.Line()))
	r, err := c.Repository(t.Context(), "nordlicht-apps", "baeckerei-app")
	require.NoError(t, err)
	list, err := c.Branches(t.Context(), r, "")
	require.NoError(t, err)
	require.NotEmpty(t, list)
	assert.Equal(t, connector.Branch{Name: *r.DefaultBranch, Default: true}, list[0])
	for _, b := range list[1:] {
		assert.False(t, b.Default)
	}
	query := list[len(list)-1].Name[1:]
	some, err := c.Branches(t.Context(), r, strings.ToUpper(query))
	require.NoError(t, err)
	require.NotEmpty(t, some)
	for _, b := range some {
		assert.Contains(t, strings.ToLower(b.Name), strings.ToLower(query))
	}
	none, err := c.Branches(t.Context(), r, `no "such" \ branch`)
	require.NoError(t, err)
	assert.Empty(t, none)
}

func TestAnEmptyRepositoryIsNotAskedForBranches(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, apiToken(s.Line()))
	r, err := c.Repository(t.Context(), "nordlicht-apps", "neues-kassensystem")
	require.NoError(t, err)
	before := len(s.Requests())
	list, err := c.Branches(t.Context(), r, "")
	require.NoError(t, err)
	assert.Empty(t, list)
	assert.Len(t, s.Requests(), before)
}

func TestTheDefaultBranchIsThereThoughItsLetterComesLate(t *testing.T) {
	var names []string
	for i := range 100 {
		names = append(names, fmt.Sprintf(`{"name":"feature-%03d"}`, i))
	}
	a := healthy().but("/repositories/w/r/refs/branches", says(`{"values":[`+strings.Join(names, ",")+`]}`))
	main := "trunk"
	r := connector.Repository{Key: "w", Slug: "r", DefaultBranch: &main}
	c := a.client(t, connector.Session)
	list, err := c.Branches(t.Context(), r, "")
	require.NoError(t, err)
	assert.Len(t, list, 100)
	assert.Equal(t, connector.Branch{Name: "trunk", Default: true}, list[0])
	list, err = c.Branches(t.Context(), r, "feature")
	require.NoError(t, err)
	assert.Equal(t, "feature-000", list[0].Name)
}
