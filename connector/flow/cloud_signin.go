package flow

import (
	"context"
	"slices"
	"time"

	"mooring/connector"
)

// cloudSignIn is a sign-in on its way from a credential to a saved connection. It is passed by value: two
// attempts to keep the same one never share it.
type cloudSignIn struct {
	connection connector.Connection
	credential connector.Credential
	bitbucket  Bitbucket
	identity   Identity
	report     connector.Report
	// stranger says that nobody has confirmed yet that this account is theirs.
	stranger bool
	fresh    bool // no connection of this ID is saved yet
	more     *cloudMore
	// replaces is the connection that is to get this token; instead is its name where the token turned out to be
	// another account's.
	replaces connector.Connection
	instead  string
	// another says that an account was asked for that is not connected yet; same that it is one that is.
	another, same bool
}

// cloudQuestion is what is asked of the person in their browser.
type cloudQuestion struct {
	scopes  []string
	private bool // the link is carried into a private window
	another bool // it is about an account that is not connected yet
}

// signIn begins with a credential.
func (c *Cloud) signIn(credential connector.Credential) cloudSignIn {
	connection := connector.Connection{
		ID: connector.NewID(), Provider: connector.Cloud, Base: c.needs.API, Web: c.needs.Web,
		Kind: credential.Kind, Keep: connector.KeepKeychain, Created: c.needs.Clock().UTC(),
	}
	if len(credential.Origins) == 0 {
		credential.Origins = connection.Origins()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return cloudSignIn{connection: connection, credential: credential, more: c.more}
}

// replacing says which saved connection the token is for, if one. Its account is shown to the client, which then
// need not fetch the picture again.
func (in cloudSignIn) replacing(s CloudState, id string) cloudSignIn {
	if known, ok := s.find(id); ok {
		in.replaces, in.connection.Account = known, known.Account
	}
	return in
}

// ask runs a consent and, when it is given, the checks.
func (c *Cloud) ask(extra []string, private bool) {
	c.retryWith(func() { c.ask(extra, private) })
	c.task.Start(func(ctx context.Context) { c.consent(ctx, cloudQuestion{scopes: c.scopes(extra), private: private}) })
}

// askAnother asks for an account that need not be the one on screen.
func (c *Cloud) askAnother() {
	c.retryWith(c.askAnother)
	c.task.Start(func(ctx context.Context) {
		c.consent(ctx, cloudQuestion{scopes: slices.Clone(c.needs.Scopes), private: true, another: true})
	})
}

func (c *Cloud) consent(ctx context.Context, q cloudQuestion) {
	c.feed.ApplyFrom(ctx, cloudAsking{q.private})
	credential, err := c.awaitConsent(ctx, q.scopes, q.private)
	if ctx.Err() != nil {
		return
	}
	c.seeConsumer(ctx)
	if err != nil {
		c.feed.ApplyFrom(ctx, cloudStopped{*c.problem(err)})
		return
	}
	in := c.signIn(credential)
	in.stranger, in.another = true, q.another
	c.check(ctx, in)
}

// scopes are those always asked for, those wanted beside them, and those the connection has already: a
// consent that asked for less could take something away.
func (c *Cloud) scopes(extra []string) []string {
	s := c.feed.Now().State
	out := slices.Clone(c.needs.Scopes)
	for _, p := range s.Permissions() {
		if s.kind() == connector.Session && p.Granted {
			extra = append(slices.Clone(extra), p.Scope)
		}
	}
	for _, e := range extra {
		if e != "" && !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// awaitConsent asks and shows the waiting; the countdown ends with it.
func (c *Cloud) awaitConsent(ctx context.Context, scopes []string, private bool) (connector.Credential, error) {
	c.asking.Lock()
	defer c.asking.Unlock()
	if ctx.Err() != nil { // given up while the one before let go: no browser must open for this
		return connector.Credential{}, ctx.Err()
	}
	if private && c.needs.Hold != nil {
		c.needs.Hold(true)
		defer c.needs.Hold(false)
	}
	counting, stop := context.WithCancel(ctx)
	defer stop()
	begun := false
	return c.needs.Consent.Ask(ctx, scopes, func(w connector.ConsentWait) {
		c.feed.ApplyFrom(ctx, c.handFor(counting, w))
		if !begun {
			begun = true
			go c.countDown(counting, w.Until)
		}
	})
}

// countDown tells the time left whenever it reads differently.
func (c *Cloud) countDown(ctx context.Context, until time.Time) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	shown := spoken(until.Sub(c.needs.Clock()))
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if left := spoken(until.Sub(c.needs.Clock())); left != shown {
				shown = left
				c.feed.ApplyFrom(ctx, cloudTicked{left})
			}
		}
	}
}

// keep puts the secret away and then saves the connection. The person may be asked for the keychain's
// password meanwhile, so it can take minutes.
func (c *Cloud) keep(ctx context.Context, in cloudSignIn, where connector.Keep) {
	c.keeping.Lock()
	defer c.keeping.Unlock()
	if ctx.Err() != nil {
		return
	}
	in.connection.Keep = where
	c.setUnput(&in)
	c.retryWith(func() {
		c.task.Start(func(ctx context.Context) { c.keep(ctx, in, where) })
	})
	c.feed.ApplyFrom(ctx, cloudSaves{})
	err := c.needs.Vault.Put(ctx, in.connection.ID, in.credential, where)
	if err != nil {
		c.feed.ApplyFrom(ctx, cloudUnkept{c.vaultProblem(err)})
		return
	}
	if ctx.Err() != nil { // cancelled: no secret stays without its connection
		c.drain(ctx, in)
		return
	}
	if err := c.needs.Connections.SaveConnection(context.WithoutCancel(ctx), in.connection); err != nil {
		c.drain(ctx, in)
		c.feed.ApplyFrom(ctx, cloudStopped{c.diskProblem(err)})
		return
	}
	if ctx.Err() == nil {
		c.forget()
	}
	c.feed.Apply(cloudSaved{
		connection: in.connection, scopes: c.granted(in), email: in.credential.Email, report: in.report,
		confirm: in.stranger, instead: in.instead, same: in.same,
	})
	c.tellNews(ctx, in)
}

// drain takes the secret of a connection that was not saved out of the keychain again.
func (c *Cloud) drain(ctx context.Context, in cloudSignIn) {
	if in.fresh {
		_ = c.needs.Vault.Delete(context.WithoutCancel(ctx), in.connection.ID)
	}
}

// granted are the permissions of a sign-in, as far as anybody told.
func (c *Cloud) granted(in cloudSignIn) []string {
	if len(in.identity.Scopes) > 0 {
		return in.identity.Scopes
	}
	return in.credential.Scopes
}

// KeepForSession keeps what the keychain would not: it is gone when the app ends.
func (c *Cloud) KeepForSession() {
	c.mu.Lock()
	in := c.unput
	c.mu.Unlock()
	if in == nil {
		return
	}
	c.task.Start(func(ctx context.Context) { c.keep(ctx, *in, connector.KeepSession) })
}
