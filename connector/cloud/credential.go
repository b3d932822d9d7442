package cloud

import (
	"context"
	"strings"
	"time"

	"mooring/connector"
)

// What a secret is, for the sentences of token-kind-unsupported, beside the names of connector.TokenShape.
const (
	swappedUser = "user-name" // an API token beside a user name instead of an e-mail address
)

// credential looks at what there is to sign in with, and asks nobody.
func (k *climb) credential(ctx context.Context) connector.Finding {
	credential, err := k.o.Source.Token(ctx)
	if err != nil {
		return k.failed(err)
	}
	if err := k.usable(credential); err != nil {
		return k.failed(err)
	}
	end, by := k.ending(credential)
	if end.IsZero() {
		return connector.Finding{}
	}
	f := connector.Finding{Facts: map[string]string{connector.FactExpires: day(end), connector.FactExpiresBy: by}}
	left := end.Sub(k.o.Now())
	switch {
	case by == byServer && left <= 0:
		f.Problems = append(f.Problems, k.expired(credential))
	case left < connector.ExpirySoon && !k.overdue(): // a day that has passed is mentioned where the token still serves
		f.Problems = append(f.Problems, k.expiresSoon(end))
	}
	return f
}

// Who says when a token ends.
const (
	byServer = "server"
	byPerson = "person"
)

// ending is when a token ends, as far as known: told, or typed by the person. A session is renewed.
func (c *Client) ending(credential connector.Credential) (end time.Time, by string) {
	switch {
	case credential.Kind == connector.Session:
		return time.Time{}, ""
	case !credential.Expires.IsZero():
		return credential.Expires, byServer
	}
	return c.o.TokenUntil, byPerson
}

// overdue tells whether the day the person typed has passed; a token is good through its last day.
func (c *Client) overdue() bool {
	return !c.o.TokenUntil.IsZero() && c.o.Kind != connector.Session && !c.o.Now().Before(c.o.TokenUntil.AddDate(0, 0, 1))
}

// afterAll is what there is to say of a token that Bitbucket takes though the day that was typed has passed.
func (k *climb) afterAll() []connector.Problem {
	if !k.overdue() {
		return nil
	}
	return []connector.Problem{k.expiresSoon(k.o.TokenUntil).With("past", "yes")}
}

func (c *Client) expiresSoon(end time.Time) connector.Problem {
	return connector.NewProblem(connector.CodeTokenExpiresSoon, "date", day(end), "past", "").Seen(connector.Evidence{Address: c.o.API})
}

// expired is the problem of a token whose time is over. A day that is still to come was a mistake, and not said.
func (c *Client) expired(used connector.Credential) connector.Problem {
	end, _ := c.ending(used)
	if end.After(c.o.Now()) {
		end = time.Time{}
	}
	return connector.NewProblem(connector.CodeTokenExpired, "date", day(end), "kind", string(used.Kind))
}

// rejected is the problem of a token Bitbucket refused without saying why: expired where that is known by the
// day that was typed, else no more than rejected.
func (c *Client) rejected(used connector.Credential) connector.Problem {
	if kind := swapped(used); kind != "" {
		return connector.NewProblem(connector.CodeTokenKindUnsupported, "kind", kind)
	}
	if used.Kind != connector.Session && c.overdue() {
		return c.expired(used)
	}
	return connector.NewProblem(connector.CodeTokenRejected, "host", c.host(), "kind", string(used.Kind), "unplaced", "")
}

// usable says what is wrong with a credential before anybody was asked; without one Bitbucket would answer
// as to a stranger.
func (c *Client) usable(credential connector.Credential) error {
	switch {
	case credential.Token.Empty():
		return connector.NewProblem(connector.CodeTokenMissing, "host", c.host())
	case !sendable(credential.Token):
		return c.rejected(credential)
	}
	if kind := unsupported(credential); kind != "" {
		return connector.NewProblem(connector.CodeTokenKindUnsupported, "kind", kind)
	}
	if credential.Kind == connector.APIToken && credential.Email == "" {
		return connector.NewProblem(connector.CodeTokenMissing, "host", c.host())
	}
	return nil
}

// unsupported names a secret that cannot serve as what it was given for, or gives nothing. Atlassian marks its
// secrets with their first letters; app passwords went with a user name, API tokens go with the e-mail address
// of the account.
func unsupported(credential connector.Credential) string {
	shape := connector.ShapeOf(credential.Token)
	named := credential.Kind == connector.APIToken && credential.Email != "" && !strings.Contains(credential.Email, "@")
	switch {
	case credential.Kind == connector.Session: // its tokens come from Bitbucket, not from people
		return ""
	case shape == connector.ShapeAppPassword, shape == connector.ShapeServer:
		return string(shape)
	case named && shape == connector.ShapeAPIToken:
		return swappedUser
	case named:
		return string(connector.ShapeAppPassword)
	}
	return ""
}

// swapped names a token that was refused where its letters say that it goes another way. It is asked with all the
// same: whether Bitbucket takes an API token without its e-mail address, people report both ways.
func swapped(credential connector.Credential) string {
	shape := connector.ShapeOf(credential.Token)
	if shape == connector.ShapeAccessToken && credential.Kind == connector.APIToken ||
		shape == connector.ShapeAPIToken && credential.Kind == connector.AccessToken {
		return string(shape)
	}
	return ""
}

// sendable tells whether a token can stand in a header at all: a file read as a token may hold anything.
func sendable(s connector.Secret) bool {
	return !strings.ContainsFunc(s.Reveal(), func(r rune) bool { return r < ' ' || r == 0x7f })
}
