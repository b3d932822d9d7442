package views

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestNothingFoundNamesTheFiltersAndTakesThemAway(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.win.Canvas().Focus(s.list.search)
	s.flows.ServerPicker.Search("zeppelin is:archived is:private")
	s.settle()
	assert.Contains(t, s.text(), "No repository here answers to “zeppelin is:archived is:private”.")
	assert.Contains(t, s.text(), "2 filters are on.")
	s.draw("nothing-filtered")
	s.press("Without the filters")
	assert.Equal(t, "zeppelin", s.list.search.Text)
	assert.NotContains(t, s.text(), "filters are on")
	s.press("Show all")
	assert.Contains(t, s.text(), "Bakery for iPhone")
}

func TestNothingFoundSoFarSaysThatMoreIsOnItsWay(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.flows.ServerPicker.Search("zeppelin")
	s.settle()
	s.state(func(st *flow.PickerState) { st.Step = flow.PickerLoading })
	assert.Contains(t, s.text(), "Nothing that has come so far answers to “zeppelin”. More is on its way.")
	s.draw("nothing-so-far")
}

func TestBelowTheListOneFindsWhatToDoAboutARepositoryThatIsNotThere(t *testing.T) {
	s := newSideStage(t, connector.Cloud)
	var led []string
	s.kit.authorizeMore = func(c connector.Connection) { led = append(led, c.ID) }
	assert.Contains(t, s.text(), "Not there?")
	s.press("Authorize more…")
	assert.Equal(t, []string{"c9"}, led)
	assert.Equal(t, flow.PickerIdle, s.flows.CloudPicker.Now().State.Step, "the list makes way")

	s = newSideStage(t, connector.Server)
	assert.Nil(t, s.button("Authorize more…"), "a Server has no such thing")
	s.press("Why can’t I see it?")
	assert.NotNil(t, s.screen())

	s = newSideStage(t, connector.Cloud)
	s.state(func(st *flow.PickerState) { st.Connection.Kind = connector.APIToken })
	assert.Nil(t, s.button("Authorize more…"), "a token has what it has")
}

func TestAListWithNothingInItOffersEveryWayOut(t *testing.T) {
	s := newSideStage(t, connector.Cloud)
	s.state(func(st *flow.PickerState) {
		st.Step, st.Loaded, st.Total, st.Rows = flow.PickerDone, 0, 0, flow.Listing{}
		st.Problem = trouble(connector.CodeRepositoriesNone, "account", "Mia Sandmann")
	})
	for _, want := range []string{"No repository to be seen", "[Why can’t I see it?]", "[Authorize more…]", "[Read again]", "[Back]"} {
		assert.Contains(t, s.text(), want)
	}
	s.draw("empty-cloud")
}

func TestAWholeListThatIsReadOnceMoreSaysSo(t *testing.T) {
	newPickStage(t)
	state := flow.PickerState{Step: flow.PickerLoading, Loaded: 48, Total: 48}
	assert.Equal(t, "48 of 48 · still reading…", countOf(state, time.Now()), "the lamp is not lit without a word")
	state.Step = flow.PickerDone
	assert.Equal(t, "48 of 48", countOf(state, time.Now()))
	state.Step, state.Total = flow.PickerLoading, 60
	assert.Equal(t, "48 of 60", countOf(state, time.Now()))
}
