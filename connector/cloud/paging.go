package cloud

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"mooring/connector"
)

// page is a cut of a list, as the API gives it. Size and Next may be missing.
type page[T any] struct {
	Values []T    `json:"values"`
	Next   string `json:"next"`
	Size   *int   `json:"size"`
}

// walk reads a list page by page, as each page's next says, until see returns false. see also tells how
// many values of a page were new. A list that stands still or leads elsewhere is paging-broken.
func walk[T any](ctx context.Context, c *Client, r request, see func(page[T]) (fresh int, more bool)) error {
	asked := map[string]bool{}
	read, stale := 0, 0
	for {
		var p page[T]
		if err := c.get(ctx, r, &p); err != nil {
			return err
		}
		fresh, more := see(p)
		if !more || p.Next == "" {
			return nil
		}
		read += fresh
		// One page without anything new can be a repository that moved while we read; two are a circle.
		if stale++; fresh > 0 {
			stale = 0
		}
		if asked[p.Next] || stale > 1 || !c.leadsOn(p.Next) {
			return connector.NewProblem(connector.CodePagingBroken, "host", c.host(), "count", strconv.Itoa(read)).
				Seen(connector.Evidence{Address: c.o.API + r.path})
		}
		asked[p.Next] = true
		r.next = p.Next
	}
}

// leadsOn tells whether a next address stays inside the API: the credential goes where it leads.
func (c *Client) leadsOn(next string) bool {
	u, err := url.Parse(next)
	api, apiErr := url.Parse(c.o.API)
	if err != nil || apiErr != nil || u.User != nil || u.Fragment != "" {
		return false
	}
	return connector.Origin(next) == connector.Origin(c.o.API) &&
		strings.HasPrefix(u.Path, api.Path+"/") && !strings.Contains(u.Path, "/../") && !strings.Contains(u.Path, "/./")
}
