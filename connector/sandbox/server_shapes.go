package sandbox

import "fmt"

// The shapes in which Data Center shows things. Field names and what is left out follow recorded answers.

type href struct {
	Href string `json:"href"`
}

type selfLinks struct {
	Self []href `json:"self"`
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

// hash gives 40 hex digits that look like a commit and are always the same for the same text.
func hash(text string) string {
	return fmt.Sprintf("%016x%016x%08x", mix(text, 1), mix(text, 2), mix(text, 3)>>32)
}
