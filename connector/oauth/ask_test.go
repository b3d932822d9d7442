package oauth_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
)

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
	first := calling(t, back)
	<-held.asked // the first answer is being exchanged

	_, second := call(t, back)
	assert.Contains(t, second, oauth.EnglishWords(oauth.Stray).Title)
	w := a.wait(t)
	require.NotNil(t, w.Problem)
	assert.Equal(t, connector.CodeConsentForged, w.Problem.Code)
	close(held.free)
	require.NoError(t, a.end(t))
	assert.Contains(t, first(), oauth.EnglishWords(oauth.Connected).Title)
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
	assert.WithinDuration(t, time.Now(), w.Until, 5*time.Second)
	callback := query(t, w.Link).Get("redirect_uri")
	p, ok := connector.AsProblem(a.end(t))
	require.True(t, ok)
	assert.Equal(t, connector.CodeConsentTimeout, p.Code)
	assert.Equal(t, callback, p.Args["callback"])
	requireNothingListens(t, callback)
}

func TestOnlyForgedAnswersBlockInTheEnd(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Timeout = 3 * time.Second // in which the forged answer must come, however busy the machine is
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
	t.Parallel()
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Timeout = 3 * time.Second // in which the answer must come, however busy the machine is
	held := &holding{Doer: o.Transport, asked: make(chan struct{}), free: make(chan struct{})}
	o.Transport = held
	a := ask(t.Context(), o)
	back := allow(t, a.link(t))
	browser := calling(t, back)
	select {
	case <-held.asked:
	case <-a.done:
		require.Fail(t, "given up before the answer came", "%v", a.err)
	}
	select {
	case <-a.done:
		require.Fail(t, "given up while the answer was exchanged", "%v", a.err)
	case <-time.After(o.Timeout + 200*time.Millisecond):
	}
	close(held.free)
	require.NoError(t, a.end(t))
	browser()
}
