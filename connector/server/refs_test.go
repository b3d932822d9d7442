package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/server"
)

func TestNamesOfBranchesAndTagsComeInOneRequest(t *testing.T) {
	s := start(t, "")
	c := clientOf(s, calm())
	for kind, some := range map[connector.RefKind]string{connector.Branches: "main", connector.Tags: "v1.0.0"} {
		before := len(s.Requests())
		names, err := c.Refs(t.Context(), connector.Repository{Key: "LADEN", Slug: "baeckerei-app"}, kind)
		require.NoError(t, err)
		assert.Contains(t, names.Names, some)
		assert.False(t, names.More)
		assert.Len(t, s.Requests(), before+1)
	}
	all, _, err := list(t.Context(), c)
	require.NoError(t, err)
	for _, r := range all {
		if r.Slug != "karten-sdk" {
			continue
		}
		names, err := c.Refs(t.Context(), r, connector.Tags)
		require.NoError(t, err)
		assert.Len(t, names.Names, 1000)
		assert.True(t, names.More)
		return
	}
	t.Error("no repository with more tags than anybody reads")
}

func TestAServerThatGivesLessThanAskedIsAskedOn(t *testing.T) {
	for size, want := range map[int]struct {
		names, requests int
		more            bool
	}{0: {0, 1, false}, 300: {300, 1, false}, 301: {301, 2, false}, 1000: {1000, 4, false}, 1001: {1000, 4, true}, 1300: {1000, 4, true}} {
		h := openHookery(t, func(w http.ResponseWriter, r *http.Request) {
			assert.Equal(t, "1000", r.URL.Query().Get("limit"))
			first, _ := strconv.Atoi(r.URL.Query().Get("start"))
			values := []any{}
			for i := first; i < min(first+300, size); i++ {
				values = append(values, map[string]any{"displayId": fmt.Sprintf("b%d", i)})
			}
			page := map[string]any{"values": values, "isLastPage": first+300 >= size, "nextPageStart": nil}
			if first+300 < size {
				page["nextPageStart"] = first + 300
			}
			body, _ := json.Marshal(page)
			says(200, string(body))(w, r)
		})
		names, err := h.client(myToken).Refs(t.Context(), repo1(), connector.Tags)
		require.NoError(t, err)
		assert.Len(t, names.Names, want.names, "%d", size)
		assert.Equal(t, want.more, names.More, "%d", size)
		assert.Len(t, h.all(), want.requests, "%d", size)
	}
}

func TestARepositoryNothingWasPushedToHasNothing(t *testing.T) {
	s := start(t, "")
	c := clientOf(s, calm())
	all, _, err := list(t.Context(), c)
	require.NoError(t, err)
	empty := 0
	for _, r := range all {
		branches, err := c.Branches(t.Context(), r, "")
		require.NoError(t, err)
		if len(branches) > 0 {
			continue
		}
		empty++
		for _, kind := range []connector.RefKind{connector.Branches, connector.Tags} {
			names, err := c.Refs(t.Context(), r, kind)
			require.NoError(t, err)
			assert.Empty(t, names.Names)
		}
		tree, err := c.Tree(t.Context(), r, "")
		require.NoError(t, err)
		assert.Empty(t, tree)
	}
	assert.NotZero(t, empty, "one without a commit")
}

func TestWhatIsNotThereOrNotShownIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		code   connector.Code
	}{
		"no repository": {refuses(404, "x.NoSuchRepositoryException"), connector.CodeRepositoryNotFound},
		"no project":    {refuses(404, "x.NoSuchProjectException"), connector.CodeRepositoryNotFound},
		"no right":      {refuses(401, "x.AuthorisationException"), connector.CodeNotPermitted},
		"a page":        {plainly(200, "text/html", `<form><input type="password">`), connector.CodeLoginPage},
		"no page":       {plainly(404, "text/html", "<html>"), connector.CodeNotBitbucket},
		"no values":     {says(200, "{}"), connector.CodeAnswerInvalid},
	} {
		h := openHookery(t, c.answer)
		client := h.client(myToken)
		_, err := client.Refs(t.Context(), repo1(), connector.Branches)
		p := refused(t, err)
		assert.Equal(t, c.code, p.Code, name)
		_, err = client.Tree(t.Context(), repo1(), "main")
		if name != "no values" {
			assert.Equal(t, c.code, refused(t, err).Code, name)
		}
		if c.code == connector.CodeRepositoryNotFound {
			assert.Equal(t, "PRJ/app", p.Args["repository"], name)
		}
		assert.NotContains(t, fmt.Sprint(err), myToken)
	}
	_, err := server.New(server.Options{Address: "", Transport: calm()}).Refs(t.Context(), repo1(), connector.Tags)
	assert.True(t, strings.Contains(fmt.Sprint(err), "address"), "%v", err)
}
