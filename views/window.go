package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mooring/connector"
	"mooring/connector/flow"
)

// Flows are the state machines behind the window, one a screen.
type Flows struct {
	Cloud         *flow.Cloud
	CloudPicker   *flow.Picker
	CloudProfile  *flow.ProfileForm
	Server        *flow.Server
	ServerPicker  *flow.Picker
	ServerProfile *flow.ProfileForm
	// ServerMissing and CloudMissing are "Why can't I see my repository?".
	ServerMissing *flow.Missing
	CloudMissing  *flow.Missing
	Profiles      *flow.ProfileList
	Webhook       *flow.Webhook
	TokenChange   *flow.TokenChange
	Import        *flow.Import
	// Network is the proxy and the certificates trusted, in the settings.
	Network *flow.Network
}

// Options are what the window is made of. A flow that is nil leaves its place empty.
type Options struct {
	Flows
	Dispatch Dispatch
	// Demo is nil unless the app runs as a demonstration.
	Demo *Demo
	// ConsumerFixed says that the OAuth consumer is given from outside, so that the person need not, and
	// could not for good, set up another.
	ConsumerFixed bool
	// Look is how the window should look; OnLook is told when the person changes it, to keep it.
	Look   Look
	OnLook func(Look)
	// OpenURL opens an address in the person's browser; Copy puts a text on the clipboard. Copy may be
	// nil for the toolkit's own.
	OpenURL func(string)
	Copy    func(string)
	Version string
	// Services are the build services whose addresses a note to the administrator can list. Chosen is the one
	// used last, by its ID, with the addresses typed for a custom one; OnService is told of another choice.
	Services  []connector.BuildService
	Chosen    ChosenService
	OnService func(ChosenService)
}

// ChosenService is the build service a person uses.
type ChosenService struct {
	ID        string
	Addresses string // typed for a custom one, as typed
}

// Window is the one window of the app: three tabs, the settings, and the menu with its shortcuts.
type Window struct {
	kit      *kit
	opts     Options
	win      fyne.Window
	tabs     []*tabButton
	journeys []*journey
	settings *settingsScreen
	strip    *radarStrip
	body     holder
	at       int
	setting  bool // the settings are in front
	// commanding is the screen whose commands are in the menu.
	commanding screen
}

// New fills a window. It must be called on the UI goroutine, and before the window is shown.
func New(win fyne.Window, opts Options) *Window {
	w := &Window{opts: opts, win: win, body: newHolder()}
	if w.opts.Copy == nil {
		w.opts.Copy = func(text string) { fyne.CurrentApp().Clipboard().SetContent(text) }
	}
	if w.opts.OpenURL == nil {
		w.opts.OpenURL = func(string) {}
	}
	w.kit = &kit{
		dispatch: opts.Dispatch, copyText: w.opts.Copy, openURL: w.opts.OpenURL, window: win, demo: opts.Demo,
		consumerFixed: opts.ConsumerFixed,
		changed:       w.update, goTo: w.GoTo, toServer: w.ToServer, settings: w.openSettings, signIn: w.signIn,
		connect: w.Connect, authorizeMore: w.authorizeMore, grace: unread,
		services: &serviceBook{all: opts.Services, chosen: opts.Chosen, changed: opts.OnService},
	}
	w.kit.pickFile, w.kit.saveFile, w.kit.now, w.kit.after = w.kit.openFile, w.kit.askPlace, time.Now, afterwards
	w.build()
	w.win.SetPadded(false) // the bands go from edge to edge
	w.win.SetMainMenu(w.menu())
	w.win.Canvas().SetOnTypedKey(func(key *fyne.KeyEvent) {
		if key.Name == fyne.KeyEscape {
			w.Back()
		}
	})
	w.GoTo(tabCloud)
	return w
}

// build makes the screens and the frame around them.
func (w *Window) build() {
	w.settings = newSettingsScreen(w.kit, w.opts.Look, w.opts.Version, w.look, w.consumer(), w.opts.Network)
	w.journeys = []*journey{
		newJourney(w.cloudJourney(), true),
		newJourney(w.serverJourney(), true),
		newJourney(w.profilesJourney(), false),
	}
	for i, key := range []string{"tab.cloud", "tab.server", "tab.profiles"} {
		w.tabs = append(w.tabs, newTabButton(say(key), func() { w.GoTo(i) }))
	}
	w.strip = newRadarStrip(w.kit, w.opts.Profiles, func() { w.win.Content().Refresh() })
	w.win.SetContent(container.NewBorder(container.NewVBox(w.header(), w.strip.Container), nil, nil, nil, w.body.Container))
}

// GoTo brings a tab to the front: 0 Cloud, 1 Server, 2 build profiles; another number leaves the settings
// for the tab one came from.
func (w *Window) GoTo(tab int) {
	if tab >= tabCloud && tab <= tabProfiles {
		w.at = tab
	}
	w.setting = false
	w.update()
	w.focus()
}

// ToServer opens the Server form with an address that was typed elsewhere.
func (w *Window) ToServer(address string) {
	w.opts.Server.Begin(address)
	w.Connect(tabServer)
}

// Connect brings the first screen of a tab to the front: a list of repositories that lies over it goes.
func (w *Window) Connect(tab int) {
	form, picker, missing := w.opts.CloudProfile, w.opts.CloudPicker, w.opts.CloudMissing
	if tab == tabServer {
		form, picker, missing = w.opts.ServerProfile, w.opts.ServerPicker, w.opts.ServerMissing
	}
	if missing != nil {
		missing.Close()
	}
	if form != nil {
		form.Close()
	}
	if picker != nil {
		picker.Close()
	}
	w.GoTo(tab)
}

// signIn leads to where a connection is mended: on the Server tab its form for a token, on the Cloud tab
// its account.
func (w *Window) signIn(c connector.Connection) {
	if c.Provider == connector.Server && w.opts.Server != nil {
		w.opts.Server.SignIn(c.ID)
		w.Connect(tabServer)
		return
	}
	w.account(c)
	w.Connect(tabCloud)
}

// account puts a connection on the Cloud tab's screen.
func (w *Window) account(c connector.Connection) {
	if w.opts.Cloud != nil && w.opts.Cloud.Now().State.Current != c.ID {
		w.opts.Cloud.Show(c.ID)
	}
}

// authorizeMore asks on the Cloud tab what Bitbucket shall grant a connection beside what it has.
func (w *Window) authorizeMore(c connector.Connection) {
	w.account(c)
	if w.opts.Cloud != nil {
		w.opts.Cloud.AskMore()
	}
	w.Connect(tabCloud)
}

// Back goes one page back (Esc).
func (w *Window) Back() {
	if w.kit.dismissed() {
		return
	}
	if w.setting {
		w.GoTo(w.at)
		return
	}
	if s := w.journeys[w.at].shown; s != nil {
		s.back()
	}
}

// Find puts the cursor where one searches (Ctrl/Cmd+F).
func (w *Window) Find() {
	if s := w.journeys[w.at].shown; s != nil && !w.setting {
		s.find()
	}
}

// consumer opens the form for an OAuth consumer; nil where there is no Cloud tab or nothing to set up.
func (w *Window) consumer() func() {
	if w.opts.Cloud == nil || w.kit.consumerFixed {
		return nil
	}
	return func() {
		w.opts.Cloud.UseConsumer()
		w.Connect(tabCloud)
	}
}

func (w *Window) openSettings() {
	w.setting = true
	w.update()
	w.settings.open()
}

// update shows what the screens now say. It is cheap: nothing is drawn that has not changed.
func (w *Window) update() {
	if len(w.journeys) == 0 { // screens render their first state while the window is being built
		return
	}
	turned := false
	for i, j := range w.journeys {
		if j.update() && i == w.at {
			turned = true
		}
	}
	for i, t := range w.tabs {
		t.setCurrent(i == w.at && !w.setting)
	}
	if w.strip != nil {
		w.strip.inFront(w.at, w.setting)
	}
	w.showCommands()
	if w.setting {
		w.body.set(w.settings.object())
		return
	}
	w.body.set(w.journeys[w.at].object)
	if turned {
		w.focus()
	}
}

func (w *Window) focus() {
	if s := w.journeys[w.at].shown; s != nil {
		s.focus()
	}
}

// look takes what the person chose in the settings.
func (w *Window) look(l Look) {
	w.opts.Look = l
	fyne.CurrentApp().Settings().SetTheme(NewTheme(l))
	if w.opts.OnLook != nil {
		w.opts.OnLook(l)
	}
}

// Icon is the app's mark.
func Icon() fyne.Resource { return icon("mooring.png") }
