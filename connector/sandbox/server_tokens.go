package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How many repositories are too many for one token to administer, and when tokens end that end soon.
const (
	wideRepos = 240
	soonDays  = 9
	yearDays  = 345
)

// serverTokens are the tokens the Data Center side knows, and who each of them is.
type serverTokens struct {
	project, repository string
	clients             map[string]serverClient
}

func (s *Sandbox) newServerTokens() serverTokens {
	t := serverTokens{project: newServerToken(), repository: newServerToken()}
	u, r, steward := s.data.user, s.data.first, s.data.users[stewardAt]
	t.clients = map[string]serverClient{
		s.line.ServerToken:      {name: u.name, id: u.id, user: u},
		s.line.ServerReadToken:  {name: u.name, id: u.id, user: u, reader: true},
		s.line.ServerAdminToken: {name: steward.name, id: steward.id, user: steward, steward: true},
	}
	if s.version.sharesTokens() {
		t.clients[t.project] = serverClient{name: tokenUser(1, r.project.id), id: 16_000 + r.project.id, project: r.project}
		t.clients[t.repository] = serverClient{name: tokenUser(2, r.id), id: 17_000 + r.id, repo: r}
	}
	return t
}

// sharesTokens tells whether projects and repositories can have tokens.
func (v serverVersion) sharesTokens() bool { return v.atLeast(7, 18, 0) }

// tokenUser is the account of a token: 1 belongs to a project, 2 to a repository (seen: access-token-user/2/11754).
func tokenUser(kind, id int) string { return fmt.Sprintf("access-token-user/%d/%d", kind, id) }

// ServerReadToken is a Data Center token of the same person that may only read; Line has it too.
func (s *Sandbox) ServerReadToken() string { return s.line.ServerReadToken }

// ServerProjectToken is a Data Center token of the project LADEN: as Bearer only, it sees and administers the
// repositories of that project, and its account is access-token-user/1/ID. Before 7.18 it is refused.
func (s *Sandbox) ServerProjectToken() string { return s.tokens.project }

// ServerRepositoryToken is a Data Center token of the repository LADEN/baeckerei-app, likewise, with the
// account access-token-user/2/ID.
func (s *Sandbox) ServerRepositoryToken() string { return s.tokens.repository }

// shownToken is an access token as it is listed: dates in epoch milliseconds, and the owner with it. One that
// never ends has no date for that.
type shownToken struct {
	ID                string    `json:"id"`
	CreatedDate       int64     `json:"createdDate"`
	ExpiryDate        int64     `json:"expiryDate,omitempty"`
	LastAuthenticated int64     `json:"lastAuthenticated"`
	Name              string    `json:"name"`
	Permissions       []string  `json:"permissions"`
	User              shownUser `json:"user"`
}

// sharedTokens are resources there are only where projects and repositories can have tokens.
func (s *Sandbox) sharedTokens(next resource) resource {
	if s.version.sharesTokens() {
		return next
	}
	return noResource
}

// userTokens shows people their own tokens.
func (s *Sandbox) userTokens(c call, u *user) restReply {
	if u != c.who.user {
		return forbidden()
	}
	return s.listTokens(c, s.showUser(u), "PROJECT_READ", "REPO_ADMIN")
}

// administeredProject finds the project in the address if the client may administer it.
func (s *Sandbox) administeredProject(c call) (*project, *restReply) {
	p, none := s.project(c)
	if none != nil {
		return nil, none
	}
	if !s.mayProject(c.who, p, "PROJECT_ADMIN") {
		return nil, refused(forbidden())
	}
	return p, nil
}

func (s *Sandbox) projectTokens(c call, p *project) restReply {
	return s.listTokens(c, s.showTokenUser(1, p.id, p.name), "PROJECT_ADMIN", "REPO_ADMIN")
}

func (s *Sandbox) repoTokens(c call, r *repo) restReply {
	return s.listTokens(c, s.showTokenUser(2, r.id, r.name), "REPO_ADMIN")
}

// listTokens shows the token that is in use, and the others there are. Nothing in a list says which of them
// was sent: when it ends can only be known where all end together.
func (s *Sandbox) listTokens(c call, owner shownUser, permissions ...string) restReply {
	days := append([]int{s.opts.TokenDays}, s.opts.OtherTokens...)
	if s.broken("token-expires-soon") {
		days = slices.Repeat([]int{soonDays}, 1+max(1, len(s.opts.OtherTokens)))
	}
	var tokens []shownToken
	for i, left := range days {
		t := shownToken{
			ID: strconv.FormatUint(mix("token", uint64(i))%1e12, 10), Name: "Mooring", Permissions: permissions, User: owner,
			CreatedDate: s.inDays(-20 - i), LastAuthenticated: s.inDays(0), ExpiryDate: s.endOf(left),
		}
		if i > 0 {
			t.Name, t.LastAuthenticated = "Reports "+strconv.Itoa(i), s.inDays(-2)
		}
		tokens = append(tokens, t)
	}
	return paged(s, c, tokens, func(shownToken) bool { return true }, func(t shownToken) shownToken { return t })
}

// endOf is when a token ends that has so many days left, or 0 for never.
func (s *Sandbox) endOf(days int) int64 {
	switch {
	case days < 0:
		return 0
	case days == 0:
		return s.inDays(yearDays)
	}
	return s.inDays(days)
}

// inDays is a moment as many days after the start, in epoch milliseconds.
func (s *Sandbox) inDays(n int) int64 {
	return s.started.Add(time.Duration(n) * 24 * time.Hour).UnixMilli()
}

// showTokenUser shows the account a token of a project or repository has: a service, with no address.
func (s *Sandbox) showTokenUser(kind, id int, of string) shownUser {
	named := tokenUser(kind, id)
	slug := strings.ReplaceAll(named, "/", "_")
	return shownUser{
		Name: named, Active: true, DisplayName: "Access Token User - " + of, ID: 15_000 + 1000*kind + id, Slug: slug,
		Type: "SERVICE", Links: selfLinks{[]href{{Href: s.link("/bots/%s", slug)}}},
	}
}

// nobodysBusiness is what only administrators of the whole server may ask, which no token is.
func nobodysBusiness(call) restReply { return forbidden() }
