package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// dc is a Data Center side under test, with what a client of it needs.
type dc struct {
	t    *testing.T
	box  *sandbox.Sandbox
	base string
	// token goes as Bearer; empty sends none.
	token string
	via   *http.Client
}

// startDC starts a sandbox and ends it with the test.
func startDC(t *testing.T, opts sandbox.Options) dc {
	t.Helper()
	box, err := sandbox.Start(opts)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, box.Close()) })
	via := &http.Client{
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{DisableKeepAlives: true},
	}
	return dc{t: t, box: box, base: box.Line().ServerURL, token: box.Line().ServerToken, via: via}
}

func (d dc) with(token string) dc {
	d.token = token
	return d
}

// reply is an answer read to its end.
type reply struct {
	status int
	header http.Header
	body   string
}

// do sends a request with the headers a writing client sends. What goes wrong is an empty reply: several may ask at
// once, and only the test itself may end it.
func (d dc) do(method, path, body string) reply {
	d.t.Helper()
	got, err := d.try(d.t.Context(), method, path, body, map[string]string{
		"Content-Type": "application/json", "X-Atlassian-Token": "no-check",
	})
	assert.NoError(d.t, err)
	return got
}

func (d dc) get(path string) reply { d.t.Helper(); return d.do(http.MethodGet, path, "") }

// try sends a request exactly as told. Paths that begin with "api:" are below the REST API.
func (d dc) try(ctx context.Context, method, path, body string, header map[string]string) (reply, error) {
	d.t.Helper()
	if rest, found := strings.CutPrefix(path, "api:"); found {
		path = "/rest/api/1.0" + rest
	}
	r, err := http.NewRequestWithContext(ctx, method, d.base+path, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	if d.token != "" {
		r.Header.Set("Authorization", "Bearer "+d.token)
	}
	answered, err := d.via.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = answered.Body.Close() }()
	text, err := io.ReadAll(answered.Body)
	return reply{answered.StatusCode, answered.Header, string(text)}, err
}

// json reads the body as an object.
func (r reply) json(t *testing.T) map[string]any {
	t.Helper()
	var out map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.body), &out), r.body)
	return out
}

// values gives the entries of a page.
func (r reply) values(t *testing.T) []map[string]any {
	t.Helper()
	var page struct {
		Values []map[string]any `json:"values"`
	}
	require.NoError(t, json.Unmarshal([]byte(r.body), &page), r.body)
	return page.Values
}

// exception gives the last part of the exception's name.
func (r reply) exception(t *testing.T) string {
	t.Helper()
	var envelope struct {
		Errors []struct {
			ExceptionName string `json:"exceptionName"`
		} `json:"errors"`
	}
	require.NoError(t, json.Unmarshal([]byte(r.body), &envelope), r.body)
	require.Len(t, envelope.Errors, 1)
	name := envelope.Errors[0].ExceptionName
	return name[strings.LastIndex(name, ".")+1:]
}

// slugs walks a list by nextPageStart to its end.
func (d dc) slugs(path string) []string { d.t.Helper(); return d.slugsFrom(path, 0) }

// slugsFrom is slugs from a position on.
func (d dc) slugsFrom(path string, first int) []string {
	d.t.Helper()
	var all []string
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	for start := strconv.Itoa(first); ; {
		got := d.get(path + join + "start=" + start)
		require.Equal(d.t, http.StatusOK, got.status, got.body)
		var page struct {
			Values        []struct{ Slug string }
			IsLastPage    bool
			NextPageStart *int
		}
		require.NoError(d.t, json.Unmarshal([]byte(got.body), &page))
		for _, v := range page.Values {
			all = append(all, v.Slug)
		}
		if page.IsLastPage {
			require.Nil(d.t, page.NextPageStart)
			return all
		}
		require.NotNil(d.t, page.NextPageStart)
		next := strconv.Itoa(*page.NextPageStart)
		require.NotEqual(d.t, start, next, "the list does not advance")
		start = next
	}
}

// startReceiver is a build service on loopback: it answers what it is told to.
func startReceiver(t *testing.T, answer func(r *http.Request, body string) int) (address string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(answer(r, string(body)))
	}))
	t.Cleanup(server.Close)
	return server.URL
}
