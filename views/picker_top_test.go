package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestWhatIsPinnedStandsOnTopUnderItsHeading(t *testing.T) {
	at := time.Now()
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) {
		gone := shopRepository(77, "Old bakery")
		s.kept.choices = connector.Choices{
			Pinned: []connector.Choice{connector.ChoiceOf(shopRepository(11, "Zoo tickets"), at), connector.ChoiceOf(gone, at)},
			Recent: []connector.Choice{connector.ChoiceOf(shopRepository(6, "Florist"), at)},
		}
	})
	text := s.text()
	assert.Regexp(t, `Pinned \| 2 repositories \| .*Zoo tickets.*Old bakery.*Chosen lately \| 1 repository \| .*Florist.*All others \| 10 repositories`, text)
	assert.Contains(t, text, "SHOP/old-bakery  ·  not in the list")
	assert.Equal(t, "pin-full.svg", s.rowOf("Zoo tickets").pin.sign())
	assert.Empty(t, s.rowOf("Florist").pin.sign(), "only the selected one offers to be pinned")
	assert.Contains(t, text, "12 of 12")
	s.picture("list-top")
	assert.Equal(t, "Zoo tickets", s.screen.state.Rows.At(s.screen.rows.place).Name, "a heading is not selected")
	s.screen.rows.Select(3)
	s.queue.drain()
	assert.Equal(t, "Zoo tickets", s.screen.state.Rows.At(s.screen.rows.place).Name, "nor by a tap")
	s.key(fyne.KeyDown)
	s.key(fyne.KeyDown)
	assert.Equal(t, "Florist", s.screen.state.Rows.At(s.screen.rows.place).Name, "arrows step over it")
}

func TestAPinnedOneThatHasNotComeYetIsNotCalledMissing(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) {
		s.pages = make(chan connector.Page)
		s.kept.choices.Pinned = []connector.Choice{connector.ChoiceOf(shopRepository(77, "Old bakery"), time.Now())}
	})
	s.let(shopPage(-1), 12)
	assert.Contains(t, s.text(), "SHOP/old-bakery  ·  not read so far")
	close(s.pages)
	s.settled(s.screen)
	assert.Contains(t, s.text(), "SHOP/old-bakery  ·  not in the list")
}

func TestTheMenuOpensTheWebPageOfTheSelectedOne(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName})
	var opened []string
	s.kit.openURL = func(link string) { opened = append(opened, link) }
	s.typing("florist")
	for _, item := range s.screen.commands().Items {
		if item.Label == say("menu.repository.page") {
			item.Action()
		}
	}
	assert.Equal(t, []string{s.screen.state.Rows.At(s.screen.rows.place).Web}, opened)
	assert.NotEmpty(t, opened[0])
}

func TestATapOnThePinAndItsShortcutPinAndUnpin(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName})
	row := s.rowOf("Garage")
	row.pin.MouseIn(nil)
	assert.Equal(t, "pin.svg", row.pin.sign(), "the mouse is offered to pin")
	test.Tap(row.pin)
	s.settled(s.screen)
	require.Len(t, s.kept.choices.Pinned, 1)
	assert.Equal(t, "Garage", s.kept.choices.Pinned[0].Name)
	assert.Equal(t, "Bakery for Android", s.screen.state.Rows.At(s.screen.rows.place).Name, "the selection is another matter")
	s.typing("florist")
	s.screen.search.TypedShortcut(shortcut(fyne.KeyD))
	s.settled(s.screen)
	require.Len(t, s.kept.choices.Pinned, 2)
	s.win.Canvas().Focus(s.screen.rows)
	s.screen.rows.TypedShortcut(shortcut(fyne.KeyD))
	s.settled(s.screen)
	require.Len(t, s.kept.choices.Pinned, 1)
	s.win.Canvas().Focus(s.screen.filter.place)
	s.screen.filter.place.TypedShortcut(shortcut(fyne.KeyD))
	s.settled(s.screen)
	require.Len(t, s.kept.choices.Pinned, 2)
}

func TestGroupsStandUnderTheirNames(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName, Grouped: true}, func(s *listStage) {
		s.pickStage.pages = []connector.Page{pageOf(0, 30, "App %d")}
	})
	assert.Contains(t, s.text(), "Shop 0 | S0  ·  10 repositories")
	assert.Equal(t, 33, s.screen.rows.Length())
	assert.Contains(t, s.text(), "30 of 30")
	s.picture("list-groups")
	s.key(fyne.KeyPageDown)
	s.key(fyne.KeyPageDown)
	s.win.Canvas().Focus(s.screen.rows)
	s.key(fyne.KeyHome)
	assert.Equal(t, 1, s.screen.rows.place)
	assert.Zero(t, s.screen.rows.GetScrollOffset(), "the heading above the first one is seen, too")
}

func TestAnotherOrderBeginsWithWhatIsSelectedAndItsHeading(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) {
		s.pickStage.pages = []connector.Page{pageOf(100, 190, "App %03d")}
	})
	s.key(fyne.KeyDown) // App 101, in Shop 2
	s.picker.Arrange(flow.Arrangement{By: flow.ByName, Grouped: true})
	s.settled(s.screen)
	place := s.screen.rows.place
	assert.Equal(t, "App 101", s.screen.state.Rows.At(place).Name)
	assert.NotNil(t, s.screen.state.Rows.Row(place-1).Heading)
	assert.InDelta(t, float32(place-1)*s.screen.rows.pitch(), s.screen.rows.GetScrollOffset(), 0.6)
}
