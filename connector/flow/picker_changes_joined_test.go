package flow_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/sandbox"
)

// keeps lets a connection of the shelf be one that is kept, and gives a picker on the real disk.
func (j *joinedShelf) keeps(t *testing.T, p connector.Provider) (connector.Connection, *flow.Picker, *chose) {
	t.Helper()
	c := j.connection(p)
	require.NoError(t, j.store.SaveConnection(t.Context(), c))
	picker, chosen := j.picker(t)
	return c, picker, chosen
}

func (j *joinedShelf) picker(t *testing.T) (*flow.Picker, *chose) {
	t.Helper()
	chosen := &chose{}
	p := flow.NewPicker(flow.PickerNeeds{
		Clients: j, OnChosen: chosen.take, Lists: j.store, Book: j.store, Look: time.Millisecond,
		Arrangement: flow.Arrangement{By: flow.ByName},
	})
	t.Cleanup(func() { p.Close(); p.Wait() })
	return p, chosen
}

// truth lists what there is by a client of its own.
func (j *joinedShelf) truth(t *testing.T, c connector.Connection) []string {
	t.Helper()
	bitbucket, err := j.Open(t.Context(), c)
	require.NoError(t, err)
	var all []string
	for page, err := range bitbucket.Repositories(t.Context()) {
		require.NoError(t, err)
		for _, r := range page.Repositories {
			all = append(all, r.FullName())
		}
	}
	slices.Sort(all)
	return all
}

// fullNames are what is listed below what stands on top.
func fullNames(s flow.PickerState) []string {
	var all []string
	for i := range s.Rows.Len() {
		if row := s.Rows.Row(i); row.Heading == nil {
			all = append(all, row.Repository.FullName())
		}
	}
	slices.Sort(all)
	return all
}

func TestWhatAppearsVanishesAndMovesWhileTheListIsReadIsRightInTheEnd(t *testing.T) {
	bothProducts(t, func(t *testing.T, provider connector.Provider) {
		side := map[connector.Provider]string{connector.Server: sandbox.SideServer, connector.Cloud: sandbox.SideCloudAPI}[provider]
		var now sync.RWMutex // held while something changes: a page that was given up may still be on its way
		var change func()
		j := newJoinedShelf(t, sandbox.Options{Repos: 3300, Workspaces: 3, ServerLimit: 300, Between: func(at string, _ int) {
			now.RLock()
			defer now.RUnlock()
			if change != nil && at == side {
				change()
			}
		}})
		between := func(do func()) {
			now.Lock()
			defer now.Unlock()
			change = do
		}
		c, p, _ := j.keeps(t, provider)
		before := j.truth(t, c)
		key := projectKey(t, j)
		var changes atomic.Int32
		between(func() {
			n := int(changes.Add(1))
			if n < 3 || n > 8 {
				return
			}
			gone := before[n*97]
			if provider == connector.Cloud {
				gone = before[len(before)-1-n*97]
			}
			assert.NoError(t, j.bitbucket.Vanish(gone))
			_, err := j.bitbucket.Appear(key, "Appeared "+strconv.Itoa(n))
			assert.NoError(t, err)
			assert.NoError(t, j.bitbucket.Move(before[n*97+31], key))
		})
		p.Open(c, "")
		p.Wait()
		between(nil)
		s := p.Now().State
		require.Equal(t, flow.PickerDone, s.Step, "%v", s.Problem)
		assert.GreaterOrEqual(t, changes.Load(), int32(8), "there were pages to change between")
		shown, ids := fullNames(s), idsOf(s)
		assert.Len(t, slices.Compact(slices.Clone(ids)), len(ids), "nothing is listed twice")

		p.Again()
		assert.Equal(t, shown, fullNames(p.Now().State), "reading it anew is no jump")
		p.Wait()
		s = p.Now().State
		require.Equal(t, flow.PickerDone, s.Step, "%v", s.Problem)
		after := j.truth(t, c)
		assert.Equal(t, after, fullNames(s), "what was there by then")
		assert.Equal(t, missing(idsOf(s), ids), s.New)
		assert.Equal(t, missing(ids, idsOf(s)), s.Gone)

		q, _ := j.picker(t)
		q.Open(c, "")
		q.Wait()
		assert.Equal(t, after, fullNames(q.Now().State))
		assert.Zero(t, q.Now().State.New+q.Now().State.Gone, "the list that was kept was whole")
	})
}

// idsOf are those of all that is listed.
func idsOf(s flow.PickerState) []string {
	var all []string
	for i := range s.Rows.Len() {
		if row := s.Rows.Row(i); row.Heading == nil {
			all = append(all, row.Repository.Ref.ID)
		}
	}
	slices.Sort(all)
	return all
}

// missing counts what of one is not in the other.
func missing(of, in []string) int {
	there := map[string]bool{}
	for _, name := range in {
		there[name] = true
	}
	n := 0
	for _, name := range of {
		if !there[name] {
			n++
		}
	}
	return n
}

// projectKey is a Data Center project that everybody sees.
func projectKey(t *testing.T, j *joinedShelf) string {
	t.Helper()
	key, _, _ := strings.Cut(j.truth(t, j.connection(connector.Server))[0], "/")
	return key
}

func TestARepositoryThatVanishedMeanwhileIsToldWhenItIsChosen(t *testing.T) {
	bothProducts(t, func(t *testing.T, provider connector.Provider) {
		j := newJoinedShelf(t, sandbox.Options{})
		c, p, chosen := j.keeps(t, provider)
		p.Open(c, "")
		p.Wait()
		p.Move(3)
		s := p.Now().State
		victim := s.Rows.At(s.Rows.Place(s.Selected))
		p.Pin(victim, true)
		p.Wait()
		require.NoError(t, j.bitbucket.Vanish(victim.FullName()))
		p.ChooseSelected()
		p.Wait()
		s = p.Now().State
		require.NotNil(t, s.ChoiceProblem)
		assert.Equal(t, "gone", s.ChoiceProblem.Args["why"])
		assert.Equal(t, victim.FullName(), s.ChoiceProblem.Args["repository"])
		assert.Empty(t, chosen.all())
		assert.Equal(t, 47, s.Loaded)
		assert.True(t, s.Rows.Row(s.Rows.Place(victim.Ref)).Absent, "the pin stays")

		p.Pin(victim, false)
		p.Wait()
		p.Move(1)
		s = p.Now().State
		other := s.Rows.At(s.Rows.Place(s.Selected))
		p.ChooseSelected()
		p.Wait()
		require.Equal(t, []string{other.Name}, chosen.all(), "nothing else was lost: %v", p.Now().State.ChoiceProblem)
		kept, err := j.store.Choices(t.Context(), c.ID)
		require.NoError(t, err)
		require.Len(t, kept.Recent, 1)
		assert.Equal(t, other.Ref, kept.Recent[0].Repository)
		assert.Empty(t, kept.Pinned)
	})
}

func TestTheListOnDiskIsShownBeforeARealBitbucketAnswers(t *testing.T) {
	bothProducts(t, func(t *testing.T, provider connector.Provider) {
		held := make(chan struct{})
		var hold atomic.Bool
		j := newJoinedShelf(t, sandbox.Options{Repos: 900, Between: func(string, int) {
			if hold.Load() {
				<-held
			}
		}})
		c, p, _ := j.keeps(t, provider)
		p.Open(c, "")
		p.Wait()
		require.Equal(t, 900, p.Now().State.Loaded)
		p.Close()
		hold.Store(true)
		kept := make(chan flow.PickerState, 1)
		q, _ := j.picker(t)
		stop := q.Watch(func(s flow.Snapshot[flow.PickerState]) {
			if s.State.Rows.Len() > 0 {
				select {
				case kept <- s.State:
				default:
				}
			}
		})
		q.Open(c, "")
		s := <-kept
		stop()
		assert.Equal(t, 900, s.Loaded)
		assert.False(t, s.Kept.IsZero())
		q.Search("app")
		assert.NotZero(t, q.Now().State.Rows.Len(), "it can be searched meanwhile")
		close(held)
		q.Wait()
		assert.Equal(t, flow.PickerDone, q.Now().State.Step)
		assert.Zero(t, q.Now().State.Kept)
	})
}

func TestGoingOnAsksARealBitbucketOnlyForWhatIsMissing(t *testing.T) {
	for provider, size := range map[connector.Provider]struct{ all, breaks, most int }{
		connector.Server: {all: 4200, breaks: 4, most: 5 + 10}, // as many may be asked ahead beyond the end
		connector.Cloud:  {all: 1900, breaks: 12, most: 19},
	} {
		t.Run(string(provider), func(t *testing.T) {
			t.Parallel() // a page that fails is tried for some seconds
			j := newJoinedShelf(t, sandbox.Options{Repos: size.all, Workspaces: 1})
			c, p, _ := j.keeps(t, provider)
			j.bitbucket.BreakAt(size.breaks)
			p.Open(c, "")
			p.Wait()
			s := p.Now().State
			require.Equal(t, flow.PickerStopped, s.Step)
			require.NotNil(t, s.Problem)
			require.NotZero(t, s.Loaded, "what came is there")
			require.Less(t, s.Loaded, size.all)
			j.bitbucket.BreakAt(0)
			before, missing := len(pagesAsked(j.bitbucket)), unanswered(j.bitbucket)
			p.GoOn()
			p.Wait()
			after := p.Now().State
			require.Equal(t, flow.PickerDone, after.Step, "%v", after.Problem)
			assert.Equal(t, size.all, after.Total)
			asked := apart(pagesAsked(j.bitbucket)[before:])
			assert.Equal(t, j.truth(t, c), fullNames(after))
			assert.LessOrEqual(t, len(asked), size.most, "%d of %d had come", s.Loaded, size.all)
			for _, q := range asked {
				if start := q.Get("start"); start != "" {
					at, err := strconv.Atoi(start)
					require.NoError(t, err)
					assert.GreaterOrEqual(t, at, s.Loaded)
				}
				if page, err := strconv.Atoi(q.Get("page")); err == nil && page > 1 { // the beginning may have changed
					assert.GreaterOrEqual(t, page, missing, "though what came out of its turn comes again")
				}
			}
		})
	}
}

// pagesAsked are the questions for pages of repositories, but for those that ask what one may do.
func pagesAsked(s *sandbox.Sandbox) []url.Values {
	var all []url.Values
	for _, r := range s.Requests() {
		values, _ := url.ParseQuery(r.Query)
		list := strings.HasSuffix(r.Path, "/repos") ||
			strings.HasPrefix(r.Path, "/2.0/repositories/") && strings.Count(r.Path, "/") == 3
		if list && values.Get("permission") == "" && values.Get("limit") != "1" {
			all = append(all, values)
		}
	}
	return all
}
