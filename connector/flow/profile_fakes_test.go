package flow_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

// formBitbucket also lists refs, tells what is in a repository, and has webhooks.
type formBitbucket struct {
	*pickBitbucket
	refs func(connector.RefKind) (connector.RefNames, error)

	mu      sync.Mutex
	asked   []connector.RefKind
	removed []string
	refuse  error
	removal func(ctx context.Context) // what happens while a webhook is being removed
}

func (b *formBitbucket) Refs(_ context.Context, _ connector.Repository, kind connector.RefKind) (connector.RefNames, error) {
	b.mu.Lock()
	b.asked = append(b.asked, kind)
	b.mu.Unlock()
	return b.refs(kind)
}

func (b *formBitbucket) Tree(context.Context, connector.Repository, string) ([]connector.TreeEntry, error) {
	return nil, nil
}

func (b *formBitbucket) File(context.Context, connector.Repository, string, string) (string, error) {
	return "", nil
}

func (b *formBitbucket) Hooks(context.Context, connector.Repository) ([]connector.Hook, error) {
	return nil, nil
}

func (b *formBitbucket) MakeHook(context.Context, connector.Repository, connector.HookWish) (connector.Hook, error) {
	return connector.Hook{}, nil
}

func (b *formBitbucket) ChangeHook(context.Context, connector.Repository, string, connector.HookWish) (connector.Hook, error) {
	return connector.Hook{}, nil
}

func (b *formBitbucket) RemoveHook(ctx context.Context, r connector.Repository, id string) error {
	if b.removal != nil {
		b.removal(ctx)
	}
	if b.refuse != nil {
		return b.refuse
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.removed = append(b.removed, r.FullName()+" "+id)
	return nil
}

func (b *formBitbucket) HookPage(connector.Repository) string { return "" }

func (b *formBitbucket) kinds() []connector.RefKind {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

// formClients opens one Bitbucket for every connection and counts how often.
type formClients struct {
	bitbucket flow.Bitbucket
	err       error

	mu     sync.Mutex
	opened int
}

func (c *formClients) Try(connector.Connection, connector.Credential) flow.Bitbucket {
	return c.bitbucket
}

func (c *formClients) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened++
	return c.bitbucket, c.err
}

// formFinder finds what a test says, by branch.
type formFinder struct {
	mu     sync.Mutex
	looked []string
	find   func(ctx context.Context, branch string) ([]connector.Candidate, error)
}

func (f *formFinder) Find(ctx context.Context, _ flow.Tree, _ connector.Repository, branch string) ([]connector.Candidate, error) {
	f.mu.Lock()
	f.looked = append(f.looked, branch)
	f.mu.Unlock()
	return f.find(ctx, branch)
}

func (f *formFinder) branches() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.looked)
}

// formRig is a form with everything a test may want to decide.
type formRig struct {
	*flow.ProfileForm
	disk      *pickDisk
	bitbucket *formBitbucket
	finder    *formFinder
	clients   *formClients
	saved     []connector.BuildProfile
}

func formServices() []connector.BuildService {
	return []connector.BuildService{
		{ID: "demo", Name: "Demo", Hook: "https://build.test/hooks/{key}/{slug}", Page: "https://build.test/", Signs: true},
		{ID: "own", Name: "Own", Hook: "https://own.test/{profile}"},
		{ID: "custom", Name: "Another", Custom: true},
	}
}

var _ flow.Hooker = (*formBitbucket)(nil)

func formNow() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }

// newFormRig has the branches main and release/1, no tags, no candidates, and the demo's service.
func newFormRig(t *testing.T) *formRig {
	t.Helper()
	r := &formRig{disk: &pickDisk{}}
	r.bitbucket = &formBitbucket{
		pickBitbucket: &pickBitbucket{branches: someBranches("main", "release/1")},
		refs:          func(connector.RefKind) (connector.RefNames, error) { return connector.RefNames{}, nil },
	}
	r.finder = &formFinder{find: func(context.Context, string) ([]connector.Candidate, error) { return nil, nil }}
	r.clients = &formClients{bitbucket: r.bitbucket}
	r.ProfileForm = flow.NewProfileForm(flow.ProfileNeeds{
		Clients: r.clients, Profiles: r.disk, Finder: r.finder, Services: formServices(), Service: "demo", Clock: formNow,
		OnSaved: func(p connector.BuildProfile) { r.saved = append(r.saved, p) },
	})
	return r
}

func (r *formRig) open() flow.ProfileState {
	r.Open(pickConnection(), pickRepository(1, "Shop app"))
	r.Wait()
	return r.state()
}

func (r *formRig) state() flow.ProfileState { return r.Now().State }

func (r *formRig) edit(p connector.BuildProfile) flow.ProfileState {
	r.disk.profiles = append(r.disk.profiles, p)
	r.Edit(pickConnection(), p)
	r.Wait()
	return r.state()
}

// save saves and gives what lies on the disk then.
func (r *formRig) save(t *testing.T) connector.BuildProfile {
	t.Helper()
	r.Save()
	r.Wait()
	s := r.state()
	assert.Equal(t, flow.ProfileSaved, s.Step, "%v %v", s.Problem, s.NameProblem)
	return kept(t, r.disk, s.Saved.ID)
}

// manyBranches are more than one answer holds.
func manyBranches(context.Context, string) ([]connector.Branch, error) {
	many := make([]connector.Branch, 100)
	many[0] = connector.Branch{Name: "main", Default: true}
	return many, nil
}
