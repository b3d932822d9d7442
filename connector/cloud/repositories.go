package cloud

import (
	"context"
	"errors"
	"iter"
	"net/url"

	"mooring/connector"
	"mooring/connector/transport"
)

// Repositories lists what the account may see, workspace by workspace, 100 at a time. A page's Total is
// known once the last workspace has said how many it has. A workspace that refuses does not hide the
// others: its refusal comes last. An error ends the list; what came before it is good.
func (c *Client) Repositories(ctx context.Context) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		l := &listing{
			Client: c, yield: yield, patience: transport.NewPatience(),
			known: map[string]bool{}, sizes: map[string]int{},
		}
		if err := l.all(ctx); err != nil && !errors.Is(err, errEnough) {
			yield(connector.Page{Total: -1}, c.asError(err))
		}
	}
}

// listing is one list under way.
type listing struct {
	*Client
	yield    func(connector.Page, error) bool
	patience *transport.Patience
	known    map[string]bool // by uuid and name: a list that changes meanwhile gives some twice
	sizes    map[string]int  // by workspace, as told
	of       int             // how many workspaces there are
}

func (l *listing) all(ctx context.Context) error {
	workspaces, err := l.places(ctx)
	l.of = len(workspaces)
	for _, slug := range workspaces {
		switch listErr := l.one(ctx, slug); {
		case listErr == nil:
		case refusesWorkspace(listErr) && len(workspaces) > 1:
			err = listErr
		default:
			return listErr
		}
	}
	return err
}

// places gives the workspaces to go through. Where it is limited to one, the list itself is the first
// request.
func (l *listing) places(ctx context.Context) ([]string, error) {
	if l.o.Workspace != "" {
		return []string{l.o.Workspace}, nil
	}
	list, err := l.listWorkspaces(ctx, "", l.patience)
	if len(list) == 0 && err != nil && l.o.Kind == connector.AccessToken {
		k := climb{Client: l.Client}
		return nil, k.workspaceProblems(err)[0]
	}
	slugs := make([]string, 0, len(list))
	for _, w := range list {
		slugs = append(slugs, w.Slug)
	}
	return slugs, err
}

// one lists a workspace.
func (l *listing) one(ctx context.Context, workspace string) error {
	path, ok := pathOf("/repositories", workspace)
	if !ok {
		return l.notPermitted(about{workspace: workspace})
	}
	r := request{
		path: path, patience: l.patience, about: about{workspace: workspace},
		query: url.Values{
			"pagelen": {"100"}, "sort": {"slug"},
			"fields": {"next,size,page,pagelen," + repositoryFields("values.")},
		},
	}
	stopped := false
	err := walk(ctx, l.Client, r, func(p page[repository]) (int, bool) {
		if p.Size != nil {
			l.sizes[workspace] = *p.Size
		}
		fresh := l.fresh(p.Values, workspace)
		stopped = !l.yield(connector.Page{Repositories: fresh, Total: l.total()}, nil)
		return len(fresh), !stopped
	})
	if stopped {
		return errEnough
	}
	return err
}

// fresh makes nouns of what was not seen before.
func (l *listing) fresh(values []repository, workspace string) []connector.Repository {
	out := make([]connector.Repository, 0, len(values))
	for _, v := range values {
		one := v.noun(l.o.API, workspace)
		id := v.UUID + " " + one.FullName()
		if v.UUID == "" || l.known[id] {
			continue
		}
		l.known[id] = true
		out = append(out, one)
	}
	return out
}

func (l *listing) total() int {
	if len(l.sizes) < l.of {
		return -1
	}
	sum := 0
	for _, n := range l.sizes {
		sum += n
	}
	return sum
}

// Repository finds one by its workspace and slug (or uuid in braces).
func (c *Client) Repository(ctx context.Context, key, slug string) (connector.Repository, error) {
	full := key + "/" + slug
	path, ok := pathOf("/repositories", key, slug)
	if !ok {
		return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", full)
	}
	var one repository
	r := request{
		path: path, query: url.Values{"fields": {repositoryFields("")}},
		about: about{workspace: key, repository: full},
	}
	if err := c.get(ctx, r, &one); err != nil {
		return connector.Repository{}, c.asError(err)
	}
	return one.noun(c.o.API, key), nil
}

// asError gives an error that is a Problem, unless the caller gave up.
func (c *Client) asError(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return c.problem(err)
}
