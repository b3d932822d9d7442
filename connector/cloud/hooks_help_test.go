package cloud_test

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
	"mooring/connector/cloud"
)

// toldOf is what a hookery was asked.
type toldOf struct {
	method, path, token string
	body                map[string]any
}

// hookery is a Bitbucket that has one webhook and answers changes as a test says.
type hookery struct {
	*httptest.Server
	answer func(w http.ResponseWriter, r *http.Request)
	hook   string

	mu    sync.Mutex
	asked []toldOf
}

const oneHook = `{"uuid":"{h-1}","url":"https://ci.example/1","description":"Theirs","active":false,"secret_set":true,
	"events":["repo:fork","repo:push"],"created_at":"2024-05-06T07:08:09.123456Z","skip_cert_verification":true,"history_enabled":true}`

func openHookery(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) *hookery {
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
	one := toldOf{method: r.Method, path: r.URL.EscapedPath(), token: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")}
	_ = json.NewDecoder(r.Body).Decode(&one.body)
	h.mu.Lock()
	h.asked = append(h.asked, one)
	h.mu.Unlock()
	if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/hooks/") {
		writeJSON(w, http.StatusOK, h.hook)
		return
	}
	h.answer(w, r)
}

func writeJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// all is what it was asked so far.
func (h *hookery) all() []toldOf {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.asked)
}

func (h *hookery) client(t *testing.T, change ...func(*cloud.Options)) *cloud.Client {
	t.Helper()
	wire := carrier()
	t.Cleanup(wire.Close)
	o := cloud.Options{
		API: h.URL + "/2.0", Web: h.URL, Transport: wire, Kind: connector.APIToken,
		Source: cloud.Static(connector.Credential{
			Kind: connector.APIToken, Email: "a@b.example", Token: connector.NewSecret("the-token-of-mine"), Origins: []string{connector.Origin(h.URL)},
		}),
	}
	for _, c := range change {
		c(&o)
	}
	return cloud.New(o)
}

func repo1() connector.Repository { return connector.Repository{Key: "w", Slug: "app"} }
