package flow_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// rightsOf tells of the repositories of a page, one page each.
func rightsOf(rights map[string]connector.Right, between time.Duration) func(context.Context, func(connector.RightsPage)) (bool, error) {
	return func(ctx context.Context, page func(connector.RightsPage)) (bool, error) {
		for name, right := range rights {
			r := pickPage(-1, name).Repositories[0]
			page(connector.RightsPage{Rights: map[connector.RepositoryRef]connector.Right{r.Ref: right}})
			select {
			case <-time.After(between):
			case <-ctx.Done():
				return false, ctx.Err()
			}
		}
		return true, nil
	}
}

func TestWhatOneMayDoIsAskedWhenTheListHasComeToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := richList("Bakery", "Cafe", "Florist")
		b.rights = rightsOf(map[string]connector.Right{"Bakery": connector.RightAdmin, "Cafe": connector.RightWrite}, time.Second)
		p, _ := richPicker(b, newMemory())
		p.Open(pickConnection(), "")
		synctest.Wait()
		assert.True(t, p.Now().State.FindingRights)
		assert.False(t, p.Now().State.RightsKnown)
		p.Wait()
		s := p.Now().State
		assert.False(t, s.FindingRights)
		assert.True(t, s.RightsKnown)
		assert.Equal(t, connector.RightAdmin, named(p, "Bakery").Right)
		assert.Equal(t, connector.RightWrite, named(p, "Cafe").Right)
		assert.Equal(t, connector.RightRead, named(p, "Florist").Right, "all others may be read")
		p.Narrow(flow.OnlyAdmin, true)
		p.Wait()
		assert.Equal(t, "is:admin ", p.Now().State.Query, "one can type on")
		assert.Equal(t, []string{"Bakery"}, shown(p.Now().State))
		assert.Equal(t, 1, b.asked, "once")
	})
}

func TestRightsThatCannotBeToldAreNoProblem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := richList("Bakery")
		p, _ := richListed(b, newMemory())
		s := p.Now().State
		assert.Equal(t, 1, b.asked)
		assert.False(t, s.RightsKnown)
		assert.Nil(t, s.RightsProblem)
		assert.Equal(t, connector.RightUnknown, named(p, "Bakery").Right, "nothing is guessed")
	})
}

func TestRightsThatBrokeOffAreToldAndAskedAgainByHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := richList("Bakery", "Cafe")
		b.rights = func(_ context.Context, page func(connector.RightsPage)) (bool, error) {
			r := pickPage(-1, "Bakery").Repositories[0]
			page(connector.RightsPage{Rights: map[connector.RepositoryRef]connector.Right{r.Ref: connector.RightAdmin}})
			return false, connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
		}
		p, _ := richListed(b, newMemory())
		s := p.Now().State
		require.NotNil(t, s.RightsProblem)
		assert.False(t, s.RightsKnown)
		assert.Equal(t, connector.RightAdmin, named(p, "Bakery").Right, "what came is shown")
		assert.Equal(t, connector.RightUnknown, named(p, "Cafe").Right)
		b.rights = rightsOf(nil, 0)
		p.FindRights()
		p.Wait()
		assert.True(t, p.Now().State.RightsKnown)
		assert.Nil(t, p.Now().State.RightsProblem)
	})
}

func TestALongListIsAskedForRightsOnlyWhenSomebodyWantsThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var page connector.Page
		for i := range 5001 {
			page.Repositories = append(page.Repositories, pickRepository(i, fmt.Sprint("Shop ", i)))
		}
		b := &richBitbucket{pickBitbucket: pickBitbucket{pages: pages(nil, page)}}
		b.rights = rightsOf(map[string]connector.Right{"Bakery": connector.RightAdmin}, time.Second)
		p, _ := richListed(b, newMemory())
		assert.Zero(t, b.asked)
		p.Search("is:admin")
		assert.True(t, p.Now().State.FindingRights)
		p.Wait()
		assert.Equal(t, 1, b.asked)
		assert.True(t, p.Now().State.RightsKnown)
	})
}

func TestLeavingEndsAskingForRights(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := richList("Bakery")
		b.rights = rightsOf(map[string]connector.Right{"Bakery": connector.RightAdmin}, time.Hour)
		p, chosen := richPicker(b, newMemory())
		p.Open(pickConnection(), "")
		synctest.Wait()
		require.True(t, p.Now().State.FindingRights)
		begun := time.Now()
		p.ChooseSelected()
		p.Wait()
		require.Len(t, chosen.all(), 1)
		assert.Zero(t, time.Since(begun))
		assert.False(t, p.Now().State.FindingRights)
		p.GoOn()
		synctest.Wait()
		assert.True(t, p.Now().State.FindingRights, "who comes back is told")
		p.Close()
		p.Wait()
		assert.Equal(t, 2, b.asked)
	})
}

func TestWhatOneMayDoIsThereAtOnceTheNextTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		b := richList("Bakery", "Cafe")
		b.rights = rightsOf(map[string]connector.Right{"Bakery": connector.RightAdmin}, time.Second)
		richListed(b, m)
		assert.Equal(t, 2, m.saves, "once with the list, once with what one may do")

		away, h := holding()
		p, _ := richPicker(away, m)
		p.Open(pickConnection(), flow.OnlyAdmin)
		synctest.Wait()
		assert.Equal(t, []string{"Bakery"}, shown(p.Now().State), "before Bitbucket has answered")
		close(h.pages)
		p.Wait()
	})
}
