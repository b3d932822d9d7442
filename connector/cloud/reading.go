package cloud

import (
	"context"
	"sync"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// The limits of reading several lists at a time.
const (
	// sideBySide is how many requests are under way at most. Beyond it Bitbucket gets slower, not faster.
	sideBySide = 10
	// mostAhead is how many pages are under way, or wait for one before them, at most; with those of the workspace
	// whose turn it is there may be ten more. Fewer would leave places empty whenever a first page comes late.
	mostAhead = 30
)

// reading reads the lists of several workspaces side by side, and gives their pages in order: those of the first
// workspace first. All but the requests themselves happens on the goroutine that runs it.
type reading struct {
	*Client
	yield    func(connector.Page, error) bool
	patience *transport.Patience
	lanes    []*lane

	stop    context.CancelFunc // ends all requests
	under   int                // requests under way
	came    chan *asked
	pauses  chan time.Time
	running sync.WaitGroup

	list    string // which list it is, for marks; empty where it leaves none
	given   string // the mark it began from
	before  int    // repositories that came before it
	seen    sight  // a list that changes meanwhile gives some twice
	refused error  // of the first workspace that ended early
	failed  error  // what ended everything
}

// read prepares a reading; its lanes come next.
func (c *Client) read(yield func(connector.Page, error) bool) *reading {
	r := &reading{
		Client: c, yield: yield, patience: transport.NewPatience(),
		came: make(chan *asked, sideBySide), pauses: make(chan time.Time, 1),
	}
	r.patience.Pausing = func(until time.Time) {
		select {
		case r.pauses <- until:
		default: // the one before has not been told yet
		}
	}
	return r
}

// within reads, and leaves nothing under way.
func (r *reading) within(ctx context.Context, read func(context.Context) error) error {
	ctx, r.stop = context.WithCancel(ctx)
	defer r.running.Wait()
	defer r.stop()
	return read(ctx)
}

// run gives every page. It runs within.
func (r *reading) run(ctx context.Context) error {
	for ctx.Err() == nil {
		r.arrivals()
		p, some := r.take()
		if r.failed == nil {
			r.start(ctx)
		}
		switch {
		case some && !r.yield(p, nil):
			return errEnough
		case some:
			continue
		case r.limited():
			r.stop()
			r.running.Wait()
			r.arrivals()
			return r.rest()
		case r.under == 0:
			return r.rest()
		}
		select {
		case a := <-r.came:
			r.arrived(a)
		case until := <-r.pauses:
			if !r.yield(connector.Page{Pause: until, Total: -1, Mark: r.mark()}, nil) {
				return errEnough
			}
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

// limited tells that Bitbucket wants no more requests, and that waiting for it is over.
func (r *reading) limited() bool { return connector.IsProblem(r.failed, connector.CodeRateLimited) }

// start asks for what is needed next, as far as there is room.
func (r *reading) start(ctx context.Context) {
	turn := true
	for _, l := range r.lanes {
		if l.done {
			continue
		}
		for at, some := l.wants(); some; at, some = l.wants() {
			if !r.room(at, turn) {
				return
			}
			r.ask(ctx, l, at)
		}
		turn = false
	}
}

// room tells whether a page may be asked for. First pages of later workspaces are asked for only while little waits:
// nobody knows what follows them, and the workspaces before them come first. What belongs to the workspace whose turn
// it is finds room though it was foreseen late.
func (r *reading) room(at int, turn bool) bool {
	ahead := 0
	for _, l := range r.lanes {
		ahead += len(l.ahead)
	}
	most := mostAhead
	switch {
	case turn:
		most += sideBySide
	case at == 0:
		most = sideBySide
	}
	return r.under < sideBySide && ahead < most
}

// ask sends a request for a page on its way.
func (r *reading) ask(ctx context.Context, l *lane, at int) {
	ctx, cancel := context.WithCancel(ctx)
	a := &asked{lane: l, at: at, cancel: cancel}
	question := l.address(at)
	question.patience = r.patience
	l.ahead[at] = a
	r.under++
	r.running.Go(func() {
		defer cancel()
		a.err = r.get(ctx, question, &a.page)
		r.came <- a // there is room for all
	})
}

// arrivals notes what has come by now.
func (r *reading) arrivals() {
	for {
		select {
		case a := <-r.came:
			r.arrived(a)
		default:
			return
		}
	}
}

func (r *reading) arrived(a *asked) {
	r.under--
	if a.lane == nil { // dropped meanwhile
		return
	}
	a.came = true
	a.lane.foresee(r.Client, a)
	if r.failed == nil && connector.IsProblem(a.err, connector.CodeRateLimited) {
		r.failed = a.err
	}
}
