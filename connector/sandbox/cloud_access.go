package sandbox

import (
	"net/http"
	"strings"
)

// accessToken knows the access tokens of a workspace, a project and a repository: accounts of their own, which
// see nothing beside what they are for and may not ask who they are.
func (c *cloudState) accessToken(token string) (cloudCaller, bool) {
	first, line := c.s.data.first, c.s.line
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
		return r.uuid == who.repo.uuid
	case who.project != nil:
		return r.project == who.project
	}
	return true
}

// refusesToken tells whether access tokens are refused here, with the sentence for a bad token and whatever their
// scopes: none has a user, and who sees no more than a project has no business with workspaces.
func (c *cloudState) refusesToken(path string, who cloudCaller) bool {
	narrow := who.repo != nil || who.project != nil
	switch {
	case who.person != nil:
		return false
	case path == "/2.0/user":
		return true
	case strings.HasPrefix(path, "/2.0/user/"):
		return narrow || c.broken("workspace-needed")
	}
	return narrow && strings.HasPrefix(path, "/2.0/workspaces/")
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
