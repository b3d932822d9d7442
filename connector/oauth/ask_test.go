package oauth_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

func scopes() []string { return []string{"account", "repository", "webhook"} }

func start(t *testing.T, o sandbox.Options) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Start(o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// options are those of a client of the sandbox whose browser never opens anything by itself.
func options(s *sandbox.Sandbox) oauth.Options {
	line := s.Line()
	return oauth.Options{
		Web: line.CloudWeb, API: line.CloudAPI, Callback: "http://localhost:0/callback",
		Consumer:  oauth.Consumer{Key: line.ClientID, Secret: connector.NewSecret(line.ClientSecret)},
		Open:      func(string) error { return nil },
		Transport: transport.New(transport.Options{Timeout: 5 * time.Second}),
		Timeout:   20 * time.Second,
	}
}

// asking is an Ask under way.
type asking struct {
	waits chan connector.ConsentWait
	done  chan struct{}
	got   connector.Credential
	err   error
}

func ask(ctx context.Context, o oauth.Options) *asking {
	a := &asking{waits: make(chan connector.ConsentWait, 32), done: make(chan struct{})}
	go func() {
		defer close(a.done)
		a.got, a.err = oauth.New(o).Ask(ctx, scopes(), func(w connector.ConsentWait) { a.waits <- w })
	}()
	return a
}

func (a *asking) link(t *testing.T) string {
	t.Helper()
	return a.wait(t).Link
}

func (a *asking) wait(t *testing.T) connector.ConsentWait {
	t.Helper()
	select {
	case w := <-a.waits:
		return w
	case <-a.done:
		select {
		case w := <-a.waits: // told before the end, read after it
			return w
		default:
			require.FailNow(t, "Ask ended instead of waiting", "%v", a.err)
		}
	case <-time.After(10 * time.Second):
		require.FailNow(t, "Ask said nothing")
	}
	return connector.ConsentWait{}
}

func (a *asking) end(t *testing.T) error {
	t.Helper()
	select {
	case <-a.done:
	case <-time.After(10 * time.Second):
		require.FailNow(t, "Ask did not end")
	}
	return a.err
}

func query(t *testing.T, link string) url.Values {
	t.Helper()
	u, err := url.Parse(link)
	require.NoError(t, err)
	return u.Query()
}

// call asks the callback as a browser would.
func call(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	resp, err := http.Get(address) //nolint:noctx,gosec // a loopback address of this test
	require.NoError(t, err)
	return resp, body(t, resp)
}

func requireNothingListens(t *testing.T, callback string) {
	t.Helper()
	u, err := url.Parse(callback)
	require.NoError(t, err)
	for _, host := range []string{"127.0.0.1", "::1"} {
		conn, err := net.DialTimeout("tcp", net.JoinHostPort(host, u.Port()), time.Second) //nolint:noctx // answers at once
		if err == nil {
			_ = conn.Close()
		}
		require.Error(t, err, "something still listens on %s", host)
	}
}

func TestAYesInTheBrowserGivesASession(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	consented := make(chan error, 1)
	o.Open = func(link string) error { consented <- s.Consent(link, true); return nil }
	before := time.Now()
	a := ask(t.Context(), o)
	link := query(t, a.link(t))
	require.NoError(t, a.end(t))
	require.NoError(t, <-consented)

	assert.Equal(t, connector.Session, a.got.Kind)
	assert.False(t, a.got.Token.Empty())
	assert.False(t, a.got.Refresh.Empty())
	assert.ElementsMatch(t, scopes(), a.got.Scopes)
	assert.Equal(t, []string{connector.Origin(o.Web), connector.Origin(o.API)}, a.got.Origins)
	assert.WithinDuration(t, before.Add(2*time.Hour), a.got.Expires, time.Minute)

	assert.Equal(t, "account repository webhook", link.Get("scope"))
	assert.Equal(t, "S256", link.Get("code_challenge_method"))
	assert.Len(t, link.Get("code_challenge"), 43)
	assert.GreaterOrEqual(t, len(link.Get("state")), 40)
	assert.NotContains(t, link.Encode(), o.Consumer.Secret.Reveal())
	requireNothingListens(t, link.Get("redirect_uri"))
}

func TestCancelInBitbucketComesBackAtOnce(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Open = func(link string) error { _ = s.Consent(link, false); return nil }
	a := ask(t.Context(), o)
	callback := query(t, a.link(t)).Get("redirect_uri")
	err := a.end(t)
	assert.True(t, connector.IsProblem(err, connector.CodeConsentDenied), "%v", err)
	requireNothingListens(t, callback)
}

func TestAWrongStateIsThrownAwayAndWaitingGoesOn(t *testing.T) {
	s := start(t, sandbox.Options{})
	a := ask(t.Context(), options(s))
	link := a.link(t)
	callback := query(t, link).Get("redirect_uri")
	state := query(t, link).Get("state")
	for _, forged := range []string{
		"?code=stolen&state=wrong", "?code=stolen", "?error=access_denied", "",
		"?code=stolen&state=" + state + "&state=" + state, "?code=a&code=b&state=" + state, "?%zz&state=" + state,
	} {
		resp, page := call(t, callback+forged)
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
		assert.Contains(t, page, oauth.EnglishWords(oauth.Stray).Title)
		w := a.wait(t)
		require.NotNil(t, w.Problem)
		assert.Equal(t, connector.CodeConsentForged, w.Problem.Code)
		assert.Equal(t, connector.Info, w.Problem.Severity)
		assert.Equal(t, link, w.Link)
	}
	require.NoError(t, s.Consent(link, true))
	require.NoError(t, a.end(t))
}

func TestOnlyOneAnswerCounts(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	held := &holding{Doer: o.Transport, asked: make(chan struct{}), free: make(chan struct{})}
	o.Transport = held
	a := ask(t.Context(), o)
	link := a.link(t)
	back := allow(t, link)
	var first sync.WaitGroup
	var page string
	first.Go(func() { _, page = call(t, back) })
	<-held.asked // the first answer is being exchanged

	_, second := call(t, back)
	assert.Contains(t, second, oauth.EnglishWords(oauth.Stray).Title)
	w := a.wait(t)
	require.NotNil(t, w.Problem)
	assert.Equal(t, connector.CodeConsentForged, w.Problem.Code)
	close(held.free)
	require.NoError(t, a.end(t))
	first.Wait()
	assert.Contains(t, page, oauth.EnglishWords(oauth.Connected).Title)
	assert.Equal(t, 1, held.count())
}

func TestAskingAgainWorksAnyNumberOfTimes(t *testing.T) {
	port := freePort(t)
	s := start(t, sandbox.Options{Callback: "http://localhost:" + port + "/callback"})
	o := options(s)
	o.Callback = "http://localhost:" + port + "/callback"
	for i := range 12 {
		ctx, cancel := context.WithCancel(t.Context())
		a := ask(ctx, o)
		link := a.link(t)
		assert.Equal(t, o.Callback, query(t, link).Get("redirect_uri"))
		switch i % 3 {
		case 0:
			cancel()
			require.ErrorIs(t, a.end(t), context.Canceled)
		case 1:
			_ = s.Consent(link, false)
			require.True(t, connector.IsProblem(a.end(t), connector.CodeConsentDenied))
		case 2:
			require.NoError(t, s.Consent(link, true))
			require.NoError(t, a.end(t))
		}
		cancel()
		requireNothingListens(t, o.Callback)
	}
}

func TestNobodyAnsweringEndsTheWaiting(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Timeout = 100 * time.Millisecond
	a := ask(t.Context(), o)
	w := a.wait(t)
	assert.WithinDuration(t, time.Now(), w.Until, 2*time.Second)
	callback := query(t, w.Link).Get("redirect_uri")
	p, ok := connector.AsProblem(a.end(t))
	require.True(t, ok)
	assert.Equal(t, connector.CodeConsentTimeout, p.Code)
	assert.Equal(t, callback, p.Args["callback"])
	requireNothingListens(t, callback)
}

func TestOnlyForgedAnswersBlockInTheEnd(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Timeout = 300 * time.Millisecond
	a := ask(t.Context(), o)
	call(t, query(t, a.link(t)).Get("redirect_uri")+"?code=x&state=guess")
	p, ok := connector.AsProblem(a.end(t))
	require.True(t, ok)
	assert.Equal(t, connector.CodeConsentForged, p.Code)
	assert.Equal(t, connector.Block, p.Severity)
}

func TestABrowserThatDoesNotOpenIsToldAndWaitingGoesOn(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Open = func(string) error { return errors.New("no browser here") }
	a := ask(t.Context(), o)
	link := a.link(t)
	w := a.wait(t)
	require.NotNil(t, w.Problem)
	assert.Equal(t, connector.CodeBrowserNotOpened, w.Problem.Code)
	assert.Equal(t, connector.Warn, w.Problem.Severity)
	assert.Equal(t, link, w.Problem.Args["link"])
	require.NoError(t, s.Consent(link, true))
	require.NoError(t, a.end(t))
}

func TestABrowserThatHangsKeepsNobodyWaiting(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	hang := make(chan struct{})
	defer close(hang)
	o.Open = func(string) error { <-hang; return nil }
	ctx, cancel := context.WithCancel(t.Context())
	a := ask(ctx, o)
	a.link(t)
	cancel()
	require.ErrorIs(t, a.end(t), context.Canceled)
}

func TestWithoutAConsumerNothingIsAsked(t *testing.T) {
	o := oauth.Options{Open: func(string) error { t.Error("the browser was opened"); return nil }}
	_, err := oauth.New(o).Ask(t.Context(), scopes(), func(connector.ConsentWait) { t.Error("waiting") })
	assert.True(t, connector.IsProblem(err, connector.CodeConsumerMissing))
}

func TestAnAnswerInTimeMayTakeLongToExchange(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Timeout = 200 * time.Millisecond
	held := &holding{Doer: o.Transport, asked: make(chan struct{}), free: make(chan struct{})}
	o.Transport = held
	a := ask(t.Context(), o)
	back := allow(t, a.link(t))
	var browser sync.WaitGroup
	browser.Go(func() { call(t, back) })
	<-held.asked
	select {
	case <-a.done:
		require.Fail(t, "given up while the answer was exchanged")
	case <-time.After(2 * o.Timeout):
	}
	close(held.free)
	require.NoError(t, a.end(t))
	browser.Wait()
}
