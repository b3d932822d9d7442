package cloud

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"mooring/connector"
)

// The events that builds start from, as GET /hook_events/repository names them.
const (
	eventPush    = "repo:push"
	eventOpened  = "pullrequest:created"
	eventUpdated = "pullrequest:updated" // a pull request's own change, and new commits in it
	pullEvents   = "pullrequest:"
)

// hook is a webhook as the API gives it. Its secret is never told.
type hook struct {
	UUID        string   `json:"uuid"`
	URL         string   `json:"url"`
	Description string   `json:"description"`
	Active      bool     `json:"active"`
	Events      []string `json:"events"`
	Signed      bool     `json:"secret_set"`
	Created     string   `json:"created_at"`
	// SkipCert and History are in answers and in no document: what came is sent back.
	SkipCert *bool `json:"skip_cert_verification"`
	History  *bool `json:"history_enabled"`
}

// hookFields is what is asked of the webhooks in a list.
func hookFields() string {
	return "next,values." + strings.Join([]string{"uuid", "url", "description", "active", "events", "secret_set", "created_at"}, ",values.")
}

func (h hook) noun() connector.Hook {
	has := func(event string) bool { return slices.Contains(h.Events, event) }
	out := connector.Hook{
		ID: h.UUID, Name: h.Description, Address: h.URL, Active: h.Active, Events: h.Events, Signed: h.Signed,
		Push: has(eventPush), PullRequests: has(eventOpened) && has(eventUpdated),
	}
	if at, err := time.Parse(time.RFC3339, h.Created); err == nil {
		out.Created = at.UTC()
	}
	return out
}

// wished gives the events that are wished for, after those that are there.
func wished(w connector.HookWish, there []string) []string {
	out := slices.Clone(there)
	add := func(wanted bool, events ...string) {
		for _, e := range events {
			if wanted && !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
	}
	add(w.Push, eventPush)
	add(w.PullRequests, eventOpened, eventUpdated)
	return out
}

// hookInput is a webhook as it is sent. An absent secret leaves the one there is, an empty one removes it.
type hookInput struct {
	Description string
	URL         string
	Active      bool
	Events      []string
	SkipCert    *bool
	History     *bool
	Secret      string
	unsign      bool
}

// MarshalJSON writes what is known, and of the secret what is wished.
func (h hookInput) MarshalJSON() ([]byte, error) {
	out := map[string]any{"description": h.Description, "url": h.URL, "active": h.Active, "events": h.Events}
	if h.SkipCert != nil {
		out["skip_cert_verification"] = *h.SkipCert
	}
	if h.History != nil {
		out["history_enabled"] = *h.History
	}
	switch {
	case h.unsign:
		out["secret"] = ""
	case h.Secret != "":
		out["secret"] = h.Secret
	}
	return json.Marshal(out)
}

// pulls tells whether it hears of pull requests.
func (h hookInput) pulls() bool {
	return slices.ContainsFunc(h.Events, func(e string) bool { return strings.HasPrefix(e, pullEvents) })
}

// hookScopes are the scopes that a change of webhooks needs. A webhook needs those of its events too. (Atlassian's
// OpenAPI document, …/hooks.)
func hookScopes(method string, pulls bool) func(connector.CredentialKind) []string {
	return func(kind connector.CredentialKind) []string {
		switch {
		case kind == connector.APIToken && method == http.MethodDelete:
			return []string{"delete:webhook:bitbucket"}
		case kind == connector.APIToken && pulls:
			return []string{"read:webhook:bitbucket", "write:webhook:bitbucket", "read:pullrequest:bitbucket"}
		case kind == connector.APIToken:
			return []string{"read:webhook:bitbucket", "write:webhook:bitbucket"}
		case pulls:
			return []string{"webhook", "pullrequest"}
		}
		return []string{"webhook"}
	}
}
