package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// hook is a webhook as Data Center shows it. The secret is shown, too, as recorded answers have it.
type hook struct {
	ID            int               `json:"id"`
	Name          string            `json:"name"`
	CreatedDate   int64             `json:"createdDate"`
	UpdatedDate   int64             `json:"updatedDate"`
	Events        []string          `json:"events"`
	Configuration map[string]string `json:"configuration"`
	URL           string            `json:"url"`
	Active        bool              `json:"active"`
	ScopeType     string            `json:"scopeType"`
	VerifySSL     bool              `json:"sslVerificationRequired"`

	of    *repo
	order int64 // among the webhooks of both sides
}

// hookStore keeps the webhooks that were made, by repository id.
type hookStore struct {
	mu   sync.Mutex
	last int
	made map[int][]hook
}

func (h *hookStore) of(repo int) []hook {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.made[repo])
}

// all gives the webhooks of every repository.
func (h *hookStore) all() []hook {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Concat(slices.Collect(maps.Values(h.made))...)
}

func (h hook) idText() string { return strconv.Itoa(h.ID) }

// secret is what deliveries are signed with; empty for nothing.
func (h hook) secret() string { return h.Configuration["secret"] }

// put adds a webhook, or replaces the one with its id.
func (h *hookStore) put(repo int, one hook) hook {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.made == nil {
		h.made = map[int][]hook{}
	}
	if at := slices.IndexFunc(h.made[repo], func(o hook) bool { return o.ID == one.ID }); at >= 0 {
		h.made[repo][at] = one
		return one
	}
	h.last++
	one.ID = h.last
	h.made[repo] = append(h.made[repo], one)
	return one
}

func (h *hookStore) drop(repo, id int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.made[repo] = slices.DeleteFunc(h.made[repo], func(o hook) bool { return o.ID == id })
}

// administered finds the repository in the address if the client may administer it.
func (s *Sandbox) administered(c call) (*repo, *restReply) {
	r, none := s.repo(c)
	if none != nil {
		return nil, none
	}
	if !s.may(c.who, r, "REPO_ADMIN") {
		return nil, refused(forbidden())
	}
	s.seedHooks(r)
	return r, nil
}

// repoHook is a webhook with the repository it belongs to.
type repoHook struct {
	repo *repo
	hook hook
}

// hook finds the webhook in the address.
func (s *Sandbox) hook(c call) (repoHook, *restReply) {
	r, refused := s.administered(c)
	if refused != nil {
		return repoHook{}, refused
	}
	for _, h := range s.hooks.of(r.id) {
		if h.idText() == c.PathValue("id") {
			return repoHook{r, h}, nil
		}
	}
	return repoHook{}, refusal(http.StatusNotFound, "The webhook with ID "+c.PathValue("id")+" does not exist.",
		"com.atlassian.bitbucket.webhook.NoSuchWebhookException")
}

func (s *Sandbox) listHooks(c call, r *repo) restReply {
	event := c.FormValue("event")
	keep := func(h hook) bool { return event == "" || slices.Contains(h.Events, event) }
	return paged(s, c, s.hooks.of(r.id), keep, func(h hook) hook { return h })
}

func (s *Sandbox) oneHook(_ call, found repoHook) restReply { return okReply(found.hook) }

func (s *Sandbox) createHook(c call, r *repo) restReply {
	h, refused := s.readHook(c, hook{
		Active: true, VerifySSL: true, CreatedDate: time.Now().UnixMilli(), of: r, order: s.hooksMade.Add(1),
	})
	if refused != nil {
		return *refused
	}
	return okReply(s.hooks.put(r.id, h))
}

func (s *Sandbox) changeHook(c call, found repoHook) restReply {
	h, refused := s.readHook(c, found.hook)
	if refused != nil {
		return *refused
	}
	h.ID = found.hook.ID
	return okReply(s.hooks.put(found.repo.id, h))
}

func (s *Sandbox) deleteHook(_ call, found repoHook) restReply {
	s.hooks.drop(found.repo.id, found.hook.ID)
	return restReply{http.StatusNoContent, nil}
}

// readHook reads the webhook that was sent over the one there was, and says what is wrong with it.
func (s *Sandbox) readHook(c call, h hook) (hook, *restReply) {
	if s.broken("webhook-refused") {
		return h, invalid("url", "The webhook could not be saved: the URL must be on the list of allowed hosts.")
	}
	created := h.CreatedDate
	before := h.Configuration
	h.Configuration, h.Events = nil, slices.Clone(h.Events) // reading writes into the map and the list it finds
	if err := json.NewDecoder(http.MaxBytesReader(nil, c.Body, 1<<20)).Decode(&h); err != nil {
		return h, invalid("", "Unable to read the request body: it is not valid JSON.")
	}
	target, err := url.Parse(h.URL)
	switch {
	case h.Name == "":
		return h, invalid("name", "A name is required.")
	case err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https":
		return h, invalid("url", "The URL is not valid.")
	case len(h.Events) == 0:
		return h, invalid("events", "At least one event is required.")
	}
	for _, event := range h.Events {
		if !strings.HasPrefix(event, "repo:") && !strings.HasPrefix(event, "pr:") && !strings.HasPrefix(event, "mirror:") {
			return h, invalid("events", "The event '"+event+"' is not supported.")
		}
	}
	if h.Configuration == nil { // unsaid, it stays; said, it is all there is, and a secret left out is gone
		h.Configuration = maps.Clone(before)
	}
	if h.Configuration == nil {
		h.Configuration = map[string]string{}
	}
	h.Configuration["createdBy"] = "bitbucket"
	h.CreatedDate, h.UpdatedDate, h.ScopeType = created, time.Now().UnixMilli(), "repository"
	return h, nil
}
