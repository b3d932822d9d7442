package cloud

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"mooring/connector"
)

// maxBranches is how many a question brings: one page.
const maxBranches = 100

// Branches lists branches whose name contains query, the default first. An empty repository has none, and
// Bitbucket is not asked.
func (c *Client) Branches(ctx context.Context, r connector.Repository, query string) ([]connector.Branch, error) {
	path, ok := pathOf("/repositories", r.Key, firstOf(r.Slug, r.Ref.ID))
	if r.Empty || !ok {
		return nil, nil
	}
	values := url.Values{"pagelen": {"100"}, "sort": {"name"}, "fields": {"values.name"}}
	if query != "" {
		values.Set("q", "name ~ "+quoted(query))
	}
	var p page[struct {
		Name string `json:"name"`
	}]
	err := c.get(ctx, request{
		path: path + "/refs/branches", query: values, about: about{workspace: r.Key, repository: r.FullName()},
	}, &p)
	if err != nil {
		return nil, c.asError(err)
	}
	names := make([]string, 0, len(p.Values)+1)
	for _, v := range p.Values {
		if v.Name != "" {
			names = append(names, v.Name)
		}
	}
	return defaultFirst(names, r.DefaultBranch, query), nil
}

// defaultFirst puts the default branch at the top, also when its letter comes after the first hundred.
func defaultFirst(names []string, main *string, query string) []connector.Branch {
	if main != nil && *main != "" {
		rest := slices.DeleteFunc(names, func(n string) bool { return n == *main })
		full := len(names) >= maxBranches
		if len(rest) < len(names) || full && strings.Contains(strings.ToLower(*main), strings.ToLower(query)) {
			names = append([]string{*main}, rest...)
		}
	}
	names = names[:min(len(names), maxBranches)]
	out := make([]connector.Branch, len(names))
	for i, n := range names {
		out[i] = connector.Branch{Name: n, Default: main != nil && n == *main}
	}
	return out
}
