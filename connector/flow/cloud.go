package flow

import (
	"context"
	"sync"
	"time"

	"mooring/connector"
)

// Consumer is the OAuth consumer Mooring introduces itself with: built in, set from outside, or made by
// the person. SetConsumer keeps one; it may wait for the keychain.
type Consumer interface {
	Consumer() (key string, has bool)
	SetConsumer(ctx context.Context, key string, secret connector.Secret) error
	// RemoveConsumer forgets the person's own; the one built in, if any, serves again.
	RemoveConsumer(ctx context.Context) error
	// Own tells whether the person entered it, and Checked whether Bitbucket has accepted key and secret.
	Own() bool
	Checked() bool
	Callback() string
}

// CloudNeeds is what the Cloud tab needs from the rest of the house.
type CloudNeeds struct {
	Clients     Clients
	Connections Connections
	Vault       Vault
	Consent     Consent
	Browser     Browser
	Consumer    Consumer
	// Scopes are the permissions always asked for.
	Scopes []string
	// TokenScopes are the permissions an API token is made with; empty is what Scopes mean for a token.
	TokenScopes []string
	// Revoke tells Bitbucket to forget what it granted; optional, and best effort.
	Revoke func(ctx context.Context, connection connector.Connection) error
	// Clock tells the time; nil is the computer's own.
	Clock Clock
	// Web and API are where Bitbucket Cloud is. Address is shown when that is not the usual place.
	Web, API string
	Address  string
	// Hold, where given, keeps the consent from opening the browser while it holds, so that a person can
	// carry the link into a private window: an open browser would answer at once as whoever it knows.
	Hold func(on bool)
	// OnChoose hands a connection on to where repositories are chosen, OnServer an address to the other tab.
	OnChoose func(connector.Connection)
	OnServer func(address string)
}

// Cloud is the Cloud tab: it signs people in to Bitbucket Cloud, shows who they are, and keeps it so.
// Its methods are called from one goroutine and never wait.
type Cloud struct {
	needs CloudNeeds
	feed  *Feed[CloudState, cloudEvent]
	task  Task
	// looking asks the keychain for what is kept, beside everything else.
	looking Task
	// asking lets a consent begin only when the one before has let go of its port.
	asking sync.Mutex
	// keeping lets a secret be put away only when the attempt before has ended and cleaned up.
	keeping sync.Mutex

	mu    sync.Mutex
	again func()       // what "Try again" does
	unput *cloudSignIn // waits to be kept; holds a secret, so it goes as soon as it is not wanted
	more  *cloudMore   // what was seen before asking for more, until the answer can be compared
	hand  cloudHand    // takes the address a browser ended at, while one is waited for
}

// NewCloud makes the tab; Start brings it to life.
func NewCloud(needs CloudNeeds) *Cloud {
	if needs.OnChoose == nil {
		needs.OnChoose = func(connector.Connection) {}
	}
	if needs.OnServer == nil {
		needs.OnServer = func(string) {}
	}
	if needs.Clock == nil {
		needs.Clock = time.Now
	}
	initial := CloudState{Step: CloudStarting, Address: needs.Address, Wanted: needs.Scopes, ForToken: needs.TokenScopes}
	return &Cloud{needs: needs, feed: NewFeed(initial, nextCloud)}
}

// Now gives the latest state.
func (c *Cloud) Now() Snapshot[CloudState] { return c.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (c *Cloud) Watch(watcher func(Snapshot[CloudState])) (stop func()) { return c.feed.Watch(watcher) }

// Start reads what is saved. Calling it again reads anew, for when the settings changed.
func (c *Cloud) Start() {
	c.forget()
	c.retryWith(c.Start)
	c.task.Start(c.load)
}

// Close ends whatever runs and waits until it has ended.
func (c *Cloud) Close() {
	c.forget()
	c.task.Stop()
	c.task.Wait()
	c.looking.Stop()
	c.looking.Wait()
}

// Connect asks for consent in the person's browser.
func (c *Cloud) Connect() {
	c.forget()
	c.ask(nil, false)
}

// ConnectPrivately asks without opening the browser, so that the link can be carried into a private window.
func (c *Cloud) ConnectPrivately() {
	c.forget()
	c.ask(nil, true)
}

// Add begins with another account beside those that are connected: the browser knows the one it signed in last,
// so the link is for a private window. The permissions are the usual ones, whatever others have been given.
// Without a consumer it is the form for a token.
func (c *Cloud) Add() {
	if !c.feed.Now().State.Consumer.Has {
		c.task.Stop()
		c.forget()
		c.feed.Apply(cloudChoseToken{form: CloudForm{Kind: connector.APIToken}})
		return
	}
	c.forget()
	c.askAnother()
}

// Cancel ends what runs and goes back to where the person came from.
func (c *Cloud) Cancel() {
	c.task.Stop()
	c.forget()
	c.feed.Apply(cloudWentHome{})
}

// Back leaves a form, a question, a note or a problem. It tells whether there was one to leave.
func (c *Cloud) Back() bool {
	s := c.feed.Now().State
	switch s.Step {
	case CloudNoting:
		c.feed.Apply(cloudReturned{})
		return true
	case CloudStarting, CloudConfirming, s.home().Step:
		return false
	}
	c.Cancel()
	return true
}

// OpenAgain opens the page that is waited for once more.
func (c *Cloud) OpenAgain() {
	if link := c.feed.Now().State.Wait.Link; link != "" {
		c.open(link)
	}
}

// ThatIsMe answers "Is this you?" with yes.
func (c *Cloud) ThatIsMe() { c.feed.Apply(cloudSaidYes{}) }

// ThatIsSomeoneElse answers it with no: the stranger is disconnected, and asking again begins with the tip.
func (c *Cloud) ThatIsSomeoneElse() { c.disconnect(true) }

// Choose hands the connection on to where repositories are chosen.
func (c *Cloud) Choose() {
	s := c.feed.Now().State
	if connection, ok := s.Connection(); ok && s.Step == CloudConnected {
		c.needs.OnChoose(connection)
	}
}
