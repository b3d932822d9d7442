package flow

import (
	"slices"
	"strings"
)

// CloudPermission is a permission a person may ask for by name.
type CloudPermission struct {
	Scope   string // as a consent names it
	Token   string // as an API token's list names it; several are divided by spaces
	Granted bool
}

// cloudPermissions pairs the scopes of a consent with the permissions of an API token, as Atlassian's
// OpenAPI document does (securitySchemes and x-atlassian-oauth2-scopes). An API token's permissions do not
// imply one another, so reading and writing are named both.
func cloudPermissions() []CloudPermission {
	return []CloudPermission{
		{Scope: "account", Token: "read:user:bitbucket read:workspace:bitbucket"},
		{Scope: "repository", Token: "read:repository:bitbucket"},
		{Scope: "webhook", Token: "read:webhook:bitbucket write:webhook:bitbucket"},
		{Scope: "pullrequest", Token: "read:pullrequest:bitbucket"},
		{Scope: "project", Token: "read:project:bitbucket"},
		{Scope: "repository:write", Token: "write:repository:bitbucket"},
		{Scope: "repository:admin", Token: "admin:repository:bitbucket"},
	}
}

// Permissions lists what may be asked for by name, and whether the current connection has it already, as
// far as told.
func (s CloudState) Permissions() []CloudPermission {
	all := cloudPermissions()
	for i, p := range all {
		all[i].Granted = slices.Contains(s.Scopes, p.Scope) || holdsAll(s.Scopes, strings.Fields(p.Token))
	}
	return all
}

// TokenScopes are the exact permissions to make an API token with: the usual ones, and the one that is
// wanted beside them.
func (s CloudState) TokenScopes() []string {
	out := slices.Clone(s.ForToken)
	for _, p := range cloudPermissions() {
		usual := len(s.ForToken) == 0 && slices.Contains(s.Wanted, p.Scope)
		if !usual && p.Scope != s.Want.Permission {
			continue
		}
		for _, name := range strings.Fields(p.Token) {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

func holdsAll(have, want []string) bool {
	return !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(have, w) })
}

// scopesIn reads the scopes a scope-missing problem names, however they are divided.
func scopesIn(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
