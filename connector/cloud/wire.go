package cloud

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"mooring/connector"
)

// link is {"href":…}, with a name among clone links.
type link struct {
	Href string `json:"href"`
	Name string `json:"name"`
}

// user is GET /user. There is no user name any more: the uuid is what stays.
type user struct {
	UUID     string `json:"uuid"`
	Account  string `json:"account_id"`
	Name     string `json:"display_name"`
	Nickname string `json:"nickname"`
	Links    struct {
		Avatar link `json:"avatar"`
	} `json:"links"`
}

func (u user) account() connector.Account {
	a := connector.Account{ID: u.UUID, Name: u.Name, Login: u.Nickname}
	if a.ID == "" {
		a.ID = u.Account
	}
	if a.Name == "" {
		a.Name = u.Nickname
	}
	return a
}

// workspace is one as GET /workspaces/{workspace} gives it; lists have no name.
type workspace struct {
	UUID string `json:"uuid"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

func (w workspace) noun(administrator bool) connector.Workspace {
	out := connector.Workspace{Slug: w.Slug, Name: w.Name, UUID: w.UUID, Administrator: administrator}
	if out.Name == "" {
		out.Name = w.Slug
	}
	return out
}

// access is an item of GET /user/workspaces.
type access struct {
	Administrator bool      `json:"administrator"`
	Workspace     workspace `json:"workspace"`
}

// permission is an item of GET /user/workspaces/{workspace}/permissions/repositories.
type permission struct {
	Permission string `json:"permission"`
	Repository struct {
		UUID     string `json:"uuid"`
		FullName string `json:"full_name"`
	} `json:"repository"`
}

// repositoryFields is what is asked of a repository: what the list shows, what it is found by, and what a build
// profile keeps. Each name costs Bitbucket time and us bytes.
func repositoryFields(prefix string) string {
	names := []string{
		"uuid", "name", "full_name", "description", "is_private", "updated_on", "mainbranch.name", "project.name",
		"workspace.name", "links.clone.href", "links.clone.name", "links.html.href",
	}
	return prefix + strings.Join(names, ","+prefix)
}

// repository is an item of GET /repositories/{workspace}.
type repository struct {
	UUID        string          `json:"uuid"`
	Name        string          `json:"name"`
	FullName    string          `json:"full_name"` // workspace/slug
	Description string          `json:"description"`
	Private     *bool           `json:"is_private"`
	Updated     string          `json:"updated_on"`
	MainBranch  json.RawMessage `json:"mainbranch"` // null on an empty repository, which is not the same as absent
	Project     struct {
		Name string `json:"name"`
	} `json:"project"`
	Workspace struct {
		Name string `json:"name"`
	} `json:"workspace"`
	Links struct {
		Clone []link `json:"clone"`
		HTML  link   `json:"html"`
	} `json:"links"`
}

// noun makes a repository of the rest of the house. key is the workspace it was asked from.
func (r repository) noun(base, key string) connector.Repository {
	out := connector.Repository{
		Ref:  connector.RepositoryRef{Provider: connector.Cloud, Base: base, ID: r.UUID},
		Name: r.Name, Project: r.Project.Name, Description: r.Description, Private: r.Private,
		Empty: string(bytes.TrimSpace(r.MainBranch)) == "null",
	}
	out.Key, out.Slug, _ = strings.Cut(r.FullName, "/")
	out.Key = firstOf(out.Key, key)
	out.Name = firstOf(out.Name, out.Slug)
	out.Owner = firstOf(r.Workspace.Name, out.Key)
	var main struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(r.MainBranch, &main) == nil && main.Name != "" {
		out.DefaultBranch = &main.Name
	}
	if at, err := time.Parse(time.RFC3339, r.Updated); err == nil {
		at = at.UTC()
		out.Updated = &at
	}
	for _, l := range r.Links.Clone {
		switch l.Name {
		case "https":
			out.CloneHTTPS = withoutUser(l.Href)
		case "ssh":
			out.CloneSSH = l.Href
		}
	}
	if connector.Origin(r.Links.HTML.Href) != "" {
		out.Web = r.Links.HTML.Href
	}
	return out
}

// withoutUser strips the user name Bitbucket puts into https clone addresses. What is no such address is
// dropped.
func withoutUser(address string) string {
	u, err := url.Parse(address)
	if err != nil || connector.Origin(address) == "" {
		return ""
	}
	u.User = nil
	return u.String()
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// day is a date as problems give it; empty when unknown.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
