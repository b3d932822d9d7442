package flow

import "mooring/connector"

// GrantsPage is the page where a person takes back by hand what they granted to the connection that was ended
// last.
func (c *Cloud) GrantsPage() string {
	if gone := c.feed.Now().State.Gone; gone != nil && gone.Kind != connector.Session {
		return cloudTokenPage
	}
	return c.needs.Web + "/account/settings/app-authorizations/"
}
