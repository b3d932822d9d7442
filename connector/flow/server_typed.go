package flow

import (
	"cmp"
	"strings"
	"time"

	"mooring/connector"
)

// Add opens an empty form.
func (f *Server) Add() { f.Begin("") }

// Begin opens the form with an address that was typed elsewhere.
func (f *Server) Begin(address string) {
	f.task.Stop()
	f.forget()
	form := ServerForm{Address: address, Name: SuggestServerName(address), Missing: ServerFieldAddress}
	if address != "" {
		form.Missing = ServerFieldToken
	}
	f.feed.Apply(serverFilled{form})
}

// ReplaceToken opens the form for a new token of a saved connection.
func (f *Server) ReplaceToken(id string) { f.replaceToken(id, connector.TokenUnknown) }

// replaceToken says of what kind the new token is, where that is known.
func (f *Server) replaceToken(id string, kind connector.TokenKind) {
	item, known := f.feed.Now().State.Item(id)
	if !known {
		return
	}
	f.task.Stop()
	f.forget()
	form := formFor(item.Connection, 0)
	form.SignIn, form.Kind = item.SignIn, cmp.Or(kind, form.Kind)
	if item.SignIn {
		form.Until = f.stillAhead(item.Connection.TokenUntil)
	}
	f.feed.Apply(serverFilled{form})
}

// SignIn asks for the token of a saved connection because none is kept any more; what opens a connection
// elsewhere calls it when that answers connector.ErrNoSecret.
func (f *Server) SignIn(id string) {
	f.task.Stop()
	f.forget()
	f.feed.Apply(f.lost(id))
}

// lost asks for a token that is no longer kept. It may well be the same one again, so the day it ends is
// shown as it was typed, unless that has passed.
func (f *Server) lost(id string) serverLost {
	item, _ := f.feed.Now().State.Item(id)
	return serverLost{id: id, until: f.stillAhead(item.Connection.TokenUntil)}
}

// stillAhead is a day that has not passed yet, or none.
func (f *Server) stillAhead(day time.Time) time.Time {
	if f.needs.Clock().Before(day) {
		return day
	}
	return time.Time{}
}

// ServerTyped is what the form holds when it is submitted.
type ServerTyped struct {
	Name, Address string
	Token         connector.Secret
	// Until is the day typed under "Valid until", at midnight UTC; zero where none was.
	Until time.Time
	// Kind is what the person made; unknown where they did not say.
	Kind connector.TokenKind
	// Certificate is the file of a client certificate, and Passphrase what opens it.
	Certificate string
	Passphrase  connector.Secret
}

// Check checks what was typed, and connects when nothing blocks. Space around it is dropped: it comes
// with copying. For a connection that gets a new token, name and address stay what they were, and so does
// its client certificate with what opens it, unless another is given.
func (f *Server) Check(typed ServerTyped) {
	s := f.halt()
	name, address := strings.TrimSpace(typed.Name), strings.TrimSpace(typed.Address)
	token := typed.Token.Trimmed()
	connection := connector.Connection{ID: connector.NewID(), Provider: connector.Server, Kind: connector.AccessToken, Keep: connector.KeepKeychain}
	if item, known := s.Item(s.Form.For); known {
		connection = item.Connection
		name, address = connection.Name, connection.Base
	}
	switch {
	case address == "":
		f.feed.Apply(serverLacked{connector.NewProblem(connector.CodeAddressInvalid, "address", ""), ServerFieldAddress})
		return
	case token.Empty():
		f.feed.Apply(serverLacked{connector.NewProblem(connector.CodeTokenMissing, "host", SuggestServerName(address)), ServerFieldToken})
		return
	case name == "":
		name = SuggestServerName(address)
	}
	if connection.Base != address {
		connection.Base, connection.Web = address, address
	}
	connection.Name = name
	connection.TokenUntil, connection.TokenExpires, connection.TokenKind = typed.Until, time.Time{}, typed.Kind
	connection.ClientCertificate = cmp.Or(strings.TrimSpace(typed.Certificate), connection.ClientCertificate)
	f.remember(connection.ID, address)
	// What was allowed for a server is not asked again because of a letter in the token.
	connection.Insecure = connection.Insecure || s.Current.Insecure && SameServer(s.Current.Base, address)
	f.give(token, typed.Passphrase)
	f.tryGiven(connection)
}

// remember keeps what the typed address names, to begin the choosing there.
func (f *Server) remember(id, address string) {
	read, err := connector.ReadAddress(address)
	if err != nil || read.ProjectKey == "" {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.places[id] = strings.TrimSuffix(read.ProjectKey+"/"+read.RepositorySlug, "/")
}
