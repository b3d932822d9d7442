package flow_test

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/sandbox"
)

// lists are the requests for repositories that the Cloud side has answered so far.
func lists(s *sandbox.Sandbox) []sandbox.Request {
	var all []sandbox.Request
	for _, r := range s.Requests() {
		if strings.HasPrefix(r.Path, "/2.0/repositories/") && strings.Count(r.Path, "/") == 3 {
			all = append(all, r)
		}
	}
	return all
}

// unanswered is the first page of the list of a Cloud with one workspace that has not been given.
func unanswered(s *sandbox.Sandbox) int {
	came := map[string]bool{}
	for _, r := range lists(s) {
		if asked, err := url.ParseQuery(r.Query); err == nil && r.Status == http.StatusOK {
			came[cmp.Or(asked.Get("page"), "1")] = true
		}
	}
	page := 1
	for came[strconv.Itoa(page)] {
		page++
	}
	return page
}

// apart leaves out of questions those that were put before: one that was given up may come in late.
func apart(all []url.Values) []url.Values {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(q url.Values) bool {
		known := seen[q.Encode()]
		seen[q.Encode()] = true
		return known
	})
}

func newLargeShelf(t *testing.T, options sandbox.Options) (*joinedShelf, *flow.Picker) {
	t.Helper()
	j := newJoinedShelf(t, options)
	// Typing rests longer than a busy computer may hold a test up between two letters.
	p := flow.NewPicker(flow.PickerNeeds{Clients: j, Rest: time.Second})
	t.Cleanup(func() { p.Close(); p.Wait() })
	p.Open(j.connection(connector.Cloud), "")
	return j, p
}

func TestTwentyFiveThousandRepositoriesAreListedLazilyAndSearchedAtARealCloud(t *testing.T) {
	j, p := newLargeShelf(t, sandbox.Options{Repos: 25_000, Workspaces: 3})
	p.Wait()
	s := p.Now().State
	require.Nil(t, s.Problem)
	assert.Equal(t, flow.PickerDone, s.Step)
	assert.Equal(t, 300, s.Loaded)
	assert.Equal(t, 25_000, s.Total)
	require.Len(t, s.Large, 3)
	assert.Len(t, lists(j.bitbucket), 3, "one page of each workspace")
	first := s.Rows.At(0)

	p.Reached(299)
	p.Wait()
	p.Reached(399)
	p.Wait()
	s = p.Now().State
	assert.Equal(t, 500, s.Loaded)
	assert.Equal(t, 25_000, s.Total)
	assert.Equal(t, first, s.Rows.At(0))
	assert.Len(t, lists(j.bitbucket), 5)

	deep := deepest(t, j, s.Large[1])
	place := s.Rows.Place(deep.Ref)
	require.Equal(t, -1, place, "it is not among what is listed")
	for i := range deep.Slug {
		p.Search(deep.Slug[:i+1])
	}
	p.Wait()
	s = p.Now().State
	require.Nil(t, s.SearchProblem)
	assert.GreaterOrEqual(t, s.Rows.Place(deep.Ref), 0, "Bitbucket found %s", deep.Slug)
	assert.Len(t, lists(j.bitbucket), 5+1+3, "one question for each workspace, however many letters")

	p.Search(deep.Slug[:len(deep.Slug)-1])
	p.Search(deep.Slug)
	p.Wait()
	assert.LessOrEqual(t, len(lists(j.bitbucket)), 9+3, "the same words are not asked twice")
}

// deepest is a repository far down in a large workspace.
func deepest(t *testing.T, j *joinedShelf, large connector.Large) connector.Repository {
	t.Helper()
	bitbucket, err := j.Open(t.Context(), j.connection(connector.Cloud))
	require.NoError(t, err)
	lazy, can := bitbucket.(flow.Lazy)
	require.True(t, can)
	large.Next = regexp.MustCompile(`([?&]page=)\d+`).ReplaceAllString(large.Next, "${1}70")
	page, err := lazy.GoOn(t.Context(), large)
	require.NoError(t, err)
	require.NotEmpty(t, page.Repositories)
	return page.Repositories[0]
}

func TestAListOfARealCloudIsLeftAtOnceAndAsksNoMore(t *testing.T) {
	j, p := newLargeShelf(t, sandbox.Options{Repos: 5000, Workspaces: 1})
	p.Wait()
	require.Len(t, p.Now().State.Large, 1)
	asked, answer := make(chan struct{}, 99), make(chan struct{})
	silent, q := newLargeShelf(t, sandbox.Options{Repos: 5000, Workspaces: 1, Between: func(_ string, page int) {
		if page > 1 {
			asked <- struct{}{}
			<-answer
		}
	}})
	t.Cleanup(func() { close(answer) })
	q.Wait()
	require.Nil(t, q.Now().State.Problem)
	q.More()
	<-asked
	q.Search("zz")
	require.True(t, q.Now().State.Searching)
	q.Close()
	q.Wait() // which ends though no answer ever comes: nobody waits for one that is not wanted any more
	assert.Equal(t, flow.PickerIdle, q.Now().State.Step)
	p.Search("zz")
	p.Wait() // as long as the other would have rested
	assert.Len(t, lists(j.bitbucket), 2)
	assert.Len(t, lists(silent.bitbucket), 2, "it was not searched after all")
}

func TestASearchThatARealCloudBreaksIsTold(t *testing.T) {
	j, p := newLargeShelf(t, sandbox.Options{Repos: 5000, Workspaces: 2})
	p.Wait()
	rows := p.Now().State.Rows.Len()
	require.Equal(t, 200, rows)
	require.NoError(t, j.bitbucket.Close())
	p.Search("app")
	p.Wait()
	s := p.Now().State
	require.NotNil(t, s.SearchProblem)
	assert.Equal(t, connector.CodeConnectionRefused, s.SearchProblem.Code)
	assert.Nil(t, s.Problem)
	assert.NotZero(t, s.Rows.Len(), "what is here still answers")
	p.Search("")
	p.More()
	p.Wait()
	require.NotNil(t, p.Now().State.AddProblem)
	assert.Equal(t, rows, p.Now().State.Rows.Len())
}

func TestARepositoryThatIsGoneWhenItIsChosenIsToldByTheForm(t *testing.T) {
	j := newJoinedShelf(t, sandbox.Options{})
	for _, provider := range []connector.Provider{connector.Cloud, connector.Server} {
		t.Run(string(provider), func(t *testing.T) {
			c := j.connection(provider)
			p := flow.NewPicker(flow.PickerNeeds{Clients: j})
			p.Open(c, "")
			p.Wait()
			gone := p.Now().State.Rows.At(0)
			gone.Slug += "-that-was"
			gone.Ref.ID = "{00000000-0000-0000-0000-000000000000}"
			form := flow.NewProfileForm(flow.ProfileNeeds{Clients: j, Profiles: j.store})
			form.Open(c, gone)
			form.Wait()
			s := form.Now().State
			require.NotNil(t, s.BranchesFailed)
			assert.Equal(t, connector.CodeRepositoryNotFound, s.BranchesFailed.Code)
			assert.Equal(t, gone.FullName(), s.BranchesFailed.Args["repository"])
		})
	}
}
