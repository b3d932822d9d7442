package cloud

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"mooring/connector"
	"mooring/connector/transport"
)

// errEnough ends a search that found what it looked for.
var errEnough = errors.New("enough")

// findWorkspaces asks which workspaces there are.
func (k *climb) findWorkspaces(ctx context.Context) connector.Finding {
	list, err := k.listWorkspaces(ctx, k.scope, nil)
	k.workspaces = list
	k.keep(func(f *found) { f.workspaces = list })
	if err != nil {
		// A list that breaks off has still told of some.
		return connector.Finding{Problems: k.workspaceProblems(err), Unfinished: len(list) == 0}
	}
	return facts("workspaces", strconv.Itoa(len(list)))
}

// workspaceProblems says of an access token that its workspace has to be named: alone where Bitbucket
// understood the token, and as an information where it says the same of a wrong token.
func (k *climb) workspaceProblems(err error) []connector.Problem {
	p := k.problem(err)
	if k.o.Kind != connector.AccessToken || k.scope != "" {
		return []connector.Problem{p}
	}
	needed := connector.NewProblem(connector.CodeWorkspaceNeeded).Seen(p.Evidence)
	switch p.Code {
	case connector.CodeNotPermitted, connector.CodeScopeMissing:
		return []connector.Problem{needed}
	case connector.CodeTokenRejected:
		return []connector.Problem{p, needed.Rated(connector.Info)}
	}
	return []connector.Problem{p}
}

// listWorkspaces gives the workspaces, or the one everything is limited to. Names come only with the
// latter; a list has slugs. What was read before an error comes with it.
func (c *Client) listWorkspaces(ctx context.Context, only string, patience *transport.Patience) ([]connector.Workspace, error) {
	if only != "" {
		w, err := c.workspace(ctx, only, patience)
		if err != nil && c.o.Kind == connector.AccessToken && refusesTokens(err) {
			// A repository's token may not ask for its workspace; the list of repositories judges it.
			w, err = connector.Workspace{Slug: only, Name: only}, nil
		}
		if err != nil {
			return nil, err
		}
		return []connector.Workspace{w}, nil
	}
	var list []connector.Workspace
	known := map[string]bool{}
	r := request{path: "/user/workspaces", query: url.Values{"pagelen": {"100"}, "sort": {"slug"}}, patience: patience}
	err := walk(ctx, c, r, func(p page[access]) (int, bool) {
		before := len(list)
		for _, a := range p.Values {
			if slug := a.Workspace.Slug; slug != "" && !known[slug] {
				known[slug] = true
				list = append(list, a.Workspace.noun(a.Administrator))
			}
		}
		return len(list) - before, true
	})
	return list, err
}

// workspace reads one, with its name.
func (c *Client) workspace(ctx context.Context, slug string, patience *transport.Patience) (connector.Workspace, error) {
	path, ok := pathOf("/workspaces", slug)
	if !ok {
		return connector.Workspace{}, c.notPermitted(about{workspace: slug})
	}
	var w workspace
	r := request{path: path, about: about{workspace: slug}, patience: patience}
	if err := c.get(ctx, r, &w); err != nil {
		return connector.Workspace{}, err
	}
	w.Slug = firstOf(w.Slug, slug)
	return w.noun(false), nil
}

// refusesTokens tells the answers an access token may get where a person would not.
func refusesTokens(err error) bool {
	p, ok := connector.AsProblem(err)
	if !ok {
		return false
	}
	s := p.Evidence.Status
	return s == http.StatusUnauthorized || s == http.StatusForbidden || s == http.StatusNotFound
}

// findRepositories looks through the workspaces until one repository has been seen. A workspace that
// refuses does not hide the others.
func (k *climb) findRepositories(ctx context.Context) connector.Finding {
	var refused error
	for _, w := range k.workspaces {
		one, err := k.firstRepository(ctx, w)
		if err != nil && !refusesWorkspace(err) {
			return k.failed(err)
		}
		if err != nil && refused == nil {
			refused = err
		}
		if one != nil {
			k.seen = one.noun(k.o.API, w.Slug)
			return k.partly(refused)
		}
	}
	if refused != nil {
		return k.failed(refused)
	}
	return found1(connector.NewProblem(connector.CodeRepositoriesNone, "account", k.accountName()))
}

// partly is a rung that holds although some workspace refused.
func (k *climb) partly(refused error) connector.Finding {
	if refused == nil {
		return connector.Finding{}
	}
	return found1(k.problem(refused).Rated(connector.Warn))
}

func (k *climb) firstRepository(ctx context.Context, w connector.Workspace) (*repository, error) {
	path, _ := pathOf("/repositories", w.Slug)
	r := request{
		path: path, query: url.Values{"pagelen": {"1"}, "fields": {repositoryFields("values.")}},
		about: about{workspace: w.Slug},
	}
	var p page[repository]
	if err := k.get(ctx, r, &p); err != nil || len(p.Values) == 0 {
		return nil, err
	}
	return &p.Values[0], nil
}

// refusesWorkspace tells problems of one workspace from those of all.
func refusesWorkspace(err error) bool {
	return connector.IsProblem(err, connector.CodeNotPermitted) || connector.IsProblem(err, connector.CodeTwoStepRequired)
}

// pathOf joins escaped segments to a path; a segment that is no name gives none.
func pathOf(path string, segments ...string) (string, bool) {
	for _, s := range segments {
		if s == "" || s == "." || s == ".." {
			return "", false
		}
		path += "/" + url.PathEscape(s)
	}
	return path, true
}
