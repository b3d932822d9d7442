package cloud

import (
	"context"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"mooring/connector"
)

// Details tells more of a repository, in four requests side by side; where its default branch or its name is not the one
// that was listed, its last commit and what one may do take another one each. What cannot be had of its branches, its last commit or what one may do stays
// unknown. The repository itself must be there, as the one that was listed: another that has its name by now is not
// it, and the answer repository-not-found.
func (c *Client) Details(ctx context.Context, r connector.Repository) (connector.Details, error) {
	path, ok := pathOf("/repositories", r.Key, firstOf(r.Slug, r.Ref.ID))
	if !ok {
		return connector.Details{}, c.missing(r)
	}
	l := looking{Client: c, repository: r, path: path, about: about{workspace: r.Key, repository: r.FullName()}}
	listed := ""
	if r.DefaultBranch != nil {
		listed = *r.DefaultBranch
	}
	var told itself
	var out connector.Details
	group, within := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		told, err = l.itself(within)
		return err
	})
	group.Go(func() error {
		out.Branches = l.branches(within)
		return nil
	})
	group.Go(func() error {
		out.Commit = l.head(within, listed)
		return nil
	})
	group.Go(func() error {
		out.Right = l.right(within)
		return nil
	})
	if err := group.Wait(); err != nil {
		return connector.Details{}, c.asError(err)
	}
	out.Description, out.Size, out.DefaultBranch = told.Description, told.size(), told.MainBranch.Name
	if out.DefaultBranch != listed {
		out.Commit = l.head(ctx, out.DefaultBranch)
	}
	if named := told.Name; named != "" && named != r.Name { // rights were asked for by a name that it has no more
		l.repository.Name = named
		out.Right = l.right(ctx)
	}
	return out, ctx.Err()
}

func (c *Client) missing(r connector.Repository) connector.Problem {
	return connector.NewProblem(connector.CodeRepositoryNotFound, "repository", r.FullName())
}

// looking is a look at one repository.
type looking struct {
	*Client
	repository connector.Repository
	path       string
	about      about
}

// itself is what a repository tells that lists leave out.
type itself struct {
	UUID        string `json:"uuid"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Bytes       *int64 `json:"size"`
	MainBranch  struct {
		Name string `json:"name"`
	} `json:"mainbranch"` // null in an empty repository
}

// size is in bytes, -1 where it is not told.
func (i itself) size() int64 {
	if i.Bytes == nil || *i.Bytes < 0 {
		return -1
	}
	return *i.Bytes
}

// itself asks the repository. It must have the uuid of the one that was listed.
func (l looking) itself(ctx context.Context) (itself, error) {
	var out itself
	err := l.get(ctx, request{
		path: l.path, about: l.about, query: url.Values{"fields": {"uuid,name,description,size,mainbranch.name"}},
	}, &out)
	if listed := l.repository.Ref.ID; err == nil && listed != "" && out.UUID != "" && out.UUID != listed {
		err = l.missing(l.repository)
	}
	return out, err
}

// branches counts them: a list's size is told with its shortest page.
func (l looking) branches(ctx context.Context) int {
	var p page[struct{}]
	err := l.get(ctx, request{
		path: l.path + "/refs/branches", about: l.about, query: url.Values{"pagelen": {"1"}, "fields": {"size"}},
	}, &p)
	if err != nil {
		return -1
	}
	return p.Size.or(-1)
}

// head is the commit a branch ends in; nil where that cannot be had. A branch is listed together with it, and found by
// its name: names hold slashes, which commits/{revision} has no room for.
func (l looking) head(ctx context.Context, branch string) *connector.Commit {
	if branch == "" {
		return nil
	}
	target := "values.target."
	fields := []string{"hash", "date", "message", "author.raw", "author.user.display_name", "links.html.href"}
	var p page[struct {
		Name   string `json:"name"`
		Target commit `json:"target"`
	}]
	err := l.get(ctx, request{
		path: l.path + "/refs/branches", about: l.about, query: url.Values{
			"q": {"name = " + quoted(branch)}, "fields": {"values.name," + target + strings.Join(fields, ","+target)},
		},
	}, &p)
	if err != nil {
		return nil
	}
	for _, v := range p.Values {
		if v.Name == branch && v.Target.Hash != "" {
			return v.Target.noun()
		}
	}
	return nil
}

// commit is a commit as branches tell of it.
type commit struct {
	Hash    string `json:"hash"`
	Date    string `json:"date"`
	Message string `json:"message"`
	Author  struct {
		Raw  string `json:"raw"` // "Name <mail>", as the commit has it
		User struct {
			Name string `json:"display_name"`
		} `json:"user"`
	} `json:"author"`
	Links struct {
		HTML link `json:"html"`
	} `json:"links"`
}

// mostOfMessage is how much of a commit's first line is kept, in letters.
const mostOfMessage = 500

func (c commit) noun() *connector.Commit {
	out := &connector.Commit{ID: c.Hash, Author: firstOf(c.Author.User.Name, nameIn(c.Author.Raw))}
	out.Message, _, _ = strings.Cut(strings.TrimSpace(c.Message), "\n")
	out.Message = strings.TrimSpace(out.Message)
	if letters := []rune(out.Message); len(letters) > mostOfMessage {
		out.Message = string(letters[:mostOfMessage]) + "…"
	}
	if at, err := time.Parse(time.RFC3339, c.Date); err == nil {
		out.At = at.UTC()
	}
	if connector.Origin(c.Links.HTML.Href) != "" {
		out.Web = c.Links.HTML.Href
	}
	return out
}

// nameIn is the name in "Name <mail>". A mail address alone is nobody's name, and not shown.
func nameIn(raw string) string {
	name, _, _ := strings.Cut(raw, "<")
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if strings.Contains(name, "@") {
		return ""
	}
	return name
}

// right is what the account may do: as listed, or as Bitbucket tells of this one repository. Names need not be unique,
// so the uuid decides. Who can read it and was given no right on it may only read.
func (l looking) right(ctx context.Context) connector.Right {
	r := l.repository
	if r.Right != connector.RightUnknown || l.o.Kind == connector.AccessToken || r.Name == "" {
		return r.Right
	}
	q, ok := rightsIn(r.Key, "repository.name="+quoted(r.Name))
	var p page[permission]
	if !ok || l.get(ctx, q, &p) != nil {
		return connector.RightUnknown
	}
	for _, v := range p.Values {
		if v.Repository.UUID == r.Ref.ID {
			return v.right()
		}
	}
	if p.Next != "" {
		return connector.RightUnknown
	}
	return connector.RightRead
}
