package transport

import (
	"context"
	"net/http"
	"time"
)

// A pause after a 429 is one for all requests that share a Patience. Whoever is told of it first leads: it
// waits, and asks first. The others wait until that was answered, so that a server that asked for rest is not
// asked by all of them at once again and again.

// rest waits until no pause is under way.
func (p *Patience) rest(ctx context.Context) error {
	for {
		p.mu.Lock()
		pause := p.pause
		p.mu.Unlock()
		if pause == nil {
			return ctx.Err()
		}
		select {
		case <-pause:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// lead begins a pause, unless another request has.
func (t *turn) lead() bool {
	t.patience.mu.Lock()
	defer t.patience.mu.Unlock()
	if t.patience.pause != nil {
		return false
	}
	t.patience.pause, t.patience.over = make(chan struct{}), false
	t.leads = true
	return true
}

// giveUp lets those who wait for this one give up as well.
func (t *turn) giveUp() {
	t.patience.mu.Lock()
	defer t.patience.mu.Unlock()
	t.patience.over = t.leads
}

// release ends the pause this one led.
func (t *turn) release() {
	if !t.leads {
		return
	}
	t.patience.mu.Lock()
	defer t.patience.mu.Unlock()
	t.leads = false
	close(t.patience.pause)
	t.patience.pause = nil
}

// join waits out the pause another request leads. Where that one gave up, this one's answer is its last too.
func (t *turn) join(ctx context.Context, resp *http.Response) (bool, error) {
	t.failed = time.Time{}
	if err := t.patience.rest(ctx); err != nil {
		return false, err
	}
	t.patience.mu.Lock()
	over := t.patience.over
	t.patience.mu.Unlock()
	if over {
		return false, nil
	}
	t.pause = 0
	t.tries++
	drop(resp)
	return true, nil
}
