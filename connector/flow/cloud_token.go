package flow

import (
	"context"
	"slices"
	"strings"
	"time"

	"mooring/connector"
)

// UseToken shows the form for an API token. What is typed in the form already stays.
func (c *Cloud) UseToken() { c.useToken(connector.APIToken) }

// UseAccessToken shows the form for an access token of a repository, project or workspace. What is typed in the
// form already stays.
func (c *Cloud) UseAccessToken() { c.useToken(connector.AccessToken) }

func (c *Cloud) useToken(kind connector.CredentialKind) {
	s := c.feed.Now().State
	c.task.Stop()
	c.drop()
	form, want := s.Form, CloudWant{}
	form.Kind = kind
	if inForm := s.Step == CloudToken || s.Step == CloudFailed && s.Using != connector.Session; inForm {
		want = s.Want
	} else {
		form.For = ""
	}
	c.feed.Apply(cloudChoseToken{want: want, form: form})
}

// ReplaceToken shows the form for a new token of a saved connection, of the kind it has and with what is known.
// It has to be the same account's: another's becomes a connection of its own, and nothing is replaced.
func (c *Cloud) ReplaceToken(id string) {
	s := c.feed.Now().State
	connection, known := s.find(id)
	if !known {
		return
	}
	c.task.Stop()
	c.forget()
	c.feed.Apply(cloudChoseToken{form: c.formFor(s, connection)})
}

// formFor fills in what is known of a connection that gets a new token. The day it ends is kept only for a token
// that is asked for again because none is kept: a new one ends on another.
func (c *Cloud) formFor(s CloudState, connection connector.Connection) CloudForm {
	account := s.Accounts[connection.ID]
	form := CloudForm{Kind: connection.Kind, Place: connection.Place, Email: account.Email, For: connection.ID}
	if form.Kind == connector.Session {
		form.Kind = connector.APIToken
	}
	if form.Email == "" && s.Form.For == connection.ID {
		form.Email = s.Form.Email
	}
	if account.SignedOut && account.Problem == nil && c.needs.Clock().Before(connection.TokenUntil) {
		form.Until = connection.TokenUntil
	}
	return form
}

// SetUntil changes the day a saved connection's token ends, as the person knows it; the zero day takes it back.
// It counts while an account is on screen and nothing goes on.
func (c *Cloud) SetUntil(id string, until time.Time) {
	s := c.feed.Now().State
	connection, known := s.find(id)
	if !known || !s.resting() || connection.Kind == connector.Session {
		return
	}
	connection.TokenUntil = until
	c.forget()
	c.retryWith(func() { c.SetUntil(id, until) })
	c.task.Start(func(ctx context.Context) {
		dated := cloudDated{connection: connection}
		if err := c.needs.Connections.SaveConnection(ctx, connection); err != nil {
			p := c.diskProblem(err)
			dated.problem = &p
		}
		c.feed.ApplyFrom(ctx, dated)
	})
}

// SignInAgain renews the connection on screen the way it was made.
func (c *Cloud) SignInAgain() {
	s := c.feed.Now().State
	connection, ok := s.Connection()
	switch {
	case ok && connection.Kind != connector.Session:
		c.ReplaceToken(connection.ID)
	case s.Consumer.Has:
		c.Connect()
	default:
		c.UseToken()
	}
}

// Recognise turns the form to the kind of token that has just been pasted, or says that it is none for here. It
// keeps nothing of the token.
func (c *Cloud) Recognise(token connector.Secret) {
	kind, problem := tokenKind(token)
	c.feed.Apply(cloudRecognised{kind: kind, problem: problem})
}

// tokenKind tells what a token is by how it begins: its kind, or what is wrong with using it here. Neither is
// known of many.
func tokenKind(token connector.Secret) (connector.CredentialKind, *connector.Problem) {
	switch shape := connector.ShapeOf(token); shape {
	case connector.ShapeAPIToken:
		return connector.APIToken, nil
	case connector.ShapeAccessToken:
		return connector.AccessToken, nil
	case connector.ShapeAppPassword, connector.ShapeServer:
		p := connector.NewProblem(connector.CodeTokenKindUnsupported, "kind", string(shape))
		return "", &p
	}
	return "", nil
}

// SubmitToken checks a token and connects with it. Space around what was typed is dropped: it comes with
// copying. A token that plainly is of the other kind turns the form, with all that was typed.
func (c *Cloud) SubmitToken(t CloudTyped) {
	t.Email, t.Place, t.Token = strings.TrimSpace(t.Email), strings.TrimSpace(t.Place), t.Token.Trimmed()
	kind, problem := tokenKind(t.Token)
	if kind != "" {
		t.Kind = kind
	}
	typed := cloudTyped{problem: problem}
	switch t.Kind {
	case connector.AccessToken:
		c.readPlace(&t, &typed)
	default:
		t.Kind = connector.APIToken
		c.readEmail(&t, &typed)
	}
	if typed.missing == "" && t.Token.Empty() {
		typed.missing = CloudFieldToken
	}
	typed.form = t.shown()
	c.feed.Apply(typed)
	if typed.problem != nil || typed.missing != "" {
		return
	}
	in := c.signIn(connector.Credential{Kind: t.Kind, Email: t.Email, Token: t.Token})
	if t.Kind == connector.AccessToken {
		in.connection.Place = t.Place
	}
	in.connection.TokenUntil = t.Until
	in = in.replacing(c.feed.Now().State, t.For)
	c.task.Start(func(ctx context.Context) { c.check(ctx, in) })
}

// readEmail finds out whether the e-mail address is one. A Server's address offers the other tab.
func (c *Cloud) readEmail(t *CloudTyped, typed *cloudTyped) {
	switch address, isAddress := serverAddress(t.Email, c.needs.Web); {
	case isAddress && typed.problem == nil:
		p := connector.NewProblem(connector.CodeAddressIsServer, "address", address)
		typed.problem = &p
	case !strings.Contains(t.Email, "@") || strings.ContainsAny(t.Email, " /"):
		typed.missing = CloudFieldEmail
	}
}

// readPlace finds workspace and repository in whatever was pasted. A Server's address offers the other tab.
func (c *Cloud) readPlace(t *CloudTyped, typed *cloudTyped) {
	if t.Place == "" {
		typed.missing = CloudFieldPlace
		return
	}
	workspace, slug, err := connector.ReadCloudPlace(t.Place, c.needs.Web)
	switch {
	case err == nil:
		t.Place = placeName(workspace, slug)
	case typed.problem == nil && connector.IsProblem(err, connector.CodeAddressIsServer):
		typed.problem = c.problem(err)
	default:
		typed.missing = CloudFieldPlace
	}
}

// placeName is how a place is kept: "workspace" or "workspace/repository".
func placeName(workspace, slug string) string {
	if slug == "" {
		return workspace
	}
	return workspace + "/" + slug
}

// shown is the form as a state may hold it: a secret that was pasted into the wrong field is taken out.
func (t CloudTyped) shown() CloudForm {
	f := t.CloudForm
	for _, field := range []*string{&f.Email, &f.Place} {
		if holdsSecret(*field) || *field == t.Token.Reveal() {
			*field = ""
		}
	}
	return f
}

// holdsSecret tells whether a text has a token in it, or the password of an address.
func holdsSecret(text string) bool {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t:/@?&=", r) }) {
		if connector.ShapeOf(connector.NewSecret(part)) != connector.ShapeUnknown {
			return true
		}
	}
	_, rest, address := strings.Cut(text, "://")
	host, _, _ := strings.Cut(rest, "/")
	user, _, signed := strings.Cut(host, "@")
	return address && signed && strings.Contains(user, ":")
}

// serverAddress tells whether what stands in the e-mail field is the address of a Bitbucket Server: it
// looks like an address, and not like Cloud's.
func serverAddress(typed, web string) (string, bool) {
	if typed == "" || strings.ContainsAny(typed, "@ ") || !strings.ContainsAny(typed, ".:") {
		return "", false
	}
	address := typed
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	host := strings.TrimPrefix(hostOf(address), "www.")
	cloud := []string{"bitbucket.org", "api.bitbucket.org", hostOf(web)}
	return typed, host != "" && !slices.Contains(cloud, host)
}
