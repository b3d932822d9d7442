package flow_test

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"mooring/connector"
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
