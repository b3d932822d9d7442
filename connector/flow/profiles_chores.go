package flow

import "sync"

// chores are short pieces of work with the disk: one after another in the order they came, none ever cancelled
// half-way. One may begin another. (A WaitGroup must not be added to while somebody waits for its end.)
type chores struct {
	mu   sync.Mutex
	last chan struct{} // closed when the one that came last has ended
	n    int           // how many have not ended
	idle chan struct{} // closed when n is 0 again
}

// do does a piece of work after those that came before it.
func (c *chores) do(work func()) {
	c.mu.Lock()
	before, done := c.last, make(chan struct{})
	c.last = done
	c.mu.Unlock()
	c.beside(func() {
		defer close(done)
		if before != nil {
			<-before
		}
		work()
	})
}

// beside does work at once that may take its time, and that no other has to wait for.
func (c *chores) beside(work func()) {
	c.mu.Lock()
	if c.n == 0 {
		c.idle = make(chan struct{})
	}
	c.n++
	c.mu.Unlock()
	go func() {
		defer c.ended()
		work()
	}()
}

func (c *chores) ended() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n--; c.n == 0 {
		close(c.idle)
	}
}

// wait blocks until there is nothing to do any more.
func (c *chores) wait() {
	for {
		c.mu.Lock()
		n, idle := c.n, c.idle
		c.mu.Unlock()
		if n == 0 {
			return
		}
		<-idle
	}
}
