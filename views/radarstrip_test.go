package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

func ending(past bool) flow.ProfilesState {
	return flow.ProfilesState{Expiring: []flow.Expiring{{
		Connection: connector.Connection{ID: "c1", Name: "Our git"}, Until: time.Now(), Past: past, Profiles: []string{"Till"},
	}}}
}

func TestATokenThatEndsSoonIsToldAtTheStartUntilSomebodyLooked(t *testing.T) {
	s := newPickStage(t)
	grown := 0
	strip := newRadarStrip(s.kit, nil, func() { grown++ })
	s.win.SetContent(strip.Container)
	strip.inFront(tabCloud, false)
	assert.False(t, strip.Visible(), "nothing ends")
	strip.render(ending(false))
	assert.True(t, strip.Visible())
	assert.Equal(t, "One token ends soon", strip.word.word)
	assert.Equal(t, 1, grown)

	test.Tap(firstButton(strip.Container).(*button))
	assert.Equal(t, tabProfiles, s.tab, "the button leads to the list, which says which")
	strip.inFront(tabProfiles, false)
	assert.False(t, strip.Visible())
	strip.inFront(tabServer, false)
	assert.False(t, strip.Visible(), "who has seen the list has been told")

	strip.render(ending(true))
	assert.True(t, strip.Visible(), "that it has ended meanwhile is news")
	strip.inFront(tabServer, true)
	assert.False(t, strip.Visible(), "the settings are left alone")
	strip.inFront(tabServer, false)
	assert.True(t, strip.Visible())
	strip.looked()
	assert.False(t, strip.Visible(), "later is later")
	strip.render(flow.ProfilesState{})
	assert.False(t, strip.Visible())
}
