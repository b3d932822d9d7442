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
}

func (c *changes) note(ahead bool, repeated int) {
	c.ahead = c.ahead || ahead
	c.repeated = c.repeated || repeated > 0
}

// lookAgain reads the list once more where it was changed meanwhile, and gives what was missed. It is whole without
// that, as far as one can tell: what goes wrong here is not worth an error.
func (r *reading[T]) lookAgain(ctx context.Context) error {
	if !r.ahead || !r.repeated && !r.shifted(ctx) {
		return ctx.Err()
	}
	r.again, r.done = true, false
	r.foresight = foresight{at: r.from, step: r.step}
	if err := r.through(ctx); errors.Is(err, errEnough) {
		return err
	}
	return ctx.Err()
}

// shifted asks whether the last page still begins as it did.
func (r *reading[T]) shifted(ctx context.Context) bool {
	if len(r.lastPage.page.Values) == 0 {
		return false
	}
	now := &asked[T]{start: r.lastPage.start, size: 1}
	r.fetch(ctx, now)
	if now.err != nil || len(now.page.Values) == 0 && !now.page.last() {
		return false
	}
	return len(now.page.Values) == 0 || !r.same(now.head, r.lastPage.head)
}
