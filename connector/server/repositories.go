package server

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"strconv"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// The sizes of pages: a small first one is on screen soon, 1000 is the most a server gives.
const (
	firstPage = 100
	nextPages = 1000
	// barrenPages is how many pages without anything new in a row are believed.
	barrenPages = 20
	// mostListed and mostPages are more than any Bitbucket has, even one that gives 25 at a time: a list that
	// goes on invents its repositories.
	mostListed = 1_000_000
	mostPages  = 40_000
)

// Repositories lists everything the token may see, archived repositories included (servers before 8.0 do
// not know that word, and give them anyway). The total is known with the last page. Before it waits because
// the server asked for a pause, it gives a page that says so. It ends after the first error; what came before
// stays good. The list is the first thing asked: the address was checked before, or somebody typed it for
// this.
func (c *Client) Repositories(ctx context.Context) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		base, err := c.base()
		if err != nil {
			yield(connector.Page{}, err)
			return
		}
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		list := &listing{client: c, base: base, patience: transport.NewPatience(), seen: map[int64]bool{}}
		left := false
		list.patience.Pausing = func(until time.Time) {
			// Who leaves while being told of a pause is told nothing more, and nobody waits it out.
			if !left && !yield(connector.Page{Pause: until, Total: -1}, nil) {
				left = true
				stop()
			}
		}
		for !list.done {
			p, err := list.next(ctx)
			if left {
				return
			}
			if len(p.Repositories) > 0 || err == nil {
				if !yield(p, nil) {
					return
				}
			}
			if err != nil {
				yield(connector.Page{}, told(err, base))
				return
			}
		}
	}
}

// listing is the way through the pages of one list.
type listing struct {
	client   *Client
	base     string
	patience *transport.Patience
	seen     map[int64]bool
	start    int64
	barren   int
	pages    int
	done     bool
}

// next asks for a page. It gives what came even where the way on is broken.
func (l *listing) next(ctx context.Context) (connector.Page, error) {
	answer, p, err := l.ask(ctx)
	if err != nil {
		return connector.Page{}, err
	}
	fresh := l.fresh(p.Values)
	out := connector.Page{Repositories: fresh, Total: -1}
	if p.last() {
		l.done, out.Total = true, len(l.seen)
		return out, nil
	}
	l.pages++
	l.barren++
	if len(fresh) > 0 {
		l.barren = 0
	}
	endless := l.barren >= barrenPages || l.pages >= mostPages || len(l.seen) >= mostListed
	if p.NextPageStart == nil || *p.NextPageStart <= l.start || endless {
		broken := connector.NewProblem(connector.CodePagingBroken, "host", answer.Host(), "count", strconv.Itoa(len(l.seen)))
		return out, broken.Seen(answer.Evidence()).Because(errors.New("the next page does not lead on"))
	}
	l.start = *p.NextPageStart
	return out, nil
}

func (l *listing) ask(ctx context.Context) (transport.Answer, page[restRepository], error) {
	size := nextPages
	if l.start == 0 {
		size = firstPage
	}
	return l.client.list(ctx, question{
		base: l.base, path: []string{"repos"}, patience: l.patience,
		query: url.Values{"archived": {"ALL"}, "start": {strconv.FormatInt(l.start, 10)}, "limit": {strconv.Itoa(size)}},
	})
}

// fresh drops what was seen on an earlier page: a list that changes while it is read repeats itself.
func (l *listing) fresh(values []restRepository) []connector.Repository {
	out := make([]connector.Repository, 0, len(values))
	for _, r := range values {
		if !r.usable() || l.seen[r.ID] {
			continue
		}
		l.seen[r.ID] = true
		out = append(out, r.repository(l.base))
	}
	return out
}

// last tells whether this is the last page. A page that says nothing at all about the next one is.
func (p page[T]) last() bool {
	if p.IsLastPage != nil {
		return *p.IsLastPage
	}
	return p.NextPageStart == nil
}
