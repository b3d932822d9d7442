package transport_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

// hookSecret is what a change carries and nobody may see again.
const hookSecret = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"

func change(address string) transport.Request {
	return transport.Request{
		Method: http.MethodPost, URL: address, Credential: token("t0ken-of-mine", address),
		JSON: map[string]string{"secret": hookSecret}, Secrets: []connector.Secret{connector.NewSecret(hookSecret)},
	}
}

func TestAChangeIsSentAsJSONAndItsRefusalIsRead(t *testing.T) {
	for _, status := range []int{http.StatusBadRequest, http.StatusInternalServerError, http.StatusServiceUnavailable} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			assert.NoError(t, err)
			assert.JSONEq(t, `{"secret":"`+hookSecret+`"}`, string(body))
			assert.Equal(t, "application/json", r.Header.Get("Content-Type"))
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"why":"not today"}`)
		})
		answer, err := calm().Do(t.Context(), change(s.URL))
		assert.Equal(t, status >= 500, err != nil, "%d: %v", status, err)
		assert.JSONEq(t, `{"why":"not today"}`, string(answer.Body), "%d", status)
	}
}

func TestAChangeIsSentOnceWhateverBecomesOfIt(t *testing.T) {
	t.Parallel()
	for name, meet := range map[string]func(w http.ResponseWriter, conn func() net.Conn){
		"busy":    func(w http.ResponseWriter, _ func() net.Conn) { w.WriteHeader(http.StatusServiceUnavailable) },
		"limited": func(w http.ResponseWriter, _ func() net.Conn) { w.WriteHeader(http.StatusTooManyRequests) },
		"lost":    func(_ http.ResponseWriter, conn func() net.Conn) { _ = conn().Close() },
		"silent":  func(_ http.ResponseWriter, conn func() net.Conn) { hold(conn()) },
		"cut": func(_ http.ResponseWriter, conn func() net.Conn) {
			c := conn()
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"secret\":\""+hookSecret)
			_ = c.Close()
		},
		"garbled": func(_ http.ResponseWriter, conn func() net.Conn) {
			c := conn()
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n"+hookSecret+" t0ken-of-mine\r\n\r\n")
			_ = c.Close()
		},
	} {
		var sent atomic.Int32
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				answerOK(w, r)
				return
			}
			sent.Add(1)
			meet(w, func() net.Conn {
				conn, _, err := w.(http.Hijacker).Hijack()
				assert.NoError(t, err)
				return conn
			})
		})
		c := calm()
		if name == "silent" {
			c = transport.New(transport.Options{Timeout: later})
		}
		_, err := c.Do(t.Context(), transport.Request{URL: s.URL}) // a connection is open already
		require.NoError(t, err)
		_, err = c.Do(t.Context(), change(s.URL))
		p, ok := connector.AsProblem(err)
		require.True(t, ok, "%s: %v", name, err)
		assert.EqualValues(t, 1, sent.Load(), name)
		for _, told := range []string{err.Error(), fmt.Sprintf("%+v %v", p.Evidence, p.Args), fmt.Sprint(p.Unwrap())} {
			assert.NotContains(t, told, hookSecret, name)
			assert.NotContains(t, told, "t0ken-of-mine", name)
		}
	}
}

func TestARedirectOfAChangeIsNotFollowedWithIt(t *testing.T) {
	var bodies atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n, _ := io.Copy(io.Discard, r.Body); n > 0 {
			bodies.Add(1)
		}
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/login?"+hookSecret, http.StatusTemporaryRedirect)
			return
		}
		w.Header().Set("Content-Type", "text/html")
	})
	_, err := calm().Do(t.Context(), change(s.URL+"/"))
	requireProblem(t, err, connector.CodeLoginPage)
	assert.EqualValues(t, 1, bodies.Load())
	assert.NotContains(t, err.Error(), hookSecret)
}

func TestTheBeginningOfALongAnswerIsEnough(t *testing.T) {
	written := make(chan int64, 1)
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		n, _ := io.Copy(w, io.LimitReader(endless{}, 64<<20))
		written <- n
	})
	answer, err := calm().Do(t.Context(), transport.Request{URL: s.URL, Most: 64 << 10})
	require.NoError(t, err)
	assert.Equal(t, strings.Repeat("x", 64<<10), string(answer.Body))
	assert.Less(t, <-written, int64(64<<20), "nobody reads the rest")

	short := serve(t, answerOK)
	answer, err = calm().Do(t.Context(), transport.Request{URL: short.URL, Most: 64 << 10})
	require.NoError(t, err)
	assert.JSONEq(t, `{"well":true}`, string(answer.Body))
}

// endless is a text without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestWhatACutConnectionSwallowedIsNotSentOnAnotherThatIsOpenEither(t *testing.T) {
	c := calm()
	for range 20 { // net/http chooses between what is ready at the same time
		var asked atomic.Int32
		both := make(chan struct{})
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			switch asked.Add(1) {
			case 1:
				<-both
			case 2:
				close(both)
			default:
				conn, _, err := http.NewResponseController(w).Hijack()
				if assert.NoError(t, err) {
					_ = conn.Close()
				}
				return
			}
			answerOK(w, r)
		})
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				_, err := c.Do(t.Context(), transport.Request{URL: s.URL})
				assert.NoError(t, err)
			})
		}
		all.Wait()
		_, err := c.Do(t.Context(), transport.Request{URL: s.URL, Credential: token("t0ken", s.URL)})
		requireProblem(t, err, connector.CodeConnectionReset)
		assert.EqualValues(t, 3, asked.Load())
	}
}
