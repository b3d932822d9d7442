package flow

import (
	"context"
	"errors"

	"mooring/connector"
)

// CheckAgain lights the ladder for the connection on screen.
func (c *Cloud) CheckAgain() {
	connection, ok := c.feed.Now().State.Connection()
	if !ok {
		return
	}
	c.forget()
	c.retryWith(c.CheckAgain)
	c.task.Start(func(ctx context.Context) { c.recheck(ctx, connection) })
}

func (c *Cloud) recheck(ctx context.Context, connection connector.Connection) {
	c.feed.ApplyFrom(ctx, cloudClimbs{connection.Kind})
	checked := cloudChecked{connection: connection}
	bitbucket, err := c.needs.Clients.Open(ctx, connection)
	if errors.Is(err, connector.ErrNoSecret) {
		c.feed.ApplyFrom(ctx, cloudSecret{id: connection.ID, missing: true, sure: true})
		return
	}
	if err != nil {
		c.seeConsumer(ctx)
		checked.problem = problemFor(err, connection)
		c.feed.ApplyFrom(ctx, checked)
		return
	}
	checked.report, checked.problem = c.climb(ctx, bitbucket)
	if ctx.Err() != nil {
		return
	}
	connection.Checked, connection.Verdict = c.needs.Clock().UTC(), checked.report.Verdict()
	if checked.problem == nil {
		identity, err := bitbucket.Identity(ctx)
		if err == nil {
			connection, checked.scopes = c.seen(connection, identity, checked.report), identity.Scopes
		}
		checked.problem = problemFor(err, connection)
	}
	if err := c.needs.Connections.SaveConnection(ctx, connection); err != nil && checked.problem == nil {
		p := c.diskProblem(err)
		checked.problem = &p
	}
	checked.connection = connection
	c.seeConsumer(ctx)
	c.feed.ApplyFrom(ctx, checked)
}

// Retry does again what failed. Where nothing is remembered, since another account was on screen meanwhile, that
// is a check: it asks the keychain, and Bitbucket.
func (c *Cloud) Retry() {
	c.mu.Lock()
	again := c.again
	c.mu.Unlock()
	switch s := c.feed.Now().State; {
	case again != nil:
		again()
	case s.resting():
		c.CheckAgain()
	}
}

// problem reads an error of Bitbucket's; nil stays nil.
func (c *Cloud) problem(err error) *connector.Problem {
	return problemFor(err, connector.Connection{Base: c.needs.API})
}

// vaultProblem reads an error of the keychain's.
func (c *Cloud) vaultProblem(err error) connector.Problem {
	if p, ok := connector.AsProblem(err); ok {
		return p
	}
	return connector.NewProblem(connector.CodeKeychainRefused).Because(err)
}

// diskProblem reads an error of the disk's.
func (c *Cloud) diskProblem(err error) connector.Problem {
	if p, ok := connector.AsProblem(err); ok {
		return p
	}
	return connector.NewProblem(connector.CodeDiskFailed).Because(err)
}

func (c *Cloud) retryWith(again func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.again = again
}

func (c *Cloud) setUnput(in *cloudSignIn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unput = in
}

// drop lets go of a secret that waited for something, and of trying again with it.
func (c *Cloud) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.again, c.unput = nil, nil
}

// forget is drop, and the end of asking for more too.
func (c *Cloud) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.again, c.unput, c.more = nil, nil, nil
}
