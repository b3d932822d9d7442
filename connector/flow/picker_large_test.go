package flow_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestALargeWorkspaceIsListedAsFarAsOneLooks(t *testing.T) {
	b := &lazyBitbucket{sizes: map[string]int{"acme": 2150, "corner": 40}}
	p := lazyPicker(b)
	s := p.Now().State
	assert.Equal(t, flow.PickerDone, s.Step)
	assert.Equal(t, 140, s.Loaded)
	assert.Equal(t, 2190, s.Total)
	assert.True(t, s.Partial())
	assert.Empty(t, b.requests(), "nothing more is asked until somebody looks")

	p.Reached(100)
	p.Wait()
	assert.Empty(t, b.requests(), "the end is far away")
	p.Select(s.Rows.At(30).Ref)
	p.Reached(125)
	p.Wait()
	after := p.Now().State
	assert.Equal(t, []string{"page 100@acme"}, b.requests())
	assert.Equal(t, 240, after.Loaded)
	assert.Equal(t, 2190, after.Total)
	assert.Equal(t, 30, after.Rows.Place(after.Selected), "selection and rows above it stay")
	assert.Equal(t, s.Rows.At(139), after.Rows.At(139))
	assert.False(t, after.Adding)
}

func TestLargeWorkspacesAreListedOneAfterAnotherToTheirEnd(t *testing.T) {
	b := &lazyBitbucket{sizes: map[string]int{"acme": 2150, "zoo": 2001}}
	p := lazyPicker(b)
	for p.Now().State.Partial() {
		p.More()
		p.Wait()
	}
	asked := b.requests()
	require.Len(t, asked, 21+20)
	assert.Equal(t, "page 2100@acme", asked[20])
	assert.Equal(t, "page 100@zoo", asked[21])
	s := p.Now().State
	assert.Equal(t, 4151, s.Loaded)
	assert.Equal(t, 4151, s.Total)
	assert.False(t, s.CanAdd())
	p.More()
	p.Search("mobile")
	p.Wait()
	assert.Len(t, b.requests(), 41, "what is all here is neither listed nor searched any more")
}

func TestOnlyOnePageIsOnItsWayAndNoneWhileSomethingIsSearchedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &lazyBitbucket{sizes: map[string]int{"acme": 5000}, lag: time.Second}
		p := lazyPicker(b)
		p.More()
		p.More()
		p.Reached(99)
		synctest.Wait()
		assert.True(t, p.Now().State.Adding)
		p.Wait()
		assert.Equal(t, []string{"page 100@acme"}, b.requests())
		p.Search("z")
		p.Reached(3)
		p.More()
		p.Wait()
		assert.Len(t, b.requests(), 1)
	})
}

func TestWhoGoesBeyondTheLastRowSeesMore(t *testing.T) {
	b := &lazyBitbucket{sizes: map[string]int{"acme": 5000}}
	p := lazyPicker(b)
	p.Move(50)
	p.Wait()
	assert.Empty(t, b.requests())
	p.Move(5000)
	p.Wait()
	s := p.Now().State
	assert.Equal(t, 99, s.Rows.Place(s.Selected), "the selection goes to the last row there was")
	assert.Equal(t, 200, s.Loaded)
}

func TestAPageThatDoesNotComeIsToldAndAskedForOnlyByHand(t *testing.T) {
	b := &lazyBitbucket{sizes: map[string]int{"acme": 5000}}
	b.failing = func(string) error { return connector.NewProblem(connector.CodeServerBusy, "host", "api.test") }
	p := lazyPicker(b)
	p.Reached(99)
	p.Wait()
	s := p.Now().State
	require.NotNil(t, s.AddProblem)
	assert.Equal(t, connector.CodeServerBusy, s.AddProblem.Code)
	assert.Nil(t, s.Problem, "the list itself is well")
	assert.Equal(t, 100, s.Rows.Len())
	p.Reached(99)
	p.Wait()
	assert.Len(t, b.requests(), 1, "not again and again by itself")
	b.failing = nil
	p.More()
	p.Wait()
	assert.Nil(t, p.Now().State.AddProblem)
	assert.Equal(t, 200, p.Now().State.Loaded)
}

func TestAPauseWhileMoreIsReadIsShownAndWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &lazyBitbucket{sizes: map[string]int{"acme": 5000}}
		until := b.pauseFor(9 * time.Second)
		p := lazyPicker(b)
		p.More()
		synctest.Wait()
		assert.Equal(t, until, p.Now().State.Pause)
		assert.True(t, p.Now().State.Adding)
		p.Wait()
		assert.Zero(t, p.Now().State.Pause)
		assert.Equal(t, 200, p.Now().State.Loaded)
		assert.Equal(t, 9*time.Second, time.Since(until.Add(-9*time.Second)))
	})
}

func TestAPageThatLeadsNowhereEndsTheList(t *testing.T) {
	p := flow.NewPicker(flow.PickerNeeds{Clients: lazyClients{&standstill{lazyBitbucket{sizes: map[string]int{"acme": 5000}}}}})
	p.Open(cloudConnection(), "")
	p.Wait()
	p.More()
	p.Wait()
	assert.False(t, p.Now().State.Partial())
	assert.Equal(t, 100, p.Now().State.Total)
}

func TestReadingAListAgainForgetsHowFarItHadCome(t *testing.T) {
	b := &lazyBitbucket{sizes: map[string]int{"acme": 5000}}
	p := lazyPicker(b)
	p.More()
	p.Wait()
	p.Open(cloudConnection(), "")
	p.Wait()
	assert.Equal(t, 100, p.Now().State.Loaded)
	assert.Equal(t, "100", p.Now().State.Large[0].Next)
}

func TestChoosingWhileMoreIsReadStopsThatAndComingBackGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &lazyBitbucket{sizes: map[string]int{"acme": 5000}, lag: time.Minute}
		p := lazyPicker(b)
		p.More()
		synctest.Wait()
		p.ChooseSelected()
		p.Wait()
		assert.False(t, p.Now().State.Adding)
		assert.Equal(t, 1, b.ended, "the request was given up")
		assert.Equal(t, 100, p.Now().State.Loaded)
		p.GoOn()
		p.More()
		p.Wait()
		assert.Equal(t, 200, p.Now().State.Loaded)
	})
}

func TestALargeWorkspaceThatDoesNotTellItsSizeHasNoTotal(t *testing.T) {
	b := &lazyBitbucket{sizes: map[string]int{"acme": 5000, "corner": 3}, silent: true}
	p := lazyPicker(b)
	assert.Equal(t, -1, p.Now().State.Total)
	assert.Equal(t, 103, p.Now().State.Loaded)
	assert.True(t, p.Now().State.CanAdd())
	p.More()
	p.Wait()
	assert.Equal(t, -1, p.Now().State.Total)
}

func TestAPageThatCameWithAnErrorIsKept(t *testing.T) {
	p := flow.NewPicker(flow.PickerNeeds{Clients: lazyClients{&breaking{lazyBitbucket{sizes: map[string]int{"acme": 5000}}}}})
	p.Open(cloudConnection(), "")
	p.Wait()
	p.More()
	p.Wait()
	s := p.Now().State
	require.NotNil(t, s.AddProblem)
	assert.Equal(t, connector.CodePagingBroken, s.AddProblem.Code)
	assert.Equal(t, 200, s.Loaded)
	assert.False(t, s.CanAdd(), "it goes no further")
}
