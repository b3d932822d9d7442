package flow

import "mooring/connector"

// TokenChangeStep is how far changing a token has come.
type TokenChangeStep string

// The steps of changing a token.
const (
	TokenChangeIdle   TokenChangeStep = "idle"
	TokenChangeTyping TokenChangeStep = "typing"
	TokenChangeTrying TokenChangeStep = "trying"
	TokenChangeFound  TokenChangeStep = "found" // something would stop working: the person decides
	TokenChangeKept   TokenChangeStep = "kept"
)

// TriedProfile is how a profile would do with the new token.
type TriedProfile struct {
	Profile connector.BuildProfile
	State   connector.State // Waiting, Running, Pass, Warned, Fail
	// Branches is how many branches the new token sees (100 and more are 100).
	Branches int
	Problem  *connector.Problem
}

// TokenChangeState is what there is to show while a connection gets another token. It holds no secret.
type TokenChangeState struct {
	Step       TokenChangeStep
	Purpose    ChangePurpose
	Connection connector.Connection
	// Kinds are the kinds of token that can be typed, the likeliest first. A session of Cloud gives way to a token.
	Kinds []connector.CredentialKind
	// Kind is the one the form is for.
	Kind connector.CredentialKind
	// Profiles are those that use the connection, with how each would do once it is tried.
	Profiles []TriedProfile
	// Scopes are what to tick when an API token of Cloud is made for this purpose.
	Scopes []string
	// Page is where a token of that kind is made; empty until it is known.
	Page string
	// Wrong says by field ("token", "email", "until") what is missing or wrong with what was typed.
	Wrong map[string]*connector.Problem
	// Report is the sign-in's ladder with the new token, live.
	Report connector.Report
	// Problem is why the token could not be used or kept; the old one is still there.
	Problem *connector.Problem
	// Was and Is name the accounts where they differ.
	Was, Is string
	// StillAdmin tells that a token meant to read only may administer these repositories all the same.
	StillAdmin []string
	// KeepSession tells that the new token is in memory only, since there is no keychain.
	KeepSession bool
	// AdminFree are the profiles that need no admin right from now on.
	AdminFree []connector.BuildProfile
}
