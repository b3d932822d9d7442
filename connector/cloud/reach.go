package cloud

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// errEnough ends a search that found what it looked for.
var errEnough = errors.New("enough")

// findWorkspaces asks which workspaces there are. The one repository of an access token tells of its own.
func (k *climb) findWorkspaces(ctx context.Context) connector.Finding {
	if k.only != "" {
		k.workspaces = []connector.Workspace{{Slug: k.scope, Name: k.scope}}
		return facts("workspaces", "1")
	}
	list, err := k.listWorkspaces(ctx, k.scope, nil)
	k.workspaces = list
	k.keep(func(f *found) { f.workspaces = list })
	if err != nil {
		// A list that breaks off has still told of some.
		return connector.Finding{Problems: k.workspaceProblems(err), Unfinished: len(list) == 0}
	}
	if len(list) == 0 && k.o.Kind == connector.AccessToken { // it belongs to one, and is not told which
		return found1(connector.NewProblem(connector.CodeWorkspaceNeeded).Seen(connector.Evidence{Address: k.o.API}))
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
		return []connector.Problem{p.With("unplaced", "yes"), needed.Rated(connector.Info)}
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
	if k.only != "" {
		return k.findOnly(ctx)
	}
	var refused error
	reads := count{known: true}
	for i, w := range k.workspaces {
		p, err := k.firstPage(ctx, w)
		if err != nil && k.o.Kind == connector.AccessToken && k.opens(ctx, w) {
			return k.reached(count{}, nil)
		}
		if err != nil && !refusesWorkspace(err) {
			return k.failed(err)
		}
		if err != nil {
			refused, reads.known = firstError(refused, err), false
			continue
		}
		reads.add(p.Size)
		if len(p.Values) > 0 {
			k.seen = p.Values[0].noun(k.o.API, w.Slug)
			reads.known = reads.known && i == len(k.workspaces)-1
			return k.reached(reads, k.pagingProblem(p), refused)
		}
	}
	if refused != nil {
		return k.failed(k.closed(refused))
	}
	return found1(connector.NewProblem(connector.CodeRepositoriesNone, "account", k.accountName()).
		Seen(connector.Evidence{Address: k.o.API}))
}

// findOnly reads the one repository an access token is for, and its workspace with it.
func (k *climb) findOnly(ctx context.Context) connector.Finding {
	if err := k.readOnly(ctx, k.scope, k.only); err != nil {
		return k.failed(err)
	}
	return k.reached(count{n: 1, known: true})
}

// readOnly reads a repository that an access token is for.
func (k *climb) readOnly(ctx context.Context, key, slug string) error {
	one, err := k.Repository(ctx, key, slug)
	if err != nil {
		return err
	}
	k.seen = one
	k.workspaces = []connector.Workspace{{Slug: one.Key, Name: one.Owner}}
	k.keep(func(f *found) { f.place.repository, f.workspaces = &one, k.workspaces })
	return nil
}

// opens tells whether an access token that may not list a workspace reads the chosen repository in it: those of
// a repository are let near nothing else.
func (k *climb) opens(ctx context.Context, w connector.Workspace) bool {
	key, slug, named := strings.Cut(k.repository, "/")
	return named && strings.EqualFold(key, w.Slug) && k.readOnly(ctx, key, slug) == nil
}

// closed is the refusal of a workspace's list, in the words for a token that is for one repository alone.
func (k *climb) closed(refused error) error {
	p, ok := connector.AsProblem(refused)
	if ok && p.Code == connector.CodeNotPermitted && k.o.Kind == connector.AccessToken && k.tokenKind() == connector.TokenRepository {
		return p.With("why", whyOneRepository)
	}
	return refused
}

// reached is a rung that holds, with what an access token may see, though something did not quite go well.
func (k *climb) reached(reads count, but ...error) connector.Finding {
	f := connector.Finding{Facts: map[string]string{}}
	if reads.known {
		f.Facts[connector.FactReads] = strconv.Itoa(reads.n)
	}
	for _, err := range but {
		if err != nil {
			f.Problems = append(f.Problems, k.problem(err).Rated(connector.Warn))
		}
	}
	if k.o.Kind == connector.AccessToken {
		if kind := k.tokenKind(); kind != connector.TokenUnknown {
			f.Facts[connector.FactTokenKind] = string(kind)
		}
		f.Problems = append(f.Problems, k.afterAll()...)
	}
	return f
}

// count is how many there are, as far as told.
type count struct {
	n     int
	known bool
}

func (c *count) add(size number) {
	c.n, c.known = c.n+size.n, c.known && size.told
}

// firstPage asks for one repository of a workspace, and how many there are.
func (k *climb) firstPage(ctx context.Context, w connector.Workspace) (page[repository], error) {
	path, _ := pathOf("/repositories", w.Slug)
	r := request{
		path: path, query: url.Values{"pagelen": {"1"}, "fields": {"size,next," + repositoryFields("values.")}},
		about: about{workspace: w.Slug},
	}
	var p page[repository]
	err := k.get(ctx, r, &p)
	return p, err
}

// pagingProblem says that a list goes on where the credential must not be sent.
func (k *climb) pagingProblem(p page[repository]) error {
	if p.Next == "" || k.leadsOn(p.Next) {
		return nil
	}
	return connector.NewProblem(connector.CodePagingBroken, "host", k.host(), "count", strconv.Itoa(len(p.Values))).
		Seen(connector.Evidence{Address: k.o.API})
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
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
