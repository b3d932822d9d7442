package sandbox

import (
	"net/http"
	"net/url"
	"slices"
)

// cloudAPI is the REST API 2.0, with what is wrong with it.
func (s *Sandbox) cloudAPI() http.Handler { return s.cloud.faulty(s.cloud.routes()) }

// routes is the API without the faults that hit every request.
func (c *cloudState) routes() http.Handler {
	account := need{[]string{"account"}, []string{"read:user:bitbucket"}}
	places := need{[]string{"account"}, []string{"read:workspace:bitbucket"}}
	place := need{nil, []string{"read:workspace:bitbucket"}}
	reading := need{[]string{"repository"}, []string{"read:repository:bitbucket"}}
	rights := need{[]string{"account", "repository"}, []string{"read:repository:bitbucket"}}
	unknown := func(w http.ResponseWriter, _ *http.Request) { noSuchAPI(w) }
	gone := func(w http.ResponseWriter, _ *http.Request) { removed(w) }
	forbidden := func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusForbidden, "Forbidden", nil) }
	mux := http.NewServeMux()
	for pattern, handler := range map[string]http.HandlerFunc{
		"GET /2.0/user":                                   c.signed(account, c.self),
		"GET /2.0/users/{id}":                             c.signed(need{}, c.oneUser),
		"GET /2.0/user/workspaces":                        c.signed(places, c.listWorkspaces),
		"GET /2.0/user/workspaces/{workspace}/permission": c.signed(places, c.inWorkspace(c.membership)),

		"GET /2.0/user/workspaces/{workspace}/permissions/repositories": c.signed(rights, c.inWorkspace(c.listPermissions)),

		"GET /2.0/workspaces/{workspace}": c.signed(place, c.inWorkspace(c.oneWorkspace)),

		"GET /2.0/repositories/{workspace}":                                c.signed(reading, c.listRepositories),
		"GET /2.0/repositories/{workspace}/{slug}":                         c.signed(reading, c.inRepository(c.oneRepository)),
		"GET /2.0/repositories/{workspace}/{slug}/refs/branches":           c.signed(reading, c.inRepository(c.listRefs(branchRef))),
		"GET /2.0/repositories/{workspace}/{slug}/refs/branches/{name...}": c.signed(reading, c.inRepository(c.oneRef(branchRef))),
		"GET /2.0/repositories/{workspace}/{slug}/refs/tags":               c.signed(reading, c.inRepository(c.listRefs(tagRef))),
		"GET /2.0/repositories/{workspace}/{slug}/refs/tags/{name...}":     c.signed(reading, c.inRepository(c.oneRef(tagRef))),
		"GET /2.0/repositories/{workspace}/{slug}/commits":                 c.signed(reading, c.inRepository(c.listCommits)),
		"GET /2.0/repositories/{workspace}/{slug}/commits/{revision...}":   c.signed(reading, c.inRepository(c.listCommits)),
		"GET /2.0/repositories/{workspace}/{slug}/src":                     c.signed(reading, c.inRepository(c.mainSource)),
		"GET /2.0/repositories/{workspace}/{slug}/src/{commit}/{path...}":  c.signed(reading, c.inRepository(c.source)),

		"/2.0/repositories/{workspace}/{slug}/src/{commit}": unknown,
		"GET /2.0/hook_events":                              c.hookSubjects,
		"GET /2.0/hook_events/{subject}":                    c.hookEvents,
		"/2.0/workspaces":                                   gone,
		"/2.0/user/permissions/workspaces":                  gone,
		"/2.0/user/permissions/repositories":                gone,
		"/2.0/repositories":                                 gone,
		"/2.0/":                                             unknown,
		"/":                                                 forbidden,
	} {
		mux.HandleFunc(pattern, handler)
	}
	c.addHooks(mux)
	return mux
}

// self is GET /user.
func (c *cloudState) self(w http.ResponseWriter, r *http.Request, who cloudCaller) {
	sendPart(w, r, http.StatusOK, c.selfShape(who.person.user))
}

// oneUser is GET /users/{uuid or account id}.
func (c *cloudState) oneUser(w http.ResponseWriter, r *http.Request, _ cloudCaller) {
	id := r.PathValue("id")
	for _, p := range c.people {
		if p.uuid == id || p.accountID == id {
			sendPart(w, r, http.StatusOK, c.userShape(p.user))
			return
		}
	}
	refuse(w, http.StatusNotFound, id, nil)
}

// administers tells whether the caller is an administrator of a workspace.
func (who cloudCaller) administers(w *workspace) bool {
	return who.person == nil || slices.Contains(who.person.runs, w)
}

// listWorkspaces is GET /user/workspaces: where the caller may go. No names, since Atlassian gives none.
func (c *cloudState) listWorkspaces(w http.ResponseWriter, r *http.Request, who cloudCaller) {
	of := func(one *workspace) record {
		return func(field string) (any, bool) { return one.slug, field == "slug" || field == "workspace.slug" }
	}
	list := slices.Clone(who.workspaces)
	if admin := r.URL.Query().Get("administrator"); admin != "" {
		list = slices.DeleteFunc(list, func(one *workspace) bool { return who.administers(one) != (admin == "true") })
	}
	answerMatches(c, w, r, list, of, func(one *workspace) any {
		return object{"type": "workspace_access", "administrator": who.administers(one), "workspace": c.workspaceBase(one)}
	})
}

// membership is GET /user/workspaces/{workspace}/permission.
func (c *cloudState) membership(w http.ResponseWriter, r *http.Request, who cloudCaller, place *workspace) {
	out := object{"type": "workspace_membership", "permission": "member", "workspace": c.workspaceBase(place)}
	if who.administers(place) {
		out["permission"] = "owner"
	}
	if who.person != nil {
		out["user"] = c.userShape(who.person.user)
	}
	sendPart(w, r, http.StatusOK, out)
}

// oneWorkspace is GET /workspaces/{workspace}: the only place that tells a workspace's name.
func (c *cloudState) oneWorkspace(w http.ResponseWriter, r *http.Request, _ cloudCaller, place *workspace) {
	sendPart(w, r, http.StatusOK, c.workspaceShape(place))
}

// mainSource is GET …/src: it leads to the root of the main branch.
func (c *cloudState) mainSource(w http.ResponseWriter, r *http.Request, _ cloudCaller, one *repo) {
	if one.empty {
		noSuchRepository(w)
		return
	}
	target := url.URL{Path: "/2.0/repositories/" + fullName(one) + "/src/" + c.s.headOf(onCloud, one, ref{branchRef, one.main}).hash + "/", RawQuery: r.URL.RawQuery}
	http.Redirect(w, r, originOf(c.api())+target.String(), http.StatusFound)
}
