package views

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// standing is how far below the upper edge of the list a repository is shown.
func (s *listStage) standing(name string) float32 {
	s.t.Helper()
	rows := s.screen.state.Rows
	for place := range rows.Len() {
		if rows.At(place).Name == name {
			return float32(place)*s.screen.rows.pitch() - s.screen.rows.GetScrollOffset()
		}
	}
	require.Fail(s.t, "not in the list", name)
	return 0
}

// growing is a list by name of which 60 have come: App 200 to App 259.
func growing(t *testing.T) *listStage {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) { s.pages = make(chan connector.Page) })
	s.let(pageOf(200, 260, "App %03d"), 60)
	return s
}

func TestTheSelectionStaysWhereItIsOnTheScreenWhenPagesArrive(t *testing.T) {
	s := growing(t)
	for range 9 {
		s.key(fyne.KeyDown)
	}
	before := s.standing("App 209")
	assert.Positive(t, s.screen.rows.GetScrollOffset())
	s.let(pageOf(100, 200, "App %03d"), 160)
	assert.Equal(t, "App 209", s.screen.state.Rows.At(s.screen.rows.place).Name)
	assert.InDelta(t, before, s.standing("App 209"), 0.6)
	s.let(pageOf(260, 400, "App %03d"), 300)
	assert.InDelta(t, before, s.standing("App 209"), 0.6)
	row := s.rowOf("App 209")
	assert.True(t, row.ground.on)
}

func TestWhatOneLooksAtStaysWhenTheSelectionIsOutOfSight(t *testing.T) {
	s := growing(t)
	s.key(fyne.KeyDown)
	s.screen.rows.ScrollToOffset(s.screen.rows.pitch()*20 + 13)
	assert.InDelta(t, -13, s.standing("App 220"), 0.6)
	s.let(pageOf(100, 200, "App %03d"), 160)
	assert.InDelta(t, -13, s.standing("App 220"), 0.6)
	s.key(fyne.KeyDown)
	assert.GreaterOrEqual(t, s.standing("App 202"), float32(0), "walking on brings the selection into sight")
	assert.Less(t, s.standing("App 202"), s.screen.rows.Size().Height)
}

func TestAListThatNobodyTouchedStaysAtItsTop(t *testing.T) {
	s := growing(t)
	s.let(pageOf(100, 200, "App %03d"), 160)
	assert.Zero(t, s.screen.rows.GetScrollOffset())
	assert.Equal(t, "App 100", s.screen.state.Rows.At(s.screen.rows.place).Name)
	s.screen.rows.ScrollToOffset(s.screen.rows.pitch() * 20)
	s.let(pageOf(0, 100, "App %03d"), 260)
	assert.InDelta(t, 0, s.standing("App 120"), 0.6, "who has scrolled stays there")
}

func TestRowsThatVanishLeaveTheOthersWhereTheyAre(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) {
		s.pickStage.pages = []connector.Page{pageOf(100, 200, "App %03d")}
	})
	s.key(fyne.KeyDown)
	s.screen.rows.ScrollToOffset(s.screen.rows.pitch() * 50)
	s.pickStage.pages = []connector.Page{pageOf(120, 150, "App %03d"), pageOf(152, 205, "App %03d")}
	s.picker.Again()
	s.settled(s.screen)
	assert.Contains(t, s.text(), "83 of 83 · 5 new, 22 gone")
	assert.InDelta(t, 2*s.screen.rows.pitch(), s.standing("App 152"), 0.6)
	s.picture("list-differences")
}

func TestAnotherQuestionBeginsAtItsTop(t *testing.T) {
	s := growing(t)
	s.key(fyne.KeyPageDown)
	s.key(fyne.KeyPageDown)
	require.Positive(t, s.screen.rows.GetScrollOffset())
	s.typing("app")
	assert.Zero(t, s.screen.rows.GetScrollOffset())
	s.key(fyne.KeyPageDown)
	s.key(fyne.KeyPageDown)
	s.key(fyne.KeyEscape)
	assert.Zero(t, s.screen.rows.GetScrollOffset())
}

func TestHomeGoesToTheTopAlsoWhereTheSelectionIsThereAlready(t *testing.T) {
	s := growing(t)
	s.screen.rows.ScrollToOffset(500)
	s.win.Canvas().Focus(s.screen.rows)
	s.key(fyne.KeyHome)
	assert.Zero(t, s.screen.rows.GetScrollOffset())
}

func TestPinningLeavesTheOthersWhereTheyAre(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) {
		s.pickStage.pages = []connector.Page{pageOf(100, 200, "App %03d")}
	})
	s.screen.rows.ScrollToOffset(s.screen.rows.pitch() * 30)
	before := s.standing("App 131")
	s.picker.Pin(s.screen.state.Rows.At(30), true)
	s.settled(s.screen)
	assert.InDelta(t, before, s.standing("App 131"), 0.6, "though the first one in sight went to the top")
	s.screen.rows.ScrollToTop()
	s.key(fyne.KeyDown)
	s.key(fyne.KeyDown)
	s.screen.rows.ScrollToTop()
	s.screen.search.TypedShortcut(shortcut(fyne.KeyD))
	s.settled(s.screen)
	assert.Zero(t, s.screen.rows.GetScrollOffset(), "at the top one sees where it went")
	assert.Contains(t, s.text(), "Pinned | 2 repositories")
}

func TestAKeptListIsSaidToBeOldAndThenWhatIsNew(t *testing.T) {
	shelf := &shelf{}
	first := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) {
		s.kept = shelf
		s.pickStage.pages = []connector.Page{pageOf(100, 160, "App %03d")}
	})
	first.picker.Close()
	first.settled(first.screen)
	require.NotEmpty(t, shelf.list)
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) {
		s.kept, s.pages = shelf, make(chan connector.Page)
	})
	s.shownSoon(s.screen, func(st flow.PickerState) bool { return st.Loaded == 60 })
	s.screen.now = func() time.Time { return time.Now().Add(2*time.Hour + time.Minute) }
	s.screen.render(s.screen.state)
	assert.Contains(t, s.text(), "60 · as of 2 hours ago · reading anew…")
	s.picture("list-kept")
	before := s.standing("App 103")
	s.let(pageOf(90, 130, "App %03d"), 70)
	assert.InDelta(t, before, s.standing("App 103"), 0.6, "what is looked at stays")
	close(s.pages)
	s.settled(s.screen)
	assert.Contains(t, s.text(), "10 new, 30 gone")
	assert.NotContains(t, s.text(), "as of")
}

func TestTheRowsFarDownInALongListStandExactly(t *testing.T) {
	s := newManyStage(t, 100_000, flow.Arrangement{By: flow.ByName})
	s.screen.k.window.Canvas().Focus(s.screen.rows)
	s.screen.rows.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	s.queue.drain()
	assert.Equal(t, 99_999, s.screen.rows.place)
	var rows []*pickerRow
	walkObjects(s.screen.root, func(o fyne.CanvasObject) {
		if r, ok := o.(*pickerRow); ok {
			rows = append(rows, r)
		}
	})
	require.NotEmpty(t, rows)
	last := rows[len(rows)-1]
	assert.Equal(t, s.screen.state.Rows.At(99_999).Name, last.name.text)
	bottom := float32(100_000)*s.screen.rows.pitch() - 4 - s.screen.rows.Size().Height
	assert.InDelta(t, bottom, s.screen.rows.GetScrollOffset(), 1, fmt.Sprint(len(rows)))
}

func TestRowsThatWereOutOfSightFollowTextSizeAndColours(t *testing.T) {
	newPickStage(t)
	defer looking(Look{Variant: "light"})
	private := true
	row := flow.Row{Repository: connector.Repository{Name: "Bakery", Key: "SHOP", Slug: "bakery", Private: &private}}
	r := newPickerRow()
	r.show(row, rowLook{})
	r.Resize(fyne.NewSize(600, 50))
	name, _ := test.WidgetRenderer(r.name).(*markedRenderer)
	access, _ := test.WidgetRenderer(r.access).(*markRenderer)
	before, ink := name.text.TextSize, name.text.Color
	looking(Look{Scale: 1.5, Variant: "dark"})
	r.Resize(fyne.NewSize(900, 75)) // it comes into sight again, in its new place
	r.show(row, rowLook{})
	assert.InDelta(t, 1.5*before, name.text.TextSize, 0.1)
	assert.InDelta(t, 1.5*before, access.text.TextSize, 0.1)
	assert.NotEqual(t, ink, name.text.Color)
}
