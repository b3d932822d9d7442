package flow

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"mooring/connector"
)

// ServerStep is where the Server tab stands; each has a page of its own.
type ServerStep string

// The steps, roughly in the order people meet them.
const (
	ServerStarting ServerStep = "starting" // saved connections are being read
	ServerList     ServerStep = "list"     // the saved connections; empty when reading them failed
	ServerFormStep ServerStep = "form"     // name, address and token
	ServerNote     ServerStep = "note"     // the note that asks an administrator for both
	ServerChecking ServerStep = "checking" // the ladder is lit
	ServerSaving   ServerStep = "saving"   // the keychain may be asking for its password
	ServerKeeping  ServerStep = "keeping"  // keychain or disk said no: keep for this session, or try again
	ServerResult   ServerStep = "result"   // the ladder is done
	ServerRenaming ServerStep = "renaming" // a new name for a connection
	ServerLeaving  ServerStep = "leaving"  // "Disconnect?"
	ServerGuiding  ServerStep = "guiding"  // how a token is made
	ServerAdmin    ServerStep = "admin"    // the note for the administrator about what was found
)

// ServerField names a field of the form.
type ServerField string

// The fields of the form.
const (
	ServerFieldName    ServerField = "name"
	ServerFieldAddress ServerField = "address"
	ServerFieldToken   ServerField = "token"
)

// ServerItem is a saved connection in the list.
type ServerItem struct {
	Connection connector.Connection
	// SignIn says that no token is here for it any more: the person gives it again.
	SignIn bool
}

// ServerForm is what the form starts with. The token is never part of it.
type ServerForm struct {
	// Revision grows whenever the texts are set anew; in between they belong to whoever types.
	Revision int
	Name     string
	Address  string
	// For is the ID of the connection that gets a new token; empty for a new connection. Its name and
	// address then stay as they are.
	For string
	// SignIn says that the token is asked for again because none is kept.
	SignIn bool
	// Until is the day typed earlier under "Valid until", where it may still hold: for a token that is asked
	// for again, not for a new one.
	Until time.Time
	// Certificate is the file of the client certificate of the connection that gets a new token, and Kind
	// what its token was.
	Certificate string
	Kind        connector.TokenKind
	// Missing is where the cursor belongs.
	Missing ServerField
}

// ServerState is everything the Server tab shows. It never holds a secret.
type ServerState struct {
	Step ServerStep
	// Items are the saved connections by name.
	Items []ServerItem
	Form  ServerForm
	// Current is the connection that is being checked, shown, renamed or disconnected. While it is new its
	// Base is what was typed.
	Current connector.Connection
	// Again says that Current was saved before this check, which then used the token that is kept.
	Again bool
	// Kept says that Current is saved as it stands.
	Kept bool
	// Report is the ladder of Current, done or being climbed; without rungs it has not begun.
	Report connector.Report
	// Problem is what went wrong beside the ladder: an empty field, the keychain, the disk.
	Problem *connector.Problem
	// Guide is the page about making a token.
	Guide ServerGuide
	// ResumeAt is when the check goes on by itself after the server asked for a pause; zero when it does not.
	ResumeAt time.Time
	// Working says that the present step's own work is under way: disconnecting, renaming, keeping a decision
	// about a certificate.
	Working bool
	// before is what was shown before the present page, where that lies beside the way: see aside.
	before *ServerState
}

// Item finds a saved connection.
func (s ServerState) Item(id string) (ServerItem, bool) {
	for _, item := range s.Items {
		if item.Connection.ID == id {
			return item, true
		}
	}
	return ServerItem{}, false
}

// Verdict of what is shown: the ladder's, and blocked while a problem beside it stands in the way or kept
// the ladder from being climbed.
func (s ServerState) Verdict() connector.Verdict {
	if s.Problem != nil && (s.Problem.Severity == connector.Block || !s.Report.Done) {
		return connector.Blocked
	}
	return s.Report.Verdict()
}

// CanGoBack tells whether Esc leads anywhere from here.
func (s ServerState) CanGoBack() bool {
	switch s.Step {
	case ServerStarting, ServerList:
		return false
	case ServerFormStep:
		return len(s.Items) > 0
	}
	return true
}

// home is the page one comes back to: the saved connections, or the form where there are none.
func (s ServerState) home() ServerState {
	s.Problem, s.Working = nil, false
	s.Report, s.Current, s.Again, s.Kept = connector.Report{}, connector.Connection{}, false, false
	s.Step = ServerList
	if len(s.Items) == 0 {
		s.Step = ServerFormStep
		if s.Form.For != "" {
			s.Form = ServerForm{Revision: s.Form.Revision + 1}
		}
		s.Form.Missing = ServerFieldAddress
	}
	return s
}

// with puts a connection into the list, or replaces it there.
func (s ServerState) with(connection connector.Connection, signIn bool) ServerState {
	items := slices.DeleteFunc(slices.Clone(s.Items), func(i ServerItem) bool { return i.Connection.ID == connection.ID })
	s.Items = sorted(append(items, ServerItem{Connection: connection, SignIn: signIn}))
	return s
}

// without takes a connection out of the list.
func (s ServerState) without(id string) ServerState {
	s.Items = slices.DeleteFunc(slices.Clone(s.Items), func(i ServerItem) bool { return i.Connection.ID == id })
	return s
}

func sorted(items []ServerItem) []ServerItem {
	slices.SortStableFunc(items, func(a, b ServerItem) int {
		return cmp.Or(
			cmp.Compare(strings.ToLower(a.Connection.Name), strings.ToLower(b.Connection.Name)),
			cmp.Compare(a.Connection.ID, b.Connection.ID),
		)
	})
	return items
}

// SuggestServerName makes a connection's name out of what is typed as its address: the host, or nothing
// as long as there is none.
func SuggestServerName(address string) string {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// SameServer tells whether two addresses are the same place for a secret: changing to another one asks
// for the token again.
func SameServer(a, b string) bool {
	return connector.Origin(a) != "" && connector.Origin(a) == connector.Origin(b)
}
