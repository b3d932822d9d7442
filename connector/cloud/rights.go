package cloud

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"mooring/connector"
)

// administers asks whether the account administers the repository or, without one, any. Access tokens
// have no permissions of their own to list; for them only the repository itself is looked at.
func (k *climb) administers(ctx context.Context) connector.Finding {
	if k.repository == "" {
		return k.administersAny(ctx)
	}
	key, slug, _ := strings.Cut(k.repository, "/")
	one, err := k.Repository(ctx, key, slug)
	if err != nil {
		return k.failed(err)
	}
	if k.o.Kind == connector.AccessToken {
		return connector.Finding{Skip: true}
	}
	var list []permission
	// Filtering by name is what Atlassian documents; names need not be unique, so the uuid decides.
	list, err = k.permissions(ctx, key, `repository.name=`+quoted(one.Name), "100")
	if err != nil {
		return k.softened(err)
	}
	for _, p := range list {
		if p.Repository.UUID == one.Ref.ID && p.Permission == "admin" {
			k.admin = true
			return connector.Finding{}
		}
	}
	return found1(k.adminMissing())
}

func (k *climb) administersAny(ctx context.Context) connector.Finding {
	if k.o.Kind == connector.AccessToken || k.seen.Slug == "" {
		return connector.Finding{Skip: true}
	}
	var refused error
	for _, w := range k.workspaces {
		list, err := k.permissions(ctx, w.Slug, `permission="admin"`, "1")
		if err != nil && !refusesWorkspace(err) {
			return k.softened(err)
		}
		refused = errors.Join(refused, err)
		if len(list) > 0 {
			return connector.Finding{}
		}
	}
	if refused != nil && len(k.workspaces) == 1 {
		return k.softened(refused)
	}
	return found1(k.adminMissing())
}

// permissions asks what the account may do in a workspace, repository by repository.
func (k *climb) permissions(ctx context.Context, workspace, query, length string) ([]permission, error) {
	path, _ := pathOf("/user/workspaces", workspace)
	var p page[permission]
	err := k.get(ctx, request{
		path:  path + "/permissions/repositories",
		query: url.Values{"q": {query}, "pagelen": {length}},
		about: about{workspace: workspace},
	}, &p)
	return p.Values, err
}

func (k *climb) adminMissing() connector.Problem {
	return connector.NewProblem(connector.CodeAdminMissing, "account", k.accountName(), "repository", k.repository)
}

// softened makes a refusal a warning: without this right one can still go on, by hand. Everything else
// stays what it is.
func (k *climb) softened(err error) connector.Finding {
	p := k.problem(err)
	switch p.Code {
	case connector.CodeScopeMissing, connector.CodeNotPermitted, connector.CodeTwoStepRequired:
		return found1(p.Rated(connector.Warn))
	}
	return k.failed(err)
}

// budget tells how many requests are left, where Bitbucket says so: for access tokens, not for people.
func (k *climb) budget(context.Context) connector.Finding {
	h := k.known().budget
	if h == nil {
		return connector.Finding{Skip: true}
	}
	f := facts("budget", h.Get("X-RateLimit-Limit"))
	if strings.EqualFold(h.Get("X-RateLimit-NearLimit"), "true") {
		f.Facts["near-limit"] = "true"
	}
	return f
}

// webhook asks whether the repository's webhooks may be seen, which needs both the scope and the role.
func (k *climb) webhook(ctx context.Context) connector.Finding {
	key, slug, named := strings.Cut(k.repository, "/")
	path, ok := pathOf("/repositories", key, slug)
	if !named || !ok {
		return connector.Finding{Skip: true}
	}
	var hooks page[struct{}]
	err := k.get(ctx, request{
		path: path + "/hooks", query: url.Values{"pagelen": {"1"}}, about: about{workspace: key, repository: k.repository},
	}, &hooks)
	if err == nil {
		return connector.Finding{}
	}
	p := k.problem(err)
	switch {
	case p.Code != connector.CodeNotPermitted && p.Code != connector.CodeRepositoryNotFound:
		return k.softened(err)
	case k.admin:
		return found1(p.Rated(connector.Warn))
	}
	// The role is missing. For a person the rung below has said so already; an access token has no such rung.
	missing := k.adminMissing().Seen(p.Evidence)
	if k.o.Kind != connector.AccessToken {
		missing = missing.Rated(connector.Info)
	}
	return found1(missing)
}

// quoted writes a text into Bitbucket's query language.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
