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

// Patience is how long a list may go on asking after failures, over all its requests. Requests may be under
// way side by side: what they wait at the same time is spent once, and a pause after a 429 is everybody's.
type Patience struct {
	// Busy bounds the time spent on 5xx answers, Limited that on 429.
	Busy, Limited time.Duration
	// Pausing is told, on the goroutine that asks, before each wait after a 429, until when; nil is nobody.
	Pausing func(until time.Time)

	mu      sync.Mutex
	spent   map[bool]time.Duration // by limited
	counted map[bool]time.Time     // up to when
	pause   chan struct{}          // of the pause under way, closed when it is over; nil without one
	over    bool                   // the last pause ended because waiting was not worth it
}

// NewPatience is the rule: 10 seconds for 5xx, 20 for 429.
func NewPatience() *Patience {
	return &Patience{Busy: 10 * time.Second, Limited: 20 * time.Second}
}

// left is what remains.
func (p *Patience) left(limited bool) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if limited {
		return p.Limited - p.spent[true]
	}
	return p.Busy - p.spent[false]
}

// spend counts a stretch of time, but for what another request has counted already.
func (p *Patience) spend(limited bool, from, to time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.spent == nil {
		p.spent, p.counted = map[bool]time.Duration{}, map[bool]time.Time{}
	}
	if from.Before(p.counted[limited]) {
		from = p.counted[limited]
	}
	if to.After(from) {
		p.spent[limited] += to.Sub(from)
		p.counted[limited] = to
	}
}

// turn is one request's way through its failures. Time counts from a failed answer on, whether it goes
// into waiting or into an attempt that fails as well.
type turn struct {
	patience *Patience
	tries    int
	failed   time.Time // of the last failed answer; zero before the first
	limited  bool      // what that one was
	pause    time.Duration
	leads    bool // this one began the pause under way, and is the first to ask after it
}

func (c *Client) sendPatiently(req *http.Request, p *Patience) (*http.Response, error) {
	if p == nil {
		p = NewPatience()
	}
	t := &turn{patience: p}
	defer t.release()
	if err := p.rest(req.Context()); err != nil {
		return nil, err
	}
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
	if !limited {
		t.release()
	}
	if !limited && resp.StatusCode < 500 {
		// The wait before a success is spent too, or a list of many pages could wait for ever.
		if !t.failed.IsZero() {
			t.patience.spend(t.limited, t.failed, t.failed.Add(t.pause))
		}
		return false, nil
	}
	now := time.Now()
	if !t.failed.IsZero() {
		t.patience.spend(t.limited, t.failed, now)
	}
	if limited && !t.leads && !t.lead() {
		return t.join(ctx, resp)
	}
	t.failed, t.limited = now, limited
	pause, worth := t.wait(resp, limited, t.patience.left(limited))
	if !worth {
		t.giveUp()
		return false, nil
	}
	t.pause = pause
	t.tries++
	if limited && t.patience.Pausing != nil {
		t.patience.Pausing(now.Add(pause))
	}
	drop(resp)
	return true, nil
}

// drop closes what will not be read; the library would drain it, and a body that trickles must not eat the
// patience.
func drop(resp *http.Response) {
	_ = resp.Body.Close()
	resp.Body = http.NoBody
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
