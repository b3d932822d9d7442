package views

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"

	"mooring/connector"
	"mooring/connector/flow"
)

// serverDouble stands in for everything the Server tab needs.
type serverDouble struct {
	mu       sync.Mutex
	facts    map[connector.CheckID]map[string]string // that the rungs find
	rungs    []connector.Check
	identity connector.Identity
	saved    []connector.Connection
	written  []connector.Connection // what SaveConnection was called for
	saving   error                  // what SaveConnection answers
	putError error
	hold     chan struct{} // Put waits for it, if there is one
	secrets  map[string]connector.Credential
	tried    []connector.Connection // what Try was called for
	given    []connector.Credential
	pins     map[string]connector.Certificate
	roots    map[string][]connector.Root
	trusting error // what Pin and AddRoots answer
	guide    connector.TokenGuide
	guiding  error
	unguided chan struct{} // TokenGuide waits for it, if there is one
}

func (d *serverDouble) Try(c connector.Connection, given connector.Credential) flow.Bitbucket {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tried, d.given = append(d.tried, c), append(d.given, given)
	return d
}

// asked tells whether anything was tried.
func (d *serverDouble) asked() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.tried) > 0
}

// last is what was tried last.
func (d *serverDouble) last() (connector.Connection, connector.Credential) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.tried[len(d.tried)-1], d.given[len(d.given)-1]
}

// decided is what was decided about certificates by now: pins and roots, by host.
func (d *serverDouble) decided() (map[string]connector.Certificate, map[string][]connector.Root) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.pins), maps.Clone(d.roots)
}

// wrote is what was saved of connections by now.
func (d *serverDouble) wrote() []connector.Connection {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.written)
}

// tells changes what is told of tokens.
func (d *serverDouble) tells(guide connector.TokenGuide, failed error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.guide, d.guiding = guide, failed
}

func (d *serverDouble) TokenGuide(ctx context.Context, _, _ string) (connector.TokenGuide, error) {
	if d.unguided != nil {
		select {
		case <-d.unguided:
		case <-ctx.Done():
			return connector.TokenGuide{}, ctx.Err()
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.guide, d.guiding
}

func (d *serverDouble) Trusts(context.Context) ([]connector.Trust, error) { return nil, nil }

func (d *serverDouble) Pin(_ context.Context, host string, c connector.Certificate) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.trusting == nil {
		d.pins[host] = c
	}
	return d.trusting
}

func (d *serverDouble) AddRoots(_ context.Context, host string, roots []connector.Root) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.trusting == nil {
		d.roots[host] = roots
	}
	return d.trusting
}

func (d *serverDouble) Distrust(context.Context, string) error { return nil }

func (d *serverDouble) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return d, nil
}

func (d *serverDouble) Checks(string) []connector.Check {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rungs
}

func (d *serverDouble) Identity(context.Context) (connector.Identity, error) { return d.identity, nil }

func (d *serverDouble) Repositories(context.Context) iter.Seq2[connector.Page, error] { return nil }

func (d *serverDouble) Repository(context.Context, string, string) (connector.Repository, error) {
	return connector.Repository{}, nil
}

func (d *serverDouble) Branches(context.Context, connector.Repository, string) ([]connector.Branch, error) {
	return nil, nil
}

func (d *serverDouble) Connections(context.Context) ([]connector.Connection, error) {
	return d.saved, nil
}

func (d *serverDouble) SaveConnection(_ context.Context, c connector.Connection) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.saving == nil {
		d.written = append(d.written, c)
	}
	return d.saving
}

func (d *serverDouble) DeleteConnection(context.Context, string) error { return nil }

func (d *serverDouble) Put(ctx context.Context, id string, c connector.Credential, keep connector.Keep) error {
	if d.hold != nil {
		select {
		case <-d.hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if keep == connector.KeepKeychain && d.putError != nil {
		return d.putError
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.secrets[id] = c
	return nil
}

func (d *serverDouble) Get(_ context.Context, id string, _ []string) (connector.Credential, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.secrets[id], nil
}

func (d *serverDouble) Delete(context.Context, string) error { return nil }

// serverIDs are the rungs of the Server ladder, each after the one before.
func serverIDs() []connector.CheckID {
	return []connector.CheckID{
		connector.CheckAddress, connector.CheckNetwork, connector.CheckCertificate, connector.CheckProduct,
		connector.CheckVersion, connector.CheckSignIn, connector.CheckLinks, connector.CheckAdmin, connector.CheckToken,
	}
}

// find gives the ladder a problem at a rung; none at all without codes.
func (d *serverDouble) find(at connector.CheckID, problems ...connector.Problem) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rungs = nil
	var before []connector.CheckID
	for _, id := range serverIDs() {
		f := connector.Finding{}
		if id == connector.CheckVersion {
			f.Facts = map[string]string{"version": "9.4.1"}
		}
		if facts, known := d.facts[id]; known {
			f.Facts = facts
		}
		if id == at {
			f.Problems = problems
		}
		d.rungs = append(d.rungs, connector.Check{
			ID: id, After: before, Optional: id == connector.CheckAdmin || id == connector.CheckToken,
			Run: func(context.Context) connector.Finding { return f },
		})
		before = []connector.CheckID{id}
	}
}
