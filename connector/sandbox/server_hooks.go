package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"net/netip"
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
		if strconv.Itoa(h.ID) == c.PathValue("id") {
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
	h, refused := s.readHook(c, hook{Active: true, VerifySSL: true, CreatedDate: time.Now().UnixMilli()})
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
	h.Configuration = maps.Clone(h.Configuration) // reading writes into the map it finds
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
	if h.Configuration == nil {
		h.Configuration = map[string]string{}
	}
	h.Configuration["createdBy"] = "bitbucket"
	h.CreatedDate, h.UpdatedDate, h.ScopeType = created, time.Now().UnixMilli(), "repository"
	return h, nil
}

// testHook sends the ping. It goes to loopback addresses only: for any other the sandbox answers in the
// receiver's place, since nothing here may reach another computer.
func (s *Sandbox) testHook(c call, r *repo) restReply {
	target := c.URL.Query().Get("url")
	for _, h := range s.hooks.of(r.id) {
		if target == "" && strconv.Itoa(h.ID) == c.URL.Query().Get("webhookId") {
			target = h.URL
		}
	}
	parsed, err := url.Parse(target)
	if err != nil || parsed.Host == "" {
		return *invalid("url", "The URL is not valid.")
	}
	status := http.StatusOK
	switch {
	case s.broken("webhook-undelivered"):
		status = http.StatusBadGateway
	case isLoopback(parsed.Hostname()):
		if status, err = ping(c.Context(), target); err != nil {
			return failure(http.StatusInternalServerError, "", "Could not connect to "+target, "java.net.ConnectException")
		}
	}
	return okReply(map[string]any{
		"request":  map[string]any{"url": target, "method": http.MethodPost, "body": pingBody},
		"response": map[string]any{"statusCode": status, "headers": map[string]string{}, "body": ""},
	})
}

const pingBody = `{"test": true}`

func ping(ctx context.Context, target string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewBufferString(pingBody))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json; charset=UTF-8")
	r.Header.Set("X-Event-Key", "diagnostics:ping")
	transport := &http.Transport{DialContext: (&net.Dialer{}).DialContext} // no proxy
	defer transport.CloseIdleConnections()
	answered, err := transport.RoundTrip(r)
	if err != nil {
		return 0, err
	}
	return answered.StatusCode, answered.Body.Close()
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}
