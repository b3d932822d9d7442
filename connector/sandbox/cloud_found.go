package sandbox

import (
	"net/http"
	"strings"
)

// repoHandler answers for a repository the caller may see.
type repoHandler func(w http.ResponseWriter, r *http.Request, who cloudCaller, of *repo)

// inRepository lets a handler answer for the repository in the address, if there is one to be seen.
func (c *cloudState) inRepository(next repoHandler) apiHandler {
	return func(w http.ResponseWriter, r *http.Request, who cloudCaller) {
		if c.twoStep(w, r, who) {
			return
		}
		of, ok := c.repository(who, r.PathValue("workspace"), r.PathValue("slug"))
		if !ok {
			noSuchRepository(w)
			return
		}
		next(w, r, who, of)
	}
}

// administered lets only administrators of the repository through: whatever the scopes, hooks are theirs.
func (c *cloudState) administered(next repoHandler) apiHandler {
	return c.inRepository(func(w http.ResponseWriter, r *http.Request, who cloudCaller, of *repo) {
		if c.permission(who, of) != "admin" {
			refuse(w, http.StatusForbidden, "Your account does not have the required permission for this action.", nil)
			return
		}
		c.s.seedHooks(of)
		next(w, r, who, of)
	})
}

// inWorkspace lets a handler answer for the workspace in the address, if there is one to be seen.
func (c *cloudState) inWorkspace(next func(http.ResponseWriter, *http.Request, cloudCaller, *workspace)) apiHandler {
	return func(w http.ResponseWriter, r *http.Request, who cloudCaller) {
		place, ok := c.place(who, r.PathValue("workspace"))
		if !ok && strings.HasPrefix(r.URL.Path, "/2.0/user/") {
			refuse(w, http.StatusForbidden, saidNoEntry, nil) // as documented; of none one learns no more
			return
		}
		if !ok {
			refuse(w, http.StatusNotFound, "No workspace with identifier '"+r.PathValue("workspace")+"'.", nil)
			return
		}
		next(w, r, who, place)
	}
}

func noSuchRepository(w http.ResponseWriter) {
	refuse(w, http.StatusNotFound, "You may not have access to this repository or it no longer exists in this workspace. "+
		"If you think this repository exists and you have access, make sure you are authenticated.", nil)
}
