package flow

import (
	"context"
	"errors"
	"time"

	"mooring/connector"
	"mooring/connector/ladder"
)

// load reads the saved connections of Bitbucket Servers.
func (f *Server) load(ctx context.Context) {
	all, err := f.needs.Connections.Connections(ctx)
	if err != nil {
		f.feed.ApplyFrom(ctx, serverUnread{problemOf(err, connector.CodeDiskFailed)})
		return
	}
	var items []ServerItem
	for _, c := range all {
		if c.Provider == connector.Server {
			items = append(items, ServerItem{Connection: c, SignIn: c.Keep == connector.KeepSession && !f.keptHere(c.ID)})
		}
	}
	f.feed.ApplyFrom(ctx, serverLoaded{items})
}

// tryGiven checks a connection with the token that was typed and, when nothing blocks, keeps both.
func (f *Server) tryGiven(connection connector.Connection) {
	f.task.Stop()
	given := f.credential()
	item, saved := f.feed.Now().State.Item(connection.ID)
	file := connection.ClientCertificate
	same := saved && file != "" && item.Connection.ClientCertificate == file && given.Passphrase.Empty()
	f.feed.Apply(serverBegan{connection: connection})
	f.task.Start(func(ctx context.Context) {
		if same {
			phrase, problem := f.keptPhrase(ctx, connection)
			if problem != nil {
				f.feed.ApplyFrom(ctx, serverFailed{problem: *problem})
				return
			}
			given.Passphrase = phrase
		}
		f.try(ctx, connection, given)
	})
}

// keptPhrase finds what opens the client certificate of a saved connection and takes it along, so that it
// is kept with the new token too. None may be kept; a keychain that is locked is a problem, since the file
// could not be opened.
func (f *Server) keptPhrase(ctx context.Context, connection connector.Connection) (connector.Secret, *connector.Problem) {
	kept, err := f.needs.Vault.Get(ctx, connection.ID, connection.Origins())
	switch {
	case errors.Is(err, connector.ErrNoSecret), connector.IsProblem(err, connector.CodeKeychainUnavailable):
		return connector.Secret{}, nil
	case err != nil:
		p := problemOf(err, connector.CodeKeychainRefused)
		return connector.Secret{}, &p
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if ctx.Err() == nil { // else something else has been typed meanwhile
		f.phrase = kept.Passphrase
	}
	return kept.Passphrase, nil
}

func (f *Server) try(ctx context.Context, connection connector.Connection, given connector.Credential) {
	bitbucket := f.needs.Clients.Try(connection, given)
	f.climbOn(ctx, bitbucket, serverBegan{connection: connection}, func(c climbed) {
		switch {
		case c.problem != nil:
			f.feed.ApplyFrom(ctx, serverFailed{problem: *c.problem, resume: c.resume})
		case c.blocked():
			f.feed.ApplyFrom(ctx, serverChecked{c})
		default:
			c.connection.Keep = connector.KeepKeychain
			f.feed.ApplyFrom(ctx, serverAsked{c.connection, c.report})
			f.put(ctx, c.connection, given)
		}
	})
}

// checkSaved checks a saved connection with its kept token and writes down how it stands.
func (f *Server) checkSaved(connection connector.Connection) {
	f.task.Stop()
	f.forget()
	f.feed.Apply(serverBegan{connection: connection, again: true})
	f.task.Start(func(ctx context.Context) { f.tryKept(ctx, connection) })
}

func (f *Server) tryKept(ctx context.Context, connection connector.Connection) {
	bitbucket, err := f.needs.Clients.Open(ctx, connection)
	switch {
	case errors.Is(err, connector.ErrNoSecret):
		f.feed.ApplyFrom(ctx, f.lost(connection.ID))
		return
	case err != nil:
		f.feed.ApplyFrom(ctx, serverFailed{problem: problemOf(err, connector.CodeKeychainRefused)})
		return
	}
	f.climbOn(ctx, bitbucket, serverBegan{connection: connection, again: true}, func(c climbed) {
		if c.problem != nil {
			f.feed.ApplyFrom(ctx, serverFailed{problem: *c.problem, resume: c.resume})
			return
		}
		var problem *connector.Problem
		if err := f.needs.Connections.SaveConnection(ctx, c.connection); err != nil {
			p := problemOf(err, connector.CodeDiskFailed)
			problem = &p
		}
		f.feed.ApplyFrom(ctx, serverUpdated{c, problem})
	})
}

// climb lights the ladder and gives the connection as the checks found it. done is false when the person
// has stopped waiting.
func (f *Server) climb(ctx context.Context, bitbucket Bitbucket, connection connector.Connection) (c climbed, done bool) {
	report := ladder.Climb(ctx, bitbucket.Checks(""), func(r connector.Report) { f.feed.ApplyFrom(ctx, serverClimbed{r}) })
	if !report.Done {
		return climbed{}, false
	}
	connection = withToken(connection, report)
	connection.Verdict, connection.Checked = report.Verdict(), f.needs.Clock().UTC()
	c = climbed{connection: connection, report: report}
	if c.blocked() {
		return c, ctx.Err() == nil
	}
	who, err := bitbucket.Identity(ctx)
	if err != nil {
		// Whatever it was, nobody is known to be signed in: there is no going on.
		p := problemOf(err, connector.CodeAnswerInvalid).Rated(connector.Block)
		c.problem = &p
		return c, ctx.Err() == nil
	}
	c.connection = identified(connection, who)
	return c, ctx.Err() == nil
}

// identified writes down who is signed in and where.
func identified(c connector.Connection, who connector.Identity) connector.Connection {
	c.Account, c.Version = who.Account, who.Version
	// What is kept is bound to its origin: a saved connection does not move to another by itself.
	if c.Created.IsZero() || SameServer(c.Base, who.Base) {
		c.Base, c.Web = who.Base, who.Web
	}
	if c.Web == "" {
		c.Web = c.Base
	}
	return c
}

// withToken writes down what the check found out about the token. What the person typed about its end
// stays; what the server tells stands beside it.
func withToken(c connector.Connection, report connector.Report) connector.Connection {
	for _, rung := range report.Rungs {
		if rung.ID != connector.CheckToken {
			continue
		}
		switch kind := connector.TokenKind(rung.Facts[connector.FactTokenKind]); kind {
		case connector.TokenPersonal, connector.TokenProject, connector.TokenRepository:
			c.TokenKind = kind
		}
		if rung.Facts[connector.FactExpiresBy] != "server" {
			continue
		}
		// "never" is no day, and neither is what cannot be read.
		c.TokenExpires, _ = time.Parse(time.DateOnly, rung.Facts[connector.FactExpires])
	}
	return c
}

// problemOf is the problem an error carries, or one of a code that says what failed.
func problemOf(err error, otherwise connector.Code) connector.Problem {
	if p, ok := connector.AsProblem(err); ok {
		return p
	}
	return connector.NewProblem(otherwise).Because(err)
}
