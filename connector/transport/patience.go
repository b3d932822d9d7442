package transport

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// The first wait after a failure; it doubles each time.
const (
	firstWaitBusy    = 250 * time.Millisecond
	firstWaitLimited = time.Second
	leastWait        = 100 * time.Millisecond
	maxTries         = 500
)

// Patience is how long a list may go on asking after failures, over all its requests.
type Patience struct {
	// Busy bounds the time spent on 5xx answers, Limited that on 429.
	Busy, Limited time.Duration
	// Pausing is told, on the goroutine that asks, before each wait after a 429, until when; nil is nobody.
	Pausing func(until time.Time)

	mu    sync.Mutex
	spent map[bool]time.Duration // by limited
}

// NewPatience is the rule: 10 seconds for 5xx, 20 for 429.
func NewPatience() *Patience {
	return &Patience{Busy: 10 * time.Second, Limited: 20 * time.Second}
}

// left is what remains after spending some more.
func (p *Patience) left(limited bool, more time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.spent == nil {
		p.spent = map[bool]time.Duration{}
	}
	p.spent[limited] += more
	if limited {
		return p.Limited - p.spent[true]
	}
	return p.Busy - p.spent[false]
}

// turn is one request's way through its failures. Time counts from a failed answer on, whether it goes
// into waiting or into an attempt that fails as well.
type turn struct {
	patience *Patience
	tries    int
	failed   time.Time // of the last failed answer; zero before the first
	limited  bool      // what that one was
	pause    time.Duration
}

func (c *Client) sendPatiently(req *http.Request, p *Patience) (*http.Response, error) {
	if p == nil {
		p = NewPatience()
	}
	t := &turn{patience: p}
	wrapped, err := retryablehttp.FromRequest(req)
	if err != nil {
		return nil, err
	}
	client := &retryablehttp.Client{
		HTTPClient:   c.http,
		RetryMax:     maxTries,
		CheckRetry:   t.again,
		Backoff:      func(time.Duration, time.Duration, int, *http.Response) time.Duration { return t.pause },
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	return client.Do(wrapped)
}

// again decides whether to ask once more, and how long to wait before.
func (t *turn) again(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil || err != nil {
		return false, cmp.Or(err, ctx.Err())
	}
	limited := resp.StatusCode == http.StatusTooManyRequests
	if !limited && resp.StatusCode < 500 {
		// The wait before a success is spent too, or a list of many pages could wait for ever.
		if !t.failed.IsZero() {
			t.patience.left(t.limited, t.pause)
		}
		return false, nil
	}
	now := time.Now()
	if !t.failed.IsZero() {
		t.patience.left(t.limited, now.Sub(t.failed))
	}
	t.failed, t.limited = now, limited
	left := t.patience.left(limited, 0)
	pause, worth := t.wait(resp, limited, left)
	if !worth {
		return false, nil
	}
	t.pause = pause
	t.tries++
	if limited && t.patience.Pausing != nil {
		t.patience.Pausing(now.Add(pause))
	}
	// Closed here, not drained by the library: a body that trickles must not eat the patience.
	_ = resp.Body.Close()
	resp.Body = http.NoBody
	return true, nil
}

// wait is how long to pause; it is not worth it when the other side wants more than there is.
func (t *turn) wait(resp *http.Response, limited bool, left time.Duration) (time.Duration, bool) {
	if left <= 0 {
		return 0, false
	}
	first := firstWaitBusy
	if limited {
		first = firstWaitLimited
	}
	if told, ok := retryAfter(resp.Header, time.Now()); ok {
		// "Now" once more, or a day gone by, is no reason to hammer.
		return max(told, min(leastWait<<min(t.tries, 10), first)), told <= left
	}
	return min(first<<min(t.tries, 10), left), true
}
