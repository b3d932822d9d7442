package cloud_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestAListThatStumblesGoesOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		page, status int
		retryAfter   string
		pauses       int
	}{{1, 429, "1", 1}, {3, 429, "", 1}, {4, 429, "0", 1}, {5, 500, "", 0}, {6, 503, "0", 0}, {9, 555, "", 0}} {
		s := shelve(t, "a", 900, "b", 150)
		s.ask = stumbling("a", c.page, false, c.status, c.retryAfter)
		client := s.client(t)
		o := gather(client.Repositories(t.Context()))
		require.Empty(t, o.errs, "%+v", c)
		assert.Equal(t, s.whole("a", "b"), o.names, "%+v", c)
		if c.retryAfter == "0" { // so short a pause may be over before anybody could be told
			assert.LessOrEqual(t, o.pauses, c.pauses, "%+v", c)
		} else {
			assert.Equal(t, c.pauses, o.pauses, "%+v", c)
		}
		assert.Equal(t, 1+9+2+1, s.requests(), "%+v: one more", c)
		assert.Equal(t, s.requests(), client.Requests(), "what was asked again is counted")
	}
}

func TestAPauseIsEverybodysAndToldOnce(t *testing.T) {
	t.Parallel()
	s := shelve(t, "a", 900, "b", 900)
	var told atomic.Int64 // until when it lasts
	var early atomic.Int32
	s.ask = func(w http.ResponseWriter, _ *http.Request, _ string, page int) bool {
		if page == 1 {
			return false
		}
		end := told.Load()
		if end == 0 || time.Now().UnixNano() < end {
			early.Add(1)
		}
		if end != 0 {
			return false
		}
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(429)
		return true
	}
	var until time.Time
	var names []string
	pauses := 0
	for p, err := range s.client(t).Repositories(t.Context()) {
		require.NoError(t, err)
		if !p.Pause.IsZero() {
			until = p.Pause
			pauses++
			assert.Equal(t, -1, p.Total)
			told.Store(until.UnixNano())
		}
		for _, r := range p.Repositories {
			names = append(names, r.FullName())
		}
	}
	assert.Equal(t, s.whole("a", "b"), names)
	assert.Equal(t, 1, pauses)
	assert.LessOrEqual(t, early.Load(), int32(10), "nobody asked while it lasted")
	assert.False(t, time.Now().Before(until))
}

func TestAListThatIsLeftDuringAPauseIsOver(t *testing.T) {
	s := shelve(t, "a", 900)
	s.ask = stumbling("a", 2, true, 429, "15")
	begun := time.Now()
	for p, err := range s.client(t).Repositories(t.Context()) {
		require.NoError(t, err)
		if !p.Pause.IsZero() {
			break
		}
	}
	assert.Less(t, time.Since(begun), 10*time.Second)
	nothingRuns(t, "left during a pause")
}

func TestWhatCameIsKeptWhenPatienceEnds(t *testing.T) {
	for status, code := range map[int]connector.Code{
		429: connector.CodeRateLimited, 503: connector.CodeServerBusy, 555: connector.CodeServerError,
	} {
		s := shelve(t, "a", 900, "b", 150)
		s.ask = stumbling("a", 4, true, status, "3600")
		o := gather(s.client(t).Repositories(t.Context()))
		require.Len(t, o.errs, 1, status)
		assert.True(t, connector.IsProblem(o.errs[0], code), "%d: %v", status, o.errs[0])
		assert.Subset(t, o.names, s.whole("a")[:100], status)
		assert.NotContains(t, o.names, "a/r300", status)
		assert.Subset(t, s.whole("a", "b"), o.names, status)
		if status != 429 {
			assert.Subset(t, o.names, s.whole("a")[:300], status)
			assert.Greater(t, len(o.names), 300, "what was under way came too")
		}
		once(t, s)
		nothingRuns(t, "ended")
	}
}

func TestARefusalBeyondTheEndIsNoRefusal(t *testing.T) {
	s := shelve(t, "a", 500)
	s.bend = func(_ string, _ int, p map[string]any) { p["size"] = 800 }
	s.ask = func(w http.ResponseWriter, _ *http.Request, _ string, page int) bool {
		if page <= 5 {
			return false
		}
		w.WriteHeader(http.StatusUnauthorized)
		return true
	}
	requireWhole(t, s, gather(s.client(t).Repositories(t.Context())))
}

func TestAPageThatIsNoJSONEndsTheListAndKeepsTheRest(t *testing.T) {
	s := shelve(t, "a", 900)
	s.ask = func(w http.ResponseWriter, _ *http.Request, _ string, page int) bool {
		if page == 6 {
			_, _ = w.Write([]byte(`{"values":[{"uuid":`))
		}
		return page == 6
	}
	o := gather(s.client(t).Repositories(t.Context()))
	require.Len(t, o.errs, 1)
	assert.True(t, connector.IsProblem(o.errs[0], connector.CodeAnswerInvalid), "%v", o.errs[0])
	assert.Subset(t, o.names, s.whole("a")[:500])
	assert.NotContains(t, o.names, "a/r500")
	assert.Contains(t, o.names, "a/r899", "it was there already, or under way")
}
