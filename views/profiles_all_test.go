package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestProfilesAreAllCheckedOneAfterAnotherAndCanBeStopped(t *testing.T) {
	s := newShelfStage(t, hookedShops()[:3]...)
	goOn := make(chan struct{})
	s.checks = hookedCheck(goOn)
	s.press("Check all")
	s.reaches(func(st flow.ProfilesState) bool { return st.Checking == "p1" })
	text := s.text()
	assert.Contains(t, text, "Checking 1 of 3")
	assert.Contains(t, text, "Waiting its turn")
	s.fits()
	s.picture("profiles-checking-all")
	goOn <- struct{}{}
	s.reaches(func(st flow.ProfilesState) bool { return st.Checking == "p2" })
	assert.Contains(t, s.text(), "Checking 2 of 3")
	assert.True(t, s.button("Stop").Visible())
	s.press("Stop")
	s.settle(s.screen)
	assert.NotContains(t, s.text(), "Checking")
	assert.NotNil(t, s.button("Check all"))
	assert.Contains(t, s.text(), "Ready · checked just now")
}

func TestProfilesOneIsNotCheckedOutOfTurn(t *testing.T) {
	s := newShelfStage(t, hookedShops()[:3]...)
	s.checks = hookedCheck(nil)
	s.press("Check all")
	s.reaches(func(st flow.ProfilesState) bool { return st.Checking == "p1" })
	s.win.Canvas().Focus(s.screen.rows)
	s.key(fyne.KeyDown)
	assert.True(t, s.button("Check again").Disabled(), "its turn comes")
	s.key(fyne.KeyUp)
	s.press("Stop checking")
	s.settle(s.screen)
	assert.False(t, s.button("Check again").Disabled())
}

func TestProfilesTheKeyboardStaysInItsPlaceWhenACheckBegins(t *testing.T) {
	s := newShelfStage(t, hookedShops()[:1]...)
	s.checks = hookedCheck(nil)
	s.win.Canvas().Focus(s.button("Check again"))
	s.key(fyne.KeyReturn)
	s.reaches(func(st flow.ProfilesState) bool { return st.Checking == "p1" })
	assert.Equal(t, "Stop checking", s.focused())
	s.key(fyne.KeyReturn)
	s.settle(s.screen)
	assert.Equal(t, "Check again", s.focused())
}

func TestProfilesAreExportedAndSaidToBeSaved(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.saved.name = "for-the-team.json"
	s.press("Export all…")
	s.settle(s.screen)
	assert.Equal(t, "mooring-profiles-2026-11-22.json", s.saved.asked)
	s.written()
	assert.Equal(t, "Bakery\nCheckout\nDelivery\nFlorist\nGarage\nKiosk\nLibrary", s.saved.String())
	assert.Contains(t, s.text(), "Saved as “for-the-team.json”. It holds no token and no secret.")
	assert.Nil(t, s.screen.list.Now().State.Exported, "it is put away")
	s.fits()
	s.picture("profiles-exported")
	for _, run := range s.later {
		if run != nil {
			run()
		}
	}
	s.queue.drain()
	assert.NotContains(t, s.text(), "Saved as", "it is not said for ever")
}

func TestProfilesOneIsExportedFromItsMenuAndTheNoteCanBeClosed(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.saved.name = "one.json"
	s.key(fyne.KeyDown)
	s.choose("Export…")
	s.settle(s.screen)
	s.written()
	assert.Equal(t, "Checkout", s.saved.String())
	test.Tap(s.button("Close"))
	assert.NotContains(t, s.text(), "Saved as")
}

func TestProfilesExportThatNobodySavesIsForgotten(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.press("Export all…")
	s.settle(s.screen)
	assert.NotEmpty(t, s.saved.asked)
	assert.Nil(t, s.screen.list.Now().State.Exported)
	s.saved.asked = ""
	s.press("Export all…")
	s.settle(s.screen)
	assert.NotEmpty(t, s.saved.asked, "it is asked for anew")
}

func TestProfilesAFullDiskIsToldWhenExporting(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.saved.name, s.saved.err = "one.json", errDisk
	s.press("Export all…")
	s.settle(s.screen)
	s.written()
	assert.Contains(t, s.text(), "It could not be saved")
	s.press("Close")
	assert.NotContains(t, s.text(), "It could not be saved")
}

func TestProfilesImportIsOfferedWithAndWithoutProfiles(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.press("Import…")
	assert.Equal(t, 1, s.picked)
	s = newShelfStage(t)
	assert.Equal(t, []string{"Choose a repository"}, s.leads())
	s.press("Import…")
	assert.Equal(t, 1, s.picked)
	s.picture("profiles-empty-import")
}

func TestProfilesTheRadarTellsWhatEndsAndReplacesTheToken(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.connections[0].TokenUntil = dayAfter(shelfNow(), 9)
	s.connections[0].Kind = connector.AccessToken
	s.screen.list.Reload()
	s.settle(s.screen)
	assert.Contains(t, s.text(), "The token of Shop git ends on 1 December 2026, in 9 days.")
	assert.Contains(t, s.text(), "Then 7 build profiles stop working: “Bakery”, “Checkout”")
	assert.Equal(t, "One token ends soon", radarNews(s.screen.state))
	s.fits()
	s.picture("profiles-radar")
	s.press("Replace token")
	assert.Equal(t, []string{"token c1 replace"}, s.led)
	s.connections[0].TokenUntil = dayAfter(shelfNow(), 200)
	s.screen.list.Reload()
	s.settle(s.screen)
	assert.NotContains(t, s.text(), "The token of")
	assert.Empty(t, radarNews(s.screen.state))
}

func TestProfilesTheRadarPutsWhatHasEndedFirstAndFoldsTheRest(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.states(func(st *flow.ProfilesState) { st.Expiring = expiring("Bakery", "Checkout") })
	text := s.text()
	assert.Contains(t, text, "The token of Old git ended on 20 November 2026, 2 days ago.")
	assert.Contains(t, text, "“Archive” no longer works.")
	assert.NotContains(t, text, "Shop git ends")
	assert.Equal(t, "One token has ended", radarNews(s.screen.state))
	s.picture("profiles-radar-folded")
	s.win.Canvas().Focus(s.button("2 more tokens"))
	s.key(fyne.KeyReturn)
	assert.Contains(t, s.text(), "Shop git ends on 1 December 2026, in 9 days.")
	assert.Equal(t, "Show less", s.focused())
	s.fits()
	s.picture("profiles-radar-open")
	s.key(fyne.KeyReturn)
	assert.NotContains(t, s.text(), "Shop git ends")
	assert.Equal(t, "2 more tokens", s.focused())
}

func TestTheRadarSaysDaysAsPeopleDo(t *testing.T) {
	newPickStage(t)
	for days, want := range map[int]string{
		0: "today", 1: "tomorrow", -1: "yesterday", 2: "in 2 days", 14: "in 14 days", -30: "30 days ago",
	} {
		assert.Equal(t, want, radarWhen(days))
	}
	e := flow.Expiring{Connection: shopConnection(), Until: dayAfter(shelfNow(), 1), Profiles: []string{"Bakery"}}
	title, detail := radarWords(e, shelfNow())
	assert.Equal(t, "The token of Shop git ends on 23 November 2026, tomorrow.", title)
	assert.Equal(t, "Then “Bakery” stops working.", detail)
}

func TestProfilesNoticesNeverPushTheListOut(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	all := expiring("Bakery", "Checkout", "A name as long as a hundred letters may be when somebody puts a whole sentence into it")
	for range 3 {
		all = append(all, all...)
	}
	s.states(func(st *flow.ProfilesState) {
		st.Expiring = all
		p := connector.NewProblem(connector.CodeDiskFailed, "file", "x")
		st.Problem = &p
		st.Beside = []connector.Problem{connector.NewProblem(connector.CodeProfileDamaged, "file", "a.json", "restored", "yes")}
	})
	text := s.text()
	said := []int{strings.Index(text, "It could not be saved"), strings.Index(text, "The token of Old git"), strings.Index(text, "The last good copy")}
	assert.IsIncreasing(t, said, "what was just tried, then what stops working, then what is kept anyway")
	s.press("23 more tokens")
	assert.Contains(t, s.text(), "The last good copy has taken its place.")
	s.fits()
	s.picture("profiles-notices")
	assert.GreaterOrEqual(t, s.screen.rows.Size().Height, s.screen.rows.CreateItem().MinSize().Height, "a row of the list at least can be seen")
}
