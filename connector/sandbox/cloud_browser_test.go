//go:build e2e

package sandbox_test

import (
	"context"
	"net/http"
	"net/url"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// browserFor starts a real browser without a window and with an empty profile.
func browserFor(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	require.NoError(t, err)
	limited, end := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(end)
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.NoFirstRun, chromedp.Headless,
		chromedp.NoDefaultBrowserCheck, chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	}
	allocator, stop := chromedp.NewExecAllocator(limited, options...)
	t.Cleanup(stop)
	tab, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	return tab
}

func press(t *testing.T, browser context.Context, button string) {
	t.Helper()
	require.NoError(t, chromedp.Do(browser, chromedp.Click(chromedp.CSS(button), chromedp.NodeVisible)), button)
}

// sees waits until the page shows what is asked for.
func sees(t *testing.T, browser context.Context, selector string) {
	t.Helper()
	require.NoError(t, chromedp.Do(browser, chromedp.WaitVisible(chromedp.CSS(selector))), selector)
}

func TestARealBrowserConsentsCancelsAndChangesTheAccount(t *testing.T) {
	for name, c := range map[string]struct {
		press []string
		who   string
	}{
		"allow":                        {[]string{"#allow"}, "Jana Weber"},
		"cancel":                       {[]string{"#cancel"}, ""},
		"another account, then allow":  {[]string{"#switch", "#allow"}, "Mika Lindqvist"},
		"there and back, then allow":   {[]string{"#switch", "#switch", "#allow"}, "Jana Weber"},
		"another account, then cancel": {[]string{"#switch", "#cancel"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			browser := browserFor(t) // with cookies of its own: those of one port are those of all
			s := start(t, sandbox.Options{})
			redirect, called := callback(t)
			require.NoError(t, chromedp.Do(browser, chromedp.Navigate(linkFor(s, redirect))))
			for i, button := range c.press {
				sees(t, browser, `#person[title="`+[]string{"Jana Weber", "Mika Lindqvist"}[i%2]+`"]`)
				press(t, browser, button)
			}
			var got url.Values
			select {
			case got = <-called:
			case <-browser.Done():
				require.NoError(t, browser.Err())
			}
			assert.Equal(t, "st4te", got.Get("state"))
			if c.who == "" {
				assert.Equal(t, "access_denied", got.Get("error"))
				return
			}
			session := readTokens(t, post(t, s, consumer(s), tokenPath, url.Values{
				"grant_type": {"authorization_code"}, "code": {got.Get("code")}, "redirect_uri": {redirect},
			}))
			me := get(t, s, bearer(session.Access), askUser)
			require.Equal(t, http.StatusOK, me.status)
			assert.Equal(t, c.who, me.object(t)["display_name"])
		})
	}
}

func TestARealBrowserStaysOnThePageThatNeverComesBack(t *testing.T) {
	browser := browserFor(t)
	s := start(t, sandbox.Options{Break: "consent-timeout"})
	redirect, called := callback(t)
	require.NoError(t, chromedp.Do(browser, chromedp.Navigate(linkFor(s, redirect))))
	sees(t, browser, "main")
	text, err := chromedp.Run(browser, chromedp.Text(chromedp.CSS("main")))
	require.NoError(t, err)
	assert.Contains(t, text, "Invalid redirect_uri")
	assert.Empty(t, called)
}
