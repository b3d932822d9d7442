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

func TestAPinStandsOnTopAtOnceAndIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		b := richList("Bakery", "Cafe", "Florist")
		p, _ := richListed(b, m)
		m.slow = make(chan struct{})
		florist := named(p, "Florist")
		p.Pin(florist, true)
		assert.Equal(t, []string{"[pinned]", "* Florist", "[others]", "Bakery", "Cafe"}, rows(p.Now().State))
		p.Pin(named(p, "Cafe"), true)
		assert.Equal(t, []string{"[pinned]", "* Florist", "* Cafe", "[others]", "Bakery"}, rows(p.Now().State))
		p.Pin(florist, false)
		assert.Equal(t, []string{"[pinned]", "* Cafe", "[others]", "Bakery", "Florist"}, rows(p.Now().State))
		close(m.slow)
		p.Wait()
		assert.Equal(t, []string{"[pinned]", "* Cafe", "[others]", "Bakery", "Florist"}, rows(p.Now().State))
		require.Len(t, m.picked["c1"].Pinned, 1)
		assert.Equal(t, "Cafe", m.picked["c1"].Pinned[0].Name)

		q, _ := richPicker(b, m)
		q.Open(pickConnection(), "")
		q.Wait()
		assert.Equal(t, []string{"[pinned]", "* Cafe", "[others]", "Bakery", "Florist"}, rows(q.Now().State), "the next time, too")
	})
}

func TestAPinThatCannotBeKeptIsTakenBackAndTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		p, _ := richListed(richList("Bakery", "Cafe"), m)
		m.fail(connector.NewProblem(connector.CodeDiskFailed, "file", "choices"))
		p.Pin(named(p, "Cafe"), true)
		p.Wait()
		s := p.Now().State
		require.NotNil(t, s.PinProblem)
		assert.Equal(t, connector.CodeDiskFailed, s.PinProblem.Code)
		assert.Equal(t, []string{"Bakery", "Cafe"}, rows(s))
		m.fail(nil)
		p.Pin(named(p, "Cafe"), true)
		p.Wait()
		assert.Nil(t, p.Now().State.PinProblem)
	})
}

func TestWhatWasChosenStandsOnTopTheNextTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		names := []string{"Bakery", "Cafe", "Delivery", "Elephants", "Florists", "Gardeners"}
		b := richList(names...)
		p, _ := richListed(b, m)
		for _, name := range append(names, "Cafe") {
			p.Choose(named(p, name))
			p.Wait()
			p.GoOn()
		}
		p.Open(pickConnection(), "")
		p.Wait()
		assert.Equal(t, []string{
			"[recent]", "Cafe", "Gardeners", "Florists", "Elephants", "Delivery", "[others]", "Bakery",
		}, rows(p.Now().State), "the last five, each once")
		p.Search("CAFE")
		assert.Equal(t, []string{"Cafe"}, rows(p.Now().State), "not above what is searched for")
		p.Wait()
	})
}

func TestAPinnedRepositoryThatIsGoneStaysUntilItIsTakenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		b := richList("Bakery", "Cafe")
		p, _ := richListed(b, m)
		p.Pin(named(p, "Cafe"), true)
		p.Wait()
		b.pickBitbucket.pages = pages(nil, pickPage(-1, "Bakery"))
		b.byName = func(context.Context, string, string) (connector.Repository, error) {
			return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound)
		}
		p.Open(pickConnection(), "")
		p.Wait()
		want := []string{"[pinned]", "- Cafe", "[others]", "Bakery"}
		require.Equal(t, want, rows(p.Now().State))
		p.ChooseSelected()
		p.Wait()
		require.NotNil(t, p.Now().State.ChoiceProblem)
		assert.Equal(t, "gone", p.Now().State.ChoiceProblem.Args["why"])
		assert.Equal(t, want, rows(p.Now().State))
		p.Pin(named(p, "Cafe"), false)
		p.Wait()
		assert.Equal(t, []string{"Bakery"}, rows(p.Now().State))
		assert.Empty(t, m.picked["c1"].Pinned)
	})
}

func TestAListIsArrangedAnotherWayWithItsSelectionAsItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page := pickPage(-1, "Bakery", "Cafe", "Florist")
		for i, at := range []time.Duration{1, 3, 2} {
			updated := time.Now().Add(at * time.Hour)
			page.Repositories[i].Updated = &updated
		}
		var told []flow.Arrangement
		p := flow.NewPicker(flow.PickerNeeds{
			Clients:     lazyClients{&richBitbucket{pickBitbucket: pickBitbucket{pages: pages(nil, page)}}},
			Arrangement: flow.Arrangement{By: flow.ByName}, OnArrange: func(a flow.Arrangement) { told = append(told, a) },
		})
		p.Open(pickConnection(), "")
		p.Wait()
		p.Move(1)
		cafe := p.Now().State.Selected
		how := flow.Arrangement{By: flow.ByUpdated, Grouped: true}
		p.Arrange(how)
		s := p.Now().State
		assert.Equal(t, []string{"[group]", "Cafe", "Florist", "Bakery"}, rows(s))
		assert.Equal(t, how, s.Arrangement)
		assert.Equal(t, cafe, s.Selected)
		assert.Equal(t, []flow.Arrangement{how}, told)
		p.Close()
		p.Open(pickConnection(), "")
		p.Wait()
		assert.Equal(t, how, p.Now().State.Arrangement, "as long as the window is open it stays so")
	})
}

func TestAFilterIsAWordInTheField(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yes, no := true, false
		page := pickPage(-1, "Bakery", "Cafe")
		page.Repositories[0].Private, page.Repositories[1].Private = &yes, &no
		p, _ := richListed(&richBitbucket{pickBitbucket: pickBitbucket{pages: pages(nil, page)}}, newMemory())
		p.Narrow(flow.OnlyPrivate, true)
		s := p.Now().State
		assert.Equal(t, "is:private ", s.Query, "one goes on typing behind it")
		assert.Equal(t, []string{"is:private"}, s.Asked.Is)
		assert.Equal(t, []string{"Bakery"}, shown(s))
		p.Narrow(flow.OnlyPublic, true)
		assert.Equal(t, []string{"Cafe"}, shown(p.Now().State))
		p.Narrow(flow.OnlyPublic, false)
		assert.Empty(t, p.Now().State.Query)
		p.Search("caf")
		p.Narrow(flow.OnlyPublic, true)
		assert.Equal(t, "is:public caf", p.Now().State.Query, "and what is typed can be gone on with")
		p.Narrow(flow.OnlyProject+"my place", true)
		assert.Equal(t, `project:"my place" is:public caf`, p.Now().State.Query)
		p.Search("is:secret")
		assert.Equal(t, []string{"is:secret"}, p.Now().State.Asked.Unknown)
		p.Wait()
	})
}

func TestFiltersAreNotAskedAtBitbucketButItsProjectsLimitWhereItLooks(t *testing.T) {
	b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412, "zoo": 9000}}
	p := flow.NewPicker(flow.PickerNeeds{Clients: lazyClients{b}, Rest: time.Millisecond})
	p.Open(cloudConnection(), "")
	p.Wait()
	p.Search("is:private")
	p.Wait()
	assert.Empty(t, b.requests(), "there are no words to look for")
	p.Search("bakery is:private project:zoo")
	p.Wait()
	assert.Equal(t, []string{"bakery@zoo"}, b.requests())
	p.Search("mobile project:inside-of-one")
	p.Wait()
	assert.ElementsMatch(t, []string{"bakery@zoo", "mobile@acme", "mobile@zoo"}, b.requests(), "a project may be in any workspace")
}
