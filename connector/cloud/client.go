// Package cloud speaks with Bitbucket Cloud's REST API 2.0: the ladder of checks, who is signed in, the
// repositories and their branches. Shapes and texts of answers are those of Atlassian's OpenAPI document
// and of recordings; where the two differ the recordings win (error.detail is an object on scope errors,
// cross-workspace lists answer 410).
package cloud

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// Where Bitbucket Cloud is.
const (
	DefaultAPI = "https://api.bitbucket.org/2.0"
	DefaultWeb = "https://bitbucket.org"
)

// Source gives the credential to sign requests with. An oauth.Keeper is one; Static makes one of a token.
type Source interface {
	// Token gives a credential that is good for now; it may wait for the keychain and the network.
	Token(ctx context.Context) (connector.Credential, error)
	// Stale says that Bitbucket called this credential's token expired.
	Stale(used connector.Credential)
}

// Static makes a Source of one credential that nobody can renew: what expired stays so.
func Static(c connector.Credential) Source { return static{c} }

type static struct{ credential connector.Credential }

func (s static) Token(context.Context) (connector.Credential, error) { return s.credential, nil }

func (s static) Stale(connector.Credential) {}

// Doer sends requests; transport.Client is one.
type Doer interface {
	Do(ctx context.Context, request transport.Request) (transport.Answer, error)
}

// Options say where, as whom and how. Source and Transport are needed.
type Options struct {
	API    string // with /2.0, no trailing slash
	Web    string // where people look at it
	Source Source
	// Kind is the credential's, where it is known before the Source has been asked; a static source tells
	// it by itself. It decides which checks apply.
	Kind connector.CredentialKind
	// Workspace limits everything to one, by its slug. Access tokens need it where Bitbucket does not let
	// them list workspaces.
	Workspace string
	// Seen are the workspaces as last seen, by slug: the first rows of a list come a round trip sooner then.
	Seen []connector.Workspace
	// Place is what an access token was said to be for, by slugs: "workspace" or "workspace/repository".
	// Everything is limited to it, and nothing is asked that such a token may not: who it is, and which
	// workspaces there are.
	Place string
	// TokenKind is what the person said the token is for, where they did.
	TokenKind connector.TokenKind
	// TokenUntil is when the token ends, as typed by the person under "Valid until"; zero for nothing typed.
	TokenUntil time.Time
	// Picture is the account as last seen: while Bitbucket names the same PictureAt, its Picture is taken
	// from here and not fetched.
	Picture   connector.Account
	Transport Doer
	// Timeout is the transport's, for sentences alone. The transport bounds each wait; a whole check may
	// take longer where there are many workspaces to look through.
	Timeout time.Duration
	Now     func() time.Time
}

// Client is one account at Bitbucket Cloud. It is safe for use by several goroutines.
type Client struct {
	o    Options
	sent atomic.Int64 // requests to the API

	mu      sync.Mutex
	found   found
	renewal renewal
}

// found is what the answers so far have told.
type found struct {
	account    *user
	workspaces []connector.Workspace
	first      string      // of the workspaces as last listed
	scopes     []string    // granted, from the newest answer that says so
	budget     http.Header // of the newest answer with rate headers
	place      placed
	heads      map[branchOf]head
}

// New makes a client.
func New(o Options) *Client {
	o.API = strings.TrimRight(o.API, "/")
	if o.API == "" {
		o.API = DefaultAPI
	}
	o.Web = strings.TrimRight(o.Web, "/")
	if o.Web == "" {
		o.Web = DefaultWeb
	}
	if s, ok := o.Source.(static); ok && o.Kind == "" {
		o.Kind = s.credential.Kind
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Client{o: o}
}

// host names the API in sentences.
func (c *Client) host() string {
	u, err := url.Parse(c.o.API)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// request is a question to the API, or a change where it has a method.
type request struct {
	method string // empty is GET
	path   string // below the API address; or next
	next   string // a whole address that the API gave and nextOf approved
	query  url.Values
	// about names what is asked for, for the sentences of a refusal.
	about about
	// patience is shared by the requests of one list; without it one attempt is made.
	patience *transport.Patience
	body     any                // sent as JSON
	secrets  []connector.Secret // that body holds
	most     int                // of the answer is wanted, in bytes; zero is all
}

// about is what a request concerns.
type about struct {
	workspace, repository string
	// scopes names what is needed, for refusals that do not; nil leaves it to the path.
	scopes func(connector.CredentialKind) []string
}

// get asks, as the account, and reads the answer into v. What is no success comes back as a Problem.
func (c *Client) get(ctx context.Context, r request, v any) error {
	a, used, err := c.ask(ctx, r)
	if err != nil {
		return err
	}
	if p, bad := c.judge(a, r.about, used); bad {
		return p
	}
	if err := a.JSON(v); err != nil {
		return err
	}
	if list, is := v.(interface{ sound() bool }); is && !list.sound() {
		return a.Invalid(errors.New("a list without values"))
	}
	return nil
}

// ask asks, as the account, and gives whatever was answered with the credential it was answered to. A session's
// token that was refused is renewed and the request sent once more, also where it changes something: what was
// refused so was not done.
func (c *Client) ask(ctx context.Context, r request) (transport.Answer, connector.Credential, error) {
	credential, err := c.o.Source.Token(ctx)
	if err != nil {
		return transport.Answer{}, credential, err
	}
	if err := c.usable(credential); err != nil {
		return transport.Answer{}, credential, err
	}
	a, err := c.send(ctx, r, credential)
	if err == nil {
		a, credential, err = c.again(ctx, r, a, credential)
	}
	if err == nil {
		c.learn(a)
	}
	return a, credential, err
}

func (c *Client) send(ctx context.Context, r request, credential connector.Credential) (transport.Answer, error) {
	address := r.next
	if address == "" {
		address = c.o.API + r.path
		if len(r.query) > 0 {
			address += "?" + r.query.Encode()
		}
	}
	// Counted as they leave: a patient request is sent several times, one without a connection never.
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { c.sent.Add(1) }})
	return c.o.Transport.Do(ctx, transport.Request{
		Method: r.method, URL: address, Credential: &credential, Patient: r.patience != nil, Patience: r.patience,
		JSON: r.body, Secrets: r.secrets, Most: r.most,
	})
}

// Requests tells how many requests the API has been sent by this client. Pictures and renewals of sessions are
// not among them: they do not count against the hour's limit of what is asked here.
func (c *Client) Requests() int { return int(c.sent.Load()) }

// learn keeps what the headers of an answer tell beside it.
func (c *Client) learn(a transport.Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if scopes := splitScopes(a.Header.Get("X-OAuth-Scopes")); len(scopes) > 0 && a.Status != http.StatusUnauthorized {
		c.found.scopes = scopes
	}
	if a.Header.Get("X-RateLimit-Limit") != "" {
		c.found.budget = a.Header
	}
	c.found.place.learn(a.Header)
}

// known gives what has been found out so far.
func (c *Client) known() found {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.found
}

// keep notes something found out.
func (c *Client) keep(note func(*found)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	note(&c.found)
}
