package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// readingScopes are all that an API token needs which only reads. Webhooks are none of its business.
func readingScopes() []string {
	return []string{
		"read:user:bitbucket", "read:workspace:bitbucket", "read:project:bitbucket", "read:repository:bitbucket", "read:pullrequest:bitbucket",
	}
}

// allScopes are those of the demo's API token.
func allScopes() []string {
	return append(readingScopes(), "read:webhook:bitbucket", "write:webhook:bitbucket", "delete:webhook:bitbucket")
}

// recogniseBasic knows e-mail and API token; app passwords are gone since July 2026.
func (c *cloudState) recogniseBasic(r *http.Request) (cloudCaller, string) {
	email, token, _ := r.BasicAuth()
	line := c.s.line
	for _, known := range []struct {
		email, token string
		who          *person
		scopes       []string
		steward      bool
	}{
		{line.CloudEmail, line.CloudAPIToken, &c.people[0], allScopes(), false},
		{line.CloudEmail, line.CloudReadToken, &c.people[0], readingScopes(), false},
		{line.CloudAdminEmail, line.CloudAdminToken, &c.steward, allScopes(), true},
	} {
		if strings.EqualFold(email, known.email) && same(token, known.token) {
			return cloudCaller{
				person: known.who, kind: kindAPIToken, workspaces: known.who.workspaces, scopes: slices.Clone(known.scopes), steward: known.steward,
			}, ""
		}
	}
	return cloudCaller{}, saidInvalid
}
