package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Webhook is a webhook of either side, as somebody sees it who may look everywhere. Its secret is never told.
type Webhook struct {
	Provider   string // "cloud" or "server"
	Repository string // "KEY/slug"; on Cloud the key is the workspace
	ID         string // a uuid in braces on Cloud, a number on Server
	Name       string
	Address    string
	Active     bool
	Signed     bool // it has a secret
	Events     []string
}

// Webhooks gives the webhooks of both sides, the oldest first.
func (s *Sandbox) Webhooks() []Webhook {
	for _, r := range s.data.all() {
		s.seedHooks(r)
	}
	type placed struct {
		Webhook
		order int64
	}
	var all []placed
	s.cloud.mu.Lock()
	for _, hooks := range s.cloud.hooks {
		for _, h := range hooks {
			r, there := s.data.latest(h.of)
			if !there {
				continue
			}
			all = append(all, placed{Webhook{
				Provider: onCloud, Repository: fullName(r), ID: h.uuid, Name: h.description, Address: h.url,
				Active: h.active, Signed: h.secret != "", Events: slices.Clone(h.events),
			}, h.order})
		}
	}
	s.cloud.mu.Unlock()
	for _, h := range s.hooks.all() {
		r, there := s.data.latest(h.of)
		if !there {
			continue
		}
		all = append(all, placed{Webhook{
			Provider: onServer, Repository: keyed(r), ID: h.idText(), Name: h.Name, Address: h.URL,
			Active: h.Active, Signed: h.secret() != "", Events: slices.Clone(h.Events),
		}, h.order})
	}
	slices.SortFunc(all, func(a, b placed) int { return cmp.Compare(a.order, b.order) })
	out := make([]Webhook, len(all))
	for i, one := range all {
		out[i] = one.Webhook
	}
	return out
}

// keyed is a repository as Data Center addresses it.
func keyed(r *repo) string { return r.project.key + "/" + r.slug }

// repoOn finds a repository by "KEY/slug" on one of the sides.
func (s *Sandbox) repoOn(provider, repository string) (*repo, bool) {
	key, slug, _ := strings.Cut(repository, "/")
	switch provider {
	case onCloud:
		return s.data.inWorkspace(key, slug)
	case onServer:
		return s.data.repository(key, slug)
	}
	return nil, false
}

// colleagues remembers which repositories have got the webhooks that somebody else made; see seedHooks.
type colleagues struct {
	mu   sync.Mutex
	seen map[string]bool
}

// seedHooks plays webhook-exists: on both sides a colleague has made a webhook for the demo's build service, with a
// secret nobody else knows. It does so when a repository's webhooks are first looked at, since there may be very many.
func (s *Sandbox) seedHooks(r *repo) {
	if !s.broken("webhook-exists") {
		return
	}
	s.colleagues.mu.Lock()
	defer s.colleagues.mu.Unlock()
	if s.colleagues.seen[r.uuid] {
		return
	}
	if s.colleagues.seen == nil {
		s.colleagues.seen = map[string]bool{}
	}
	s.colleagues.seen[r.uuid] = true
	made := s.started.AddDate(0, -2, 0)
	s.hooks.put(r.id, hook{
		Name: colleaguesHook, URL: s.receiver.URL() + "/hooks/" + keyed(r), Active: true, VerifySSL: true, ScopeType: "repository",
		Events: []string{"repo:refs_changed"}, Configuration: map[string]string{"secret": randomText(32), "createdBy": "bitbucket"},
		CreatedDate: made.UnixMilli(), UpdatedDate: made.UnixMilli(), of: r, order: s.hooksMade.Add(1),
	})
	s.cloud.put(r, cloudHook{
		uuid: "{" + newUUID() + "}", description: colleaguesHook, url: s.receiver.URL() + "/hooks/" + fullName(r), active: true,
		secret: randomText(32), events: []string{"repo:push"}, created: made.Add(time.Minute), of: r, order: s.hooksMade.Add(1),
	})
}

const colleaguesHook = "Builds (Mika)"
