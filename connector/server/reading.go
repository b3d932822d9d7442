package server

import (
	"context"
	"errors"
	"maps"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// errEnough ends a list that nobody wants more of.
var errEnough = errors.New("enough")

// reading reads a list of repositories, each brought into the form of T. Its pages are asked for ahead of their turn,
// and taken in their turn: a page counts only when the one before it has named its very start as the next one. All but
// asking and decoding happens on the goroutine that runs it.
type reading[T any] struct {
	client *Client
	base   string
	query  url.Values // what else is asked
	first  int        // how large the very first page is
	from   int64      // where it begins
	// decode reads an answer, fresh drops what was seen before, and give hands on what is new and says whether more
	// is wanted; same tells whether two are the same.
	decode func(transport.Answer) (page[T], error)
	fresh  func([]T) []T
	give   func(sheet[T]) bool
	same   func(T, T) bool

	foresight
	changes
	pace     pace
	patience *transport.Patience
	under    map[int64]*asked[T] // by start: on their way, or come and waiting for their turn
	came     chan *asked[T]
	pauses   chan time.Time
	running  sync.WaitGroup
	listed   int
	last     *asked[T] // the last page, once it has counted
	look     *look[T]  // whether the last page begins elsewhere by now; nil where nobody asked
	done     bool
}

// sheet is a page that counts, or a pause.
type sheet[T any] struct {
	values []T
	last   bool
	mark   string // where the list goes on
	pause  time.Time
}

// asked is a page under way, or come.
type asked[T any] struct {
	start, size int64
	number      int // which request of the list it is, from 1
	turn        bool
	cancel      context.CancelFunc
	sent        atomic.Int32 // how often the request went out
	begun       atomic.Bool  // its answer has begun: the page was made before that
	came        bool
	answer      transport.Answer // without its body
	page        page[T]
	head        T // the first of it
	err         error
}

// run gives every page. When it returns nothing is under way any more.
func (r *reading[T]) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer r.running.Wait()
	defer stop()
	r.foresight = foresight{at: r.from, step: nextPages}
	r.pace = newPace(r.client.wire.Timeout())
	r.under, r.came = map[int64]*asked[T]{}, make(chan *asked[T])
	r.patience, r.pauses = transport.NewPatience(), make(chan time.Time, 1)
	r.patience.Busy = min(r.patience.Busy, r.client.wire.Timeout()/2) // who waits less for one answer does for a list
	r.patience.Pausing = func(until time.Time) {
		select {
		case r.pauses <- until:
		default: // the one before has not been told yet
		}
	}
	if err := r.through(ctx); err != nil {
		return err
	}
	return r.lookAgain(ctx)
}

// through takes page after page to the end.
func (r *reading[T]) through(ctx context.Context) error {
	for !r.done && ctx.Err() == nil {
		r.arrivals()
		r.lookBehind(ctx)
		if a := r.under[r.at]; a != nil && a.came {
			if err := r.count(a); err != nil {
				return err
			}
			if !r.done {
				r.ask(ctx) // whoever takes the pages may be slow
			}
			continue
		}
		r.ask(ctx)
		select {
		case a := <-r.came:
			r.arrived(a)
		case until := <-r.pauses:
			if !r.give(sheet[T]{pause: until}) {
				return errEnough
			}
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

// arrivals notes what has come by now.
func (r *reading[T]) arrivals() {
	for {
		select {
		case a := <-r.came:
			r.arrived(a)
		default:
			return
		}
	}
}

// ask sends for what is worth asking for, as far as there is room. The page whose turn it is goes first. The less what
// was foreseen came true, the less is asked for on that ground.
func (r *reading[T]) ask(ctx context.Context) {
	way, room := 0, (r.pace.most+mostWaiting)>>r.wrong
	for _, a := range r.under {
		if !a.came {
			way++
		}
	}
	for start := range r.starts() {
		if r.under[start] != nil {
			continue
		}
		if way >= r.pace.most || len(r.under) >= room && start != r.at {
			return
		}
		r.send(ctx, start)
		way++
	}
}

// send sends for one page.
func (r *reading[T]) send(ctx context.Context, start int64) {
	r.pace.asked++
	a := &asked[T]{start: start, size: nextPages, number: r.pace.asked, turn: start == r.at}
	if start == 0 {
		a.size = int64(r.first)
	}
	asking, cancel := context.WithCancel(ctx)
	a.cancel = cancel
	asking = httptrace.WithClientTrace(asking, &httptrace.ClientTrace{
		WroteRequest:         func(httptrace.WroteRequestInfo) { a.sent.Add(1) },
		GotFirstResponseByte: func() { a.begun.Store(true) },
	})
	r.under[start] = a
	r.running.Go(func() {
		defer cancel()
		r.fetch(asking, a)
		select {
		case r.came <- a:
		case <-asking.Done(): // nobody waits for it
		}
	})
}

// fetch asks for a page and decodes it.
func (r *reading[T]) fetch(ctx context.Context, a *asked[T]) {
	q := question{base: r.base, path: []string{"repos"}, patience: r.patience, query: url.Values{
		"archived": {"ALL"}, "start": {strconv.FormatInt(a.start, 10)}, "limit": {strconv.FormatInt(a.size, 10)},
	}}
	maps.Copy(q.query, r.query)
	a.answer, a.err = r.client.ask(ctx, q)
	if a.err == nil {
		a.err = r.client.signedIn(a.answer)
	}
	if a.err == nil {
		a.page, a.err = r.decode(a.answer)
	}
	if a.err == nil && len(a.page.Values) > 0 {
		a.head = a.page.Values[0]
	}
	a.answer.Body = nil // it is in the page
}

// arrived notes what a page that came tells, in whatever order.
func (r *reading[T]) arrived(a *asked[T]) {
	if r.under[a.start] != a { // thrown away meanwhile
		return
	}
	if a.err != nil {
		r.pace.slower(a.number)
	} else if a.size == nextPages {
		r.pace.arrived(a.number, time.Duration(a.answer.Millis)*time.Millisecond, a.sent.Load() > 1)
	}
	if a.err != nil && !a.turn && brokeOff(a.err) {
		// It may have been one too many at a time: it is asked for again, when its turn has come.
		delete(r.under, a.start)
		return
	}
	a.came = true
	if a.err != nil || a.page.last() {
		r.over(a.start)
		r.drop()
	}
}

// brokeOff tells of what a server, or something before it, does to connections that are too many for it.
func brokeOff(err error) bool {
	p, _ := connector.AsProblem(err)
	switch p.Code {
	case connector.CodeConnectionRefused, connector.CodeConnectionReset, connector.CodeConnectionTimeout, connector.CodeAnswerTooSlow:
		return true
	}
	return false
}

// drop throws away what is not on the way any more.
func (r *reading[T]) drop() {
	for start, a := range r.under {
		if !r.foresees(start) {
			a.cancel()
			delete(r.under, start)
		}
	}
}

// count takes the page whose turn it is. It gives what came even where the way on is broken.
func (r *reading[T]) count(a *asked[T]) error {
	delete(r.under, a.start)
	if a.err != nil {
		return a.err
	}
	out, came := sheet[T]{values: r.fresh(a.page.Values), last: a.page.last()}, len(a.page.Values)
	r.listed += len(out.values)
	r.note(!a.turn, came-len(out.values))
	if r.done = out.last; r.done {
		r.last = a
		return r.given(out)
	}
	next := a.page.NextPageStart
	endless := r.endless(came, len(out.values), r.listed)
	if r.again { // what it brings is not new
		endless = r.pages >= r.enough
	}
	if next == nil || *next <= a.start || endless {
		if !endless {
			out.mark = strconv.FormatInt(a.start, 10) // this one may lead on another time
		}
		if err := r.given(out); err != nil {
			return err
		}
		broken := connector.NewProblem(connector.CodePagingBroken, "host", a.answer.Host(), "count", strconv.Itoa(r.listed))
		return broken.Seen(a.answer.Evidence()).Because(errors.New("the next page does not lead on"))
	}
	r.follow(*next, a.size)
	r.drop()
	out.mark = strconv.FormatInt(r.at, 10)
	return r.given(out)
}

func (r *reading[T]) given(s sheet[T]) error {
	if r.again && len(s.values) == 0 {
		return nil
	}
	if r.again {
		s.last, s.mark = true, "" // the end has been there
	}
	if !r.give(s) {
		return errEnough
	}
	return nil
}
