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

func marked(mark string, names ...string) connector.Page {
	page := pickPage(-1, names...)
	page.Mark = mark
	return page
}

func TestAListGoesOnWhereItBrokeOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		busy := connector.NewProblem(connector.CodeServerBusy)
		b := &richBitbucket{pickBitbucket: pickBitbucket{pages: pages(busy, marked("a", "Bakery"), marked("b", "Cafe"), connector.Page{Pause: time.Now()})}}
		begun := make(chan struct{})
		b.resume = func(_ context.Context, mark string, yield func(connector.Page, error) bool) {
			<-begun
			if mark == "b" {
				_ = yield(marked("c", "Florist"), nil) && yield(connector.Page{}, busy)
				return
			}
			yield(marked("", "Garage"), nil)
		}
		p, _ := richListed(b, newMemory())
		require.Equal(t, flow.PickerStopped, p.Now().State.Step)
		p.GoOn()
		assert.Equal(t, flow.PickerLoading, p.Now().State.Step)
		assert.Nil(t, p.Now().State.Problem)
		close(begun)
		p.Wait()
		require.Equal(t, flow.PickerStopped, p.Now().State.Step)
		p.GoOn()
		p.Wait()
		s := p.Now().State
		assert.Equal(t, flow.PickerDone, s.Step)
		assert.Equal(t, []string{"Bakery", "Cafe", "Florist", "Garage"}, shown(s), "what came before stays")
		assert.Equal(t, []string{"b", "c"}, b.resumed)
		assert.Equal(t, 1, b.listings)
		assert.Zero(t, s.Gone)
		assert.Zero(t, s.New)
	})
}

func TestAChoiceStopsTheListAndComingBackGoesOnFromThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, h := holding()
		b.resume = func(_ context.Context, _ string, yield func(connector.Page, error) bool) {
			yield(marked("", "Cafe"), nil)
		}
		m := newMemory()
		p, chosen := richPicker(b, m)
		p.Open(pickConnection(), "")
		h.pages <- marked("a", "Bakery")
		synctest.Wait()
		p.ChooseSelected()
		p.Wait()
		require.Len(t, chosen.all(), 1)
		names, _ := m.kept(t, "c1")
		assert.Equal(t, []string{"Bakery"}, names, "what came is kept")
		p.GoOn()
		p.Wait()
		assert.Equal(t, []string{"a"}, b.resumed)
		assert.Equal(t, []string{"[recent]", "Bakery", "[others]", "Cafe"}, rows(p.Now().State))
		names, _ = m.kept(t, "c1")
		assert.Equal(t, []string{"Bakery", "Cafe"}, names)
	})
}

func TestAListThatCannotTellWhereItBrokeOffIsReadFromItsBeginning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &richBitbucket{pickBitbucket: pickBitbucket{pages: pages(connector.NewProblem(connector.CodeServerBusy), pickPage(-1, "Bakery", "Cafe"))}}
		p, _ := richListed(b, newMemory())
		b.pickBitbucket.pages = pages(nil, pickPage(-1, "Bakery", "Florist"))
		p.GoOn()
		p.Wait()
		assert.Equal(t, []string{"Bakery", "Florist"}, shown(p.Now().State), "what does not come again is gone")
		assert.Equal(t, 2, b.listings)
		assert.Zero(t, p.Now().State.New, "there was no list to compare with")
	})
}

func TestABrokenRefreshThatGoesOnCountsWhatIsNewAndGoneSinceTheListThatWasKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := remembering(t, "Bakery", "Cafe", "Florist")
		b := &richBitbucket{pickBitbucket: pickBitbucket{pages: pages(connector.NewProblem(connector.CodeServerBusy), marked("a", "Bakery", "Zoo"))}}
		begun := make(chan struct{})
		b.resume = func(_ context.Context, _ string, yield func(connector.Page, error) bool) {
			<-begun
			yield(marked("", "Florist"), nil)
		}
		p, _ := richListed(b, m)
		require.False(t, p.Now().State.Kept.IsZero())
		p.GoOn()
		assert.False(t, p.Now().State.Kept.IsZero())
		close(begun)
		p.Wait()
		s := p.Now().State
		assert.Equal(t, []string{"Bakery", "Florist", "Zoo"}, shown(s))
		assert.Equal(t, 1, s.New)
		assert.Equal(t, 1, s.Gone)
		assert.Zero(t, s.Kept)
	})
}
