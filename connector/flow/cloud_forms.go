package flow

import (
	"time"

	"mooring/connector"
)

// CloudConsumerState is what is known of the OAuth consumer: its key may be seen, its secret never is.
type CloudConsumerState struct {
	Has      bool
	Key      string
	Callback string // the address the consumer must name
	Own      bool   // the person entered it; it can be changed and removed here
	// Checked says that Bitbucket has accepted key and secret; until then nobody knows whether they are right.
	Checked bool
}

// CloudForm is the form for a token of either kind, but for the token itself.
type CloudForm struct {
	// Kind is connector.APIToken or connector.AccessToken.
	Kind  connector.CredentialKind
	Email string // API tokens
	Place string // access tokens: the workspace or repository, as typed or pasted
	// Until is the day typed under "Valid until", at midnight UTC; zero where none was.
	Until time.Time
	// For is the ID of the connection that gets a new token; empty where a new one is made.
	For string
}

// CloudTyped is what the form holds when it is submitted.
type CloudTyped struct {
	CloudForm
	Token connector.Secret
}

// CloudSetup is how far the guided set-up of an OAuth consumer has come.
type CloudSetup struct {
	// Step is 1 to 4: the page in Bitbucket, name and callback, permissions, key and secret.
	Step int
	// Workspace is the one that gets the consumer, by its slug, as far as known.
	Workspace string
	// Page is where consumers of that workspace are made; empty until the workspace is known.
	Page string
}

// CloudRemoved is what removing the person's own consumer left behind.
type CloudRemoved struct {
	// Serves says that the one built in serves from now on; without it browser sign-in needs a new one.
	Serves bool
	// Sessions is how many connections were signed in with the removed one: they cannot be renewed any more.
	Sessions int
}

// CloudGone is a connection that was disconnected: its name, and whether Bitbucket still honours what was
// given to it (it could not be told, or it was a token only its owner can delete).
type CloudGone struct {
	Name string
	Kind connector.CredentialKind
	// Place is what an access token was for: "workspace" or "workspace/repository"; TokenKind says which of them,
	// or a project.
	Place     string
	TokenKind connector.TokenKind
	Alive     bool
}
