package connector

import (
	"net/url"
	"time"
)

// HookState is how a profile's webhook stands, as far as Mooring knows.
type HookState string

// The states of a profile's webhook.
const (
	// HookNone is a profile nobody wants a webhook for.
	HookNone HookState = ""
	// HookWanted was asked for and is not there yet.
	HookWanted HookState = "wanted"
	// HookMade stands at Bitbucket, as last seen: made by Mooring, or found there with the same address.
	HookMade HookState = "made"
	// HookByHand was set up by a person, who said so; the token cannot see it.
	HookByHand HookState = "by-hand"
	// HookMissing was there; Bitbucket no longer lists it.
	HookMissing HookState = "missing"
	// HookDiffers is there, but switched off or without an event the profile's triggers need.
	HookDiffers HookState = "differs"
)

// HookSecret is what is known of the secret a webhook signs with.
type HookSecret string

// A secret is made only where the build service verifies signatures.
const (
	SecretNone    HookSecret = ""        // deliveries are not signed
	SecretKept    HookSecret = "kept"    // the keychain has it
	SecretUnknown HookSecret = "unknown" // somebody else made it: unknown until replaced
)

// Webhook is what a build profile remembers of its webhook. It holds no secret.
type Webhook struct {
	State   HookState `json:"state,omitempty"`
	Address string    `json:"address,omitempty"`
	// ID is Bitbucket's: a uuid in braces on Cloud, a number on Server.
	ID     string     `json:"id,omitempty"`
	Secret HookSecret `json:"secret,omitempty"`
	// SecretID is the keychain's id of the secret; profiles that share a webhook share it.
	SecretID string `json:"secret_id,omitempty"`
	// Found says that it was there before: Mooring did not make it.
	Found bool `json:"found,omitempty"`
	// Changed is when Mooring last made or changed it, or the person said that they did; Seen when it was last
	// read at Bitbucket.
	Changed time.Time `json:"changed,omitzero"`
	Seen    time.Time `json:"seen,omitzero"`
	// Problem is why it could not be made, changed or tested the last time, and Said the words that came with it.
	Problem Code   `json:"problem,omitempty"`
	Said    string `json:"said,omitempty"`
	// Delivered is when the build service was last known to get an event, and Verified whether its signature was right.
	Delivered time.Time `json:"delivered,omitzero"`
	Verified  bool      `json:"verified,omitempty"`
	// AdminFree is since when the connection needs no admin right any more: the webhook stood, and a token that only
	// reads took the place of the other.
	AdminFree time.Time `json:"admin_free,omitzero"`
}

// Stands tells whether there is a webhook that needs nothing to be done.
func (w Webhook) Stands() bool { return w.State == HookMade || w.State == HookByHand }

// HookWish is a webhook as it should be, in the words of neither product.
type HookWish struct {
	Name    string // shown in Bitbucket's list
	Address string
	// Push covers branches and tags; PullRequests opening, and new commits in an open one.
	Push, PullRequests bool
	// Secret signs deliveries. Nil leaves the secret of an existing webhook as it is (none for a new one); an empty
	// one removes it. At most 128 bytes (Cloud's limit).
	Secret *Secret
}

// WishOf is the webhook that a profile's triggers need. Without any trigger it is one for pushes.
func WishOf(p BuildProfile) HookWish {
	return HookWish{
		Name: HookName, Address: p.Webhook.Address,
		Push:         len(p.Triggers.Push) > 0 || len(p.Triggers.Tags) > 0 || p.Triggers.Empty(),
		PullRequests: len(p.Triggers.PullRequests) > 0,
	}
}

// HookName is what a webhook made by Mooring is called in Bitbucket.
const HookName = "Mooring"

// Hook is a webhook as Bitbucket has it.
type Hook struct {
	ID      string
	Name    string
	Address string
	Active  bool
	// Push and PullRequests say whether its events cover what HookWish means by these words.
	Push, PullRequests bool
	Events             []string // in Bitbucket's own words
	Signed             bool     // it has a secret
	Created, Updated   time.Time
}

// Serves tells whether a webhook does what is wished for; that it does more is fine.
func (h Hook) Serves(w HookWish) bool {
	return h.Active && SameAddress(h.Address, w.Address) && (h.Push || !w.Push) && (h.PullRequests || !w.PullRequests)
}

// SameAddress tells whether webhooks at two addresses are delivered to the same place: large and small letters of the
// host, the port a scheme has anyway and the slash of an empty path make no difference (RFC 3986, 6.2.2 and 6.2.3);
// everything else may.
func SameAddress(a, b string) bool {
	if a == b {
		return true
	}
	one, err := url.Parse(a)
	other, err2 := url.Parse(b)
	if err != nil || err2 != nil || Origin(a) == "" || Origin(a) != Origin(b) {
		return false
	}
	for _, u := range []*url.URL{one, other} {
		u.Scheme, u.Host = "", ""
		if u.Path == "" {
			u.Path = "/"
		}
	}
	return one.String() == other.String()
}

// Delivery is how a build service answered a test ping.
type Delivery struct {
	At     time.Time
	Status int    // of HTTP; 0 where nobody answered
	Said   string // the beginning of the answer's text, or why there is none; never a secret
}

// Arrived tells whether the service took it.
func (d Delivery) Arrived() bool { return d.Status >= 200 && d.Status < 300 }

// Received is an event that the demo's build service got.
type Received struct {
	At       time.Time
	Event    string // Bitbucket's name of it
	Branch   string
	Commit   string // the beginning of the new commit's hash
	Signed   bool   // a signature came with it
	Verified bool   // and it was right
}
