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

// learn reads what kind of credential Bitbucket saw: X-Credential-Type of its answers names access tokens after
// what they belong to.
func (p *placed) learn(h http.Header) {
	told := strings.ToLower(h.Get("X-Credential-Type"))
	if !strings.Contains(told, "access") {
		return
	}
	for _, kind := range []connector.TokenKind{connector.TokenRepository, connector.TokenProject, connector.TokenWorkspace} {
		if strings.HasPrefix(told, string(kind)) {
			p.kind = kind
		}
	}
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
