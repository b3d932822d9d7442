package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"

	"mooring/connector"
)

const wantsHook = "Make the webhook when I save"

func TestAServiceThatGivesAnAddressHasItsWebhookMadeOnSaving(t *testing.T) {
	r := newFormRig(t)
	screen := r.begin()
	assert.Equal(t, "https://hooks.test/SHOP/bakery-for-iphone", screen.hook.address.Text)
	assert.Contains(t, r.text(), "Harbour Build takes webhooks at this address.")
	assert.True(t, screen.hook.want.on)
	r.save()
	assert.Equal(t, connector.HookWanted, r.stored().Webhook.State)
	assert.Equal(t, "https://hooks.test/SHOP/bakery-for-iphone", r.stored().Webhook.Address)
	assert.Equal(t, "demo", r.stored().Service)
}

func TestAServiceWithoutOneSaysWhereItsAddressIsFound(t *testing.T) {
	r := newFormRig(t)
	var told []ChosenService
	r.kit.services = &serviceBook{all: r.services, chosen: ChosenService{Addresses: "203.0.113.7"}, changed: func(c ChosenService) { told = append(told, c) }}
	screen := r.begin()
	r.press("Appcircle")
	assert.Empty(t, screen.hook.address.Text)
	assert.False(t, screen.hook.want.on)
	r.press("Where do I find it?")
	assert.Equal(t, []string{"https://docs.test/webhooks"}, r.opened)
	assert.Equal(t, []ChosenService{{ID: "appcircle", Addresses: "203.0.113.7"}}, told, "the notes speak of it from now on")
	r.press("Another service")
	assert.Contains(t, r.text(), "The build service shows this address")
	r.save()
	assert.Equal(t, "custom", r.stored().Service)
	assert.Equal(t, connector.HookNone, r.stored().Webhook.State)
}

func TestAWebhookWithoutAnAddressGetsTheCursorInsteadOfBeingSaved(t *testing.T) {
	r := newFormRig(t)
	screen := r.begin()
	r.press("Appcircle")
	r.press(wantsHook)
	assert.Contains(t, r.text(), "Paste the address that Appcircle shows.")
	r.key(fyne.KeyEscape) // the switch has the keyboard
	r.settled()
	r.form.Open(shopConnection(), shopRepository(1, "Bakery for iPhone"))
	r.settled()
	r.press("Appcircle")
	r.press(wantsHook)
	r.press("Save build profile")
	assert.Same(t, screen.hook.address, r.win.Canvas().Focused())
	r.typing("ftp://x")
	assert.Contains(t, r.text(), "This is no address for a webhook.")
	r.key(fyne.KeyReturn)
	r.settled()
	assert.Empty(t, r.profiles)
	r.retype(screen.hook.address, "https://hooks.appcircle.test/4711")
	assert.NotContains(t, r.text(), "This is no address for a webhook.")
	r.key(fyne.KeyReturn)
	r.settled()
	assert.Equal(t, connector.HookWanted, r.stored().Webhook.State)
}

func TestAnAddressThatIsNotWantedYetIsNoObstacle(t *testing.T) {
	r := newFormRig(t)
	screen := r.begin()
	r.press("Appcircle")
	r.retype(screen.hook.address, "nonsense")
	assert.Contains(t, r.text(), "This is no address for a webhook.")
	r.save()
	assert.Equal(t, connector.HookNone, r.stored().Webhook.State)
	assert.Empty(t, r.stored().Webhook.Address)
}

func TestWithoutTheRightToMakeWebhooksTheFormSaysWhatToDo(t *testing.T) {
	r := newFormRig(t)
	other := shopProfile(1, "Other one")
	other.Problem = connector.CodeAdminMissing
	r.profiles = []connector.BuildProfile{other}
	screen := r.begin()
	assert.Contains(t, r.text(), "Bitbucket wants an administrator of SHOP/bakery-for-iphone")
	assert.False(t, screen.hook.want.on, "it is not wished by itself")
	r.press(wantsHook)
	assert.True(t, screen.hook.want.on, "it may be wished all the same")
}
