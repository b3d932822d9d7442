package sandbox

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// cloudWeb is what people and OAuth clients meet: consent, tokens, and pages to look at.
func (s *Sandbox) cloudWeb() http.Handler {
	c := s.cloud
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+authorizePath, c.authorizePage)
	mux.HandleFunc("POST "+authorizePath, c.answerAuthorize)
	mux.HandleFunc("POST /site/oauth2/access_token", c.tokenEndpoint)
	mux.HandleFunc("POST /site/oauth2/revoke", c.revoke)
	mux.HandleFunc("GET /avatars/{file}", c.userAvatar)
	mux.HandleFunc("GET /workspaces/{workspace}/avatar/{$}", c.workspaceAvatar)
	mux.HandleFunc("GET /{workspace}/{$}", c.workspacePage)
	mux.HandleFunc("GET /{workspace}/{slug}", c.repositoryPage)
	mux.HandleFunc("GET /{workspace}/{slug}/admin/webhooks", c.webhooksPage)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { pageMissing(w) })
	return mux
}

func pageMissing(w http.ResponseWriter) {
	render(w, http.StatusNotFound, "notice", notice{"There is nothing here", "Check the address, or whether you are signed in with the right account."})
}

// onScreen looks for anything by address, whoever is signed in: these pages are for looking at.
func (c *cloudState) onScreen(place string) (*workspace, bool) {
	for _, p := range c.people {
		for _, w := range p.workspaces {
			if strings.EqualFold(w.slug, place) || w.uuid == place {
				return w, true
			}
		}
	}
	return nil, false
}

// workspacePage lists a workspace's repositories.
func (c *cloudState) workspacePage(w http.ResponseWriter, r *http.Request) {
	place, ok := c.onScreen(r.PathValue("workspace"))
	if !ok {
		pageMissing(w)
		return
	}
	type item struct{ Name, Href string }
	var links []item
	repos := c.s.data.inside(place)
	for _, one := range repos[:min(len(repos), 200)] {
		links = append(links, item{one.name, "/" + fullName(one)})
	}
	render(w, http.StatusOK, "workspace", map[string]any{"Name": place.name, "Links": links})
}

// repositoryOnScreen looks for a repository likewise, or says that there is none.
func (c *cloudState) repositoryOnScreen(w http.ResponseWriter, r *http.Request) (*repo, bool) {
	if place, ok := c.onScreen(r.PathValue("workspace")); ok {
		repos := c.s.data.inside(place)
		i := slices.IndexFunc(repos, func(one *repo) bool {
			return strings.EqualFold(one.slug, r.PathValue("slug")) || one.uuid == r.PathValue("slug")
		})
		if i >= 0 {
			return repos[i], true
		}
	}
	pageMissing(w)
	return nil, false
}

// webhooksPage lists a repository's webhooks. Nothing is made here: that takes somebody who is signed in.
func (c *cloudState) webhooksPage(w http.ResponseWriter, r *http.Request) {
	found, ok := c.repositoryOnScreen(w, r)
	if !ok {
		return
	}
	c.s.seedHooks(found)
	type item struct {
		Name, Address, Events string
		Active, Signed        bool
	}
	var shown []item
	c.mu.Lock()
	for _, h := range c.hooks[found.uuid] {
		shown = append(shown, item{cmp.Or(h.description, "Webhook"), h.url, strings.Join(h.events, ", "), h.active, h.secret != ""})
	}
	c.mu.Unlock()
	render(w, http.StatusOK, "webhooks", map[string]any{"Owner": found.project.workspace.name, "Name": found.name, "Hooks": shown})
}

// repositoryPage shows what is in a repository.
func (c *cloudState) repositoryPage(w http.ResponseWriter, r *http.Request) {
	found, ok := c.repositoryOnScreen(w, r)
	if !ok {
		return
	}
	chips := []string{cmp.Or(found.language, "no language yet")}
	if found.private {
		chips = append(chips, "private")
	} else {
		chips = append(chips, "public")
	}
	if !found.empty {
		chips = append(chips, "branch "+found.main)
	}
	render(w, http.StatusOK, "repository", map[string]any{
		"Owner": found.project.workspace.name, "Project": found.project.name, "Name": found.name, "Description": found.description,
		"Chips": chips, "Files": topFiles(found), "Clone": c.web() + "/" + fullName(found) + ".git",
	})
}

// topFiles names what lies at the root.
func topFiles(r *repo) []string {
	if r.empty {
		return nil
	}
	found := map[string]bool{}
	for name := range r.files {
		top, _, inside := strings.Cut(name, "/")
		if inside {
			top += "/"
		}
		found[top] = true
	}
	return slices.Sorted(maps.Keys(found))
}

func (c *cloudState) userAvatar(w http.ResponseWriter, r *http.Request) {
	uuid := strings.TrimSuffix(r.PathValue("file"), ".png")
	for _, u := range c.s.data.users {
		if bare(u.uuid) == uuid {
			picture(w, u.uuid)
			return
		}
	}
	pageMissing(w)
}

func (c *cloudState) workspaceAvatar(w http.ResponseWriter, r *http.Request) {
	if place, ok := c.onScreen(r.PathValue("workspace")); ok {
		picture(w, place.uuid)
		return
	}
	pageMissing(w)
}
