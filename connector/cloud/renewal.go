package cloud

import (
	"context"
	"net/http"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// ripe is how old a token must be before its having expired is believed where it came as the answer to a refusal:
// sessions live two hours, and what dies sooner would be renewed for ever.
const ripe = 10 * time.Minute

// renewal is the token that took the place of a refused one.
type renewal struct {
	token connector.Secret
	at    time.Time
}

// again sends once more what was refused to a session, with a renewed token: Bitbucket's words on a 401 say not
// reliably whether that helps. What comes back is the answer that counts and the credential it was for. Only the
// Source may find that the session is over.
func (c *Client) again(ctx context.Context, r request, refused transport.Answer, used connector.Credential) (transport.Answer, connector.Credential, error) {
	if !c.renewable(refused, used) {
		return refused, used, nil
	}
	c.o.Source.Stale(used)
	fresh, err := c.o.Source.Token(ctx)
	if err != nil || fresh.Token.Same(used.Token) {
		return refused, used, err
	}
	// Noted before it is known to be refused too: other requests may find that out first.
	c.renewedTo(fresh)
	a, err := c.send(ctx, r, fresh)
	return a, fresh, err
}

// renewable tells whether a new token may help: not where this one is such a token already.
func (c *Client) renewable(a transport.Answer, used connector.Credential) bool {
	if a.Status != http.StatusUnauthorized || used.Kind != connector.Session {
		return false
	}
	c.mu.Lock()
	last := c.renewal
	c.mu.Unlock()
	return !used.Token.Same(last.token) || saysExpired(a) && c.o.Now().Sub(last.at) >= ripe
}

func (c *Client) renewedTo(fresh connector.Credential) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !fresh.Token.Same(c.renewal.token) {
		c.renewal = renewal{token: fresh.Token, at: c.o.Now()}
	}
}
