package flow_test

import (
	"regexp"
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

func newLargeShelf(t *testing.T, options sandbox.Options) (*joinedShelf, *flow.Picker) {
	t.Helper()
	j := newJoinedShelf(t, options)
	p := flow.NewPicker(flow.PickerNeeds{Clients: j, Rest: 20 * time.Millisecond})
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
	slow, q := newLargeShelf(t, sandbox.Options{Repos: 5000, Workspaces: 1, Latency: 200 * time.Millisecond})
	q.Wait()
	require.Nil(t, q.Now().State.Problem)
	q.More()
	q.Search("zz")
	require.True(t, q.Now().State.Searching)
	begun := time.Now()
	q.Close()
	q.Wait()
	assert.Less(t, time.Since(begun), 150*time.Millisecond, "nobody waits for an answer that is not wanted any more")
	assert.Equal(t, flow.PickerIdle, q.Now().State.Step)
	before := len(lists(slow.bitbucket))
	p.Search("zz")
	p.Wait()
	assert.Len(t, lists(j.bitbucket), 2)
	assert.LessOrEqual(t, len(lists(slow.bitbucket)), before+1)
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
