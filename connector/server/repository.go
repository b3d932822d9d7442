package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mooring/connector"
)

// restRepository is a repository as the REST API tells it; pointers are what older servers leave out.
type restRepository struct {
	ID          int64       `json:"id"`
	Slug        string      `json:"slug"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Public      *bool       `json:"public"`
	Archived    *bool       `json:"archived"`
	Project     restProject `json:"project"`
	Links       struct {
		Self  []restLink `json:"self"`
		Clone []restLink `json:"clone"`
	} `json:"links"`
}

type restProject struct {
	ID   int64  `json:"id"`
	Key  string `json:"key"`
	Name string `json:"name"`
}

type restLink struct {
	Href string `json:"href"`
	Name string `json:"name"`
}

// Repository finds one by its project key and slug; repository-not-found where there is none to see.
func (c *Client) Repository(ctx context.Context, key, slug string) (connector.Repository, error) {
	base, err := c.base()
	if err != nil {
		return connector.Repository{}, err
	}
	r, err := c.find(ctx, base, key, slug)
	if err != nil {
		return connector.Repository{}, told(err, base)
	}
	return r.repository(base), nil
}

// find asks for one repository.
func (c *Client) find(ctx context.Context, base, key, slug string) (restRepository, error) {
	var r restRepository
	answer, err := c.ask(ctx, question{base: base, path: []string{"projects", key, "repos", slug}})
	if answer.Status == http.StatusNotFound {
		missing := connector.NewProblem(connector.CodeRepositoryNotFound, "repository", key+"/"+slug, "why", "")
		return r, c.seen(missing, answer)
	}
	if p, ok := connector.AsProblem(err); ok && p.Code == connector.CodeNotPermitted {
		return r, p.With("resource", key+"/"+slug)
	}
	if err != nil {
		return r, err
	}
	if err := answer.JSON(&r); err != nil {
		return r, err
	}
	if !r.usable() {
		return r, answer.Invalid(errors.New("a repository without id, key or slug"))
	}
	return r, nil
}

// usable tells whether there is enough to name a repository by.
func (r restRepository) usable() bool { return r.ID != 0 && r.Slug != "" && r.Project.Key != "" }

// usable are those of a list that can be named.
func usable(all []restRepository) []restRepository {
	return slices.DeleteFunc(slices.Clone(all), func(r restRepository) bool { return !r.usable() })
}

// repository brings it into our own form. Links are rebuilt on the address that works: the server's own
// come from a setting that is often wrong.
func (r restRepository) repository(base string) connector.Repository {
	out := connector.Repository{
		Ref:         connector.RepositoryRef{Provider: connector.Server, Base: base, ID: strconv.FormatInt(r.ID, 10)},
		Key:         r.Project.Key,
		Slug:        r.Slug,
		Name:        r.Name,
		Owner:       r.Project.Name,
		Description: r.Description,
		Archived:    r.Archived,
		Web:         r.web(base),
	}
	if out.Name == "" {
		out.Name = r.Slug
	}
	if out.Owner == "" {
		out.Owner = r.Project.Key
	}
	if r.Public != nil {
		private := !*r.Public
		out.Private = &private
	}
	for _, link := range r.Links.Clone {
		switch {
		case strings.HasPrefix(link.Href, "ssh://") || link.Name == "ssh":
			out.CloneSSH = link.Href
		case link.Name == "http":
			out.CloneHTTPS = r.clone(base, link.Href)
		}
	}
	return out
}

// clone rebuilds the http clone address: the part from /scm/ on, below the base, without a user name.
func (r restRepository) clone(base, link string) string {
	if tail, ok := tailOf(link, "/scm/"); ok {
		return base + tail
	}
	return base + "/scm/" + url.PathEscape(strings.ToLower(r.Project.Key)) + "/" + url.PathEscape(r.Slug) + ".git"
}

// web rebuilds the page people look at. A personal project's page is under /users, by a name that only the
// server's own link tells for certain.
func (r restRepository) web(base string) string {
	personal := strings.HasPrefix(r.Project.Key, "~")
	if personal {
		for _, link := range r.Links.Self {
			if tail, ok := tailOf(link.Href, "/users/"); ok {
				return base + tail
			}
		}
		return base + "/users/" + url.PathEscape(strings.ToLower(r.Project.Key[1:])) + "/repos/" + url.PathEscape(r.Slug) + "/browse"
	}
	return base + "/projects/" + url.PathEscape(r.Project.Key) + "/repos/" + url.PathEscape(r.Slug) + "/browse"
}

// tailOf is a link's path from the last occurrence of a marker on.
func tailOf(link, marker string) (string, bool) {
	if path, plain := plainPath(link); plain {
		i := strings.LastIndex(path, marker)
		if i < 0 {
			return "", false
		}
		return path[i:], true
	}
	u, err := url.Parse(link)
	if err != nil {
		return "", false
	}
	path := u.EscapedPath()
	i := strings.LastIndex(path, marker)
	if i < 0 {
		return "", false
	}
	return path[i:], true
}

// plainPath is the path of a link without anything in it that would have to be looked at more closely. A list has two
// links a repository.
func plainPath(link string) (string, bool) {
	scheme, rest, _ := strings.Cut(link, "://")
	slash := strings.IndexByte(rest, '/')
	if slash <= 0 || scheme != "http" && scheme != "https" {
		return "", false
	}
	for i := range len(rest) {
		c := rest[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && strings.IndexByte("/-_.~:@", c) < 0 {
			return "", false
		}
	}
	return rest[slash:], true
}
