package sandbox

import (
	"fmt"
	"strings"
)

// The shapes in which Data Center shows things. Field names and what is left out follow recorded answers.

type href struct {
	Href string `json:"href"`
	Name string `json:"name,omitempty"`
}

type selfLinks struct {
	Self []href `json:"self"`
}

type repoLinks struct {
	Clone []href `json:"clone"`
	Self  []href `json:"self"`
}

type shownUser struct {
	Name         string    `json:"name"`
	EmailAddress *string   `json:"emailAddress"`
	Active       bool      `json:"active"`
	DisplayName  string    `json:"displayName"`
	ID           int       `json:"id"`
	Slug         string    `json:"slug"`
	Type         string    `json:"type"`
	Links        selfLinks `json:"links"`
}

type shownProject struct {
	Key         string     `json:"key"`
	ID          int        `json:"id"`
	Name        string     `json:"name"`
	Description string     `json:"description,omitempty"`
	Public      *bool      `json:"public,omitempty"` // personal projects have none
	Type        string     `json:"type"`
	Owner       *shownUser `json:"owner,omitempty"`
	Links       selfLinks  `json:"links"`
}

type shownRepo struct {
	Slug          string       `json:"slug"`
	ID            int          `json:"id"`
	Name          string       `json:"name"`
	Description   string       `json:"description,omitempty"`
	HierarchyID   string       `json:"hierarchyId"`
	ScmID         string       `json:"scmId"`
	State         string       `json:"state"`
	StatusMessage string       `json:"statusMessage"`
	Forkable      bool         `json:"forkable"`
	Project       shownProject `json:"project"`
	Public        bool         `json:"public"`
	Archived      *bool        `json:"archived,omitempty"` // from 8.0 on
	Links         repoLinks    `json:"links"`
}

func (s *Sandbox) showUser(u *user) shownUser {
	return shownUser{
		Name: u.name, EmailAddress: &u.email, Active: true, DisplayName: u.displayName, ID: u.id, Slug: u.slug,
		Type: "NORMAL", Links: selfLinks{[]href{{Href: s.link("/users/%s", u.slug)}}},
	}
}

func (s *Sandbox) showProject(p *project) shownProject {
	shown := shownProject{Key: p.key, ID: p.id, Name: p.name, Description: p.about, Type: "NORMAL"}
	if p.personal {
		owner := s.showUser(p.owner)
		shown.Type, shown.Owner, shown.Links = "PERSONAL", &owner, owner.Links
		return shown
	}
	shown.Public = &p.public
	shown.Links.Self = []href{{Href: s.link("/projects/%s", p.key)}}
	return shown
}

func (s *Sandbox) showRepo(r *repo) shownRepo {
	key := strings.ToLower(r.project.key)
	home := s.link("/projects/%s", r.project.key)
	if r.project.personal {
		home = s.link("/users/%s", r.project.owner.slug)
	}
	archived := &r.archived
	if !s.version.atLeast(8, 0, 0) {
		archived = nil
	}
	return shownRepo{
		Slug: r.slug, ID: r.id, Name: r.name, Description: r.description,
		HierarchyID: hash(fmt.Sprint("hierarchy", r.id))[:20], ScmID: "git",
		State: "AVAILABLE", StatusMessage: "Available", Forkable: true,
		Project: s.showProject(r.project), Public: !r.private, Archived: archived,
		Links: repoLinks{
			Clone: []href{
				{Href: fmt.Sprintf("ssh://git@%s:7999/%s/%s.git", s.host(), key, r.slug), Name: "ssh"},
				{Href: s.link("/scm/%s/%s.git", key, r.slug), Name: "http"},
			},
			Self: []href{{Href: home + "/repos/" + r.slug + "/browse"}},
		},
	}
}

// hash gives 40 hex digits that look like a commit and are always the same for the same text.
func hash(text string) string {
	return fmt.Sprintf("%016x%016x%08x", mix(text, 1), mix(text, 2), mix(text, 3)>>32)
}
