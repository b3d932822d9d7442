package sandbox

import (
	"net/http"
	"strings"
	"time"
)

// shownToken is an access token as it is listed: dates in epoch milliseconds, and the owner with it.
type shownToken struct {
	ID          string    `json:"id"`
	CreatedDate int64     `json:"createdDate"`
	ExpiryDate  int64     `json:"expiryDate"`
	Name        string    `json:"name"`
	Permissions []string  `json:"permissions"`
	User        shownUser `json:"user"`
}

func (s *Sandbox) listUsers(c call) restReply {
	text := strings.ToLower(c.FormValue("filter"))
	keep := func(u *user) bool {
		return strings.Contains(strings.ToLower(u.name+"\n"+u.displayName+"\n"+u.email), text)
	}
	return paged(s, c, s.data.users, keep, s.showUser)
}

// user finds the person in the address.
func (s *Sandbox) user(c call) (*user, *restReply) {
	for _, u := range s.data.users {
		if strings.EqualFold(u.slug, c.PathValue("user")) {
			return u, nil
		}
	}
	return nil, refusal(http.StatusNotFound, "User "+c.PathValue("user")+" does not exist.",
		"com.atlassian.bitbucket.user.NoSuchUserException")
}

func (s *Sandbox) oneUser(_ call, u *user) restReply {
	return okReply(s.showUser(u))
}

// listTokens shows people their own tokens. Both expire far enough away for nobody to be warned.
func (s *Sandbox) listTokens(c call, u *user) restReply {
	if u != c.who.user {
		return forbidden()
	}
	day := func(n int) int64 { return time.Now().AddDate(0, 0, n).Truncate(time.Hour).UnixMilli() }
	tokens := []shownToken{
		{"848894838086", day(-20), day(345), "Mooring", []string{"PROJECT_READ", "REPO_ADMIN"}, s.showUser(u)},
		{"252973515069", day(-60), day(305), "Reports", []string{"PROJECT_READ", "REPO_READ"}, s.showUser(u)},
	}
	return paged(s, c, tokens, func(shownToken) bool { return true }, func(t shownToken) shownToken { return t })
}
