package server_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"mooring/connector"
	"mooring/connector/server"
)

// toldOf is what a hookery was asked.
type toldOf struct {
	method, path string
	header       http.Header
	body         map[string]any
}

// hookery is a Bitbucket that has one webhook and answers all but reading it as a test says.
type hookery struct {
	*httptest.Server
	answer http.HandlerFunc
	hook   string

	mu    sync.Mutex
	asked []toldOf
}

const theirs = "theirs-0123456789abcdef"

const oneHook = `{"id":7,"name":"Theirs","createdDate":1513106011000,"updatedDate":"2018-09-21T14:09:51.000Z","events":["pr:merged","repo:refs_changed"],
	"configuration":{"secret":"` + theirs + `","createdBy":"bitbucket","more":{"a":[1]}},"url":"https://ci.example/1","active":false,
	"scopeType":"repository","sslVerificationRequired":false,"statistics":{},"credentials":{"username":"u","password":"pass-word-of-theirs"}}`

func openHookery(t *testing.T, answer http.HandlerFunc) *hookery {
	t.Helper()
	h := &hookery{answer: answer, hook: oneHook}
	h.Server = httptest.NewServer(h)
	t.Cleanup(func() {
		h.CloseClientConnections()
		h.Close()
	})
	return h
}

func (h *hookery) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	one := toldOf{method: r.Method, path: r.URL.EscapedPath(), header: r.Header}
	_ = json.NewDecoder(r.Body).Decode(&one.body)
	h.mu.Lock()
	h.asked = append(h.asked, one)
	h.mu.Unlock()
	if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/webhooks/") {
		says(http.StatusOK, h.hook)(w, r)
		return
	}
	h.answer(w, r)
}

// all is what it was asked so far.
func (h *hookery) all() []toldOf {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.asked)
}

func (h *hookery) client(token string) *server.Client {
	return server.New(server.Options{Address: h.URL, Token: connector.NewSecret(token), Transport: calm()})
}

const myToken = "t0ken-of-mine-0123456789"

func repo1() connector.Repository { return connector.Repository{Key: "PRJ", Slug: "app"} }

func wishSigned() connector.HookWish {
	return connector.HookWish{Name: "Mooring", Address: "https://ci.example/1", Push: true, Secret: secret(hookSecret)}
}

// plainly answers in this type.
func plainly(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}
