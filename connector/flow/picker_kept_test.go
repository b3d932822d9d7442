package flow_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// remembering is a memory that keeps the list of these, as somebody read it an hour ago.
func remembering(t *testing.T, names ...string) *memory {
	t.Helper()
	m := newMemory()
	richListed(richList(names...), m)
	require.Equal(t, 1, m.saves)
	time.Sleep(time.Hour)
	return m
}

// held gives pages as they are let through, and then ends with an error.
type held struct {
	pages chan connector.Page
	err   error
}

func (h *held) yield(ctx context.Context, yield func(connector.Page, error) bool) {
	for {
		select {
		case page, more := <-h.pages:
			if !more {
				if h.err != nil {
					yield(connector.Page{}, h.err)
				}
				return
			}
			if !yield(page, nil) {
				return
			}
		case <-ctx.Done():
			yield(connector.Page{}, ctx.Err())
			return
		}
	}
}

// holding is a Bitbucket whose pages are held.
func holding() (*richBitbucket, *held) {
	h := &held{pages: make(chan connector.Page)}
	return &richBitbucket{pickBitbucket: pickBitbucket{pages: h.yield}}, h
}

func TestTheListOfTheLastTimeIsThereAtOnceAndReadAnewBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := remembering(t, "Bakery", "Cafe", "Florist")
		read := time.Now().Add(-time.Hour)
		b, h := holding()
		p, _ := richPicker(b, m)
		p.Open(pickConnection(), "")
		synctest.Wait()
		s := p.Now().State
		assert.Equal(t, []string{"Bakery", "Cafe", "Florist"}, shown(s), "before Bitbucket has answered")
		assert.WithinDuration(t, read, s.Kept, time.Second)
		assert.Equal(t, 3, s.Loaded)
		assert.Equal(t, flow.PickerLoading, s.Step)
		p.Move(2)
		florist := p.Now().State.Selected

		cafe := pickPage(-1, "Cafe").Repositories[0]
		cafe.Name = "A café"
		h.pages <- connector.Page{Total: -1, Repositories: []connector.Repository{cafe}}
		synctest.Wait()
		h.pages <- pickPage(-1, "Garage", "Zoo")
		time.Sleep(time.Second)
		synctest.Wait()
		s = p.Now().State
		assert.Equal(t, []string{"A café", "Bakery", "Florist", "Garage", "Zoo"}, shown(s), "what has not come yet is still there")
		assert.Equal(t, florist, s.Selected)
		assert.False(t, s.Kept.IsZero())
		assert.Zero(t, s.New)

		h.pages <- pickPage(-1, "Florist")
		close(h.pages)
		p.Wait()
		s = p.Now().State
		assert.Equal(t, []string{"A café", "Florist", "Garage", "Zoo"}, shown(s))
		assert.Equal(t, florist, s.Selected)
		assert.Equal(t, flow.PickerDone, s.Step)
		assert.Equal(t, 2, s.New)
		assert.Equal(t, 1, s.Gone)
		assert.Zero(t, s.Kept)
		assert.Equal(t, 4, s.Total)
		names, meta := m.kept(t, "c1")
		assert.Equal(t, []string{"A café", "Florist", "Garage", "Zoo"}, names)
		assert.WithinDuration(t, time.Now(), meta.Read, 2*time.Second)
		assert.Equal(t, 4, meta.Total)
	})
}

func TestNobodySeesTheListOfAnotherAccountOrAnotherBitbucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := remembering(t, "Bakery")
		for name, change := range map[string]func(*connector.Connection){
			"account": func(c *connector.Connection) { c.Account.ID = "someone-else" },
			"address": func(c *connector.Connection) { c.Base = "https://other.test" },
			"damaged": func(*connector.Connection) { m.lists["c1"] = m.lists["c1"][:len(m.lists["c1"])-3] },
		} {
			b, h := holding()
			p, _ := richPicker(b, m)
			c := pickConnection()
			change(&c)
			p.Open(c, "")
			synctest.Wait()
			assert.Empty(t, shown(p.Now().State), name)
			assert.Zero(t, p.Now().State.Kept, name)
			if name == "damaged" {
				close(h.pages)
				p.Wait()
				assert.Equal(t, flow.PickerDone, p.Now().State.Step, "it is read all the same")
			}
			p.Close()
			p.Wait()
		}
	})
}

func TestADiskThatFailsHindersNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.fail(connector.NewProblem(connector.CodeDiskFailed))
		p, chosen := richListed(richList("Bakery"), m)
		assert.Equal(t, []string{"Bakery"}, shown(p.Now().State))
		assert.Nil(t, p.Now().State.Problem)
		p.ChooseSelected()
		p.Wait()
		assert.Equal(t, []string{"Bakery"}, chosen.all())
		assert.Nil(t, p.Now().State.PinProblem, "that a choice cannot be remembered is not worth a word")
	})
}

func TestARefreshThatFailsLeavesTheListUsableAndWhatIsKeptAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := remembering(t, "Bakery", "Cafe", "Florist")
		b, h := holding()
		h.err = connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
		p, chosen := richPicker(b, m)
		p.Open(pickConnection(), "")
		h.pages <- pickPage(-1, "Bakery")
		close(h.pages)
		p.Wait()
		s := p.Now().State
		assert.Equal(t, flow.PickerStopped, s.Step)
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.CodeServerBusy, s.Problem.Code)
		assert.False(t, s.Kept.IsZero(), "that it is old is said")
		assert.Equal(t, []string{"Bakery", "Cafe", "Florist"}, shown(s))
		assert.Equal(t, 1, m.saves, "a stump does not take the place of a whole list")
		p.Search("cafe")
		p.ChooseSelected()
		p.Wait()
		assert.Empty(t, chosen.all(), "of which nothing is made sure of yet")
		assert.NotNil(t, p.Now().State.ChoiceProblem)
	})
}

func TestAListThatBrokeOffIsKeptWhereItKnowsMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := remembering(t, "Bakery")
		read := time.Now().Add(-time.Hour)
		broken := richList("Cafe")
		broken.pickBitbucket.pages = pages(connector.NewProblem(connector.CodeServerBusy), pickPage(-1, "Cafe"))
		richListed(broken, m)
		names, meta := m.kept(t, "c1")
		assert.Equal(t, []string{"Bakery", "Cafe"}, names)
		assert.WithinDuration(t, read, meta.Read, time.Second, "it is as old as its oldest part")
	})
}

func TestReadingAgainChangesTheListBehindWhatIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := richList("Bakery", "Cafe", "Florist")
		p, _ := richListed(b, newMemory())
		p.Move(1)
		cafe := p.Now().State.Selected
		require.NotNil(t, p.Now().State)
		time.Sleep(time.Minute)
		h := &held{pages: make(chan connector.Page)}
		b.pickBitbucket.pages = h.yield
		p.Again()
		p.Again() // it is being read
		synctest.Wait()
		s := p.Now().State
		assert.Equal(t, flow.PickerLoading, s.Step)
		assert.Equal(t, []string{"Bakery", "Cafe", "Florist"}, shown(s))
		assert.WithinDuration(t, time.Now().Add(-time.Minute), s.Kept, 2*time.Second)
		h.pages <- pickPage(-1, "Cafe", "Florist", "Garage")
		close(h.pages)
		p.Wait()
		s = p.Now().State
		assert.Equal(t, []string{"Cafe", "Florist", "Garage"}, shown(s))
		assert.Equal(t, cafe, s.Selected)
		assert.Equal(t, 1, s.New)
		assert.Equal(t, 1, s.Gone)
		assert.Zero(t, s.Kept)
		assert.Equal(t, 2, b.listings)
	})
}

func TestASelectionThatVanishedIsGoneOnFromWhereItStood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := richList("Bakery", "Cafe", "Florist", "Garage")
		p, chosen := richListed(b, newMemory())
		p.Move(1)
		b.pickBitbucket.pages = pages(nil, pickPage(-1, "Bakery", "Florist", "Garage"))
		p.Again()
		p.Wait()
		s := p.Now().State
		assert.Negative(t, s.Rows.Place(s.Selected))
		p.ChooseSelected()
		p.Wait()
		assert.Empty(t, chosen.all(), "nothing is chosen that nobody has looked at")
		p.Move(1)
		assert.Equal(t, named(p, "Florist").Ref, p.Now().State.Selected)
		p.Wait()
	})
}

func TestAListOfLargeWorkspacesKeepsWhatWasFoundInThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		b := &lazyBitbucket{sizes: map[string]int{"acme": 5000, "corner": 3}}
		p, _ := richPicker(b, m)
		p.Open(cloudConnection(), "")
		p.Wait()
		p.Search("bakery")
		p.Wait()
		require.Equal(t, 5, p.Now().State.Rows.Found())
		delete(b.sizes, "corner")
		p.Search("")
		p.Again()
		p.Wait()
		s := p.Now().State
		assert.Equal(t, 105, s.Loaded, "of the large one only the beginning came again, which says nothing of the rest")
		assert.Equal(t, 3, s.Gone)
		assert.Equal(t, 5000, s.Total)

		q, _ := richPicker(b, m)
		q.Open(cloudConnection(), "bakery")
		q.Wait()
		assert.Equal(t, 5, q.Now().State.Rows.Found())
		assert.True(t, q.Now().State.Partial())
		_, meta := m.kept(t, "c2")
		require.Len(t, meta.Large, 1)
		assert.Empty(t, meta.Large[0].Next, "where a list goes on is not kept")
	})
}
