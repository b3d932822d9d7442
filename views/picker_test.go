package views

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func labelText(o fyne.Widget) (string, bool) {
	switch o := o.(type) {
	case *widget.Label:
		return o.Text, true
	case *entry:
		return o.Text, true
	}
	return "", false
}

// pick opens a picker in a window. The list is read to its end unless it is held.
func (s *pickStage) pick() (*pickerScreen, *[]string) {
	chosen := &[]string{}
	picker := flow.NewPicker(flow.PickerNeeds{Clients: s, OnChosen: func(_ connector.Connection, r connector.Repository) {
		*chosen = append(*chosen, r.Name)
	}})
	screen := newPickerScreen(s.kit, picker)
	s.put(screen)
	picker.Open(shopConnection(), "")
	if s.hold == nil {
		picker.Wait()
	}
	s.queue.drain()
	screen.focus()
	s.t.Cleanup(func() { picker.Close(); picker.Wait(); s.queue.drain() })
	return screen, chosen
}

// settled waits for all work of a picker and shows what came of it.
func (s *pickStage) settled(screen *pickerScreen) {
	s.queue.drain()
	screen.picker.Wait()
	s.queue.drain()
}

// shownSoon waits until the picker has published a state that a condition holds for.
func (s *pickStage) shownSoon(screen *pickerScreen, holds func(flow.PickerState) bool) {
	s.t.Helper()
	reached := make(chan struct{})
	once := false
	stop := screen.picker.Watch(func(n flow.Snapshot[flow.PickerState]) {
		if !once && holds(n.State) {
			once = true
			close(reached)
		}
	})
	<-reached
	stop()
	s.queue.drain()
}

func TestPickerShowsEveryRepositoryAndTheWholeOfTheSelectedOne(t *testing.T) {
	s := newPickStage(t)
	s.pages = []connector.Page{shopPage(12)}
	screen, _ := s.pick()
	text := s.text()
	for _, want := range []string{
		"12 of 12", "Bakery for iPhone", "日本の花屋アプリ", "Private", "Public", "Archived", "just now",
		"SHOP/bakery-for-iphone", "Mobile shops", "What customers hold", "Shop git · signed in as Mia Sandmann",
	} {
		assert.Contains(t, text, want)
	}
	assert.Equal(t, stepChoose, screen.step())
	s.picture("picker-full")
}

func TestPickerIsSearchedAndChosenFromWithTheKeyboardAlone(t *testing.T) {
	s := newPickStage(t)
	s.pages = []connector.Page{shopPage(12)}
	screen, chosen := s.pick()
	require.Same(t, screen.search, s.win.Canvas().Focused(), "the cursor is in the search field from the start")
	s.typing("bakery")
	assert.Contains(t, s.text(), "2 found · 12 of 12")
	assert.NotContains(t, s.text(), "Florist")
	s.key(fyne.KeyDown)
	require.Same(t, screen.search, s.win.Canvas().Focused(), "arrows move the list while the field keeps the cursor")
	s.key(fyne.KeyReturn)
	s.settled(screen)
	assert.Equal(t, []string{"Bakery for Android"}, *chosen)
}

func TestPickerListWalksByPageHomeEndAndLetters(t *testing.T) {
	s := newPickStage(t)
	s.pages = []connector.Page{shopPage(12)}
	screen, chosen := s.pick()
	at := func() int { return screen.state.Rows.Place(screen.state.Selected) }
	s.win.Canvas().Focus(screen.rows)
	s.key(fyne.KeyEnd)
	assert.Equal(t, 11, at())
	s.key(fyne.KeyHome)
	assert.Equal(t, 0, at())
	s.key(fyne.KeyPageDown)
	page := at()
	assert.Greater(t, page, 1)
	s.key(fyne.KeyPageUp)
	assert.Equal(t, 0, at())
	s.key(fyne.KeyDown)
	s.key(fyne.KeyReturn)
	s.settled(screen)
	assert.Equal(t, []string{"Bakery for Android"}, *chosen)
	s.typing("z")
	assert.Same(t, screen.search, s.win.Canvas().Focused())
	s.typing("oo")
	assert.Equal(t, "zoo", screen.search.Text)
	assert.Equal(t, "Zoo tickets", screen.state.Rows.At(0).Name)
}

func TestPickerTapSelectsASecondTapChoosesAndSoDoesTheButton(t *testing.T) {
	s := newPickStage(t)
	s.pages = []connector.Page{shopPage(12)}
	screen, chosen := s.pick()
	screen.rows.Select(2)
	s.queue.drain()
	assert.Empty(t, *chosen)
	assert.Equal(t, "Café Größe", screen.state.Rows.At(screen.rows.place).Name)
	screen.rows.Select(2)
	s.settled(screen)
	assert.Equal(t, []string{"Café Größe"}, *chosen)
	screen.rows.Select(4)
	s.queue.drain()
	s.press("Use this repository")
	s.settled(screen)
	assert.Equal(t, []string{"Café Größe", "Delivery backend"}, *chosen)
}

func TestPickerFilledBeforeItIsShownBeginsAtItsFirstRow(t *testing.T) {
	s := newPickStage(t)
	s.pages = []connector.Page{shopPage(12)}
	picker := flow.NewPicker(flow.PickerNeeds{Clients: s})
	screen := newPickerScreen(s.kit, picker)
	picker.Open(shopConnection(), "")
	picker.Wait()
	s.queue.drain()
	s.put(screen)
	assert.Zero(t, screen.rows.GetScrollOffset())
	picker.Close()
	s.queue.drain()
}

func TestPickerSaysHowManyCameSoFarAndLosesNothingWhenItBreaksOff(t *testing.T) {
	s := newPickStage(t)
	s.pages, s.hold = []connector.Page{shopPage(-1)}, make(chan struct{})
	s.broken = connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
	screen, _ := s.pick()
	s.shownSoon(screen, func(st flow.PickerState) bool { return st.Loaded == 12 })
	assert.Contains(t, s.text(), "12 so far")
	close(s.hold)
	s.shownSoon(screen, func(st flow.PickerState) bool { return st.Step == flow.PickerStopped })
	assert.Contains(t, s.text(), "The list is not complete: Bitbucket is busy at the moment")
	assert.Contains(t, s.text(), "Bakery for iPhone")
	s.picture("picker-partial")

	s.hold, s.broken = nil, nil
	s.press("Go on")
	screen.picker.Wait()
	s.queue.drain()
	assert.Contains(t, s.text(), "12 of 12")
	assert.NotContains(t, s.text(), "not complete")
}

func TestPickerLoadingCanBeLeft(t *testing.T) {
	s := newPickStage(t)
	s.hold = make(chan struct{})
	screen, _ := s.pick()
	assert.Contains(t, s.text(), "Reading the repositories")
	s.picture("picker-loading")
	s.press("Cancel")
	assert.Equal(t, closed, screen.step())
}

func TestPickerErrorOffersToTryAgain(t *testing.T) {
	s := newPickStage(t)
	s.broken = connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
	screen, _ := s.pick()
	assert.Contains(t, s.text(), "Bitbucket is busy at the moment")
	s.picture("picker-error")
	s.pages, s.broken = []connector.Page{shopPage(12)}, nil
	s.press("Try again")
	screen.picker.Wait()
	s.queue.drain()
	assert.Contains(t, s.text(), "12 of 12")
}

func TestPickerWithoutItsSecretLeadsBackToSigningIn(t *testing.T) {
	s := newPickStage(t)
	s.openErr = connector.ErrNoSecret
	screen, _ := s.pick()
	assert.Contains(t, s.text(), "Your sign-in has ended")
	s.press("Sign in again")
	assert.Equal(t, closed, screen.step())
}

func TestPickerEmptySaysWhy(t *testing.T) {
	s := newPickStage(t)
	s.pages = []connector.Page{{Total: 0}}
	s.pick()
	assert.Contains(t, s.text(), "No repository to be seen")
	assert.Contains(t, s.text(), "Mia Sandmann")
	s.picture("picker-empty")
}

func TestPickerFindsNothingAndShowsAllAgain(t *testing.T) {
	s := newPickStage(t)
	s.pages = []connector.Page{shopPage(12)}
	screen, _ := s.pick()
	s.typing("zeppelin")
	assert.Contains(t, s.text(), "No repository here answers to “zeppelin”")
	s.picture("picker-nothing")
	s.press("Show all")
	assert.Contains(t, s.text(), "Bakery for iPhone")
	assert.Empty(t, screen.search.Text)
}

func TestPickerLooksATypedNameUp(t *testing.T) {
	s := newPickStage(t)
	s.pages = []connector.Page{shopPage(12)}
	s.byName = func(key, slug string) (connector.Repository, error) {
		return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", key+"/"+slug)
	}
	screen, chosen := s.pick()
	s.typing("SHOP/hidden")
	s.picture("picker-typed")
	s.press("Look for SHOP/hidden")
	screen.picker.Wait()
	s.queue.drain()
	assert.Contains(t, s.text(), "Bitbucket does not show SHOP/hidden")
	s.byName = func(string, string) (connector.Repository, error) { return shopRepository(99, "Hidden"), nil }
	s.key(fyne.KeyReturn)
	screen.picker.Wait()
	s.queue.drain()
	assert.Equal(t, []string{"Hidden"}, *chosen)
}

func TestPickerTellsAnAddressOfAnotherBitbucketApart(t *testing.T) {
	s := newPickStage(t)
	s.pages = []connector.Page{shopPage(12)}
	s.pick()
	s.typing("https://bitbucket.org/acme/app")
	assert.Contains(t, s.text(), "This address belongs to bitbucket.org")
	s.picture("picker-elsewhere")
}

func TestPickerEscapeGoesBackStepByStep(t *testing.T) {
	s := newPickStage(t)
	s.pages = []connector.Page{shopPage(12)}
	screen, _ := s.pick()
	s.typing("bak")
	s.key(fyne.KeyEscape)
	assert.Empty(t, screen.search.Text)
	assert.Equal(t, stepChoose, screen.step())
	s.key(fyne.KeyEscape)
	assert.Equal(t, closed, screen.step())
	assert.False(t, screen.back())
}

func TestPickerLongNamesEndInDotsAndAreWholeInTheDetail(t *testing.T) {
	s := newPickStage(t)
	s.pages = []connector.Page{shopPage(12)}
	screen, _ := s.pick()
	s.typing("very long name")
	assert.Contains(t, s.text(), "without a description")
	s.picture("picker-long")
	s.win.Resize(fyne.NewSize(420, 660))
	assert.LessOrEqual(t, screen.root.MinSize().Width, float32(600))
}

func TestPickerFitsALargeTextOnASmallScreen(t *testing.T) {
	s := newPickStage(t)
	test.ApplyTheme(t, NewTheme(Look{Scale: 1.5, Variant: "dark"}))
	s.pages, s.broken = []connector.Page{shopPage(12)}, errors.New("x")
	screen, _ := s.pick()
	m := screen.object().MinSize()
	assert.LessOrEqual(t, m.Width, float32(1024))
	assert.LessOrEqual(t, m.Height, float32(640))
}
