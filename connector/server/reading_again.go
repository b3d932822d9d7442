package server

import (
	"context"
	"errors"
)

// changes are what shows that a list was changed while its pages were made.
//
// Read one after another, pages miss nothing when something appears: what moves down is met once more. Asked for ahead
// of its turn, a page may have been made before the one in front of it, and what moved down over the edge between
// them in the meantime is in neither. Then some page behind that edge is older than others: either one after it
// repeats something, or, where none after it is newer, the last page no longer begins as it did.
type changes struct {
	ahead    bool // a page that counts was asked for ahead of its turn
	repeated bool // a page had something of an earlier one
	again    bool // the list is being read once more
	enough   int  // of how many pages it may consist then
}

func (c *changes) note(ahead bool, repeated int) {
	c.ahead = c.ahead || ahead
	c.repeated = c.repeated || repeated > 0
}

// lookAgain reads the list once more where it was changed meanwhile, and gives what was missed. It is whole without
// that, as far as one can tell: what goes wrong here is not worth an error.
func (r *reading[T]) lookAgain(ctx context.Context) error {
	if !r.ahead || !r.repeated && !r.begunElsewhere(ctx) {
		return ctx.Err()
	}
	r.again, r.done, r.enough = true, false, 2*(r.pages+1)+emptyPages
	r.foresight = foresight{at: r.from, step: r.step}
	if err := r.through(ctx); errors.Is(err, errEnough) {
		return err
	}
	return ctx.Err()
}

// lookBehind asks, as soon as every page has come, whether the last one still begins as it did: while those that wait
// are handed on, not after.
func (r *reading[T]) lookBehind(ctx context.Context) {
	last, ahead := r.whole()
	if r.shifted != nil || r.again || last == nil || !ahead || len(last.page.Values) == 0 {
		return
	}
	r.shifted = make(chan bool, 1)
	head, now := last.head, &asked[T]{start: last.start, size: 1}
	r.running.Go(func() {
		r.fetch(ctx, now)
		gone := len(now.page.Values) == 0
		r.shifted <- now.err == nil && (gone && now.page.last() || !gone && !r.same(now.head, head))
	})
}

// whole gives the last page of the list where it has come with all before it, and whether any was asked for ahead.
func (r *reading[T]) whole() (last *asked[T], ahead bool) {
	ahead = r.ahead
	for at := r.at; ; {
		a := r.under[at]
		if a == nil || !a.came || a.err != nil {
			return nil, false
		}
		ahead = ahead || !a.turn
		next := a.page.NextPageStart
		if a.page.last() || next == nil || *next <= at {
			return a, ahead
		}
		at = *next
	}
}

// begunElsewhere waits for what lookBehind asked.
func (r *reading[T]) begunElsewhere(ctx context.Context) bool {
	if r.shifted == nil {
		return false
	}
	select {
	case shifted := <-r.shifted:
		return shifted
	case <-ctx.Done():
		return false
	}
}
