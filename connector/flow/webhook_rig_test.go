package flow_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

// hookRig is a webhook's screen whose every need is played here.
type hookRig struct {
	*flow.Webhook
	*gate
	store     *hookStore
	clients   *hookClients
	vault     *hookVault
	disk      *hookDisk
	browser   *cloudBrowser
	rehearsal *hookRehearsal

	mu      sync.Mutex
	copied  []string
	changed []connector.BuildProfile
	handed  []connector.Connection
	states  []string
}

func hookProfile(id, name string) connector.BuildProfile {
	r := pickRepository(1, "Shop app")
	return connector.BuildProfile{
		ID: id, Name: name, ConnectionID: "c1", Repository: r.Ref, Key: r.Key, Slug: r.Slug, Branch: "main", Service: "signs",
		Triggers: connector.Triggers{Push: []string{"main"}},
		Webhook:  connector.Webhook{State: connector.HookWanted, Address: hookAt},
	}
}

func hookServices() []connector.BuildService {
	return []connector.BuildService{
		{ID: "signs", Name: "Signing builds", Signs: true, Hook: "https://build.test/hooks/{slug}"},
		{ID: "plain", Name: "Plain builds"},
	}
}

func newHookRig(t *testing.T, prepare ...func(*hookRig)) *hookRig {
	t.Helper()
	g := &gate{}
	r := &hookRig{
		gate: g, vault: &hookVault{gate: g, kept: map[string]connector.Credential{}, keeps: map[string]connector.Keep{}},
		store:     &hookStore{gate: g, admin: true, secrets: map[string]string{}, clock: hookNow().Add(-time.Hour), refuse: map[string]error{}, lose: map[string]error{}},
		disk:      &hookDisk{gate: g, pickDisk: &pickDisk{profiles: []connector.BuildProfile{hookProfile("p1", "Shop")}, connections: []connector.Connection{pickConnection()}}},
		browser:   &cloudBrowser{opened: make(chan string, 9)},
		rehearsal: &hookRehearsal{told: map[string]string{}},
	}
	r.clients = &hookClients{store: r.store}
	for _, p := range prepare {
		p(r)
	}
	r.Webhook = flow.NewWebhook(flow.WebhookNeeds{
		Clients: r.clients, Connections: r.disk, Profiles: r.disk, Vault: r.vault, Browser: r.browser, Services: hookServices(),
		Rehearsal: r.rehearsal, Clock: hookNow,
		Copy:      func(text string) { r.note(func() { r.copied = append(r.copied, text) }) },
		OnChanged: func(p connector.BuildProfile) { r.note(func() { r.changed = append(r.changed, p) }) },
		OnHandOver: func(_ connector.BuildProfile, c connector.Connection) {
			r.note(func() { r.handed = append(r.handed, c) })
		},
	})
	stop := r.Watch(func(s flow.Snapshot[flow.WebhookState]) {
		r.note(func() { r.states = append(r.states, fmt.Sprintf("%+v %#v", s.State, s.State)) })
	})
	t.Cleanup(stop)
	return r
}

func (r *hookRig) note(do func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	do()
}

// open opens the profile as it lies on the disk and waits.
func (r *hookRig) open() flow.WebhookState {
	r.Open(r.disk.profile("p1"), pickConnection())
	return r.settled()
}

func (r *hookRig) settled() flow.WebhookState {
	r.Wait()
	return r.Now().State
}

func (r *hookRig) hook() connector.Webhook { return r.disk.profile("p1").Webhook }

// orphans are the secrets that no profile knows of.
func (r *hookRig) orphans() []string {
	return slices.DeleteFunc(r.vault.ids(), func(id string) bool {
		return slices.ContainsFunc(r.disk.kept(), func(p connector.BuildProfile) bool { return p.Webhook.SecretID == id || p.ConnectionID == id })
	})
}

// quiet holds the states to having none of these secrets in them.
func (r *hookRig) quiet(t *testing.T, secrets ...string) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, secret := range secrets {
		if assert.NotEmpty(t, secret) {
			for _, state := range r.states {
				assert.NotContains(t, state, secret)
			}
		}
	}
}

// withMade begins with a webhook that Mooring made, and its secret.
func withMade(r *hookRig) {
	made := r.store.add(connector.Hook{Name: connector.HookName, Address: hookAt, Active: true, Push: true}, "the-first-secret")
	r.vault.put("s1", "the-first-secret")
	r.disk.change("p1", func(p *connector.BuildProfile) {
		p.Webhook = connector.Webhook{State: connector.HookMade, Address: hookAt, ID: made.ID, Secret: connector.SecretKept, SecretID: "s1"}
	})
}

// withShared is withMade with another profile on the same webhook.
func withShared(r *hookRig) {
	withMade(r)
	other := hookProfile("p2", "Kiosk")
	other.Webhook = r.hook()
	r.disk.profiles = append(r.disk.profiles, other)
}

func withoutRight(r *hookRig) { r.store.admin = false }
