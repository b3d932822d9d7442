package sandbox

import (
	"slices"
	"strings"
	"time"
)

// person is somebody with an account, as Cloud sees them.
type person struct {
	*user
	workspaces []*workspace
	runs       []*workspace // the ones they are an administrator of
}

// newPeople gives the demo user, who sees everything there is, and a colleague, who shares one workspace
// and has one of their own: somebody to be, when "No, someone else" is pressed.
func newPeople(d *dataset) []person {
	first := person{user: d.user, workspaces: d.workspaces}
	for i, w := range d.workspaces {
		if i == 0 || i == len(d.workspaces)-1 {
			first.runs = append(first.runs, w)
		}
	}
	own := &workspace{uuid: uuidOf("colleague", 0), slug: "mika-lindqvist", name: "Mika Lindqvist"}
	second := person{user: d.users[1], workspaces: []*workspace{d.workspaces[0], own}, runs: []*workspace{own}}
	own.repos = colleagueRepos(second)
	return []person{first, second}
}

// colleagueRepos are the second person's own: on Cloud alone, and never in the first one's lists.
func colleagueRepos(owner person) []*repo {
	home := owner.runs[0]
	p := &project{
		id: 900, uuid: uuidOf("colleague", 1), key: "ML", cloudKey: "ML", name: "Freizeit", workspace: home, owner: owner.user,
	}
	updated := time.Date(2026, time.November, 20, 18, 4, 11, 512093000, time.UTC)
	var out []*repo
	for i, told := range []struct{ slug, name, about, language string }{
		{"saunatermine", "Saunatermine", "Wann ist die Sauna frei?", "kotlin"},
		{"pilzfinder", "Pilzfinder 🍄", "Offline map of good spots. Keep it private!", "dart"},
		{"fjordwetter", "Fjordwetter", "Weather for people in small boats.", "swift"},
	} {
		out = append(out, &repo{
			id: 90001 + i, uuid: uuidOf("colleague", 10+i), slug: told.slug, name: told.name, description: told.about,
			language: told.language, private: true, main: "main", branches: []string{"main", "next"},
			updated: updated.AddDate(0, 0, -3*i), size: 2_400_000 + 90_000*i, project: p,
			files: map[string]string{"README.md": "# " + told.name + "\n\n" + told.about + "\n"},
		})
	}
	return out
}

// permission is what somebody may do with a repository they can see: "admin", "write" or "read".
func (c *cloudState) permission(who cloudCaller, r *repo) string {
	switch {
	case who.steward:
		return "admin"
	case c.s.adminGone():
		return "write"
	}
	if who.person == nil || c.broken("token-too-wide") { // an access token has the rights it was made with
		return "admin"
	}
	switch {
	case who.person.uuid == c.people[0].uuid && r.admin,
		who.person.uuid != c.people[0].uuid && slices.Contains(who.person.runs, r.project.workspace):
		return "admin"
	case r.archived, r.guest:
		return "read"
	}
	return "write"
}

// place finds a workspace the caller may see by slug or uuid.
func (c *cloudState) place(who cloudCaller, id string) (*workspace, bool) {
	for _, w := range who.workspaces {
		if w.isCalled(id) {
			return w, true
		}
	}
	if who.person != nil && c.guarded.isCalled(id) {
		return c.guarded, true
	}
	return nil, false
}

// repository finds one the caller may see, by slug or uuid of both.
func (c *cloudState) repository(who cloudCaller, place, id string) (*repo, bool) {
	w, ok := c.place(who, place)
	if !ok || c.broken("repository-not-found") {
		return nil, false
	}
	if r, ok := c.s.data.inWorkspace(w.slug, id); ok {
		return r, who.sees(r)
	}
	for _, r := range c.reposIn(who, w) {
		if r.uuid == id || strings.EqualFold(r.slug, id) {
			return r, who.sees(r)
		}
	}
	return nil, false
}

// SignInAs makes somebody else the person whom the authorize page finds signed in, as after signing out
// and in again. It tells whether there is an account with this e-mail address.
func (s *Sandbox) SignInAs(email string) bool {
	for _, p := range s.cloud.people {
		if strings.EqualFold(p.email, email) {
			s.cloud.mu.Lock()
			s.cloud.signedIn = p.uuid
			s.cloud.mu.Unlock()
			return true
		}
	}
	return false
}

// Accounts gives the e-mail addresses one can sign in with on the Cloud side, the demo user's first.
func (s *Sandbox) Accounts() []string {
	var out []string
	for _, p := range s.cloud.people {
		out = append(out, p.email)
	}
	return out
}

// LimitScopes sets what the OAuth consumer may have, for consents given from now on.
func (s *Sandbox) LimitScopes(scopes ...string) {
	s.cloud.mu.Lock()
	defer s.cloud.mu.Unlock()
	s.cloud.allowed = slices.Clone(scopes)
}

// ExpireSessions makes every access token given so far answer "Access token expired."; refreshing works.
func (s *Sandbox) ExpireSessions() { s.cloud.expire() }

// Withdraw takes back what one person consented to, as they do in their account's settings, and tells how many
// sessions that ended.
func (s *Sandbox) Withdraw(email string) int {
	for _, p := range s.cloud.people {
		if strings.EqualFold(p.email, email) {
			return s.cloud.withdraw(p.uuid)
		}
	}
	return 0
}

// EndSessions takes every consent back: access and refresh tokens are unknown from then on.
func (s *Sandbox) EndSessions() { s.cloud.end("") }
