package flow

import "mooring/connector"

// WebhookStep is what is shown of a profile's webhook.
type WebhookStep string

// The steps of the webhook's screen.
const (
	WebhookIdle  WebhookStep = "idle"
	WebhookShown WebhookStep = "shown"   // how it stands and what can be done
	WebhookHand  WebhookStep = "by-hand" // the steps for a person
	WebhookAdmin WebhookStep = "admin"   // the form for a token that is used once
)

// WebhookWork is what is under way; empty is nothing.
type WebhookWork string

// What can be under way, each with a sentence and a way to cancel it.
const (
	HookResting   WebhookWork = ""
	HookLooking   WebhookWork = "looking"
	HookMaking    WebhookWork = "making"
	HookRepairing WebhookWork = "repairing"
	HookReplacing WebhookWork = "replacing"
	HookTesting   WebhookWork = "testing"
	HookRemoving  WebhookWork = "removing"
	HookVerifying WebhookWork = "verifying" // after "I have done it", or before the hand-over
	HookCopying   WebhookWork = "copying"   // the keychain is asked for the secret
	HookPushing   WebhookWork = "pushing"   // the demo's team pushes
)

// TokenTyped is a token as it is typed into a form.
type TokenTyped struct {
	Kind  connector.CredentialKind // Server: always an access token
	Email string                   // for API tokens of Cloud
	Token connector.Secret
	Until string // "Valid until", 2026-12-31; may be empty
}

// WebhookState is what there is to show of a profile's webhook. It is never changed once published, and holds no secret.
type WebhookState struct {
	Step WebhookStep
	Work WebhookWork
	// Profile is as it lies on the disk by now; its Webhook says how things stand.
	Profile    connector.BuildProfile
	Connection connector.Connection
	Connected  bool // false: the profile needs a connection first
	Service    connector.BuildService

	// Address is what is typed or filled in; AddressProblem is why it cannot be one (address-invalid).
	Address        string
	AddressProblem *connector.Problem

	// Read tells that Hook and Others come from Bitbucket, just now. Hook is the profile's own as it is there, nil
	// where there is none; Others counts the rest of the repository's webhooks.
	Read   bool
	Hook   *connector.Hook
	Others int
	// Unseen tells that this token may not read webhooks at all (Problem says why).
	Unseen bool
	// SharedWith are the names of other profiles that use the same webhook.
	SharedWith []string

	// Problem is what went wrong last, News what went well and is worth a sentence (webhook-exists). Both stay until
	// the next thing is done.
	Problem *connector.Problem
	News    *connector.Problem
	// Done is what ended well last.
	Done WebhookWork
	// Removed tells that the webhook is gone at Bitbucket, by Remove.
	Removed bool

	// Delivery is how the service answered the last test, Received what the demo's service got.
	Delivery *connector.Delivery
	Received *connector.Received
	CanTest  bool // this Bitbucket sends pings
	CanPush  bool // this is the demo
	CanCopy  bool // the keychain has the secret

	// Page is where webhooks are made by hand; Wish is what to make there.
	Page string
	Wish connector.HookWish
	// AdminFor is what a token with the admin right is asked for; AdminProblem is why the last one did not do.
	AdminFor     WebhookWork
	AdminProblem *connector.Problem

	// asked is what was asked for last and refused for want of a right; before is where the form for an admin token
	// was opened.
	asked  WebhookWork
	before WebhookStep
}
