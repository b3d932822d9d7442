package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// Bitbucket's own sentences for a refused credential, as recorded.
const (
	saidInvalid = "Token is invalid, expired, or not supported for this endpoint."
	saidExpired = "Access token expired."
	saidTwoStep = "To access this repository, enable two-step verification."
	saidNoEntry = "You do not have access to view this workspace."
	saidScopes  = "Your credentials lack one or more required privilege scopes."
)

// cloudCaller is who a request was recognised as. An access token has no person behind it.
type cloudCaller struct {
	person     *person
	kind       string // the X-Credential-Type
	scopes     []string
	workspaces []*workspace
	project    *project // all that a project's access token sees
	repo       *repo    // all that a repository's access token sees
	steward    bool     // administers everything they see, whoever may not
}

// need is what a request asks of a credential: OAuth scopes, and what API tokens call the same.
type need struct{ oauth, token []string }

func (n need) of(who cloudCaller) []string {
	if who.kind == kindAPIToken {
		return n.token
	}
	return n.oauth
}

const (
	kindOAuth           = "oauth2"
	kindAPIToken        = "api_token"
	kindWorkspaceToken  = "workspace_access_token"
	kindProjectToken    = "project_access_token"
	kindRepositoryToken = "repo_access_token"
)

// apiHandler answers a request of somebody recognised.
type apiHandler func(w http.ResponseWriter, r *http.Request, who cloudCaller)

// signed lets a handler see only requests with a good credential and enough scopes, and tells in the
// answer's headers what the credential is and may do.
func (c *cloudState) signed(n need, next apiHandler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, refusal := c.recognise(r)
		if refusal != "" {
			refuse(w, http.StatusUnauthorized, refusal, nil)
			return
		}
		c.s.recognised(r, who.name())
		required := n.of(who)
		h := w.Header()
		h.Set("X-OAuth-Scopes", strings.Join(who.scopes, ", "))
		h.Set("X-Accepted-OAuth-Scopes", strings.Join(required, ", "))
		h.Set("X-Credential-Type", who.kind)
		if strings.HasPrefix(r.URL.Path, "/2.0/repositories/") {
			who.countRequests(h)
		}
		if c.playFault(w, r) {
			return
		}
		if c.refusesToken(r.URL.Path, who) {
			refuse(w, http.StatusUnauthorized, saidInvalid, nil)
			return
		}
		if !who.has(required) {
			lackScopes(w, required, who.scopes)
			return
		}
		next(w, r, who)
	}
}

// has tells whether the scopes granted cover those required. OAuth's wider scopes cover the narrower
// ones of the same thing; those of API tokens do not imply one another.
func (who cloudCaller) has(required []string) bool {
	return !slices.ContainsFunc(required, func(scope string) bool {
		return !slices.ContainsFunc(who.scopes, func(granted string) bool {
			return granted == scope || who.kind != kindAPIToken && strings.HasPrefix(granted, scope+":")
		})
	})
}

func (who cloudCaller) name() string {
	switch {
	case who.person != nil:
		return who.person.displayName
	case who.repo != nil:
		return "access token of " + fullName(who.repo)
	case who.project != nil:
		return "access token of " + who.workspaces[0].slug + ", project " + who.project.cloudKey
	}
	return "access token of " + who.workspaces[0].slug
}

// recognise reads the credential. refusal is Bitbucket's sentence when it is not accepted.
func (c *cloudState) recognise(r *http.Request) (who cloudCaller, refusal string) {
	header := r.Header.Get("Authorization")
	switch {
	case header == "" || c.broken("token-rejected"):
		return cloudCaller{}, saidInvalid
	case strings.HasPrefix(header, "Basic "):
		who, refusal = c.recogniseBasic(r)
	case strings.HasPrefix(header, "Bearer "):
		who, refusal = c.recogniseBearer(strings.TrimPrefix(header, "Bearer "))
	default:
		return cloudCaller{}, saidInvalid
	}
	if c.broken("token-expired") && refusal == "" && who.kind != kindOAuth {
		return cloudCaller{}, saidExpired
	}
	if c.broken("scope-missing") {
		who.scopes = slices.DeleteFunc(slices.Clone(who.scopes), isRepositoryScope)
	}
	return who, refusal
}

// isRepositoryScope names the scope that goes missing when that fault is played.
func isRepositoryScope(scope string) bool {
	return scope == "repository" || scope == "read:repository:bitbucket"
}

// recogniseBearer knows sessions and the workspace's access token.
func (c *cloudState) recogniseBearer(token string) (cloudCaller, string) {
	if who, ok := c.accessToken(token); ok {
		return who, ""
	}
	c.mu.Lock()
	s, known := c.access[token]
	late := c.now().After(s.expires)
	c.mu.Unlock()
	if !known {
		return cloudCaller{}, saidInvalid
	}
	if late {
		return cloudCaller{}, saidExpired
	}
	who, ok := c.someone(s.person)
	if !ok {
		return cloudCaller{}, saidInvalid
	}
	return cloudCaller{person: &who, kind: kindOAuth, workspaces: who.workspaces, scopes: s.scopes}, ""
}

// apiError is Bitbucket's envelope. Detail is a string in some answers and an object in others.
type apiError struct {
	Type  string       `json:"type"`
	Error apiErrorBody `json:"error"`
	Data  any          `json:"data,omitempty"`
}

type apiErrorBody struct {
	Message string              `json:"message"`
	Fields  map[string][]string `json:"fields,omitempty"`
	Detail  any                 `json:"detail,omitempty"`
	Data    any                 `json:"data,omitempty"`
}

func refuse(w http.ResponseWriter, status int, message string, detail any) {
	writeJSON(w, status, apiError{Type: "error", Error: apiErrorBody{Message: message, Detail: detail}})
}

func lackScopes(w http.ResponseWriter, required, granted []string) {
	if granted == nil {
		granted = []string{}
	}
	refuse(w, http.StatusForbidden, saidScopes, map[string][]string{"required": required, "granted": granted})
}

func noSuchAPI(w http.ResponseWriter) {
	refuse(w, http.StatusNotFound, "Resource not found", "There is no API hosted at this URL.\n\n"+
		"For information about our API's, please refer to the documentation at: https://developer.atlassian.com/bitbucket/api/2/reference/")
}

func removed(w http.ResponseWriter) {
	announced := map[string]string{"announcement_url": "https://developer.atlassian.com/cloud/bitbucket/changelog#CHANGE-2770"}
	writeJSON(w, http.StatusGone, apiError{
		Type: "error", Data: announced,
		Error: apiErrorBody{
			Message: "CHANGE-2770 - Functionality has been deprecated", Data: announced,
			Detail: "Please read the changelog entry for more details.",
		},
	})
}
