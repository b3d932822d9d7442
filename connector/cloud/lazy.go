package cloud

import (
	"context"
	"iter"

	"mooring/connector"
	"mooring/connector/transport"
)

// Some lists like Repositories, but leaves large workspaces after their first page: those with more than 2,000
// repositories, those that do not tell how many they have after 20 pages, and all that come after 20,000 are listed. The page on which that is found out
// says so in Large. What was worked on last comes first, which is what is most often looked for.
func (c *Client) Some(ctx context.Context) iter.Seq2[connector.Page, error] {
	return c.list(ctx, mark{List: listSome}, "")
}

// GoOn gives the next page of a large workspace, in the order of Some; its Large holds that workspace as far as it
// is listed then. At the end that has no Next. A list that gets nowhere is paging-broken: what the last page brought
// comes with the error, and its Large goes no further. While Bitbucket asks for a pause it waits, as far as is
// reasonable.
func (c *Client) GoOn(ctx context.Context, large connector.Large) (connector.Page, error) {
	out := connector.Page{Total: -1, Large: []connector.Large{large}}
	if large.Next == "" {
		return out, nil
	}
	first, _ := repositoriesIn(large.Key, "-updated_on")
	if !c.leadsOn(large.Next) {
		out.Large[0].Next = ""
		return out, c.pagingBroken(first.path)
	}
	var p page[repository]
	r := request{next: large.Next, about: first.about, patience: transport.NewPatience()}
	if err := c.get(ctx, r, &p); err != nil {
		return connector.Page{Total: -1}, c.asError(err)
	}
	seen := reading{Client: c}
	out.Repositories = seen.fresh(p.Values, large.Key)
	out.Large[0].Next = p.Next
	out.Large[0].Total = p.Size.or(large.Total)
	if p.Next == "" || c.leadsOn(p.Next) && c.further(large.Next, p.Next, first) {
		return out, nil
	}
	out.Large[0].Next = ""
	return out, c.pagingBroken(first.path)
}

// further tells whether one next address leads beyond another. Where both are page numbers they must grow.
func (c *Client) further(before, next string, first request) bool {
	from, plain := c.numbered(before, first)
	to, alsoPlain := c.numbered(next, first)
	return next != before && (!plain || !alsoPlain || to > from)
}
