package cloud

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"net/url"

	"mooring/connector"
	"mooring/connector/transport"
)

// Repositories lists what the account may see, workspace by workspace, 100 at a time and several pages side by
// side. A page's Total is known once the last workspace has said how many it has. Where Bitbucket asks for a pause,
// a page says so. A workspace that refuses, or whose list breaks off, does not hide the others: that comes last. An
// error ends the list; what came before it is good.
func (c *Client) Repositories(ctx context.Context) iter.Seq2[connector.Page, error] {
	return c.list(ctx, mark{List: listAll}, "")
}

// list reads the repositories of all workspaces there are, or of the place everything is limited to, but for those
// that a mark says were read; given is that mark as it was given.
func (c *Client) list(ctx context.Context, from mark, given string) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		r := c.read(yield)
		r.list, r.given = from.List, given
		all := func(ctx context.Context) error { return r.all(ctx, from) }
		if err := r.within(ctx, all); err != nil && !errors.Is(err, errEnough) {
			yield(connector.Page{Total: -1, Mark: r.mark()}, c.asError(err))
		}
	}
}

func (r *reading) all(ctx context.Context, from mark) error {
	if workspace, slug := r.place(); slug != "" {
		return r.single(ctx, workspace, slug)
	}
	early := r.early(ctx, from)
	workspaces, err := r.places(ctx)
	r.refused = err
	if len(workspaces) == 0 {
		return err
	}
	r.keep(func(f *found) { f.first = workspaces[0] })
	for _, workspace := range workspaces {
		l, ok := laneOf(from.List, workspace)
		if early != nil && early.key == workspace {
			l, early = early, nil
		}
		if !ok {
			r.refused = cmp.Or(r.refused, error(r.notPermitted(about{workspace: workspace})))
			continue
		}
		if b, some := from.of(workspace); some {
			l.resume(r.Client, b)
			r.before += b.Read
		}
		r.lanes = append(r.lanes, l)
	}
	if early != nil {
		early.close()
	}
	return r.run(ctx)
}

// early asks for the first page of the workspace that came first the last time, while the list of workspaces is on its
// way: so the first rows are there after one round trip. Where it does not come first any more that was for nothing.
func (r *reading) early(ctx context.Context, from mark) *lane {
	if workspace, _ := r.place(); workspace != "" || len(from.Begun) > 0 {
		return nil
	}
	l, ok := laneOf(from.List, r.firstSeen())
	if !ok {
		return nil
	}
	r.ask(ctx, l, 0)
	return l
}

// firstSeen is the workspace that came first the last time; empty where none is known.
func (c *Client) firstSeen() string {
	known := c.known()
	switch {
	case known.first != "":
		return known.first
	case len(known.workspaces) > 0:
		return known.workspaces[0].Slug
	case len(c.o.Seen) > 0:
		return c.o.Seen[0].Slug
	}
	return ""
}

// single gives the one repository a token is for.
func (r *reading) single(ctx context.Context, workspace, slug string) error {
	one, err := r.repository(ctx, workspace, slug, r.patience)
	if err != nil {
		return err
	}
	if !r.yield(connector.Page{Repositories: []connector.Repository{one}, Total: 1}, nil) {
		return errEnough
	}
	return nil
}

// places gives the workspaces to go through. Where it is limited to one, the list itself is the first
// request.
func (r *reading) places(ctx context.Context) ([]string, error) {
	if workspace, _ := r.place(); workspace != "" {
		return []string{workspace}, nil
	}
	list, err := r.listWorkspaces(ctx, "", r.patience)
	if len(list) == 0 && err != nil && r.o.Kind == connector.AccessToken {
		k := climb{Client: r.Client}
		return nil, k.workspaceProblems(err)[0]
	}
	slugs := make([]string, 0, len(list))
	for _, w := range list {
		slugs = append(slugs, w.Slug)
	}
	return slugs, err
}

// Repository finds one by its workspace and slug (or uuid in braces).
func (c *Client) Repository(ctx context.Context, key, slug string) (connector.Repository, error) {
	one, err := c.repository(ctx, key, slug, nil)
	if err != nil {
		return connector.Repository{}, c.asError(err)
	}
	return one, nil
}

func (c *Client) repository(ctx context.Context, key, slug string, patience *transport.Patience) (connector.Repository, error) {
	full := key + "/" + slug
	path, ok := pathOf("/repositories", key, slug)
	if !ok {
		return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", full)
	}
	var one repository
	r := request{
		path: path, query: url.Values{"fields": {repositoryFields("")}},
		about: about{workspace: key, repository: full}, patience: patience,
	}
	if err := c.get(ctx, r, &one); err != nil {
		return connector.Repository{}, err
	}
	return one.noun(c.o.API, key), nil
}

// asError gives an error that is a Problem, unless the caller gave up.
func (c *Client) asError(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return c.problem(err)
}
