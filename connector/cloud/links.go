package cloud

import "net/url"

// The pages at Atlassian that mend what a check finds. None of them takes anything from us.
const (
	// APITokensPage is where an API token is made ("Create API token with scopes").
	APITokensPage = "https://id.atlassian.com/manage-profile/security/api-tokens"
	// TwoStepPage is where two-step verification is switched on.
	TwoStepPage = "https://id.atlassian.com/manage-profile/security/two-step-verification"
)

// ConsumersPage is where a workspace's OAuth consumers are made; without a workspace, the list of
// workspaces to choose from.
func ConsumersPage(web, workspace string) string {
	if workspace == "" {
		return web + "/account/workspaces/"
	}
	return web + "/" + url.PathEscape(workspace) + "/workspace/settings/api"
}

// AuthorizationsPage is where a person takes back what they allowed an app.
func AuthorizationsPage(web string) string { return web + "/account/settings/app-authorizations/" }
