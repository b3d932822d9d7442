package oauth_test

import (
	"context"
	"errors"
	"net/http"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
)

func TestAfterAWhileItIsSaidThatNobodyCallsBack(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Late = 50 * time.Millisecond
	a := ask(t.Context(), o)
	first := a.wait(t)
	assert.False(t, first.Late)
	late := a.wait(t)
	assert.True(t, late.Late)
	assert.Nil(t, late.Problem)
	assert.Equal(t, first.Link, late.Link)
	assert.Equal(t, first.Callback, late.Callback)

	call(t, late.Callback+"?code=x&state=wrong")
	both := a.wait(t)
	assert.True(t, both.Late, "what was said stays said")
	require.NotNil(t, both.Problem)
	assert.Equal(t, connector.CodeConsentForged, both.Problem.Code)
	require.NoError(t, s.Consent(first.Link, true))
	require.NoError(t, a.end(t))
}

func TestWhatHappenedBeforeStaysWhenItGetsLate(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Late = 2 * time.Second // in which the browser must fail to open, however busy the machine is
	o.Open = func(string) error { return errors.New("no browser here") }
	a := ask(t.Context(), o)
	a.wait(t)
	for w := a.wait(t); ; w = a.wait(t) {
		require.NotNil(t, w.Problem)
		assert.Equal(t, connector.CodeBrowserNotOpened, w.Problem.Code)
		if w.Late {
			return
		}
	}
}

func TestAnExchangeThatTakesLongIsNotLate(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Late = 2 * time.Second // in which the answer must come, however busy the machine is
	held := &holding{Doer: o.Transport, asked: make(chan struct{}), free: make(chan struct{})}
	o.Transport = held
	a := ask(t.Context(), o)
	w := a.wait(t)
	require.NoError(t, w.Answer(allow(t, w.Link)))
	<-held.asked
	select {
	case said := <-a.waits:
		require.Fail(t, "somebody called", "%+v", said)
	case <-time.After(o.Late + 200*time.Millisecond):
	}
	close(held.free)
	require.NoError(t, a.end(t))
}

func TestARefusalWithoutOurStateMayHaveBeenMeantAndEndsNothing(t *testing.T) {
	s := start(t, sandbox.Options{})
	for _, refusal := range []string{"?error=access_denied", "?error=access_denied&state=", "?error=access_denied&state=another"} {
		a := ask(t.Context(), options(s))
		w := a.wait(t)
		resp, page := call(t, w.Callback+refusal)
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
		assert.Contains(t, page, oauth.EnglishWords(oauth.Stray).Title)
		told := a.wait(t)
		require.NotNil(t, told.Problem)
		assert.Equal(t, connector.CodeConsentForged, told.Problem.Code)
		assert.Equal(t, connector.Info, told.Problem.Severity)
		assert.Equal(t, "yes", told.Problem.Args["denied"])
		require.NoError(t, s.Consent(w.Link, true))
		require.NoError(t, a.end(t), refusal)
	}
}

func TestARefusalWithoutStateIsWhatRemainsAtTheEnd(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{NoState: true})
	o := options(s)
	o.Timeout = 3 * time.Second // in which both answers must come, however busy the machine is
	a := ask(t.Context(), o)
	w := a.wait(t)
	_ = s.Consent(w.Link, false)
	call(t, w.Callback+"?code=x&state=guess") // whatever else comes
	p, ok := connector.AsProblem(a.end(t))
	require.True(t, ok)
	assert.Equal(t, connector.CodeConsentForged, p.Code)
	assert.Equal(t, connector.Block, p.Severity)
	assert.Equal(t, "yes", p.Args["denied"])
}

func TestAPageThatNeverCallsBackIsLateFirstAndTimedOutThen(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Callback: "http://localhost:1/registered"})
	o := options(s)
	o.Late, o.Timeout = 100*time.Millisecond, time.Second
	o.Open = func(link string) error {
		resp, err := http.Get(link) //nolint:noctx,gosec // loopback
		if err == nil {
			_ = resp.Body.Close()
		}
		return err
	}
	a := ask(t.Context(), o)
	callback := a.wait(t).Callback
	assert.True(t, a.wait(t).Late)
	p, ok := connector.AsProblem(a.end(t))
	require.True(t, ok)
	assert.Equal(t, connector.CodeConsentTimeout, p.Code)
	assert.Equal(t, callback, p.Args["callback"], "what has to be registered")
}

// However whatever opens the browser behaves, the answer is still waited for.
func TestNoOpenerEndsTheWaiting(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	for name, open := range map[string]func(string) error{
		"fails":           func(string) error { return errors.New("no browser here") },
		"returns at once": func(string) error { return nil },
		"hangs":           func(string) error { <-hang; return nil },
		"is not there":    func(link string) error { return exec.Command("/nowhere/xdg-open", link).Run() },
		"ends badly":      func(string) error { return &exec.ExitError{} },
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, sandbox.Options{})
			o := options(s)
			ended := make(chan struct{}, 1)
			o.Open = func(link string) error {
				if name != "hangs" {
					defer func() { ended <- struct{}{} }()
				}
				return open(link)
			}
			a := ask(t.Context(), o)
			link := a.link(t)
			if name != "hangs" {
				<-ended
			}
			require.NoError(t, s.Consent(link, true))
			require.NoError(t, a.end(t))
		})
	}
}

// ours gives the goroutines that still run this package's code.
func ours() string {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	var left []string
	for g := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(g, "connector/oauth.(") || strings.Contains(g, "net/http.(*Server)") && strings.Contains(g, "oauth") {
			left = append(left, g)
		}
	}
	return strings.Join(left, "\n\n")
}

func TestClosingTheWindowLeavesNothingListeningAndNothingRunning(t *testing.T) {
	port := freePort(t)
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Callback = "http://localhost:" + port + "/callback"
	for _, asked := range []bool{false, true} { // before and after somebody called
		ctx, cancel := context.WithCancel(t.Context())
		a := ask(ctx, o)
		w := a.wait(t)
		if asked {
			call(t, w.Callback+"?code=x&state=wrong")
			a.wait(t)
		}
		cancel()
		require.ErrorIs(t, a.end(t), context.Canceled)
		requireNothingListens(t, o.Callback)
		assert.Eventually(t, func() bool { return ours() == "" }, 30*time.Second, 10*time.Millisecond, "%s", ours())
	}
}

func TestTwoWhoAskAtOnceDoNotShareThePort(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Callback = "http://localhost:" + freePort(t) + "/callback"
	first := ask(t.Context(), o)
	link := first.link(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			_, err := oauth.New(o).Ask(t.Context(), scopes(), nil)
			assert.True(t, connector.IsProblem(err, connector.CodeCallbackPortBusy), "%v", err)
		})
	}
	all.Wait()
	require.NoError(t, s.Consent(link, true))
	require.NoError(t, first.end(t))
}
