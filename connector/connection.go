package connector

import (
	"crypto/rand"
	"encoding/hex"
	"time"
)

// CredentialKind is how a secret is presented to Bitbucket.
type CredentialKind string

// The kinds of credential. A token given to a Server goes as Bearer; an API token goes as Basic with the
// account's e-mail address; a consented session carries a refresh token too.
const (
	AccessToken CredentialKind = "access-token"
	APIToken    CredentialKind = "api-token"
	Session     CredentialKind = "session"
	// WebhookSecret is none for Bitbucket: it is what a webhook signs its deliveries with, kept for the origin of
	// the webhook's address.
	WebhookSecret CredentialKind = "webhook-secret"
)

// Credential is what signs a request, bound to the origins it may be sent to. It is kept in the keychain
// as a whole and nowhere else.
type Credential struct {
	Kind    CredentialKind
	Email   string // API tokens only
	Token   Secret
	Refresh Secret    // sessions only: dies when used, its successor comes with the next token
	Expires time.Time // of Token; zero when unknown
	Scopes  []string  // granted, as far as told
	// Passphrase opens the file of the client certificate, if the connection has one.
	Passphrase Secret
	// Origins are the exact scheme://host:port values it may be sent to; see Origin.
	Origins []string
}

// Keep says where a connection's secret lives.
type Keep string

// KeepKeychain is the rule; KeepSession is for systems without a keychain: the secret is gone when the
// app ends, and the connection then says "Sign in again".
const (
	KeepKeychain Keep = "keychain"
	KeepSession  Keep = "session"
)

// Connection is a Bitbucket somebody connected. It never holds a secret: that is found in the keychain
// under the connection's ID.
type Connection struct {
	ID       string         `json:"id"` // 16 random bytes in hex; the file name too
	Provider Provider       `json:"provider"`
	Name     string         `json:"name"`
	Base     string         `json:"base"`       // Server: address with context path, no trailing slash; Cloud: the API address
	Web      string         `json:"web"`        // where people look at it; Server: the same as Base
	Kind     CredentialKind `json:"credential"` // "kind" is the document's own field
	Keep     Keep           `json:"keep"`
	Account  Account        `json:"account"`
	Insecure bool           `json:"insecure,omitempty"` // plain http to another computer was allowed by the person
	Version  string         `json:"version,omitempty"`  // Server: as last seen
	// ClientCertificate is the file of the person's own certificate (PFX or PEM), where the server wants one.
	ClientCertificate string `json:"client_certificate,omitempty"`
	// Place is what an access token of Cloud was said to be for: "workspace" or "workspace/repository", by slugs.
	Place string `json:"place,omitempty"`
	// TokenKind is what the person said the token is, or what it turned out to be.
	TokenKind TokenKind `json:"token_kind,omitempty"`
	// TokenUntil is the day the person typed under "Valid until"; TokenExpires is what the server told.
	TokenUntil   time.Time `json:"token_until,omitzero"`
	TokenExpires time.Time `json:"token_expires,omitzero"`
	// Workspaces as last seen; Cloud only.
	Workspaces []Workspace `json:"workspaces,omitempty"`
	Created    time.Time   `json:"created"`
	Checked    time.Time   `json:"checked,omitzero"`
	Verdict    Verdict     `json:"verdict,omitempty"`
}

// LastUsed is when the connection was made or last checked.
func (c Connection) LastUsed() time.Time {
	if c.Checked.After(c.Created) {
		return c.Checked
	}
	return c.Created
}

// Origins are the places this connection's secret may be sent to.
func (c Connection) Origins() []string {
	if c.Provider == Cloud {
		return []string{Origin(c.Web), Origin(c.Base)}
	}
	return []string{Origin(c.Base)}
}

// Identity is who is signed in, and the confirmed place.
type Identity struct {
	Base       string // confirmed address with context path (Server) or API address (Cloud)
	Web        string
	Version    string // Server only
	Account    Account
	Workspaces []Workspace // Cloud only
	Scopes     []string    // Cloud only, as far as told
}

// NewID makes the id of a connection or profile: 16 random bytes in hex.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails; it ends the program instead
	return hex.EncodeToString(b[:])
}
