package sandbox

import (
	"net"
	"net/http"
	"sync"
)

// connections knows the open connections of a side, so that they can be ended without cutting an answer.
type connections struct {
	mu   sync.Mutex
	open map[net.Conn]connectionUse
}

type connectionUse int

const (
	inUse connectionUse = iota
	idle
	lastUse // in use, and over as soon as it is idle
)

// note follows a connection; it is a server's ConnState.
func (c *connections) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open == nil {
		c.open = map[net.Conn]connectionUse{}
	}
	switch state {
	case http.StateNew, http.StateActive:
		if c.open[conn] != lastUse {
			c.open[conn] = inUse
		}
	case http.StateIdle:
		if c.open[conn] == lastUse {
			_ = conn.Close()
			return
		}
		c.open[conn] = idle
	case http.StateClosed, http.StateHijacked:
		delete(c.open, conn)
	}
}

// end closes what is idle now, and lets what is in use come to its end.
func (c *connections) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn, use := range c.open {
		if use == idle {
			_ = conn.Close()
			continue
		}
		c.open[conn] = lastUse
	}
}
