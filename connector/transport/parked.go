package transport

import (
	"net"
	"sync"
	"time"
)

// parking holds at most one connection for the first request that wants it, so that what a probe opened is
// not opened again. It gives up a connection nobody wanted in time.
type parking struct {
	mu   sync.Mutex
	held *parked
}

// parked is a connection that waits. wire is what it runs on: conn itself, or what is below TLS.
type parked struct {
	conn  net.Conn
	wire  *peekConn
	notes *attempt // of the probe that opened it
	timer *time.Timer
	done  chan struct{}
	good  bool // written before done is closed
}

// put parks a connection in place of the one before.
func (p *parking) put(conn net.Conn, wire *peekConn, notes *attempt, keep time.Duration) {
	h := &parked{conn: conn, wire: wire, notes: notes, done: make(chan struct{})}
	go func() {
		h.good = wire.listen()
		close(h.done)
	}()
	p.mu.Lock()
	before := p.held
	p.held = h
	h.timer = time.AfterFunc(keep, func() { p.drop(h) })
	p.mu.Unlock()
	before.close()
}

// take gives the connection that waits, if it is still alive. What its probe learnt goes with it.
func (p *parking) take(a *attempt) (net.Conn, bool) {
	p.mu.Lock()
	h := p.held
	p.held = nil
	p.mu.Unlock()
	if h == nil {
		return nil, false
	}
	h.timer.Stop()
	_ = h.wire.SetReadDeadline(time.Unix(1, 0)) // ends the listening
	<-h.done
	if !h.good || h.wire.SetReadDeadline(time.Time{}) != nil {
		h.close()
		return nil, false
	}
	a.learn(h.notes)
	return h.conn, true
}

// drop gives up a connection, if it still waits.
func (p *parking) drop(h *parked) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == h {
		p.held = nil
		h.close()
	}
}

// clear gives up whatever waits.
func (p *parking) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held.close()
	p.held = nil
}

// close hangs up. There may be nothing to hang up.
func (h *parked) close() {
	if h == nil {
		return
	}
	h.timer.Stop()
	_ = h.wire.Close() // without a farewell, which could wait for a silent other side
}
