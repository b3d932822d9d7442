package cloud

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"mooring/connector"
	"mooring/connector/transport"
)

// The limits of what is nice to have: names of workspaces, and the picture.
const (
	namesAtOnce = 4
	maxNames    = 40
	maxPicture  = 256 << 10
	maxHops     = 3
)

// tokenID begins the account's id of an access token; the uuid of its repository or workspace follows. So the
// same place is recognised again, and two places are two accounts.
const tokenID = "access-token "

// Identity tells who is signed in, with the workspaces' names and the account's picture where they can be
// had. What the checks found is not asked again. An access token is named after its repository or workspace.
func (c *Client) Identity(ctx context.Context) (connector.Identity, error) {
	id := connector.Identity{Base: c.o.API, Web: c.o.Web}
	tell := c.person
	if c.o.Kind == connector.AccessToken {
		tell = c.token
	}
	if err := tell(ctx, &id); err != nil {
		return connector.Identity{}, c.asError(err)
	}
	scopes, _, err := c.granted(ctx)
	if err != nil {
		return connector.Identity{}, c.asError(err)
	}
	id.Scopes = scopes
	return id, ctx.Err()
}

// person tells of the person signed in.
func (c *Client) person(ctx context.Context, id *connector.Identity) error {
	workspaces, err := c.inhabited(ctx)
	if err != nil {
		return err
	}
	who, err := c.whoever(ctx)
	if err != nil {
		return err
	}
	id.Workspaces = c.named(ctx, workspaces)
	id.Account = who.account()
	id.Account.Picture, id.Account.PictureAt = c.portrait(ctx, id.Account.ID, who.Links.Avatar.Href)
	return nil
}

// token tells of an access token, without asking for what such a token may not see.
func (c *Client) token(ctx context.Context, id *connector.Identity) error {
	repository := c.known().place.repository
	if workspace, slug := c.place(); repository == nil && slug != "" {
		one, err := c.Repository(ctx, workspace, slug)
		if err != nil {
			return err
		}
		repository = &one
	}
	if repository != nil {
		id.Account = connector.Account{ID: tokenID + repository.Ref.ID, Name: repository.Name}
		id.Workspaces = []connector.Workspace{{Slug: repository.Key, Name: repository.Owner}}
		return nil
	}
	workspaces, err := c.inhabited(ctx)
	if err != nil {
		return c.climb("").workspaceProblems(err)[0]
	}
	if len(workspaces) == 0 {
		return connector.NewProblem(connector.CodeWorkspaceNeeded)
	}
	id.Workspaces = c.named(ctx, workspaces)
	first := c.told(ctx, id.Workspaces[0])
	id.Workspaces[0] = first
	id.Account = connector.Account{ID: tokenID + firstOf(first.UUID, first.Slug), Name: first.Name}
	return nil
}

// told completes a workspace that does not answer a project's token itself: its repositories tell of it, too.
func (c *Client) told(ctx context.Context, w connector.Workspace) connector.Workspace {
	path, ok := pathOf("/repositories", w.Slug)
	if w.UUID != "" || !ok {
		return w
	}
	var p page[struct {
		Workspace workspace `json:"workspace"`
	}]
	fields := "values.workspace.slug,values.workspace.name,values.workspace.uuid"
	r := request{path: path, query: url.Values{"pagelen": {"1"}, "fields": {fields}}, about: about{workspace: w.Slug}}
	if c.get(ctx, r, &p) != nil || len(p.Values) == 0 {
		return w
	}
	of := p.Values[0].Workspace
	w.UUID = of.UUID
	if w.Name == w.Slug {
		w.Name = firstOf(of.Name, w.Name)
	}
	return w
}

// inhabited gives the workspaces, as the checks found them or else asked for. A list that broke off will do.
func (c *Client) inhabited(ctx context.Context) ([]connector.Workspace, error) {
	if known := c.known().workspaces; len(known) > 0 {
		return known, nil
	}
	only, _ := c.place()
	list, err := c.listWorkspaces(ctx, only, nil)
	if len(list) > 0 {
		err = nil
	}
	return list, err
}

func (c *Client) whoever(ctx context.Context) (user, error) {
	if who := c.known().account; who != nil {
		return *who, nil
	}
	return c.me(ctx)
}

// named finds the workspaces' names, which their list lacks, a few at a time and as far as it goes.
func (c *Client) named(ctx context.Context, list []connector.Workspace) []connector.Workspace {
	out := append([]connector.Workspace(nil), list...)
	var group errgroup.Group
	group.SetLimit(namesAtOnce)
	var mu sync.Mutex
	for i, w := range out[:min(len(out), maxNames)] {
		if w.Name != w.Slug {
			continue
		}
		group.Go(func() error {
			told, err := c.workspace(ctx, w.Slug, nil)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			out[i].Name, out[i].UUID = told.Name, firstOf(out[i].UUID, told.UUID)
			return nil
		})
	}
	_ = group.Wait() // a name that cannot be had stays the slug
	return out
}

// portrait gives an account's picture and where it is from: the one seen last while Bitbucket names the same
// address for it, or cannot be asked for the new one.
func (c *Client) portrait(ctx context.Context, id, address string) (picture []byte, at string) {
	last := c.o.Picture
	switch {
	case address == "":
		return nil, ""
	case address == last.PictureAt && len(last.Picture) > 0:
		return last.Picture, last.PictureAt
	}
	if picture = c.picture(ctx, address); len(picture) > 0 {
		return picture, address
	}
	if last.ID == id {
		return last.Picture, last.PictureAt
	}
	return nil, ""
}

// picture fetches the account's picture, without a credential and only from where such pictures live: the
// address comes from an answer and may be anything.
func (c *Client) picture(ctx context.Context, address string) []byte {
	for range maxHops {
		if !c.showsPictures(address) {
			return nil
		}
		a, err := c.o.Transport.Do(ctx, transport.Request{URL: address, Header: http.Header{"Accept": {"image/*"}}})
		if err != nil && a.Location != "" && ctx.Err() == nil {
			address = a.Location
			continue
		}
		if err != nil || !a.OK() || len(a.Body) > maxPicture || !strings.HasPrefix(a.Header.Get("Content-Type"), "image/") {
			return nil
		}
		return a.Body
	}
	return nil
}

// showsPictures tells whether pictures may be fetched from an address: from Bitbucket itself, from this
// computer when Bitbucket is here too (the demo), or from where Atlassian keeps them.
func (c *Client) showsPictures(address string) bool {
	origin := connector.Origin(address)
	u, err := url.Parse(address)
	if err != nil || origin == "" || u.User != nil {
		return false
	}
	if origin == connector.Origin(c.o.API) || origin == connector.Origin(c.o.Web) {
		return true
	}
	host := strings.ToLower(u.Hostname())
	if connector.IsLoopback(host) {
		return connector.IsLoopback(c.host())
	}
	if u.Scheme != "https" || u.Port() != "" && u.Port() != "443" {
		return false
	}
	for _, home := range []string{"bitbucket.org", "bytebucket.org", "atlassian.com", "atlassian.net", "atl-paas.net", "gravatar.com"} {
		if host == home || strings.HasSuffix(host, "."+home) {
			return true
		}
	}
	return false
}
