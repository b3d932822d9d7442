package cloud

import (
	"context"
	"net/url"
	"sync"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// The limits of listing rights, which cost requests that are needed elsewhere: Bitbucket allows about 1,000 an hour.
const (
	mostRightsPages = 20  // of one list: 2,000 repositories
	mostRights      = 200 // requests in all
)

// onlyWrite is how to ask for what one may write to and not administer.
const onlyWrite = `permission="write"`

// Rights lists what the account administers and may write to, in a list for each and workspace, several side by side.
// all is true where every list came to its end: whatever was not told of may only be read then. It stays false, without
// an error, for access tokens (they have no user whose rights could be listed, and nothing is asked), where a workspace
// refuses or its list leads nowhere, and where there is very much: after 2,000 repositories of a list, or 200 requests
// in all, what was told is good and the rest unknown. page is called by one goroutine at a time.
func (c *Client) Rights(ctx context.Context, page func(connector.RightsPage)) (all bool, err error) {
	if c.o.Kind == connector.AccessToken {
		return false, nil
	}
	l := &rightsList{Client: c, page: page, left: mostRights, patience: transport.NewPatience()}
	l.patience.Pausing = func(until time.Time) { l.tell(connector.RightsPage{Pause: until}) }
	r := reading{Client: c, patience: l.patience}
	workspaces, err := r.places(ctx)
	if len(workspaces) == 0 {
		return false, c.asError(err)
	}
	l.whole = err == nil
	// What is administered matters most, and comes first.
	for _, right := range []string{onlyAdmin, onlyWrite} {
		err := sideways(ctx, len(workspaces), func(ctx context.Context, i int) error { return l.read(ctx, workspaces[i], right) })
		if err != nil {
			return false, c.asError(err)
		}
	}
	return l.whole, ctx.Err()
}

// rightsList is the lists of rights on their way.
type rightsList struct {
	*Client
	patience *transport.Patience

	mu    sync.Mutex
	page  func(connector.RightsPage)
	left  int
	whole bool
}

// read reads one list. A workspace that refuses does not hide the others.
func (l *rightsList) read(ctx context.Context, workspace, right string) error {
	q, ok := rightsIn(workspace, right)
	if !ok || !l.may(0) {
		l.stopped()
		return nil
	}
	q.patience = l.patience
	pages := 0
	err := walk(ctx, l.Client, q, func(p page[permission]) (int, bool) {
		out := connector.RightsPage{Rights: make(map[connector.RepositoryRef]connector.Right, len(p.Values))}
		for _, v := range p.Values {
			if right := v.right(); right != connector.RightUnknown && v.Repository.UUID != "" {
				out.Rights[connector.RepositoryRef{Provider: connector.Cloud, Base: l.o.API, ID: v.Repository.UUID}] = right
				continue
			}
			l.stopped() // somebody has a right on something, and nobody knows which
		}
		l.tell(out)
		pages++
		more := p.Next == "" || l.may(pages)
		if !more {
			l.stopped()
		}
		return len(p.Values), more
	})
	if refusesWorkspace(err) || connector.IsProblem(err, connector.CodePagingBroken) {
		l.stopped()
		return nil
	}
	return err
}

// may takes one of the requests that are left, for a list of so many pages.
func (l *rightsList) may(pages int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if pages >= mostRightsPages || l.left == 0 {
		return false
	}
	l.left--
	return true
}

// stopped notes that a list did not come to its end.
func (l *rightsList) stopped() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.whole = false
}

// tell hands a page on, one at a time.
func (l *rightsList) tell(p connector.RightsPage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.page(p)
}

// rightsIn asks for rights in a workspace. (Atlassian's OpenAPI document: effective ones, whatever way one came by
// them; public repositories one was given no right on are not in it.)
func rightsIn(workspace, query string) (request, bool) {
	path, ok := pathOf("/user/workspaces", workspace)
	return request{
		path: path + "/permissions/repositories", about: about{workspace: workspace},
		query: url.Values{
			"q": {query}, "pagelen": {"100"}, "fields": {"next,pagelen,values.permission,values.repository.uuid"},
		},
	}, ok
}

// right is what a permission is called elsewhere.
func (p permission) right() connector.Right {
	switch p.Permission {
	case admin:
		return connector.RightAdmin
	case "write":
		return connector.RightWrite
	case "read":
		return connector.RightRead
	}
	return connector.RightUnknown
}
