package cloud

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// climb is one way up the ladder: what a rung found out serves the ones above it.
type climb struct {
	*Client
	repository string // key/slug, or empty
	scope      string // the one workspace everything is limited to, if any
	only       string // the one repository in it that an access token is for, if any
	workspaces []connector.Workspace
	seen       connector.Repository // the first repository there is; zero when none
	admin      bool                 // the account administers the repository
}

// Checks makes the ladder: credential, account, scopes, workspaces, repositories, admin, budget, webhook.
// repository is "workspace/slug", or empty for none in particular.
func (c *Client) Checks(repository string) []connector.Check {
	c.keep(func(f *found) { *f = found{} })
	k := c.climb(repository)
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

// climb begins a way up. An access token without a place is looked at where the chosen repository is.
func (c *Client) climb(repository string) *climb {
	k := &climb{Client: c, repository: repository}
	k.scope, k.only = c.place()
	if key, _, ok := strings.Cut(repository, "/"); ok && k.scope == "" && c.o.Kind == connector.AccessToken {
		k.scope = key
	}
	return k
}

func after(id connector.CheckID) []connector.CheckID { return []connector.CheckID{id} }

// account asks who is signed in. Access tokens belong to nobody, and Bitbucket refuses to say so.
func (k *climb) account(ctx context.Context) connector.Finding {
	if k.o.Kind == connector.AccessToken {
		return connector.Finding{Skip: true}
	}
	who, err := k.me(ctx)
	if err != nil {
		return k.failed(err)
	}
	f := facts("account", who.account().Name)
	f.Problems = k.afterAll()
	return f
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
	if len(granted) == 0 || kind == connector.AccessToken { // what that needs, each answer demands by itself
		return connector.Finding{Skip: true}
	}
	if missing := lacking(granted, NeededScopes(kind)); len(missing) > 0 {
		return found1(k.scopeMissing(missing, kind))
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

func found1(p connector.Problem) connector.Finding {
	return connector.Finding{Problems: []connector.Problem{p}}
}

func facts(name, value string) connector.Finding {
	return connector.Finding{Facts: map[string]string{name: value}}
}
