package cloud

import (
	"context"
	"net/url"
	"strconv"

	"mooring/connector"
	"mooring/connector/transport"
)

// The limits of a list of names, or of what is in a repository.
const (
	mostPagesOf = 10
	pageOf      = 100
	// besides is how many of its pages are asked for at a time.
	besides = 4
)

// Refs lists the names of a repository's branches or tags in the order Bitbucket gives them, 1,000 at most. An empty
// repository has none, and Bitbucket is not asked.
func (c *Client) Refs(ctx context.Context, r connector.Repository, kind connector.RefKind) (connector.RefNames, error) {
	path, ok := pathOf("/repositories", r.Key, firstOf(r.Slug, r.Ref.ID), "refs", string(kind))
	if r.Empty || !ok {
		return connector.RefNames{}, nil
	}
	type named struct {
		Name string `json:"name"`
	}
	values, more, err := upTo[named](ctx, c, request{
		path: path, query: url.Values{"pagelen": {strconv.Itoa(pageOf)}, "fields": {"next,size,page,pagelen,values.name"}},
		about: about{workspace: r.Key, repository: r.FullName()}, patience: transport.NewPatience(),
	})
	out := connector.RefNames{More: more}
	seen := map[string]bool{}
	for _, v := range values {
		if v.Name != "" && !seen[v.Name] {
			seen[v.Name] = true
			out.Names = append(out.Names, v.Name)
		}
	}
	if err != nil {
		return connector.RefNames{}, c.asError(err)
	}
	return out, nil
}

// upTo reads the first ten pages of a list, and tells whether there is more. Where the first page tells how many there
// are and how the next is called, the others are asked for side by side.
func upTo[T any](ctx context.Context, c *Client, r request) (values []T, more bool, err error) {
	var first page[T]
	if err := c.get(ctx, r, &first); err != nil {
		return nil, false, err
	}
	if n, plain := c.numbered(first.Next, r); plain && n == 2 && len(first.Values) > 0 && first.Size.n > len(first.Values) {
		return aside(ctx, c, r, first)
	}
	values, next := first.Values, first.Next
	been := map[string]bool{}
	for read := 1; next != "" && read < mostPagesOf; read++ {
		if !c.leadsOn(next) || been[next] {
			return values, true, c.pagingBroken(r.path).With("count", strconv.Itoa(len(values)))
		}
		been[next] = true
		r.next = next
		var p page[T]
		if err := c.get(ctx, r, &p); err != nil {
			return values, true, err
		}
		values, next = append(values, p.Values...), p.Next
	}
	return values, next != "", nil
}

// aside reads the pages behind the first side by side.
func aside[T any](ctx context.Context, c *Client, r request, first page[T]) (values []T, more bool, err error) {
	all := (first.Size.n-1)/len(first.Values) + 1
	pages := make([]page[T], min(all, mostPagesOf)-1)
	err = sideways(ctx, len(pages), func(ctx context.Context, i int) error {
		one := r
		one.query = url.Values{"page": {strconv.Itoa(i + 2)}}
		for name, value := range r.query {
			one.query[name] = value
		}
		return c.get(ctx, one, &pages[i])
	})
	values = first.Values
	for _, p := range pages {
		values = append(values, p.Values...)
	}
	return values, pages[len(pages)-1].Next != "", err
}
