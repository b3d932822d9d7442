package oauth_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
)

func TestTheAddressOfTheBrowserBroughtByHandIsAnAnswer(t *testing.T) {
	s := start(t, sandbox.Options{})
	for name, copied := range map[string]func(back string) string{
		"whole":                        func(back string) string { return back },
		"with blanks and lines around": func(back string) string { return "\n\t  " + back + " \r\n" },
		"quoted":                       func(back string) string { return `"` + back + `"` },
		"in brackets":                  func(back string) string { return "<" + back + ">" },
		"in quotes of other kinds":     func(back string) string { return "„" + back + "“" },
		"broken over lines":            func(back string) string { return back[:len(back)/2] + "\n  " + back[len(back)/2:] },
		"without what browsers hide":   func(back string) string { return strings.TrimPrefix(back, "http://") },
		"with what is left of it":      func(back string) string { return strings.TrimPrefix(back, "http:") },
		"made https by the browser":    func(back string) string { return strings.Replace(back, "http://", "https://", 1) },
		"by number":                    func(back string) string { return strings.Replace(back, "localhost", "127.0.0.1", 1) },
		"by the longer number":         func(back string) string { return strings.Replace(back, "localhost", "[::1]", 1) },
		"in capitals":                  func(back string) string { return strings.Replace(back, "http://localhost", "HTTP://LOCALHOST", 1) },
		"with something behind it":     func(back string) string { return back + "#top" },
	} {
		t.Run(name, func(t *testing.T) {
			a := ask(t.Context(), options(s))
			w := a.wait(t)
			assert.Equal(t, query(t, w.Link).Get("redirect_uri"), w.Callback)
			require.NotNil(t, w.Answer)
			require.NoError(t, w.Answer(copied(allow(t, w.Link))))
			require.NoError(t, a.end(t))
			assert.False(t, a.got.Refresh.Empty())
		})
	}
}

func TestARefusalBroughtByHandIsOneToo(t *testing.T) {
	s := start(t, sandbox.Options{})
	a := ask(t.Context(), options(s))
	w := a.wait(t)
	require.NoError(t, w.Answer(decide(t, w.Link, "cancel")))
	assert.True(t, connector.IsProblem(a.end(t), connector.CodeConsentDenied), "%v", a.err)
}

func TestWhatIsNoAnswerToThisQuestionEndsNothing(t *testing.T) {
	s := start(t, sandbox.Options{})
	a := ask(t.Context(), options(s))
	w := a.wait(t)
	back := allow(t, w.Link)
	state := query(t, back).Get("state")
	u, err := url.Parse(w.Callback)
	require.NoError(t, err)
	for brought, want := range map[string]connector.Code{
		"":           connector.CodeAddressInvalid,
		"   ":        connector.CodeAddressInvalid,
		"sekret":     connector.CodeAddressInvalid, // a code alone
		w.Link:       connector.CodeAddressInvalid, // the page that asks
		w.Callback:   connector.CodeAddressInvalid,
		u.Host:       connector.CodeAddressInvalid,
		"http://%zz": connector.CodeAddressInvalid,
		"http://localhost:1/callback?code=sekret&state=" + state:           connector.CodeAddressInvalid,
		"http://localhost/callback?code=sekret&state=" + state:             connector.CodeAddressInvalid,
		"http://" + u.Host + "/other?code=sekret&state=" + state:           connector.CodeAddressInvalid,
		"http://" + u.Host + "/callback/?code=sekret&state=" + state:       connector.CodeAddressInvalid,
		"http://me@" + u.Host + "/callback?code=sekret&state=" + state:     connector.CodeAddressInvalid,
		"http://localhost.evil.example:" + u.Port() + "/callback?code=sek": connector.CodeAddressInvalid,
		"http://127.0.0.2:" + u.Port() + "/callback?code=sekret":           connector.CodeAddressInvalid,
		"ftp://" + u.Host + "/callback?code=sekret&state=" + state:         connector.CodeAddressInvalid,
		w.Callback + "?state=" + state:                                     connector.CodeAddressInvalid, // cut short
		w.Callback + "?" + strings.Repeat("x", 20<<10) + "=":               connector.CodeAddressInvalid,
		w.Callback + "?code=sekret":                                        connector.CodeConsentForged,
		w.Callback + "?code=sekret&state=":                                 connector.CodeConsentForged,
		w.Callback + "?code=sekret&state=" + state + "x":                   connector.CodeConsentForged,
		w.Callback + "?code=sekret&state=" + state + "&state=" + state:     connector.CodeConsentForged,
		w.Callback + "?code=sekret&code=b&state=" + state:                  connector.CodeConsentForged,
		w.Callback + "?error=access_denied":                                connector.CodeConsentForged,
	} {
		err := w.Answer(brought)
		p, ok := connector.AsProblem(err)
		require.True(t, ok, "%s: %v", brought, err)
		assert.Equal(t, want, p.Code, brought)
		assert.Equal(t, connector.Block, p.Severity, brought)
		assert.Equal(t, strings.Contains(brought, "error="), p.Args["denied"] == "yes", brought)
		assert.NotContains(t, fmt.Sprintf("%v %+v", err, p), "sekret")
		if want == connector.CodeAddressInvalid {
			assert.Equal(t, w.Callback, p.Args["callback"], "what it should have been like")
		}
	}
	assert.Empty(t, a.waits, "whoever brought it has been told")
	require.NoError(t, w.Answer(back))
	require.NoError(t, a.end(t))
}

func TestAnAnswerBroughtByHandCountsOnceAndBeforeTheBrowsers(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	held := &holding{Doer: o.Transport, asked: make(chan struct{}), free: make(chan struct{})}
	o.Transport = held
	a := ask(t.Context(), o)
	w := a.wait(t)
	back := allow(t, w.Link)
	require.NoError(t, w.Answer(back))
	<-held.asked
	again := w.Answer(back)
	p, _ := connector.AsProblem(again)
	assert.Equal(t, connector.CodeConsentForged, p.Code)
	assert.Equal(t, connector.Block, p.Severity)
	resp, page := call(t, back)
	assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
	assert.Contains(t, page, oauth.EnglishWords(oauth.Stray).Title)
	close(held.free)
	require.NoError(t, a.end(t))
	assert.Equal(t, 1, held.count())
	requireNothingListens(t, w.Callback)
}

func TestABrowserThatWasFasterLeavesNothingToBring(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	held := &holding{Doer: o.Transport, asked: make(chan struct{}), free: make(chan struct{})}
	o.Transport = held
	a := ask(t.Context(), o)
	w := a.wait(t)
	back := allow(t, w.Link)
	browser := calling(t, back)
	<-held.asked
	assert.True(t, connector.IsProblem(w.Answer(back), connector.CodeConsentForged))
	close(held.free)
	require.NoError(t, a.end(t))
	assert.Contains(t, browser(), oauth.EnglishWords(oauth.Connected).Title)
}

func TestNothingIsTakenByHandOnceThePortIsGivenBack(t *testing.T) {
	s := start(t, sandbox.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	a := ask(ctx, options(s))
	w := a.wait(t)
	back := allow(t, w.Link)
	cancel()
	require.ErrorIs(t, a.end(t), context.Canceled)
	p, ok := connector.AsProblem(w.Answer(back))
	require.True(t, ok)
	assert.Equal(t, connector.CodeConsentForged, p.Code)
	for _, r := range s.Requests() {
		assert.NotContains(t, r.Path, "access_token")
	}
}
