//go:build e2e

package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

// held is a transport that waits before it sends.
type held struct {
	oauth.Doer
	asked, free chan struct{}
}

func (h held) Do(ctx context.Context, r transport.Request) (transport.Answer, error) {
	close(h.asked)
	<-h.free
	return h.Doer.Do(ctx, r)
}

// free holds that nothing listens at a callback any more.
func free(t *testing.T, callback string) {
	t.Helper()
	u, err := url.Parse(callback)
	require.NoError(t, err)
	for _, host := range []string{"127.0.0.1", "::1"} {
		l, err := net.Listen("tcp", net.JoinHostPort(host, u.Port()))
		require.NoError(t, err, "the port was not given back")
		_ = l.Close()
	}
}

func TestConsentInARealBrowser(t *testing.T) {
	browser, ok := chromium(t)
	if !ok {
		return
	}
	for name, answer := range map[string]func(*testing.T, context.Context){
		"Allow connects":                                   allowConnects,
		"Cancel comes back at once":                        cancelComesBack,
		"Allow, back, and Allow again counts once":         allowTwice,
		"a closed tab is late, then timed out":             closedTab,
		"a wrong state is thrown away":                     wrongState,
		"Invalid redirect_uri is late, then timed out":     invalidRedirect,
		"a page with our state in pictures answers nobody": hostilePage,
	} {
		t.Run(name, func(t *testing.T) { answer(t, browser) })
	}
}

func allowConnects(t *testing.T, browser context.Context) {
	q, b := newQuestion(t, sandbox.Options{}), newTab(t, browser)
	w := q.begin()
	b.do(chromedp.Navigate(w.Link), click("#allow"), visible(`body[data-outcome="connected"]`))
	assert.Contains(t, b.words(), oauth.EnglishWords(oauth.Connected).Title)
	require.NoError(t, q.end())
	assert.False(t, q.got.Refresh.Empty())
	assert.Equal(t, 1, q.exchanges())
	free(t, w.Callback)
}

func cancelComesBack(t *testing.T, browser context.Context) {
	q, b := newQuestion(t, sandbox.Options{}), newTab(t, browser)
	w := q.begin()
	b.do(chromedp.Navigate(w.Link), click("#cancel"), visible(`body[data-outcome="denied"]`))
	assert.True(t, connector.IsProblem(q.end(), connector.CodeConsentDenied), "%v", q.err)
	assert.Zero(t, q.exchanges())
	free(t, w.Callback)
	// It can be asked again.
	again := q.begin()
	b.do(chromedp.Navigate(again.Link), click("#allow"), visible(`body[data-outcome="connected"]`))
	require.NoError(t, q.end())
}

// allowTwice goes back while the first answer is being exchanged, and allows once more.
func allowTwice(t *testing.T, browser context.Context) {
	q, b := newQuestion(t, sandbox.Options{}), newTab(t, browser)
	h := held{q.options.Transport, make(chan struct{}), make(chan struct{})}
	q.options.Transport = h
	w := q.begin()
	b.do(chromedp.Navigate(w.Link), visible("#allow"), chromedp.Evaluate[chromedp.Void](`document.querySelector("#allow").click()`))
	<-h.asked
	b.visit(w.Link)
	b.do(click("#allow"), visible(`body[data-outcome="stray"]`))
	assert.Equal(t, connector.CodeConsentForged, q.next().Problem.Code)
	close(h.free)
	require.NoError(t, q.end())
	assert.Equal(t, 1, q.exchanges())
	free(t, w.Callback)
}

func closedTab(t *testing.T, browser context.Context) {
	q, b := newQuestion(t, sandbox.Options{}), newTab(t, browser)
	q.options.Late, q.options.Timeout = 2*time.Second, 6*time.Second
	w := q.begin()
	b.do(chromedp.Navigate(w.Link), visible("#allow"))
	b.close()
	assert.True(t, q.next().Late)
	p, ok := connector.AsProblem(q.end())
	require.True(t, ok, "%v", q.err)
	assert.Equal(t, connector.CodeConsentTimeout, p.Code)
	free(t, w.Callback)
}

func wrongState(t *testing.T, browser context.Context) {
	q, b := newQuestion(t, sandbox.Options{Break: "consent-forged"}), newTab(t, browser)
	q.options.Timeout = 10 * time.Second
	w := q.begin()
	b.do(chromedp.Navigate(w.Link), click("#allow"), visible(`body[data-outcome="stray"]`))
	told := q.next()
	require.NotNil(t, told.Problem)
	assert.Equal(t, connector.CodeConsentForged, told.Problem.Code)
	assert.Equal(t, connector.Info, told.Problem.Severity)
	p, _ := connector.AsProblem(told.Answer(b.bar()))
	assert.Equal(t, connector.CodeConsentForged, p.Code, "nor is it taken by hand")
	assert.Equal(t, connector.Block, p.Severity)
	p, _ = connector.AsProblem(q.end())
	assert.Equal(t, connector.CodeConsentForged, p.Code)
	assert.Equal(t, connector.Block, p.Severity)
	assert.Zero(t, q.exchanges())
	free(t, w.Callback)
}

func invalidRedirect(t *testing.T, browser context.Context) {
	q, b := newQuestion(t, sandbox.Options{Break: "consent-timeout"}), newTab(t, browser)
	q.options.Late, q.options.Timeout = 2*time.Second, 8*time.Second
	w := q.begin()
	b.do(chromedp.Navigate(w.Link), visible("h1"))
	assert.Contains(t, b.words(), "Invalid redirect_uri")
	late := q.next()
	assert.True(t, late.Late)
	assert.Equal(t, w.Callback, late.Callback)
	p, _ := connector.AsProblem(q.end())
	assert.Equal(t, connector.CodeConsentTimeout, p.Code)
	assert.Equal(t, w.Callback, p.Args["callback"], "what has to be registered")
	free(t, w.Callback)
}

// hostilePage is a page of another origin that knows even our state: what it makes the browser ask is no
// answer, and the person's own is.
func hostilePage(t *testing.T, browser context.Context) {
	q, b := newQuestion(t, sandbox.Options{}), newTab(t, browser)
	w := q.begin()
	u, err := url.Parse(w.Link)
	require.NoError(t, err)
	target := w.Callback + "?code=stolen&state=" + u.Query().Get("state")
	called := make(chan struct{}, 1)
	evil := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/done":
			called <- struct{}{}
		case "/":
			rw.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprintf(rw, `<!doctype html><title>evil</title><img src=%[1]q><iframe src=%[1]q name="f"></iframe>
<form action=%[1]q method="post" target="f"></form><script>
document.forms[0].submit();
Promise.allSettled([fetch(%[1]q, {mode: "no-cors"}), fetch(%[1]q), fetch(%[1]q, {method: "POST", mode: "no-cors"}),
  new Promise(r => { const i = new Image(); i.onload = i.onerror = r; i.src = %[1]q + "&again" })]).then(() => fetch("/done"));
</script>`, target)
		}
	}))
	t.Cleanup(evil.Close)
	b.do(chromedp.Navigate(evil.URL))
	select {
	case <-called:
	case <-time.After(time.Minute):
		require.FailNow(t, "the page did not run")
	}
	select {
	case <-q.done:
		require.FailNow(t, "a page answered the question", "%v", q.err)
	default:
	}
	assert.Zero(t, q.exchanges(), "a stolen code was tried")
	told := q.next()
	require.NotNil(t, told.Problem, "the page has reached the callback")
	assert.Equal(t, connector.CodeConsentForged, told.Problem.Code)
	b.do(chromedp.Navigate(w.Link), click("#allow"), visible(`body[data-outcome="connected"]`))
	require.NoError(t, q.end())
}

// A browser that cannot find this computer by its name ends on an error page: what stands in its address bar
// is the answer.
func TestTheAddressOfARealBrowserIsPastedByHand(t *testing.T) {
	browser, ok := chromium(t, chromedp.Flag("host-resolver-rules", "MAP localhost ~NOTFOUND"))
	if !ok {
		return
	}
	q, b := newQuestion(t, sandbox.Options{}), newTab(t, browser)
	w := q.begin()
	b.do(chromedp.Navigate(w.Link), visible("#allow"), chromedp.Evaluate[chromedp.Void](`document.querySelector("#allow").click()`),
		visible("#main-frame-error"))
	select {
	case <-q.done:
		require.FailNow(t, "the browser came back by itself", "%v", q.err)
	default:
	}
	require.True(t, strings.HasPrefix(b.bar(), w.Callback+"?"), "no answer in the address bar")
	require.NoError(t, w.Answer(" "+b.bar()+"\n"))
	require.NoError(t, q.end())
	assert.False(t, q.got.Refresh.Empty())
	free(t, w.Callback)
}
