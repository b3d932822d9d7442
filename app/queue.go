package app

import (
	"context"
	"sync"
)

// queue hands values on in their order. Putting never waits.
type queue[T any] struct {
	mu   sync.Mutex
	all  []T
	more chan struct{}
}

func newQueue[T any]() *queue[T] { return &queue[T]{more: make(chan struct{}, 1)} }

func (q *queue[T]) put(v T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all = append(q.all, v)
	select {
	case q.more <- struct{}{}:
	default: // somebody is told already
	}
}

// next gives the oldest value, as soon as there is one.
func (q *queue[T]) next(ctx context.Context) (T, error) {
	for {
		if v, ok := q.take(); ok {
			return v, nil
		}
		select {
		case <-ctx.Done():
			var none T
			return none, ctx.Err()
		case <-q.more:
		}
	}
}

func (q *queue[T]) take() (T, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var v T
	if len(q.all) == 0 {
		return v, false
	}
	v, q.all = q.all[0], q.all[1:]
	return v, true
}
