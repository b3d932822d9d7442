package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
	"mooring/connector/server"
)

// list reads everything; the error is what ended it.
func list(ctx context.Context, c *server.Client) (all []connector.Repository, totals []int, err error) {
	for p, e := range c.Repositories(ctx) {
		if e != nil {
			return all, totals, e
		}
		all, totals = append(all, p.Repositories...), append(totals, p.Total)
	}
	return all, totals, nil
}

func TestEveryRepositoryIsListedOnceAndTheTotalComesLast(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{Repos: 2345})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	all, totals, err := list(t.Context(), clientOf(s, calm()))
	require.NoError(t, err)
	assert.Equal(t, []int{-1, -1, -1, 2345}, totals)
	ids, archived, private := map[string]bool{}, 0, 0
	for _, r := range all {
		ids[r.Ref.ID] = true
		assert.Equal(t, connector.RepositoryRef{Provider: connector.Server, Base: s.Line().ServerURL, ID: r.Ref.ID}, r.Ref)
		assert.True(t, strings.HasPrefix(r.Web, s.Line().ServerURL+"/"), r.Web)
		assert.True(t, strings.HasPrefix(r.CloneHTTPS, s.Line().ServerURL+"/scm/"), r.CloneHTTPS)
		assert.NotContains(t, r.CloneHTTPS, "@")
		assert.True(t, strings.HasPrefix(r.CloneSSH, "ssh://"), r.CloneSSH)
		assert.NotEmpty(t, r.Key+r.Slug+r.Name+r.Owner)
		assert.Nil(t, r.DefaultBranch)
		assert.Nil(t, r.Updated)
		if r.Archived != nil && *r.Archived {
			archived++
		}
		if *r.Private {
			private++
		}
	}
	assert.Len(t, ids, 2345)
	assert.NotZero(t, archived, "archived ones are included")
	assert.NotZero(t, private)
	assert.Less(t, private, 2345)
	assert.LessOrEqual(t, len(s.Requests()), 14, "the first page, ten ahead, one more for each of two, and whether it changed: none a repository")
}

func TestAListCanBeLeft(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{Repos: 500})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	for p, err := range clientOf(s, calm()).Repositories(t.Context()) {
		require.NoError(t, err)
		assert.Len(t, p.Repositories, 100, "a small first page")
		break
	}
	assert.Len(t, s.Requests(), 1)
}

func TestListsFailWithTheProblemAndKeepWhatCame(t *testing.T) {
	for _, fault := range []string{
		"token-rejected", "token-missing", "not-permitted", "anonymous-answer", "rate-limited", "account-unlicensed", "captcha-locked",
		"connection-refused", "connection-timeout", "connection-reset", "redirected-elsewhere", "login-page", "not-bitbucket",
		"answer-invalid", "answer-too-large", "answer-too-slow", "certificate-untrusted",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			all, _, err := list(t.Context(), clientOf(start(t, fault), optionsFor(fault)))
			assert.True(t, connector.IsProblem(err, connector.Code(fault)), "%v", err)
			assert.Empty(t, all)
		})
	}
	all, totals, err := list(t.Context(), clientOf(start(t, "paging-broken"), calm()))
	p, _ := connector.AsProblem(err)
	assert.Equal(t, connector.CodePagingBroken, p.Code)
	assertArgs(t, p)
	assert.Equal(t, fmt.Sprint(len(all)), p.Args["count"])
	assert.NotEmpty(t, all)
	assert.Equal(t, []int{-1}, totals)
}

func TestAListWithoutATokenAsksNobody(t *testing.T) {
	f := newFake(t)
	c := server.New(server.Options{Address: f.URL, Transport: calm()})
	_, _, err := list(t.Context(), c)
	assert.True(t, connector.IsProblem(err, connector.CodeTokenMissing))
	assert.Empty(t, f.requests())
}

func repo(id int) string {
	return fmt.Sprintf(`{"id":%d,"slug":"r%d","name":"R","project":{"key":"P"}}`, id, id)
}

func TestPagesAreFollowedAsTold(t *testing.T) {
	next := func(start string) string { return "/repos?archived=ALL&limit=1000&start=" + start }
	const first = "/repos?archived=ALL&limit=100&start=0"
	for name, c := range map[string]struct {
		pages   map[string]string
		want    int
		problem connector.Code
	}{
		"a start that is not the sum": {map[string]string{
			first:      `{"values":[` + repo(1) + `],"isLastPage":false,"nextPageStart":7}`,
			next("7"):  `{"values":[` + repo(2) + `],"isLastPage":false,"nextPageStart":12}`,
			next("12"): `{"values":[` + repo(3) + `],"isLastPage":true,"nextPageStart":null}`,
		}, 3, ""},
		"repeated ones": {map[string]string{
			first:     `{"values":[` + repo(1) + `,` + repo(2) + `,` + repo(1) + `],"isLastPage":false,"nextPageStart":3}`,
			next("3"): `{"values":[` + repo(2) + `,` + repo(3) + `],"isLastPage":true}`,
		}, 3, ""},
		"an empty page in between": {map[string]string{
			first:     `{"values":[],"isLastPage":false,"nextPageStart":3}`,
			next("3"): `{"values":[` + repo(3) + `],"isLastPage":true}`,
		}, 1, ""},
		"nothing said about the next": {map[string]string{first: `{"values":[` + repo(1) + `]}`}, 1, ""},
		"more, but no start": {map[string]string{
			first: `{"values":[` + repo(1) + `],"isLastPage":false,"nextPageStart":null}`,
		}, 1, connector.CodePagingBroken},
		"a step back": {map[string]string{
			first:     `{"values":[` + repo(1) + `],"isLastPage":false,"nextPageStart":9}`,
			next("9"): `{"values":[` + repo(2) + `],"isLastPage":false,"nextPageStart":5}`,
		}, 2, connector.CodePagingBroken},
		"a later page fails": {map[string]string{
			first:     `{"values":[` + repo(1) + `],"isLastPage":false,"nextPageStart":9}`,
			next("9"): `{"values":[`,
		}, 1, connector.CodeAnswerInvalid},
		"entries that name nothing": {map[string]string{
			first: `{"values":[{"id":1},` + repo(2) + `],"isLastPage":true}`,
		}, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			for path, body := range c.pages {
				f.answers[path] = says(200, body)
			}
			all, _, err := list(t.Context(), f.client())
			assert.Len(t, all, c.want)
			if c.problem == "" {
				require.NoError(t, err)
				return
			}
			assert.True(t, connector.IsProblem(err, c.problem), "%v", err)
		})
	}
}

func TestAListThatNeverBringsAnythingNewEnds(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, r *http.Request) {
		says(200, fmt.Sprintf(`{"values":[%s],"isLastPage":false,"nextPageStart":%d}`, repo(1), startOf(r)+1))(w, r)
	}
	all, _, err := list(t.Context(), f.client())
	assert.True(t, connector.IsProblem(err, connector.CodePagingBroken))
	assert.Len(t, all, 1)
}

func TestAListThatHidesNearlyAllIsReadToItsEnd(t *testing.T) {
	const pages = 100
	for _, end := range []int{pages, 1000} {
		f := newFake(t)
		f.answers["/repos"] = func(w http.ResponseWriter, r *http.Request) {
			if start := startOf(r); start < end*1000 {
				says(200, fmt.Sprintf(`{"values":[],"isLastPage":false,"nextPageStart":%d}`, start+1000))(w, r)
				return
			}
			says(200, `{"values":[`+repo(1)+`],"isLastPage":true}`)(w, r)
		}
		all, _, err := list(t.Context(), f.client())
		if end == pages {
			require.NoError(t, err)
			assert.Len(t, all, 1)
			continue
		}
		assert.True(t, connector.IsProblem(err, connector.CodePagingBroken), "%v", err)
		assert.Less(t, len(f.requests()), 230, "nobody has so many that they may not see")
	}
}

func TestAListAsksAgainAfterABusyAnswer(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, r *http.Request) {
		if len(f.requests()) == 1 {
			w.WriteHeader(503)
			return
		}
		says(200, `{"values":[`+repo(1)+`],"isLastPage":true}`)(w, r)
	}
	all, _, err := list(t.Context(), f.client())
	require.NoError(t, err)
	assert.Len(t, all, 1)
}

func TestACancelledListIsNobodysProblem(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	f := newFake(t)
	f.answers["/repos"] = func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() }
	_, _, err := list(ctx, f.client())
	assert.Equal(t, context.Canceled, err)
}

func TestAddressesAreRebuiltOnTheOneThatWorks(t *testing.T) {
	f := newFake(t)
	f.answers["/projects/~ADA/repos/notes"] = says(200, `{"id":7,"slug":"notes","name":"Notes","description":"Mine","public":true,
		"project":{"key":"~ADA","name":"Ada","type":"PERSONAL"},"links":{
		"self":[{"href":"http://localhost:7990/bitbucket/users/ada-l/repos/notes/browse"}],
		"clone":[{"name":"http","href":"http://ada@localhost:7990/bitbucket/scm/~ada/notes.git"},
		         {"name":"ssh","href":"ssh://git@git.example.test:7999/~ada/notes.git"}]}}`)
	r, err := f.client().Repository(t.Context(), "~ADA", "notes")
	require.NoError(t, err)
	private := false
	assert.Equal(t, connector.Repository{
		Ref: connector.RepositoryRef{Provider: connector.Server, Base: f.URL, ID: "7"}, Key: "~ADA", Slug: "notes", Name: "Notes", Owner: "Ada",
		Description: "Mine", Private: &private, CloneHTTPS: f.URL + "/scm/~ada/notes.git", CloneSSH: "ssh://git@git.example.test:7999/~ada/notes.git",
		Web: f.URL + "/users/ada-l/repos/notes/browse",
	}, r)

	f.answers["/projects/A/repos/b"] = says(200, `{"id":8,"slug":"b","project":{"key":"A"}}`)
	r, err = f.client().Repository(t.Context(), "A", "b")
	require.NoError(t, err)
	assert.Equal(t, connector.Repository{
		Ref: connector.RepositoryRef{Provider: connector.Server, Base: f.URL, ID: "8"}, Key: "A", Slug: "b", Name: "b", Owner: "A",
		Web: f.URL + "/projects/A/repos/b/browse",
	}, r, "what the server does not tell stays open")
}

func TestARepositoryThatIsNotThereIsNamed(t *testing.T) {
	_, err := clientOf(start(t, ""), calm()).Repository(t.Context(), "APP", "no-such")
	p, _ := connector.AsProblem(err)
	assert.Equal(t, connector.CodeRepositoryNotFound, p.Code)
	assert.Equal(t, "APP/no-such", p.Args["repository"])
	assert.Equal(t, 404, p.Evidence.Status)
}

func TestAnOddKeyStaysInsideThePath(t *testing.T) {
	f := newFake(t)
	_, err := f.client().Repository(t.Context(), "A/../..", "x?y#z")
	require.Error(t, err)
	assert.Equal(t, []string{"/projects/A%2F..%2F../repos/x%3Fy%23z"}, f.requests())
}

// startOf is where the page that is asked for begins.
func startOf(r *http.Request) int {
	start, _ := strconv.Atoi(r.URL.Query().Get("start"))
	return start
}
