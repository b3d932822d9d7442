package views

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// inPicker puts a list of repositories over the first screen of a journey.
func inPicker(t *testing.T, w *Window, tab int, clients flow.Clients, c connector.Connection, drain func()) *flow.Picker {
	t.Helper()
	picker := flow.NewPicker(flow.PickerNeeds{Clients: clients})
	t.Cleanup(func() { picker.Close(); picker.Wait() })
	if tab == tabCloud {
		w.opts.CloudPicker = picker
	} else {
		w.opts.ServerPicker = picker
	}
	j := w.journeys[tab]
	j.screens = append([]screen{newPickerScreen(w.kit, picker)}, j.screens...)
	picker.Open(c, "")
	picker.Wait()
	drain()
	w.update()
	require.Same(t, j.screens[0], j.shown, "the list is in front")
	return picker
}

func TestTheConsumersFormIsReachedFromTheSettingsAlsoOverAListOfRepositories(t *testing.T) {
	w := startedCloudWindow(t)
	w.press(t, "cloud.welcome.open")
	w.play.answers <- nil
	w.at(t, flow.CloudConfirming)
	w.press(t, "cloud.confirm.yes")
	w.at(t, flow.CloudConnected)
	c, _ := w.screen.now.Connection()
	inPicker(t, w.Window, tabCloud, cloudClients{w.play}, c, w.drain)
	w.openSettings()
	test.Tap(buttonOf(t, w.settings.object(), say("settings.cloud.consumer")))
	w.drain()
	assert.Same(t, w.screen, w.journeys[tabCloud].shown)
	assert.Contains(t, texts(w), say("cloud.consumer.title"))
	w.Back()
	w.at(t, flow.CloudConnected)
	assert.Contains(t, texts(w), "Mia Sørensen", "the account stays connected")
}

func TestAnAddressFromElsewhereIsNotHiddenByAListOfRepositories(t *testing.T) {
	s := newStage(t, Look{}, someSaved)
	inPicker(t, s.window, tabServer, noClients{}, s.double.saved[0], s.drain)
	s.window.ToServer("https://git.example")
	s.drain()
	assert.NotNil(t, s.screen(), "the form is in front")
	assert.Same(t, s.screen().form.token, s.focused())
	inPicker(t, s.window, tabServer, noClients{}, s.double.saved[0], s.drain)
	s.window.kit.signIn(s.double.saved[0])
	s.drain()
	require.NotNil(t, s.screen())
	assert.True(t, s.shows("Sign in to Harbour again"))
}

func TestAConsumerGivenFromOutsideLeavesNoneToSetUp(t *testing.T) {
	w := startedCloudWindow(t)
	require.NotNil(t, w.consumer())
	assert.Len(t, w.screen.ownConsumer(), 1)
	w.kit.consumerFixed = true
	assert.Nil(t, w.consumer())
	assert.Empty(t, w.screen.ownConsumer())
}

func TestTheSettingsTellTheVersion(t *testing.T) {
	w := newCloudWindow(t)
	s := newSettingsScreen(w.kit, Look{}, "1.2.3", func(Look) {}, nil, nil)
	told := ""
	walk(s.object(), func(o fyne.CanvasObject) {
		if m, ok := o.(*muted); ok {
			told += m.String() + "\n"
		}
	})
	assert.Contains(t, told, "Mooring 1.2.3")
}

func TestAFormBelowLongInstructionsBeginsWhereOneCanSee(t *testing.T) {
	w := newCloudWindow(t, withoutCloudConsumer)
	w.win.Resize(fyne.NewSize(1024, 560))
	w.flow.Start()
	w.until(t, func(s flow.CloudState) bool { return s.Step != flow.CloudStarting })
	b, _ := w.win.Canvas().Focused().(*button)
	require.NotNil(t, b, "not a field nobody sees")
	assert.Equal(t, say("cloud.token.page"), b.Text)
	assert.True(t, inSight(w.screen.page.object, b))
}

func TestCloudAMissingRepositoryGetsTheCursor(t *testing.T) {
	w := startedCloudWindow(t)
	w.press(t, "cloud.welcome.open")
	w.play.answers <- nil
	w.at(t, flow.CloudConfirming)
	w.press(t, "cloud.confirm.yes")
	w.press(t, "cloud.more")
	w.press(t, "cloud.more.repository")
	w.press(t, "cloud.more.ask")
	assert.Contains(t, texts(w), say("cloud.missing.repository"))
	_, inField := w.win.Canvas().Focused().(*entry)
	assert.True(t, inField)
}

func TestProfileEnterPutsTheCursorWhereSomethingIsMissing(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.fill("main")
	screen.form.SetBranch("")
	s.queue.drain()
	s.key(fyne.KeyReturn)
	assert.Empty(t, s.profiles)
	assert.Same(t, screen.branch.field, s.win.Canvas().Focused(), "the branch is what is missing")
	s.typing("main")
	screen.focus()
	screen.form.SetName("")
	s.queue.drain()
	s.win.Canvas().Focus(screen.branch.field)
	s.key(fyne.KeyReturn)
	assert.Same(t, screen.name, s.win.Canvas().Focused())
}

func TestProfilesWithoutAnyLeftTheKeyboardStandsOnUndo(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.shelve(threeShops()[0])
	screen.focus()
	s.key(fyne.KeyDelete)
	s.until(screen, func(st flow.ProfilesState) bool { return st.Deleted != nil })
	undo, _ := s.win.Canvas().Focused().(*button)
	require.NotNil(t, undo)
	assert.Equal(t, "Undo", undo.Text)
	s.key(fyne.KeyReturn)
	s.until(screen, func(st flow.ProfilesState) bool { return st.Deleted == nil })
	assert.Len(t, screen.state.Rows, 1)
}

func TestProfilesReturnInTheListLeadsToTheButtonThatChecks(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.shelve(threeShops()[0])
	screen.focus()
	require.NotNil(t, s.button("Copy"), "there are buttons above it")
	s.key(fyne.KeyReturn)
	lead, _ := s.win.Canvas().Focused().(*button)
	require.NotNil(t, lead)
	assert.Equal(t, "Check again", lead.Text)
}

// noClients opens a Bitbucket that shows no repository.
type noClients struct{}

func (noClients) Try(connector.Connection, connector.Credential) flow.Bitbucket { return cloudPlayed{} }

func (noClients) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return cloudPlayed{}, nil
}

// buttonOf finds a button below an object.
func buttonOf(t *testing.T, o fyne.CanvasObject, text string) *button {
	t.Helper()
	for _, b := range visible[*button](o) {
		if b.Text == text {
			return b
		}
	}
	require.Fail(t, "no such button", text)
	return nil
}
