package server_test

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/server"
)

const hash = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678"

// detailed is a healthy fake with one repository and all that can be asked of it.
func detailed(t *testing.T) (*fake, connector.Repository) {
	t.Helper()
	f := newFake(t)
	const at = "/projects/APP/repos/shop"
	f.answers[at] = says(200, `{"id":7,"slug":"shop","name":"Shop","description":"Sells","project":{"key":"APP","name":"Apps"}}`)
	f.answers[at+"/default-branch"] = says(200, `{"displayId":"main"}`)
	f.answers[at+"/branches"] = says(200, `{"values":[{"displayId":"main"},{"displayId":"next"}],"isLastPage":true}`)
	f.answers[at+"/commits"] = says(200, `{"values":[{"id":"`+hash+`","message":"  Sell more\n\nand more","author":{"name":"ada","displayName":"Ada L"},
		"authorTimestamp":1672997457000,"committer":{"name":"ci"},"committerTimestamp":1672997460000}],"isLastPage":false,"nextPageStart":1}`)
	ref := connector.RepositoryRef{Provider: connector.Server, Base: f.URL, ID: "7"}
	return f, connector.Repository{Ref: ref, Key: "APP", Slug: "shop", Name: "Shop", Right: connector.RightWrite}
}

func TestDetailsTellWhatListsDoNot(t *testing.T) {
	f, r := detailed(t)
	d, err := f.client().Details(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, connector.Details{
		Description: "Sells", Size: -1, Branches: 2, DefaultBranch: "main", Right: connector.RightWrite,
		Commit: &connector.Commit{
			ID: hash, Message: "Sell more", Author: "Ada L", At: time.Date(2023, 1, 6, 9, 31, 0, 0, time.UTC),
			Web: f.URL + "/projects/APP/repos/shop/commits/" + hash,
		},
	}, d)
	assert.Contains(t, f.requests(), "/projects/APP/repos/shop/commits?limit=1")
	assert.Len(t, f.requests(), 4)
}

func TestDetailsOfEveryRepositoryOfTheSandboxAreWhole(t *testing.T) {
	s := start(t, "")
	c := clientOf(s, calm())
	_, all, err := pagesOf(t, c, "")
	require.NoError(t, err)
	rights := map[connector.RepositoryRef]connector.Right{}
	known, err := c.Rights(t.Context(), func(p connector.RightsPage) { maps.Copy(rights, p.Rights) })
	require.NoError(t, err)
	require.True(t, known)
	empty, told := 0, map[connector.Right]int{}
	for _, r := range all {
		d, err := c.Details(t.Context(), r)
		require.NoError(t, err, r.FullName())
		assert.Equal(t, rights[r.Ref], d.Right, "%s: one is told as all are, but for those that may only be read", r.FullName())
		told[d.Right]++
		assert.Equal(t, r.Description, d.Description)
		assert.EqualValues(t, -1, d.Size)
		if d.Branches == 0 {
			empty++
			assert.Empty(t, d.DefaultBranch, "%s: nobody has pushed it yet", r.FullName())
			assert.Nil(t, d.Commit, r.FullName())
			continue
		}
		assert.Positive(t, d.Branches, r.FullName())
		assert.NotEmpty(t, d.DefaultBranch, r.FullName())
		require.NotNil(t, d.Commit, r.FullName())
		assert.NotEmpty(t, d.Commit.Message)
		assert.NotEmpty(t, d.Commit.Author)
		assert.False(t, d.Commit.At.IsZero())
		assert.Equal(t, strings.TrimSuffix(r.Web, "/browse")+"/commits/"+d.Commit.ID, d.Commit.Web)
	}
	assert.NotZero(t, empty, "one of them is empty")
	assert.Len(t, told, 3, "%v", told)
}

func TestAPartThatCannotBeHadStaysUnknown(t *testing.T) {
	const at = "/projects/APP/repos/shop"
	for name, c := range map[string]struct {
		part, want string
		answer     http.HandlerFunc
	}{
		"commits refused":       {"/commits", "2 main -", refuses(401, "a.AuthorisationException")},
		"nothing pushed":        {"/commits", "2 main -", refuses(404, "a.NoDefaultBranchException")},
		"no commits":            {"/commits", "2 main -", says(200, `{"values":[],"isLastPage":true}`)},
		"commits of nonsense":   {"/commits", "2 main -", says(200, `{"values":[{"id":"../../x"}],"isLastPage":true}`)},
		"commits that break":    {"/commits", "2 main -", says(200, `{"values":`)},
		"branches refused":      {"/branches", "-1 main commit", refuses(401, "a.AuthorisationException")},
		"no branches":           {"/branches", "0  commit", refuses(404, "a.NoDefaultBranchException")},
		"no default branch":     {"/default-branch", "2  commit", says(204, "")},
		"default branch missed": {"/default-branch", "2  commit", refuses(404, "a.NoSuchBranchException")},
	} {
		f, r := detailed(t)
		f.answers[at+c.part] = c.answer
		d, err := f.client().Details(t.Context(), r)
		require.NoError(t, err, name)
		commit := "-"
		if d.Commit != nil {
			commit = "commit"
		}
		assert.Equal(t, c.want, strings.Join([]string{itoa(d.Branches), d.DefaultBranch, commit}, " "), name)
		assert.Equal(t, "Sells", d.Description, name)
	}
}

func TestARepositoryThatIsGoneHasNoDetails(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"gone":              refuses(404, "a.NoSuchRepositoryException"),
		"another one there": says(200, `{"id":8,"slug":"shop","project":{"key":"APP"}}`),
	} {
		f, r := detailed(t)
		f.answers["/projects/APP/repos/shop"] = answer
		d, err := f.client().Details(t.Context(), r)
		p, _ := connector.AsProblem(err)
		assert.Equal(t, connector.CodeRepositoryNotFound, p.Code, name)
		assert.Equal(t, "APP/shop", p.Args["repository"], name)
		assert.Zero(t, d)
	}
	_, err := server.New(server.Options{Address: "::"}).Details(t.Context(), connector.Repository{})
	require.Error(t, err)
}

func TestManyBranchesAreCountedToAThousand(t *testing.T) {
	f, r := detailed(t)
	f.answers["/projects/APP/repos/shop/branches"] = says(200,
		`{"values":[`+strings.Repeat(`{"displayId":"a"},`, 999)+`{"displayId":"b"}],"isLastPage":false,"nextPageStart":1000}`)
	d, err := f.client().Details(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, 1000, d.Branches)
	assert.True(t, d.BranchesMore)
}

func TestACommitOfAPersonalRepositoryIsBelowItsOwner(t *testing.T) {
	f, _ := detailed(t)
	for part, answer := range f.answers {
		f.answers[strings.Replace(part, "/APP/", "/~ADA/", 1)] = answer
	}
	f.answers["/projects/~ADA/repos/shop"] = says(200, `{"id":7,"slug":"shop","project":{"key":"~ADA"},
		"links":{"self":[{"href":"http://localhost:7990/users/ada-l/repos/shop/browse"}]}}`)
	f.answers["/projects/~ADA/repos/shop/commits"] = says(200, `{"values":[{"id":"`+hash+`","message":"`+strings.Repeat("ü", 400)+`",
		"author":{"name":"Ada"},"authorTimestamp":1672997457000}]}`)
	d, err := f.client().Details(t.Context(), connector.Repository{Key: "~ADA", Slug: "shop"})
	require.NoError(t, err)
	assert.Equal(t, f.URL+"/users/ada-l/repos/shop/commits/"+hash, d.Commit.Web)
	assert.Equal(t, "Ada", d.Commit.Author)
	assert.Equal(t, 2023, d.Commit.At.Year(), "when it was written, where nobody says when it was committed")
	assert.Equal(t, strings.Repeat("ü", 150)+"…", d.Commit.Message, "as much as is worth showing, in whole letters")
}

func TestDetailsThatAreCancelledAreNobodysProblem(t *testing.T) {
	f, r := detailed(t)
	ctx, cancel := context.WithCancel(t.Context())
	f.answers["/projects/APP/repos/shop/commits"] = func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() }
	_, err := f.client().Details(ctx, r)
	assert.Equal(t, context.Canceled, err)
}
