package flow

import (
	"context"
	"errors"
	"strings"
	"time"

	"mooring/connector"
)

// KeepForSession keeps the token in memory until the app ends, where no keychain takes it.
func (f *Server) KeepForSession() {
	f.keep(func(connector.Connection) connector.Keep { return connector.KeepSession })
}

// KeepAgain tries once more to keep the token where it could not be kept.
func (f *Server) KeepAgain() {
	f.keep(func(c connector.Connection) connector.Keep { return c.Keep })
}

// keep stores token and connection, off the goroutine of the caller: a keychain may be waiting for its
// password.
func (f *Server) keep(where func(connector.Connection) connector.Keep) {
	keeping := func(s ServerState) bool { return s.Step == ServerSaving || s.Step == ServerKeeping }
	if !keeping(f.feed.Now().State) {
		return
	}
	f.task.Stop()
	s := f.feed.Now().State
	if !keeping(s) { // it has been kept in this very moment
		return
	}
	given := f.credential()
	s.Current.Keep = where(s.Current)
	f.feed.Apply(serverAsked{connection: s.Current})
	f.task.Follow(func(ctx context.Context) { f.put(ctx, s.Current, given) })
}

// put stores the token first and the connection after it, so that no connection stands on disk whose
// token was never kept. What was stored for nothing is taken back.
func (f *Server) put(ctx context.Context, connection connector.Connection, given connector.Credential) {
	if ctx.Err() != nil {
		return
	}
	isNew := connection.Created.IsZero()
	given.Origins = connection.Origins()
	if err := f.needs.Vault.Put(ctx, connection.ID, given, connection.Keep); err != nil {
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
	f.setKept(connection.ID, connection.Keep == connector.KeepSession)
	if !f.feed.ApplyFrom(ctx, serverKept{connection}) {
		f.feed.Apply(serverListed{connection}) // on disk is on disk: the list says so even to who has just gone on
		return
	}
	f.forgetIf(given.Token)
}

// forgetIf forgets the token that was typed, if it is still this one.
func (f *Server) forgetIf(token connector.Secret) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.given.Same(token) {
		f.given, f.phrase = connector.Secret{}, connector.Secret{}
	}
}

// SetUntil changes the day a saved connection's token ends, as the person knows it; the zero day takes it
// back. The page stays.
func (f *Server) SetUntil(id string, until time.Time) {
	s := f.feed.Now().State
	item, known := s.Item(id)
	switch s.Step {
	case ServerStarting, ServerChecking, ServerSaving, ServerKeeping:
		return
	}
	if !known || s.Working {
		return
	}
	f.halt()
	f.feed.Apply(serverWorks{})
	connection := item.Connection
	connection.TokenUntil = until
	f.save(connection, serverDated{connection})
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
	f.save(connection, serverRenamed{connection})
}

// save writes a connection and then says so, or what went wrong.
func (f *Server) save(connection connector.Connection, saved serverEvent) {
	f.task.Start(func(ctx context.Context) {
		if err := f.needs.Connections.SaveConnection(ctx, connection); err != nil {
			f.feed.ApplyFrom(ctx, serverStuck{problemOf(err, connector.CodeDiskFailed)})
			return
		}
		if !f.feed.ApplyFrom(ctx, saved) {
			f.feed.Apply(serverWritten{connection})
		}
	})
}

// Disconnect wipes the current connection's token, then the connection. Its profiles stay, and so does what
// was decided about the server's certificate.
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
