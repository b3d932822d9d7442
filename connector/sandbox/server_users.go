package sandbox

import (
	"net/http"
	"strings"
)

// listUsers is for people: the accounts of project and repository tokens may not look at others.
func (s *Sandbox) listUsers(c call) restReply {
	if c.who.known() && c.who.user == nil {
		return forbidden()
	}
	text := strings.ToLower(c.FormValue("filter"))
	keep := func(u *user) bool {
		return strings.Contains(strings.ToLower(u.name+"\n"+u.displayName+"\n"+u.email), text)
	}
	return paged(s, c, s.data.users, keep, s.showUser)
}

// user finds the person in the address.
func (s *Sandbox) user(c call) (*user, *restReply) {
	if c.who.known() && c.who.user == nil {
		return nil, refused(forbidden())
	}
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
