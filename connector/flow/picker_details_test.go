package flow_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func richList(names ...string) *richBitbucket {
	return &richBitbucket{pickBitbucket: pickBitbucket{pages: pages(nil, pickPage(-1, names...))}}
}

func TestDetailsAreAskedForWhenTheSelectionRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := richList("Bakery", "Cafe", "Florist", "Garage")
		p, _ := richPicker(b, newMemory())
		p.Open(pickConnection(), "")
		synctest.Wait()
		assert.True(t, p.Now().State.LookingAt, "that they are coming is said at once")
		for range 3 {
			time.Sleep(199 * time.Millisecond)
			p.Move(1)
		}
		synctest.Wait()
		assert.Empty(t, b.seen(), "who walks through the list asks nothing")
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, []string{"Garage"}, b.seen())
		s := p.Now().State
		require.NotNil(t, s.Details)
		assert.Equal(t, "About Garage", s.Details.Description)
		assert.False(t, s.LookingAt)

		p.Move(-1)
		s = p.Now().State
		assert.Nil(t, s.Details, "they are of what is selected, never of another")
		assert.True(t, s.LookingAt)
		p.Move(1)
		s = p.Now().State
		require.NotNil(t, s.Details, "what was looked at is remembered")
		assert.Equal(t, "About Garage", s.Details.Description)
		p.Wait()
		assert.Equal(t, []string{"Garage"}, b.seen())
	})
}

func TestDetailsThatAreNotWantedAnyMoreAreCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := richList("Bakery", "Cafe")
		cancelled := 0
		b.details = func(ctx context.Context, r connector.Repository) (connector.Details, error) {
			if r.Name == "Bakery" {
				<-ctx.Done()
				cancelled++
				return connector.Details{Description: "late"}, nil
			}
			return connector.Details{Description: "in time"}, nil
		}
		p, _ := richPicker(b, newMemory())
		p.Open(pickConnection(), "")
		time.Sleep(time.Second)
		synctest.Wait()
		p.Move(1)
		p.Wait()
		synctest.Wait() // also for what was given up
		assert.Equal(t, 1, cancelled)
		require.NotNil(t, p.Now().State.Details)
		assert.Equal(t, "in time", p.Now().State.Details.Description)
	})
}

func TestDetailsThatFailAreToldAndAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := richList("Bakery")
		b.details = func(context.Context, connector.Repository) (connector.Details, error) {
			return connector.Details{}, connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
		}
		p, _ := richListed(b, newMemory())
		s := p.Now().State
		require.NotNil(t, s.DetailsProblem)
		assert.Equal(t, connector.CodeServerBusy, s.DetailsProblem.Code)
		assert.False(t, s.LookingAt)
		b.details = nil
		p.LookAgain()
		assert.True(t, p.Now().State.LookingAt)
		assert.Nil(t, p.Now().State.DetailsProblem)
		p.Wait()
		require.NotNil(t, p.Now().State.Details)
		p.LookAgain()
		p.Wait()
		assert.Len(t, b.seen(), 2, "what is known is not asked again")
	})
}

func TestOnlySoManyDetailsAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var page connector.Page
		for i := range 60 {
			page.Repositories = append(page.Repositories, pickRepository(i, "Shop "+string(rune('A'+i/26))+string(rune('a'+i%26))))
		}
		b := &richBitbucket{pickBitbucket: pickBitbucket{pages: pages(nil, page)}}
		p, _ := richListed(b, newMemory())
		for range 59 {
			p.Move(1)
			p.Wait()
		}
		require.Len(t, b.seen(), 60)
		p.Move(-49)
		p.Wait()
		assert.Len(t, b.seen(), 60, "the last fifty")
		p.Move(-1)
		p.Wait()
		assert.Len(t, b.seen(), 61)
	})
}

func TestWhatDetailsTellOfOnesRightsIsShownInTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := richList("Bakery", "Cafe")
		b.details = func(context.Context, connector.Repository) (connector.Details, error) {
			return connector.Details{Right: connector.RightAdmin}, nil
		}
		p, _ := richListed(b, newMemory())
		assert.Equal(t, connector.RightAdmin, named(p, "Bakery").Right)
		assert.Equal(t, connector.RightUnknown, named(p, "Cafe").Right)
	})
}

func TestNothingIsLookedAtAfterAChoiceUntilSomebodyComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := richList("Bakery")
		p, chosen := richPicker(b, newMemory())
		p.Open(pickConnection(), "")
		synctest.Wait()
		p.ChooseSelected()
		p.Wait()
		require.Len(t, chosen.all(), 1)
		assert.Empty(t, b.seen())
		assert.False(t, p.Now().State.LookingAt)
		p.GoOn()
		p.Wait()
		assert.Equal(t, []string{"Bakery"}, b.seen())
		require.NotNil(t, p.Now().State.Details)
	})
}
