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

func TestChoosingMakesSureFirstAndTakesWhatIsThereNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &richBitbucket{pickBitbucket: pickBitbucket{pages: pages(nil, pickPage(-1, "Bakery", "Cafe"))}}
		b.byName = func(_ context.Context, key, slug string) (connector.Repository, error) {
			assert.Equal(t, "SHOP/cafe", key+"/"+slug)
			time.Sleep(time.Second)
			r := pickPage(-1, "Cafe").Repositories[0]
			r.Name = "Cafe and bar"
			return r, nil
		}
		p, chosen := richListed(b, newMemory())
		cafe := named(p, "Cafe")
		p.Select(cafe.Ref)
		p.ChooseSelected()
		assert.Equal(t, cafe.Ref, p.Now().State.Choosing)
		assert.Empty(t, chosen.all())
		p.ChooseSelected() // pressed twice
		p.Wait()
		assert.Equal(t, []string{"Cafe and bar"}, chosen.all(), "once, as it is by now")
		s := p.Now().State
		assert.Empty(t, s.Choosing.ID)
		assert.Nil(t, s.ChoiceProblem)
		p.GoOn()
		p.Wait()
		assert.Contains(t, shown(p.Now().State), "Cafe and bar", "the list knows it, too")
	})
}

func TestARepositoryThatIsGoneSaysSoAndLeavesTheList(t *testing.T) {
	other := pickRepository(4711, "Cafe") // made anew under the old name
	for name, byName := range map[string]func() (connector.Repository, error){
		"not found": func() (connector.Repository, error) {
			return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", "SHOP/cafe")
		},
		"another one of that name": func() (connector.Repository, error) { return other, nil },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &richBitbucket{pickBitbucket: pickBitbucket{pages: pages(nil, pickPage(-1, "Bakery", "Cafe", "Florist"))}}
				m := newMemory()
				p, chosen := richListed(b, m)
				cafe := named(p, "Cafe")
				m.picked["c1"] = connector.Choices{Recent: []connector.Choice{connector.ChoiceOf(cafe, time.Now())}}
				b.byName = func(context.Context, string, string) (connector.Repository, error) { return byName() }
				p.Select(cafe.Ref)
				p.ChooseSelected()
				p.Wait()
				s := p.Now().State
				require.NotNil(t, s.ChoiceProblem)
				assert.Equal(t, connector.CodeRepositoryNotFound, s.ChoiceProblem.Code)
				assert.Equal(t, "gone", s.ChoiceProblem.Args["why"])
				assert.Equal(t, "SHOP/cafe", s.ChoiceProblem.Args["repository"])
				assert.Empty(t, s.Choosing.ID)
				assert.Equal(t, []string{"Bakery", "Florist"}, shown(s))
				assert.Equal(t, flow.PickerDone, s.Step)
				assert.Empty(t, chosen.all())
				assert.Empty(t, m.picked["c1"].Recent)
				p.ChooseSelected()
				assert.Empty(t, p.Now().State.Choosing.ID, "nothing else is chosen in its place")
				p.Move(1)
				assert.Equal(t, named(p, "Florist").Ref, p.Now().State.Selected, "one goes on from where it stood")
				p.Search("f")
				assert.Nil(t, p.Now().State.ChoiceProblem)
				p.Wait()
			})
		})
	}
}

func TestWhatCannotBeAskedMayBeThereStillAndIsTriedAgain(t *testing.T) {
	b := &richBitbucket{pickBitbucket: pickBitbucket{pages: pages(nil, pickPage(-1, "Bakery", "Cafe"))}}
	p, chosen := richListed(b, newMemory())
	b.byName = func(context.Context, string, string) (connector.Repository, error) {
		return connector.Repository{}, connector.NewProblem(connector.CodeConnectionTimeout, "host", "git.test")
	}
	p.Choose(named(p, "Cafe"))
	p.Wait()
	s := p.Now().State
	require.NotNil(t, s.ChoiceProblem)
	assert.Equal(t, connector.CodeConnectionTimeout, s.ChoiceProblem.Code)
	assert.Equal(t, []string{"Bakery", "Cafe"}, shown(s), "it stays in the list")
	b.byName = nil
	p.ChooseAgain()
	p.Wait()
	assert.Equal(t, []string{"Cafe"}, chosen.all())
}

func TestMakingSureIsGivenUp(t *testing.T) {
	for name, leave := range map[string]func(*flow.Picker){
		"by hand": (*flow.Picker).Unchoose, "by typing": func(p *flow.Picker) { p.Search("b") }, "by leaving": (*flow.Picker).Close,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &richBitbucket{pickBitbucket: pickBitbucket{pages: pages(nil, pickPage(-1, "Bakery"))}}
				ended := false
				b.byName = func(ctx context.Context, _, _ string) (connector.Repository, error) {
					<-ctx.Done()
					ended = true
					return pickPage(-1, "Bakery").Repositories[0], nil
				}
				p, chosen := richListed(b, newMemory())
				p.ChooseSelected()
				synctest.Wait()
				require.NotEmpty(t, p.Now().State.Choosing.ID)
				leave(p)
				assert.Empty(t, p.Now().State.Choosing.ID)
				p.Wait()
				assert.True(t, ended)
				assert.Empty(t, chosen.all())
				assert.Nil(t, p.Now().State.ChoiceProblem)
			})
		})
	}
}

func TestAnotherClientIsAskedAfterOneThatWasRefused(t *testing.T) {
	refused := &richBitbucket{pickBitbucket: pickBitbucket{pages: pages(nil, pickPage(-1, "Bakery"))}}
	refused.byName = func(context.Context, string, string) (connector.Repository, error) {
		return connector.Repository{}, connector.NewProblem(connector.CodeTokenRejected, "host", "git.test")
	}
	clients := &laterClients{now: refused}
	c := &chose{}
	p := flow.NewPicker(flow.PickerNeeds{Clients: clients, OnChosen: c.take})
	p.Open(pickConnection(), "")
	p.Wait()
	p.ChooseSelected()
	p.Wait()
	require.NotNil(t, p.Now().State.ChoiceProblem)
	clients.now = &richBitbucket{pickBitbucket: pickBitbucket{byName: func(context.Context, string, string) (connector.Repository, error) {
		return pickPage(-1, "Bakery").Repositories[0], nil
	}}}
	p.ChooseAgain()
	p.Wait()
	assert.Equal(t, []string{"Bakery"}, c.all(), "who has signed in again is asked with the new secret")
}

// laterClients open whatever there is by then.
type laterClients struct{ now flow.Bitbucket }

func (c *laterClients) Try(connector.Connection, connector.Credential) flow.Bitbucket { return c.now }

func (c *laterClients) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return c.now, nil
}
