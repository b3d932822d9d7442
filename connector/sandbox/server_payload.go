package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

type shownPush struct {
	EventKey   string          `json:"eventKey"`
	Date       string          `json:"date"`
	Actor      shownUser       `json:"actor"`
	Repository json.RawMessage `json:"repository"`
	Changes    []shownChange   `json:"changes"`
}

type shownChange struct {
	Ref      shownRef `json:"ref"`
	RefID    string   `json:"refId"`
	FromHash string   `json:"fromHash"`
	ToHash   string   `json:"toHash"`
	Type     string   `json:"type"`
}

// parcels packs a push for every webhook of a repository that waits for it (Atlassian's "Event payload", Data Center).
// Data Center tries once.
func (s *Sandbox) parcels(r *repo, what pushed) []parcel {
	change := shownChange{Ref: showRef(what.ref), RefID: fullRef(what.ref), FromHash: what.from, ToHash: what.hash, Type: "UPDATE"}
	if what.from == "" {
		change.FromHash, change.Type = strings.Repeat("0", 40), "ADD"
	}
	body, err := json.Marshal(shownPush{
		EventKey: "repo:refs_changed", Date: what.at.UTC().Format("2006-01-02T15:04:05-0700"), Actor: s.showUser(what.by),
		Repository: s.showRepo(r), Changes: []shownChange{change},
	})
	if err != nil {
		return nil
	}
	var out []parcel
	for _, h := range s.hooks.of(r.id) {
		if h.Active && slices.Contains(h.Events, "repo:refs_changed") {
			out = append(out, s.parcel(h, "repo:refs_changed", body))
		}
	}
	return out
}

// parcel packs an event for one webhook.
func (s *Sandbox) parcel(h hook, event string, body []byte) parcel {
	return parcel{
		hook: h.idText(), address: h.URL, secret: h.secret(), body: body, attempts: 1, anyCert: !h.VerifySSL,
		header: headers(map[string]string{
			"Content-Type": "application/json; charset=utf-8", "X-Event-Key": event, "X-Request-Id": newUUID(),
			"User-Agent": "Atlassian HttpClient 2.0.0 / Bitbucket-" + s.version.text + " (" + s.version.buildNumber() + ") / Default",
		}),
	}
}

const pingBody = `{"test": true}`

// testHook sends the ping, signed where the webhook that is named has a secret.
func (s *Sandbox) testHook(c call, r *repo) restReply {
	asked := c.URL.Query()
	to := hook{URL: asked.Get("url"), VerifySSL: asked.Get("sslVerificationRequired") != "false"}
	for _, h := range s.hooks.of(r.id) {
		if h.idText() == asked.Get("webhookId") {
			if to.URL != "" {
				h.URL = to.URL
			}
			to = h
		}
	}
	if to.URL == "" || strings.ContainsAny(to.URL, " \n") || !strings.Contains(to.URL, "://") {
		return *invalid("url", "The URL is not valid.")
	}
	p := s.parcel(to, "diagnostics:ping", []byte(pingBody))
	got, err := s.post(c.Context(), p, 1)
	if err != nil {
		return failure(http.StatusInternalServerError, "", "Could not connect to "+to.URL+": "+err.Error(), "java.net.ConnectException")
	}
	return okReply(map[string]any{
		"request":  map[string]any{"url": to.URL, "method": http.MethodPost, "body": pingBody},
		"response": map[string]any{"statusCode": got.status, "headers": map[string]string{}, "body": got.body},
	})
}
