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

// types a text letter by letter.
func types(p *flow.Picker, text string, between time.Duration) {
	for i := range text {
		p.Search(text[:i+1])
		time.Sleep(between)
	}
}

func TestBitbucketIsSearchedWhenTheTypingRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412}, lag: 100 * time.Millisecond}
		p := lazyPicker(b)
		p.Search("bakery")
		s := p.Now().State
		assert.Empty(t, shown(s), "what is here is searched at once")
		assert.True(t, s.Searching)
		time.Sleep(299 * time.Millisecond)
		synctest.Wait()
		assert.Empty(t, b.requests())
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, []string{"bakery@acme"}, b.requests())
		p.Wait()
		s = p.Now().State
		assert.False(t, s.Searching)
		assert.Len(t, shown(s), 20)
		assert.Equal(t, 20_412, s.Total)
		assert.Equal(t, 120, s.Loaded)
		assert.Equal(t, s.Rows.At(0).Ref, s.Selected, "the first that came can be chosen with Return")
		assert.Empty(t, s.Cut)
	})
}

func TestTypingANameCostsThreeQuestionsAtMost(t *testing.T) {
	for _, between := range []time.Duration{80, 150, 250, 290, 310, 350, 400} {
		synctest.Test(t, func(t *testing.T) {
			b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412, "zoo": 9000}, lag: 50 * time.Millisecond}
			p := lazyPicker(b)
			types(p, "mobile-app", between*time.Millisecond)
			p.Wait()
			perWorkspace := len(b.requests()) / 2
			assert.LessOrEqual(t, perWorkspace, 3, "%d ms between letters: %v", between, b.requests())
			if between < 300 {
				assert.Equal(t, 1, perWorkspace, "whoever types at normal speed asks once")
			}
			assert.Contains(t, b.requests(), "mobile-app@acme", "what is typed in the end is asked")
			assert.False(t, p.Now().State.Searching)
		})
	}
}

func TestANewLetterCancelsTheQuestionBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412}, lag: 10 * time.Second}
		p := lazyPicker(b)
		p.Search("bak")
		time.Sleep(time.Second)
		synctest.Wait()
		b.lag = 0
		p.Search("bake")
		synctest.Wait()
		assert.Equal(t, 1, b.ended)
		assert.True(t, p.Now().State.Searching)
		p.Wait()
		assert.Equal(t, []string{"bak@acme", "bake@acme"}, b.requests())
		p.Search("")
		assert.False(t, p.Now().State.Searching)
		assert.Equal(t, 120, p.Now().State.Rows.Len(), "what came stays")
	})
}

func TestTheSameWordsAreNotAskedTwice(t *testing.T) {
	b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412}}
	p := flow.NewPicker(flow.PickerNeeds{Clients: lazyClients{b}, Rest: time.Millisecond})
	p.Open(cloudConnection(), "")
	p.Wait()
	ask := func(query string) flow.PickerState {
		p.Search(query)
		p.Wait()
		return p.Now().State
	}
	s := ask("mob")
	assert.Equal(t, []string{"ACME"}, s.Cut, "there are more than came")
	ask("mo")
	ask("")
	s = ask("Mob ")
	assert.Equal(t, []string{"mob@acme", "mo@acme"}, b.requests())
	assert.Equal(t, []string{"ACME"}, s.Cut)
	ask("mobi")
	assert.Len(t, b.requests(), 3, "what was cut off may hide it")
	ask("bake")
	s = ask("bakery 1")
	assert.Len(t, b.requests(), 4, "everything that answers to it came before")
	assert.NotEmpty(t, shown(s))
	assert.Empty(t, s.Cut)
	ask("b")
	ask("k")
	assert.Len(t, b.requests(), 4, "one letter is in nearly every name")

	p.Open(cloudConnection(), "bake")
	p.Wait()
	assert.Len(t, b.requests(), 5, "a list that is read again is searched again")
}

func TestWordsThatNameAWorkspaceAskItForTheOthers(t *testing.T) {
	b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412, "zoo": 9000}}
	p := flow.NewPicker(flow.PickerNeeds{Clients: lazyClients{b}, Rest: time.Millisecond})
	p.Open(cloudConnection(), "acme bakery")
	p.Wait()
	assert.ElementsMatch(t, []string{"bakery@acme", "acme bakery@zoo"}, b.requests())
	assert.Len(t, shown(p.Now().State), 20)
	p.Search("acme/bakery-19999")
	p.Wait()
	assert.Len(t, b.requests(), 2, "that is here already")
	p.Search("zoo/bakery-8999")
	p.Wait()
	assert.Equal(t, "bakery-8999@zoo", b.requests()[2], "only the workspace that is named is asked")
	assert.Equal(t, []string{"Bakery 8999"}, shown(p.Now().State))
	assert.Empty(t, p.Now().State.Typed, "it is in the list now")
	p.Search("https://elsewhere.test/projects/ZOO/repos/bakery")
	p.Wait()
	assert.Len(t, b.requests(), 3, "an address elsewhere is not searched here")
}

func TestASearchThatFailsLeavesTheRowsAloneAndCanBeRepeated(t *testing.T) {
	b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412}}
	b.failing = func(string) error { return connector.NewProblem(connector.CodeConnectionTimeout, "host", "api.test") }
	p := flow.NewPicker(flow.PickerNeeds{Clients: lazyClients{b}, Rest: time.Millisecond})
	p.Open(cloudConnection(), "")
	p.Wait()
	p.Search("mobile")
	p.Wait()
	s := p.Now().State
	require.NotNil(t, s.SearchProblem)
	assert.Equal(t, connector.CodeConnectionTimeout, s.SearchProblem.Code)
	assert.Nil(t, s.Problem)
	assert.False(t, s.Searching)
	assert.Len(t, shown(s), 10)
	p.Reached(9)
	assert.Len(t, b.requests(), 1, "not again and again by itself")
	answer := make(chan struct{})
	b.failing = func(string) error { <-answer; return nil }
	p.SearchAgain()
	assert.True(t, p.Now().State.Searching)
	close(answer)
	p.Wait()
	s = p.Now().State
	assert.Nil(t, s.SearchProblem)
	assert.Len(t, shown(s), 100)
}

func TestAPauseBitbucketAsksForIsShownWhileSearchingAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412}}
		until := b.pauseFor(20 * time.Second)
		p := lazyPicker(b)
		p.Search("bakery")
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Equal(t, until, p.Now().State.Pause)
		p.Search("mobile")
		synctest.Wait()
		s := p.Now().State
		assert.Equal(t, until, s.Pause, "another question does not shorten it")
		assert.True(t, s.Searching)
		p.Wait()
		s = p.Now().State
		assert.Zero(t, s.Pause)
		assert.NotEmpty(t, shown(s))
		assert.Equal(t, []string{"mobile@acme"}, b.requests(), "nothing was asked before it had ended")
	})
}

func TestARefusalForTooManyRequestsIsHeldToByTheNextQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412}}
		b.failing = func(string) error {
			return connector.NewProblem(connector.CodeRateLimited, "host", "api.test", "seconds", "30")
		}
		p := lazyPicker(b)
		p.Search("bakery")
		p.Wait()
		require.NotNil(t, p.Now().State.SearchProblem)
		b.failing = nil
		p.Search("mobile")
		time.Sleep(29 * time.Second)
		synctest.Wait()
		assert.Len(t, b.requests(), 1)
		assert.False(t, p.Now().State.Pause.IsZero(), "until when is said")
		p.Wait()
		assert.Len(t, b.requests(), 2)
		assert.Zero(t, p.Now().State.Pause)
	})
}

func TestTheSelectionStaysWhenAnAnswerComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412}}
		p := lazyPicker(b)
		p.Search("mobile")
		p.Move(4)
		selected := p.Now().State.Selected
		p.Wait()
		s := p.Now().State
		assert.Equal(t, 100, s.Rows.Len())
		assert.Equal(t, selected, s.Selected)
	})
}

func TestClosingEndsASearch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412}, lag: time.Hour}
		p := lazyPicker(b)
		p.Search("bakery")
		time.Sleep(time.Second)
		p.Close()
		p.Wait()
		assert.Equal(t, 1, b.ended)
		assert.False(t, p.Now().State.Searching)
		assert.Empty(t, p.Now().State.Large)
	})
}

func TestChoosingEndsASearchAndComingBackGoesOnWithIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &lazyBitbucket{sizes: map[string]int{"acme": 20_412}}
		p := lazyPicker(b)
		p.Search("mobile")
		p.ChooseSelected()
		p.Wait()
		assert.Empty(t, b.requests())
		assert.False(t, p.Now().State.Searching)
		p.GoOn()
		p.Wait()
		assert.Equal(t, []string{"mobile@acme"}, b.requests())
		assert.Equal(t, 100, p.Now().State.Rows.Len())
	})
}

func TestABitbucketThatListsEverythingIsNotSearched(t *testing.T) {
	p, _ := opened(t, &pickBitbucket{pages: pages(nil, pickPage(-1, "Bakery"))})
	p.Search("cafe")
	s := p.Now().State
	assert.False(t, s.Searching)
	assert.False(t, s.Partial())
	p.Reached(0)
	p.More()
	assert.False(t, p.Now().State.Adding)
}
