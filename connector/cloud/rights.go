package cloud

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// The bounds of counting what a token administers: above so many one is worth a word, as on servers, and
// workspaces are asked one by one.
const (
	manyAdministered = 100
	workspacesAsked  = 20
)

// administers asks whether the account administers the repository or, without one, any, and how many an API
// token administers. Access tokens have no permissions of their own to list; for them only the repository
// itself is looked at.
func (k *climb) administers(ctx context.Context) connector.Finding {
	if k.o.Kind == connector.AccessToken {
		return k.looksAt(ctx)
	}
	asked := k.administersOne
	if k.repository == "" {
		asked = k.administersAny
	}
	f := asked(ctx)
	if k.o.Kind != connector.APIToken || f.Skip || f.Unfinished {
		return f
	}
	return k.measured(ctx, f)
}

// looksAt makes sure of the chosen repository, unless it is the one that was read already.
func (k *climb) looksAt(ctx context.Context) connector.Finding {
	read := k.known().place.repository
	if k.repository != "" && (read == nil || !strings.EqualFold(k.repository, read.FullName())) {
		key, slug, _ := strings.Cut(k.repository, "/")
		if _, err := k.Repository(ctx, key, slug); err != nil {
			return k.failed(err)
		}
	}
	return connector.Finding{Skip: true}
}

func (k *climb) administersOne(ctx context.Context) connector.Finding {
	key, slug, _ := strings.Cut(k.repository, "/")
	one, err := k.Repository(ctx, key, slug)
	if err != nil {
		return k.failed(err)
	}
	// Filtering by name is what Atlassian documents; names need not be unique, so the uuid decides.
	p, err := k.permissions(ctx, key, `repository.name=`+quoted(one.Name), "100")
	if err != nil {
		return k.softened(err)
	}
	for _, right := range p.Values {
		if right.Repository.UUID == one.Ref.ID && right.Permission == admin {
			k.admin = true
			return connector.Finding{}
		}
	}
	return found1(k.adminMissing())
}

func (k *climb) administersAny(ctx context.Context) connector.Finding {
	if k.seen.Slug == "" {
		return connector.Finding{Skip: true}
	}
	var refused error
	for _, w := range k.workspaces {
		p, err := k.permissions(ctx, w.Slug, onlyAdmin, "1")
		if err != nil && !refusesWorkspace(err) {
			return k.softened(err)
		}
		refused = errors.Join(refused, err)
		if len(p.Values) > 0 {
			return connector.Finding{}
		}
	}
	if refused != nil && len(k.workspaces) == 1 {
		return k.softened(refused)
	}
	return found1(k.adminMissing())
}

// measured adds how many repositories an API token administers, as far as their list tells: such a token reaches
// whatever its owner reaches, and where that is much a narrower one is better.
func (k *climb) measured(ctx context.Context, f connector.Finding) connector.Finding {
	if len(f.Problems) > 0 { // nothing, or not to be found out
		return f
	}
	n := count{known: len(k.workspaces) <= workspacesAsked}
	for _, w := range k.workspaces[:min(len(k.workspaces), workspacesAsked)] {
		p, err := k.permissions(ctx, w.Slug, onlyAdmin, "1")
		if err != nil || !p.Size.told {
			n.known = false
			continue
		}
		if n.n += p.Size.n; n.n > manyAdministered {
			f.Facts = map[string]string{connector.FactAdmins: strconv.Itoa(manyAdministered) + "+"}
			f.Problems = append(f.Problems, connector.NewProblem(connector.CodeTokenTooWide, "account", k.accountName()).
				Seen(connector.Evidence{Address: k.o.API}))
			return f
		}
	}
	if n.known {
		f.Facts = map[string]string{connector.FactAdmins: strconv.Itoa(n.n)}
	}
	return f
}

// What the list of permissions calls the right, and how it is asked for.
const (
	admin     = "admin"
	onlyAdmin = `permission="admin"`
)

// permissions asks what the account may do in a workspace, repository by repository.
func (k *climb) permissions(ctx context.Context, workspace, query, length string) (page[permission], error) {
	path, _ := pathOf("/user/workspaces", workspace)
	var p page[permission]
	err := k.get(ctx, request{
		path:  path + "/permissions/repositories",
		query: url.Values{"q": {query}, "pagelen": {length}},
		about: about{workspace: workspace},
	}, &p)
	return p, err
}

func (k *climb) adminMissing() connector.Problem {
	return connector.NewProblem(connector.CodeAdminMissing, "account", k.accountName(), "repository", firstOf(k.repository, k.o.Place))
}

// softened makes a refusal a warning: without this right one can still go on, by hand. Everything else
// stays what it is.
func (k *climb) softened(err error) connector.Finding {
	p := k.problem(err)
	switch p.Code {
	case connector.CodeNotPermitted: // the workspace itself has been seen
		return found1(p.With("why", whyRights).Rated(connector.Warn))
	case connector.CodeScopeMissing, connector.CodeTwoStepRequired:
		return found1(p.Rated(connector.Warn))
	}
	return k.failed(err)
}

// budget tells what Bitbucket says about its limit of requests, which it does for access tokens, not for people.
func (k *climb) budget(context.Context) connector.Finding {
	h := k.known().budget
	if h == nil {
		return connector.Finding{Skip: true}
	}
	f := facts("budget", h.Get("X-RateLimit-Limit"))
	for fact, header := range map[string]string{"resource": "X-RateLimit-Resource", "left": "X-RateLimit-Remaining"} {
		if told := h.Get(header); told != "" {
			f.Facts[fact] = transport.Quote(told)
		}
	}
	if strings.EqualFold(h.Get("X-RateLimit-NearLimit"), "true") {
		f.Facts["near-limit"] = "true"
	}
	return f
}

// webhook asks whether the repository's webhooks may be seen, which needs both the scope and the role, and
// whether the scopes let one be made.
func (k *climb) webhook(ctx context.Context) connector.Finding {
	key, slug, named := strings.Cut(k.repository, "/")
	if !named {
		key, slug, named = k.scope, k.only, k.only != ""
	}
	path, ok := pathOf("/repositories", key, slug)
	if !named || !ok {
		return connector.Finding{Skip: true}
	}
	var hooks page[struct{}]
	err := k.get(ctx, request{
		path: path + "/hooks", query: url.Values{"pagelen": {"1"}}, about: about{workspace: key, repository: key + "/" + slug},
	}, &hooks)
	f := facts(connector.FactWebhook, "no")
	if err == nil {
		if missing := k.lacksToMake(ctx); len(missing) > 0 {
			f.Problems = []connector.Problem{k.scopeMissing(missing, k.o.Kind).Rated(connector.Warn)}
			return f
		}
		return facts(connector.FactWebhook, "yes")
	}
	p := k.problem(err)
	switch {
	case !deniesHooks(p, k.o.Kind):
		f = k.softened(err)
		if !f.Unfinished {
			f.Facts = map[string]string{connector.FactWebhook: "no"}
		}
	case k.admin:
		hidden := k.notPermitted(about{repository: key + "/" + slug}).With("why", whyWebhooks)
		f.Problems = []connector.Problem{hidden.Seen(p.Evidence).Rated(connector.Warn)}
	case k.o.Kind == connector.AccessToken:
		f.Problems = []connector.Problem{k.adminMissing().Seen(p.Evidence)}
	default: // the rung below has said so already
		f.Problems = []connector.Problem{k.adminMissing().Seen(p.Evidence).Rated(connector.Info)}
	}
	return f
}

// deniesHooks tells a missing role from other failures. An access token that has read the repository is a good
// one: where it is "not supported for this endpoint" it may not.
func deniesHooks(p connector.Problem, kind connector.CredentialKind) bool {
	switch p.Code {
	case connector.CodeNotPermitted, connector.CodeRepositoryNotFound:
		return true
	case connector.CodeTokenRejected:
		return kind == connector.AccessToken
	}
	return false
}

// lacksToMake gives the scopes that making a webhook needs beside seeing them. OAuth has one for both.
func (k *climb) lacksToMake(ctx context.Context) []string {
	granted, kind, err := k.granted(ctx)
	if err != nil || kind != connector.APIToken || len(granted) == 0 {
		return nil
	}
	return lacking(granted, []string{"write:webhook:bitbucket"})
}

// quoted writes a text into Bitbucket's query language.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
