package flow_test

import (
	"context"
	"maps"
	"slices"
	"sync"

	"mooring/connector"
	"mooring/connector/flow"
)

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
	p, err := d.pickDisk.ChangeProfile(ctx, id, change)
	_ = d.pass(ctx, "write done") // what is written is written, whoever waits
	return p, err
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
