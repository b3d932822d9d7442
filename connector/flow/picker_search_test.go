package flow_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestAListOpenedWithASearchIsFilteredFromTheFirstPageOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		more := make(chan struct{})
		p := newPicker(t, &pickBitbucket{pages: func(_ context.Context, yield func(connector.Page, error) bool) {
			yield(pickPage(-1, "Cafe", "My bakery"), nil)
			<-more
			yield(pickPage(-1, "Bakery", "Florist"), nil)
		}})
		p.Open(pickConnection(), "bakery")
		assert.Equal(t, "bakery", p.Now().State.Query)
		synctest.Wait()
		s := p.Now().State
		assert.Equal(t, []string{"My bakery"}, shown(s))
		assert.Equal(t, 2, s.Loaded)
		assert.Equal(t, "My bakery", s.Rows.At(s.Rows.Place(s.Selected)).Name)
		close(more)
		p.Wait()
		s = p.Now().State
		assert.Equal(t, []string{"Bakery", "My bakery"}, shown(s))
		assert.Equal(t, "Bakery", s.Rows.At(s.Rows.Place(s.Selected)).Name, "nobody has touched anything: the best hit is meant")
		p.Search("")
		assert.Len(t, shown(p.Now().State), 4)
	})
}

func TestARepositoryTheListNeverShowsCanBeLookedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		more := make(chan struct{})
		asked := ""
		p := newPicker(t, &pickBitbucket{
			pages: func(_ context.Context, yield func(connector.Page, error) bool) {
				<-more
				yield(pickPage(-1, "Bakery"), nil)
			},
			byName: func(_ context.Context, key, slug string) (connector.Repository, error) {
				asked = key + "/" + slug
				return pickRepository(7, "Hidden"), nil
			},
		})
		p.Open(pickConnection(), "SHOP/hidden")
		assert.Equal(t, "SHOP/hidden", p.Now().State.Typed, "one need not wait for the list")
		close(more)
		p.Wait()
		s := p.Now().State
		assert.Equal(t, flow.PickerDone, s.Step)
		assert.Empty(t, shown(s))
		assert.Equal(t, "SHOP/hidden", s.Typed)
		p.ChooseSelected()
		p.Wait()
		assert.Equal(t, "SHOP/hidden", asked)

		p.Open(pickConnection(), "SHOP/bakery")
		p.Wait()
		assert.Empty(t, p.Now().State.Typed, "this one the list has")
		p.Close()
	})
}

func TestGoingOnKeepsTheSearch(t *testing.T) {
	b := &pickBitbucket{pages: pages(connector.NewProblem(connector.CodeServerBusy), pickPage(-1, "Cafe"))}
	p := newPicker(t, b)
	p.Open(pickConnection(), "bakery")
	p.Wait()
	b.pages = pages(nil, pickPage(-1, "Cafe", "Bakery"))
	p.GoOn()
	p.Wait()
	s := p.Now().State
	assert.Equal(t, "bakery", s.Query)
	assert.Equal(t, []string{"Bakery"}, shown(s))
}

func TestAPauseIsShownAtOnceAndUntilTheNextPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until := time.Now().Add(20 * time.Second)
		p := newPicker(t, &pickBitbucket{pages: func(ctx context.Context, yield func(connector.Page, error) bool) {
			yield(pickPage(9, "Bakery"), nil)
			yield(pickPage(9, "Cafe"), nil)
			yield(connector.Page{Pause: until}, nil)
			time.Sleep(20 * time.Second)
			yield(pickPage(9, "Florist"), nil)
			<-ctx.Done()
		}})
		p.Open(pickConnection(), "")
		synctest.Wait()
		s := p.Now().State
		assert.Equal(t, until, s.Pause)
		assert.Equal(t, []string{"Bakery"}, shown(s), "the page before is not there yet")
		time.Sleep(time.Second)
		synctest.Wait()
		s = p.Now().State
		assert.Equal(t, []string{"Bakery", "Cafe"}, shown(s))
		assert.Equal(t, until, s.Pause, "it came before the pause and does not end it")
		assert.Equal(t, 9, s.Total)
		assert.Equal(t, flow.PickerLoading, s.Step)
		time.Sleep(20 * time.Second)
		synctest.Wait()
		s = p.Now().State
		assert.Zero(t, s.Pause)
		assert.Equal(t, []string{"Bakery", "Cafe", "Florist"}, shown(s))
		p.Close()
		p.Wait()
	})
}

func TestAPauseEndsWithTheList(t *testing.T) {
	limited := connector.NewProblem(connector.CodeRateLimited, "seconds", "60")
	_, s := opened(t, &pickBitbucket{pages: pages(limited, pickPage(-1, "Bakery"), connector.Page{Pause: time.Now().Add(time.Hour)})})
	assert.Equal(t, flow.PickerStopped, s.Step)
	assert.Zero(t, s.Pause)
}

func TestChoosingDuringAPauseEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPicker(t, &pickBitbucket{pages: func(ctx context.Context, yield func(connector.Page, error) bool) {
			yield(pickPage(9, "Bakery"), nil)
			yield(connector.Page{Pause: time.Now().Add(time.Hour)}, nil)
			<-ctx.Done()
		}})
		p.Open(pickConnection(), "")
		synctest.Wait()
		p.ChooseSelected()
		p.Wait()
		assert.Equal(t, flow.PickerStopped, p.Now().State.Step)
		assert.Zero(t, p.Now().State.Pause)
	})
}
