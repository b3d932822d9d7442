package flow_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

// pages answers with these pages and then with err, if there is one.
func pages(err error, all ...connector.Page) func(context.Context, func(connector.Page, error) bool) {
	return func(_ context.Context, yield func(connector.Page, error) bool) {
		for _, p := range all {
			if !yield(p, nil) {
				return
			}
		}
		if err != nil {
			yield(connector.Page{}, err)
		}
	}
}

func shown(s flow.PickerState) []string {
	var names []string
	for i := range s.Rows.Len() {
		names = append(names, s.Rows.At(i).Name)
	}
	return names
}

func newPicker(t *testing.T, b *pickBitbucket) *flow.Picker {
	t.Helper()
	return flow.NewPicker(flow.PickerNeeds{Clients: &pickClients{bitbucket: b}})
}

func opened(t *testing.T, b *pickBitbucket) (*flow.Picker, flow.PickerState) {
	t.Helper()
	p := newPicker(t, b)
	p.Open(pickConnection(), "")
	p.Wait()
	return p, p.Now().State
}

func TestAWholeListIsCountedAndItsFirstIsSelected(t *testing.T) {
	_, s := opened(t, &pickBitbucket{pages: pages(nil, pickPage(-1, "Bakery", "Cafe"), pickPage(-1, "Florist"))})
	assert.Equal(t, flow.PickerDone, s.Step)
	assert.Equal(t, []string{"Bakery", "Cafe", "Florist"}, shown(s))
	assert.Equal(t, 3, s.Loaded)
	assert.Equal(t, 3, s.Total, "a complete list knows its length")
	assert.Equal(t, s.Rows.At(0).Ref, s.Selected)
	assert.Nil(t, s.Problem)
}

func TestPagesAreShownAtOnceAndThenAtMostTenTimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPicker(t, &pickBitbucket{pages: func(_ context.Context, yield func(connector.Page, error) bool) {
			for i := range 1000 {
				yield(pickPage(-1, fmt.Sprintf("%0*d", i+2, 1)), nil)
				time.Sleep(time.Millisecond)
			}
		}})
		var seen []int
		stop := p.Watch(func(s flow.Snapshot[flow.PickerState]) { seen = append(seen, s.State.Loaded) })
		defer stop()
		p.Open(pickConnection(), "")
		synctest.Wait()
		assert.Equal(t, 1, p.Now().State.Loaded, "the first page is shown at once")
		assert.Equal(t, -1, p.Now().State.Total)
		time.Sleep(500 * time.Millisecond)
		synctest.Wait()
		assert.InDelta(t, 500, p.Now().State.Loaded, 110)
		p.Wait()
		assert.Equal(t, 1000, p.Now().State.Loaded)
		assert.Less(t, len(seen), 16)
	})
}

func TestALastPageIsNotForgottenWhileTheNextIsAwaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPicker(t, &pickBitbucket{pages: func(ctx context.Context, yield func(connector.Page, error) bool) {
			yield(pickPage(9, "Bakery"), nil)
			yield(pickPage(9, "Cafe"), nil)
			<-ctx.Done()
		}})
		p.Open(pickConnection(), "")
		time.Sleep(150 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, []string{"Bakery", "Cafe"}, shown(p.Now().State))
		assert.Equal(t, 9, p.Now().State.Total)
		p.Close()
		p.Wait()
	})
}

func TestSearchingAnswersAtOnceAndSelectsTheBestHit(t *testing.T) {
	p, _ := opened(t, &pickBitbucket{pages: pages(nil, pickPage(-1, "My bakery", "Cafe", "Bakery"))})
	p.Search("bak")
	s := p.Now().State
	assert.Equal(t, []string{"Bakery", "My bakery"}, shown(s))
	assert.Equal(t, "Bakery", s.Rows.At(s.Rows.Place(s.Selected)).Name)
}

func TestTheSelectionStaysWhenPagesArrive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		more := make(chan struct{})
		p := newPicker(t, &pickBitbucket{pages: func(_ context.Context, yield func(connector.Page, error) bool) {
			yield(pickPage(-1, "My bakery", "A bakery"), nil)
			<-more
			yield(pickPage(-1, "Bakery"), nil)
		}})
		p.Open(pickConnection(), "")
		synctest.Wait()
		p.Search("bakery")
		p.Move(1)
		chosen := p.Now().State.Selected
		assert.Equal(t, "My bakery", p.Now().State.Rows.At(1).Name, "of two as good the shorter comes first")
		close(more)
		p.Wait()
		s := p.Now().State
		assert.Equal(t, []string{"Bakery", "A bakery", "My bakery"}, shown(s))
		assert.Equal(t, chosen, s.Selected)
	})
}

func TestMovingStopsAtBothEnds(t *testing.T) {
	p, _ := opened(t, &pickBitbucket{pages: pages(nil, pickPage(-1, "Bakery", "Cafe", "Florist"))})
	place := func() int { return p.Now().State.Rows.Place(p.Now().State.Selected) }
	p.Move(1)
	assert.Equal(t, 1, place())
	p.Move(100)
	assert.Equal(t, 2, place())
	p.Move(-100)
	assert.Equal(t, 0, place())
}

func TestABreakHalfWayKeepsWhatCameAndGoingOnAddsTheRest(t *testing.T) {
	b := &pickBitbucket{pages: pages(connector.NewProblem(connector.CodeServerBusy, "host", "git.test"), pickPage(-1, "Bakery"))}
	p, s := opened(t, b)
	assert.Equal(t, flow.PickerStopped, s.Step)
	assert.Equal(t, connector.CodeServerBusy, s.Problem.Code)
	assert.Equal(t, []string{"Bakery"}, shown(s))
	assert.Equal(t, -1, s.Total)

	b.pages = pages(nil, pickPage(-1, "Bakery"), pickPage(-1, "Cafe"))
	p.GoOn()
	p.Wait()
	s = p.Now().State
	assert.Equal(t, flow.PickerDone, s.Step)
	assert.Nil(t, s.Problem)
	assert.Equal(t, []string{"Bakery", "Cafe"}, shown(s), "nothing is listed twice")
}

func TestWhoSeesNoRepositoryIsTold(t *testing.T) {
	_, s := opened(t, &pickBitbucket{pages: pages(nil, connector.Page{Total: 0})})
	assert.True(t, s.Empty())
	assert.Equal(t, connector.CodeRepositoriesNone, s.Problem.Code)
	assert.Equal(t, "Mia", s.Problem.Args["account"])
}

func TestAConnectionWithoutItsSecretAsksToSignInAgain(t *testing.T) {
	p := flow.NewPicker(flow.PickerNeeds{Clients: &pickClients{err: fmt.Errorf("open: %w", connector.ErrNoSecret)}})
	p.Open(pickConnection(), "")
	p.Wait()
	assert.Equal(t, connector.CodeSessionEnded, p.Now().State.Problem.Code)
	assert.Equal(t, "Shop git", p.Now().State.Problem.Args["name"])
}

func TestAnErrorThatIsNoProblemNeverReachesPeople(t *testing.T) {
	_, s := opened(t, &pickBitbucket{pages: pages(errors.New("boom"))})
	assert.Equal(t, connector.CodeAnswerInvalid, s.Problem.Code)
	assert.Equal(t, "git.test", s.Problem.Args["host"])
}

func TestClosingCancelsTheListAndForgetsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cancelled := false
		p := newPicker(t, &pickBitbucket{pages: func(ctx context.Context, yield func(connector.Page, error) bool) {
			yield(pickPage(-1, "Bakery"), nil)
			<-ctx.Done()
			cancelled = true
			yield(connector.Page{}, ctx.Err())
		}})
		p.Open(pickConnection(), "")
		synctest.Wait()
		p.Close()
		p.Wait()
		assert.True(t, cancelled)
		assert.Equal(t, flow.PickerIdle, p.Now().State.Step)
		assert.Zero(t, p.Now().State.Rows.Len())
		assert.Nil(t, p.Now().State.Problem)
	})
}

func TestOpeningAnotherConnectionForgetsTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &pickBitbucket{pages: func(ctx context.Context, yield func(connector.Page, error) bool) {
			<-ctx.Done()
			yield(pickPage(-1, "Late"), nil)
		}}
		p := newPicker(t, b)
		p.Open(pickConnection(), "")
		synctest.Wait()
		b.pages = pages(nil, pickPage(-1, "Bakery"))
		p.Open(pickConnection(), "")
		p.Wait()
		synctest.Wait()
		assert.Equal(t, []string{"Bakery"}, shown(p.Now().State))
	})
}

func TestReturnChoosesTheSelectedRepository(t *testing.T) {
	var chosen []string
	p := flow.NewPicker(flow.PickerNeeds{
		Clients:  &pickClients{bitbucket: &pickBitbucket{pages: pages(nil, pickPage(-1, "Bakery", "Cafe"))}},
		OnChosen: func(c connector.Connection, r connector.Repository) { chosen = append(chosen, c.ID+" "+r.Name) },
	})
	p.Open(pickConnection(), "")
	p.Wait()
	p.Move(1)
	p.ChooseSelected()
	p.Wait()
	assert.Equal(t, []string{"c1 Cafe"}, chosen)
	assert.Equal(t, []string{"Bakery", "Cafe"}, shown(p.Now().State), "the list is kept for coming back")
	p.GoOn()
	p.Wait()
	assert.Equal(t, flow.PickerDone, p.Now().State.Step)
}

func TestChoosingBeforeAllIsThereStopsReadingAndComingBackGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &pickBitbucket{pages: func(ctx context.Context, yield func(connector.Page, error) bool) {
			yield(pickPage(-1, "Bakery"), nil)
			<-ctx.Done()
		}}
		p := newPicker(t, b)
		p.Open(pickConnection(), "")
		synctest.Wait()
		p.ChooseSelected()
		p.Wait()
		assert.Equal(t, flow.PickerStopped, p.Now().State.Step)
		assert.Nil(t, p.Now().State.Problem)
		b.pages = pages(nil, pickPage(-1, "Bakery", "Cafe"))
		p.GoOn()
		p.Wait()
		assert.Equal(t, []string{"Bakery", "Cafe"}, shown(p.Now().State))
	})
}
