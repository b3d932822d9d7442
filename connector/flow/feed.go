// Package flow holds one state machine a screen: what the person may do next and what is shown. A flow
// turns taps into work on one goroutine with one context and publishes immutable states; views render
// them. What a flow needs from the rest of the house it declares here as small interfaces.
package flow

import (
	"context"
	"sync"
)

// Snapshot is a published state. A later snapshot has a greater Seq, so a view can drop one that is late.
type Snapshot[S any] struct {
	Seq   uint64
	State S
}

// Feed keeps a screen's state, moves it by a pure function, and tells its watchers. It is safe for use
// by several goroutines.
type Feed[S, E any] struct {
	next func(S, E) S

	mu       sync.Mutex
	now      Snapshot[S]
	watchers map[int]func(Snapshot[S])
	watched  int
}

// NewFeed starts with a state and the function that answers every event; next must not change the state
// it is given.
func NewFeed[S, E any](initial S, next func(S, E) S) *Feed[S, E] {
	return &Feed[S, E]{next: next, now: Snapshot[S]{Seq: 1, State: initial}, watchers: map[int]func(Snapshot[S]){}}
}

// Now gives the latest state.
func (f *Feed[S, E]) Now() Snapshot[S] {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Watch calls watcher with the present state and with every later one, in order, until stop is called.
// The watcher must only hand the snapshot on (to the UI's dispatcher): it must not call the feed.
func (f *Feed[S, E]) Watch(watcher func(Snapshot[S])) (stop func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := f.watched
	f.watched++
	f.watchers[id] = watcher
	watcher(f.now)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.watchers, id)
	}
}

// Apply moves the state by an event and publishes it.
func (f *Feed[S, E]) Apply(event E) {
	f.ApplyFrom(context.Background(), event)
}

// ApplyFrom is Apply for work that may have been cancelled meanwhile: then nothing happens, so that an
// answer nobody waits for any more cannot change the screen. Whoever cancels must do so before applying
// the event that says so. It tells whether the event counted.
func (f *Feed[S, E]) ApplyFrom(ctx context.Context, event E) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if ctx.Err() != nil {
		return false
	}
	f.now = Snapshot[S]{Seq: f.now.Seq + 1, State: f.next(f.now.State, event)}
	for _, w := range f.watchers {
		w(f.now)
	}
	return true
}

// Task runs one piece of work at a time: starting another, or stopping, cancels the one before. The zero
// value is ready.
type Task struct {
	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{}
}

// Start cancels what was running and runs work on a goroutine of its own.
func (t *Task) Start(work func(context.Context)) { t.start(nil, work) }

// Follow is Start for work that must not overlap with the work before, which may still be tidying up: it
// begins when that has ended.
func (t *Task) Follow(work func(context.Context)) {
	t.mu.Lock()
	before := t.done
	t.mu.Unlock()
	t.start(before, work)
}

func (t *Task) start(after <-chan struct{}, work func(context.Context)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cancel != nil {
		t.cancel()
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	t.cancel, t.done = cancel, done
	go func() {
		defer close(done)
		defer cancel()
		if after != nil {
			<-after
		}
		work(ctx)
	}()
}

// Stop cancels what is running and returns at once; nothing that work applies from its context counts
// from then on.
func (t *Task) Stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cancel != nil {
		t.cancel()
	}
}

// Wait blocks until the work started last has ended. It is for closing the app and for tests.
func (t *Task) Wait() {
	t.mu.Lock()
	done := t.done
	t.mu.Unlock()
	if done != nil {
		<-done
	}
}
