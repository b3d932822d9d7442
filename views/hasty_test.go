package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestAButtonThatCameUnderTheKeyboardHearsNoHastyReturn(t *testing.T) {
	test.NewTempApp(t)
	pressed := 0
	b := newButton("Go", func() { pressed++ })
	w := test.NewTempWindow(t, b)
	k := &kit{window: w, grace: time.Hour}
	k.focusOn(b)
	for _, name := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace} {
		b.TypedKey(key(name))
	}
	assert.Zero(t, pressed, "nobody has read it yet")
	b.Tapped(nil)
	assert.Equal(t, 1, pressed, "a click is meant for what it points at")
	b.settleIn(0)
	b.TypedKey(key(fyne.KeyReturn))
	assert.Equal(t, 2, pressed)
}

func TestAReturnHeldDownNeverPressesThePageThatFollows(t *testing.T) {
	b := newButton("Go", nil)
	b.settleIn(time.Hour)
	before := b.deaf
	assert.False(t, b.hears())
	assert.False(t, b.deaf.Before(before), "each key that comes too early prolongs the rest")
	assert.True(t, newButton("Go", nil).hears(), "a button one walked to hears at once")
}

func TestTheWindowGivesEveryNewPageTimeToBeRead(t *testing.T) {
	s := newStage(t, Look{})
	s.window.kit.grace = time.Hour
	s.fillIn("https://bitbucket.harbour.example", "t")
	s.press(t, "Check and connect")
	s.at(t, flow.ServerResult)
	lead, _ := s.focused().(*button)
	require.NotNil(t, lead)
	lead.TypedKey(key(fyne.KeyReturn))
	assert.Empty(t, s.chosen)
	assert.Positive(t, unread)
}

func TestWhereTheServerTabWaitsASecondReturnFindsNothing(t *testing.T) {
	s := newStage(t, Look{}, func(d *serverDouble) { d.hold = make(chan struct{}) })
	s.fillIn("https://bitbucket.harbour.example", "t")
	form := s.screen().form
	s.win.Canvas().Focus(form.token)
	form.token.TypedKey(key(fyne.KeyReturn))
	s.at(t, flow.ServerSaving)
	assert.Nil(t, s.focused(), "neither Cancel nor keeping for the session is pressed by accident")
	assert.NotNil(t, s.button("Cancel"))
	s.window.Back()
	s.at(t, flow.ServerFormStep)
	assert.Same(t, form.address, s.focused(), "Esc goes back all the same")
}

func TestWhereTheKeychainSaysNoTheKeyboardGoesOn(t *testing.T) {
	s := newStage(t, Look{}, func(d *serverDouble) { d.putError = connector.NewProblem(connector.CodeKeychainUnavailable) })
	s.fillIn("https://bitbucket.harbour.example", "t")
	s.press(t, "Check and connect")
	s.at(t, flow.ServerKeeping)
	lead, _ := s.focused().(*button)
	require.NotNil(t, lead)
	assert.Equal(t, "Keep for this session only", lead.Text)
	lead.TypedKey(key(fyne.KeyReturn))
	s.at(t, flow.ServerResult)
}

func TestAReturnAfterTheShortcutOfATabIsMeantForIt(t *testing.T) {
	s := newStage(t, Look{}, someSaved)
	s.window.kit.grace = time.Hour
	s.window.GoTo(tabCloud)
	s.win.Canvas().Unfocus()
	for _, item := range s.win.MainMenu().Items[1].Items {
		if item.Label == "Bitbucket Server" {
			item.Action()
		}
	}
	lead, _ := s.focused().(*button)
	require.NotNil(t, lead)
	lead.TypedKey(key(fyne.KeyReturn))
	assert.Len(t, s.chosen, 1)
}

func TestAButtonPressedWithTheKeyboardKeepsTheFocus(t *testing.T) {
	s := newStage(t, Look{})
	s.window.openSettings()
	large := s.button(say("settings.text.large"))
	s.win.Canvas().Focus(large)
	for _, name := range []fyne.KeyName{fyne.KeyReturn, fyne.KeySpace} {
		large.TypedKey(key(name))
		assert.Same(t, large, s.focused(), "Tab goes on from where one was")
	}
}

func TestWhatGoesOutOfSightLosesTheKeyboard(t *testing.T) {
	test.NewTempApp(t)
	pressed := false
	b := newButton("Go", func() { pressed = true })
	h := newHolder()
	w := test.NewTempWindow(t, h.Container)
	h.set(card(row(b)))
	w.Canvas().Focus(b)
	h.set(card())
	assert.Nil(t, w.Canvas().Focused())
	assert.False(t, pressed)
}
