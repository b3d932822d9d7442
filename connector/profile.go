package connector

import (
	"errors"
	"reflect"
	"time"
)

// ErrNoProfile says that a profile is not there, or no longer.
var ErrNoProfile = errors.New("there is no such build profile")

// System is what a build is for.
type System string

// The target systems; empty is "Not sure yet".
const (
	SystemUnknown System = ""
	SystemIOS     System = "ios"
	SystemAndroid System = "android"
)

// Platform is what the code is written with; empty is "Not sure yet".
type Platform string

// The platforms a build service tells apart.
const (
	PlatformUnknown     Platform = ""
	PlatformSwift       Platform = "swift"  // Objective-C and Swift
	PlatformKotlin      Platform = "kotlin" // Java and Kotlin
	PlatformReactNative Platform = "react-native"
	PlatformFlutter     Platform = "flutter"
	PlatformMAUI        Platform = "maui"  // .NET MAUI
	PlatformIonic       Platform = "ionic" // Ionic or Capacitor
	PlatformKMP         Platform = "kotlin-multiplatform"
)

// BuildProfile ties a repository to what should be built from it. It is a document on this computer and
// holds no secret.
type BuildProfile struct {
	ID           string        `json:"id"`   // 16 random bytes in hex; the file name too
	Name         string        `json:"name"` // unique, ignoring case
	ConnectionID string        `json:"connection"`
	Repository   RepositoryRef `json:"repository"`
	// Key, Slug, Title, Owner and Web are the repository as last seen, to show without a network.
	Key        string   `json:"key"`
	Slug       string   `json:"slug"`
	Title      string   `json:"title"`
	Owner      string   `json:"owner"`
	Web        string   `json:"web"`
	CloneHTTPS string   `json:"clone_https,omitempty"`
	CloneSSH   string   `json:"clone_ssh,omitempty"`
	Branch     string   `json:"branch"`
	System     System   `json:"system"`
	Platform   Platform `json:"platform"`
	// Folder is where in the repository the app stands; empty is its root.
	Folder   string   `json:"folder,omitempty"`
	Triggers Triggers `json:"triggers"`
	// Service is the ID of the build service it is for; empty where nobody said.
	Service string  `json:"service,omitempty"`
	Webhook Webhook `json:"webhook,omitzero"`
	Pinned  bool    `json:"pinned,omitempty"`
	// HandedOver is when it was last taken to the build service.
	HandedOver time.Time `json:"handed_over,omitzero"`
	Created    time.Time `json:"created"`
	Updated    time.Time `json:"updated"`
	Checked    time.Time `json:"checked,omitzero"`
	Verdict    Verdict   `json:"verdict,omitempty"`
	Problem    Code      `json:"problem,omitempty"` // of the last check, when it was not ready
}

// Clone gives a copy that shares nothing with the profile.
func (p BuildProfile) Clone() BuildProfile {
	p.Triggers = p.Triggers.Clone()
	return p
}

// Equal tells whether two profiles say the same.
func (p BuildProfile) Equal(q BuildProfile) bool { return reflect.DeepEqual(p, q) }

// Seen is the repository as the profile last saw it: enough to ask Bitbucket about it.
func (p BuildProfile) Seen() Repository {
	return Repository{
		Ref: p.Repository, Key: p.Key, Slug: p.Slug, Name: p.Title, Owner: p.Owner, Web: p.Web,
		CloneHTTPS: p.CloneHTTPS, CloneSSH: p.CloneSSH,
	}
}
