package flow_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"mooring/connector"
	"mooring/connector/flow"
)

// pickBitbucket is a Bitbucket whose answers a test decides.
type pickBitbucket struct {
	pages    func(ctx context.Context, yield func(connector.Page, error) bool)
	byName   func(ctx context.Context, key, slug string) (connector.Repository, error)
	branches func(ctx context.Context, query string) ([]connector.Branch, error)
	checks   func(repository string) []connector.Check

	mu     sync.Mutex
	listed map[string]connector.Repository // what the pages held, by full name
}

func (b *pickBitbucket) Checks(repository string) []connector.Check { return b.checks(repository) }

func (b *pickBitbucket) Identity(context.Context) (connector.Identity, error) {
	return connector.Identity{}, nil
}

func (b *pickBitbucket) Repositories(ctx context.Context) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		b.pages(ctx, func(page connector.Page, err error) bool {
			b.list(page)
			return yield(page, err)
		})
	}
}

func (b *pickBitbucket) list(page connector.Page) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listed == nil {
		b.listed = map[string]connector.Repository{}
	}
	for _, r := range page.Repositories {
		b.listed[r.FullName()] = r
	}
}

// Repository answers as byName says, or with what was listed.
func (b *pickBitbucket) Repository(ctx context.Context, key, slug string) (connector.Repository, error) {
	if b.byName != nil {
		return b.byName(ctx, key, slug)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	r, there := b.listed[key+"/"+slug]
	if !there {
		return r, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", key+"/"+slug)
	}
	return r, nil
}

func (b *pickBitbucket) Branches(ctx context.Context, _ connector.Repository, query string) ([]connector.Branch, error) {
	return b.branches(ctx, query)
}

// pickClients opens one Bitbucket for every connection, or fails.
type pickClients struct {
	bitbucket *pickBitbucket
	err       error
}

func (c *pickClients) Try(connector.Connection, connector.Credential) flow.Bitbucket {
	return c.bitbucket
}

func (c *pickClients) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return c.bitbucket, c.err
}

// pickDisk keeps profiles and connections in memory; fail is what the next act answers.
type pickDisk struct {
	mu          sync.Mutex
	profiles    []connector.BuildProfile
	connections []connector.Connection
	troubles    []connector.Problem
	readOnly    map[string]bool
	fail        error
	slow        chan struct{}
}

func (d *pickDisk) act(do func()) error {
	if d.slow != nil {
		<-d.slow
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return d.fail
	}
	do()
	return nil
}

func (d *pickDisk) failing(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fail = err
}

func (d *pickDisk) Profiles(context.Context) (all []connector.BuildProfile, err error) {
	err = d.act(func() { all = slices.Clone(d.profiles) })
	return all, err
}

func (d *pickDisk) SaveProfile(_ context.Context, p connector.BuildProfile) error {
	var taken error
	err := d.act(func() {
		for _, other := range d.profiles {
			if other.ID != p.ID && strings.EqualFold(other.Name, p.Name) {
				taken = connector.NewProblem(connector.CodeProfileNameTaken, "name", p.Name)
				return
			}
		}
		d.profiles = append(d.without(p.ID), p)
	})
	if err == nil {
		err = taken
	}
	return err
}

func (d *pickDisk) ChangeProfile(ctx context.Context, id string, change func(*connector.BuildProfile)) (connector.BuildProfile, error) {
	all, err := d.Profiles(ctx)
	if err != nil {
		return connector.BuildProfile{}, err
	}
	at := slices.IndexFunc(all, func(p connector.BuildProfile) bool { return p.ID == id })
	if at < 0 {
		return connector.BuildProfile{}, connector.ErrNoProfile
	}
	p := all[at].Clone()
	change(&p)
	return p, d.SaveProfile(ctx, p)
}

func (d *pickDisk) DeleteProfile(_ context.Context, id string) error {
	return d.act(func() { d.profiles = d.without(id) })
}

func (d *pickDisk) without(id string) []connector.BuildProfile {
	return slices.DeleteFunc(slices.Clone(d.profiles), func(p connector.BuildProfile) bool { return p.ID == id })
}

func (d *pickDisk) Connections(context.Context) (all []connector.Connection, err error) {
	err = d.act(func() { all = slices.Clone(d.connections) })
	return all, err
}

func (d *pickDisk) SaveConnection(context.Context, connector.Connection) error { return nil }

func (d *pickDisk) DeleteConnection(context.Context, string) error { return nil }

func (d *pickDisk) ReportProfiles(ctx context.Context) (flow.ProfilesReport, error) {
	all, err := d.Profiles(ctx)
	return flow.ProfilesReport{Profiles: all, Problems: d.troubles, ReadOnly: d.readOnly}, err
}

func (d *pickDisk) kept() []connector.BuildProfile {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.profiles)
}

func pickRepository(n int, name string) connector.Repository {
	return connector.Repository{
		Ref: connector.RepositoryRef{Provider: connector.Server, Base: "https://git.test", ID: fmt.Sprint(n)},
		Key: "SHOP", Slug: strings.ToLower(strings.ReplaceAll(name, " ", "-")), Name: name, Owner: "The shop",
		Web: "https://git.test/projects/SHOP/repos/" + fmt.Sprint(n),
	}
}

func pickPage(total int, names ...string) connector.Page {
	page := connector.Page{Total: total}
	for _, name := range names {
		page.Repositories = append(page.Repositories, pickRepository(len(name)*1000+int(name[0]), name))
	}
	return page
}

func pickConnection() connector.Connection {
	return connector.Connection{
		ID: "c1", Provider: connector.Server, Name: "Shop git", Base: "https://git.test", Web: "https://git.test",
		Account: connector.Account{Name: "Mia"},
	}
}
