//go:build e2e

package main

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"mooring/app/drive"
	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

// chromium starts a real browser without a window, whose profile is empty and ends with the test. Where none
// is installed it says what is left out, unless MOORING_REQUIRE_BROWSER forbids that.
func chromium(t *testing.T, flags ...chromedp.ExecAllocatorOption) (context.Context, bool) {
	t.Helper()
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	found := slices.IndexFunc(names, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if found < 0 {
		require.Empty(t, os.Getenv("MOORING_REQUIRE_BROWSER"), "a browser is required, and none is installed")
		t.Log("left out: consent in a real browser (none is installed)")
		return nil, false
	}
	path, err := exec.LookPath(names[found])
	require.NoError(t, err)
	home := t.TempDir()
	options := append([]chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(home + "/profile"), chromedp.NoSandbox, chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.Flag("disable-gpu", true), chromedp.Env("HOME=" + home),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
	}, flags...)
	allocator, stop := chromedp.NewExecAllocator(limited(t), options...)
	t.Cleanup(stop)
	browser, quit := chromedp.NewContext(allocator)
	t.Cleanup(quit)
	require.NoError(t, chromedp.Do(browser, chromedp.Navigate("about:blank")))
	return browser, true
}

// tab is a page of the browser.
type tab struct {
	t     *testing.T
	ctx   context.Context //nolint:containedctx // ends with the tab
	close func()
}

func newTab(t *testing.T, browser context.Context) tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(browser)
	t.Cleanup(closeTab)
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate("about:blank"))) // the tab lives as long as the context it began with
	return tab{t, ctx, closeTab}
}

// do lets the browser act, and fails when it does not get there.
func (b tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	require.NoError(b.t, chromedp.Do(ctx, steps...))
}

// visit goes to a page. Where the browser is still leaving another page it gives up at once, and is asked again.
func (b tab) visit(link string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	require.NoError(b.t, drive.Until(ctx, func() error { return chromedp.Do(ctx, chromedp.Navigate(link)) }))
}

func visible(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.WaitVisible(chromedp.CSS(selector))
}

func click(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)
}

// words are the words of the page.
func (b tab) words() string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("body")))
	require.NoError(b.t, err)
	return text
}

// bar is what stands in the address bar, also over an error page.
func (b tab) bar() string {
	b.t.Helper()
	history, err := chromedp.Run(b.ctx, chromedp.NavigationEntries())
	require.NoError(b.t, err)
	return history.Entries[history.CurrentIndex].URL
}

// question is a consent under way.
type question struct {
	t         *testing.T
	bitbucket *sandbox.Sandbox
	options   oauth.Options
	waits     chan connector.ConsentWait
	done      chan struct{}
	got       connector.Credential
	err       error
}

// newQuestion prepares one that the browser of the test answers; begin asks it.
func newQuestion(t *testing.T, o sandbox.Options) *question {
	t.Helper()
	bitbucket, err := sandbox.Start(o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = bitbucket.Close() })
	line := bitbucket.Line()
	return &question{t: t, bitbucket: bitbucket, options: oauth.Options{
		Web: line.CloudWeb, API: line.CloudAPI, Callback: "http://localhost:0/callback",
		Consumer:  oauth.Consumer{Key: line.ClientID, Secret: connector.NewSecret(line.ClientSecret)},
		Open:      func(string) error { return nil },
		Transport: transport.New(transport.Options{Timeout: 30 * time.Second}),
		Timeout:   2 * time.Minute, Late: time.Minute,
	}}
}

// begin asks, and gives what there is to show first.
func (q *question) begin() connector.ConsentWait {
	q.t.Helper()
	q.waits, q.done = make(chan connector.ConsentWait, 32), make(chan struct{})
	go func() {
		defer close(q.done)
		q.got, q.err = oauth.New(q.options).Ask(q.t.Context(), []string{"account", "repository", "webhook"},
			func(w connector.ConsentWait) { q.waits <- w })
	}()
	return q.next()
}

// next waits until something about the waiting changes.
func (q *question) next() connector.ConsentWait {
	q.t.Helper()
	select {
	case w := <-q.waits:
		return w
	case <-time.After(time.Minute):
		require.FailNow(q.t, "nothing was said of the waiting")
		return connector.ConsentWait{}
	}
}

// end waits until the question is answered.
func (q *question) end() error {
	q.t.Helper()
	select {
	case <-q.done:
	case <-time.After(2 * time.Minute):
		require.FailNow(q.t, "the question did not end")
	}
	return q.err
}

// exchanges counts how often a code was tried.
func (q *question) exchanges() int {
	n := 0
	for _, r := range q.bitbucket.Requests() {
		if r.Path == "/site/oauth2/access_token" {
			n++
		}
	}
	return n
}
