package flow

import (
	"strings"

	"mooring/connector"
)

// Atlassian's pages that only a person can use. They are the same whichever address Bitbucket has.
const (
	cloudTokenPage    = "https://id.atlassian.com/manage-profile/security/api-tokens"
	cloudSecurityPage = "https://id.atlassian.com/manage-profile/security/two-step-verification"
	cloudConsumerHelp = "https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/"
	cloudAccessHelp   = "https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/"
)

// cloudConsumersOf is the page with a workspace's OAuth consumers and the button that adds one. Atlassian
// publishes the way there (Workspace settings, OAuth consumers) and not the address; Backstage's documentation
// of its sign-in with Bitbucket Cloud (docs/auth/bitbucket/provider.md) names it.
func cloudConsumersOf(web, workspace string) string {
	return web + "/" + workspace + "/workspace/settings/api"
}

// cloudAccessTokensOf is the page where access tokens of a place are made and revoked. Atlassian publishes only
// the ways there (Repository settings or Workspace settings, Access tokens); the addresses are those that the
// documentation of several clients names. A project's tokens stand in the settings of the project, whose key
// nobody has told, so it is the list of them (where links.html of a project in Bitbucket's OpenAPI document leads).
func cloudAccessTokensOf(web, place string, kind connector.TokenKind) string {
	switch workspace, slug, ok := strings.Cut(place, "/"); {
	case workspace == "":
		return cloudAccessHelp
	case ok:
		return web + "/" + workspace + "/" + slug + "/admin/access-tokens"
	case kind == connector.TokenProject:
		return web + "/" + workspace + "/workspace/projects/"
	default:
		return web + "/" + workspace + "/workspace/settings/access-tokens"
	}
}

// cloudGrantsOf is the page where a person takes back what they granted to applications, as Docker's and
// CircleCI's documentation name it.
func cloudGrantsOf(web string) string { return web + "/account/settings/app-authorizations/" }

// tokensPage is where tokens of a kind are made and taken back.
func (c *Cloud) tokensPage(kind connector.CredentialKind, place string, of connector.TokenKind) string {
	if kind == connector.AccessToken {
		return cloudAccessTokensOf(c.needs.Web, place, of)
	}
	return cloudTokenPage
}

// OpenTokenPage opens the page where tokens of the form's kind are made: Atlassian's for API tokens, Bitbucket's
// for access tokens, as soon as it is known of which repository or workspace.
func (c *Cloud) OpenTokenPage() {
	c.OpenTokenPageOf(c.feed.Now().State.Form.Place)
}

// OpenTokenPageOf is OpenTokenPage for a place that is typed in the form and not submitted yet.
func (c *Cloud) OpenTokenPageOf(typed string) {
	s := c.feed.Now().State
	place := ""
	if workspace, slug, err := connector.ReadCloudPlace(typed, c.needs.Web); err == nil {
		place = placeName(workspace, slug)
	}
	c.open(c.tokensPage(s.Form.Kind, place, s.tokenKindFor(s.Form)))
}

// tokenKindFor is what the token of the connection is, that the form is for.
func (s CloudState) tokenKindFor(form CloudForm) connector.TokenKind {
	connection, _ := s.find(form.For)
	return connection.TokenKind
}

// GrantsPage is where a person takes back by hand what was given to a connection: the one that was disconnected
// just now, or else the one on screen.
func (c *Cloud) GrantsPage() string {
	s := c.feed.Now().State
	connection, _ := s.Connection()
	kind, place, of := connection.Kind, connection.Place, connection.TokenKind
	if s.Gone != nil {
		kind, place, of = s.Gone.Kind, s.Gone.Place, s.Gone.TokenKind
	}
	switch kind {
	case connector.APIToken, connector.AccessToken:
		return c.tokensPage(kind, place, of)
	default:
		return cloudGrantsOf(c.needs.Web)
	}
}

// OpenGrants opens GrantsPage.
func (c *Cloud) OpenGrants() { c.open(c.GrantsPage()) }

// open hands an address to the browser, which may take its time. Where that fails the address is shown.
func (c *Cloud) open(address string) {
	go func() {
		if err := c.needs.Browser.Open(address); err != nil {
			c.feed.Apply(cloudNotOpened{connector.NewProblem(connector.CodeBrowserNotOpened, "link", address)})
		}
	}()
}
