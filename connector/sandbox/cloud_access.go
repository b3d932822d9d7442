package sandbox

import (
	"net/http"
	"strings"
)

// accessToken knows the access tokens of a workspace, a project and a repository: accounts of their own, which
// see nothing beside what they are for and may not ask who they are.
func (c *cloudState) accessToken(token string) (cloudCaller, bool) {
	first, line := c.s.data.repos[0], c.s.line
	who := cloudCaller{
		workspaces: []*workspace{first.project.workspace},
		scopes:     []string{"project", "repository", "pullrequest", "webhook"},
	}
	switch {
	case same(token, line.CloudAccessToken):
		who.kind, who.scopes = kindWorkspaceToken, append([]string{"account"}, who.scopes...)
	case same(token, line.CloudProjectToken):
		who.kind, who.project = kindProjectToken, first.project
	case same(token, line.CloudRepositoryToken):
		who.kind, who.repo = kindRepositoryToken, first
	default:
		return cloudCaller{}, false
	}
	return who, true
}

// sees tells whether a repository of a workspace the caller may enter is one it may see.
func (who cloudCaller) sees(r *repo) bool {
	switch {
	case who.repo != nil:
		return r == who.repo
	case who.project != nil:
		return r.project == who.project
	}
	return true
}

// wide lets people and tokens of a whole workspace through. To the others Bitbucket says what it says to a bad
// token, as it does to every access token that asks who it is.
func (c *cloudState) wide(next apiHandler) apiHandler {
	return func(w http.ResponseWriter, r *http.Request, who cloudCaller) {
		aboutPerson := strings.HasPrefix(r.URL.Path, "/2.0/user/")
		if who.repo != nil || who.project != nil || who.person == nil && aboutPerson && c.broken("workspace-needed") {
			refuse(w, http.StatusUnauthorized, saidInvalid, nil)
			return
		}
		next(w, r, who)
	}
}

// countRequests tells access tokens, and nobody else, how many requests an hour has (Atlassian's "Introducing
// scaled rate limits"): only what is about repositories is counted so.
func (who cloudCaller) countRequests(h http.Header) {
	if who.person != nil {
		return
	}
	h.Set("X-RateLimit-Limit", "1000")
	h.Set("X-RateLimit-Resource", "api")
	h.Set("X-RateLimit-NearLimit", "false")
}
