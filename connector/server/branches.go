package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"mooring/connector"
)

// maxBranches is how many branches are worth showing at once.
const maxBranches = 100

// restBranch is a branch, or the default branch, as the REST API tells it.
type restBranch struct {
	DisplayID string `json:"displayId"`
	IsDefault bool   `json:"isDefault"`
}

// Branches lists the branches whose name contains query, latest first but the default before all. An
// empty repository has none, even though the server knows what its default will be called.
func (c *Client) Branches(ctx context.Context, repository connector.Repository, query string) ([]connector.Branch, error) {
	base, err := c.base()
	if err != nil {
		return nil, err
	}
	found, err := c.branches(ctx, base, repository, query)
	if err != nil || len(found) == 0 {
		return nil, told(err, base)
	}
	main, err := c.defaultBranch(ctx, base, repository)
	if err != nil {
		return nil, told(err, base)
	}
	names := make([]string, 0, len(found)+1)
	for _, b := range found {
		names = append(names, b.DisplayID)
		if b.IsDefault && main == "" {
			main = b.DisplayID
		}
	}
	return ordered(names, main, query), nil
}

// ordered puts the default branch first, also where it is too old to be among the latest.
func ordered(names []string, main, query string) []connector.Branch {
	var out []connector.Branch
	if main != "" && (slices.Contains(names, main) || len(names) >= maxBranches && contains(main, query)) {
		out = append(out, connector.Branch{Name: main, Default: true})
	}
	for _, name := range names {
		if name != "" && name != main && len(out) < maxBranches {
			out = append(out, connector.Branch{Name: name})
		}
	}
	return out
}

func contains(name, query string) bool {
	return strings.Contains(strings.ToLower(name), strings.ToLower(query))
}

func (c *Client) branches(ctx context.Context, base string, r connector.Repository, query string) ([]restBranch, error) {
	values := limit(maxBranches)
	values.Set("orderBy", "MODIFICATION")
	if query != "" {
		values.Set("filterText", query)
	}
	answer, err := c.ask(ctx, question{base: base, path: []string{"projects", r.Key, "repos", r.Slug, "branches"}, query: values})
	if answer.Status == http.StatusNotFound && refusalIn(answer).kind() != "NoSuchRepositoryException" && answer.IsJSON() {
		return nil, nil // nothing was ever pushed
	}
	if p, ok := connector.AsProblem(err); ok && p.Code == connector.CodeRepositoryNotFound {
		return nil, p.With("repository", r.FullName())
	}
	if err != nil {
		return nil, err
	}
	p, err := readPage[restBranch](answer)
	return p.Values, err
}

// defaultBranch is the configured one, or nothing where none is.
func (c *Client) defaultBranch(ctx context.Context, base string, r connector.Repository) (string, error) {
	answer, err := c.send(ctx, question{base: base, path: []string{"projects", r.Key, "repos", r.Slug, "default-branch"}})
	if err != nil {
		return "", err
	}
	if answer.Status == http.StatusNotFound || answer.Status == http.StatusNoContent {
		return "", nil
	}
	if err := c.judge(answer); err != nil {
		return "", err
	}
	var b restBranch
	if err := answer.JSON(&b); err != nil {
		return "", err
	}
	return b.DisplayID, nil
}
