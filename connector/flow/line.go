package flow

import (
	"context"
	"sync"
)

// line runs pieces of work one after another, in the order they came. Reading gives way to whatever comes
// after it, since that makes it stale; changes are never dropped before the line is closed.
type line struct {
	whole context.Context
	end   context.CancelFunc

	mu      sync.Mutex
	tail    chan struct{}      // closed when the piece that came last has ended
	reading context.CancelFunc // ends the reading that came last
}

func newLine() *line {
	whole, end := context.WithCancel(context.Background())
	return &line{whole: whole, end: end}
}

// read runs work that only looks.
func (l *line) read(work func(context.Context)) {
	ctx, cancel := context.WithCancel(l.whole)
	l.add(ctx, cancel, cancel, work)
}

// change runs work that must not be lost.
func (l *line) change(work func(context.Context)) {
	l.add(l.whole, nil, func() {}, work)
}

func (l *line) add(ctx context.Context, reading, after context.CancelFunc, work func(context.Context)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reading != nil {
		l.reading()
	}
	l.reading = reading
	before, done := l.tail, make(chan struct{})
	l.tail = done
	go func() {
		defer close(done)
		defer after()
		if before != nil {
			<-before
		}
		if ctx.Err() == nil {
			work(ctx)
		}
	}()
}

// wait blocks until the last piece has ended.
func (l *line) wait() {
	l.mu.Lock()
	tail := l.tail
	l.mu.Unlock()
	if tail != nil {
		<-tail
	}
}

// close ends what runs and drops what waits; nothing runs after it.
func (l *line) close() {
	l.end()
	l.wait()
}
