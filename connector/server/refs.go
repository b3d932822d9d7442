package server

import (
	"context"
	"net/http"
	"strconv"

	"mooring/connector"
	"mooring/connector/transport"
)

// mostRefs is how many names of branches or tags are worth knowing: what a server gives at once.
const mostRefs = 1000

// Refs lists the names of a repository's branches or tags, those that changed last first, 1,000 at most. An empty
// repository has none.
func (c *Client) Refs(ctx context.Context, r connector.Repository, kind connector.RefKind) (connector.RefNames, error) {
	base, err := c.base()
	if err != nil {
		return connector.RefNames{}, err
	}
	q := question{base: base, path: []string{"projects", r.Key, "repos", r.Slug, string(kind)}, query: limit(mostRefs)}
	q.query.Set("orderBy", "MODIFICATION")
	q.patience = transport.NewPatience()
	out := connector.RefNames{}
	for start := int64(0); ; {
		q.query.Set("start", strconv.FormatInt(start, 10))
		answer, err := c.askInside(ctx, q, r)
		if err != nil || answer.Status == http.StatusNotFound {
			return out, told(err, base)
		}
		p, err := readPage[restBranch](answer)
		if err != nil {
			return out, told(err, base)
		}
		for _, b := range p.Values {
			if b.DisplayID != "" {
				out.Names = append(out.Names, b.DisplayID)
			}
		}
		out.More = !p.last() || len(out.Names) > mostRefs
		out.Names = out.Names[:min(len(out.Names), mostRefs)]
		if p.last() || len(out.Names) >= mostRefs || p.NextPageStart == nil || *p.NextPageStart <= start || len(p.Values) == 0 {
			return out, nil
		}
		start = *p.NextPageStart
	}
}

// askInside asks for something in a repository. A 404 that is not about the repository itself is no error: nothing was
// ever pushed, or what was looked for is not there.
func (c *Client) askInside(ctx context.Context, q question, r connector.Repository) (transport.Answer, error) {
	answer, err := c.ask(ctx, q)
	p, refused := connector.AsProblem(err)
	switch {
	case refused && p.Code == connector.CodeRepositoryNotFound:
		return answer, p.With("repository", r.FullName())
	case refused && p.Code == connector.CodeNotPermitted:
		return answer, p.With("resource", r.FullName())
	case answer.Status == http.StatusNotFound && answer.IsJSON() && refusalIn(answer).kind() != "":
		return answer, nil
	}
	return answer, err
}
