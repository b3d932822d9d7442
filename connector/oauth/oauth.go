// Package oauth asks a person for a Bitbucket Cloud session in their browser: authorization code with
// PKCE over a loopback redirect (RFC 6749, RFC 7636, RFC 8252). It also keeps a session alive: Bitbucket's
// refresh tokens die when used, so the Keeper saves each new pair before anybody may use it.
package oauth

import (
	"context"
	"html/template"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"mooring/connector"
	"mooring/connector/transport"
)

// The values a Client has where its Options say nothing. The callback is a fixed string because Bitbucket
// accepts only what the consumer registered.
const (
	DefaultWeb      = "https://bitbucket.org"
	DefaultAPI      = "https://api.bitbucket.org/2.0"
	DefaultCallback = "http://localhost:28421/callback"
	DefaultTimeout  = 5 * time.Minute
	DefaultLate     = 20 * time.Second
)

// Consumer is the OAuth consumer that Mooring introduces itself as.
type Consumer struct {
	Key    string
	Secret connector.Secret
}

// Doer sends requests; transport.Client is one.
type Doer interface {
	Do(ctx context.Context, request transport.Request) (transport.Answer, error)
}

// Options say how to ask. Transport and Open are needed; the rest has defaults.
type Options struct {
	Web string // where the consent page and the token endpoint are
	API string // bound to the session beside Web; nothing is asked there
	Consumer
	// Callback is the registered redirect address on this computer. With port 0 a free port is taken, for
	// tests and the demo, and the real one goes into redirect_uri.
	Callback  string
	Open      func(address string) error // opens the person's browser; may take its time
	Transport Doer
	Timeout   time.Duration // how long the person may take
	// Late is after how long without a callback ConsentWait.Late is told.
	Late time.Duration
	// Holder names the program that holds a port of this computer, or nothing; it has a second. Unless it is
	// given, the system is asked.
	Holder func(port int) string
	Now    func() time.Time

	// Page is what the browser ends on; it gets a PageData. Without it a plain page is shown.
	Page *template.Template
	// Words are the sentences on that page; English ones are built in.
	Words func(Outcome) Words
}

// Client asks for sessions, renews and revokes them. It may be used by several goroutines, but only one
// Ask can hold the callback's port at a time: the other gets callback-port-busy.
type Client struct {
	o Options
}

// New makes a Client.
func New(o Options) *Client {
	o.Web = orElse(strings.TrimRight(o.Web, "/"), DefaultWeb)
	o.API = orElse(strings.TrimRight(o.API, "/"), DefaultAPI)
	o.Callback = orElse(o.Callback, DefaultCallback)
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Late <= 0 {
		o.Late = DefaultLate
	}
	if o.Holder == nil {
		o.Holder = holderOf
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Page == nil {
		o.Page = plainPage()
	}
	if o.Words == nil {
		o.Words = EnglishWords
	}
	return &Client{o: o}
}

// origins are the places a session may be sent to.
func (c *Client) origins() []string {
	return []string{connector.Origin(c.o.Web), connector.Origin(c.o.API)}
}

// authorizeLink is the address of Bitbucket's consent page. It holds no secret: the PKCE challenge is a
// hash, and state only proves that an answer belongs to this question.
func (c *Client) authorizeLink(callback, state, verifier string, scopes []string) string {
	config := oauth2.Config{
		ClientID:    c.o.Key,
		RedirectURL: callback,
		Scopes:      scopes,
		Endpoint:    oauth2.Endpoint{AuthURL: c.o.Web + "/site/oauth2/authorize"},
	}
	return config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
}

func orElse(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
