package flow_test

import (
	"context"
	"slices"
	"sync"

	"mooring/connector"
)

// serverTrusts writes down what is decided about certificates; with a hold each decision waits for it.
type serverTrusts struct {
	mu    sync.Mutex
	pins  []string // host and fingerprint
	roots []string // host and subject
	asked int
	fail  error
	hold  chan struct{}
}

func (s *serverTrusts) decide(ctx context.Context, write func()) error {
	s.mu.Lock()
	s.asked++
	s.mu.Unlock()
	if s.hold != nil {
		select {
		case <-s.hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail == nil {
		write()
	}
	return s.fail
}

func (s *serverTrusts) pinned() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.pins)
}

func (s *serverTrusts) rooted() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.roots)
}

func (s *serverTrusts) Trusts(context.Context) ([]connector.Trust, error) { return nil, nil }

func (s *serverTrusts) Pin(ctx context.Context, host string, c connector.Certificate) error {
	return s.decide(ctx, func() { s.pins = append(s.pins, host+" "+c.SHA256) })
}

func (s *serverTrusts) AddRoots(ctx context.Context, host string, roots []connector.Root) error {
	return s.decide(ctx, func() {
		for _, root := range roots {
			s.roots = append(s.roots, host+" "+root.Subject)
		}
	})
}

func (s *serverTrusts) Distrust(context.Context, string) error { return nil }

type serverVault serverRig

func (v *serverVault) Put(ctx context.Context, id string, c connector.Credential, keep connector.Keep) error {
	v.mu.Lock()
	waits, fails, late := v.putWaits && keep == connector.KeepKeychain, v.putError, v.putLate
	v.mu.Unlock()
	if waits && late != nil {
		<-ctx.Done()
		<-late
	} else if waits {
		<-ctx.Done()
		return ctx.Err()
	}
	if fails != nil && keep == connector.KeepKeychain {
		return fails
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.vault[id], v.keeps[id] = c, keep
	return nil
}

func (v *serverVault) Get(_ context.Context, id string, origins []string) (connector.Credential, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.getError != nil {
		return connector.Credential{}, v.getError
	}
	c, ok := v.vault[id]
	if !ok || !slices.Equal(c.Origins, origins) {
		return connector.Credential{}, connector.ErrNoSecret
	}
	return c, nil
}

func (v *serverVault) Delete(_ context.Context, id string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.dropError == nil {
		delete(v.vault, id)
	}
	return v.dropError
}
