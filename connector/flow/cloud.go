package flow

import (
	"context"
	"slices"
	"strings"
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

// Cloud is the Cloud tab: it signs a person in to Bitbucket Cloud, shows who that is, and keeps it so.
// Its methods are called from one goroutine and never wait.
type Cloud struct {
	needs CloudNeeds
	feed  *Feed[CloudState, cloudEvent]
	task  Task
	// asking lets a consent begin only when the one before has let go of its port.
	asking sync.Mutex
	// keeping lets a secret be put away only when the attempt before has ended and cleaned up.
	keeping sync.Mutex

	mu    sync.Mutex
	again func()       // what "Try again" does
	unput *cloudSignIn // waits to be kept; holds a secret, so it goes as soon as it is not wanted
	more  *cloudMore   // what was seen before asking for more, until the answer can be compared
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

// Cancel ends what runs and goes back to where the person came from.
func (c *Cloud) Cancel() {
	c.task.Stop()
	c.forget()
	c.feed.Apply(cloudWentHome{})
}

// Back leaves a form, a question or a problem. It tells whether there was one to leave.
func (c *Cloud) Back() bool {
	s := c.feed.Now().State
	if s.Step == s.home().Step || s.Step == CloudStarting || s.Step == CloudConfirming {
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

// UseToken shows the form for an API token.
func (c *Cloud) UseToken() {
	c.task.Stop()
	c.drop()
	c.feed.Apply(cloudChoseToken{kind: connector.APIToken})
}

// UseAccessToken shows the form for an access token of a repository, project or workspace. What is typed in the
// form already stays.
func (c *Cloud) UseAccessToken() {
	c.task.Stop()
	c.drop()
	c.feed.Apply(cloudChoseToken{kind: connector.AccessToken})
}

// ReplaceToken shows the form for a new token of a saved connection, of the kind it has.
func (c *Cloud) ReplaceToken(id string) { c.UseToken() }

// Add begins with another account beside those that are connected: the browser knows the one it signed in last,
// so the link is for a private window.
func (c *Cloud) Add() { c.ConnectPrivately() }

// Answer brings the address a browser ended at by hand.
func (c *Cloud) Answer(address string) {
	if answer := c.feed.Now().State.Wait.Answer; answer != nil {
		c.feed.Apply(cloudAnswered{c.problem(answer(address))})
	}
}

// SetupStep turns the guided set-up to one of its four pages.
func (c *Cloud) SetupStep(step int) {
	setup := c.feed.Now().State.Setup
	setup.Step = min(max(step, 1), 4)
	c.feed.Apply(cloudSetsUp{setup})
}

// SetupWorkspace names the workspace that gets the consumer: its name, or the address of any of its pages.
func (c *Cloud) SetupWorkspace(typed string) {
	setup := c.feed.Now().State.Setup
	setup.Workspace = strings.TrimSpace(typed)
	c.feed.Apply(cloudSetsUp{setup})
}

// AskAdmin shows the note for the administrator of the workspace, who can make a consumer.
func (c *Cloud) AskAdmin() { c.feed.Apply(cloudNotes{}) }

// RemoveConsumer forgets the person's own consumer: the one built in, if any, serves again.
func (c *Cloud) RemoveConsumer() {
	c.task.Start(func(ctx context.Context) {
		err := c.needs.Consumer.RemoveConsumer(ctx)
		c.feed.ApplyFrom(ctx, cloudConsumerKnown{consumer: c.consumer(), problem: c.problem(err)})
	})
}

// OpenTokenPage opens the page where API tokens are made.
func (c *Cloud) OpenTokenPage() { c.open(cloudTokenPage) }

// UseConsumer shows the form for an OAuth consumer of one's own.
func (c *Cloud) UseConsumer() {
	c.task.Stop()
	c.forget()
	c.feed.Apply(cloudChoseSetUp{})
}

// OpenConsumerPage opens the page that explains how a consumer is made.
func (c *Cloud) OpenConsumerPage() { c.open(cloudConsumerPage) }

// SubmitToken checks a token and connects with it. Space around what was typed is dropped: it comes with
// copying.
func (c *Cloud) SubmitToken(t CloudTyped) {
	t.Email, t.Place, t.Token = strings.TrimSpace(t.Email), strings.TrimSpace(t.Place), t.Token.Trimmed()
	typed := cloudTyped{form: t.CloudForm}
	switch address, isAddress := serverAddress(t.Email, c.needs.Web); {
	case isAddress:
		p := connector.NewProblem(connector.CodeAddressIsServer, "address", address)
		typed.problem = &p
	case t.Kind == connector.APIToken && !strings.Contains(t.Email, "@"):
		typed.missing = CloudFieldEmail
	case t.Kind == connector.AccessToken && t.Place == "":
		typed.missing = CloudFieldPlace
	case t.Token.Empty():
		typed.missing = CloudFieldToken
	}
	c.feed.Apply(typed)
	if typed.problem != nil || typed.missing != "" {
		return
	}
	in := c.signIn(connector.Credential{Kind: t.Kind, Email: t.Email, Token: t.Token})
	in.connection.Place, in.connection.TokenUntil = t.Place, t.Until
	c.task.Start(func(ctx context.Context) { c.check(ctx, in) })
}

// SaveConsumer keeps a consumer of the person's own.
func (c *Cloud) SaveConsumer(key string, secret connector.Secret) {
	key = strings.TrimSpace(key)
	secret = connector.NewSecret(strings.TrimSpace(secret.Reveal()))
	switch {
	case key == "":
		c.feed.Apply(cloudKeyMissing{CloudFieldKey})
		return
	case secret.Empty():
		c.feed.Apply(cloudKeyMissing{CloudFieldSecret})
		return
	}
	c.retryWith(func() { c.SaveConsumer(key, secret) })
	c.task.Start(func(ctx context.Context) {
		err := c.needs.Consumer.SetConsumer(ctx, key, secret)
		c.feed.ApplyFrom(ctx, cloudConsumerKnown{consumer: c.consumer(), problem: c.problem(err)})
	})
}

// ThatIsMe answers "Is this you?" with yes.
func (c *Cloud) ThatIsMe() { c.feed.Apply(cloudSaidYes{}) }

// ThatIsSomeoneElse answers it with no: the stranger is disconnected, and asking again begins with the tip.
func (c *Cloud) ThatIsSomeoneElse() { c.disconnect(true) }

// Part asks whether to disconnect.
func (c *Cloud) Part() {
	if _, ok := c.feed.Now().State.Connection(); ok {
		c.task.Stop()
		c.forget()
		c.feed.Apply(cloudParts{})
	}
}

// Disconnect ends the connection: Bitbucket is told as far as it listens, the secret is wiped, and build
// profiles stay.
func (c *Cloud) Disconnect() { c.disconnect(false) }

// Show brings another of the connected accounts on screen.
func (c *Cloud) Show(id string) {
	c.task.Stop()
	c.forget()
	c.retryWith(c.Start)
	c.feed.Apply(cloudShown{id})
	c.task.Start(c.findSecret)
}

// Choose hands the connection on to where repositories are chosen.
func (c *Cloud) Choose() {
	s := c.feed.Now().State
	if connection, ok := s.Connection(); ok && s.Step == CloudConnected {
		c.needs.OnChoose(connection)
	}
}

// Retry does again what failed.
func (c *Cloud) Retry() {
	c.mu.Lock()
	again := c.again
	c.mu.Unlock()
	if again != nil {
		again()
	}
}

// Mend does the one thing there is to do about the problem that is shown.
func (c *Cloud) Mend() {
	s := c.feed.Now().State
	switch s.Fix {
	case CloudFixRetry:
		c.Retry()
	case CloudFixAsk:
		c.askAgain(s.Problem)
	case CloudFixToken:
		c.OpenTokenPage()
		c.UseToken()
	case CloudFixConsumer:
		c.UseConsumer()
	case CloudFixServer:
		c.needs.OnServer(s.Problem.Args["address"])
	case CloudFixSession:
		c.KeepForSession()
	case CloudFixSecurity:
		c.open(cloudSecurityPage)
	case CloudFixMore:
		c.AskMore()
	case CloudFixOpen:
		c.OpenAgain()
	}
}

// askAgain asks for what a refused consent asked for, and for what a check found missing.
func (c *Cloud) askAgain(p *connector.Problem) {
	switch p.Code {
	case connector.CodeConsentDenied, connector.CodeConsentTimeout, connector.CodeConsentForged:
		c.Retry()
	case connector.CodeScopeMissing:
		c.drop()
		c.ask(scopesIn(p.Args["scopes"]), false)
	default:
		c.drop()
		c.ask(nil, false)
	}
}

// serverAddress tells whether what stands in the e-mail field is the address of a Bitbucket Server: it
// looks like an address, and not like Cloud's.
func serverAddress(typed, web string) (string, bool) {
	if typed == "" || strings.ContainsAny(typed, "@ ") || !strings.ContainsAny(typed, ".:") {
		return "", false
	}
	address := typed
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	host := strings.TrimPrefix(hostOf(address), "www.")
	cloud := []string{"bitbucket.org", "api.bitbucket.org", hostOf(web)}
	return typed, host != "" && !slices.Contains(cloud, host)
}
