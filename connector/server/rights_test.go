package server_test

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
	"mooring/connector/server"
)

// rightsOf reads all rights; nothing may be told twice.
func rightsOf(t *testing.T, c *server.Client) (rights map[connector.RepositoryRef]connector.Right, all bool, err error) {
	t.Helper()
	return rightsWith(t, c, func() {})
}

// rightsWith reads them, and tells of each pause.
func rightsWith(t *testing.T, c *server.Client, pausing func()) (rights map[connector.RepositoryRef]connector.Right, all bool, err error) {
	t.Helper()
	rights = map[connector.RepositoryRef]connector.Right{}
	all, err = c.Rights(t.Context(), func(p connector.RightsPage) {
		if !p.Pause.IsZero() {
			pausing()
		}
		for ref, right := range p.Rights {
			assert.Zero(t, rights[ref], "told twice")
			rights[ref] = right
		}
	})
	return rights, all, err
}

func TestRightsAreToldOfEveryRepositorySomebodyMayChange(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{Repos: 3000})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	c := clientOf(s, calm())
	rights, all, err := rightsOf(t, c)
	require.NoError(t, err)
	assert.True(t, all)
	_, listed, err := pagesOf(t, c, "")
	require.NoError(t, err)
	counts := map[connector.Right]int{}
	archived := 0
	for _, r := range listed {
		right := rights[r.Ref]
		counts[right]++
		if right != connector.RightUnknown && r.Archived != nil && *r.Archived {
			archived++
		}
		delete(rights, r.Ref)
	}
	assert.NotZero(t, counts[connector.RightAdmin])
	assert.NotZero(t, counts[connector.RightWrite])
	assert.NotZero(t, counts[connector.RightUnknown], "those may only be read")
	assert.NotZero(t, archived)
	assert.Empty(t, rights, "every one of them is listed under that name")
}

func TestNothingIsKnownWhereRightsMayNotBeAskedForOrNoneAreTold(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"refused": refuses(401, "com.atlassian.bitbucket.AuthorisationException"),
		"none":    says(200, `{"values":[],"isLastPage":true}`),
	} {
		f := newFake(t)
		f.answers["/repos"] = answer
		rights, all, err := rightsOf(t, f.client())
		require.NoError(t, err, name)
		assert.False(t, all, name)
		assert.Empty(t, rights, name)
	}
}

func TestRightsThatBreakOffSayWhy(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("permission") == "REPO_WRITE" {
			refuses(401, "a.b.IncorrectPasswordAuthenticationException")(w, r)
			return
		}
		says(200, `{"values":[`+repo(1)+`,{"slug":"without an id"},`+repo(1)+`],"isLastPage":true}`)(w, r)
	}
	rights, all, err := rightsOf(t, f.client())
	assert.True(t, connector.IsProblem(err, connector.CodeTokenRejected), "%v", err)
	assert.False(t, all)
	assert.Equal(t, map[connector.RepositoryRef]connector.Right{{Provider: connector.Server, Base: f.URL, ID: "1"}: connector.RightAdmin}, rights)

	_, err = server.New(server.Options{Address: "::"}).Rights(t.Context(), nil)
	require.Error(t, err)
}

func TestRightsTellOfAPause(t *testing.T) {
	s := newShelf(t, 5000)
	told := make(chan struct{})
	pause := pausingAt(2000, told)
	s.hold = func(w http.ResponseWriter, r *http.Request, start int) bool {
		assert.Equal(t, "1000", r.URL.Query().Get("limit"), "nobody waits for the first rows")
		assert.Equal(t, "ALL", r.URL.Query().Get("archived"))
		return pause(w, r, start)
	}
	s.first = 1000
	s.lay()
	pauses := 0
	rights, all, err := rightsWith(t, s.client(), func() {
		if pauses++; pauses == 1 {
			close(told)
		}
	})
	require.NoError(t, err)
	assert.True(t, all)
	assert.Equal(t, 1, pauses)
	assert.Len(t, rights, 5000)
	for ref := range rights {
		id, err := strconv.Atoi(ref.ID)
		require.NoError(t, err)
		assert.Positive(t, id)
	}
}
