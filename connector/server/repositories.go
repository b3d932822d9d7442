package server

import (
	"context"
	"errors"
	"iter"
	"strconv"

	"mooring/connector"
	"mooring/connector/transport"
)

// The sizes of pages: a small first one is on screen soon, 1000 is the most a server gives.
const (
	firstPage = 100
	nextPages = 1000
	// barrenPages is how many pages in a row that only repeat are believed, and emptyPages how many that are empty: who
	// may see little of a hundred thousand repositories may be given a page of nothing for each thousand that are hidden.
	barrenPages = 20
	emptyPages  = 200
	// mostListed and mostPages are more than any Bitbucket has, even one that gives 25 at a time: a list that
	// goes on invents its repositories.
	mostListed = 1_000_000
	mostPages  = 40_000
)

// Repositories lists everything the token may see, archived repositories included (servers before 8.0 do
// not know that word, and give them anyway). The first page is asked for alone, those after it up to ten at a time;
// they come in the server's order. The total is known with the last page. While it waits because the server asked for
// a pause, it gives a page that says so. It ends after the first error; what came before stays good, and the Mark of
// the last page says where Resume goes on. The list is the first thing asked: the address was checked before, or
// somebody typed it for this.
//
// Nothing is given twice. What is there all the time is given, with one exception that lies in how the server counts:
// a page starts at a position, so where something before that position vanishes, or moves elsewhere in the list, after
// the page before was made, what is behind it moves up, and the first of the next page is in neither. That pages are asked for at the same time makes it
// rare; whoever reads the list again has it.
func (c *Client) Repositories(ctx context.Context) iter.Seq2[connector.Page, error] {
	return c.repositories(ctx, 0)
}

// Resume lists what comes after the page with that mark: the start of the page behind it. One that makes no sense
// begins anew. The total is told only of a list that was begun at its beginning.
func (c *Client) Resume(ctx context.Context, mark string) iter.Seq2[connector.Page, error] {
	start, err := strconv.ParseInt(mark, 10, 64)
	if err != nil {
		start = 0
	}
	return c.repositories(ctx, max(0, start))
}

func (c *Client) repositories(ctx context.Context, start int64) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		base, err := c.base()
		if err != nil {
			yield(connector.Page{}, err)
			return
		}
		list := &listing{base: base, whole: start == 0, seen: map[string]bool{}, yield: yield}
		r := &reading[connector.Repository]{
			client: c, base: base, first: firstPage, from: start, decode: list.decode, fresh: list.fresh, give: list.give,
			same: func(a, b connector.Repository) bool { return a.Ref == b.Ref },
		}
		if err := r.run(ctx); err != nil && !errors.Is(err, errEnough) {
			yield(connector.Page{}, told(err, base))
		}
	}
}

// listing makes pages of what is read.
type listing struct {
	base  string
	whole bool            // it was begun at its beginning
	seen  map[string]bool // by id
	yield func(connector.Page, error) bool
}

// typicalRow is about how many bytes a server spends on a repository.
const typicalRow = 800

// decode brings a page into our own form. Pages that wait for their turn hold no more than that.
func (l *listing) decode(a transport.Answer) (page[connector.Repository], error) {
	out := make([]connector.Repository, 0, min(len(a.Body)/typicalRow, nextPages)+1)
	keep := func(r restRepository) {
		if r.usable() {
			out = append(out, r.repository(l.base))
		}
	}
	row, words := restRepository{}, shared{}
	p, plain := scanPage[connector.Repository](a.Body, func(s *scanner) {
		s.repository(&row, words)
		keep(row)
	})
	if !plain {
		slow, err := readPage[restRepository](a)
		if err != nil {
			return page[connector.Repository]{}, err
		}
		p.IsLastPage, p.NextPageStart, out = slow.IsLastPage, slow.NextPageStart, out[:0]
		for _, r := range slow.Values {
			keep(r)
		}
	}
	p.Values = out
	return p, nil
}

// fresh drops what was seen on an earlier page: a list that changes while it is read repeats itself.
func (l *listing) fresh(values []connector.Repository) []connector.Repository {
	out := values[:0]
	for _, r := range values {
		if !l.seen[r.Ref.ID] {
			l.seen[r.Ref.ID] = true
			out = append(out, r)
		}
	}
	return out
}

func (l *listing) give(s sheet[connector.Repository]) bool {
	p := connector.Page{Repositories: s.values, Total: -1, Pause: s.pause, Mark: s.mark}
	if s.last && l.whole {
		p.Total = len(l.seen)
	}
	return l.yield(p, nil)
}

// last tells whether this is the last page. A page that says nothing at all about the next one is.
func (p page[T]) last() bool {
	if p.IsLastPage != nil {
		return *p.IsLastPage
	}
	return p.NextPageStart == nil
}
