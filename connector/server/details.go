package server

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"mooring/connector"
)

// mostMessage is how many bytes of a commit's first line are worth showing.
const mostMessage = 300

// restCommit is a commit as the REST API tells it. Somebody the server knows has a displayName, somebody only git does
// has none.
type restCommit struct {
	ID      string `json:"id"`
	Message string `json:"message"`
	Author  struct {
		Name        string `json:"name"`
		DisplayName string `json:"displayName"`
	} `json:"author"`
	Authored  moment `json:"authorTimestamp"`
	Committed moment `json:"committerTimestamp"`
}

// Details tells more of a repository: five requests side by side, and a sixth where it may not be administered. repository-not-found is the only thing it says of a
// repository that is not there any more, or whose place another one has taken. A part that cannot be had (nothing was
// ever pushed, somebody may not read it) stays unknown.
func (c *Client) Details(ctx context.Context, r connector.Repository) (connector.Details, error) {
	base, err := c.base()
	if err != nil {
		return connector.Details{}, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var (
		parts    sync.WaitGroup
		branches = connector.RefNames{}
		main     string
		last     *connector.Commit
		right    connector.Right
		missed   error
	)
	parts.Go(func() { branches, missed = c.Refs(ctx, r, connector.Branches) })
	parts.Go(func() { main, _ = c.defaultBranch(ctx, base, r) })
	parts.Go(func() { last = c.lastCommit(ctx, base, r) })
	parts.Go(func() { right = c.rightOn(ctx, base, r) })
	found, err := c.same(ctx, base, r)
	if err != nil {
		stop() // the rest tells nothing any more
	}
	parts.Wait()
	if err != nil {
		return connector.Details{}, told(err, base)
	}
	out := connector.Details{Description: found.Description, Size: -1, Branches: -1, DefaultBranch: main, Commit: last, Right: right}
	if missed == nil {
		out.Branches, out.BranchesMore = len(branches.Names), branches.More
	}
	if out.Branches == 0 {
		out.DefaultBranch = "" // a server knows its name before there is one
	}
	if last != nil {
		last.Web = strings.TrimSuffix(found.web(base), "/browse") + "/commits/" + last.ID
	}
	return out, ctx.Err()
}

// same finds a repository as it is now: the one at its place, if it still is that one.
func (c *Client) same(ctx context.Context, base string, r connector.Repository) (restRepository, error) {
	found, err := c.find(ctx, base, r.Key, r.Slug)
	if err == nil && r.Ref.ID != "" && found.repository(base).Ref.ID != r.Ref.ID {
		return found, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", r.FullName(), "why", "")
	}
	return found, err
}

// lastCommit is the last one on the default branch, or nil where that is not known.
func (c *Client) lastCommit(ctx context.Context, base string, r connector.Repository) *connector.Commit {
	q := question{base: base, path: []string{"projects", r.Key, "repos", r.Slug, "commits"}, query: limit(1)}
	answer, err := c.askInside(ctx, q, r)
	if err != nil || answer.Status == http.StatusNotFound {
		return nil
	}
	p, err := readPage[restCommit](answer)
	if err != nil || len(p.Values) == 0 || !isHash(p.Values[0].ID) {
		return nil
	}
	v := p.Values[0]
	out := connector.Commit{ID: v.ID, Message: firstLine(v.Message), Author: v.Author.DisplayName, At: v.Committed.Time}
	if out.Author == "" {
		out.Author = v.Author.Name
	}
	if out.At.IsZero() {
		out.At = v.Authored.Time
	}
	return &out
}

// isHash tells whether an id can be a commit's: it becomes part of an address.
func isHash(id string) bool {
	return id != "" && strings.Trim(id, "0123456789abcdef") == ""
}

// firstLine is what a commit's message says in short.
func firstLine(message string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(message), "\n")
	if len(line) > mostMessage {
		line = strings.ToValidUTF8(line[:mostMessage], "") + "…"
	}
	return strings.TrimSpace(line)
}
