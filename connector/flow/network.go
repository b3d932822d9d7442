package flow

import (
	"context"
	"strings"

	"mooring/connector"
)

// NetworkNeeds is what the settings of the network need from the rest of the house.
type NetworkNeeds struct {
	Proxies Proxies
	Trusts  Trusts
}

// NetworkState is what the settings show about the way to servers.
type NetworkState struct {
	// Loaded says that the rest is there.
	Loaded bool
	Proxy  connector.ProxyChoice
	// Password says that one is kept for the proxy.
	Password bool
	// Trusts are what was decided about certificates, by host.
	Trusts []connector.Trust
	// Working says that a change is being saved, Saved that the last one was.
	Working, Saved bool
	Problem        *connector.Problem
	// changes counts what is still to be saved.
	changes int
}

// Network looks after the proxy and the certificates a person has trusted. Its methods are called from one
// goroutine and never wait. Changes are saved one after another, and none is dropped for another.
type Network struct {
	needs NetworkNeeds
	feed  *Feed[NetworkState, networkEvent]
	line  *line
}

type networkEvent func(NetworkState) NetworkState

// NewNetwork makes it; Start brings it to life.
func NewNetwork(needs NetworkNeeds) *Network {
	return &Network{
		needs: needs, line: newLine(),
		feed: NewFeed(NetworkState{}, func(s NetworkState, e networkEvent) NetworkState { return e(s) }),
	}
}

// Now gives the latest state.
func (n *Network) Now() Snapshot[NetworkState] { return n.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (n *Network) Watch(watcher func(Snapshot[NetworkState])) (stop func()) {
	return n.feed.Watch(watcher)
}

// Start reads what is kept. Calling it again reads it anew; what was said about the last change goes.
func (n *Network) Start() {
	n.feed.Apply(func(s NetworkState) NetworkState { s.Saved, s.Problem = false, nil; return s })
	n.line.read(func(ctx context.Context) { n.feed.ApplyFrom(ctx, n.standing(ctx)) })
}

// SetProxy saves the choice of a proxy; a nil password leaves the one that is kept, an empty one wipes it. An
// address that cannot be read is a problem, and nothing is saved. A password belongs to the proxy and the
// user it was typed for: for others the one that is kept is wiped. What a proxy of one's own needs stays
// kept while another choice is in force, for coming back to it.
func (n *Network) SetProxy(choice connector.ProxyChoice, password *connector.Secret) {
	if choice.Mode == connector.ProxyManual {
		address, err := connector.ReadProxy(choice.Address)
		if err != nil {
			p := problemOf(err, connector.CodeAddressInvalid)
			n.feed.Apply(func(s NetworkState) NetworkState { s.Problem, s.Saved = &p, false; return s })
			return
		}
		choice.Address, choice.User = address, strings.TrimSpace(choice.User)
	}
	n.change(func(ctx context.Context) error {
		before, kept, err := n.needs.Proxies.Proxy(ctx)
		if err != nil {
			return err
		}
		if choice.Mode != connector.ProxyManual {
			choice.Address, choice.User, choice.Bypass = before.Address, before.User, before.Bypass
		}
		if password == nil && kept && (before.Address != choice.Address || before.User != choice.User) {
			password = &connector.Secret{}
		}
		return n.needs.Proxies.SetProxy(ctx, choice, password)
	})
}

// Distrust takes back everything decided about a host.
func (n *Network) Distrust(host string) {
	n.change(func(ctx context.Context) error { return n.needs.Trusts.Distrust(ctx, host) })
}

// Close ends whatever runs.
func (n *Network) Close() { n.line.close() }

// Wait blocks until nothing is under way any more.
func (n *Network) Wait() { n.line.wait() }

// change saves something and then shows how it stands.
func (n *Network) change(save func(context.Context) error) {
	n.feed.Apply(func(s NetworkState) NetworkState {
		s.changes++
		s.Working, s.Saved, s.Problem = true, false, nil
		return s
	})
	n.line.change(func(ctx context.Context) {
		err := save(ctx)
		standing := n.standing(ctx)
		n.feed.ApplyFrom(ctx, func(s NetworkState) NetworkState {
			s.changes--
			s.Working = s.changes > 0
			if err != nil {
				p := problemOf(err, connector.CodeDiskFailed)
				s.Problem = &p
			}
			// One that failed before this one is not hidden by it. A warning goes with what was saved: a password
			// that no keychain takes serves until the end all the same.
			s.Saved = s.Problem == nil || s.Problem.Severity != connector.Block
			return standing(s)
		})
	})
}

// standing reads what is kept. What cannot be read leaves what is shown; what kept a change from being saved
// is said first.
func (n *Network) standing(ctx context.Context) networkEvent {
	choice, password, err := n.needs.Proxies.Proxy(ctx)
	var trusts []connector.Trust
	if err == nil {
		trusts, err = n.needs.Trusts.Trusts(ctx)
	}
	return func(s NetworkState) NetworkState {
		switch {
		case err == nil:
			s.Loaded, s.Proxy, s.Password, s.Trusts = true, choice, password, trusts
		case s.Problem == nil:
			p := problemOf(err, connector.CodeDiskFailed)
			s.Problem = &p
		}
		return s
	}
}
