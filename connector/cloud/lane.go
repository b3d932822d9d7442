package cloud

import (
	"context"
	"maps"
	"net/url"
	"strconv"

	"mooring/connector"
)

// The limits of one workspace's list.
const (
	// muchListed is how many repositories a workspace may have to be listed whole where nobody needs all, and
	// muchRead how many pages where it does not tell.
	muchListed = 2000
	muchRead   = 20
	// mostPages is more than any workspace has: a list that goes on invents its repositories.
	mostPages = 10_000
)

// lane is the list of one workspace. Its pages are taken one after another, each at the address the page before
// it gave; nothing else decides what belongs to the list. Where that can be foreseen, pages are asked for ahead of
// their turn, and one that turns out not to be the next is dropped.
type lane struct {
	key   string
	first request // of its first page
	// lazy leaves a large workspace after its first page; once takes nothing but the first page.
	lazy, once bool

	at    int    // the page to take now, from 0
	next  string // its address, as given
	way   way
	last  int            // how many pages may be foreseen to be there; 0 where nothing can be
	ahead map[int]*asked // asked for and not taken yet

	size  number // of the list, as told last
	read  int
	moved bool // it is in an order that changes when somebody works; its beginning may be looked at once more
	again bool // that is being done
	done  bool
}

// asked is a page under way, or come.
type asked struct {
	lane   *lane
	at     int
	cancel context.CancelFunc
	came   bool
	page   page[repository]
	err    error
}

func newLane(key string, first request) *lane {
	return &lane{key: key, first: first, way: way{been: map[string]bool{}}, ahead: map[int]*asked{}}
}

// wants gives the first page that can be asked for now.
func (l *lane) wants() (at int, some bool) {
	if l.done {
		return 0, false
	}
	if l.ahead[l.at] == nil {
		return l.at, true
	}
	for at = l.at + 1; at < l.last; at++ {
		if l.ahead[at] == nil {
			return at, true
		}
	}
	return 0, false
}

// address is how to ask for a page: as the page before it said, or as it can be foreseen.
func (l *lane) address(at int) request {
	r := l.first
	switch {
	case at == l.at:
		r.next = l.next
	case at > 0:
		r.query = maps.Clone(r.query)
		r.query["page"] = []string{strconv.Itoa(at + 1)}
	}
	return r
}

// foresee looks at a page that came, in whatever order. Its first page tells how many may be asked for ahead; after
// the one at which a list ends, or breaks, nothing more is.
func (l *lane) foresee(c *Client, a *asked) {
	if a.err != nil || a.page.Next == "" {
		l.last = min(l.last, a.at+1)
		return
	}
	large := l.lazy && a.page.Size.or(0) > muchListed
	if n, plain := c.numbered(a.page.Next, l.first); a.at == 0 && !l.once && !large && plain && n == 2 {
		l.last = countOn(a.page)
	}
}

// took goes on behind a page that was taken. Its error says that the list gets nowhere.
func (l *lane) took(c *Client, p page[repository], fresh int) error {
	l.at++
	l.read += fresh
	l.next = p.Next
	if p.Size.told {
		l.size = p.Size
	}
	if l.again || l.once {
		l.next = ""
	}
	if l.next == "" {
		return l.ended()
	}
	n, plain := c.numbered(l.next, l.first)
	if !c.leadsOn(l.next) || plain && n <= l.at || l.at >= mostPages || !l.way.goesOn(l.next, fresh) {
		return c.pagingBroken(l.first.path)
	}
	// What is not as it was foreseen ends the foreseeing: the list goes on as it says.
	if !plain || n != l.at+1 {
		l.forget()
	}
	return nil
}

// ended ends the list, or goes back to its beginning where it should have had more: in an order by when something
// changed, a repository that changes while it is read moves from what is still to come to what was read before.
func (l *lane) ended() error {
	if l.moved && !l.again && l.at > 1 && l.read < l.size.or(0) {
		l.again = true
		l.forget()
		return nil
	}
	l.close()
	return nil
}

// close takes nothing more.
func (l *lane) close() {
	l.done = true
	l.forget()
}

// forget drops what was asked for ahead.
func (l *lane) forget() {
	for _, a := range l.ahead {
		a.cancel()
		a.lane = nil
	}
	clear(l.ahead)
	l.last = 0
}

// tooLarge tells of a list under way whether it is better searched than read to its end.
func (l *lane) tooLarge() bool {
	if !l.lazy || l.done || l.again {
		return false
	}
	long := l.at >= muchRead && l.read >= l.size.or(0)
	return l.size.or(0) > muchListed || long
}

// left ends the list where it is, and gives the large workspace as far as it was listed.
func (l *lane) left(name string) connector.Large {
	if l.size.n < l.read {
		l.size = number{} // whatever was told, there are more
	}
	l.close()
	return connector.Large{Key: l.key, Name: name, Total: l.size.or(-1), Next: l.next}
}

// countOn gives how many pages a list has by what its first page tells; 0 where that makes no sense.
func countOn(p page[repository]) int {
	length := p.Length.or(len(p.Values))
	if !p.Size.told || length < 1 || length < len(p.Values) || p.Number.or(1) != 1 {
		return 0
	}
	return min((p.Size.n-1)/length+1, mostPages)
}

// repositoriesIn is the request for a workspace's repositories, in an order.
func repositoriesIn(workspace, sort string) (request, bool) {
	path, ok := pathOf("/repositories", workspace)
	return request{
		path: path, about: about{workspace: workspace},
		query: url.Values{
			"pagelen": {"100"}, "sort": {sort}, "fields": {"next,size,page,pagelen," + repositoryFields("values.")},
		},
	}, ok
}
