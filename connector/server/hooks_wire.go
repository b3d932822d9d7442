package server

import (
	"encoding/json"
	"slices"
	"time"

	"mooring/connector"
)

// The events that builds start from. (Atlassian's page "Event payload" of Bitbucket Data Center;
// pr:from_ref_updated since 7.0.)
const (
	eventPush    = "repo:refs_changed"
	eventOpened  = "pr:opened"
	eventUpdated = "pr:from_ref_updated"
)

// restHook is a webhook as the server tells it, whole: what we do not know of it must come back as it was.
type restHook map[string]any

// hook brings it into our own form. Servers tell the secret too; that there is one is all that is kept.
func (h restHook) hook() (connector.Hook, bool) {
	out := connector.Hook{
		ID: numberOf(h["id"]), Name: textOf(h["name"]), Address: textOf(h["url"]), Active: h["active"] == true,
		Events: h.events(), Created: momentOf(h["createdDate"]), Updated: momentOf(h["updatedDate"]),
	}
	out.Signed = inside(h, "configuration", "secret") != ""
	has := func(event string) bool { return slices.Contains(out.Events, event) }
	out.Push, out.PullRequests = has(eventPush), has(eventOpened) && has(eventUpdated)
	return out, out.ID != ""
}

func (h restHook) events() []string {
	var out []string
	list, _ := h["events"].([]any)
	for _, e := range list {
		if name := textOf(e); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// wish changes it as wished, without what only the server says, and gives the secret that is wished for. What a server
// keeps to itself, a secret or a password, is left unsaid with all around it, so that it may stay.
func (h restHook) wish(w connector.HookWish) []connector.Secret {
	events, there := h.events(), h["id"] != nil
	add := func(wanted bool, names ...string) {
		for _, n := range names {
			if wanted && !slices.Contains(events, n) {
				events = append(events, n)
			}
		}
	}
	add(w.Push, eventPush)
	add(w.PullRequests, eventOpened, eventUpdated)
	for _, name := range []string{"id", "createdDate", "updatedDate", "scopeType", "statistics"} {
		delete(h, name)
	}
	if textOf(h["name"]) == "" {
		h["name"] = w.Name
	}
	if w.Address != "" {
		h["url"] = w.Address
	}
	h["active"], h["events"] = true, events
	if inside(h, "credentials", "password") == "" {
		delete(h, "credentials")
	}
	if there && w.Secret == nil && inside(h, "configuration", "secret") == "" {
		delete(h, "configuration")
		return nil
	}
	configuration, _ := h["configuration"].(map[string]any)
	if configuration == nil {
		configuration = map[string]any{}
		h["configuration"] = configuration
	}
	switch {
	case w.Secret == nil:
		return nil
	case w.Secret.Empty():
		delete(configuration, "secret")
		return nil
	}
	configuration["secret"] = w.Secret.Reveal()
	return []connector.Secret{*w.Secret}
}

// inside is a text inside a part of it.
func inside(h restHook, part, name string) string {
	values, _ := h[part].(map[string]any)
	return textOf(values[name])
}

// secrets are what of it nobody may be shown: its secret, and the password it may have for the build service.
func (h restHook) secrets() []connector.Secret {
	var out []connector.Secret
	for part, name := range map[string]string{"configuration": "secret", "credentials": "password"} {
		if s := connector.NewSecret(inside(h, part, name)); !s.Empty() {
			out = append(out, s)
		}
	}
	return out
}

func textOf(v any) string {
	text, _ := v.(string)
	return text
}

// numberOf gives an id as text.
func numberOf(v any) string {
	switch n := v.(type) {
	case float64:
		raw, err := json.Marshal(int64(n))
		if err == nil && n > 0 {
			return string(raw)
		}
	case string:
		return n
	}
	return ""
}

// momentOf reads a time as servers give it: milliseconds, and in newer ones a text.
func momentOf(v any) time.Time {
	switch t := v.(type) {
	case float64:
		if t > 0 {
			return time.UnixMilli(int64(t)).UTC()
		}
	case string:
		if at, err := time.Parse(time.RFC3339, t); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}
