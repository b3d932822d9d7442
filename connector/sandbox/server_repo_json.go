package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
)

// repoWriter writes repositories as Data Center shows them. What all of a project share is made once.
type repoWriter struct {
	s        *Sandbox
	archived bool // whether this version tells; it does from 8.0 on
	ssh, scm string
	projects map[*project]projectParts
}

// projectParts are what a project gives to its repositories: itself, and where they are met.
type projectParts struct {
	shown          []byte
	home, ssh, scm string
}

func (s *Sandbox) repoWriter() *repoWriter {
	return &repoWriter{
		s: s, archived: s.version.atLeast(8, 0, 0), ssh: "ssh://git@" + s.host() + ":7999/", scm: s.serverBase + "/scm/",
		projects: map[*project]projectParts{},
	}
}

func (w *repoWriter) of(p *project) projectParts {
	parts, known := w.projects[p]
	if known {
		return parts
	}
	home := w.s.link("/projects/%s", p.key)
	if p.personal {
		home = w.s.link("/users/%s", p.owner.slug)
	}
	key := strings.ToLower(p.key)
	parts = projectParts{marshalled(w.s.showProject(p)), home + "/repos/", w.ssh + key + "/", w.scm + key + "/"}
	w.projects[p] = parts
	return parts
}

// write adds a repository. Field names and what is left out follow recorded answers.
func (w *repoWriter) write(j *jsonText, r *repo) {
	project := w.of(r.project)
	j.next()
	j.open('{')
	j.text("slug", r.slug)
	j.number("id", r.id)
	j.text("name", r.name)
	if r.description != "" {
		j.text("description", r.description)
	}
	j.key("hierarchyId")
	j.b = append(j.b, '"')
	j.b = hierarchyOf(j.b, r.id)
	j.b = append(j.b, '"')
	j.b = append(j.b, `,"scmId":"git","state":"AVAILABLE","statusMessage":"Available","forkable":true`...)
	j.made("project", project.shown)
	j.flag("public", !r.private)
	if w.archived {
		j.flag("archived", r.archived)
	}
	j.b = append(j.b, `,"links":{"clone":[{`...)
	j.text("href", project.ssh, r.slug, ".git")
	j.b = append(j.b, `,"name":"ssh"},{`...)
	j.text("href", project.scm, r.slug, ".git")
	j.b = append(j.b, `,"name":"http"}],"self":[{`...)
	j.text("href", project.home, r.slug, "/browse")
	j.b = append(j.b, `}]}}`...)
}

// hierarchyOf adds what a repository has in common with its forks: 20 hex digits.
func hierarchyOf(to []byte, id int) []byte {
	low, high := mix("hierarchy", uint64(id)), mix("hierarchies", uint64(id))
	for i := range 20 {
		if i == 16 {
			low = high
		}
		to = append(to, hexDigits[low&15])
		low >>= 4
	}
	return to
}

// showRepo is one repository.
func (s *Sandbox) showRepo(r *repo) json.RawMessage {
	j := &jsonText{b: []byte{'['}} // so that nothing stands before it
	s.repoWriter().write(j, r)
	return j.b[1:]
}

// pagedRepos is paged for repositories.
func (s *Sandbox) pagedRepos(c call, repos []*repo, keep func(*repo) bool) restReply {
	page, refused := cutPage(s, c, s.rows(repos), func(r *repo) bool { return r != nil && keep(r) })
	if refused != nil {
		return *refused
	}
	j := &jsonText{b: s.buffers.get()}
	j.open('{')
	j.number("size", page.Size)
	j.number("limit", page.Limit)
	j.flag("isLastPage", page.IsLastPage)
	if page.NextPageStart != nil {
		j.number("nextPageStart", *page.NextPageStart)
	}
	j.key("values")
	j.open('[')
	writer := s.repoWriter()
	for _, r := range page.Values {
		writer.write(j, r)
	}
	j.shut(']')
	j.number("start", page.Start)
	j.shut('}')
	return restReply{http.StatusOK, written(j.b)}
}
