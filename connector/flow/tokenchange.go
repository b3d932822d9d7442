package flow

import (
	"time"

	"mooring/connector"
)

// ChangePurpose is why a connection gets another token.
type ChangePurpose string

// The purposes.
const (
	// ChangeReplace is any other token: the old one ends, or was refused.
	ChangeReplace ChangePurpose = "replace"
	// ChangeRead is a token that only reads, in the place of one that administers, after webhooks stand.
	ChangeRead ChangePurpose = "read"
)

// TokenChangeNeeds is what changing a connection's token needs from the rest of the house.
type TokenChangeNeeds struct {
	Clients     Clients
	Connections Connections
	Profiles    Profiles
	Vault       Vault
	Browser     Browser
	// ReadScopes and Scopes are the permissions an API token of Cloud needs, to read and for all that Mooring does.
	ReadScopes, Scopes []string
	// Clock may be nil for the real time.
	Clock Clock
	// OnChanged, if there is one, is told of the profiles whose standing changed, on a goroutine of the flow's.
	OnChanged func([]connector.BuildProfile)
}

// TokenChange gives a connection another token in one step: it is tried for every profile that uses the connection,
// and takes the place of the old one only when the person has seen how. Its methods are called from one goroutine
// and never wait.
type TokenChange struct {
	needs TokenChangeNeeds
	feed  *Feed[TokenChangeState, tokenChangeEvent]
	work  Task
}

// NewTokenChange makes it with nothing open.
func NewTokenChange(needs TokenChangeNeeds) *TokenChange {
	if needs.Clock == nil {
		needs.Clock = time.Now
	}
	return &TokenChange{needs: needs, feed: NewFeed(TokenChangeState{Step: TokenChangeIdle}, nextTokenChange)}
}

// Now gives the latest state.
func (f *TokenChange) Now() Snapshot[TokenChangeState] { return f.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (f *TokenChange) Watch(watcher func(Snapshot[TokenChangeState])) (stop func()) {
	return f.feed.Watch(watcher)
}

// Open shows the form for a connection, with the profiles that the change touches.
func (f *TokenChange) Open(connection connector.Connection, purpose ChangePurpose) {
	f.feed.Apply(tokenChangeOpened{connection, purpose})
}

// OpenPage opens the page where such a token is made.
func (f *TokenChange) OpenPage() {}

// Submit tries the token for every profile: sign-in, repository, branches. Where all is well it is kept at once; where
// a profile would stop working, or the token belongs to somebody else, Keep decides.
func (f *TokenChange) Submit(TokenTyped) {}

// Keep takes the tried token all the same.
func (f *TokenChange) Keep() {}

// Back returns from what was found to the form.
func (f *TokenChange) Back() {}

// Cancel ends a try; the old token stays.
func (f *TokenChange) Cancel() {}

// Close ends everything and forgets what was typed; the token that is kept stays.
func (f *TokenChange) Close() { f.feed.Apply(tokenChangeClosed{}) }

// Wait blocks until no work is under way any more.
func (f *TokenChange) Wait() { f.work.Wait() }
