package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"time"
)

// object is a JSON object on its way out.
type object = map[string]any

// stamp writes times as Bitbucket Cloud does: microseconds and +00:00.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000+00:00") }

func link(address string) object { return object{"href": address} }

// bare is a uuid without its braces.
func bare(uuid string) string { return strings.Trim(uuid, "{}") }

func (c *cloudState) userShape(u *user) object {
	self := c.api() + "/users/" + url.PathEscape(u.uuid)
	return object{
		"type": "user", "uuid": u.uuid, "account_id": u.accountID, "display_name": u.displayName, "nickname": nickname(u),
		"links": object{
			"self": link(self), "html": link(c.web() + "/" + url.PathEscape(u.uuid) + "/"),
			"avatar": link(c.web() + "/avatars/" + bare(u.uuid) + ".png"),
		},
	}
}

// nickname is what people are called with an @; it names nobody for good.
func nickname(u *user) string {
	before, _, _ := strings.Cut(u.email, "@")
	return strings.ReplaceAll(before, ".", "-")
}

// selfShape is /user: a user with what only they may know.
func (c *cloudState) selfShape(u *user) object {
	out := c.userShape(u)
	out["account_status"], out["created_on"], out["is_staff"] = "active", stamp(time.Date(2019, 3, 14, 9, 26, 53, 589793000, time.UTC)), false
	return out
}

// workspaceBase is a workspace as lists of workspaces show it: without its name.
func (c *cloudState) workspaceBase(w *workspace) object {
	return object{
		"type": "workspace_base", "uuid": w.uuid, "slug": w.slug,
		"links": object{"self": link(c.api() + "/workspaces/" + w.slug), "avatar": link(c.web() + "/workspaces/" + w.slug + "/avatar/")},
	}
}

func (c *cloudState) workspaceShape(w *workspace) object {
	self := c.api() + "/workspaces/" + w.slug
	return object{
		"type": "workspace", "uuid": w.uuid, "slug": w.slug, "name": w.name, "is_private": true,
		"created_on": stamp(time.Date(2020, 10, 28, 12, 0, 0, 0, time.UTC)),
		"links": object{
			"self": link(self), "html": link(c.web() + "/" + w.slug + "/"), "avatar": link(c.web() + "/workspaces/" + w.slug + "/avatar/"),
			"members": link(self + "/members"), "owners": link(self + "/members?q=permission%3D%22owner%22"),
			"projects": link(self + "/projects"), "snippets": link(c.api() + "/snippets/" + w.slug),
			"repositories": link(c.api() + "/repositories/" + w.slug),
		},
	}
}

// repoBase is a repository as other things show it.
func (c *cloudState) repoBase(r *repo) object {
	full := fullName(r)
	return object{
		"type": "repository", "uuid": r.uuid, "name": r.name, "full_name": full,
		"links": object{
			"self": link(c.api() + "/repositories/" + full), "html": link(c.web() + "/" + full),
			"avatar": link(c.web() + "/workspaces/" + r.project.workspace.slug + "/avatar/"),
		},
	}
}

func fullName(r *repo) string { return r.project.workspace.slug + "/" + r.slug }

func forkPolicy(r *repo) string {
	if r.private {
		return "no_public_forks"
	}
	return "allow_forks"
}

// ownerShape is a person for a personal project, else the workspace, which the API still calls a team.
func (c *cloudState) ownerShape(r *repo) object {
	if r.project.owner != nil {
		return c.userShape(r.project.owner)
	}
	w := r.project.workspace
	return object{
		"type": "team", "uuid": w.uuid, "username": w.slug, "display_name": w.name,
		"links": object{
			"self": link(c.api() + "/workspaces/" + url.PathEscape(w.uuid)), "html": link(c.web() + "/" + w.slug + "/"),
			"avatar": link(c.web() + "/workspaces/" + w.slug + "/avatar/"),
		},
	}
}

// hashOf is the commit a branch points to: the same at every start.
func hashOf(r *repo, branch string) string {
	sum := sha256.Sum256([]byte(r.uuid + "\x00" + branch))
	return hex.EncodeToString(sum[:20])
}

// commitBase is a commit as branches and files show it.
func (c *cloudState) commitBase(r *repo, hash string) object {
	full := fullName(r)
	return object{
		"type": "commit", "hash": hash, "links": object{
			"self": link(c.api() + "/repositories/" + full + "/commit/" + hash), "html": link(c.web() + "/" + full + "/commits/" + hash),
		},
	}
}

// pathOfCommit is where something about a commit is found: two of them have a place of their own.
func pathOfCommit(what, hash string) string {
	if what == "diff" || what == "patch" {
		return what + "/" + hash
	}
	return "commit/" + hash + "/" + what
}
