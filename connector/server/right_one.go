package server

import (
	"context"
	"net/url"
	"strconv"

	"mooring/connector"
)

// rightOn asks what the account may do with one repository: which lists of a right have it. Names are matched from
// their beginning, so a page may bring others too; where it is full without the one that is meant, nothing is known, as
// for tokens with an account of their own (see Rights). That it may only be read is never told.
func (c *Client) rightOn(ctx context.Context, base string, r connector.Repository) connector.Right {
	if r.Right != connector.RightUnknown || r.Name == "" {
		return r.Right
	}
	for _, level := range levels() {
		answer, err := c.ask(ctx, question{base: base, path: []string{"repos"}, query: url.Values{
			"permission": {level.permission}, "name": {r.Name}, "projectkey": {r.Key}, "archived": {"ALL"},
			"limit": {strconv.Itoa(firstPage)},
		}})
		if err != nil {
			return connector.RightUnknown
		}
		p, err := decodeIDs(answer)
		if err != nil {
			return connector.RightUnknown
		}
		for _, id := range p.Values {
			if strconv.FormatInt(id, 10) == r.Ref.ID {
				return level.right
			}
		}
	}
	return connector.RightUnknown
}
