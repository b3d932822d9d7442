// Package server talks to a Bitbucket Server or Data Center over its REST API 1.0: it checks step by step
// whether one can be used, and lists what there is. A token leaves this computer only after the address
// proved to be a Bitbucket, or for one that was checked before.
package server

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// Where the REST APIs live below the context path. 1.0 and latest answer alike from 7.14 on; access tokens
// have only "latest" on all of these versions.
const (
	api       = "/rest/api/1.0"
	tokensAPI = "/rest/access-tokens/latest"
)

// Options say which server is meant and who asks.
type Options struct {
	// Address is what was typed or pasted; it is read by connector.ReadAddress.
	Address string
	// Credential is what signs requests. Without origins it is bound to the origin the address turns out to
	// have; with origins it never goes anywhere else.
	Credential connector.Credential
	// Token is a shorter way to say Credential: an access token, bound as above. Blanks around are dropped.
	Token connector.Secret
	// TokenKind is what the person said the token is; unknown where they said nothing.
	TokenKind connector.TokenKind
	// TokenUntil is the day the token ends as far as known before asking, at midnight UTC; zero where it is not.
	TokenUntil time.Time
	// TokenTold says that the server itself named TokenUntil, in an earlier check; else a person typed it.
	TokenTold bool
	// Transport says how to get there.
	Transport transport.Options
	// Clock tells the time; nil is the real one.
	Clock func() time.Time
}

// Client asks one server. It is safe for use by several goroutines.
type Client struct {
	options    Options
	credential connector.Credential
	wire       *transport.Client

	mu    sync.Mutex
	known known
}

// known is what was found out about the server and who is signed in, for Identity and lists.
type known struct {
	base, version, account string
}

// New makes a client; nothing is sent yet, and a bad address is told by the first thing asked.
func New(o Options) *Client {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	c := &Client{options: o, credential: o.Credential, wire: transport.New(o.Transport)}
	if !o.Token.Empty() {
		c.credential = connector.Credential{Kind: connector.AccessToken, Token: o.Token}
	}
	// Trimmed on its way to being sent: a token pasted with a line end is still the same token.
	c.credential.Token = connector.NewSecret(strings.TrimSpace(c.credential.Token.Reveal()))
	return c
}

// Close gives up the connections that are kept open for the next question. The client can go on all the same.
func (c *Client) Close() { c.wire.Close() }

// base is the confirmed address, or else the one typed.
func (c *Client) base() (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known.base != "" {
		return c.known.base, nil
	}
	a, err := connector.ReadAddress(c.options.Address)
	return a.Base, err
}

func (c *Client) learn(change func(*known)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.known)
}

func (c *Client) recall() known {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known
}

// boundTo gives the credential for a base address: one that was never bound gets that origin.
func (c *Client) boundTo(base string) *connector.Credential {
	bound := c.credential
	if len(bound.Origins) == 0 {
		bound.Origins = []string{connector.Origin(base)}
	}
	return &bound
}

// question is one request to the REST API, or a change where it has a method.
type question struct {
	method   string // empty is GET
	base     string
	api      string   // one of those above; empty is the main one
	path     []string // below the API, unescaped
	query    url.Values
	openly   bool                // without the credential
	patience *transport.Patience // for lists
	body     any                 // sent as JSON
	secrets  []connector.Secret  // that body holds, or an earlier answer
}

// ask sends a question and judges the answer: it comes back without error only where it is JSON of a
// successful request.
func (c *Client) ask(ctx context.Context, q question) (transport.Answer, error) {
	answer, err := c.send(ctx, q)
	if err != nil {
		return answer, err
	}
	return answer, c.judge(answer)
}

// send is ask without judging.
func (c *Client) send(ctx context.Context, q question) (transport.Answer, error) {
	address := q.base + cmp.Or(q.api, api)
	for _, p := range q.path {
		address += "/" + url.PathEscape(p)
	}
	if len(q.query) > 0 {
		address += "?" + q.query.Encode()
	}
	r := transport.Request{
		Method: cmp.Or(q.method, http.MethodGet), URL: address, Patient: q.patience != nil, Patience: q.patience,
		JSON: q.body, Secrets: q.secrets,
	}
	if r.Method != http.MethodGet {
		// Without both, a server takes it for a page that abuses somebody's browser: "XSRF check failed".
		r.Header = http.Header{"Content-Type": {"application/json"}, "X-Atlassian-Token": {"no-check"}}
	}
	if !q.openly {
		r.Credential = c.boundTo(q.base)
		if r.Credential.Token.Empty() {
			return transport.Answer{}, connector.NewProblem(connector.CodeTokenMissing, "host", hostOf(q.base))
		}
	}
	answer, err := c.wire.Do(ctx, r)
	// A server that was signed in to before may repeat the token in answers to questions without it.
	return answer, transport.Redacted(err, append([]connector.Secret{c.credential.Token}, q.secrets...)...)
}

// accountOf is who the server says is signed in, or nothing. The header is percent-encoded.
func (c *Client) accountOf(a transport.Answer) string {
	name := a.Header.Get("X-AUSERNAME")
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return transport.Quote(name, c.credential.Token)
}

func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// who is the account for a problem's sentences: the answer's own word first.
func (c *Client) who(a transport.Answer) string { return cmp.Or(c.accountOf(a), c.recall().account) }
