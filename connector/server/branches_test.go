package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func branchNames(branches []connector.Branch) string {
	var out []string
	for _, b := range branches {
		if b.Default {
			b.Name = "*" + b.Name
		}
		out = append(out, b.Name)
	}
	return strings.Join(out, " ")
}

func TestBranchesOfTheSandbox(t *testing.T) {
	c := clientOf(start(t, ""), calm())
	all, _, err := list(t.Context(), c)
	require.NoError(t, err)
	empty, full := 0, 0
	for _, r := range all {
		branches, err := c.Branches(t.Context(), r, "")
		require.NoError(t, err, r.FullName())
		if len(branches) == 0 {
			empty++
			continue
		}
		full++
		assert.True(t, branches[0].Default, r.FullName())
		found, err := c.Branches(t.Context(), r, branches[0].Name)
		require.NoError(t, err)
		assert.Contains(t, found, branches[0])
	}
	assert.NotZero(t, empty, "an empty repository has none")
	assert.NotZero(t, full)
}

func TestTheDefaultBranchComesFirst(t *testing.T) {
	many := make([]map[string]string, 100)
	for i := range many {
		many[i] = map[string]string{"displayId": fmt.Sprintf("topic/%d", i)}
	}
	hundred, err := json.Marshal(many)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		branches, main string
		status         int
		query, want    string
	}{
		"in the list":        {`[{"displayId":"a"},{"displayId":"main"}]`, "main", 200, "", "*main a"},
		"not what is sought": {`[{"displayId":"a"}]`, "main", 200, "a", "a"},
		"none configured":    {`[{"displayId":"a"}]`, "", 404, "", "a"},
		"not a word":         {`[{"displayId":"a"}]`, "", 204, "", "a"},
		"told by the list":   {`[{"displayId":"a"},{"displayId":"b","isDefault":true}]`, "", 404, "", "*b a"},
		"an absent one":      {`[{"displayId":"a"}]`, "gone", 200, "", "a"},
		"nothing pushed":     {`[]`, "main", 200, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.answers["/projects/A/repos/b/branches"] = says(200, `{"values":`+c.branches+`,"isLastPage":true}`)
			f.answers["/projects/A/repos/b/default-branch"] = says(c.status, `{"displayId":"`+c.main+`"}`)
			if c.status == 204 {
				f.answers["/projects/A/repos/b/default-branch"] = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }
			}
			branches, err := f.client().Branches(t.Context(), connector.Repository{Key: "A", Slug: "b"}, c.query)
			require.NoError(t, err)
			assert.Equal(t, c.want, branchNames(branches))
		})
	}
	f := newFake(t)
	f.answers["/projects/A/repos/b/branches"] = says(200, `{"values":`+string(hundred)+`,"isLastPage":false,"nextPageStart":100}`)
	f.answers["/projects/A/repos/b/default-branch"] = says(200, `{"displayId":"main"}`)
	branches, err := f.client().Branches(t.Context(), connector.Repository{Key: "A", Slug: "b"}, "")
	require.NoError(t, err)
	assert.Len(t, branches, 100)
	assert.Equal(t, connector.Branch{Name: "main", Default: true}, branches[0], "also when it is older than a hundred others")
}

func TestBranchesFailAsTheRepositoryDoes(t *testing.T) {
	f := newFake(t)
	f.answers["/projects/A/repos/b/branches"] = refuses(404, "com.atlassian.bitbucket.repository.NoSuchRepositoryException")
	_, err := f.client().Branches(t.Context(), connector.Repository{Key: "A", Slug: "b"}, "")
	p, _ := connector.AsProblem(err)
	assert.Equal(t, connector.CodeRepositoryNotFound, p.Code)
	assert.Equal(t, "A/b", p.Args["repository"])
	f.answers["/projects/A/repos/b/branches"] = func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `<html><input type="password">`)
	}
	_, err = f.client().Branches(t.Context(), connector.Repository{Key: "A", Slug: "b"}, "")
	assert.True(t, connector.IsProblem(err, connector.CodeLoginPage))
}
