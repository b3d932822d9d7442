package connector

import "time"

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
)

// BuildProfile ties a repository to what should be built from it. It is a document on this computer and
// holds no secret.
type BuildProfile struct {
	ID           string        `json:"id"`   // 16 random bytes in hex; the file name too
	Name         string        `json:"name"` // unique, ignoring case
	ConnectionID string        `json:"connection"`
	Repository   RepositoryRef `json:"repository"`
	// Key, Slug, Title, Owner and Web are the repository as last seen, to show without a network.
	Key        string    `json:"key"`
	Slug       string    `json:"slug"`
	Title      string    `json:"title"`
	Owner      string    `json:"owner"`
	Web        string    `json:"web"`
	CloneHTTPS string    `json:"clone_https,omitempty"`
	CloneSSH   string    `json:"clone_ssh,omitempty"`
	Branch     string    `json:"branch"`
	System     System    `json:"system"`
	Platform   Platform  `json:"platform"`
	Created    time.Time `json:"created"`
	Updated    time.Time `json:"updated"`
	Checked    time.Time `json:"checked,omitzero"`
	Verdict    Verdict   `json:"verdict,omitempty"`
	Problem    Code      `json:"problem,omitempty"` // of the last check, when it was not ready
}
