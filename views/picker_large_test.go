package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// newLargeStage is a window with the list of Bitbucket Cloud in it.
func newLargeStage(t *testing.T, shop *largeShop) (*helpStage, *pickerScreen) {
	t.Helper()
	s := newHelpStage(t, func(s *helpStage) { s.large = shop })
	s.window.GoTo(tabCloud)
	s.flows.CloudPicker.Open(acmeConnection(), "")
	s.flows.CloudPicker.Wait()
	s.queue.drain()
	screen, _ := s.window.journeys[tabCloud].shown.(*pickerScreen)
	require.NotNil(t, screen)
	screen.now = func() time.Time { return s.clock }
	return s, screen
}

func TestALargeWorkspaceSaysThatItIsSearchedAndHowFarItIsListed(t *testing.T) {
	s, screen := newLargeStage(t, acme())
	text := s.text()
	assert.Contains(t, text, "100 of 20,412")
	assert.Contains(t, text, "Acme has 20,412 repositories: Bitbucket itself is searched as you type.")
	assert.Equal(t, 101, screen.rows.Length(), "the last row shows more")
	assert.Empty(t, s.large.requests(), "its end is out of sight")
	s.draw("picker-large")
	assert.Empty(t, s.large.requests(), "drawing it in whatever size asks for nothing")
}

func TestScrollingToTheEndOfALargeListReadsOn(t *testing.T) {
	s, screen := newLargeStage(t, acme())
	screen.rows.Select(3)
	s.queue.drain()
	screen.rows.ScrollTo(70)
	s.settle()
	assert.Empty(t, s.large.requests())
	screen.rows.ScrollTo(90)
	s.queue.drain()
	s.settle()
	assert.Equal(t, []string{"page 100@acme"}, s.large.requests())
	assert.Contains(t, s.text(), "200 of 20,412")
	assert.Equal(t, 3, screen.rows.place, "the selection stays")
	offset := screen.rows.GetScrollOffset()
	screen.rows.ScrollTo(150)
	s.settle()
	assert.Greater(t, screen.rows.GetScrollOffset(), offset)
	assert.Len(t, s.large.requests(), 1)
	screen.rows.ScrollToBottom()
	s.queue.drain()
	s.settle()
	assert.Len(t, s.large.requests(), 2)
	assert.Equal(t, 301, screen.rows.Length())
}

func TestTheScrollStaysWherePagesAreAdded(t *testing.T) {
	s, screen := newLargeStage(t, acme())
	s.large.set(nil, make(chan struct{}))
	screen.rows.ScrollToBottom()
	s.queue.drain()
	before := screen.rows.GetScrollOffset()
	assert.Contains(t, s.text(), "Reading more…")
	s.draw("picker-large-adding")
	screen.rows.ScrollToBottom()
	close(s.large.gate)
	s.settle()
	assert.InDelta(t, before, screen.rows.GetScrollOffset(), 1)
	assert.Contains(t, s.text(), "200 of 20,412")
}

func TestEndReadsOnAndSoDoesTheLastRow(t *testing.T) {
	s, screen := newLargeStage(t, acme())
	s.win.Canvas().Focus(screen.rows)
	s.key(fyne.KeyEnd)
	s.settle()
	assert.Len(t, s.large.requests(), 1)
	assert.Equal(t, 99, screen.rows.place)
	s.key(fyne.KeyEnd)
	s.settle()
	assert.Len(t, s.large.requests(), 2)
	screen.rows.Select(300)
	s.settle()
	assert.Len(t, s.large.requests(), 3, "a tap on the last row does the same")
	assert.Equal(t, 199, screen.rows.place)
}

func TestAListInAnotherTabReadsNothing(t *testing.T) {
	s, screen := newLargeStage(t, acme())
	s.window.GoTo(tabProfiles)
	screen.rows.ScrollToBottom()
	s.settle()
	assert.Empty(t, s.large.requests())
}

func TestMoreThatDoesNotComeLeavesTheRowsAndCanBeTriedAgain(t *testing.T) {
	s, screen := newLargeStage(t, acme())
	s.large.set(connector.NewProblem(connector.CodeConnectionTimeout, "host", "api.bitbucket.org"), nil)
	screen.rows.ScrollToBottom()
	s.queue.drain()
	s.settle()
	assert.Contains(t, s.text(), "No more could be read: ")
	screen.rows.ScrollToBottom() // the strip has taken some of the list's room
	assert.Contains(t, s.text(), "Show more")
	s.draw("picker-large-stopped")
	require.Len(t, s.large.requests(), 1, "it is not asked again and again")
	s.large.set(nil, nil)
	s.press("Try again")
	s.settle()
	assert.Contains(t, s.text(), "200 of 20,412")
	assert.NotContains(t, s.text(), "No more could be read")
}

func TestALargeWorkspaceIsSearchedWhileOneTypes(t *testing.T) {
	s, screen := newLargeStage(t, acme())
	s.win.Canvas().Focus(screen.search)
	s.typing("b")
	assert.Contains(t, s.text(), "Type one more letter, and Bitbucket searches Acme.")
	s.draw("picker-large-letter")
	s.large.set(nil, make(chan struct{}))
	s.typing("aker")
	assert.Contains(t, s.text(), "Searching Acme at Bitbucket…")
	assert.Contains(t, s.text(), "Nothing that is listed so far answers to this.")
	s.draw("picker-searching-nothing")
	s.typing("y")
	assert.Equal(t, "bakery", screen.search.Text, "typing never waits")
	close(s.large.gate)
	s.settle()
	assert.Contains(t, s.text(), "4 found in 20,412", "all of it was searched")
	assert.Contains(t, s.text(), "Bakery 19999")
	assert.NotContains(t, s.text(), "Searching Acme")
	s.draw("picker-large-found")
	s.typing("zz")
	s.settle()
	assert.Contains(t, s.text(), "No repository here answers to “bakeryzz”")
	assert.Contains(t, s.text(), "like workspace/name")
	s.draw("picker-large-nothing")
}

func TestASearchThatIsUnderWayLeavesTheRowsInPlace(t *testing.T) {
	s, screen := newLargeStage(t, acme())
	s.win.Canvas().Focus(screen.search)
	s.large.set(nil, make(chan struct{}))
	s.typing("mobile")
	assert.Contains(t, s.text(), "Mobile app 3")
	assert.Contains(t, s.text(), "Searching Acme at Bitbucket…")
	s.draw("picker-searching")
	close(s.large.gate)
	s.settle()
	assert.Contains(t, s.text(), "100 found")
	assert.Contains(t, s.text(), "More in Acme answer to this than Bitbucket gives at once.")
	s.draw("picker-large-cut")
}

func TestASearchThatFailsIsAStripAboveTheRows(t *testing.T) {
	s, screen := newLargeStage(t, acme())
	s.win.Canvas().Focus(screen.search)
	s.large.set(connector.NewProblem(connector.CodeServerBusy, "host", "api.bitbucket.org"), nil)
	s.typing("mobile")
	s.settle()
	assert.Contains(t, s.text(), "Bitbucket could not be searched: ")
	assert.Contains(t, s.text(), "Mobile app 3", "the rows stay")
	s.draw("picker-search-failed")
	s.large.set(nil, nil)
	s.press("Try again")
	assert.Same(t, screen.search, s.win.Canvas().Focused())
	s.settle()
	assert.NotContains(t, s.text(), "could not be searched")
	assert.Contains(t, s.text(), "100 found")
}

func TestASessionThatEndedWhileSearchingLeadsToSigningIn(t *testing.T) {
	s, screen := newLargeStage(t, acme())
	s.win.Canvas().Focus(screen.search)
	s.large.set(connector.NewProblem(connector.CodeSessionEnded, "name", "Mia Sandmann"), nil)
	signed := ""
	s.kit.signIn = func(c connector.Connection) { signed = c.ID }
	s.typing("mobile")
	s.settle()
	s.press("Sign in again")
	assert.Equal(t, "c9", signed)
}

func TestAPauseWhileSearchingTicksAndMovesNothing(t *testing.T) {
	shop := acme()
	s, screen := newLargeStage(t, shop)
	shop.until = s.clock.Add(12 * time.Second)
	shop.set(nil, make(chan struct{}))
	s.win.Canvas().Focus(screen.search)
	s.typing("zzz")
	s.soon(func() bool { return !s.flows.CloudPicker.Now().State.Pause.IsZero() })
	assert.Contains(t, s.text(), "Bitbucket asks for a pause. Going on in 12 s")
	assert.Contains(t, s.text(), "The search goes on by itself.")
	s.walk(func(o fyne.CanvasObject) {
		bar, busy := o.(*progress)
		assert.False(t, busy && bar.moving)
	})
	s.draw("picker-searching-pause")
	s.press("Cancel")
	assert.Empty(t, screen.search.Text)
	assert.NotContains(t, s.text(), "Going on in")
}

func TestSeveralLargeWorkspacesAreCountedAndOneWithoutASizeIsVeryLarge(t *testing.T) {
	shop := acme()
	shop.sizes["globex"], shop.names["globex"] = 9000, "Globex Corporation"
	shop.sizes["corner"], shop.names["corner"] = 7, "Corner"
	s, _ := newLargeStage(t, shop)
	assert.Contains(t, s.text(), "207 of 29,419")
	assert.Contains(t, s.text(), "2 workspaces have 29,412 repositories: Bitbucket itself is searched as you type.")
	s.draw("picker-large-several")

	shop = acme()
	shop.silent = true
	s, screen := newLargeStage(t, shop)
	assert.Contains(t, s.text(), "100 so far")
	assert.Contains(t, s.text(), "Acme has very many repositories")
	screen.rows.ScrollToBottom()
	s.settle()
	assert.Contains(t, s.text(), "200 so far")
}

func TestALargeListThatIsAllReadSaysNoMore(t *testing.T) {
	shop := acme()
	shop.sizes["acme"] = 2150
	s, screen := newLargeStage(t, shop)
	for range 21 {
		s.flows.CloudPicker.More()
		s.settle()
	}
	assert.Contains(t, s.text(), "2,150 of 2,150")
	assert.NotContains(t, s.text(), "searched as you type")
	assert.Equal(t, 2150, screen.rows.Length())
	s.draw("picker-large-all")
	assert.Equal(t, flow.PickerDone, screen.state.Step)
}

func TestNumbersStandInGroups(t *testing.T) {
	newPickStage(t)
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 20412: "20,412", 1234567: "1,234,567"} {
		assert.Equal(t, want, grouped(n))
	}
}

func TestARowThatWasTheEndOfTheListIsAPlainOneAgain(t *testing.T) {
	newPickStage(t)
	row := newPickerRow()
	row.show(flow.Row{Repository: shopRepository(4, "Bakery")}, rowLook{selected: true, ring: true, now: time.Now()})
	row.showMore("Show more", "100 of 20,412")
	assert.Equal(t, []string{"Show more", "100 of 20,412", "", "", ""},
		[]string{row.name.text, row.where.text, row.access.text, row.state.text, row.updated.text})
	assert.False(t, row.ground.on)
	assert.Equal(t, toneLink, row.name.tone)
	row.show(flow.Row{Repository: shopRepository(4, "Bakery")}, rowLook{now: time.Now()})
	assert.Equal(t, "Bakery", row.name.text)
	assert.Equal(t, toneName, row.name.tone)
}

func TestTheListSaysAsWhomOneIsSignedIn(t *testing.T) {
	newPickStage(t)
	c := acmeConnection()
	assert.Equal(t, "Bitbucket Cloud · signed in as Mia Sandmann", leadOf(c))
	c.Kind, c.Account.Name = connector.AccessToken, "acme/checkout"
	assert.Equal(t, "Bitbucket Cloud · with an access token of acme/checkout", leadOf(c))
}

func TestFiltersAloneAskBitbucketForNothingAndSaySo(t *testing.T) {
	s, screen := newLargeStage(t, acme())
	s.win.Canvas().Focus(screen.search)
	s.typing("is:private ")
	s.settle()
	assert.Contains(t, s.text(), "The filters look at what is listed. Type a word, and Bitbucket itself searches Acme.")
	assert.Contains(t, s.text(), "found · 100 of 20,412", "it was not searched as a whole")
	s.typing("b")
	assert.Contains(t, s.text(), "Type one more letter")
	s.typing("akery")
	s.settle()
	assert.Contains(t, s.text(), "found in 20,412")
}

func TestAWorkspaceThatIsListedInPartIsCountedWhole(t *testing.T) {
	shop := acme()
	shop.sizes["globex"], shop.names["globex"] = 30411, "Globex"
	s, screen := newLargeStage(t, shop)
	assert.Contains(t, s.text(), "2 workspaces have 50,823 repositories")
	places := newPlaces(screen)
	require.Len(t, places.all, 3)
	row := newPickerRow()
	places.draw(2, row)
	assert.Equal(t, "30,411 repositories", row.where.text)
	places.draw(3, row)
	assert.Equal(t, "in 2 workspaces", row.where.text, "how many it has is not known")
	s.win.Canvas().Focus(screen.search)
	s.typing("project:globex ")
	s.settle()
	assert.Contains(t, s.text(), "Bitbucket itself searches Globex.", "the other one does not matter")
	s.key(fyne.KeyEscape)
	s.flows.CloudPicker.Arrange(flow.Arrangement{Grouped: true})
	s.queue.drain()
	assert.Contains(t, s.text(), "20,412 repositories", "so is it where it heads its rows")
}
