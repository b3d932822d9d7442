package views

import "time"

// pulse calls back once a second, on the UI goroutine, as long as something is wanted: a clock that nobody
// looks at stands still.
type pulse struct {
	k       *kit
	wanted  func() bool
	beat    func()
	ticking bool
	halt    func()
	turn    int // a tick that was ordered before the last stop is none of this turn
}

// start begins ticking, unless it ticks already or nothing is wanted.
func (p *pulse) start() {
	if p.ticking || p.k.after == nil || !p.wanted() {
		return
	}
	turn := p.turn
	p.ticking = true
	p.halt = p.k.after(time.Second, func() {
		p.k.dispatch(func() {
			if turn != p.turn {
				return
			}
			p.ticking = false
			p.beat()
			p.start()
		})
	})
}

// stop ticks no more, until it is started again.
func (p *pulse) stop() {
	if p.ticking {
		p.halt()
	}
	p.ticking = false
	p.turn++
}

// secondsTo is how many seconds there are to go until then, the one that has begun counted in.
func secondsTo(then, now time.Time) int {
	return max(0, int((then.Sub(now)+time.Second-1)/time.Second))
}
