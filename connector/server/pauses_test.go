package server_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestAPauseOfAListIsShownWhileItLasts(t *testing.T) {
	f, told := newFake(t), make(chan struct{})
	f.answers["/repos"] = func(w http.ResponseWriter, r *http.Request) {
		if len(f.requests()) == 1 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(429)
			return
		}
		waitFor(told, r.Context().Done()) // a pause that is over would not be worth telling
		says(200, `{"values":[`+repo(1)+`],"isLastPage":true}`)(w, r)
	}
	before := time.Now()
	var pages []connector.Page
	for p, err := range f.client().Repositories(t.Context()) {
		require.NoError(t, err)
		if pages = append(pages, p); len(pages) == 1 {
			close(told)
		}
	}
	require.Len(t, pages, 2)
	assert.Equal(t, -1, pages[0].Total)
	assert.Empty(t, pages[0].Repositories)
	assert.WithinRange(t, pages[0].Pause, before, before.Add(time.Minute))
	assert.True(t, pages[1].Pause.IsZero())
	assert.Equal(t, 1, pages[1].Total)
}

func TestAListThatIsLeftDuringAPauseIsOverAtOnce(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "15")
		w.WriteHeader(429)
	}
	begun, told := time.Now(), 0
	for range f.client().Repositories(t.Context()) {
		told++
		break
	}
	assert.Equal(t, 1, told)
	assert.Less(t, time.Since(begun), 10*time.Second, "the pause is not waited out")
	assert.Len(t, f.requests(), 1)
}

func TestACancelledPauseIsNobodysProblem(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "15")
		w.WriteHeader(429)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var last error
	for p, err := range f.client().Repositories(ctx) {
		if !p.Pause.IsZero() {
			cancel()
		}
		last = err
	}
	assert.Equal(t, context.Canceled, last)
	cancel()
}

func TestACancelledListLeavesNothingRunning(t *testing.T) {
	f := newFake(t)
	for name, answer := range map[string]http.HandlerFunc{
		"while it is asked":   func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"while it is paused":  func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "15"); w.WriteHeader(429) },
		"while it is retried": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		asked := make(chan struct{}, 100)
		f.now("/repos", func(w http.ResponseWriter, r *http.Request) { asked <- struct{}{}; answer(w, r) })
		done := make(chan error)
		go func() {
			_, _, err := list(ctx, f.client())
			done <- err
		}()
		<-asked
		cancel()
		assert.Equal(t, context.Canceled, <-done, name)
		assert.Eventually(t, func() bool {
			stacks := make([]byte, 1<<20)
			return !strings.Contains(string(stacks[:runtime.Stack(stacks, true)]), "connector/server.(")
		}, 10*time.Second, 10*time.Millisecond, name)
	}
}
