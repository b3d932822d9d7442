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
	// muchInAll is how many of all workspaces are listed where nobody needs all: a fifth of the requests of an hour.
	muchInAll = 20_000
	muchRead  = 20
	// mostPages is more than any workspace has: a list that goes on invents its repositories.
	mostPages = 10_000
	// mostLooks is how many pages of a list are looked at once more.
	mostLooks = 20
)

// lane is the list of one workspace. Its pages are taken one after another, each at the address the page before
// it gave; nothing else decides what belongs to the list. Where that can be foreseen, pages are asked for ahead of
// their turn, and one that turns out not to be the next is dropped.
type lane struct {
	key   string
	first request // of its first page
	// lazy leaves a large workspace after its first page; once takes nothing but the first page.
	lazy, once bool

	from  int    // the page it begins with
	at    int    // the page to take now, from 0
	next  string // its address, as given
	plain bool   // every next so far was the number after the one before
	way   way
	last  int            // how many pages may be foreseen to be there; 0 where nothing can be
	ahead map[int]*asked // asked for and not taken yet

	size    number // of the list, as told last
	read    int
	moved   bool  // it is in an order that changes when somebody works
	stirred bool  // it changed while it was read
	look    []int // pages to look at once more, after the last one
	looks   int   // how many there were so far
	again   bool  // that is being done
	pages   int   // there were before that
	sweep   int   // the next of them, where all are looked at
	done    bool
	refused bool // it ended before its time
	stuck   int  // of what was read, on the page that led nowhere
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
	return &lane{key: key, first: first, plain: true, way: way{been: map[string]bool{}}, ahead: map[int]*asked{}}
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
	case at == l.at && l.next != "":
		r.next = l.next
	case at > 0:
		r.query = maps.Clone(r.query)
		r.query["page"] = []string{strconv.Itoa(at + 1)}
	}
	return r
}

// foresee looks at a page that came, in whatever order. The first page tells how many may be asked for ahead; after
// the one at which a list ends, or breaks, nothing more is.
func (l *lane) foresee(c *Client, a *asked) {
	if a.err != nil || a.page.Next == "" {
		l.last = min(l.last, a.at+1)
		return
	}
	alone := a.at != l.from || l.once || l.again || l.lazy && a.page.Size.or(0) > muchListed
	if n, plain := c.numbered(a.page.Next, l.first); !alone && plain && n == a.at+2 {
		l.last = countOn(a.page, a.at)
	}
}

// took goes on behind a page that was taken. Its error says that the list gets nowhere; it stays at this page then.
func (l *lane) took(c *Client, p page[repository], fresh int) error {
	l.read += fresh
	l.sized(p.Size)
	l.stirred = l.stirred || !l.again && fresh < len(p.Values)
	if l.again {
		l.looked()
		return nil
	}
	switch {
	case l.once:
		l.close()
		return nil
	case p.Next == "":
		l.at++
		l.ended()
		return nil
	}
	taken := l.at + 1
	n, plain := c.numbered(p.Next, l.first)
	if !c.leadsOn(p.Next) || plain && n <= taken || taken >= mostPages || !l.way.goesOn(p.Next, fresh) {
		l.stuck = fresh
		return c.pagingBroken(l.first.path)
	}
	l.at, l.next = taken, p.Next
	// What is not as it was foreseen ends the foreseeing: the list goes on as it says.
	if !plain || n != taken+1 {
		l.plain = false
		l.forget()
	}
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

// tooLarge tells of a list under way whether it is better searched than read to its end, when so many of all workspaces
// are listed.
func (l *lane) tooLarge(inAll int) bool {
	if !l.lazy || l.done || l.again {
		return false
	}
	long := l.at >= muchRead && l.read >= l.size.or(0)
	return l.size.or(0) > muchListed || long || inAll > muchInAll
}

// left ends the list where it is, and gives the large workspace as far as it was listed.
func (l *lane) left(name string) connector.Large {
	if l.size.n < l.read {
		l.size = number{} // whatever was told, there are more
	}
	l.close()
	return connector.Large{Key: l.key, Name: name, Total: l.size.or(-1), Next: l.next}
}

// countOn gives how many pages a list has by what one of its pages tells; 0 where that makes no sense.
func countOn(p page[repository], at int) int {
	length := p.Length.or(len(p.Values))
	if !p.Size.told || length < 1 || length < len(p.Values) || p.Number.or(at+1) != at+1 {
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
