package transport_test

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

// failing answers status the first times, and counts.
func failing(t *testing.T, times int32, status int, retryAfter string) (string, *atomic.Int32) {
	t.Helper()
	var asked atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) > times {
			answerOK(w, r)
			return
		}
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
	})
	return s.URL, &asked
}

func patiently(t *testing.T, address string, p *transport.Patience) error {
	t.Helper()
	_, err := calm().Do(t.Context(), transport.Request{URL: address, Patient: true, Patience: p})
	return err
}

func TestAListAsksAgainAfterAHiccup(t *testing.T) {
	t.Parallel()
	for _, status := range []int{500, 503} {
		address, asked := failing(t, 2, status, "")
		require.NoError(t, patiently(t, address, nil))
		assert.EqualValues(t, 3, asked.Load())
	}
	address, asked := failing(t, 1, 429, "0")
	require.NoError(t, patiently(t, address, nil))
	assert.EqualValues(t, 2, asked.Load())
}

func TestACheckAsksOnce(t *testing.T) {
	address, asked := failing(t, 1, 503, "")
	_, err := get(t, calm(), address)
	requireProblem(t, err, connector.CodeServerBusy)
	assert.EqualValues(t, 1, asked.Load())
}

func TestWhatAskingAgainCannotMendIsAskedOnce(t *testing.T) {
	address, asked := failing(t, 1, 401, "")
	require.NoError(t, patiently(t, address, nil))
	assert.EqualValues(t, 1, asked.Load())
}

func TestPatienceEnds(t *testing.T) {
	for status, code := range map[int]connector.Code{503: connector.CodeServerBusy, 429: connector.CodeRateLimited} {
		address, asked := failing(t, 1000, status, "")
		begun := time.Now()
		err := patiently(t, address, &transport.Patience{Busy: 300 * time.Millisecond, Limited: 300 * time.Millisecond})
		requireProblem(t, err, code)
		assert.Greater(t, asked.Load(), int32(1))
		assert.GreaterOrEqual(t, time.Since(begun), 290*time.Millisecond)
		assert.Less(t, time.Since(begun), 8*time.Second)
	}
}

func TestADayGoneByIsNoReasonToHammer(t *testing.T) {
	t.Parallel()
	address, asked := failing(t, 1000, 429, "Wed, 21 Oct 2015 07:28:00 GMT")
	err := patiently(t, address, &transport.Patience{Limited: time.Second})
	requireProblem(t, err, connector.CodeRateLimited)
	assert.LessOrEqual(t, asked.Load(), int32(6))
}

func TestWhoWantsMorePatienceThanThereIsIsBelievedAtOnce(t *testing.T) {
	for _, after := range []string{"21", strconv.Itoa(1 << 40), time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)} {
		address, asked := failing(t, 1, 429, after)
		begun := time.Now()
		p := requireProblem(t, patiently(t, address, nil), connector.CodeRateLimited)
		assert.NotEmpty(t, p.Args["seconds"], "when to go on was said")
		assert.EqualValues(t, 1, asked.Load())
		assert.Less(t, time.Since(begun), 15*time.Second)
	}
}

func TestPatienceIsSharedByTheRequestsOfAList(t *testing.T) {
	shared := &transport.Patience{Busy: 300 * time.Millisecond}
	address, _ := failing(t, 1000, 500, "")
	requireProblem(t, patiently(t, address, shared), connector.CodeServerError)
	address, asked := failing(t, 1, 500, "")
	requireProblem(t, patiently(t, address, shared), connector.CodeServerError)
	assert.EqualValues(t, 1, asked.Load(), "nothing was left")
}

func TestWaitsThatWereWorthItAreSpentToo(t *testing.T) {
	shared := &transport.Patience{Busy: 400 * time.Millisecond}
	address, _ := failing(t, 1, 500, "")
	require.NoError(t, patiently(t, address, shared))
	address, asked := failing(t, 2, 500, "")
	requireProblem(t, patiently(t, address, shared), connector.CodeServerError)
	assert.EqualValues(t, 2, asked.Load(), "what was left of the first wait did not do for a second")
}

func TestTheRuleIsTenAndTwentySeconds(t *testing.T) {
	p := transport.NewPatience()
	assert.Equal(t, []time.Duration{10 * time.Second, 20 * time.Second}, []time.Duration{p.Busy, p.Limited})
}

func TestAPauseAfterTooManyRequestsIsTold(t *testing.T) {
	t.Parallel()
	var until []time.Time
	pausing := func(at time.Time) { until = append(until, at) } // on this goroutine: there is no lock
	address, asked := failing(t, 2, 429, "1")
	begun := time.Now()
	require.NoError(t, patiently(t, address, &transport.Patience{Limited: 20 * time.Second, Pausing: pausing}))
	assert.EqualValues(t, 3, asked.Load())
	require.Len(t, until, 2)
	assert.WithinRange(t, until[0], begun.Add(time.Second), time.Now().Add(-time.Second))
	assert.True(t, until[1].After(until[0].Add(900*time.Millisecond)), "each wait has its own end")
}

func TestAPauseUntilADateIsTold(t *testing.T) {
	t.Parallel()
	var until []time.Time
	at := time.Now().Add(4 * time.Second).UTC().Truncate(time.Second)
	address, _ := failing(t, 1, 429, at.Format(http.TimeFormat))
	p := &transport.Patience{Limited: 20 * time.Second, Pausing: func(at time.Time) { until = append(until, at) }}
	require.NoError(t, patiently(t, address, p))
	require.Len(t, until, 1)
	assert.WithinDuration(t, at, until[0], 1500*time.Millisecond)
	assert.False(t, time.Now().Before(at), "not asked again before")
}

func TestOnlyTooManyRequestsAreAPauseWorthTelling(t *testing.T) {
	told := false
	address, _ := failing(t, 1, 503, "")
	pausing := func(time.Time) { told = true }
	require.NoError(t, patiently(t, address, &transport.Patience{Busy: 10 * time.Second, Pausing: pausing}))
	assert.False(t, told)
	address, asked := failing(t, 1, 429, "30")
	err := patiently(t, address, &transport.Patience{Limited: 20 * time.Second, Pausing: pausing})
	requireProblem(t, err, connector.CodeRateLimited)
	assert.EqualValues(t, 1, asked.Load())
	assert.False(t, told, "there is no waiting for what is too long")
}
