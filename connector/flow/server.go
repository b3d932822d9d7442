package flow

import (
	"strings"
	"sync"
	"time"

	"mooring/connector"
)

// ServerNeeds is what the Server tab needs from the rest of the house.
type ServerNeeds struct {
	Clients     Clients
	Connections Connections
	Vault       Vault
	Trusts      Trusts
	// Clock may be nil for the real time.
	Clock Clock
	// OnChoose hands a connection on to where repositories are chosen, with what is searched for there at
	// first: "KEY/slug" or "KEY" where the pasted address named them, or nothing. Optional.
	OnChoose func(connection connector.Connection, search string)
}

// Server is the Server tab: it checks a Bitbucket Server by its address and a token, keeps the connection
// when nothing blocks, and looks after the ones that are kept. Its methods are called from one goroutine
// and never wait.
type Server struct {
	needs ServerNeeds
	feed  *Feed[ServerState, serverEvent]
	task  Task

	mu sync.Mutex
	// given is the token of the connection being made; it goes as soon as it is kept or not wanted.
	given connector.Secret
	// phrase opens the file of the client certificate that was chosen, as long as the token is given.
	phrase connector.Secret
	// places holds what repository or project an address named when it was typed, by connection.
	places map[string]string
	// kept holds the connections whose token was kept for this session only, and in this session.
	kept map[string]bool
}

// NewServer makes the tab; Start brings it to life.
func NewServer(needs ServerNeeds) *Server {
	if needs.OnChoose == nil {
		needs.OnChoose = func(connector.Connection, string) {}
	}
	if needs.Clock == nil {
		needs.Clock = time.Now
	}
	return &Server{
		needs: needs, kept: map[string]bool{}, places: map[string]string{},
		feed: NewFeed(ServerState{Step: ServerStarting}, nextServer),
	}
}

// Now gives the latest state.
func (f *Server) Now() Snapshot[ServerState] { return f.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (f *Server) Watch(watcher func(Snapshot[ServerState])) (stop func()) {
	return f.feed.Watch(watcher)
}

// Start reads the saved connections. Calling it again reads them anew.
func (f *Server) Start() {
	f.task.Stop()
	f.forget()
	f.feed.Apply(serverStarted{})
	f.task.Start(f.load)
}

// Close ends whatever runs, forgets the token that was typed, and waits until all has ended.
func (f *Server) Close() {
	f.task.Stop()
	f.forget()
	f.task.Wait()
}

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
func (f *Server) ReplaceToken(id string) {
	item, known := f.feed.Now().State.Item(id)
	if !known {
		return
	}
	f.task.Stop()
	f.forget()
	form := formFor(item.Connection, 0)
	form.SignIn = item.SignIn
	f.feed.Apply(serverFilled{form})
}

// Note shows the note that asks an administrator for address and token.
func (f *Server) Note() { f.feed.Apply(serverNoted{}) }

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
// with copying. For a connection that gets a new token, name and address stay what they were.
func (f *Server) Check(typed ServerTyped) {
	name, address := strings.TrimSpace(typed.Name), strings.TrimSpace(typed.Address)
	token := typed.Token.Trimmed()
	s := f.feed.Now().State
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
	connection.ClientCertificate = strings.TrimSpace(typed.Certificate)
	f.remember(connection.ID, address)
	// What was allowed for a server is not asked again because of a letter in the token.
	connection.Insecure = connection.Insecure || s.Current.Insecure && SameServer(s.Current.Base, address)
	f.give(token, typed.Passphrase)
	f.tryGiven(connection)
}

// AllowInsecure checks again and lets the token travel unencrypted, as the person has just said.
func (f *Server) AllowInsecure() {
	s := f.feed.Now().State
	s.Current.Insecure = true
	if s.Again {
		f.checkSaved(s.Current)
		return
	}
	f.tryGiven(s.Current)
}

// UseAddress checks again at another address that Bitbucket was found at. A token that is kept belongs to
// its origin, so elsewhere it is asked for again.
func (f *Server) UseAddress(address string) {
	s := f.feed.Now().State
	if s.Again {
		f.Begin(address)
		return
	}
	s.Current.Insecure = false
	s.Current.Base, s.Current.Web = address, address
	f.tryGiven(s.Current)
}

// CheckAgain checks once more: a saved connection with its kept token, a new one with what was typed.
func (f *Server) CheckAgain(id string) {
	s := f.feed.Now().State
	item, saved := s.Item(id)
	if saved && (s.Again || s.Kept || s.Current.ID != id) {
		if item.SignIn {
			f.feed.Apply(serverLost{id})
			return
		}
		f.checkSaved(item.Connection)
		return
	}
	f.tryGiven(s.Current)
}

// KeepForSession keeps the token in memory until the app ends, where no keychain takes it.
func (f *Server) KeepForSession() { f.keep(f.feed.Now().State.Current, connector.KeepSession) }

// KeepAgain asks the keychain once more.
func (f *Server) KeepAgain() { f.keep(f.feed.Now().State.Current, f.feed.Now().State.Current.Keep) }

// Edit goes back to the form; the cursor goes to the field. For a connection that is saved the token is
// all there is to change.
func (f *Server) Edit(field ServerField) {
	s := f.feed.Now().State
	if _, saved := s.Item(s.Current.ID); saved && s.Form.For != s.Current.ID {
		f.ReplaceToken(s.Current.ID)
		return
	}
	f.feed.Apply(serverEdits{field})
}

// Choose hands a saved connection on to where repositories are chosen, or asks for its token.
func (f *Server) Choose(id string) {
	item, known := f.feed.Now().State.Item(id)
	switch {
	case !known:
	case item.SignIn:
		f.feed.Apply(serverLost{id})
	default:
		f.needs.OnChoose(item.Connection, f.placeOf(item.Connection.ID))
	}
}

// SignIn asks for the token of a saved connection because none is kept any more; what opens a connection
// elsewhere calls it when that answers connector.ErrNoSecret.
func (f *Server) SignIn(id string) {
	f.task.Stop()
	f.forget()
	f.feed.Apply(serverLost{id})
}

// Cancel ends what runs and goes one page back.
func (f *Server) Cancel() {
	f.task.Stop()
	f.feed.Apply(serverWentBack{})
	if f.feed.Now().State.Step == ServerList {
		f.forget()
	}
}

// Back goes one page back and tells whether there was anywhere to go.
func (f *Server) Back() bool {
	if !f.feed.Now().State.CanGoBack() {
		return false
	}
	f.Cancel()
	return true
}

// Home shows the saved connections.
func (f *Server) Home() {
	f.task.Stop()
	f.forget()
	f.feed.Apply(serverLoaded{f.feed.Now().State.Items})
}

// AskRename shows the form for a new name.
func (f *Server) AskRename(id string) { f.feed.Apply(serverRenames{id}) }

// AskDisconnect asks whether a connection shall go.
func (f *Server) AskDisconnect(id string) { f.feed.Apply(serverLeaves{id}) }

func (f *Server) give(token, phrase connector.Secret) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.given, f.phrase = token, phrase
}

func (f *Server) forget() { f.give(connector.Secret{}, connector.Secret{}) }

// credential is what was typed, bound to origins.
func (f *Server) credential(origins []string) connector.Credential {
	f.mu.Lock()
	defer f.mu.Unlock()
	return connector.Credential{Kind: connector.AccessToken, Token: f.given, Passphrase: f.phrase, Origins: origins}
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

func (f *Server) placeOf(id string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.places[id]
}

func (f *Server) setKept(id string, here bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept[id] = here
}

func (f *Server) keptHere(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.kept[id]
}
