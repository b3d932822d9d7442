package flow

import (
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

// halt ends what runs and gives the state as it then stands: nothing from before can change it any more.
func (f *Server) halt() ServerState {
	f.task.Stop()
	if s := f.feed.Now().State; s.Working || !s.ResumeAt.IsZero() {
		f.feed.Apply(serverStays{})
	}
	return f.feed.Now().State
}

func (f *Server) give(token, phrase connector.Secret) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.given, f.phrase = token, phrase
}

func (f *Server) forget() { f.give(connector.Secret{}, connector.Secret{}) }

// credential is what was typed, bound to nothing yet. Work takes it along when it starts: what is typed
// later belongs to other work, and perhaps to another server.
func (f *Server) credential() connector.Credential {
	f.mu.Lock()
	defer f.mu.Unlock()
	return connector.Credential{Kind: connector.AccessToken, Token: f.given, Passphrase: f.phrase}
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
