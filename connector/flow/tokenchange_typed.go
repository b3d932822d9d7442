package flow

import (
	"strings"
	"time"

	"mooring/connector"
)

// The fields of a form for a token, as they stand in Wrong.
const (
	TokenFieldToken = "token"
	TokenFieldEmail = "email"
	TokenFieldUntil = "until"
)

// readToken makes a credential of what was typed for a connection, bound to its origins. Space around it is dropped:
// it comes with copying. What is missing or wrong is said by field.
func readToken(c connector.Connection, typed TokenTyped) (connector.Credential, map[string]*connector.Problem) {
	wrong := map[string]*connector.Problem{}
	say := func(field string, code connector.Code, args ...string) {
		p := connector.NewProblem(code, args...)
		wrong[field] = &p
	}
	given := connector.Credential{Kind: typed.Kind, Token: typed.Token.Trimmed(), Origins: c.Origins()}
	switch kind, problem := kindFor(c.Provider, given.Token); {
	case given.Token.Empty():
		say(TokenFieldToken, connector.CodeTokenMissing, "host", hostOf(c.Web))
	case problem != nil:
		wrong[TokenFieldToken] = problem
	case kind != "":
		given.Kind = kind
	}
	if c.Provider == connector.Server {
		given.Kind = connector.AccessToken
		return given, wrong
	}
	if given.Kind != connector.AccessToken {
		given.Kind, given.Email = connector.APIToken, strings.TrimSpace(typed.Email)
		if !strings.Contains(given.Email, "@") || strings.ContainsAny(given.Email, " /") {
			say(TokenFieldEmail, connector.CodeTokenKindUnsupported, "kind", "user-name")
		}
	}
	return given, wrong
}

// kindFor tells by how a token begins what kind it is, or that it is none for this Bitbucket.
func kindFor(provider connector.Provider, token connector.Secret) (connector.CredentialKind, *connector.Problem) {
	if provider == connector.Cloud {
		return tokenKind(token)
	}
	switch shape := connector.ShapeOf(token); shape {
	case connector.ShapeAPIToken, connector.ShapeAccessToken, connector.ShapeAppPassword:
		p := connector.NewProblem(connector.CodeTokenKindUnsupported, "kind", string(shape))
		return "", &p
	}
	return connector.AccessToken, nil
}

// readUntil reads the day a token ends, as 2026-12-31 at midnight UTC; none is fine.
func readUntil(typed string, now time.Time) (time.Time, *connector.Problem) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, typed)
	if err == nil && day.AddDate(0, 0, 1).After(now) {
		return day, nil
	}
	p := connector.NewProblem(connector.CodeTokenExpired, "date", typed)
	return time.Time{}, &p
}

// withoutTokenFacts forgets what was known of the token that a connection had.
func withoutTokenFacts(c connector.Connection) connector.Connection {
	c.TokenKind, c.TokenUntil, c.TokenExpires, c.Place = connector.TokenUnknown, time.Time{}, time.Time{}, ""
	return c
}
