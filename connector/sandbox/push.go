package sandbox

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// Push is what came of somebody's push.
type Push struct {
	Commit     string // the new one's hash
	Deliveries []HookDelivery
}

// Push has somebody push a commit to a branch. provider is "cloud" or "server", repository "KEY/slug". Branches and
// files are answered with the new commit from then on, and every active webhook that waits for pushes is delivered to
// over HTTP, on this computer only. It waits until all deliveries are over.
func (s *Sandbox) Push(ctx context.Context, provider, repository, branch string) (Push, error) {
	r, err := s.pushable(provider, repository)
	if err != nil {
		return Push{}, err
	}
	if !slices.Contains(s.refsOf(provider, r, branchRef), branch) {
		return Push{}, fmt.Errorf("%s has no branch %q", repository, branch)
	}
	made := s.move(provider, r, ref{branchRef, branch}, "")
	return Push{made.hash, s.announce(ctx, provider, r, made)}, nil
}

// PushTag has somebody push a new tag of the main branch's newest commit, likewise.
func (s *Sandbox) PushTag(ctx context.Context, provider, repository, tag string) (Push, error) {
	r, err := s.pushable(provider, repository)
	if err != nil {
		return Push{}, err
	}
	if tag == "" || slices.Contains(s.refsOf(provider, r, tagRef), tag) {
		return Push{}, fmt.Errorf("%s has the tag %q already", repository, tag)
	}
	made := s.move(provider, r, ref{tagRef, tag}, s.headOf(provider, r, ref{branchRef, r.main}).hash)
	return Push{made.hash, s.announce(ctx, provider, r, made)}, nil
}

// pushable finds a repository that takes pushes.
func (s *Sandbox) pushable(provider, repository string) (*repo, error) {
	r, found := s.repoOn(provider, repository)
	switch {
	case !found:
		return nil, fmt.Errorf("there is no repository %s on %q", repository, provider)
	case r.empty:
		return nil, fmt.Errorf("%s is empty", repository)
	case r.archived:
		return nil, fmt.Errorf("%s is archived", repository)
	}
	return r, nil
}

// announce delivers a push to every webhook that waits for it, some at a time, and gives what became of each in the
// order of the webhooks.
func (s *Sandbox) announce(ctx context.Context, provider string, r *repo, what pushed) []HookDelivery {
	s.seedHooks(r)
	var parcels []parcel
	if provider == onCloud {
		parcels = s.cloud.parcels(r, what)
	} else {
		parcels = s.parcels(r, what)
	}
	out := make([]HookDelivery, len(parcels))
	lanes := make(chan struct{}, deliveryLanes)
	var all sync.WaitGroup
	for i, p := range parcels {
		lanes <- struct{}{}
		all.Go(func() {
			defer func() { <-lanes }()
			out[i] = s.deliver(ctx, p)
		})
	}
	all.Wait()
	return out
}
