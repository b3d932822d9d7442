package flow_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

// tokenSight is what a token sees.
type tokenSight struct {
	account  string
	finding  connector.Finding
	blind    map[string]error // what asking for a repository answers, by slug
	other    map[string]bool  // repositories that are others of the same name
	branches int
	admin    bool
}

// tokenWorld is a Bitbucket with several tokens, and all a change of token needs.
type tokenWorld struct {
	*gate
	sights map[string]tokenSight
	guide  func(key, slug string) (connector.TokenGuide, error)
	list   error

	mu     sync.Mutex
	inside int // questions about repositories under way
	most   int
	tried  []connector.Connection
	opened []connector.Connection
}

// tokenClients opens it.
type tokenClients struct{ *tokenWorld }

func (w tokenClients) Try(c connector.Connection, credential connector.Credential) flow.Bitbucket {
	if !credential.Token.Empty() {
		w.mu.Lock()
		w.tried = append(w.tried, c)
		w.mu.Unlock()
	}
	return &tokenBitbucket{world: w.tokenWorld, of: credential.Token.Reveal()}
}

func (w tokenClients) Open(ctx context.Context, c connector.Connection) (flow.Bitbucket, error) {
	w.mu.Lock()
	w.opened = append(w.opened, c)
	w.mu.Unlock()
	return &tokenBitbucket{world: w.tokenWorld}, w.pass(ctx, "open")
}

type tokenBitbucket struct {
	world *tokenWorld
	of    string
}

func (b *tokenBitbucket) sight() tokenSight { return b.world.sights[b.of] }

func (b *tokenBitbucket) Checks(string) []connector.Check {
	return []connector.Check{{ID: connector.CheckSignIn, Run: func(ctx context.Context) connector.Finding {
		_ = b.world.pass(ctx, "check")
		if s, known := b.world.sights[b.of]; known {
			return s.finding
		}
		return connector.Finding{Problems: []connector.Problem{connector.NewProblem(connector.CodeTokenRejected)}}
	}}}
}

func (b *tokenBitbucket) Identity(ctx context.Context) (connector.Identity, error) {
	name := b.sight().account
	return connector.Identity{
		Base: "https://git.test", Web: "https://git.test", Version: "9.4.1", Account: connector.Account{ID: name, Name: name},
	}, b.world.pass(ctx, "identity")
}

func (b *tokenBitbucket) Repositories(ctx context.Context) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		err := b.world.pass(ctx, "repositories")
		if err == nil {
			err = b.world.list
		}
		if yield(connector.Page{Repositories: []connector.Repository{{}}}, err) && err == nil {
			panic("one page is enough")
		}
	}
}

func (b *tokenBitbucket) Repository(ctx context.Context, key, slug string) (connector.Repository, error) {
	b.world.mu.Lock()
	b.world.inside++
	b.world.most = max(b.world.most, b.world.inside)
	b.world.mu.Unlock()
	defer func() {
		b.world.mu.Lock()
		defer b.world.mu.Unlock()
		b.world.inside--
	}()
	if err := b.world.pass(ctx, "repository"); err != nil {
		return connector.Repository{}, err
	}
	select { // long enough to be met by others
	case <-time.After(time.Second):
	case <-ctx.Done():
	}
	r := pickRepository(1, "Shop app")
	r.Key, r.Slug = key, slug
	if b.sight().other[slug] {
		r.Ref.ID = "another"
	}
	return r, b.sight().blind[slug]
}

func (b *tokenBitbucket) Branches(ctx context.Context, _ connector.Repository, _ string) ([]connector.Branch, error) {
	return make([]connector.Branch, b.sight().branches), b.world.pass(ctx, "branches")
}

func (b *tokenBitbucket) Hooks(ctx context.Context, _ connector.Repository) ([]connector.Hook, error) {
	if b.sight().admin {
		return nil, b.world.pass(ctx, "hooks")
	}
	return nil, connector.NewProblem(connector.CodeAdminMissing)
}

func (b *tokenBitbucket) MakeHook(context.Context, connector.Repository, connector.HookWish) (connector.Hook, error) {
	panic("a change of token makes nothing")
}

func (b *tokenBitbucket) ChangeHook(context.Context, connector.Repository, string, connector.HookWish) (connector.Hook, error) {
	panic("a change of token changes nothing")
}

func (b *tokenBitbucket) RemoveHook(context.Context, connector.Repository, string) error {
	panic("a change of token removes nothing")
}

func (b *tokenBitbucket) HookPage(connector.Repository) string { return "" }

func (b *tokenBitbucket) TokenGuide(_ context.Context, key, slug string) (connector.TokenGuide, error) {
	return b.world.guide(key, slug)
}

// tokenRig is the change of a token of the connection c1, which profiles of the same name use.
type tokenRig struct {
	*flow.TokenChange
	*tokenWorld
	disk    *hookDisk
	vault   *hookVault
	browser *cloudBrowser

	seen    sync.Mutex
	changed [][]connector.BuildProfile
	states  []flow.TokenChangeState
	printed []string
}

const (
	tokenOld  = "the-old-token"
	tokenGood = "a-good-token"
	tokenWide = "a-wide-token"
	tokenHers = "a-token-of-zoes"
	tokenHalf = "a-token-for-half"
)

func tokenConnection() connector.Connection {
	c := pickConnection()
	c.Kind, c.Keep, c.Account.ID, c.Created = connector.AccessToken, connector.KeepKeychain, "Mia", hookNow().AddDate(0, -1, 0)
	c.TokenKind, c.TokenUntil = connector.TokenPersonal, hookNow().AddDate(0, 0, 3)
	return c
}

func newTokenRig(t *testing.T, prepare ...func(*tokenRig)) *tokenRig {
	t.Helper()
	g := &gate{}
	r := &tokenRig{
		tokenWorld: &tokenWorld{gate: g, sights: map[string]tokenSight{
			tokenGood: {account: "Mia", branches: 3}, tokenWide: {account: "Mia", branches: 3, admin: true},
			tokenHers: {account: "Zoe", branches: 3},
			tokenHalf: {account: "Mia", branches: 3, blind: map[string]error{"kiosk": connector.NewProblem(connector.CodeRepositoryNotFound, "repository", "SHOP/kiosk")}},
		}, guide: func(string, string) (connector.TokenGuide, error) {
			return connector.TokenGuide{Recipes: []connector.TokenRecipe{{Kind: connector.TokenPersonal, Page: "https://git.test/tokens"}}}, nil
		}},
		vault:   &hookVault{gate: g, kept: map[string]connector.Credential{}, keeps: map[string]connector.Keep{}},
		disk:    &hookDisk{gate: g, pickDisk: &pickDisk{connections: []connector.Connection{tokenConnection()}}},
		browser: &cloudBrowser{opened: make(chan string, 9)},
	}
	r.vault.kept["c1"] = connector.Credential{Kind: connector.AccessToken, Token: connector.NewSecret(tokenOld), Origins: tokenConnection().Origins()}
	for _, p := range []struct {
		id, name, slug string
		state          connector.HookState
	}{{"p1", "Shop", "shop-app", connector.HookMade}, {"p2", "Kiosk", "kiosk", connector.HookByHand}, {"p3", "Wharf", "wharf", connector.HookMissing}} {
		one := hookProfile(p.id, p.name)
		one.Slug, one.Webhook.State = p.slug, p.state
		r.disk.profiles = append(r.disk.profiles, one)
	}
	for _, p := range prepare {
		p(r)
	}
	r.TokenChange = flow.NewTokenChange(flow.TokenChangeNeeds{
		Clients: tokenClients{r.tokenWorld}, Connections: r.disk, Profiles: r.disk, Vault: r.vault, Browser: r.browser, Clock: hookNow,
		ReadScopes: []string{"read"}, Scopes: []string{"read", "write"},
		OnChanged: func(p []connector.BuildProfile) {
			r.seen.Lock()
			defer r.seen.Unlock()
			r.changed = append(r.changed, p)
		},
	})
	t.Cleanup(r.Watch(func(s flow.Snapshot[flow.TokenChangeState]) {
		r.seen.Lock()
		defer r.seen.Unlock()
		r.states = append(r.states, s.State)
		r.printed = append(r.printed, fmt.Sprintf("%+v %#v", s.State, s.State))
	}))
	return r
}

func (r *tokenRig) open(purpose flow.ChangePurpose) flow.TokenChangeState {
	r.Open(tokenConnection(), purpose)
	return r.settled()
}

func (r *tokenRig) submit(token string) flow.TokenChangeState {
	r.Submit(flow.TokenTyped{Kind: connector.AccessToken, Token: connector.NewSecret(token)})
	return r.settled()
}

func (r *tokenRig) settled() flow.TokenChangeState {
	r.Wait()
	return r.Now().State
}

// token is the one in use, and connection what is saved of it.
func (r *tokenRig) token() string { return r.vault.secret("c1") }

func (r *tokenRig) connection() connector.Connection {
	all, _ := r.disk.Connections(context.Background())
	return all[slices.IndexFunc(all, func(c connector.Connection) bool { return c.ID == "c1" })]
}

func (r *tokenRig) quiet(t *testing.T, secrets ...string) {
	t.Helper()
	r.seen.Lock()
	defer r.seen.Unlock()
	for _, secret := range secrets {
		for _, state := range r.printed {
			assert.NotContains(t, state, secret)
		}
	}
}
