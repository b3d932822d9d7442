package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func kotlinIn(folder string) connector.Candidate {
	return connector.Candidate{
		Folder: folder, Platform: connector.PlatformKotlin, Systems: []connector.System{connector.SystemAndroid},
		Reasons: []string{"build.gradle.kts"},
	}
}

func TestTheOnlyAppIsOneSentenceThatCanBeChanged(t *testing.T) {
	r := newFormRig(t)
	r.candidates = []connector.Candidate{kotlinIn("android")}
	screen := r.begin()
	assert.Contains(t, r.text(), "Kotlin or Java app found in android (build.gradle.kts)")
	for _, hidden := range []string{"Written with", "Builds for", "Folder"} {
		assert.NotContains(t, r.text(), hidden, "there is nothing to fill in")
	}
	r.press("Change")
	assert.Same(t, screen.build.platform.lead(), r.win.Canvas().Focused())
	r.press("Flutter")
	r.retype(screen.build.folder, "apps/kiosk")
	assert.Equal(t, -1, screen.state.Candidate)
	assert.Contains(t, r.text(), "[Take this one]")
	r.save()
	assert.Equal(t, connector.PlatformFlutter, r.stored().Platform)
	assert.Equal(t, "apps/kiosk", r.stored().Folder)
}

func TestWhatWasFoundCanBeTakenAfterAll(t *testing.T) {
	r := newFormRig(t)
	r.candidates = []connector.Candidate{kotlinIn("android")}
	r.begin()
	r.press("Change")
	r.press("React Native")
	r.press("Take this one")
	assert.NotContains(t, r.text(), "[Take this one]")
	r.save()
	assert.Equal(t, connector.PlatformKotlin, r.stored().Platform)
	assert.Equal(t, "android", r.stored().Folder)
}

func TestAnAppForSeveralSystemsAsksOnlyForWhich(t *testing.T) {
	r := newFormRig(t)
	r.candidates = []connector.Candidate{flutterIn("")}
	r.begin()
	assert.Contains(t, r.text(), "Flutter app found (pubspec.yaml, ios/, android/)")
	assert.Contains(t, r.text(), "Builds for")
	assert.NotContains(t, r.text(), "Written with")
	r.press("Android")
	assert.NotContains(t, r.text(), "Written with", "answering it opens nothing else")
	r.save()
	assert.Equal(t, connector.SystemAndroid, r.stored().System)
	assert.Equal(t, connector.PlatformFlutter, r.stored().Platform)
}

func TestOneOfSeveralAppsIsChosenWithTheArrowsOrATap(t *testing.T) {
	r := newFormRig(t)
	r.candidates = []connector.Candidate{kotlinIn("apps/ledger"), flutterIn("apps/kiosk"), flutterIn("apps/till")}
	screen := r.begin()
	assert.Contains(t, r.text(), "3 apps found")
	assert.Contains(t, r.text(), "Flutter app in apps/kiosk")
	r.win.Canvas().FocusNext() // from the name
	if b, ok := r.win.Canvas().Focused().(*button); ok {
		assert.Equal(t, "Say it myself", b.Text)
		r.win.Canvas().FocusNext()
	}
	require.Same(t, screen.build.found.rows, r.win.Canvas().Focused())
	r.key(fyne.KeyDown)
	assert.Equal(t, "apps/kiosk", screen.state.Folder)
	r.key(fyne.KeyEnd)
	assert.Equal(t, "apps/till", screen.state.Folder)
	screen.build.found.rows.OnSelected(0)
	r.queue.drain()
	assert.Equal(t, "apps/ledger", screen.state.Folder)
	r.key(fyne.KeyDown)
	r.key(fyne.KeyReturn)
	r.settled()
	assert.Equal(t, "apps/kiosk", r.stored().Folder)
	assert.Equal(t, connector.PlatformFlutter, r.stored().Platform)
}

func TestWhoDoesNotWaitForWhatIsFoundSaysItAndKeepsIt(t *testing.T) {
	r := newFormRig(t)
	r.hold = make(chan struct{})
	r.candidates = []connector.Candidate{kotlinIn("")}
	r.begin()
	r.screen.form.SetBranch("main")
	r.queue.drain()
	assert.Contains(t, r.text(), "Looking into the repository")
	r.press("Say it myself")
	r.press("Flutter")
	close(r.hold)
	r.settled()
	assert.Contains(t, r.text(), "Kotlin or Java app found")
	assert.Equal(t, connector.PlatformFlutter, r.screen.state.Platform, "what the person said stays")
}

func TestARepositoryThatCannotBeLookedIntoIsAskedAgain(t *testing.T) {
	r := newFormRig(t)
	r.findErr = connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
	screen := r.begin()
	assert.Contains(t, r.text(), "Mooring could not look into the repository: Bitbucket is busy")
	assert.Contains(t, r.text(), "Written with", "it can be said all the same")
	r.answers.Lock()
	r.findErr, r.candidates = nil, []connector.Candidate{kotlinIn("")}
	r.answers.Unlock()
	test.Tap(screen.build.found.act)
	r.settled()
	assert.Contains(t, r.text(), "Kotlin or Java app found")
	assert.NotContains(t, r.text(), "Written with")
}

func TestWhereNothingIsFoundThePersonSaysWhatToBuild(t *testing.T) {
	r := newFormRig(t)
	r.begin()
	assert.Contains(t, r.text(), "Nothing that Mooring knows was found")
	for _, asked := range []string{"Folder", "Written with", "Builds for", "Kotlin Multiplatform", ".NET MAUI", "Ionic or Capacitor"} {
		assert.Contains(t, r.text(), asked)
	}
}

func TestAnotherRepositorysFormBeginsCalm(t *testing.T) {
	r := newFormRig(t)
	r.candidates = []connector.Candidate{kotlinIn("")}
	screen := r.begin()
	r.press("Change")
	r.press("Other branches")
	assert.True(t, screen.branch.list.Visible())
	screen.back()
	r.queue.drain()
	r.form.Open(shopConnection(), shopRepository(2, "Delivery"))
	r.settled()
	assert.False(t, screen.branch.list.Visible())
	assert.NotContains(t, r.text(), "Written with")
}

func TestTheKeyboardIsNeverLeftOnAButtonThatIsGone(t *testing.T) {
	r := newFormRig(t)
	r.hold = make(chan struct{})
	screen := r.begin()
	r.win.Canvas().Focus(screen.build.found.act)
	require.Equal(t, "Say it myself", screen.build.found.act.Text)
	close(r.hold)
	r.settled()
	require.False(t, screen.build.found.act.Visible(), "nothing was found: the fields are there")
	assert.Same(t, screen.build.platform.lead(), r.win.Canvas().Focused())
}
