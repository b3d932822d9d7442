package cloud

import (
	"net/http"
	"strings"

	"mooring/connector"
)

// placed is what an access token turned out to be for.
type placed struct {
	kind connector.TokenKind // as an answer's header told
	// repository is the one a repository's token is for, once it was read.
	repository *connector.Repository
}

// learn reads what kind of credential Bitbucket saw: X-Credential-Type of its answers, refusals among them, names
// access tokens after what they belong to. (As other clients of the API have met it; Atlassian documents it not.)
func (p *placed) learn(h http.Header) {
	switch strings.ToLower(h.Get("X-Credential-Type")) {
	case "workspace_access_token":
		p.kind = connector.TokenWorkspace
	case "project_access_token":
		p.kind = connector.TokenProject
	case "repo_access_token", "repository_access_token":
		p.kind = connector.TokenRepository
	}
}

// tokenKind is what an access token belongs to, as far as known: told by Bitbucket, by the person, or by the
// repository it was said to be for.
func (c *Client) tokenKind() connector.TokenKind {
	if told := c.known().place.kind; told != "" {
		return told
	}
	if c.o.TokenKind != "" {
		return c.o.TokenKind
	}
	if _, slug := c.place(); slug != "" {
		return connector.TokenRepository
	}
	return connector.TokenUnknown
}

// place gives the workspace everything is limited to, and for access tokens the one repository in it; either may
// be empty. A workspace asked for by name goes before the place of the token, which may then be refused there.
func (c *Client) place() (workspace, slug string) {
	named, _, _ := strings.Cut(c.o.Workspace, "/")
	workspace, slug, _ = strings.Cut(c.o.Place, "/")
	if named != "" && !strings.EqualFold(named, workspace) {
		workspace, slug, _ = strings.Cut(c.o.Workspace, "/")
	}
	if c.o.Kind != connector.AccessToken {
		slug = ""
	}
	return workspace, slug
}
