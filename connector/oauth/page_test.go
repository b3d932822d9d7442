package oauth_test

import (
	"context"
	"html/template"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

func body(t *testing.T, resp *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	require.NoError(t, err)
	return string(b)
}

// decide presses a button of the consent page and gives the address the browser is sent back to.
func decide(t *testing.T, link, decision string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.Get(link) //nolint:noctx // loopback
	require.NoError(t, err)
	hidden := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(body(t, resp))
	require.NotNil(t, hidden, "no consent page")
	u, err := url.Parse(link)
	require.NoError(t, err)
	form := url.Values{"token": {hidden[1]}, "decision": {decision}}
	resp, err = browser.PostForm(u.Scheme+"://"+u.Host+"/site/oauth2/authorize", form) //nolint:noctx // loopback
	require.NoError(t, err)
	_ = resp.Body.Close()
	return resp.Header.Get("Location")
}

func allow(t *testing.T, link string) string {
	t.Helper()
	return decide(t, link, "allow")
}

// holding is a transport that waits before it sends.
type holding struct {
	oauth.Doer
	asked, free chan struct{}
	mu          sync.Mutex
	sent        int
}

func (h *holding) Do(ctx context.Context, r transport.Request) (transport.Answer, error) {
	h.mu.Lock()
	h.sent++
	h.mu.Unlock()
	close(h.asked)
	<-h.free
	return h.Doer.Do(ctx, r)
}

func (h *holding) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sent
}

func consentPage(t *testing.T) *template.Template {
	t.Helper()
	text, err := os.ReadFile("../../assets/pages/consent.html")
	require.NoError(t, err)
	page, err := template.New("consent").Parse(string(text))
	require.NoError(t, err)
	return page
}

func TestThePageSaysWhatHappened(t *testing.T) {
	for name, c := range map[string]struct {
		fault, decision string
		want            oauth.Outcome
	}{
		"yes":                     {"", "allow", oauth.Connected},
		"no":                      {"", "cancel", oauth.Denied},
		"yes, and then it failed": {"consumer-invalid", "allow", oauth.Failed},
	} {
		for kind, page := range map[string]*template.Template{"plain": nil, "designed": consentPage(t)} {
			t.Run(name+" "+kind, func(t *testing.T) {
				s := start(t, sandbox.Options{Break: c.fault})
				o := options(s)
				o.Page = page
				a := ask(t.Context(), o)
				back := decide(t, a.link(t), c.decision)
				resp, text := call(t, back)
				_ = a.end(t)
				words := oauth.EnglishWords(c.want)
				assert.Equal(t, http.StatusOK, resp.StatusCode)
				assert.Contains(t, text, words.Title)
				assert.Contains(t, text, words.Close)
				assert.Contains(t, text, `data-outcome="`+string(c.want)+`"`)
				assert.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
				assert.Equal(t, "no-referrer", resp.Header.Get("Referrer-Policy"))
				assert.Contains(t, resp.Header.Get("Content-Security-Policy"), "default-src 'none'; style-src 'unsafe-inline'")
				assert.Contains(t, resp.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
				assert.Equal(t, "same-origin", resp.Header.Get("Cross-Origin-Resource-Policy"))
				assert.NotContains(t, text, "<script")
				assert.NotRegexp(t, `(src|href)="(https?:)?//`, text)
				assert.NotRegexp(t, `url\(|@import`, text)
				u, err := url.Parse(back)
				require.NoError(t, err)
				for _, secret := range []string{u.Query().Get("code"), u.Query().Get("state")} {
					if secret != "" {
						assert.NotContains(t, text, secret)
					}
				}
			})
		}
	}
}

func TestThePageEscapesItsWords(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Page = consentPage(t)
	o.Words = func(oauth.Outcome) oauth.Words {
		return oauth.Words{Lang: `en"><script>`, Title: "<script>alert(1)</script>", Text: "a & b", Close: `"`}
	}
	a := ask(t.Context(), o)
	_, text := call(t, decide(t, a.link(t), "cancel"))
	_ = a.end(t)
	assert.NotContains(t, text, "<script")
	assert.Contains(t, text, "a &amp; b")
}

func TestAPageThatCannotBeMadeIsReplacedByAPlainOne(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Page = template.Must(template.New("broken").Parse(`half a page {{.Missing}}`))
	a := ask(t.Context(), o)
	_, text := call(t, decide(t, a.link(t), "cancel"))
	_ = a.end(t)
	assert.Contains(t, text, oauth.EnglishWords(oauth.Denied).Title)
	assert.NotContains(t, text, "half a page")
}

func TestCancellingWhileTheAnswerIsExchangedStillAnswersTheBrowser(t *testing.T) {
	s := start(t, sandbox.Options{})
	o := options(s)
	held := &holding{Doer: o.Transport, asked: make(chan struct{}), free: make(chan struct{})}
	o.Transport = held
	ctx, cancel := context.WithCancel(t.Context())
	a := ask(ctx, o)
	back := allow(t, a.link(t))
	browser := calling(t, back)
	<-held.asked
	cancel()
	require.ErrorIs(t, a.end(t), context.Canceled)
	page := browser()
	close(held.free)
	assert.Contains(t, page, oauth.EnglishWords(oauth.Stray).Title)
}
