package flow_test

import (
	"context"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// serverRig is the Server tab with everything around it played.
type serverRig struct {
	*flow.Server
	changed chan struct{}

	mu        sync.Mutex
	findings  map[connector.CheckID]connector.Finding
	stall     connector.CheckID // this rung waits until it is cancelled
	stalled   chan struct{}
	identity  connector.Identity
	openError error
	seen      serverAsks
	disk      map[string]connector.Connection
	diskError error
	vault     map[string]connector.Credential
	keeps     map[string]connector.Keep
	putError  error
	putWaits  bool
	putLate   chan struct{} // the keychain, given up on, keeps the token all the same when this is closed
	dropError error
	getError  error

	identityError error

	chosen []connector.Connection
	places []string // what was searched for at first, by choice
	trusts serverTrusts
	guide  func(ctx context.Context, key, slug string) (connector.TokenGuide, error)
	guides int
	climbs int
}

// newServerRig makes a tab that finds nothing wrong, unless prepare says so, and brings it to life.
func newServerRig(t *testing.T, prepare ...func(*serverRig)) *serverRig {
	t.Helper()
	r := &serverRig{
		changed: make(chan struct{}, 1), stalled: make(chan struct{}, 1),
		findings: map[connector.CheckID]connector.Finding{},
		identity: connector.Identity{
			Base: "https://git.example/bitbucket", Web: "https://git.example/bitbucket", Version: "9.4.1",
			Account: connector.Account{ID: "ada", Name: "Ada"},
		},
		disk: map[string]connector.Connection{}, vault: map[string]connector.Credential{}, keeps: map[string]connector.Keep{},
	}
	r.guide = func(context.Context, string, string) (connector.TokenGuide, error) {
		return connector.TokenGuide{Version: "9.4.1"}, nil
	}
	for _, p := range prepare {
		p(r)
	}
	r.Server = flow.NewServer(flow.ServerNeeds{
		Clients: r, Connections: r, Vault: (*serverVault)(r), Trusts: &r.trusts,
		Clock: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) },
		OnChoose: func(c connector.Connection, search string) {
			r.chosen, r.places = append(r.chosen, c), append(r.places, search)
		},
	})
	t.Cleanup(r.Close)
	r.Watch(func(flow.Snapshot[flow.ServerState]) {
		select {
		case r.changed <- struct{}{}:
		default:
		}
	})
	r.Start()
	r.at(t, flow.ServerFormStep, flow.ServerList)
	return r
}

func (r *serverRig) with(change func(*serverRig)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(r)
}

// serverAsks is what was asked for with a secret: tried with one that was typed, opened with one that is kept.
type serverAsks struct {
	tried  []connector.Connection
	tokens []string
	shown  []connector.Secret
	opened []connector.Connection
}

// asks is what was asked for so far; work that was given up may still ask.
func (r *serverRig) asks() serverAsks {
	r.mu.Lock()
	defer r.mu.Unlock()
	return serverAsks{slices.Clone(r.seen.tried), slices.Clone(r.seen.tokens), slices.Clone(r.seen.shown), slices.Clone(r.seen.opened)}
}

// attempts counts how often the ladder was climbed.
func (r *serverRig) attempts() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.climbs
}

func (r *serverRig) until(t *testing.T, holds func(flow.ServerState) bool) flow.ServerState {
	t.Helper()
	deadline := time.After(time.Minute)
	for {
		if s := r.Now().State; holds(s) {
			return s
		}
		select {
		case <-r.changed:
		case <-deadline:
			require.Failf(t, "what was waited for never came", "%+v", r.Now().State)
		}
	}
}

func (r *serverRig) at(t *testing.T, steps ...flow.ServerStep) flow.ServerState {
	t.Helper()
	return r.until(t, func(s flow.ServerState) bool {
		for _, step := range steps {
			if s.Step == step {
				return true
			}
		}
		return false
	})
}

// connected is a rig with one saved connection, shown as a result.
func connectedServer(t *testing.T, prepare ...func(*serverRig)) (*serverRig, connector.Connection) {
	t.Helper()
	r := newServerRig(t, prepare...)
	r.Check(flow.ServerTyped{Name: "Harbour", Address: "git.example/bitbucket", Token: connector.NewSecret("t0ken")})
	return r, r.at(t, flow.ServerResult).Current
}

func (r *serverRig) Try(c connector.Connection, credential connector.Credential) flow.Bitbucket {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen.tried = append(r.seen.tried, c)
	r.seen.tokens = append(r.seen.tokens, credential.Token.Reveal())
	r.seen.shown = append(r.seen.shown, credential.Passphrase)
	return (*serverBitbucket)(r)
}

func (r *serverRig) Open(_ context.Context, c connector.Connection) (flow.Bitbucket, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen.opened = append(r.seen.opened, c)
	return (*serverBitbucket)(r), r.openError
}

func (r *serverRig) Connections(context.Context) ([]connector.Connection, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []connector.Connection
	for _, c := range r.disk {
		all = append(all, c)
	}
	return all, r.diskError
}

func (r *serverRig) SaveConnection(_ context.Context, c connector.Connection) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.diskError == nil {
		r.disk[c.ID] = c
	}
	return r.diskError
}

func (r *serverRig) DeleteConnection(_ context.Context, id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.disk, id)
	return r.diskError
}

type serverBitbucket serverRig

func (b *serverBitbucket) Checks(string) []connector.Check {
	b.mu.Lock()
	b.climbs++
	b.mu.Unlock()
	ids := []connector.CheckID{
		connector.CheckAddress, connector.CheckVersion, connector.CheckSignIn, connector.CheckAdmin, connector.CheckToken,
	}
	checks := make([]connector.Check, 0, len(ids))
	for i, id := range ids {
		checks = append(checks, connector.Check{ID: id, After: ids[:min(i, 3)], Optional: i > 2, Run: func(ctx context.Context) connector.Finding {
			b.mu.Lock()
			finding, stall := b.findings[id], b.stall == id
			b.mu.Unlock()
			if stall {
				b.stalled <- struct{}{}
				<-ctx.Done()
			}
			return finding
		}})
	}
	return checks
}

func (b *serverBitbucket) Identity(context.Context) (connector.Identity, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.identity, b.identityError
}

func (b *serverBitbucket) Repositories(context.Context) iter.Seq2[connector.Page, error] { return nil }

func (b *serverBitbucket) Repository(context.Context, string, string) (connector.Repository, error) {
	return connector.Repository{}, nil
}

func (b *serverBitbucket) Branches(context.Context, connector.Repository, string) ([]connector.Branch, error) {
	return nil, nil
}

func (b *serverBitbucket) TokenGuide(ctx context.Context, key, slug string) (connector.TokenGuide, error) {
	b.mu.Lock()
	b.guides++
	guide := b.guide
	b.mu.Unlock()
	return guide(ctx, key, slug)
}

func serverFinds(id connector.CheckID, code connector.Code, args ...string) func(*serverRig) {
	return func(r *serverRig) {
		r.findings[id] = connector.Finding{Problems: []connector.Problem{connector.NewProblem(code, args...)}}
	}
}
