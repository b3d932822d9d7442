package connector

import (
	"cmp"
	"strings"
	"time"
)

// TokenKind is what an access token belongs to.
type TokenKind string

// The kinds. On a Server, tokens of projects and repositories need 7.18 and a Data Center licence. On Cloud
// there are no personal ones (API tokens take their place); those of workspaces need its Premium plan.
const (
	TokenUnknown    TokenKind = ""
	TokenPersonal   TokenKind = "personal"
	TokenProject    TokenKind = "project"
	TokenRepository TokenKind = "repository"
	TokenWorkspace  TokenKind = "workspace" // Cloud only
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

// TokenShape is what the first letters of a secret tell about it.
type TokenShape string

// The shapes Atlassian's secrets have had since they are marked; older ones tell nothing.
const (
	ShapeUnknown     TokenShape = ""
	ShapeAPIToken    TokenShape = "api-token"    // ATATT…: an API token of an Atlassian account
	ShapeAccessToken TokenShape = "access-token" // ATCTT…: an access token of a Cloud repository, project or workspace
	ShapeAppPassword TokenShape = "app-password" // ATBB…: an app password, removed on 2026-07-28
	ShapeServer      TokenShape = "server"       // BBDC-…: a token of a Bitbucket Server
)

// ShapeOf tells what a secret looks like. Nothing of it is shown.
func ShapeOf(secret Secret) TokenShape { return shapeOf(strings.TrimSpace(secret.Reveal())) }

func shapeOf(text string) TokenShape {
	for _, known := range []struct {
		start string
		shape TokenShape
	}{
		{"ATATT", ShapeAPIToken}, {"ATCTT", ShapeAccessToken}, {"ATBB", ShapeAppPassword}, {"BBDC-", ShapeServer},
	} {
		if strings.HasPrefix(text, known.start) {
			return known.shape
		}
	}
	return ShapeUnknown
}

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
