package flow

import (
	"context"
	"sync"
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
	pages sync.WaitGroup

	mu sync.Mutex
	// tried is the new token while the person decides; it goes as soon as it is kept or not wanted.
	tried *triedToken
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
	f.stop()
	scopes := f.needs.Scopes
	if purpose == ChangeRead {
		scopes = f.needs.ReadScopes
	}
	f.feed.Apply(tokenChangeOpened(connection, purpose, scopes))
	f.work.Follow(func(ctx context.Context) { f.prepare(ctx, connection) })
}

// SetKind turns the form to another kind of token; the page where it is made goes with it.
func (f *TokenChange) SetKind(kind connector.CredentialKind) { f.feed.Apply(tokenChangeTurned(kind)) }

// OpenPage opens the page where such a token is made.
func (f *TokenChange) OpenPage() {
	page := f.feed.Now().State.Page
	if page == "" {
		return
	}
	f.pages.Go(func() {
		if err := f.needs.Browser.Open(page); err != nil {
			f.feed.Apply(tokenChangeNotOpened(page, err))
		}
	})
}

// Submit tries the token for every profile: sign-in, repository, branches. Where all is well it is kept at once; where
// a profile would stop working, or the token belongs to somebody else, Keep decides.
func (f *TokenChange) Submit(typed TokenTyped) {
	s := f.feed.Now().State
	if s.Step != TokenChangeTyping {
		return
	}
	f.stop()
	given, wrong := readToken(s.Connection, typed)
	until, problem := readUntil(typed.Until, f.needs.Clock())
	if problem != nil {
		wrong[TokenFieldUntil] = problem
	}
	f.feed.Apply(tokenChangeTyped(given.Kind, wrong))
	if len(wrong) > 0 {
		return
	}
	f.work.Follow(func(ctx context.Context) { f.try(ctx, s, triedToken{credential: given, until: until}) })
}

// Keep takes the tried token all the same.
func (f *TokenChange) Keep() {
	f.mu.Lock()
	tried := f.tried
	f.mu.Unlock()
	if s := f.feed.Now().State; s.Step == TokenChangeFound && tried != nil {
		f.feed.Apply(tokenChangeKeeps)
		f.work.Follow(func(ctx context.Context) { f.keep(ctx, s.Purpose, *tried) })
	}
}

// Back returns from what was found to the form.
func (f *TokenChange) Back() { f.Cancel() }

// Cancel ends a try; the old token stays.
func (f *TokenChange) Cancel() {
	switch f.feed.Now().State.Step {
	case TokenChangeTrying, TokenChangeFound:
		f.stop()
		f.feed.Apply(tokenChangeReturned)
	}
}

// Close ends everything and forgets what was typed; the token that is kept stays.
func (f *TokenChange) Close() {
	f.stop()
	f.feed.Apply(tokenChangeClosed)
}

// Wait blocks until no work is under way any more.
func (f *TokenChange) Wait() {
	f.work.Wait()
	f.pages.Wait()
}

// stop ends what is under way and forgets the token that was tried.
func (f *TokenChange) stop() {
	f.work.Stop()
	f.hold(nil)
}

func (f *TokenChange) hold(tried *triedToken) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tried = tried
}
