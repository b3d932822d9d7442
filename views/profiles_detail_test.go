package views

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestProfilesPinnedOnesStandOnTopWithAMarkAndAWord(t *testing.T) {
	shops := hookedShops()
	shops[0].Pinned, shops[6].Pinned = false, true
	s := newShelfStage(t, shops...)
	assert.Equal(t, "Library", s.screen.state.Rows[0].Profile.Name)
	row := newProfilesRow()
	row.show(s.screen.state.Rows[0], false, false, profilesResting)
	assert.True(t, row.pin.Visible())
	assert.Equal(t, mark{picture: "pin.svg", text: "Pinned"}, mark{picture: row.pin.picture, text: row.pin.text})
	row.show(s.screen.state.Rows[1], false, false, profilesResting)
	assert.False(t, row.pin.Visible())
}

func TestProfilesRowsSayTheMostUrgentThing(t *testing.T) {
	shops := hookedShops()
	shops[0].Webhook.Problem, shops[0].HandedOver = "", shelfNow()
	delivered, proved, first := shops[0], shops[0], shops[0]
	delivered.Webhook.Delivered, delivered.Webhook.Verified = shelfNow(), false
	proved.Webhook.Delivered, proved.Webhook.Verified = shelfNow(), true
	first.Webhook, first.Verdict = proved.Webhook, ""
	gone := first
	gone.Webhook.State = connector.HookMissing
	shops[0].Webhook.Delivered = time.Time{}
	for _, c := range []struct {
		name        string
		profile     connector.BuildProfile
		state       connector.State
		word, aside string
	}{
		{"all is well", shops[0], connector.Pass, "Ready", "Webhook set up · handed over"},
		{"wanted", shops[1], connector.Warned, "Webhook not made yet", ""},
		{"by hand", shops[2], connector.Warned, "Works, with a note", "Webhook set up by hand"},
		{"missing", shops[3], connector.Warned, "Webhook is gone", ""},
		{"differs", shops[4], connector.Warned, "Webhook needs a repair", ""},
		{"refused", shops[5], connector.Warned, "Webhook needs a look", ""},
		{"delivered", delivered, connector.Pass, "Ready", "Webhook delivers · handed over"},
		{"delivered with a right signature", proved, connector.Pass, "Ready", "Webhook delivers, verified · handed over"},
		{"never checked, delivered", first, connector.Pass, "Webhook delivers, verified", "handed over"},
		{"delivered once, gone now", gone, connector.Warned, "Webhook is gone", "handed over"},
		{"never checked", shops[6], connector.Waiting, "Not checked yet", ""},
	} {
		row := flow.ProfileRow{Profile: c.profile, Connected: true}
		state, word := profileLamp(row, profilesResting)
		assert.Equal(t, c.state, state, c.name)
		assert.Equal(t, c.word, word, c.name)
		assert.Equal(t, c.aside, profilesAside(c.profile, word), c.name)
	}
	blocked := shops[3]
	blocked.Verdict = connector.Blocked
	_, word := profileLamp(flow.ProfileRow{Profile: blocked, Connected: true}, profilesResting)
	assert.Equal(t, "Needs attention", word, "what blocks comes before the webhook")
	assert.Equal(t, "Webhook is gone", profilesAside(blocked, word))
}

func TestProfilesTheDetailSaysAllThereIs(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	text := s.text()
	for _, want := range []string{
		"apps/kiosk", "Pushes to main, release/*\nAny tag", "Appcircle",
		"Set up · last event an hour ago, signature verified · no admin right needed",
		"20 November 2026", "Shop git", "2026-11-22 10:00", "Ready · checked 2 hours ago",
	} {
		assert.Contains(t, text, want)
	}
	assert.Equal(t, "Nothing starts one by itself", profilesTriggers(connector.Triggers{}))
	assert.Equal(t, "Pull requests into main\nTags like v*", profilesTriggers(connector.Triggers{PullRequests: []string{"main"}, Tags: []string{"v*"}}))
	assert.Equal(t, "Set up by hand on 18 November 2026, not visible to this token", profilesHookLine(hookedShops()[2].Webhook, shelfNow()))
	assert.Equal(t, "None", profilesHookLine(connector.Webhook{}, shelfNow()))
}

// Of all buttons of a page one leads: what mends, and else to start building.
func TestProfilesTheOneButtonThatLeads(t *testing.T) {
	rejected := shopProfile(1, "Bakery")
	rejected.Verdict, rejected.Problem = connector.Blocked, connector.CodeTokenRejected
	rejected.Webhook = connector.Webhook{State: connector.HookMissing}
	admin := shopProfile(1, "Bakery")
	admin.Verdict, admin.Problem = connector.Attention, connector.CodeAdminMissing
	unseen := shopProfile(1, "Bakery")
	unseen.Verdict, unseen.Problem = connector.Blocked, connector.CodeRepositoryNotFound
	for _, c := range []struct {
		name    string
		profile connector.BuildProfile
		alone   bool // no connection
		lead    string
		to      string
	}{
		{"all is well", hookedShops()[0], false, "Start building", "start p1"},
		{"wanted", hookedShops()[1], false, "Make the webhook", "webhook p2"},
		{"missing", hookedShops()[3], false, "Make it again", "webhook p4"},
		{"differs", hookedShops()[4], false, "Look after the webhook", "webhook p5"},
		{"refused", hookedShops()[5], false, "Look after the webhook", "webhook p6"},
		{"token and webhook", rejected, false, "Replace token", "token c1 replace"},
		{"no right", admin, false, "Look after the webhook", "webhook p1"},
		{"not seen", unseen, false, "Why can’t I see it?", "missing SHOP/bakery"},
		{"no connection", hookedShops()[3], true, "Connect again", "https://git.test"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShelfStage(t, c.profile)
			s.kit.askMissing = func(_ connector.Connection, text string) { s.led = append(s.led, "missing "+text) }
			if c.alone {
				s.connections = nil
			}
			s.screen.list.Reload()
			s.settle(s.screen)
			s.screen.drawn = detailKey{}
			s.screen.render(s.screen.state)
			assert.Equal(t, []string{c.lead}, s.leads())
			s.key(fyne.KeyReturn)
			assert.Equal(t, c.lead, s.focused(), "Return leads into the detail")
			s.key(fyne.KeyReturn)
			assert.Equal(t, []string{c.to}, append(s.led, s.opened...))
			s.key(fyne.KeyEscape)
			assert.Same(t, s.screen.rows, s.win.Canvas().Focused(), "and Esc back to the list")
			s.fits()
			s.picture("profiles-lead-" + strings.ReplaceAll(c.name, " ", "-"))
		})
	}
}

func TestProfilesTheMenuIsWalkedWithTheKeyboard(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	assert.Equal(t, []string{"Edit", "Rename", "Duplicate", "Unpin", "Export…", "Replace token", "Open in the browser", "", "Delete"}, s.menu())
	s.picture("profiles-menu")
	s.key(fyne.KeyEscape)
	assert.Nil(t, s.overlay(), "Esc closes it")
	assert.Nil(t, s.kit.dismiss)
	s.choose("Edit")
	s.choose("Replace token")
	assert.Equal(t, []string{"edit p1", "token c1 replace"}, s.led)
	assert.Nil(t, s.overlay())
	s.choose("Open in the browser")
	s.settle(s.screen)
	assert.Len(t, s.browser.opened, 1)

	s.choose("Unpin")
	s.settle(s.screen)
	assert.False(t, s.screen.state.Rows[0].Profile.Pinned)
	assert.Equal(t, "More", s.focused(), "the keyboard stays where it was")
	s.choose("Pin to the top")
	s.settle(s.screen)
	assert.True(t, s.screen.state.Rows[0].Profile.Pinned)

	s.choose("Rename")
	require.Same(t, s.screen.rename.field, s.win.Canvas().Focused())
	s.typing("Zoo")
	s.key(fyne.KeyReturn)
	s.settle(s.screen)
	row, _ := s.screen.state.Current()
	assert.Equal(t, "Zoo", row.Profile.Name)
}

func TestProfilesTheMenuFitsInLargeLetters(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	looking(Look{Variant: "light", Scale: 1.5})
	defer looking(Look{Variant: "light"})
	s.win.Resize(fyne.NewSize(1024, 659))
	s.win.Resize(fyne.NewSize(1024, 660))
	s.menu()
	top := s.overlay()
	assert.LessOrEqual(t, top.MinSize().Height, float32(660))
}

func TestProfilesAreDuplicatedByShortcutAndNamedAtOnce(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyD, Modifier: fyne.KeyModifierShortcutDefault})
	s.settle(s.screen)
	require.Len(t, s.screen.state.Rows, 8)
	require.Same(t, s.screen.rename.field, s.win.Canvas().Focused())
	assert.Equal(t, "Bakery 2", s.screen.rename.field.Text)
	s.key(fyne.KeyEscape)
	row, _ := s.screen.state.Current()
	assert.Equal(t, connector.Webhook{}, row.Profile.Webhook)
	assert.False(t, row.Profile.Pinned)
}

func TestProfilesWithoutAnybodyToTurnToStillOfferTheCheck(t *testing.T) {
	s := newPickStage(t)
	s.shelve(shopProfile(1, "Bakery"))
	assert.Nil(t, s.button("Start building"))
	assert.Nil(t, s.button("Webhook"))
	b := s.button("Check again")
	require.NotNil(t, b)
	assert.Equal(t, primary("", nil).Importance, b.Importance)
}

func TestProfilesTheWebhookIsLookedAfterFromItsButton(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.press("Webhook")
	assert.Equal(t, []string{"webhook p1"}, s.led)
	s.win.Canvas().Focus(s.screen.rows)
	s.key(fyne.KeyDown)
	assert.Nil(t, s.button("Webhook"), "the card of a webhook that asks for it leads there")
}

func TestProfilesFiveHundredMakeNoMoreRowsThanCanBeSeen(t *testing.T) {
	many := make([]connector.BuildProfile, 0, 500)
	for i := range 500 {
		p := hookedShops()[i%7]
		p.ID, p.Name = "q"+strings.Repeat("0", 3-len(itoa(i)))+itoa(i), "Profile "+itoa(1000+i)
		p.Pinned = false
		many = append(many, p)
	}
	s := newShelfStage(t, many...)
	made := 0
	create := s.screen.rows.CreateItem
	s.screen.rows.CreateItem = func() fyne.CanvasObject { made++; return create() }
	s.key(fyne.KeyEnd)
	assert.Equal(t, "q499", s.screen.state.Selected)
	s.key(fyne.KeyPageUp)
	s.key(fyne.KeyHome)
	assert.Equal(t, "q000", s.screen.state.Selected)
	assert.Less(t, made, 60, "rows are used again; some are only measured")
	s.typing("1499")
	assert.Len(t, s.screen.state.Rows, 1)
}
