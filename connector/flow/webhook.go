package flow

import (
	"sync"
	"time"

	"mooring/connector"
)

// WebhookNeeds is what the webhook of a profile needs from the rest of the house.
type WebhookNeeds struct {
	Clients     Clients
	Connections Connections
	Profiles    Profiles
	Vault       Vault
	Browser     Browser
	Services    []connector.BuildService
	// Copy puts a text on the clipboard: the secret, which no state ever holds.
	Copy func(text string)
	// Rehearsal is there in the demo only.
	Rehearsal Rehearsal
	// Clock may be nil for the real time.
	Clock Clock
	// OnChanged, if there is one, is told of every profile that changed, on a goroutine of the flow's.
	OnChanged func(connector.BuildProfile)
	// OnHandOver, if there is one, is told when the webhook stands, verified with the token that made it, and the
	// connection is to get a token that only reads.
	OnHandOver func(profile connector.BuildProfile, connection connector.Connection)
}

// Webhook looks after the webhook of one build profile: it is made, used, verified, tested, repaired, given another
// secret, set up by hand, removed. Its methods are called from one goroutine and never wait.
type Webhook struct {
	needs WebhookNeeds
	feed  *Feed[WebhookState, webhookEvent]
	work  Task
	pages sync.WaitGroup
}

// NewWebhook makes it with nothing open.
func NewWebhook(needs WebhookNeeds) *Webhook {
	if needs.Clock == nil {
		needs.Clock = time.Now
	}
	return &Webhook{needs: needs, feed: NewFeed(WebhookState{Step: WebhookIdle}, nextWebhook)}
}

// Now gives the latest state.
func (f *Webhook) Now() Snapshot[WebhookState] { return f.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (f *Webhook) Watch(watcher func(Snapshot[WebhookState])) (stop func()) {
	return f.feed.Watch(watcher)
}

// Open shows the webhook of a profile and looks at Bitbucket how it stands. A profile whose webhook is wanted and not
// made yet gets it made at once.
func (f *Webhook) Open(profile connector.BuildProfile, connection connector.Connection) {
	f.work.Stop()
	f.feed.Apply(webhookOpened(profile, connection, f.needs.Services, f.needs.Rehearsal != nil))
	s := f.feed.Now().State
	switch _, wrong := hookAddress(s.Address); {
	case !s.Connected:
	case profile.Webhook.State == connector.HookWanted && wrong == nil:
		f.Make()
	default:
		f.Look()
	}
}

// Changed shows the open profile as it was changed elsewhere, if it is among these.
func (f *Webhook) Changed(profiles []connector.BuildProfile) {
	for _, p := range profiles {
		f.feed.Apply(webhookWritten(p))
	}
}

// SetAddress takes the address as it is typed; it counts from the next Make or Repair on.
func (f *Webhook) SetAddress(address string) { f.feed.Apply(webhookTyped(address)) }

// SetService chooses the build service; its address, if it gives one, takes the place of what was typed.
func (f *Webhook) SetService(id string) { f.feed.Apply(webhookServed(id, f.needs.Services)) }

// Look reads the webhooks at Bitbucket again and says how the profile's stands.
func (f *Webhook) Look() { f.start(HookLooking) }

// Make makes the webhook, or uses the one with the same address that is there.
func (f *Webhook) Make() { f.startAt(HookMaking) }

// Repair makes it again where it is missing, or as it should be where it differs.
func (f *Webhook) Repair() { f.startAt(HookRepairing) }

// ReplaceSecret gives it a new secret, kept in the keychain.
func (f *Webhook) ReplaceSecret() { f.start(HookReplacing) }

// CopySecret puts the secret on the clipboard, to be pasted at the build service.
func (f *Webhook) CopySecret() { f.start(HookCopying) }

// Test has Bitbucket send a ping to the address, where it can.
func (f *Webhook) Test() { f.start(HookTesting) }

// Remove removes it at Bitbucket, unless another profile uses it too, and forgets its secret.
func (f *Webhook) Remove() { f.start(HookRemoving) }

// ByHand shows how a person makes it: every value to copy.
func (f *Webhook) ByHand() { f.feed.Apply(webhookByHand) }

// OpenPage opens Bitbucket's page of the repository's webhooks.
func (f *Webhook) OpenPage() {
	s := f.feed.Now().State
	if s.Page == "" {
		return
	}
	f.pages.Go(func() {
		if err := f.needs.Browser.Open(s.Page); err != nil {
			f.feed.Apply(webhookNotOpened(s.Page, err))
		}
	})
}

// Done is "I have done it": it is verified where webhooks can be read; else that is what is remembered, with the day.
func (f *Webhook) Done() { f.startAt(HookVerifying) }

// HandOver verifies the webhook with the token there is, and then tells OnHandOver.
func (f *Webhook) HandOver() {
	if s := f.feed.Now().State; s.Step == WebhookShown {
		f.begin(hookJob{work: HookVerifying, over: true})
	}
}

// Push has somebody in the demo push a commit; see Rehearsal.
func (f *Webhook) Push() {
	if f.needs.Rehearsal != nil {
		f.start(HookPushing)
	}
}

// Back leaves a form for what was there before it; Cancel ends what is under way.
func (f *Webhook) Back() {
	f.work.Stop()
	f.feed.Apply(webhookBack)
}

// Cancel ends what is under way; what Bitbucket has done already stays done, and the next Look shows it.
func (f *Webhook) Cancel() {
	f.work.Stop()
	f.feed.Apply(webhookCancelled)
}

// Close cancels everything and leaves the profile.
func (f *Webhook) Close() {
	f.work.Stop()
	f.feed.Apply(webhookClosed)
}

// Wait blocks until no work is under way any more.
func (f *Webhook) Wait() {
	f.work.Wait()
	f.pages.Wait()
}
