package flow

import (
	"context"

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
}

// Network looks after the proxy and the certificates a person has trusted. Its methods are called from one
// goroutine and never wait.
type Network struct {
	needs NetworkNeeds
	feed  *Feed[NetworkState, networkEvent]
	task  Task
}

type networkEvent func(NetworkState) NetworkState

// NewNetwork makes it; Start brings it to life.
func NewNetwork(needs NetworkNeeds) *Network {
	return &Network{needs: needs, feed: NewFeed(NetworkState{}, func(s NetworkState, e networkEvent) NetworkState { return e(s) })}
}

// Now gives the latest state.
func (n *Network) Now() Snapshot[NetworkState] { return n.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (n *Network) Watch(watcher func(Snapshot[NetworkState])) (stop func()) {
	return n.feed.Watch(watcher)
}

// Start reads what is kept. Calling it again reads it anew.
func (n *Network) Start() {
	n.task.Start(func(ctx context.Context) { n.read(ctx, false) })
}

// SetProxy saves the choice of a proxy; a nil password leaves the one that is kept. An address that cannot
// be read is a problem, and nothing is saved.
func (n *Network) SetProxy(choice connector.ProxyChoice, password *connector.Secret) {
	if choice.Mode == connector.ProxyManual {
		address, err := connector.ReadProxy(choice.Address)
		if err != nil {
			p := problemOf(err, connector.CodeAddressInvalid)
			n.feed.Apply(func(s NetworkState) NetworkState { s.Problem, s.Saved = &p, false; return s })
			return
		}
		choice.Address = address
	}
	n.change(func(ctx context.Context) error { return n.needs.Proxies.SetProxy(ctx, choice, password) })
}

// Distrust takes back everything decided about a host.
func (n *Network) Distrust(host string) {
	n.change(func(ctx context.Context) error { return n.needs.Trusts.Distrust(ctx, host) })
}

// Close ends whatever runs.
func (n *Network) Close() {
	n.task.Stop()
	n.task.Wait()
}

func (n *Network) change(save func(context.Context) error) {
	n.feed.Apply(func(s NetworkState) NetworkState { s.Working, s.Saved, s.Problem = true, false, nil; return s })
	n.task.Start(func(ctx context.Context) {
		if err := save(ctx); err != nil {
			p := problemOf(err, connector.CodeDiskFailed)
			n.feed.ApplyFrom(ctx, func(s NetworkState) NetworkState { s.Working, s.Problem = false, &p; return s })
			return
		}
		n.read(ctx, true)
	})
}

func (n *Network) read(ctx context.Context, saved bool) {
	choice, password, err := n.needs.Proxies.Proxy(ctx)
	var trusts []connector.Trust
	if err == nil {
		trusts, err = n.needs.Trusts.Trusts(ctx)
	}
	n.feed.ApplyFrom(ctx, func(s NetworkState) NetworkState {
		s.Working, s.Loaded, s.Saved = false, true, saved
		if err != nil {
			p := problemOf(err, connector.CodeDiskFailed)
			s.Problem = &p
			return s
		}
		s.Proxy, s.Password, s.Trusts, s.Problem = choice, password, trusts, nil
		return s
	})
}
