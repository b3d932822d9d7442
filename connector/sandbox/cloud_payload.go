package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// parcels packs a push for every webhook of a repository that waits for it (Atlassian's "Event payloads", Cloud).
func (c *cloudState) parcels(r *repo, what pushed) []parcel {
	c.mu.Lock()
	hooks := slices.Clone(c.hooks[r.uuid])
	c.mu.Unlock()
	body, err := json.Marshal(c.pushPayload(r, what))
	if err != nil {
		return nil
	}
	var out []parcel
	for _, h := range hooks {
		if !h.active || !slices.Contains(h.events, "repo:push") {
			continue
		}
		out = append(out, parcel{
			hook: h.uuid, address: h.url, secret: h.secret, body: body, attempts: cloudAttempts, counted: true, anyCert: h.skipCert,
			header: headers(map[string]string{
				"Content-Type": "application/json", "User-Agent": "Bitbucket-Webhooks/2.0", "X-Event-Key": "repo:push",
				"X-Hook-UUID": bare(h.uuid), "X-Request-UUID": newUUID(), "X-Event-Time": what.at.UTC().Format(time.RFC1123),
			}),
		})
	}
	return out
}

// headers keeps names as they are written.
func headers(values map[string]string) http.Header {
	out := http.Header{}
	for name, value := range values {
		out[name] = []string{value}
	}
	return out
}

func (c *cloudState) pushPayload(r *repo, what pushed) object {
	full := c.repoShape(r)
	repository := c.repoBase(r)
	for _, name := range []string{"scm", "website", "owner", "workspace", "project", "is_private"} {
		repository[name] = full[name]
	}
	return object{
		"actor": c.userShape(what.by), "repository": repository,
		"push": object{"changes": []object{c.changeShape(r, what)}},
	}
}

// changeShape is one ref that a push moved.
func (c *cloudState) changeShape(r *repo, what pushed) object {
	refAt := func(at commit) object {
		return object{"type": what.kind, "name": what.name, "target": c.commitShape(r, at), "links": c.refLinks(r, what.ref)}
	}
	repository := c.api() + "/repositories/" + fullName(r)
	out := object{
		"new": refAt(what.commit), "old": nil, "created": what.from == "", "closed": false, "forced": false, "truncated": false,
		"commits": []object{}, "links": object{"commits": link(repository + "/commits?include=" + what.hash)},
	}
	if what.from == "" {
		return out
	}
	out["old"] = refAt(commit{hash: what.from, parent: what.from, message: "Make it lighter", at: r.updated, by: c.people[0].user})
	out["commits"] = []object{c.commitShape(r, what.commit)}
	out["links"] = object{
		"commits": link(repository + "/commits?include=" + what.hash + "&exclude=" + what.from),
		"diff":    link(repository + "/diff/" + what.hash + ".." + what.from),
		"html":    link(c.web() + "/" + fullName(r) + "/branches/compare/" + what.hash + ".." + what.from),
	}
	return out
}
