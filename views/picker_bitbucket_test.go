package views

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/flow"
)

// What follows makes the stage the Bitbucket and the disk behind its window.

func (s *pickStage) Try(connector.Connection, connector.Credential) flow.Bitbucket { return s }

func (s *pickStage) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return s, s.openErr
}

func (s *pickStage) Checks(string) []connector.Check { return s.checks }

func (s *pickStage) Identity(context.Context) (connector.Identity, error) {
	return connector.Identity{}, nil
}

func (s *pickStage) Repositories(ctx context.Context) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		for _, p := range s.pages {
			if !yield(p, nil) {
				return
			}
		}
		if s.hold != nil {
			select {
			case <-s.hold:
			case <-ctx.Done():
			}
		}
		if s.broken != nil {
			yield(connector.Page{}, s.broken)
		}
	}
}

// Repository finds what is in the list by its name, unless the test has other answers.
func (s *pickStage) Repository(_ context.Context, key, slug string) (connector.Repository, error) {
	if s.byName != nil {
		return s.byName(key, slug)
	}
	for _, page := range s.pages {
		for _, r := range page.Repositories {
			if r.Key == key && r.Slug == slug {
				return r, nil
			}
		}
	}
	return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", key+"/"+slug)
}

func (s *pickStage) Branches(_ context.Context, _ connector.Repository, query string) ([]connector.Branch, error) {
	return s.branches(query)
}

func (s *pickStage) Profiles(context.Context) ([]connector.BuildProfile, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.profiles), s.diskErr
}

func (s *pickStage) ReportProfiles(ctx context.Context) (flow.ProfilesReport, error) {
	all, err := s.Profiles(ctx)
	return flow.ProfilesReport{Profiles: all, Problems: s.troubles, ReadOnly: s.readOnly}, err
}

func (s *pickStage) SaveProfile(ctx context.Context, p connector.BuildProfile) error {
	if err := s.DeleteProfile(ctx, p.ID); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.profiles = append(s.profiles, p)
	return nil
}

func (s *pickStage) ChangeProfile(ctx context.Context, id string, change func(*connector.BuildProfile)) (connector.BuildProfile, error) {
	all, _ := s.Profiles(ctx)
	at := slices.IndexFunc(all, func(p connector.BuildProfile) bool { return p.ID == id })
	if at < 0 {
		return connector.BuildProfile{}, connector.ErrNoProfile
	}
	p := all[at].Clone()
	change(&p)
	return p, s.SaveProfile(ctx, p)
}

func (s *pickStage) DeleteProfile(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.diskErr == nil {
		s.profiles = slices.DeleteFunc(s.profiles, func(p connector.BuildProfile) bool { return p.ID == id })
	}
	return s.diskErr
}

func (s *pickStage) Connections(context.Context) ([]connector.Connection, error) {
	return s.connections, nil
}

func (s *pickStage) SaveConnection(context.Context, connector.Connection) error { return nil }

func (s *pickStage) DeleteConnection(context.Context, string) error { return nil }

func shopConnection() connector.Connection {
	return connector.Connection{
		ID: "c1", Provider: connector.Server, Name: "Shop git", Base: "https://git.test", Web: "https://git.test",
		Account: connector.Account{Name: "Mia Sandmann"},
	}
}

func shopRepository(n int, name string) connector.Repository {
	private, archived, branch := n%3 != 0, n%7 == 3, "main"
	updated := time.Now().Add(-time.Duration(n*n) * 7 * time.Hour)
	slug := strings.ToLower(strings.ReplaceAll(name, " ", "-"))
	return connector.Repository{
		Ref: connector.RepositoryRef{Provider: connector.Server, Base: "https://git.test", ID: fmt.Sprint(n)},
		Key: "SHOP", Slug: slug, Name: name, Owner: "Mobile shops", Private: &private, Archived: &archived,
		DefaultBranch: &branch, Updated: &updated, Description: "What customers hold in their hands when they order.",
		CloneHTTPS: "https://git.test/scm/shop/" + slug + ".git", Web: "https://git.test/projects/SHOP/repos/" + slug,
	}
}

func shopPage(total int) connector.Page {
	page := connector.Page{Total: total}
	for i, name := range []string{
		"Bakery for iPhone", "Bakery for Android", "Café Größe", "日本の花屋アプリ", "Delivery backend",
		"The repository with the very long name that somebody once thought would explain everything there is to know about it without a description",
		"Florist", "Garage", "Library cards", "Pharmacy", "Tailor", "Zoo tickets",
	} {
		page.Repositories = append(page.Repositories, shopRepository(i, name))
	}
	page.Repositories[7].Empty, page.Repositories[7].DefaultBranch = true, nil
	page.Repositories[8].Private, page.Repositories[8].Updated = nil, nil
	return page
}
