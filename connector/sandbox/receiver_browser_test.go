//go:build e2e

package sandbox_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestARealBrowserPastesTheSecretAndSeesThePushLightUp(t *testing.T) {
	browser := browserFor(t)
	s := start(t, sandbox.Options{})
	p := sides()["server"]
	to := s.Receiver().URL() + "/hooks/" + p.repository
	p.hooked(t, s, to, "hush-hush", true, p.push)
	require.NoError(t, chromedp.Do(browser, chromedp.Navigate(to)))
	sees(t, browser, "#secret")
	require.NoError(t, chromedp.Do(browser, chromedp.SendKeys(chromedp.CSS("#secret"), "hush-hush")))
	press(t, browser, "form button")
	sees(t, browser, `main a[href$="?secret"]`)
	_, err := s.Push(t.Context(), p.provider, p.repository, "main")
	require.NoError(t, err)
	sees(t, browser, ".mark.yes") // nobody presses anything: the page renews itself
	text, err := chromedp.Run(browser, chromedp.Text(chromedp.CSS("main")))
	require.NoError(t, err)
	assert.Contains(t, text, "Signature verified")
	assert.Contains(t, text, "Push to main")
	got := s.Receiver().Received(to)
	require.Len(t, got, 1)
	assert.True(t, got[0].Verified)
}
