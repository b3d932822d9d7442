package flow

import (
	"context"
	"errors"
	"strings"

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
	f.feed.Apply(serverBegan{connection: connection})
	f.task.Start(func(ctx context.Context) { f.try(ctx, connection) })
}

func (f *Server) try(ctx context.Context, connection connector.Connection) {
	bitbucket := f.needs.Clients.Try(connection, f.credential(nil))
	checked, report, ok := f.climb(ctx, bitbucket, connection)
	switch {
	case !ok:
	case report.Verdict() == connector.Blocked:
		f.feed.ApplyFrom(ctx, serverChecked{checked, report})
	default:
		f.feed.ApplyFrom(ctx, serverAsked{checked, report})
		f.put(ctx, checked, connector.KeepKeychain)
	}
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
		f.feed.ApplyFrom(ctx, serverLost{connection.ID})
		return
	case err != nil:
		f.feed.ApplyFrom(ctx, serverFailed{problemOf(err, connector.CodeKeychainRefused)})
		return
	}
	checked, _, ok := f.climb(ctx, bitbucket, connection)
	if !ok || ctx.Err() != nil {
		return
	}
	var problem *connector.Problem
	if err := f.needs.Connections.SaveConnection(ctx, checked); err != nil {
		p := problemOf(err, connector.CodeDiskFailed)
		problem = &p
	}
	f.feed.ApplyFrom(ctx, serverUpdated{checked, problem})
}

// recheck climbs once more within the work that is under way, with what the check before was made with.
func (f *Server) recheck(ctx context.Context) {
	s := f.feed.Now().State
	f.feed.ApplyFrom(ctx, serverBegan{connection: s.Current, again: s.Again})
	if s.Again {
		f.tryKept(ctx, s.Current)
		return
	}
	f.try(ctx, s.Current)
}

// climb lights the ladder and gives the connection as the checks found it. ok is false when the person
// has stopped waiting, or when a problem has been published instead.
func (f *Server) climb(ctx context.Context, bitbucket Bitbucket, connection connector.Connection) (checked connector.Connection, report connector.Report, ok bool) {
	report = ladder.Climb(ctx, bitbucket.Checks(""), func(r connector.Report) { f.feed.ApplyFrom(ctx, serverClimbed{r}) })
	if !report.Done {
		return connection, report, false
	}
	connection.Verdict, connection.Checked = report.Verdict(), f.needs.Clock().UTC()
	if connection.Verdict == connector.Blocked {
		return connection, report, true
	}
	who, err := bitbucket.Identity(ctx)
	if err != nil {
		f.feed.ApplyFrom(ctx, serverFailed{problemOf(err, connector.CodeAnswerInvalid)})
		return connection, report, false
	}
	connection.Account, connection.Version = who.Account, who.Version
	// What is kept is bound to its origin: a saved connection does not move to another by itself.
	if connection.Created.IsZero() || SameServer(connection.Base, who.Base) {
		connection.Base, connection.Web = who.Base, who.Web
	}
	if connection.Web == "" {
		connection.Web = connection.Base
	}
	return connection, report, true
}

// keep stores token and connection, off the goroutine of the caller: a keychain may be waiting for its
// password.
func (f *Server) keep(connection connector.Connection, where connector.Keep) {
	f.task.Stop()
	f.feed.Apply(serverAsked{connection: connection})
	f.task.Start(func(ctx context.Context) { f.put(ctx, connection, where) })
}

// put stores the token first and the connection after it, so that no connection stands on disk whose
// token was never kept. What was stored for nothing is taken back.
func (f *Server) put(ctx context.Context, connection connector.Connection, where connector.Keep) {
	if ctx.Err() != nil {
		return
	}
	isNew := connection.Created.IsZero()
	connection.Keep = where
	if err := f.needs.Vault.Put(ctx, connection.ID, f.credential(connection.Origins()), where); err != nil {
		f.feed.ApplyFrom(ctx, serverUnkept{problemOf(err, connector.CodeKeychainRefused)})
		return
	}
	takeBack := func() {
		if isNew {
			_ = f.needs.Vault.Delete(context.WithoutCancel(ctx), connection.ID)
		}
	}
	if ctx.Err() != nil {
		takeBack()
		return
	}
	if isNew {
		connection.Created = f.needs.Clock().UTC()
	}
	if err := f.needs.Connections.SaveConnection(ctx, connection); err != nil {
		takeBack()
		f.feed.ApplyFrom(ctx, serverUnkept{problemOf(err, connector.CodeDiskFailed)})
		return
	}
	f.setKept(connection.ID, where == connector.KeepSession)
	if ctx.Err() != nil { // on disk is on disk: the list says so even to who has just stopped waiting
		f.feed.Apply(serverListed{connection})
		return
	}
	f.forget()
	f.feed.ApplyFrom(ctx, serverKept{connection})
}

// Rename gives the current connection another name. An empty one changes nothing.
func (f *Server) Rename(name string) {
	connection := f.feed.Now().State.Current
	name = strings.TrimSpace(name)
	if name == "" || name == connection.Name {
		f.Cancel()
		return
	}
	f.task.Stop()
	f.feed.Apply(serverWorks{})
	connection.Name = name
	f.task.Start(func(ctx context.Context) {
		if err := f.needs.Connections.SaveConnection(ctx, connection); err != nil {
			f.feed.ApplyFrom(ctx, serverStuck{problemOf(err, connector.CodeDiskFailed)})
			return
		}
		f.feed.ApplyFrom(ctx, serverRenamed{connection})
	})
}

// Disconnect wipes the current connection's token, then the connection. Its profiles stay.
func (f *Server) Disconnect() {
	connection := f.feed.Now().State.Current
	f.task.Stop()
	f.feed.Apply(serverWorks{})
	f.task.Start(func(ctx context.Context) {
		if err := f.needs.Vault.Delete(ctx, connection.ID); err != nil && !errors.Is(err, connector.ErrNoSecret) {
			f.feed.ApplyFrom(ctx, serverStuck{problemOf(err, connector.CodeKeychainRefused)})
			return
		}
		if err := f.needs.Connections.DeleteConnection(ctx, connection.ID); err != nil {
			f.feed.ApplyFrom(ctx, serverStuck{problemOf(err, connector.CodeDiskFailed)})
			return
		}
		f.setKept(connection.ID, false)
		f.feed.ApplyFrom(ctx, serverLeft{connection.ID})
	})
}

// problemOf is the problem an error carries, or one of a code that says what failed.
func problemOf(err error, otherwise connector.Code) connector.Problem {
	if p, ok := connector.AsProblem(err); ok {
		return p
	}
	return connector.NewProblem(otherwise).Because(err)
}
