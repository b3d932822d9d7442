package transport_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

func TestAnAnswerComesBackWhole(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "application/json", r.Header.Get("Accept"))
		assert.Equal(t, "Mooring", r.Header.Get("User-Agent"))
		answerOK(w, r)
	})
	answer, err := get(t, calm(), s.URL+"/rest?limit=1")
	require.NoError(t, err)
	var body struct{ Well bool }
	require.NoError(t, answer.JSON(&body))
	assert.True(t, body.Well)
	assert.True(t, answer.OK())
	assert.True(t, answer.IsJSON())
	assert.False(t, answer.IsHTML())
	assert.Equal(t, s.URL+"/rest", answer.Address, "the query is not evidence")
}

func TestACredentialGoesOnlyToItsOrigins(t *testing.T) {
	var seen []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Authorization"))
		answerOK(w, r)
	})
	other := strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	c := calm()
	_, err := c.Do(t.Context(), transport.Request{URL: s.URL, Credential: token("s3cret", other, "https://127.0.0.1")})
	require.ErrorIs(t, err, transport.ErrWrongOrigin)
	assert.NotContains(t, err.Error(), "s3cret")
	assert.Empty(t, seen, "nothing was sent")
	_, err = c.Do(t.Context(), transport.Request{URL: s.URL, Credential: token("s3cret", s.URL)})
	require.NoError(t, err)
	assert.Equal(t, []string{"Bearer s3cret"}, seen)
}

func TestEachKindOfCredentialIsPresentedInItsWay(t *testing.T) {
	var user, password string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ = r.BasicAuth()
		answerOK(w, r)
	})
	api := token("t0ken", s.URL)
	api.Kind, api.Email = connector.APIToken, "ada@example.test"
	_, err := calm().Do(t.Context(), transport.Request{URL: s.URL, Credential: api})
	require.NoError(t, err)
	assert.Equal(t, "ada@example.test t0ken", user+" "+password)

	_, err = calm().Do(t.Context(), transport.Request{
		Method: http.MethodPost, URL: s.URL, Form: url.Values{"grant_type": {"refresh_token"}},
		Basic: &transport.Basic{User: "key", Password: connector.NewSecret("a+b/c")},
	})
	require.NoError(t, err)
	assert.Equal(t, "key a%2Bb%2Fc", user+" "+password, "RFC 6749 wants both form-encoded")
}

func TestATokenNoHeaderCanHoldIsNotSent(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	_, err := calm().Do(t.Context(), transport.Request{URL: s.URL, Credential: token("a\r\nX-Evil: 1", s.URL)})
	require.ErrorIs(t, err, transport.ErrUnsendable)
	assert.NotContains(t, err.Error(), "Evil")
}

func TestBodiesAreSentAsFormOrJSON(t *testing.T) {
	var kind, body string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		kind, body = r.Header.Get("Content-Type"), string(b)
		answerOK(w, r)
	})
	_, err := calm().Do(t.Context(), transport.Request{Method: http.MethodPost, URL: s.URL, Form: url.Values{"a": {"1 2"}}})
	require.NoError(t, err)
	assert.Equal(t, "application/x-www-form-urlencoded a=1+2", kind+" "+body)
	_, err = calm().Do(t.Context(), transport.Request{
		Method: http.MethodPost, URL: s.URL, JSON: map[string]int{"a": 1}, Header: http.Header{"X-Atlassian-Token": {"no-check"}},
	})
	require.NoError(t, err)
	assert.Equal(t, `application/json {"a":1}`, kind+" "+body)
}

func TestPlainHTTPToAnotherComputerIsHeldBack(t *testing.T) {
	var asked atomic.Int32
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) { asked.Add(1); answerOK(w, r) })
	o := transport.Options{Timeout: long, Proxy: through(proxy)}
	_, err := get(t, transport.New(o), "http://git.example.test/x?token=abc")
	p := requireProblem(t, err, connector.CodeAddressInsecure)
	assert.Equal(t, "git.example.test", p.Args["host"])
	assert.Zero(t, asked.Load(), "nothing was sent")
	o.AllowHTTP = true
	_, err = get(t, transport.New(o), "http://git.example.test/")
	require.NoError(t, err)
	assert.EqualValues(t, 1, asked.Load())
}

func through(proxy *httptest.Server) func(*http.Request) (*url.URL, error) {
	return func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
}

func TestWhatTheStatusesMean(t *testing.T) {
	for status, want := range map[int]connector.Code{
		500: connector.CodeServerError, 502: connector.CodeServerError, 599: connector.CodeServerError,
		503: connector.CodeServerBusy, 429: connector.CodeRateLimited,
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(status)
		})
		answer, err := get(t, calm(), s.URL)
		p := requireProblem(t, err, want)
		assert.Equal(t, status, p.Evidence.Status)
		assert.Equal(t, status, answer.Status, "the answer comes along")
		assert.Equal(t, "127.0.0.1", p.Args["host"])
		if want == connector.CodeRateLimited {
			assert.Equal(t, "7", p.Args["seconds"])
		}
	}
	for _, status := range []int{204, 400, 401, 403, 404, 410} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			if status != 204 {
				_, _ = io.WriteString(w, "why")
			}
		})
		answer, err := get(t, calm(), s.URL)
		require.NoError(t, err, "the caller judges %d", status)
		assert.Equal(t, status, answer.Status)
	}
}

func TestACancelledRequestIsNobodysProblem(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	_, err := transport.New(transport.Options{}).Do(ctx, transport.Request{URL: s.URL})
	assert.Equal(t, context.Canceled, err)
	_, err = calm().Handshake(ctx, s.URL)
	require.NoError(t, err, "plain http has nothing to wait for")
	_, err = calm().Reach(ctx, s.URL)
	assert.Equal(t, context.Canceled, err)
}

func TestADeadlineIsATimeout(t *testing.T) {
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	_, err := transport.New(transport.Options{}).Do(ctx, transport.Request{URL: s.URL})
	requireProblem(t, err, connector.CodeConnectionTimeout)
}

func TestNothingSecretIsInAProblem(t *testing.T) {
	origin := "http://" + nobodyAt(t)
	address := strings.Replace(origin, "http://", "http://ann:pa55@", 1) + "/x?code=c0de&state=st4te"
	_, err := calm().Do(t.Context(), transport.Request{URL: address, Credential: token("t0ken", origin)})
	p := requireProblem(t, err, connector.CodeConnectionRefused)
	written, jsonErr := json.Marshal(p)
	require.NoError(t, jsonErr)
	for _, secret := range []string{"pa55", "c0de", "st4te", "t0ken"} {
		assert.NotContains(t, string(written)+err.Error()+fmt.Sprintf("%+v", p), secret)
	}
	assert.Equal(t, origin+"/x", p.Evidence.Address)
}

func TestQuotedWordsAreShortAndHoldNoSecret(t *testing.T) {
	said := transport.Quote("you\nsent \x1b[31m\tt0ken "+strings.Repeat("x", 1000), connector.NewSecret("t0ken"))
	assert.True(t, strings.HasPrefix(said, "you sent [31m *** xxx"), said)
	assert.Less(t, len(said), 320)
}

func TestABrokenBodyIsAnswerInvalid(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"well":`) })
	answer, err := get(t, calm(), s.URL)
	require.NoError(t, err)
	requireProblem(t, answer.JSON(&struct{}{}), connector.CodeAnswerInvalid)
}

func TestAByteOrderMarkBeforeTheBodyIsPassedOver(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "\ufeff"+`{"well":true}`) })
	answer, err := get(t, calm(), s.URL)
	require.NoError(t, err)
	var body struct{ Well bool }
	require.NoError(t, answer.JSON(&body))
	assert.True(t, body.Well)
}

func TestAHeaderThatComesBackIsBlottedOut(t *testing.T) {
	secret := connector.NewSecret("ATATT3xFfGF0/n4Ox=BAB12CD34")
	basic := base64.StdEncoding.EncodeToString([]byte("jo@example.com:" + secret.Reveal()))
	for said, want := range map[string]string{
		"you sent Authorization: Basic " + basic:                     "you sent Authorization: Basic ***",
		"bearer " + secret.Reveal() + " is unknown":                  "bearer *** is unknown",
		"Bearer abcdefghijklmnopqrstuvwxyz":                          "Bearer ***",
		"at /login?from=" + url.QueryEscape(secret.Reveal()) + "&x=": "at /login?from=***&x=",
		"Basic Authentication Failed":                                "Basic Authentication Failed",
	} {
		assert.Equal(t, want, transport.Quote(said, secret))
	}
}

func TestATokenInTheAddressOfARedirectIsBlottedOut(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		http.Redirect(w, r, "http://elsewhere.invalid/"+token, http.StatusFound)
	})
	credential := connector.Credential{Kind: connector.AccessToken, Token: connector.NewSecret("BBDC-secret"), Origins: []string{connector.Origin(s.URL)}}
	_, err := calm().Do(t.Context(), transport.Request{URL: s.URL, Credential: &credential})
	p := requireProblem(t, err, connector.CodeRedirectedElsewhere)
	assert.Equal(t, "http://elsewhere.invalid/***", p.Args["target"])
}

func TestAnAnswerThatWouldFillTheMemoryIsNotRead(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"name":"\",,`+strings.Repeat(",", 300_000)+`","values":[{}`+strings.Repeat(",{}", 150_000)+`]}`)
	})
	a, err := get(t, calm(), s.URL)
	require.NoError(t, err)
	var page struct{ Values []struct{} }
	require.NoError(t, a.JSON(&page))
	assert.Len(t, page.Values, 150_001, "commas in a text are no values")
	a.Body = []byte(`[{}` + strings.Repeat(",{}", 300_000) + `]`)
	requireProblem(t, a.JSON(&page.Values), connector.CodeAnswerTooLarge)
}

func TestWhatACutConnectionSwallowedIsNotSentAgain(t *testing.T) {
	var asked atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1 {
			answerOK(w, r)
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if assert.NoError(t, err) {
			_ = conn.Close()
		}
	})
	c := calm()
	_, err := get(t, c, s.URL)
	require.NoError(t, err)
	_, err = c.Do(t.Context(), transport.Request{URL: s.URL, Credential: token("t0ken", s.URL)})
	requireProblem(t, err, connector.CodeConnectionReset)
	assert.EqualValues(t, 2, asked.Load(), "net/http would send it once more, on a connection of its own")
}
