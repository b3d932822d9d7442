package views

import (
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// answers makes what Bitbucket says of one repository wait for a channel, where there is one, and then fail, if it shall.
func (s *sideStage) answers(gate chan struct{}, err error) {
	s.byName = func(key, slug string) (connector.Repository, error) {
		if gate != nil {
			<-gate
		}
		if err != nil {
			return connector.Repository{}, err
		}
		for _, r := range s.pages[0].Repositories {
			if r.FullName() == key+"/"+slug {
				return r, nil
			}
		}
		return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", key+"/"+slug)
	}
}

func TestWhileARepositoryIsMadeSureOfItSaysSoAndCannotBeChosenTwice(t *testing.T) {
	s := newSideStage(t, connector.Server)
	gate := make(chan struct{})
	s.answers(gate, nil)
	s.win.Canvas().Focus(s.button("Use this repository"))
	s.key(fyne.KeyReturn)
	assert.Contains(t, s.text(), "Making sure that Bakery for iPhone is still there…")
	assert.Nil(t, s.button("Use this repository"))
	assert.Same(t, s.list.side.foot.cancel, s.win.Canvas().Focused(), "the keyboard is not lost")
	s.draw("choice-making-sure")
	other := s.list.state.Rows.At(3)
	s.list.choose(other)
	assert.Equal(t, s.list.state.Rows.At(0).Ref, s.flows.ServerPicker.Now().State.Choosing, "one at a time")
	s.press("Cancel")
	assert.Contains(t, s.text(), "[Use this repository]")
	assert.Same(t, s.list.search, s.win.Canvas().Focused(), "to choose another")
	close(gate)
	s.settle()
	assert.Empty(t, s.chosen, "what was given up comes to nothing")
}

func TestARepositoryThatIsGoneSaysSoAndLeavesTheListAsItIs(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.answers(nil, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", "SHOP/bakery-for-iphone"))
	s.win.Canvas().Focus(s.list.side.foot.use)
	s.key(fyne.KeyReturn)
	s.settle()
	assert.Contains(t, s.text(), "SHOP/bakery-for-iphone is gone")
	assert.Contains(t, s.text(), "Bakery for Android", "the others stay")
	assert.Contains(t, s.text(), "It is not in the list any more.", "what one looked at does not vanish without a word")
	assert.True(t, s.button("Use this repository").Disabled())
	s.draw("choice-gone")
	assert.Same(t, s.list.search, s.win.Canvas().Focused(), "there one goes on")
	s.key(fyne.KeyReturn)
	s.settle()
	assert.Empty(t, s.chosen, "a Return pressed twice chooses no neighbour")
	s.press("Read again")
	s.settle()
	assert.NotContains(t, s.text(), "is gone")
	assert.Contains(t, s.text(), "12 of 12")
}

func TestTheKeyboardIsNotLeftOnAButtonThatIsOff(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.win.Canvas().Focus(s.list.side.foot.use)
	s.list.side.foot.show(false, true, s.list.state) // at once, without having been seen to be made sure of
	assert.True(t, s.button("Use this repository").Disabled())
	assert.Same(t, s.list.search, s.win.Canvas().Focused())
}

func TestWhyARepositoryIsGoneCanBeAsked(t *testing.T) {
	s := newSideStage(t, connector.Server)
	var asked []string
	s.kit.askMissing = func(_ connector.Connection, name string) { asked = append(asked, name) }
	s.state(func(st *flow.PickerState) {
		st.ChoiceProblem = trouble(connector.CodeRepositoryNotFound, "repository", "SHOP/zoo", "why", "gone")
	})
	s.press("Why can’t I see it?") // the last of them: below the list
	var strip *button
	visit(s.list.strip.Container, func(o fyne.CanvasObject) bool {
		if b, ok := o.(*button); ok && b.Text == "Why can’t I see it?" {
			strip = b
		}
		return true
	})
	require.NotNil(t, strip)
	strip.OnTapped()
	assert.Equal(t, []string{"", "SHOP/zoo"}, asked)
}

func TestAChoiceThatCouldNotBeMadeSureOfCanBeTriedAgain(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.answers(nil, connector.NewProblem(connector.CodeConnectionTimeout, "host", "git.test"))
	s.press("Use this repository")
	s.settle()
	assert.Contains(t, s.text(), "The repository could not be opened: There was no answer from git.test in time")
	assert.Contains(t, s.text(), "Bakery for iPhone", "it may be fine")
	s.draw("choice-failed")
	s.answers(nil, nil)
	s.press("Try again")
	s.settle()
	assert.NotContains(t, s.text(), "could not be opened")
	assert.Equal(t, []string{"Bakery for iPhone"}, s.chosen)
}

func TestAPinThatCouldNotBeKeptSaysSoUntilItWasRead(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.state(func(st *flow.PickerState) {
		st.PinProblem = trouble(connector.CodeDiskFailed, "path", "/home/mia/.config/mooring")
	})
	assert.Contains(t, s.text(), "The pin could not be kept: ")
	s.draw("pin-failed")
	s.press("Close")
	assert.NotContains(t, s.text(), "could not be kept")
	s.state(func(st *flow.PickerState) { st.Loaded++ })
	assert.NotContains(t, s.text(), "could not be kept", "it does not come back by itself")
	s.state(func(st *flow.PickerState) { st.PinProblem = trouble(connector.CodeDiskFailed, "path", "/home/mia") })
	assert.Contains(t, s.text(), "The pin could not be kept: ", "another time it is said again")
}

func TestTheSidePinsAndUnpins(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.press("Pin")
	s.settle()
	assert.Contains(t, s.text(), "[Unpin]")
	assert.Same(t, s.list.search, s.win.Canvas().Focused(), "after the mouse one types on")
	s.win.Canvas().Focus(s.list.side.foot.pin)
	s.key(fyne.KeyReturn)
	s.settle()
	assert.Same(t, s.list.side.foot.pin, s.win.Canvas().Focused(), "a key leaves the keyboard where it is")
	assert.Contains(t, s.text(), "[Pin]")
}

func TestWhatOneMayDoIsOnlyMissedByWhoeverAsksForIt(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.state(func(st *flow.PickerState) { st.RightsProblem = trouble(connector.CodeServerBusy, "host", "git.test") })
	assert.NotContains(t, s.text(), "could not be asked")
	s.state(func(st *flow.PickerState) {
		st.Query, st.Asked = flow.OnlyAdmin, flow.Query{Is: []string{flow.OnlyAdmin}}
	})
	assert.Contains(t, s.text(), "What you administer could not be asked: Bitbucket is busy at the moment")
	s.draw("rights-failed")
	s.state(func(st *flow.PickerState) { st.RightsProblem, st.FindingRights = nil, true })
	assert.Contains(t, s.text(), "Finding out which repositories you administer…")
	s.draw("rights-finding")
	s.state(func(st *flow.PickerState) { st.Rows = flow.Listing{} })
	assert.Contains(t, s.text(), "No repository passes the filters that are on.")
	assert.Contains(t, s.text(), "Finding out which repositories you administer…", "once, where the list would be")
	s.state(func(st *flow.PickerState) { st.FindingRights = false })
	assert.Contains(t, s.text(), "With this token Bitbucket does not tell which repositories you administer.")
	s.draw("rights-untold")
	s.state(func(st *flow.PickerState) { st.Step = flow.PickerLoading })
	assert.Contains(t, s.text(), "is asked when the list is complete")
	s.state(func(st *flow.PickerState) { st.Step, st.RightsKnown = flow.PickerDone, true })
	assert.NotContains(t, s.text(), "administer.")
}

func TestAKeptListThatCouldNotBeReadAnewStaysUsable(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.state(func(st *flow.PickerState) {
		st.Step, st.Kept = flow.PickerStopped, s.clock.Add(-2*time.Hour)
		st.Problem = trouble(connector.CodeConnectionTimeout, "host", "git.test")
	})
	assert.Contains(t, s.text(), "This list was read 2 hours ago. It could not be read anew: There was no answer from git.test in time")
	assert.Contains(t, s.text(), "[Use this repository]")
	s.draw("kept-failed")
	s.press("Try again")
	assert.Same(t, s.list.search, s.win.Canvas().Focused())
	s.state(func(st *flow.PickerState) { st.Problem = trouble(connector.CodeSessionEnded, "name", "Mia Sandmann") })
	s.press("Sign in again")
	assert.Equal(t, flow.PickerIdle, s.flows.ServerPicker.Now().State.Step)
}

func TestAListThatBrokeOffKeepsWhatCameAndGoesOn(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.flows.ServerPicker.Close()
	s.pages, s.broken = []connector.Page{shopPage(40)}, errors.New("reset")
	s.flows.ServerPicker.Open(shopConnection(), "")
	s.settle()
	assert.Contains(t, s.text(), "The list is not complete: ")
	s.draw("broken-off")
	s.pages, s.broken = []connector.Page{shopPage(12)}, nil
	s.press("Go on")
	s.settle()
	assert.NotContains(t, s.text(), "not complete")
	assert.Contains(t, s.text(), "12 of 12")
}

func TestOneThingAtATimeIsSaidSoThatTheListKeepsItsRoom(t *testing.T) {
	s := newSideStage(t, connector.Server)
	s.state(func(st *flow.PickerState) {
		st.Step, st.Problem = flow.PickerStopped, trouble(connector.CodeConnectionTimeout, "host", "git.test")
		st.ChoiceProblem = trouble(connector.CodeServerBusy, "host", "git.test")
		st.Typed = "SHOP/hidden"
	})
	assert.Contains(t, s.text(), "The repository could not be opened: ", "what was done last comes first")
	assert.NotContains(t, s.text(), "not complete")
	s.draw("strips")
	looking(Look{Variant: "light", Scale: 1.5})
	s.win.Content().Refresh()
	assert.GreaterOrEqual(t, s.list.rows.Size().Height, s.list.rows.CreateItem().MinSize().Height, "a row is in sight")
	looking(Look{Variant: "light"})
	s.state(func(st *flow.PickerState) { st.ChoiceProblem = nil })
	assert.Contains(t, s.text(), "The list is not complete: ")
}

func TestTheButtonsOfAStripStandBelowItsTextWhereItWouldHaveNoRoom(t *testing.T) {
	newPickStage(t)
	text, buttons := wrapLabel("The repository could not be opened"), row(quiet("Try again", nil), quiet("Close", nil))
	line := stackGap(0, container.New(stripLine{}, lampFor(connector.Warn), text, buttons))
	line.Resize(fyne.NewSize(900, settle(line, 900)))
	assert.Zero(t, buttons.Position().Y)
	assert.InDelta(t, 900, buttons.Position().X+buttons.Size().Width, 1)
	wide := line.MinSize().Height
	settle(line, 300)
	assert.GreaterOrEqual(t, buttons.Position().Y, text.Size().Height)
	assert.GreaterOrEqual(t, line.MinSize().Height, buttons.Position().Y+buttons.Size().Height, "it has room there")
	settle(line, 900)
	assert.Equal(t, wide, line.MinSize().Height, "and goes back")
}
