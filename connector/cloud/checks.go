package cloud

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// soon is how long before its end a token of known expiry is worth a word.
const soon = 14 * 24 * time.Hour

// climb is one way up the ladder: what a rung found out serves the ones above it.
type climb struct {
	*Client
	repository string // key/slug, or empty

	scope      string // the one workspace everything is limited to, if any
	workspaces []connector.Workspace
	seen       connector.Repository // the first repository there is; zero when none
	admin      bool                 // the account administers the repository
}

// Checks makes the ladder: credential, account, scopes, workspaces, repositories, admin, budget, webhook.
// repository is "workspace/slug", or empty for none in particular.
func (c *Client) Checks(repository string) []connector.Check {
	c.keep(func(f *found) { *f = found{} })
	k := &climb{Client: c, repository: repository, scope: c.o.Workspace}
	if key, _, ok := strings.Cut(repository, "/"); ok && k.scope == "" && c.o.Kind == connector.AccessToken {
		k.scope = key
	}
	list := []connector.Check{
		{ID: connector.CheckCredential, Run: k.credential},
		{ID: connector.CheckAccount, After: after(connector.CheckCredential), Run: k.account},
		{ID: connector.CheckScopes, After: after(connector.CheckAccount), Run: k.scopes},
		{ID: connector.CheckWorkspaces, After: after(connector.CheckScopes), Run: k.findWorkspaces},
		{ID: connector.CheckRepositories, After: after(connector.CheckWorkspaces), Run: k.findRepositories},
		{ID: connector.CheckAdmin, After: after(connector.CheckRepositories), Run: k.administers},
		{ID: connector.CheckBudget, After: after(connector.CheckRepositories), Run: k.budget},
		{ID: connector.CheckWebhook, After: after(connector.CheckAdmin), Run: k.webhook},
	}
	for i := range list {
		switch list[i].ID {
		case connector.CheckAdmin, connector.CheckBudget, connector.CheckWebhook:
			list[i].Optional = true
		case connector.CheckAccount:
			list[i].Optional = c.o.Kind == connector.AccessToken
		}
	}
	return list
}

func after(id connector.CheckID) []connector.CheckID { return []connector.CheckID{id} }

// credential looks at what there is to sign in with, and asks nobody.
func (k *climb) credential(ctx context.Context) connector.Finding {
	credential, err := k.o.Source.Token(ctx)
	if err != nil {
		return k.failed(err)
	}
	if err := k.usable(credential); err != nil {
		return k.failed(err)
	}
	if credential.Kind == connector.Session || credential.Expires.IsZero() {
		return connector.Finding{}
	}
	switch left := credential.Expires.Sub(k.o.Now()); {
	case left <= 0:
		return found1(connector.NewProblem(connector.CodeTokenExpired, "date", day(credential.Expires)))
	case left < soon:
		return found1(connector.NewProblem(connector.CodeTokenExpiresSoon, "date", day(credential.Expires)))
	}
	return connector.Finding{}
}

// account asks who is signed in. Access tokens belong to nobody, and Bitbucket refuses to say so.
func (k *climb) account(ctx context.Context) connector.Finding {
	if k.o.Kind == connector.AccessToken {
		return connector.Finding{Skip: true}
	}
	who, err := k.me(ctx)
	if err != nil {
		return k.failed(err)
	}
	return facts("account", who.account().Name)
}

// me reads and keeps who is signed in.
func (c *Client) me(ctx context.Context) (user, error) {
	var who user
	if err := c.get(ctx, request{path: "/user"}, &who); err != nil {
		return user{}, err
	}
	if who.UUID == "" && who.Account == "" {
		return user{}, connector.NewProblem(connector.CodeAnswerInvalid, "host", c.host()).
			Seen(connector.Evidence{Address: c.o.API + "/user"})
	}
	c.keep(func(f *found) { f.account = &who })
	return who, nil
}

// scopes compares what was granted with what is needed, where Bitbucket tells.
func (k *climb) scopes(ctx context.Context) connector.Finding {
	granted, kind, err := k.granted(ctx)
	if err != nil {
		return k.failed(err)
	}
	if len(granted) == 0 {
		return connector.Finding{Skip: true}
	}
	if missing := lacking(granted, NeededScopes(kind)); len(missing) > 0 {
		return found1(connector.NewProblem(connector.CodeScopeMissing, "scopes", strings.Join(missing, " ")))
	}
	return facts("scopes", strings.Join(granted, " "))
}

// granted gives the scopes as the newest answer tells them, else as the consent did.
func (c *Client) granted(ctx context.Context) ([]string, connector.CredentialKind, error) {
	credential, err := c.o.Source.Token(ctx)
	if err != nil {
		return nil, "", err
	}
	if told := c.known().scopes; len(told) > 0 {
		return told, credential.Kind, nil
	}
	return credential.Scopes, credential.Kind, nil
}

// failed turns an error into a finding. A problem that only warns still means that the question was not
// answered.
func (c *Client) failed(err error) connector.Finding {
	return connector.Finding{Problems: []connector.Problem{c.problem(err)}, Unfinished: true}
}

// problem finds the problem in an error. What is left over happened before a request was sent.
func (c *Client) problem(err error) connector.Problem {
	if p, ok := connector.AsProblem(err); ok {
		return p
	}
	switch {
	case errors.Is(err, connector.ErrNoSecret), errors.Is(err, transport.ErrWrongOrigin):
		return connector.NewProblem(connector.CodeTokenMissing, "host", c.host()).Because(err)
	case errors.Is(err, context.DeadlineExceeded):
		seconds := strconv.FormatFloat(c.o.Timeout.Seconds(), 'g', 3, 64)
		return connector.NewProblem(connector.CodeConnectionTimeout, "host", c.host(), "seconds", seconds).Because(err)
	}
	return connector.NewProblem(connector.CodeAnswerInvalid, "host", c.host()).Because(err)
}

// usable says what is wrong with a credential before anybody was asked; without one Bitbucket would answer
// as to a stranger.
func (c *Client) usable(credential connector.Credential) error {
	switch {
	case credential.Token.Empty(), credential.Kind == connector.APIToken && credential.Email == "":
		return connector.NewProblem(connector.CodeTokenMissing, "host", c.host())
	case !sendable(credential.Token):
		return connector.NewProblem(connector.CodeTokenRejected, "host", c.host())
	}
	return nil
}

// sendable tells whether a token can stand in a header at all: a file read as a token may hold anything.
func sendable(s connector.Secret) bool {
	return !strings.ContainsFunc(s.Reveal(), func(r rune) bool { return r < ' ' || r == 0x7f })
}

func found1(p connector.Problem) connector.Finding {
	return connector.Finding{Problems: []connector.Problem{p}}
}

func facts(name, value string) connector.Finding {
	return connector.Finding{Facts: map[string]string{name: value}}
}
