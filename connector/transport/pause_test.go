package transport_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

// sideBySide sends so many requests at the same time, with one patience.
func sideBySide(ctx context.Context, n int, address string, p *transport.Patience) []error {
	client := calm()
	defer client.Close()
	out := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			_, out[i] = client.Do(ctx, transport.Request{URL: address, Patient: true, Patience: p})
		})
	}
	all.Wait()
	return out
}

// together answers limited to the first n requests once all of them have come, and what then says to later ones.
func together(t *testing.T, n int32, limited, then http.HandlerFunc) (string, *atomic.Int32) {
	t.Helper()
	var asked atomic.Int32
	all := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch i := asked.Add(1); {
		case i > n:
			then(w, r)
			return
		case i == n:
			close(all)
		}
		select {
		case <-all:
		case <-r.Context().Done():
		}
		limited(w, r)
	})
	return s.URL, &asked
}

func refuses(status int, retryAfter string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
	}
}

func TestAPauseIsOneForAllRequestsOfAList(t *testing.T) {
	t.Parallel()
	var pauses, inPause atomic.Int32
	var until atomic.Int64
	address, asked := together(t, 8, refuses(429, "1"), func(w http.ResponseWriter, r *http.Request) {
		if time.Now().UnixNano() < until.Load() {
			inPause.Add(1)
		}
		answerOK(w, r)
	})
	p := &transport.Patience{Limited: 1500 * time.Millisecond, Pausing: func(at time.Time) {
		pauses.Add(1)
		until.Store(at.UnixNano())
	}}
	for _, err := range sideBySide(t.Context(), 8, address, p) {
		require.NoError(t, err, "what is waited at the same time is spent once")
	}
	assert.EqualValues(t, 1, pauses.Load())
	assert.EqualValues(t, 16, asked.Load())
	assert.Zero(t, inPause.Load(), "nobody asks while it lasts")
}

func TestWhatRequestsWaitAtTheSameTimeIsSpentOnce(t *testing.T) {
	t.Parallel()
	var again atomic.Int32
	address, _ := together(t, 8, refuses(503, ""), func(w http.ResponseWriter, r *http.Request) {
		if again.Add(1) <= 8 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		answerOK(w, r)
	})
	for _, err := range sideBySide(t.Context(), 8, address, &transport.Patience{Busy: 1500 * time.Millisecond}) {
		require.NoError(t, err, "eight waits of a quarter of a second are one")
	}
}

func TestOneAloneAsksAfterAPauseWhetherItIsOver(t *testing.T) {
	t.Parallel()
	var later atomic.Int32
	address, asked := together(t, 8, refuses(429, "0"), func(w http.ResponseWriter, r *http.Request) {
		if later.Add(1) <= 2 {
			refuses(429, "0")(w, r)
			return
		}
		answerOK(w, r)
	})
	for _, err := range sideBySide(t.Context(), 8, address, transport.NewPatience()) {
		require.NoError(t, err)
	}
	assert.EqualValues(t, 8+2+8, asked.Load())
}

func TestWhereOneGivesUpTheOthersDoNotAskAgain(t *testing.T) {
	t.Parallel()
	for _, after := range []string{"", "3600"} {
		address, asked := together(t, 8, refuses(429, after), refuses(429, after))
		for _, err := range sideBySide(t.Context(), 8, address, &transport.Patience{Limited: 300 * time.Millisecond}) {
			assert.True(t, connector.IsProblem(err, connector.CodeRateLimited), "%v", err)
		}
		assert.LessOrEqual(t, asked.Load(), int32(10), "Retry-After %q", after)
	}
}

func TestRequestsWithoutAFailureWaitForAPauseToo(t *testing.T) {
	t.Parallel()
	paused := make(chan struct{})
	p := transport.NewPatience()
	p.Pausing = func(time.Time) { close(paused) }
	var tried atomic.Int32
	over := make(chan struct{})
	limited := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if tried.Add(1) == 1 {
			refuses(429, "0")(w, r)
			return
		}
		select { // a pause lasts until whoever leads it was answered
		case <-over:
		case <-r.Context().Done():
		}
		answerOK(w, r)
	}).URL
	calmly, asked := failing(t, 0, 0, "")
	first := make(chan error, 1)
	go func() { first <- patiently(t, limited, p) }()
	<-paused
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := calm().Do(ctx, transport.Request{URL: calmly, Patient: true, Patience: p})
	require.Error(t, err)
	assert.Zero(t, asked.Load())
	close(over)
	require.NoError(t, patiently(t, calmly, p))
	assert.EqualValues(t, 1, asked.Load())
	require.NoError(t, <-first)
}

func TestACancelledPauseHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	p := transport.NewPatience()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p.Pausing = func(time.Time) { cancel() }
	address, _ := together(t, 4, refuses(429, "15"), answerOK)
	begun := time.Now()
	for _, err := range sideBySide(ctx, 4, address, p) {
		assert.True(t, errors.Is(err, context.Canceled), "%v", err)
	}
	require.NoError(t, patiently(t, address, p), "the pause has gone with those who waited")
	assert.Less(t, time.Since(begun), 10*time.Second)
}
