package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// sideStage is the list of one of the two Bitbuckets in a whole window, and states it can be put in.
type sideStage struct {
	*helpStage
	list *pickerScreen
}

// newSideStage opens the list of Bitbucket Cloud, or of the Server.
func newSideStage(t *testing.T, provider connector.Provider) *sideStage {
	t.Helper()
	s := &sideStage{helpStage: newHelpStage(t, func(s *helpStage) {
		s.large = acme()
		s.large.sizes["acme"] = 90
		s.pages = []connector.Page{shopPage(12)}
	})}
	picker, connection, tab := s.flows.ServerPicker, shopConnection(), tabServer
	if provider == connector.Cloud {
		picker, connection, tab = s.flows.CloudPicker, acmeConnection(), tabCloud
	}
	s.window.GoTo(tab)
	picker.Open(connection, "")
	s.settle()
	s.list, _ = s.window.journeys[tab].shown.(*pickerScreen)
	require.NotNil(t, s.list)
	s.list.now = func() time.Time { return s.clock }
	return s
}

// state shows a state that differs from the one there is.
func (s *sideStage) state(change func(*flow.PickerState)) {
	s.t.Helper()
	state := s.list.state
	change(&state)
	s.list.render(state)
	s.queue.drain()
}

// looked are details as Bitbucket gives them.
func (s *sideStage) looked() *connector.Details {
	return &connector.Details{
		Description: "What customers hold in their hands when they order.", Size: 48 << 20, Branches: 14, DefaultBranch: "main",
		Right: connector.RightAdmin, Commit: &connector.Commit{
			ID: "4f1c9be27bd0a6a5a3d8b1f5f3b0a9a4c2d1e0f9", Message: "Let people pay with the card they have on file",
			Author: "Aiko Tanaka", At: s.clock.Add(-49 * time.Hour), Web: "https://git.test/commits/4f1c9be",
		},
	}
}

// at is where a text or button stands in the window.
func (s *sideStage) at(text string) fyne.Position {
	s.t.Helper()
	var found fyne.CanvasObject
	s.walk(func(o fyne.CanvasObject) {
		switch w := o.(type) {
		case *widget.Label:
			if w.Text == text {
				found = o
			}
		case *button:
			if w.Text == text {
				found = o
			}
		}
	})
	require.NotNil(s.t, found, "nothing says %q; there is: %s", text, s.text())
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(found)
}

func trouble(code connector.Code, args ...string) *connector.Problem {
	p := connector.NewProblem(code, args...)
	return &p
}

func TestTheSideTellsWhatBitbucketTellsOfARepository(t *testing.T) {
	s := newSideStage(t, connector.Cloud)
	s.state(func(st *flow.PickerState) { st.Details = s.looked() })
	for _, want := range []string{
		"Checkout service 0", "acme/checkout-service-0", "What customers hold", "Acme", "Shops", "You administer it", "main", "14", "48 MB",
		"Let people pay with the card", "Aiko Tanaka · 2 days ago",
	} {
		assert.Contains(t, s.text(), want)
	}
	s.press("Look at the commit")
	s.press("Web page")
	assert.Equal(t, []string{"https://git.test/commits/4f1c9be", s.list.side.row.Repository.Web}, s.opened)
	s.press("Copy")
	assert.Equal(t, []string{"acme/checkout-service-0"}, s.copied)
	s.draw("side-full-cloud")
	s.list.rows.Select(2)
	s.queue.drain()
	assert.Nil(t, s.button("Copied"), "of another repository nothing was copied")
}

func TestNothingOfTheSideMovesWhenDetailsCome(t *testing.T) {
	for _, provider := range []connector.Provider{connector.Cloud, connector.Server} {
		s := newSideStage(t, provider)
		s.state(func(st *flow.PickerState) { st.LookingAt = true })
		assert.Contains(t, s.text(), "Looking…")
		s.draw("side-looking-" + string(provider))
		all := []string{"Project", "Access", "Your rights", "Main branch", "Branches", "Last commit", "Use this repository"}
		var before []fyne.Position
		for _, text := range all {
			before = append(before, s.at(text))
		}
		s.state(func(st *flow.PickerState) { st.LookingAt, st.Details = false, s.looked() })
		for i, text := range all {
			assert.Equal(t, before[i], s.at(text), text)
		}
		assert.NotContains(t, s.text(), "Looking…")
	}
}

func TestWalkingDownTheListSaysNothingOfLookingUntilBitbucketIsAsked(t *testing.T) {
	s := newSideStage(t, connector.Server)
	assert.NotContains(t, s.text(), "Looking…")
	assert.NotContains(t, s.text(), "Size", "Data Center tells none")
	assert.Contains(t, s.text(), "Your rights | …")
}

func TestWhatBitbucketDoesNotTellIsSaidSo(t *testing.T) {
	s := newSideStage(t, connector.Cloud)
	s.state(func(st *flow.PickerState) { st.Details = &connector.Details{Size: -1, Branches: -1} })
	assert.Contains(t, s.text(), "Branches | Not told by Bitbucket")
	assert.Contains(t, s.text(), "Size | Not told by Bitbucket")
	assert.Contains(t, s.text(), "Last commit | Not told by Bitbucket")
	assert.Contains(t, s.text(), "Your rights | You can read it; more is not known", "nobody may have asked")
	s.state(func(st *flow.PickerState) { st.Details = &connector.Details{Size: 0, Right: connector.RightRead} })
	assert.Contains(t, s.text(), "You can only read")
	assert.Contains(t, s.text(), "Branches | None yet")
	assert.Contains(t, s.text(), "Last commit | None yet", "nothing was ever pushed")
	s.draw("side-hollow")
	s.state(func(st *flow.PickerState) {
		st.Details = &connector.Details{Branches: 1000, BranchesMore: true, Right: connector.RightWrite}
	})
	assert.Contains(t, s.text(), "1,000 or more")
	assert.Contains(t, s.text(), "You can read and write")
}

func TestDetailsThatDoNotComeCanBeAskedForAgain(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.state(func(st *flow.PickerState) { st.DetailsProblem = trouble(connector.CodeServerBusy, "host", "git.test") })
	assert.Contains(t, s.text(), "More could not be asked: Bitbucket is busy at the moment")
	assert.Contains(t, s.text(), "[Use this repository]", "it can be used all the same")
	assert.NotContains(t, s.text(), "Last commit")
	s.draw("side-failed")
	s.press("Try again")
	assert.Same(t, s.list.search, s.win.Canvas().Focused())
	s.state(func(st *flow.PickerState) { st.DetailsProblem, st.LookingAt = nil, true })
	assert.NotContains(t, s.text(), "could not be asked")
	assert.Contains(t, s.text(), "Last commit | Looking…")
}

func TestLongWordsFitTheSideAndNeverCoverItsButton(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.win.Canvas().Focus(s.list.search)
	s.typing("very long name")
	s.state(func(st *flow.PickerState) {
		d := s.looked()
		d.Description = "Die Anwendung, mit der die Donaudampfschifffahrtsgesellschaft ihre Fahrgastinformationsanzeigetafeln und " +
			"Anlegestellenreservierungen verwaltet. Sie wird von mehreren Arbeitsgruppen gemeinsam gepflegt; Änderungen bitte vorher absprechen."
		d.DefaultBranch = "feature/donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen-neu"
		d.Commit.Message, d.Commit.Author = "Rechtschreibfehler in der Anlegestellenreservierungsbestätigung", "Şükrü Ärzteversorgung-Vandenbroucke"
		st.Details, st.Connection.Name = d, longName
	})
	s.draw("side-long")
	use, sheet := s.button("Use this repository"), s.list.side.whole
	assert.GreaterOrEqual(t, s.list.side.scroll.Content.MinSize().Height, s.list.side.scroll.Size().Height, "it scrolls")
	assert.LessOrEqual(t, s.list.side.scroll.Size().Height, use.Position().Y+sheet.Size().Height)
	end := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.list.side.scroll).Y + s.list.side.scroll.Size().Height
	assert.LessOrEqual(t, end, s.at("Use this repository").Y)
	s.win.Resize(fyne.NewSize(1024, 520))
	s.list.side.scroll.ScrollToBottom()
	s.state(func(st *flow.PickerState) { st.LookingAt = true })
	assert.Positive(t, s.list.side.scroll.Offset.Y, "what is read stays where it is")
	s.typing("x")
	s.key(fyne.KeyEscape)
	assert.Zero(t, s.list.side.scroll.Offset.Y, "another one is read from its top")
}

func TestWhatWasPickedEarlierAndIsNotThereSaysSo(t *testing.T) {
	s := newSideStage(t, connector.Server)
	side := s.list.side
	row := side.row
	row.Absent, row.Pinned = true, true
	side.show(row, s.list.state)
	assert.Contains(t, s.text(), "It is not in the list that Bitbucket gives now.")
	assert.Contains(t, s.text(), "[Unpin]")
	s.draw("side-absent")
	loading := s.list.state
	loading.Step = flow.PickerLoading
	side.show(row, loading)
	assert.Contains(t, s.text(), "It has not come with the list so far.")
	row.Absent, row.Pinned = false, false
	side.show(row, s.list.state)
	assert.NotContains(t, s.text(), "picked this earlier")
	assert.Contains(t, s.text(), "[Pin]")
}

func TestSizesAreSaidAsPeopleSayThem(t *testing.T) {
	newPickStage(t)
	for n, want := range map[int64]string{
		0: "Under 1 KB", 1023: "Under 1 KB", 1024: "1 KB", 850 << 10: "850 KB", 1 << 20: "1.0 MB", 1536 << 10: "1.5 MB", 48 << 20: "48 MB",
		3 << 30: "3.0 GB", 4100 << 30: "4,100 GB",
	} {
		assert.Equal(t, want, bytesWords(n))
	}
}

func TestTheSideFollowsTheTextSize(t *testing.T) {
	s := newSideStage(t, connector.Server)
	before := s.list.side.title.Size().Height
	looking(Look{Variant: "dark", Scale: 1.5})
	s.win.Content().Refresh()
	assert.Greater(t, s.list.side.title.Size().Height, before)
	looking(Look{Variant: "light"})
	assert.Equal(t, theme.ColorNameWarning, lampColor(connector.Warned))
}
