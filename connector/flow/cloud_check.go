package flow

import (
	"context"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/ladder"
)

// check lights the ladder with a credential nobody has kept yet, and keeps it when the ladder holds.
func (c *Cloud) check(ctx context.Context, in cloudSignIn) {
	c.retryWith(func() {
		c.task.Start(func(ctx context.Context) { c.check(ctx, in) })
	})
	c.feed.ApplyFrom(ctx, cloudClimbs{in.credential.Kind})
	in.bitbucket = c.needs.Clients.Try(in.connection, in.credential)
	report, problem := c.climb(ctx, in.bitbucket)
	if problem == nil && ctx.Err() == nil {
		var err error
		in.identity, err = in.bitbucket.Identity(ctx)
		problem = c.problem(err)
	}
	if ctx.Err() != nil {
		return
	}
	if problem != nil {
		c.feed.ApplyFrom(ctx, cloudStopped{*problem})
		return
	}
	in.report = report
	in = c.recognise(ctx, in)
	in.connection = c.seen(in.connection, in.identity, report)
	c.keep(ctx, in, connector.KeepKeychain)
}

// climb runs the ladder; the problem is what blocks, if anything does.
func (c *Cloud) climb(ctx context.Context, bitbucket Bitbucket) (connector.Report, *connector.Problem) {
	before := requestsOf(bitbucket)
	report := ladder.Climb(ctx, bitbucket.Checks(""), func(r connector.Report) {
		r.Requests = requestsOf(bitbucket) - before
		c.feed.ApplyFrom(ctx, cloudReported{r})
	})
	report.Requests = requestsOf(bitbucket) - before
	if report.Verdict() != connector.Blocked {
		return report, nil
	}
	problem, found := report.Worst()
	if !found { // a rung that could not finish and does not say why
		problem = connector.NewProblem(connector.CodeAnswerInvalid, "host", hostOf(c.needs.API))
	}
	return report, &problem
}

// requestsOf is how many requests a client has sent, where it counts them.
func requestsOf(bitbucket Bitbucket) int {
	if counter, counts := bitbucket.(Counter); counts {
		return counter.Requests()
	}
	return 0
}

// recognise gives an account that is connected already its old connection, so that profiles keep theirs. A token
// that was to replace another account's is asked about: nothing of that other is touched.
func (c *Cloud) recognise(ctx context.Context, in cloudSignIn) cloudSignIn {
	in.fresh = true
	in.connection.Account = connector.Account{}
	for _, known := range c.feed.Now().State.Connections {
		if c.isSame(ctx, known, in) {
			in.connection.ID, in.connection.Created = known.ID, known.Created
			in.connection.Account = known.Account
			in.fresh, in.stranger = false, false
			if known.ID == in.replaces.ID {
				break
			}
		}
	}
	in.same = in.another && !in.fresh
	if in.replaces.ID != "" && in.replaces.ID != in.connection.ID {
		in.instead, in.stranger = in.replaces.Name, in.fresh
	}
	return in
}

// isSame tells whether a sign-in is of a connection there is already. Tokens of a workspace and of each of its
// projects all name the workspace, so another kind, and another project's, is another connection: none of them
// may take the place of one that reaches something else.
func (c *Cloud) isSame(ctx context.Context, known connector.Connection, in cloudSignIn) bool {
	if known.Base != in.connection.Base || known.Account.ID != in.identity.Account.ID {
		return false
	}
	if in.connection.Kind != connector.AccessToken || known.ID == in.replaces.ID || strings.Contains(in.connection.Place, "/") {
		return true
	}
	if kind := connector.TokenKind(in.report.Fact(connector.FactTokenKind)); kind != known.TokenKind {
		return false
	}
	return known.TokenKind != connector.TokenProject || c.holds(ctx, known, in.credential)
}

// holds tells whether a connection has this very token.
func (c *Cloud) holds(ctx context.Context, known connector.Connection, given connector.Credential) bool {
	kept, err := c.needs.Vault.Get(ctx, known.ID, known.Origins())
	return err == nil && kept.Token.Same(given.Token)
}

// seen gives the connection as Bitbucket has just shown it.
func (c *Cloud) seen(connection connector.Connection, identity Identity, report connector.Report) connector.Connection {
	return shownByCloud(connection, identity, report, c.needs.Clock().UTC())
}

// shownByCloud gives a connection to Cloud as Bitbucket has shown it at a time. The picture there was stays where no
// other came.
func shownByCloud(connection connector.Connection, identity Identity, report connector.Report, at time.Time) connector.Connection {
	picture := connection.Account.Picture
	connection.Account, connection.Name = identity.Account, identity.Account.Name
	if len(connection.Account.Picture) == 0 {
		connection.Account.Picture = picture
	}
	connection.Workspaces = identity.Workspaces
	if kind := connector.TokenKind(report.Fact(connector.FactTokenKind)); connection.Kind == connector.AccessToken && kind != "" {
		connection.TokenKind = kind
	}
	connection.Checked, connection.Verdict = at, report.Verdict()
	return connection
}
