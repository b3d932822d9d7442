package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// repoRecord is what the query language may ask of a repository.
func repoRecord(r *repo) record {
	return func(field string) (any, bool) {
		switch field {
		case "name":
			return r.name, true
		case "slug":
			return r.slug, true
		case "full_name":
			return fullName(r), true
		case "uuid":
			return r.uuid, true
		case "description":
			return r.description, true
		case "language":
			return r.language, true
		case "is_private":
			return r.private, true
		case "size":
			return r.size, true
		case "updated_on", "created_on":
			return r.updated, true
		case "project.key":
			return r.project.cloudKey, true
		case "project.name":
			return r.project.name, true
		case "mainbranch", "mainbranch.name":
			if r.empty {
				return nil, true
			}
			return r.main, true
		}
		return nil, false
	}
}

// listRepositories is GET /repositories/{workspace}.
func (c *cloudState) listRepositories(w http.ResponseWriter, r *http.Request, who cloudCaller) {
	if c.twoStep(w, r, who) {
		return
	}
	place, ok := c.place(who, r.PathValue("workspace"))
	if !ok {
		noSuchRepository(w)
		return
	}
	query := r.URL.Query()
	if query.Get("pagelen") != "1" { // what asks for a single entry is a question, not a page
		if c.s.stumble.now(SideCloudAPI) {
			w.Header().Set("Retry-After", "1")
			limited(w)
			return
		}
		leave, broken := c.s.turn(r.Context(), SideCloudAPI, c.pageIn(query))
		defer leave()
		if broken {
			refuse(w, http.StatusInternalServerError, "Something went wrong", nil)
			return
		}
	}
	list, err := c.selection(who, place, query)
	if err != nil {
		refuseQuery(w, err)
		return
	}
	c.answerRepositories(w, r, list)
}

// selection gives a workspace's repositories filtered and sorted. Until something changes, what was selected
// for the first page serves the rest too: with very many repositories that is the difference
// between one sort and a thousand.
func (c *cloudState) selection(who cloudCaller, place *workspace, query url.Values) ([]*repo, error) {
	if c.broken("repositories-none") {
		return nil, nil
	}
	return c.once("list", who, place, query, func() ([]*repo, error) {
		list, err := matching(c.reposIn(who, place), query, repoRecord)
		return slices.DeleteFunc(list, func(one *repo) bool { return !who.sees(one) || !c.inRole(who, one, query.Get("role")) }), err
	})
}

// once selects what was not selected before.
func (c *cloudState) once(what string, who cloudCaller, place *workspace, query url.Values, choose func() ([]*repo, error)) ([]*repo, error) {
	version := strconv.FormatInt(c.s.data.version.Load(), 10)
	key := strings.Join([]string{what, who.name(), place.slug, query.Get("q"), query.Get("sort"), query.Get("role"), version}, "\x00")
	c.mu.Lock()
	list, known := c.selected[key]
	c.mu.Unlock()
	if known {
		return list, nil
	}
	list, err := choose()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.selected) >= 32 {
		clear(c.selected)
	}
	c.selected[key] = list
	return list, nil
}

// inRole tells whether the caller has this role or a greater one.
func (c *cloudState) inRole(who cloudCaller, r *repo, role string) bool {
	has := c.permission(who, r)
	switch role {
	case "owner", "admin":
		return has == "admin"
	case "contributor":
		return has != "read"
	}
	return true
}

// listPermissions is GET /user/workspaces/{workspace}/permissions/repositories: what the caller may do,
// repository by repository, whatever way they came by it.
func (c *cloudState) listPermissions(w http.ResponseWriter, r *http.Request, who cloudCaller, place *workspace) {
	if c.twoStep(w, r, who) {
		return
	}
	of := func(one *repo) record { return c.permissionRecord(who, one) }
	list, err := c.once("rights", who, place, r.URL.Query(), func() ([]*repo, error) {
		return matching(c.reposIn(who, place), r.URL.Query(), of)
	})
	if err != nil {
		refuseQuery(w, err)
		return
	}
	answerPage(c, w, r, list, func(one *repo) any {
		out := object{"type": "repository_permission", "permission": c.permission(who, one), "repository": c.repoBase(one)}
		if who.person != nil {
			out["user"] = c.userShape(who.person.user)
		}
		return out
	})
}

func (c *cloudState) permissionRecord(who cloudCaller, one *repo) record {
	of := repoRecord(one)
	return func(field string) (any, bool) {
		if field == "permission" {
			return rank(c.permission(who, one)), true
		}
		if inside, ok := strings.CutPrefix(field, "repository."); ok {
			return of(inside)
		}
		return nil, false
	}
}
