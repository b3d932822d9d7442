package flow

import (
	"sync"
	"time"
)

// pace lets an act happen at most once in a while, however often it is asked for, and never forgets the
// last asking: it happens then or a moment later, on a goroutine that ends at once.
type pace struct {
	every time.Duration
	act   func()

	mu      sync.Mutex
	last    time.Time
	timer   *time.Timer
	stopped bool
}

// ask makes the act happen now, or as soon as enough time has passed since the last time.
func (p *pace) ask() {
	p.mu.Lock()
	if p.timer != nil || p.stopped {
		p.mu.Unlock()
		return
	}
	if wait := p.every - time.Since(p.last); wait > 0 {
		p.timer = time.AfterFunc(wait, p.late)
		p.mu.Unlock()
		return
	}
	p.last = time.Now()
	p.mu.Unlock()
	p.act()
}

func (p *pace) late() {
	p.mu.Lock()
	if p.stopped {
		p.mu.Unlock()
		return
	}
	p.timer, p.last = nil, time.Now()
	p.mu.Unlock()
	p.act()
}

// stop makes further asking useless. An act that has begun may still be under way.
func (p *pace) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
	if p.timer != nil {
		p.timer.Stop()
	}
}
