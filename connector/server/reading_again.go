package server

import (
	"context"
	"errors"
	"slices"
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

// look is a question whether the last page still begins as it did.
type look[T any] struct {
	at      int64
	shifted chan bool
	// trusts are pages whose answers had only begun when it was asked: that they were made by then holds for those that
	// were answered the first time.
	trusts []*asked[T]
}

// lookBehind asks, as soon as every page has been made, whether the last one still begins as it did: while the others
// are read and handed on, not after.
func (r *reading[T]) lookBehind(ctx context.Context) {
	if r.look != nil || r.again || !r.ended {
		return
	}
	last, ahead, trusts := r.whole()
	if last == nil || !ahead || len(last.page.Values) == 0 {
		return
	}
	l := &look[T]{at: last.start, shifted: make(chan bool, 1), trusts: trusts}
	r.look = l
	head := last.head
	r.running.Go(func() { l.shifted <- r.beginsElsewhere(ctx, l.at, head) })
}

// beginsElsewhere asks whether what a page began with stands elsewhere by now.
func (r *reading[T]) beginsElsewhere(ctx context.Context, start int64, head T) bool {
	now := &asked[T]{start: start, size: 1}
	r.fetch(ctx, now)
	gone := len(now.page.Values) == 0
	return now.err == nil && (gone && now.page.last() || !gone && !r.same(now.head, head))
}

// whole gives the last page of the list where all before it were made, and whether any was asked for ahead. Pages that
// are still being read are taken to lead on as foreseen.
func (r *reading[T]) whole() (last *asked[T], ahead bool, trusts []*asked[T]) {
	ahead = r.ahead
	for at := r.at; ; {
		a := r.under[at]
		switch {
		case a == nil, a.came && a.err != nil, !a.came && !a.begun.Load():
			return nil, false, nil
		case !a.came:
			trusts, at = append(trusts, a), at+r.step
			continue
		}
		ahead = ahead || !a.turn
		next := a.page.NextPageStart
		if a.page.last() || next == nil || *next <= at {
			return a, ahead, trusts
		}
		at = *next
	}
}

// begunElsewhere waits for what lookBehind asked. Where the list went another way than was foreseen the answer to that
// says nothing, and it is asked anew.
func (r *reading[T]) begunElsewhere(ctx context.Context) bool {
	if r.look == nil {
		return false
	}
	again := func(a *asked[T]) bool { return a.sent.Load() > 1 }
	if r.look.at != r.last.start || slices.ContainsFunc(r.look.trusts, again) {
		return len(r.last.page.Values) > 0 && r.beginsElsewhere(ctx, r.last.start, r.last.head)
	}
	select {
	case shifted := <-r.look.shifted:
		return shifted
	case <-ctx.Done():
		return false
	}
}
