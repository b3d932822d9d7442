package server_test

import (
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/server"
)

// fake answers as a test says, by path below the API and query, and remembers what it was asked. Who lists pages asks
// for some ahead and leaves what turns out not to be needed: a handler may run, or even begin, when the list is over.
type fake struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]http.HandlerFunc // path, or path?query for that query only; after the first request only by now
	asked   []string                    // read by requests
	signed  []string                    // of these, with a credential; read by withToken
}

const restAPI = "/rest/api/1.0"

// newFake is a small healthy Bitbucket without a single repository.
func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{answers: healthyAnswers()}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func healthyAnswers() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"/application-properties": says(200, `{"version":"10.2.7","buildNumber":"1","displayName":"Bitbucket"}`),
		"/repos":                  says(200, `{"values":[],"isLastPage":true}`),
	}
}

// ServeHTTP answers.
func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	path := strings.TrimPrefix(r.URL.EscapedPath(), restAPI)
	asked := path
	if r.URL.RawQuery != "" {
		asked += "?" + r.URL.RawQuery
	}
	f.asked = append(f.asked, asked)
	if r.Header.Get("Authorization") != "" {
		f.signed = append(f.signed, asked)
	}
	answer, found := f.answers[asked]
	if !found {
		answer, found = f.answers[path]
	}
	f.mu.Unlock()
	if !found {
		answer = says(404, `{"errors":[{"context":null,"message":"nothing here","exceptionName":null}]}`)
	}
	answer(w, r)
}

// requests gives what it was asked so far.
func (f *fake) requests() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

// withToken gives what it was asked with a credential so far.
func (f *fake) withToken() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.signed)
}

// now answers a path otherwise from now on.
func (f *fake) now(path string, answer http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers[path] = answer
}

// says answers JSON to somebody signed in.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		if r.Header.Get("Authorization") != "" {
			w.Header()["X-AUSERNAME"] = []string{"ada%20l"}
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func refuses(status int, exception string) http.HandlerFunc {
	return says(status, `{"errors":[{"context":null,"message":"No.","exceptionName":"`+exception+`"}]}`)
}

func (f *fake) client() *server.Client {
	return server.New(server.Options{Address: f.URL, Token: connector.NewSecret("t0ken"), Transport: calm()})
}

// repos makes /repos answer one page with these repositories.
func (f *fake) repos(repositories ...string) {
	f.now("/repos", says(200, `{"values":[`+strings.Join(repositories, ",")+`],"isLastPage":true}`))
}

// trusting is a pool with the certificate of a test server.
func trusting(s *httptest.Server) *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return pool
}

// nobody is a proxy that must not be looked for.
func nobody(t *testing.T) func(*http.Request) (*url.URL, error) {
	t.Helper()
	return func(r *http.Request) (*url.URL, error) {
		t.Errorf("asked for %s", r.URL)
		return nil, http.ErrNotSupported
	}
}

// via uses the fake as an http proxy: whatever host is meant, it answers.
func via(t *testing.T, f *fake) func(*http.Request) (*url.URL, error) {
	t.Helper()
	u, err := url.Parse(f.URL)
	require.NoError(t, err)
	return func(*http.Request) (*url.URL, error) { return u, nil }
}

// orRefuses answers body, or the refusal given as status and exception.
func orRefuses(refusal [2]string, body string) http.HandlerFunc {
	status, err := strconv.Atoi(refusal[0])
	if err != nil {
		return says(200, body)
	}
	return refuses(status, refusal[1])
}

// quiet keeps a test server from telling of clients that hang up.
func quiet(s *httptest.Server) { s.Config.ErrorLog = log.New(io.Discard, "", 0) }
