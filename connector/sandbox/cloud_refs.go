package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// listRefs is GET …/refs/branches and …/refs/tags.
func (c *cloudState) listRefs(kind string) repoHandler {
	return func(w http.ResponseWriter, r *http.Request, _ cloudCaller, one *repo) {
		of := func(name string) record {
			return func(field string) (any, bool) {
				if field == "target.date" {
					return c.s.headOf(onCloud, one, ref{kind, name}).at, true
				}
				return name, field == "name"
			}
		}
		answerMatches(c, w, r, c.s.refsOf(onCloud, one, kind), of, func(name string) any { return c.refShape(one, ref{kind, name}) })
	}
}

// oneRef is GET …/refs/branches/{name} and …/refs/tags/{name}. Names hold slashes, sent as they are or as %2F.
func (c *cloudState) oneRef(kind string) repoHandler {
	title := map[string]string{branchRef: "Branch", tagRef: "Tag"}[kind]
	return func(w http.ResponseWriter, r *http.Request, _ cloudCaller, one *repo) {
		name := strings.TrimSuffix(r.PathValue("name"), "/")
		if !slices.Contains(c.s.refsOf(onCloud, one, kind), name) {
			refuse(w, http.StatusNotFound, title+" \""+name+"\" does not exist.", nil)
			return
		}
		sendPart(w, r, http.StatusOK, c.refShape(one, ref{kind, name}))
	}
}

// refShape is a branch or a tag as lists show it. A tag without a message of its own is a light one.
func (c *cloudState) refShape(r *repo, of ref) object {
	out := object{"type": of.kind, "name": of.name, "target": c.commitShape(r, c.s.headOf(onCloud, r, of)), "links": c.refLinks(r, of)}
	if of.kind == tagRef {
		out["message"], out["date"], out["tagger"] = nil, nil, nil
		return out
	}
	out["default_merge_strategy"], out["merge_strategies"] = "merge_commit", []string{"merge_commit", "squash", "fast_forward"}
	return out
}

func (c *cloudState) refLinks(r *repo, of ref) object {
	full, places, page := fullName(r), "/refs/branches/", "/branch/"
	if of.kind == tagRef {
		places, page = "/refs/tags/", "/commits/tag/"
	}
	return object{
		"self":    link(c.api() + "/repositories/" + full + places + url.PathEscape(of.name)),
		"commits": link(c.api() + "/repositories/" + full + "/commits/" + url.PathEscape(of.name)),
		"html":    link(c.web() + "/" + full + page + url.PathEscape(of.name)),
	}
}

// commitShape is a commit with what is known about it.
func (c *cloudState) commitShape(r *repo, of commit) object {
	full := fullName(r)
	out := c.commitBase(r, of.hash)
	out["repository"], out["date"], out["message"] = c.repoBase(r), dayTime(of.at), of.message+"\n"
	out["parents"] = []object{}
	if of.parent != "" {
		out["parents"] = []object{c.commitBase(r, of.parent)}
	}
	links, _ := out["links"].(object)
	for _, name := range []string{"diff", "patch", "approve", "statuses", "comments"} {
		links[name] = link(c.api() + "/repositories/" + full + "/" + pathOfCommit(name, of.hash))
	}
	author := object{"type": "author", "raw": of.by.displayName + " <" + of.by.email + ">"}
	if of.by.known() {
		author["user"] = c.userShape(of.by)
	}
	out["author"] = author
	return out
}

// dayTime writes the times of commits: to the second.
func dayTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05+00:00") }
