package cloud

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"mooring/connector"
)

// page is a cut of a list, as the API gives it. Only values is always there.
type page[T any] struct {
	Values []T    `json:"values"`
	Next   string `json:"next"`
	Size   number `json:"size"`    // of the whole list
	Number number `json:"page"`    // of this page, from 1
	Length number `json:"pagelen"` // of a full page
}

// sound tells whether it is a page at all. Something else that is JSON must not pass for a list that has become empty:
// what was listed before would be taken for gone.
func (p *page[T]) sound() bool {
	return p.Values != nil || p.Next != "" || p.Size.told || p.Length.told
}

// number is a count that may be missing. What is no number counts as missing too: lists that lead on by something
// else than numbers have been seen to say so in the same place.
type number struct {
	n    int
	told bool
}

// UnmarshalJSON reads it, and never fails.
func (n *number) UnmarshalJSON(raw []byte) error {
	value, err := strconv.Atoi(string(raw))
	*n = number{n: value, told: err == nil && value >= 0}
	return nil
}

// or gives the number, or another where it is missing.
func (n number) or(missing int) int {
	if n.told {
		return n.n
	}
	return missing
}

// walk reads a list page by page, as each page's next says, until see returns false. see also tells how
// many values of a page were new. A list that stands still or leads elsewhere is paging-broken.
func walk[T any](ctx context.Context, c *Client, r request, see func(page[T]) (fresh int, more bool)) error {
	way := way{been: map[string]bool{}}
	read := 0
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
		if !c.leadsOn(p.Next) || !way.goesOn(p.Next, fresh) {
			return c.pagingBroken(r.path).With("count", strconv.Itoa(read))
		}
		r.next = p.Next
	}
}

// way remembers where a list led, so that one that goes in a circle is noticed.
type way struct {
	been  map[string]bool // by next address
	stale int             // pages in a row without anything new
}

// goesOn tells whether a list that says next, and has just given so many new things, gets anywhere.
func (w *way) goesOn(next string, fresh int) bool {
	// One page without anything new can be a repository that moved while we read; two are a circle.
	if w.stale++; fresh > 0 {
		w.stale = 0
	}
	circle := w.been[next] || w.stale > 1
	w.been[next] = true
	return !circle
}

func (c *Client) pagingBroken(path string) connector.Problem {
	return connector.NewProblem(connector.CodePagingBroken, "host", c.host()).
		Seen(connector.Evidence{Address: c.o.API + path})
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

// numbered reads the page number out of a next address that is the one asked but for that. Only such numbers may
// be counted on further; a next that says more or else must be followed as it is.
func (c *Client) numbered(next string, r request) (int, bool) {
	if !c.leadsOn(next) {
		return 0, false
	}
	to, err := url.Parse(next)
	asked, askedErr := url.Parse(c.o.API + r.path)
	if err != nil || askedErr != nil || to.Path != asked.Path {
		return 0, false
	}
	query, err := url.ParseQuery(to.RawQuery)
	if err != nil || len(query["page"]) != 1 {
		return 0, false
	}
	n, err := strconv.Atoi(query.Get("page"))
	query.Del("page")
	return n, err == nil && query.Encode() == r.query.Encode()
}
