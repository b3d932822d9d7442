package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func deleted(s flow.ProfilesState) bool { return s.Deleted != nil }

func TestDeletingAProfileAsksWhatBecomesOfItsWebhook(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.key(fyne.KeyDelete)
	text := s.text()
	assert.Contains(t, text, "Delete “Bakery”?")
	assert.Contains(t, text, "https://hooks.build.example/v1/bakery")
	assert.Empty(t, s.leads(), "nothing is urged")
	assert.Equal(t, widget.DangerImportance, s.button("Remove both").Importance)
	assert.Equal(t, "Keep both", s.focused(), "Return by accident changes nothing")
	s.fits()
	s.picture("profiles-ask")
	s.key(fyne.KeyReturn)
	assert.Len(t, s.screen.state.Rows, 7)
	assert.Same(t, s.screen.rows, s.win.Canvas().Focused())
	assert.Nil(t, s.button("Remove both"))

	s.choose("Delete")
	assert.Equal(t, "Keep both", s.focused())
	s.key(fyne.KeyEscape)
	assert.Len(t, s.screen.state.Rows, 7)
	assert.Same(t, s.screen.rows, s.win.Canvas().Focused())
}

func TestDeletingBothRemovesTheWebhookAndUndoOffersToMakeItAgain(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.key(fyne.KeyDelete)
	s.press("Remove both")
	s.reaches(deleted)
	assert.Equal(t, []string{"1"}, s.removed)
	assert.Contains(t, s.text(), "“Bakery” and its webhook were deleted.")
	s.picture("profiles-deleted-both")
	s.press("Undo")
	s.reaches(func(st flow.ProfilesState) bool { return st.Deleted == nil })
	assert.Equal(t, "p1", s.screen.state.Selected)
	assert.Equal(t, []string{"Make it again"}, s.leads())
}

func TestDeletingTheProfileOnlyLeavesTheWebhook(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.key(fyne.KeyDelete)
	s.press("Delete the profile only")
	s.reaches(deleted)
	assert.Empty(t, s.removed)
	assert.Contains(t, s.text(), "“Bakery” was deleted.")
	s.shortcut(&fyne.ShortcutUndo{})
	s.reaches(func(st flow.ProfilesState) bool { return st.Deleted == nil })
	row, _ := s.screen.state.Current()
	assert.Equal(t, connector.HookMade, row.Profile.Webhook.State)
}

func TestAWebhookThatOthersUseStaysAndIsSaidToStay(t *testing.T) {
	shops := hookedShops()
	shops[1].Repository, shops[1].Webhook = shops[0].Repository, shops[0].Webhook
	s := newShelfStage(t, shops...)
	s.key(fyne.KeyDelete)
	assert.Contains(t, s.text(), "since “Checkout” uses it too")
	assert.Nil(t, s.button("Remove both"))
	s.picture("profiles-ask-shared")
	s.press("Delete the profile")
	s.reaches(deleted)
	assert.Empty(t, s.removed)
}

func TestAWebhookNobodyCanReachStaysAndIsSaidToStay(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.connections = nil
	s.screen.list.Reload()
	s.settle(s.screen)
	s.key(fyne.KeyDelete)
	assert.Contains(t, s.text(), "since https://git.test is not connected")
	assert.Nil(t, s.button("Remove both"))
}

func TestRemovingAWebhookCanBeCancelled(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.hookHold = make(chan struct{})
	s.key(fyne.KeyDelete)
	s.press("Remove both")
	s.reaches(func(st flow.ProfilesState) bool { return st.HookRemoving })
	assert.Contains(t, s.text(), "Removing the webhook at Bitbucket…")
	assert.Equal(t, "Cancel", s.focused())
	s.picture("profiles-ask-removing")
	s.key(fyne.KeyReturn)
	s.settle(s.screen)
	assert.Empty(t, s.removed)
	assert.Len(t, s.screen.state.Rows, 7)
	assert.Same(t, s.screen.rows, s.win.Canvas().Focused())
}

func TestAWebhookThatCannotBeRemovedKeepsTheProfileAndLeavesTheChoice(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.hookErr = connector.NewProblem(connector.CodeAdminMissing, "account", "Mia Sandmann", "repository", "SHOP/bakery")
	s.key(fyne.KeyDelete)
	s.press("Remove both")
	s.settle(s.screen)
	assert.Contains(t, s.text(), "Bitbucket wants Mia Sandmann to be an administrator of SHOP/bakery")
	assert.Contains(t, s.text(), "nothing was deleted")
	s.fits()
	s.picture("profiles-ask-failed")
	s.mu.Lock()
	s.hookErr = nil
	s.mu.Unlock()
	s.press("Try again")
	s.reaches(deleted)
	assert.Equal(t, []string{"1"}, s.removed)
}

func TestAnotherTroubleOfRemovingIsToldInItsOwnWords(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.hookErr = connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
	s.key(fyne.KeyDelete)
	s.press("Remove both")
	s.settle(s.screen)
	assert.Contains(t, s.text(), "git.test")
	s.press("Delete the profile only")
	s.reaches(deleted)
	assert.Empty(t, s.removed)
}

func TestSelectingAnotherProfileLeavesTheQuestionWithItsOwn(t *testing.T) {
	s := newShelfStage(t, hookedShops()...)
	s.key(fyne.KeyDelete)
	s.win.Canvas().Focus(s.screen.rows)
	s.key(fyne.KeyDown)
	assert.Nil(t, s.button("Remove both"))
	require.NotNil(t, s.button("Make the webhook"))
	s.key(fyne.KeyUp)
	assert.NotNil(t, s.button("Remove both"))
	assert.Same(t, s.screen.rows, s.win.Canvas().Focused(), "who walks the list goes on walking")
}

func TestDeletingTheLastProfileWithItsWebhookLeadsToUndo(t *testing.T) {
	s := newShelfStage(t, hookedShops()[0])
	s.key(fyne.KeyDelete)
	s.win.Canvas().Focus(s.button("Remove both"))
	s.key(fyne.KeyReturn)
	s.reaches(deleted)
	assert.Equal(t, "Undo", s.focused())
	s.key(fyne.KeyReturn)
	s.reaches(func(st flow.ProfilesState) bool { return st.Deleted == nil })
	assert.Same(t, s.screen.rows, s.win.Canvas().Focused())
}
