package views

import (
	"context"
	"strings"

	"mooring/connector"
	"mooring/connector/flow"
)

// What follows makes the stage a Bitbucket whose webhooks can be removed, and what writes profiles into a file.

// Open gives the Bitbucket behind the tab, whose webhooks can be removed.
func (s *shelfStage) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return s, s.openErr
}

// Hooks has none to list.
func (s *shelfStage) Hooks(context.Context, connector.Repository) ([]connector.Hook, error) {
	return nil, nil
}

// MakeHook makes none.
func (s *shelfStage) MakeHook(context.Context, connector.Repository, connector.HookWish) (connector.Hook, error) {
	return connector.Hook{}, nil
}

// ChangeHook changes none.
func (s *shelfStage) ChangeHook(context.Context, connector.Repository, string, connector.HookWish) (connector.Hook, error) {
	return connector.Hook{}, nil
}

// RemoveHook notes which one was removed.
func (s *shelfStage) RemoveHook(ctx context.Context, _ connector.Repository, id string) error {
	if s.hookHold != nil {
		select {
		case <-s.hookHold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hookErr == nil {
		s.removed = append(s.removed, id)
	}
	return s.hookErr
}

// HookPage is nowhere.
func (s *shelfStage) HookPage(connector.Repository) string { return "" }

// Export writes the names of the profiles.
func (s *shelfStage) Export(profiles []connector.BuildProfile) ([]byte, error) {
	var names []string
	for _, p := range profiles {
		names = append(names, p.Name)
	}
	return []byte(strings.Join(names, "\n")), nil
}

// Import is not what is tested here.
func (s *shelfStage) Import([]byte) ([]connector.BuildProfile, error) { return nil, nil }
