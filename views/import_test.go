package views

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestAnImportShowsItsHostsBeforeAnythingIsSaved(t *testing.T) {
	s := newImportStage(t, givenAway()...)
	assert.Equal(t, closed, s.screen.step())
	s.open()
	assert.NotEqual(t, closed, s.screen.step())
	text := s.text()
	for _, want := range []string{
		"This file leads to",
		"https://git.test (Bitbucket Server, connected as Shop git)",
		"https://bitbucket.org (Bitbucket Cloud, not connected: connect with your own account)",
		"http://git.harbour.example/bitbucket (Bitbucket Server, not connected: connect with your own account)",
		"Its address is not encrypted (http)",
		"Nothing is saved yet.",
	} {
		assert.Contains(t, text, want)
	}
	assert.Empty(t, s.profiles)
	assert.Same(t, s.screen.rows, s.win.Canvas().Focused())
	s.fits()
	s.picture("import-shown")
}

func TestAHostThatOnlyLinksLeadToIsSaidToBeOne(t *testing.T) {
	odd := givenAway()[0]
	odd.CloneHTTPS = "https://elsewhere.example/scm/shop/bakery.git"
	s := newImportStage(t, odd)
	s.open()
	assert.Contains(t, s.text(), "https://elsewhere.example (only links in these build profiles lead there)")
	s.press("Save one build profile")
	s.settle()
	assert.Nil(t, s.button("Connect elsewhere.example"), "nobody connects there")
}

func TestAnImportIsTickedWithTheKeyboardAndTheMouse(t *testing.T) {
	s := newImportStage(t, givenAway()...)
	s.profiles = []connector.BuildProfile{shopProfile(1, "Bakery")}
	s.open()
	assert.Contains(t, s.text(), "Left out · here already")
	require.NotNil(t, s.button("Save 2 build profiles"))
	s.key(fyne.KeySpace)
	require.NotNil(t, s.button("Save 3 build profiles"))
	assert.Contains(t, s.text(), "Bakery 2", "under a free name")
	s.key(fyne.KeyDown)
	s.press("Leave it out")
	require.NotNil(t, s.button("Save 2 build profiles"))
	s.press("Take it")
	var ticks []*importTick
	s.walk(func(o fyne.CanvasObject) {
		if tick, ok := o.(*importTick); ok {
			ticks = append(ticks, tick)
		}
	})
	require.Len(t, ticks, 3)
	test.Tap(ticks[2])
	s.queue.drain()
	require.NotNil(t, s.button("Save 2 build profiles"))
	assert.False(t, s.screen.state.Rows[2].Take)
	s.press("Take none")
	assert.True(t, s.button("Choose what to save").Disabled())
	s.press("Take all")
	assert.NotNil(t, s.button("Save 3 build profiles"))
}

func TestAnImportedNameIsChangedAndJudgedAsItIsTyped(t *testing.T) {
	s := newImportStage(t, givenAway()...)
	s.profiles = []connector.BuildProfile{shopProfile(9, "Zoo")}
	s.open()
	s.key(fyne.KeyReturn)
	require.Same(t, s.screen.parts.name, s.win.Canvas().Focused(), "Return leads to the name")
	s.screen.parts.name.SetText("zoo")
	s.queue.drain()
	assert.Contains(t, s.text(), "Another build profile has this name already")
	assert.Contains(t, s.text(), "Needs another name")
	assert.True(t, s.button("Save 3 build profiles").Disabled())
	s.fits()
	s.picture("import-name")
	s.typing(" two")
	assert.Same(t, s.screen.parts.name, s.win.Canvas().Focused(), "typing keeps the cursor")
	assert.False(t, s.button("Save 3 build profiles").Disabled())
	s.key(fyne.KeyReturn)
	assert.Same(t, s.screen.rows, s.win.Canvas().Focused())
	s.press("Save 3 build profiles")
	s.settle()
	assert.Equal(t, "zoo two", s.profiles[1].Name)
}

func TestAfterAnImportOneIsLedToWhatIsNotConnected(t *testing.T) {
	s := newImportStage(t, givenAway()...)
	s.open()
	s.press("Save 3 build profiles")
	s.settle()
	text := s.text()
	assert.Contains(t, text, "3 build profiles are saved")
	assert.Contains(t, text, "Harbour kiosk")
	assert.Len(t, s.profiles, 3)
	assert.Equal(t, "c1", s.profiles[0].ConnectionID)
	assert.NotNil(t, s.button("Connect Bitbucket Cloud"))
	assert.Same(t, s.button("Connect Bitbucket Cloud"), s.win.Canvas().Focused())
	s.fits()
	s.picture("import-saved")
	s.press("Connect git.harbour.example/bitbucket")
	assert.Equal(t, tabServer, s.tab)
	assert.Equal(t, []string{"http://git.harbour.example/bitbucket"}, s.opened, "with its address filled in")
	assert.Equal(t, closed, s.screen.step())
}

func TestAfterAnImportOfWhatIsConnectedOneIsLedToTheList(t *testing.T) {
	s := newImportStage(t, givenAway()[0])
	list := flow.NewProfiles(flow.ProfilesNeeds{Clients: s, Connections: s, Profiles: s, Browser: &pickWindowBrowser{}})
	t.Cleanup(list.Close)
	s.kit.list = list
	s.open()
	s.press("Save one build profile")
	s.settle()
	assert.Contains(t, s.text(), "One build profile is saved")
	assert.Contains(t, s.text(), "They use the connections you have.")
	s.key(fyne.KeyReturn)
	list.Wait()
	assert.Equal(t, closed, s.screen.step())
	assert.Equal(t, s.profiles[0].ID, list.Now().State.Selected)
}

func TestAFileThatIsNoneOffersAnother(t *testing.T) {
	s := newImportStage(t, givenAway()...)
	s.failed = connector.NewProblem(connector.CodeProfileInvalid)
	s.open()
	assert.Contains(t, s.text(), "Mooring could not read “team.json” as build profiles that were exported.")
	s.fits()
	s.picture("import-bad")
	s.failed = nil
	s.picks = []pickable{{path: "right.json", data: []byte("{}")}}
	s.press("Choose another file")
	s.await(func() bool { return s.screen.state.File == "right.json" })
	s.settle()
	assert.Contains(t, s.text(), "Build profiles in “right.json”")
	assert.Same(t, s.screen.rows, s.win.Canvas().Focused())
}

func TestAFileThatCannotBeReadIsAFileThatIsNone(t *testing.T) {
	s := newImportStage(t, givenAway()...)
	s.failed = connector.NewProblem(connector.CodeProfileInvalid)
	s.picks = []pickable{{path: "locked.json", err: errors.New("permission denied")}}
	s.kit.pickImport()
	s.await(func() bool { return s.screen.state.File == "locked.json" })
	s.settle()
	assert.Contains(t, s.text(), "This is no file with build profiles")
}

func TestAnImportThatCannotBeWrittenKeepsEverythingAsItWas(t *testing.T) {
	s := newImportStage(t, givenAway()...)
	s.open()
	s.key(fyne.KeyDown)
	s.mu.Lock()
	s.diskErr = errDisk
	s.mu.Unlock()
	s.press("Save 3 build profiles")
	s.settle()
	assert.Contains(t, s.text(), "It could not be saved")
	assert.Empty(t, s.profiles)
	s.fits()
	s.picture("import-disk")
	s.mu.Lock()
	s.diskErr = nil
	s.mu.Unlock()
	s.press("Save 3 build profiles")
	s.settle()
	assert.Len(t, s.profiles, 3)
}

func TestEscLeavesTheNameAndThenTheImport(t *testing.T) {
	s := newImportStage(t, givenAway()...)
	s.open()
	s.key(fyne.KeyReturn)
	s.key(fyne.KeyEscape)
	assert.Same(t, s.screen.rows, s.win.Canvas().Focused())
	assert.NotEqual(t, closed, s.screen.step())
	s.key(fyne.KeyEscape)
	assert.Equal(t, closed, s.screen.step())
	assert.Empty(t, s.profiles)
	assert.False(t, s.screen.back())
}

func TestAnImportOfAThousandIsWalkedSmoothlyAndLongNamesFit(t *testing.T) {
	var many []connector.BuildProfile
	for i := range 1000 {
		p := givenAway()[i%3]
		p.Name = fmt.Sprintf("%04d %s", i, strings.Repeat("A name as long as may be ", 3))
		p.Repository.ID, p.Slug = fmt.Sprint(i), fmt.Sprint("app-", i)
		many = append(many, p)
	}
	s := newImportStage(t, many...)
	s.open()
	made := 0
	create := s.screen.rows.CreateItem
	s.screen.rows.CreateItem = func() fyne.CanvasObject { made++; return create() }
	s.key(fyne.KeyEnd)
	assert.Equal(t, 999, s.screen.at)
	s.key(fyne.KeyHome)
	assert.Less(t, made, 100)
	s.fits()
	s.press("Take none")
	assert.Zero(t, s.screen.state.Taken())
}
