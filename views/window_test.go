package views

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"

	"mooring/connector/flow"
)

func shortcut(name fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault}
}

func TestShortcutsChangeTheTabAlsoFromAField(t *testing.T) {
	s := newStage(t, Look{})
	field := s.screen().form.address
	for name, tab := range map[fyne.KeyName]int{fyne.Key1: tabCloud, fyne.Key2: tabServer, fyne.Key3: tabProfiles} {
		field.TypedShortcut(shortcut(name))
		assert.Equal(t, tab, s.window.at)
	}
	field.TypedShortcut(shortcut(fyne.KeyComma))
	assert.True(t, s.window.setting)
}

func TestEscLeavesTheSettingsAndGoesBackAPage(t *testing.T) {
	s := newStage(t, Look{}, someSaved)
	s.window.openSettings()
	first, _ := s.focused().(*button)
	first.TypedKey(key(fyne.KeyEscape))
	assert.False(t, s.window.setting)
	s.server.Add()
	s.drain()
	s.screen().form.address.TypedKey(key(fyne.KeyEscape))
	s.drain()
	assert.Equal(t, flow.ServerList, s.server.Now().State.Step)
}

func TestTheTabsCanBeReachedAndPressedWithTheKeyboard(t *testing.T) {
	s := newStage(t, Look{})
	s.win.Canvas().Focus(s.window.tabs[tabProfiles])
	s.window.tabs[tabProfiles].TypedKey(key(fyne.KeyReturn))
	assert.Equal(t, tabProfiles, s.window.at)
	assert.True(t, s.window.tabs[tabProfiles].current)
	assert.False(t, s.window.tabs[tabServer].current)
}

func TestTheStepBarFollowsTheJourney(t *testing.T) {
	s := newStage(t, Look{})
	bar := s.window.journeys[tabServer].steps
	assert.Equal(t, stepConnect, bar.at)
	s.fillIn("https://bitbucket.harbour.example", "t")
	s.press(t, say("server.form.submit"))
	s.at(t, flow.ServerResult)
	assert.Equal(t, stepCheck, bar.at)
}

func TestTheStepBarLeavesAShortWindowToThePage(t *testing.T) {
	s := newStage(t, Look{})
	bar, page := s.window.journeys[tabServer].steps, s.window.journeys[tabServer].page
	s.win.Resize(fyne.NewSize(700, 700))
	assert.True(t, shownIn(s.win, bar))
	tall := page.Size().Height
	s.win.Resize(fyne.NewSize(700, 480))
	assert.False(t, shownIn(s.win, bar))
	assert.Greater(t, page.Size().Height, tall-220, "the page loses less than the window")
	s.win.Resize(fyne.NewSize(700, 700))
	assert.True(t, shownIn(s.win, bar), "it comes back")
}

func TestANarrowWindowKeepsTheTabsAndTheGearAndLeavesTheName(t *testing.T) {
	s := newStage(t, Look{})
	name := func() (shown bool) {
		walk(s.win.Content(), func(o fyne.CanvasObject) {
			l, is := o.(*widget.Label)
			shown = shown || is && l.Text == say("app.name")
		})
		return shown
	}
	header := s.window.header()
	s.win.Resize(fyne.NewSize(1000, 700))
	assert.True(t, name())
	s.win.Resize(fyne.NewSize(header.MinSize().Width+1, 700))
	assert.False(t, name())
	s.nothingCut(t)
	s.win.Resize(fyne.NewSize(1000, 700))
	assert.True(t, name(), "it comes back")
}

func TestAListAndItsDetailShareASmallWindowSoThatBothCanBeSeen(t *testing.T) {
	newPickStage(t)
	for _, c := range []struct {
		size fyne.Size
		next bool
	}{
		{fyne.NewSize(700, 600), true},
		{fyne.NewSize(520, 600), false},
		{fyne.NewSize(520, 300), true},
		{fyne.NewSize(350, 300), false},
	} {
		list, detail := widget.NewLabel(""), widget.NewLabel("")
		newListDetail(list, detail, 0.4).Resize(c.size)
		assert.Equal(t, c.next, detail.Position().X > 0, c.size)
		assert.Greater(t, list.Size().Height, float32(140), c.size)
	}
}

// shownIn tells whether an object can be seen in a window.
func shownIn(win fyne.Window, o fyne.CanvasObject) (shown bool) {
	walk(win.Content(), func(one fyne.CanvasObject) { shown = shown || one == o })
	return shown
}

func TestTheMenuHasWhatTheScreenInFrontCanDo(t *testing.T) {
	s := newStage(t, Look{})
	heads := func() (all []string) {
		for _, m := range s.win.MainMenu().Items {
			all = append(all, m.Label)
		}
		return all
	}
	plain := heads()
	s.window.journeys[tabProfiles].shown = commanding{}
	s.window.journeys[tabProfiles].screens = []screen{commanding{}}
	s.window.GoTo(tabProfiles)
	assert.Equal(t, append(slices.Clone(plain), "Boats"), heads())
	s.window.openSettings()
	assert.Equal(t, plain, heads())
	s.window.Back()
	assert.Equal(t, append(slices.Clone(plain), "Boats"), heads())
	s.window.GoTo(tabServer)
	assert.Equal(t, plain, heads())
}

// commanding is a screen with a menu of its own.
type commanding struct{}

func (commanding) object() fyne.CanvasObject { return widget.NewLabel("") }
func (commanding) step() int                 { return stepConnect }
func (commanding) back() bool                { return false }
func (commanding) find()                     {}
func (commanding) focus()                    {}
func (commanding) commands() *fyne.Menu      { return fyne.NewMenu("Boats") }

func TestASettingTakesEffectAtOnceAndIsHandedOn(t *testing.T) {
	s := newStage(t, Look{})
	var kept []Look
	s.window.opts.OnLook = func(l Look) { kept = append(kept, l) }
	s.window.openSettings()
	s.press(t, say("settings.text.larger"))
	s.press(t, say("settings.theme.dark"))
	assert.Equal(t, []Look{{Scale: 1.5}, {Scale: 1.5, Variant: "dark"}}, kept)
	assert.InDelta(t, 21, fyne.CurrentApp().Settings().Theme().Size("text"), 0.01)
}

func TestAnAddressFromTheOtherTabOpensTheForm(t *testing.T) {
	s := newStage(t, Look{})
	s.window.GoTo(tabCloud)
	s.window.ToServer("https://git.example")
	s.drain()
	assert.Equal(t, tabServer, s.window.at)
	assert.Equal(t, "https://git.example", s.screen().form.address.Text)
	assert.Equal(t, "git.example", s.screen().form.name.Text)
	assert.Same(t, s.screen().form.token, s.focused())
}

// TestALateStateIsDropped holds show to its promise: what comes out of order does not come back.
func TestALateStateIsDropped(t *testing.T) {
	q := newQueue()
	var rendered []int
	var watcher func(flow.Snapshot[int])
	show(&kit{dispatch: q.dispatch}, func(w func(flow.Snapshot[int])) func() {
		watcher = w
		return func() {}
	}, func(state int) { rendered = append(rendered, state) })
	watcher(flow.Snapshot[int]{Seq: 2, State: 20})
	watcher(flow.Snapshot[int]{Seq: 1, State: 10})
	watcher(flow.Snapshot[int]{Seq: 3, State: 30})
	q.drain()
	watcher(flow.Snapshot[int]{Seq: 2, State: 20})
	q.drain()
	assert.Equal(t, []int{30}, rendered)
}

func TestTheWindowFitsASmallScreenWithLargeText(t *testing.T) {
	s := newStage(t, Look{Scale: 1.5}, someSaved)
	size := s.win.Content().MinSize()
	assert.LessOrEqual(t, size.Width, float32(1024))
	assert.LessOrEqual(t, size.Height, float32(768))
}

func TestSigningInAgainFromElsewhereAsksForTheToken(t *testing.T) {
	s := newStage(t, Look{}, someSaved)
	s.window.GoTo(tabProfiles)
	s.window.kit.signIn(s.double.saved[0])
	s.drain()
	assert.Equal(t, tabServer, s.window.at)
	assert.True(t, s.shows("Sign in to Harbour again"))
	assert.Same(t, s.screen().form.token, s.focused())
}
