package views

import (
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// Dispatch hands a function to the goroutine that may touch widgets: fyne.Do in the app, a queue in tests.
type Dispatch func(func())

// screen is one part of a journey. Its object stays the same for good: what is inside changes as states
// come in.
type screen interface {
	// object is what is shown.
	object() fyne.CanvasObject
	// step says how far along the journey the screen stands; closed when it has nothing to show.
	step() int
	// back goes one page back (Esc) and tells whether there was anything to go back from.
	back() bool
	// find puts the cursor where one searches (Ctrl/Cmd+F), if there is such a place.
	find()
	// focus puts the cursor where one most likely goes on; called when the screen comes to the front.
	focus()
}

// The steps of a journey, in the order of the step bar.
const (
	closed      = -1
	stepConnect = iota - 1
	stepCheck
	stepChoose
	stepDone
)

// Demo is what the window needs to show the journey without any real Bitbucket.
type Demo struct {
	Address string           // of the Server that comes with the app
	Token   connector.Secret // that it accepts
	Mark    string           // what stands in the corner all the time
}

// kit is what every screen may use of the window. Its functions are called on the UI goroutine.
type kit struct {
	dispatch Dispatch
	copyText func(string)
	openURL  func(string)
	window   fyne.Window
	demo     *Demo
	// consumerFixed says that no OAuth consumer of one's own can be set up.
	consumerFixed bool
	// changed tells the window that a screen rendered a new state; show calls it.
	changed func()
	// goTo brings a tab to the front.
	goTo func(tab int)
	// connect brings the first screen of a tab to the front.
	connect func(tab int)
	// toServer opens the Server form with an address that was typed elsewhere.
	toServer func(address string)
	// signIn asks for the token of a connection again, because none is kept or it is no longer accepted.
	signIn func(connector.Connection)
	// settings opens the settings page.
	settings func()
	// services are the build services there are, and the one the person uses.
	services *serviceBook
	// askMissing opens "Why can't I see my repository?"; call missing. asksCloud says that it can be asked of
	// Bitbucket Cloud, too.
	askMissing func(connection connector.Connection, text string)
	asksCloud  bool
	// authorizeMore asks on the Cloud tab what Bitbucket shall grant a connection beside what it has.
	authorizeMore func(connector.Connection)
	// grace is how long a button that came under the keyboard by itself hears no key.
	grace time.Duration
	// pickFile asks for a file with one of these extensions (".pem").
	pickFile func(title string, extensions []string, picked pickedFile)
	// saveFile asks where to keep a file of this name.
	saveFile func(title, name string, chosen placed)
	// dismiss closes the dialog that lies over the page; nil when there is none.
	dismiss func()
	// now is the time; after calls a function once, later, on any goroutine, unless it is stopped before.
	now   func() time.Time
	after func(time.Duration, func()) (stop func())
	// list, webhook, tokens and imports are the flows behind the tab of build profiles; nil where a test has none.
	list    *flow.ProfileList
	webhook *flow.Webhook
	tokens  *flow.TokenChange
	imports *flow.Import
	// start opens the card that takes a profile to its build service, lookAfter the page of its webhook, edit the
	// form to change it. Each may be nil.
	start, lookAfter, edit func(profileID string)
	// changeToken opens the page that gives a connection another token.
	changeToken func(connection connector.Connection, purpose flow.ChangePurpose)
}

// afterwards is what after is in a real window.
func afterwards(d time.Duration, run func()) (stop func()) {
	t := time.AfterFunc(d, run)
	return func() { t.Stop() }
}

// unread is how long a person needs at least to see that a page is another one.
const unread = 350 * time.Millisecond

// The tabs, in their order.
const (
	tabCloud = iota
	tabServer
	tabProfiles
)

// focusOn moves the keyboard to a widget, if it can be seen.
func (k *kit) focusOn(f fyne.Focusable) {
	if k.window == nil || f == nil {
		return
	}
	if b, ok := f.(*button); ok && k.window.Canvas().Focused() != f {
		b.settleIn(k.grace)
	}
	k.window.Canvas().Focus(f)
}

// letGo takes the keyboard off everything: where there is only waiting, a second Return must find nothing
// to press.
func (k *kit) letGo() {
	if k.window != nil {
		k.window.Canvas().Unfocus()
	}
}

// show renders the newest state of a flow on the UI goroutine; one that is late is dropped. watch is the
// flow's Watch. What is rendered is the newest there is when its turn comes, not the one that asked for
// the turn: otherwise the echo of one letter, rendered after the next was typed, would take that back.
func show[S any](k *kit, watch func(func(flow.Snapshot[S])) func(), render func(S)) (stop func()) {
	var newest atomic.Pointer[flow.Snapshot[S]]
	var seen uint64
	return watch(func(s flow.Snapshot[S]) {
		if before := newest.Load(); before == nil || s.Seq > before.Seq {
			newest.Store(&s)
		}
		k.dispatch(func() {
			s := newest.Load()
			if s.Seq <= seen {
				return
			}
			seen = s.Seq
			render(s.State)
			if k.changed != nil {
				k.changed()
			}
		})
	})
}
