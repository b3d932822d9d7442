package connector

import (
	"cmp"
	"time"
)

// TokenKind is what an access token of a Server belongs to.
type TokenKind string

// The kinds. Tokens of projects and repositories need 7.18 and a Data Center licence.
const (
	TokenUnknown    TokenKind = ""
	TokenPersonal   TokenKind = "personal"
	TokenProject    TokenKind = "project"
	TokenRepository TokenKind = "repository"
)

// The facts of the rung CheckToken, which says what a token is and may, from safe reads only. One that is
// not there could not be found out.
const (
	FactTokenKind  = "kind"         // a TokenKind
	FactTokenOwner = "owner"        // account name, project key, or KEY/slug
	FactReads      = "repositories" // how many it can read: "48", or "100+" where counting stopped
	FactAdmins     = "administers"  // how many of them with admin right, likewise
	FactWebhook    = "webhook"      // "yes" or "no": may it set up webhooks
	FactExpires    = "expires"      // 2026-12-24, or "never"
	FactExpiresBy  = "expires_by"   // who says so: "server" or "person"
)

// ExpirySoon is how long before its end a token is worth renewing.
const ExpirySoon = 14 * 24 * time.Hour

// TokenExpiry is when the token ends as far as known: told by the server, or else typed by the person.
func (c Connection) TokenExpiry() time.Time {
	return cmp.Or(c.TokenExpires, c.TokenUntil)
}

// TokenGuide says how tokens are made on one server.
type TokenGuide struct {
	Base    string
	Version string
	Recipes []TokenRecipe
}

// TokenRecipe is how a token of one kind is made.
type TokenRecipe struct {
	Kind TokenKind
	// Page is where it is made. It is empty where a project or repository has to be named first.
	Page string
	// Personal says that this version calls it "Personal access tokens"; later ones "HTTP access tokens".
	OldName bool
	// Missing says why this server has no such tokens: "version" or "licence"; empty where it has them.
	Missing string
	// LicenceUnknown says that they need a Data Center licence, and whether there is one could not be seen.
	LicenceUnknown bool
}
