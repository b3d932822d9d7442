package sandbox

import (
	"net/http"
	"net/url"
	"strings"
)

func (c *cloudState) hookLink(of *repo, h cloudHook) string {
	return c.api() + "/repositories/" + fullName(of) + "/hooks/" + url.PathEscape(h.uuid)
}

func (c *cloudState) hookShape(of *repo, h cloudHook) object {
	return object{
		"type": "webhook_subscription", "uuid": h.uuid, "url": h.url, "description": h.description,
		"subject_type": "repository", "subject": c.repoBase(of), "active": h.active, "events": h.events,
		"created_at": stamp(h.created), "secret_set": h.secret != "", "skip_cert_verification": h.skipCert,
		"history_enabled": false, "links": object{"self": link(c.hookLink(of, h))},
	}
}

// hookEvent is something that may happen to a repository.
type hookEvent struct {
	Event       string `json:"event"`
	Category    string `json:"category"`
	Label       string `json:"label"`
	Description string `json:"description"`
}

// hookEventList is what a repository's hooks may listen for.
func hookEventList() []hookEvent {
	return []hookEvent{
		{"repo:push", "Repository", "Push", "Whenever a repository push occurs"},
		{"repo:fork", "Repository", "Fork", "Whenever a repository fork occurs"},
		{"repo:imported", "Repository", "Import", "Whenever a repository import occurs"},
		{"repo:updated", "Repository", "Updated", "Whenever a repository update occurs"},
		{"repo:commit_comment_created", "Repository", "Commit comment created", "Whenever a comment is created on a commit"},
		{"repo:commit_status_created", "Repository", "Build status created", "Whenever a build status is created"},
		{"repo:commit_status_updated", "Repository", "Build status updated", "Whenever a build status is updated"},
		{"pullrequest:created", "Pull Request", "Created", "When a pull request is created"},
		{"pullrequest:updated", "Pull Request", "Updated", "When a pull request is updated"},
		{"pullrequest:push", "Pull Request", "Push", "When commits are pushed to a pull request"},
		{"pullrequest:approved", "Pull Request", "Approved", "When someone has approved a pull request"},
		{"pullrequest:unapproved", "Pull Request", "Approval removed", "When someone has taken back an approval"},
		{"pullrequest:fulfilled", "Pull Request", "Merged", "When a pull request is merged"},
		{"pullrequest:rejected", "Pull Request", "Declined", "When a pull request is declined"},
		{"pullrequest:comment_created", "Pull Request", "Comment created", "When a comment is created on a pull request"},
		{"pullrequest:comment_updated", "Pull Request", "Comment updated", "When a comment is changed on a pull request"},
		{"pullrequest:comment_deleted", "Pull Request", "Comment deleted", "When a comment is removed from a pull request"},
	}
}

// hookSubjects is GET /hook_events, for anybody.
func (c *cloudState) hookSubjects(w http.ResponseWriter, _ *http.Request) {
	events := func(subject string) object {
		return object{"links": object{"events": link(c.api() + "/hook_events/" + subject)}}
	}
	writeJSON(w, http.StatusOK, object{"repository": events("repository"), "workspace": events("workspace")})
}

// hookEvents is GET /hook_events/{subject}, for anybody: the list clients should go by.
func (c *cloudState) hookEvents(w http.ResponseWriter, r *http.Request) {
	if subject := r.PathValue("subject"); subject != "repository" && subject != "workspace" {
		refuse(w, http.StatusNotFound, "Resource not found", nil)
		return
	}
	answerPage(c, w, r, hookEventList(), func(e hookEvent) any { return e })
}

func noSuchHook(w http.ResponseWriter, r *http.Request) {
	refuse(w, http.StatusNotFound, r.PathValue("uid"), nil)
}

// refuseFields answers a body that does not hold up, field by field.
func refuseFields(w http.ResponseWriter, fields map[string][]string) {
	writeJSON(w, http.StatusBadRequest, apiError{Type: "error", Error: apiErrorBody{Message: "Bad request", Fields: fields}})
}

// newUUID makes a random one without braces.
func newUUID() string {
	const digits = "0123456789abcdef"
	text := []byte("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx")
	source := randomText(len(text))
	for i, mark := range text {
		if mark == 'x' {
			text[i] = digits[int(source[i])%len(digits)]
		}
	}
	return strings.ToLower(string(text))
}
