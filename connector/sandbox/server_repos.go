package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// repoFilter is what the list of all repositories may be narrowed by.
type repoFilter struct {
	name, projectName, projectKey           string
	permission, visibility, archived, state string
}

// readFilter reads the filter and refuses words the product does not know.
func (s *Sandbox) readFilter(c call) (repoFilter, *restReply) {
	f := repoFilter{
		name: strings.ToLower(c.FormValue("name")), projectName: strings.ToLower(c.FormValue("projectname")),
		projectKey: c.FormValue("projectkey"), permission: c.FormValue("permission"),
		visibility: strings.ToLower(c.FormValue("visibility")), archived: strings.ToUpper(c.FormValue("archived")),
		state: strings.ToUpper(c.FormValue("state")),
	}
	if !s.version.atLeast(8, 0, 0) { // what it does not know is not read
		f.archived, f.projectKey = "ALL", ""
	}
	for _, known := range []struct {
		name, value string
		words       []string
	}{
		{"permission", f.permission, []string{"", "REPO_READ", "REPO_WRITE", "REPO_ADMIN"}},
		{"visibility", f.visibility, []string{"", "public", "private"}},
		{"archived", f.archived, []string{"", "ACTIVE", "ARCHIVED", "ALL"}},
		{"state", f.state, []string{"", "AVAILABLE", "INITIALISING", "INITIALISATION_FAILED", "OFFLINE"}},
	} {
		if !slices.Contains(known.words, known.value) {
			return f, invalid(known.name, "'"+known.value+"' is not a valid "+known.name+".")
		}
	}
	return f, nil
}

// keeps tells whether a repository passes the filter. Names match from their beginning, in any case.
func (f repoFilter) keeps(r *repo) bool {
	if f.state != "" && f.state != "AVAILABLE" {
		return false
	}
	if f.visibility != "" && (f.visibility == "private") != r.private {
		return false
	}
	if f.archived != "ALL" && r.archived != (f.archived == "ARCHIVED") {
		return false
	}
	if f.projectKey != "" && !strings.EqualFold(f.projectKey, r.project.key) {
		return false
	}
	return beginsWith(r.name, f.name) && beginsWith(r.project.name, f.projectName)
}

// beginsWith compares with what is in small letters already. Most lists are asked for without any.
func beginsWith(text, begin string) bool {
	return begin == "" || strings.HasPrefix(strings.ToLower(text), begin)
}

func (s *Sandbox) listRepos(c call) restReply {
	filter, refused := s.readFilter(c)
	if refused != nil {
		return *refused
	}
	permission := filter.permission
	if permission == "" {
		permission = "REPO_READ"
	}
	keep := func(r *repo) bool { return filter.keeps(r) && s.may(c.who, r, permission) }
	return s.pagedRepos(c, s.data.all(), keep)
}

// listProjects leaves personal ones out, as the product does.
func (s *Sandbox) listProjects(c call) restReply {
	name, permission := strings.ToLower(c.FormValue("name")), cmp.Or(c.FormValue("permission"), "PROJECT_READ")
	if !slices.Contains([]string{"PROJECT_READ", "PROJECT_WRITE", "PROJECT_ADMIN"}, permission) {
		return *invalid("permission", "'"+permission+"' is not a valid permission.")
	}
	keep := func(p *project) bool {
		return !p.personal && strings.HasPrefix(strings.ToLower(p.name), name) && s.mayProject(c.who, p, permission)
	}
	return paged(s, c, s.data.projects, keep, s.showProject)
}

// project finds the project in the address, or says that there is none, or none for this client.
func (s *Sandbox) project(c call) (*project, *restReply) {
	p, found := s.data.project(c.PathValue("key"))
	if found && s.seesProject(c.who, p) {
		return p, nil
	}
	if found && s.isToldApart(c.who) {
		return nil, refused(forbidden())
	}
	return nil, refusal(http.StatusNotFound, "Project "+c.PathValue("key")+" does not exist.",
		"com.atlassian.bitbucket.project.NoSuchProjectException")
}

// isToldApart says who learns that what they may not see exists: everybody the server knows. Whoever sees
// nothing at all, and strangers, hear of nothing.
func (s *Sandbox) isToldApart(who serverClient) bool {
	return who.known() && !s.broken("repositories-none")
}

// repo finds the repository in the address, or says that there is none, or none for this client.
func (s *Sandbox) repo(c call) (*repo, *restReply) {
	key, slug := c.PathValue("key"), c.PathValue("slug")
	r, found := s.data.repository(key, slug)
	found = found && !s.isGone(c, r)
	if found && s.sees(c.who, r) {
		return r, nil
	}
	if found && s.isToldApart(c.who) {
		return nil, refused(forbidden())
	}
	if _, found := s.data.project(key); !found {
		return nil, refusal(http.StatusNotFound, "Project "+key+" does not exist.",
			"com.atlassian.bitbucket.project.NoSuchProjectException")
	}
	return nil, refusal(http.StatusNotFound, "Repository "+key+"/"+slug+" does not exist.",
		"com.atlassian.bitbucket.repository.NoSuchRepositoryException")
}

// isGone plays repository-not-found: whatever repository is asked for is not there any more, though the list
// still has it. What is below the first one answers, so that nothing else fails where no repository was named.
func (s *Sandbox) isGone(c call, r *repo) bool {
	itself := strings.HasSuffix(c.URL.Path, "/repos/"+c.PathValue("slug"))
	return s.broken("repository-not-found") && (itself || r.uuid != s.data.first.uuid)
}

func (s *Sandbox) oneProject(_ call, p *project) restReply {
	return okReply(s.showProject(p))
}

func (s *Sandbox) projectRepos(c call, p *project) restReply {
	return s.pagedRepos(c, s.data.of(p), func(r *repo) bool { return s.sees(c.who, r) })
}

func (s *Sandbox) oneRepo(_ call, r *repo) restReply {
	return okReply(s.showRepo(r))
}

// defaultBranch gives the configured one: an empty repository has that, too, though nobody has pushed it.
func (s *Sandbox) defaultBranch(_ call, r *repo) restReply {
	if r.empty {
		return okReply(showRef(ref{branchRef, "main"}))
	}
	return okReply(showRef(ref{branchRef, r.main}))
}

// oldDefaultBranch is the deprecated resource, which tells an empty repository by answering nothing.
func (s *Sandbox) oldDefaultBranch(_ call, r *repo) restReply {
	if r.empty {
		return restReply{http.StatusNoContent, nil}
	}
	return okReply(s.showBranch(r, r.main))
}
