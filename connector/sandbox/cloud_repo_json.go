package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
)

// repoLines writes repositories as Cloud shows them, as far as they are wanted.
type repoLines struct {
	wishText
	c                *cloudState
	api, web         string
	clone, ssh       string
	self, html, full string // of the repository at hand
}

func (c *cloudState) repoLines(to []byte) *repoLines {
	scheme, host, _ := strings.Cut(c.web(), "://")
	name, _, _ := strings.Cut(host, ":")
	return &repoLines{
		wishText: wishText{jsonText{to}}, c: c, api: c.api(), web: c.web(),
		clone: scheme + "://" + nickname(c.people[0].user) + "@" + host + "/", ssh: "git@" + name + ":",
	}
}

// write adds a repository.
func (l *repoLines) write(r *repo, w wish) {
	l.full = fullName(r)
	l.self, l.html = l.api+"/repositories/"+l.full, l.web+"/"+l.full
	l.open('{')
	l.text(w, "type", "repository")
	l.text(w, "uuid", r.uuid)
	l.text(w, "name", r.name)
	l.text(w, "full_name", l.full)
	l.text(w, "slug", r.slug)
	l.text(w, "description", r.description)
	l.flag(w, "is_private", r.private)
	l.text(w, "scm", "git")
	l.text(w, "language", r.language)
	l.number(w, "size", r.size)
	l.flag(w, "has_issues", false)
	l.flag(w, "has_wiki", false)
	l.null(w, "website")
	l.text(w, "fork_policy", forkPolicy(r))
	if _, wanted := w.of("created_on"); wanted {
		l.text(w, "created_on", stamp(r.updated.AddDate(-2, -r.id%11, -r.id%27)))
	}
	if _, wanted := w.of("updated_on"); wanted {
		l.text(w, "updated_on", stamp(r.updated))
	}
	l.mainBranch(r, w)
	l.made(w, "owner", func() any { return l.c.ownerShape(r) })
	l.object(w, "workspace", func(w wish) { l.workspace(r.project.workspace, w) })
	l.object(w, "project", func(w wish) { l.project(r.project, w) })
	l.object(w, "links", func(w wish) { l.links(r, w) })
	l.shut('}')
}

func (l *repoLines) null(w wish, name string) {
	if _, wanted := w.of(name); wanted {
		l.jsonText.made(name, []byte("null"))
	}
}

func (l *repoLines) mainBranch(r *repo, w wish) {
	if r.empty {
		l.null(w, "mainbranch")
		return
	}
	l.object(w, "mainbranch", func(w wish) {
		l.text(w, "type", "branch")
		l.text(w, "name", r.main)
	})
}

// workspace is one as a repository shows it.
func (l *repoLines) workspace(p *workspace, w wish) {
	l.text(w, "type", "workspace")
	l.text(w, "uuid", p.uuid)
	l.text(w, "slug", p.slug)
	l.text(w, "name", p.name)
	l.object(w, "links", func(w wish) {
		l.link(w, "self", l.api, "/workspaces/", p.slug)
		l.link(w, "html", l.web, "/", p.slug, "/")
		l.avatar(p, w)
	})
}

func (l *repoLines) avatar(p *workspace, w wish) {
	l.link(w, "avatar", l.web, "/workspaces/", p.slug, "/avatar/")
}

func (l *repoLines) project(p *project, w wish) {
	l.text(w, "type", "project")
	l.text(w, "uuid", p.uuid)
	l.text(w, "key", p.cloudKey)
	l.text(w, "name", p.name)
	l.object(w, "links", func(w wish) {
		l.link(w, "self", l.api, "/workspaces/", p.workspace.slug, "/projects/", p.cloudKey)
		l.link(w, "html", l.web, "/", p.workspace.slug, "/workspace/projects/", p.cloudKey)
		l.avatar(p.workspace, w)
	})
}

func (l *repoLines) links(r *repo, w wish) {
	l.link(w, "self", l.self)
	l.link(w, "html", l.html)
	l.avatar(r.project.workspace, w)
	l.link(w, "branches", l.self, "/refs/branches")
	l.link(w, "tags", l.self, "/refs/tags")
	l.link(w, "source", l.self, "/src")
	for _, name := range []string{"hooks", "commits", "pullrequests", "forks", "watchers", "downloads", "issues"} {
		l.link(w, name, l.self, "/", name)
	}
	below, wanted := w.of("clone")
	if !wanted {
		return
	}
	l.key("clone")
	l.open('[')
	for _, way := range [][2]string{{"https", l.clone}, {"ssh", l.ssh}} {
		l.next()
		l.open('{')
		l.text(below, "name", way[0])
		l.text(below, "href", way[1], l.full, ".git")
		l.shut('}')
	}
	l.shut(']')
}

// repoShape is a repository whole.
func (c *cloudState) repoShape(r *repo) object {
	lines := c.repoLines(nil)
	lines.write(r, wish{})
	var out object
	_ = json.Unmarshal(lines.b, &out) // it was written a moment ago
	return out
}

// answerRepositories is answerPage for repositories.
func (c *cloudState) answerRepositories(w http.ResponseWriter, r *http.Request, list []*repo) {
	wanted := wishOf(r.URL.Query().Get("fields"))
	at, around, ok := c.page(w, r, len(list), true)
	if !ok {
		return
	}
	lines := c.repoLines(c.s.buffers.get())
	lines.open('{')
	for _, name := range []string{"pagelen", "page", "size", "next", "previous"} {
		switch value := around[name].(type) {
		case int:
			lines.number(wanted, name, value)
		case string:
			lines.text(wanted, name, value)
		}
	}
	if below, ok := wanted.of("values"); ok {
		lines.key("values")
		lines.open('[')
		for _, one := range list[at.from:at.to] {
			lines.next()
			lines.write(one, below)
		}
		lines.shut(']')
	}
	lines.shut('}')
	writeJSON(w, http.StatusOK, written(lines.b))
	c.s.buffers.put(lines.b)
}

// oneRepository is GET /repositories/{workspace}/{repo_slug}.
func (c *cloudState) oneRepository(w http.ResponseWriter, r *http.Request, _ cloudCaller, one *repo) {
	lines := c.repoLines(nil)
	lines.write(one, wishOf(r.URL.Query().Get("fields")))
	writeJSON(w, http.StatusOK, written(lines.b))
}
