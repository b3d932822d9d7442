package cloud

import (
	"slices"
	"strings"

	"mooring/connector"
)

// SessionScopes are what a consent asks for: who one is, the repositories, their webhooks. (Atlassian's
// OpenAPI document, securitySchemes.)
func SessionScopes() []string { return []string{"account", "repository", "webhook"} }

// TokenPermissions are what an API token is to be made with. They do not imply one another, so reading
// and writing are named both.
func TokenPermissions() []string {
	return []string{
		"read:user:bitbucket", "read:workspace:bitbucket", "read:project:bitbucket", "read:repository:bitbucket",
		"read:pullrequest:bitbucket", "read:webhook:bitbucket", "write:webhook:bitbucket", "delete:webhook:bitbucket",
	}
}

// ReadPermissions are what an API token needs that changes nothing: enough once webhooks stand.
func ReadPermissions() []string {
	return slices.DeleteFunc(TokenPermissions(), func(p string) bool { return strings.Contains(p, "webhook") })
}

// NeededScopes are those without which nothing can be chosen; the rest is for webhooks and comfort. An
// access token needs what each answer demands: nothing can be said before.
func NeededScopes(kind connector.CredentialKind) []string {
	switch kind {
	case connector.APIToken:
		return []string{"read:user:bitbucket", "read:workspace:bitbucket", "read:repository:bitbucket"}
	case connector.AccessToken:
		return nil
	}
	return []string{"account", "repository"}
}

// scopesFor gives the scopes that what is asked for at a path of the API needs, as Atlassian's OpenAPI document has
// them: for refusals that do not name any.
func scopesFor(path string, kind connector.CredentialKind) []string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	session, token := "account", "read:workspace:bitbucket"
	switch {
	case parts[0] == "repositories" && len(parts) > 3 && parts[3] == "hooks":
		session, token = "webhook", "read:webhook:bitbucket"
	case parts[0] == "repositories", parts[len(parts)-1] == "repositories":
		session, token = "repository", "read:repository:bitbucket"
	case parts[0] == "user" && len(parts) == 1:
		token = "read:user:bitbucket"
	}
	if kind == connector.APIToken {
		return []string{token}
	}
	return []string{session}
}

// scopeMissing is the problem of scopes that were not granted; kind says where to tick them.
func (c *Client) scopeMissing(scopes []string, kind connector.CredentialKind) connector.Problem {
	return connector.NewProblem(connector.CodeScopeMissing, "scopes", strings.Join(scopes, " "), "kind", string(kind)).
		Seen(connector.Evidence{Address: c.o.API})
}

// lacking gives the needed scopes that are neither granted nor implied by one that is.
func lacking(granted, needed []string) []string {
	return slices.DeleteFunc(slices.Clone(needed), func(need string) bool {
		return slices.Contains(granted, need) || slices.ContainsFunc(impliedBy(need), func(wider string) bool {
			return slices.Contains(granted, wider)
		})
	})
}

// impliedBy lists the OAuth scopes that include another, as Atlassian's page on scopes has it. (Note that
// repository:admin does not include repository.)
func impliedBy(scope string) []string {
	switch scope {
	case "account":
		return []string{"account:write"}
	case "repository":
		return []string{"repository:write", "pullrequest", "pullrequest:write", "project"}
	case "repository:write":
		return []string{"pullrequest:write"}
	case "pullrequest":
		return []string{"pullrequest:write"}
	}
	return nil
}

// splitScopes divides at spaces and commas: token answers use one, headers the other.
func splitScopes(line string) []string {
	return strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ',' })
}
