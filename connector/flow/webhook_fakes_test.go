package flow_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

const (
	hookOrigin  = "https://build.test:443"
	hookAt      = "https://build.test/hooks/shop"
	hookReader  = "a-token-that-only-reads"
	hookKeeper  = "a-token-that-administers"
	hookUnknown = "a-token-nobody-knows"
)

func hookNow() time.Time { return time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC) }

// gate stands before and after whatever a flow asks of the world. It holds the one visit a test names until somebody
// stops waiting.
type gate struct {
	mu     sync.Mutex
	visits []string
	hold   int // the visit that is held, from 1; 0 is none
}

func (g *gate) pass(ctx context.Context, name string) error {
	g.mu.Lock()
	g.visits = append(g.visits, name)
	held := len(g.visits) == g.hold
	g.mu.Unlock()
	if held {
		<-ctx.Done()
	}
	return ctx.Err()
}

// arm holds the visit of a number from now on, or none.
func (g *gate) arm(hold int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.visits, g.hold = nil, hold
}

func (g *gate) at() (visits []string, held bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.visits), g.hold > 0 && len(g.visits) >= g.hold
}

// hookStore is what a Bitbucket has of webhooks, and how it answers.
type hookStore struct {
	*gate
	mu      sync.Mutex
	hooks   []connector.Hook
	secrets map[string]string // by webhook
	made    int
	clock   time.Time
	wishes  []connector.HookWish
	// admin tells whether the token that is kept may.
	admin bool
	// refuse is what an act answers instead of being done; lose what it answers though it is done. By act.
	refuse, lose map[string]error
	delivery     connector.Delivery
	// meanwhile is what happens elsewhere while an act is done.
	meanwhile func(act string)
	untold    bool // the list does not tell when a webhook was changed
}

func (s *hookStore) act(ctx context.Context, name string, may bool, do func()) error {
	if err := s.pass(ctx, name); err != nil {
		return err
	}
	s.mu.Lock()
	refused, lost := s.refuse[name], s.lose[name]
	if refused == nil && !may {
		refused = connector.NewProblem(connector.CodeAdminMissing, "account", "Mia", "repository", "SHOP/shop-app").Rated(connector.Block)
	}
	if refused == nil && do != nil {
		s.clock = s.clock.Add(time.Minute)
		do()
	}
	s.mu.Unlock()
	if s.meanwhile != nil {
		s.meanwhile(name)
	}
	if refused != nil {
		return refused
	}
	if err := s.pass(ctx, name+" done"); err != nil {
		return err
	}
	return lost
}

func (s *hookStore) set(change func(*hookStore)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

// add puts a webhook there that somebody else made.
func (s *hookStore) add(h connector.Hook, secret string) connector.Hook {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	h.ID, h.Created, h.Updated = strconv.Itoa(s.made), s.clock, s.clock
	if h.Signed = secret != ""; h.Signed {
		s.secrets[h.ID] = secret
	}
	s.hooks = append(s.hooks, h)
	return h
}

func (s *hookStore) all() []connector.Hook {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.hooks)
}

func (s *hookStore) secret(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.secrets[id]
}

// hookBitbucket is that Bitbucket as one token sees it.
type hookBitbucket struct {
	*pickBitbucket
	store *hookStore
	may   func() bool
}

func (b *hookBitbucket) Hooks(ctx context.Context, _ connector.Repository) (all []connector.Hook, err error) {
	err = b.store.act(ctx, "list", b.may(), func() { all = slices.Clone(b.store.hooks) })
	for i := range all {
		if b.store.untold {
			all[i].Updated = time.Time{}
		}
	}
	return all, err
}

func (b *hookBitbucket) MakeHook(ctx context.Context, _ connector.Repository, wish connector.HookWish) (made connector.Hook, err error) {
	s := b.store
	err = s.act(ctx, "make", b.may(), func() {
		s.made++
		made = connector.Hook{ID: strconv.Itoa(s.made), Created: s.clock}
		made = s.wished(made, wish)
		s.hooks = append(s.hooks, made)
	})
	if err != nil {
		return connector.Hook{}, err
	}
	return made, nil
}

func (s *hookStore) wished(h connector.Hook, wish connector.HookWish) connector.Hook {
	s.wishes = append(s.wishes, wish)
	h.Name, h.Address, h.Active, h.Updated = wish.Name, wish.Address, true, s.clock
	h.Push, h.PullRequests = h.Push || wish.Push, h.PullRequests || wish.PullRequests
	if wish.Secret != nil {
		s.secrets[h.ID], h.Signed = wish.Secret.Reveal(), !wish.Secret.Empty()
	}
	return h
}

func (b *hookBitbucket) ChangeHook(ctx context.Context, _ connector.Repository, id string, wish connector.HookWish) (changed connector.Hook, err error) {
	s, there := b.store, false
	err = s.act(ctx, "change", b.may(), func() {
		for i, h := range s.hooks {
			if h.ID == id {
				there, changed = true, s.wished(h, wish)
				s.hooks[i] = changed
			}
		}
	})
	if err == nil && !there {
		err = connector.NewProblem(connector.CodeWebhookRefused, "gone", "yes")
	}
	if err != nil {
		return connector.Hook{}, err
	}
	return changed, nil
}

func (b *hookBitbucket) RemoveHook(ctx context.Context, _ connector.Repository, id string) error {
	s := b.store
	return s.act(ctx, "remove", b.may(), func() {
		s.hooks = slices.DeleteFunc(s.hooks, func(h connector.Hook) bool { return h.ID == id })
	})
}

func (b *hookBitbucket) HookPage(r connector.Repository) string {
	return "https://git.test/webhooks/" + r.FullName()
}

func (b *hookBitbucket) TestHook(ctx context.Context, _ connector.Repository, _ connector.Hook) (connector.Delivery, error) {
	err := b.store.act(ctx, "test", b.may(), func() {})
	return b.store.delivery, err
}

// hookClients opens that Bitbucket with the token that is kept, or one that is tried.
type hookClients struct {
	store *hookStore
	err   error
	of    func() *pickBitbucket

	mu    sync.Mutex
	tried []connector.Credential
	with  []connector.Connection
}

func (c *hookClients) bitbucket(may func() bool) *hookBitbucket {
	b := &hookBitbucket{pickBitbucket: &pickBitbucket{}, store: c.store, may: may}
	if c.of != nil {
		b.pickBitbucket = c.of()
	}
	return b
}

func (c *hookClients) Try(with connector.Connection, credential connector.Credential) flow.Bitbucket {
	if !credential.Token.Empty() {
		c.mu.Lock()
		c.tried, c.with = append(c.tried, credential), append(c.with, with)
		c.mu.Unlock()
	}
	return c.bitbucket(func() bool { return credential.Token.Reveal() == hookKeeper })
}

func (c *hookClients) Open(ctx context.Context, _ connector.Connection) (flow.Bitbucket, error) {
	if err := c.store.pass(ctx, "open"); err != nil {
		return nil, err
	}
	return c.bitbucket(func() bool {
		c.store.mu.Lock()
		defer c.store.mu.Unlock()
		return c.store.admin
	}), c.err
}

// hookVault keeps secrets by id and origins.
type hookVault struct {
	*gate
	mu    sync.Mutex
	kept  map[string]connector.Credential
	keeps map[string]connector.Keep
	err   error // what the keychain answers to what it is to keep
	// unread is what it answers to what is asked of it.
	unread error
}

func (v *hookVault) Put(ctx context.Context, id string, credential connector.Credential, keep connector.Keep) error {
	if keep == connector.KeepKeychain {
		if err := v.pass(ctx, "keep"); err != nil {
			return err
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.err != nil && keep == connector.KeepKeychain {
		return v.err
	}
	v.kept[id], v.keeps[id] = credential, keep
	return nil
}

func (v *hookVault) Get(ctx context.Context, id string, origins []string) (connector.Credential, error) {
	if err := v.pass(ctx, "get"); err != nil {
		return connector.Credential{}, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	kept, there := v.kept[id]
	if v.unread != nil {
		return connector.Credential{}, v.unread
	}
	if !there || !slices.Equal(kept.Origins, origins) {
		return connector.Credential{}, connector.ErrNoSecret
	}
	return kept, nil
}

func (v *hookVault) Delete(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.kept, id)
	return nil
}

func (v *hookVault) put(id, secret string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.kept[id] = connector.Credential{Kind: connector.WebhookSecret, Token: connector.NewSecret(secret), Origins: []string{hookOrigin}}
}

func (v *hookVault) secret(id string) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.kept[id].Token.Reveal()
}

func (v *hookVault) ids() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Sorted(maps.Keys(v.kept))
}

// hookDisk is a disk that can be held, and says what changed.
type hookDisk struct {
	*pickDisk
	*gate
	one  sync.Mutex
	full error // what writing answers
	// noConnections is what writing a connection answers.
	noConnections error
}

func (d *hookDisk) refuse(err error) {
	d.one.Lock()
	defer d.one.Unlock()
	d.full = err
}

func (d *hookDisk) Profiles(ctx context.Context) ([]connector.BuildProfile, error) {
	if err := d.pass(ctx, "read"); err != nil {
		return nil, err
	}
	return d.pickDisk.Profiles(ctx)
}

func (d *hookDisk) ChangeProfile(ctx context.Context, id string, change func(*connector.BuildProfile)) (connector.BuildProfile, error) {
	if err := d.pass(ctx, "write"); err != nil {
		return connector.BuildProfile{}, err
	}
	d.one.Lock()
	defer d.one.Unlock()
	if d.full != nil {
		return connector.BuildProfile{}, d.full
	}
	return d.pickDisk.ChangeProfile(ctx, id, change)
}

func (d *hookDisk) SaveConnection(_ context.Context, c connector.Connection) error {
	if d.noConnections != nil {
		return d.noConnections
	}
	return d.act(func() {
		d.connections = append(slices.DeleteFunc(slices.Clone(d.connections), func(o connector.Connection) bool { return o.ID == c.ID }), c)
	})
}

func (d *hookDisk) profile(id string) connector.BuildProfile {
	for _, p := range d.kept() {
		if p.ID == id {
			return p
		}
	}
	return connector.BuildProfile{}
}

func (d *hookDisk) change(id string, change func(*connector.BuildProfile)) {
	d.pickDisk.mu.Lock()
	defer d.pickDisk.mu.Unlock()
	for i := range d.profiles {
		if d.profiles[i].ID == id {
			change(&d.profiles[i])
		}
	}
}

// hookRehearsal is the demo's team and build service.
type hookRehearsal struct {
	mu       sync.Mutex
	told     map[string]string
	received connector.Received
	err      error
}

func (h *hookRehearsal) Tell(address string, secret connector.Secret) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told[address] = secret.Reveal()
}

func (h *hookRehearsal) Push(context.Context, connector.BuildProfile) (connector.Received, error) {
	return h.received, h.err
}

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
