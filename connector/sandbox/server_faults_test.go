package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

const (
	properties = "api:/application-properties"
	firstRepo  = "api:/projects/LADEN/repos/baeckerei-app"
)

func TestEveryFaultStartsAndLeavesCloudsConsentPageReachable(t *testing.T) {
	for _, code := range sandbox.Faults() {
		t.Run(code, func(t *testing.T) {
			d := startDC(t, sandbox.Options{Repos: 7, Break: code})
			d.base, d.token = d.box.Line().CloudWeb, ""
			_, err := d.try(t.Context(), http.MethodGet, "/", "", nil)
			require.NoError(t, err)
		})
	}
}

func TestFaultsOfTheConnection(t *testing.T) {
	t.Run("connection-refused", func(t *testing.T) {
		d := startDC(t, sandbox.Options{Repos: 7, Break: "connection-refused"})
		_, err := d.try(t.Context(), http.MethodGet, properties, "", nil)
		require.ErrorIs(t, err, syscall.ECONNREFUSED)
		port := strings.TrimSuffix(strings.TrimPrefix(d.base, "http://"), "/bitbucket")
		_, err = net.Listen("tcp", port)
		require.Error(t, err, "nobody may take the port meanwhile")
	})
	t.Run("connection-reset", func(t *testing.T) {
		d := startDC(t, sandbox.Options{Repos: 7, Break: "connection-reset"})
		_, err := d.try(t.Context(), http.MethodGet, properties, "", nil)
		require.ErrorIs(t, err, syscall.ECONNRESET)
	})
	t.Run("connection-timeout", func(t *testing.T) {
		d := startDC(t, sandbox.Options{Repos: 7, Break: "connection-timeout"})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		ended := make(chan error, 1)
		go func() {
			_, err := d.try(ctx, http.MethodGet, properties, "", nil)
			ended <- err
		}()
		require.Eventually(t, func() bool { return len(d.box.Requests()) == 1 }, 30*time.Second, time.Millisecond, "it is connected")
		select {
		case err := <-ended:
			require.Fail(t, "something was answered", "%v", err)
		case <-time.After(100 * time.Millisecond):
		}
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
		require.Len(t, d.box.Requests(), 1)
		assert.Zero(t, d.box.Requests()[0].Status)
	})
}

func TestCloseEndsAnswersThatHang(t *testing.T) {
	for _, code := range []string{"connection-timeout", "answer-too-slow", "answer-too-large"} {
		box, err := sandbox.Start(sandbox.Options{Repos: 7, Break: code})
		require.NoError(t, err)
		d := dc{t: t, box: box, base: box.Line().ServerURL, via: &http.Client{}}
		ended := make(chan error, 1)
		go func() {
			_, err := d.try(t.Context(), http.MethodGet, properties, "", nil)
			ended <- err
		}()
		require.Eventually(t, func() bool { return len(box.Requests()) == 1 }, 30*time.Second, time.Millisecond)
		require.NoError(t, box.Close())
		require.Error(t, <-ended, code)
		require.NoError(t, box.Close(), "closing again is harmless")
	}
}

func TestLatencyHoldsEveryAnswerBack(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7, Latency: 80 * time.Millisecond})
	began := time.Now()
	assert.Equal(t, http.StatusOK, d.get(properties).status)
	assert.GreaterOrEqual(t, time.Since(began), 80*time.Millisecond)
}

func TestFaultsInFrontOfBitbucket(t *testing.T) {
	t.Run("redirected-elsewhere", func(t *testing.T) {
		d := startDC(t, sandbox.Options{Repos: 7, Break: "redirected-elsewhere"})
		away := d.with("").get(properties)
		assert.Equal(t, http.StatusMovedPermanently, away.status)
		there := away.header.Get("Location")
		assert.Equal(t, strings.Replace(d.base, "127.0.0.1", "localhost", 1)+"/rest/api/1.0/application-properties", there)
		d.base = strings.TrimSuffix(there, "/rest/api/1.0/application-properties")
		assert.Equal(t, http.StatusOK, d.get(properties).status, "the address it names is healthy")
		assert.Contains(t, d.get(firstRepo).body, d.base+"/scm/laden/baeckerei-app.git")
	})
	t.Run("login-page", func(t *testing.T) {
		d := startDC(t, sandbox.Options{Repos: 7, Break: "login-page"})
		for _, path := range []string{properties, "api:/repos"} {
			there := d.get(path).header.Get("Location")
			require.True(t, strings.HasPrefix(there, d.base+"/login?nextUrl="), there)
			page := d.get(strings.TrimPrefix(there, d.base))
			assert.Equal(t, http.StatusOK, page.status)
			assert.Contains(t, page.header.Get("Content-Type"), "text/html")
		}
	})
	for code, status := range map[string]int{"not-bitbucket": 404, "server-busy": 503} {
		t.Run(code, func(t *testing.T) {
			d := startDC(t, sandbox.Options{Repos: 7, Break: code})
			for _, path := range []string{properties, "api:/repos"} {
				got := d.get(path)
				assert.Equal(t, status, got.status)
				assert.Contains(t, got.header.Get("Content-Type"), "text/html")
			}
		})
	}
	t.Run("context-path-missing", func(t *testing.T) {
		d := startDC(t, sandbox.Options{Repos: 7, Break: "context-path-missing"})
		assert.Equal(t, http.StatusNotFound, d.get(properties).status)
		d.base += d.get("/").header.Get("Location")
		d.base = strings.TrimSuffix(d.base, "/")
		assert.Equal(t, http.StatusOK, d.get(properties).status)
		assert.Contains(t, d.get(firstRepo).body, d.base+"/scm/")
	})
}

func TestFaultsOfEveryAnswer(t *testing.T) {
	t.Run("server-error", func(t *testing.T) {
		d := startDC(t, sandbox.Options{Repos: 7, Break: "server-error"})
		assert.Equal(t, 500, d.with("").get(properties).status)
		assert.Equal(t, 500, d.get("api:/repos").status)
	})
	t.Run("rate-limited", func(t *testing.T) {
		d := startDC(t, sandbox.Options{Repos: 7, Break: "rate-limited"})
		assert.Equal(t, 200, d.with("").get(properties).status)
		limited := d.get("api:/repos")
		assert.Equal(t, 429, limited.status)
		assert.Equal(t, "60", limited.header.Get("Retry-After"))
	})
	t.Run("answer-invalid", func(t *testing.T) {
		d := startDC(t, sandbox.Options{Repos: 7, Break: "answer-invalid"})
		for _, path := range []string{properties, "api:/repos"} {
			got := d.get(path)
			assert.Equal(t, 200, got.status)
			assert.Contains(t, got.header.Get("Content-Type"), "application/json")
			assert.NotEmpty(t, got.body)
			assert.False(t, json.Valid([]byte(got.body)))
		}
	})
	t.Run("answer-too-large", func(t *testing.T) {
		body := openBody(t, "answer-too-large")
		_, err := io.CopyN(io.Discard, body, 64<<20)
		require.NoError(t, err, "it goes on and on")
	})
	t.Run("answer-too-slow", func(t *testing.T) {
		began := time.Now()
		_, err := io.CopyN(io.Discard, openBody(t, "answer-too-slow"), 30)
		require.NoError(t, err, "it begins and goes on")
		assert.Greater(t, time.Since(began), 150*time.Millisecond)
	})
	t.Run("paging-broken", func(t *testing.T) {
		d := startDC(t, sandbox.Options{Repos: 7, Break: "paging-broken"})
		for _, path := range []string{"api:/repos?archived=ALL", "api:/repos?archived=ALL&start=3"} {
			page := d.get(path).json(t)
			assert.Equal(t, false, page["isLastPage"])
			assert.Equal(t, page["start"], page["nextPageStart"])
			assert.NotEmpty(t, page["values"])
		}
	})
}

// openBody asks a broken side and gives the body that does not end by itself.
func openBody(t *testing.T, code string) io.Reader {
	t.Helper()
	d := startDC(t, sandbox.Options{Repos: 7, Break: code})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.base+"/rest/api/1.0/application-properties", nil)
	require.NoError(t, err)
	answered, err := d.via.Do(r)
	require.NoError(t, err)
	t.Cleanup(func() { _ = answered.Body.Close() })
	assert.Equal(t, 200, answered.StatusCode)
	return answered.Body
}

func TestFaultsOfWhatIsSeen(t *testing.T) {
	start := func(t *testing.T, code string) dc { t.Helper(); return startDC(t, sandbox.Options{Break: code}) }
	t.Run("anonymous-answer", func(t *testing.T) {
		d := start(t, "anonymous-answer")
		list := d.get("api:/repos?limit=1000")
		assert.Equal(t, 200, list.status)
		assert.Empty(t, list.header.Get("X-AUSERNAME"))
		require.NotEmpty(t, list.values(t))
		for _, r := range list.values(t) {
			assert.Equal(t, true, r["public"])
		}
		assert.Empty(t, d.slugs("api:/repos?permission=REPO_ADMIN"))
		assert.Equal(t, 404, d.get(firstRepo).status, "a private one is not there for strangers")
	})
	t.Run("repositories-none", func(t *testing.T) {
		d := start(t, "repositories-none")
		assert.Empty(t, d.slugs("api:/repos?archived=ALL"))
		assert.Empty(t, d.get("api:/projects").values(t))
		assert.Equal(t, 404, d.get(firstRepo).status)
		assert.NotEmpty(t, d.get("api:/repos").header.Get("X-AUSERNAME"))
	})
	t.Run("repository-not-found", func(t *testing.T) {
		d := start(t, "repository-not-found")
		assert.Len(t, d.slugs("api:/repos?archived=ALL"), 48)
		assert.Equal(t, "NoSuchRepositoryException", d.get(firstRepo).exception(t))
		assert.Equal(t, "NoSuchRepositoryException", d.get("api:/projects/LADEN/repos/blumenladen-ios/webhooks").exception(t))
		assert.Equal(t, 200, d.get(firstRepo+"/webhooks").status, "who names no repository meets no fault")
	})
	t.Run("admin-missing", func(t *testing.T) {
		d := start(t, "admin-missing")
		assert.Len(t, d.slugs("api:/repos?archived=ALL"), 48)
		assert.Empty(t, d.slugs("api:/repos?permission=REPO_ADMIN"))
		assert.Equal(t, "AuthorisationException", d.get(firstRepo+"/webhooks").exception(t))
		assert.Equal(t, 200, d.get(firstRepo).status)
	})
	t.Run("webhook-refused", func(t *testing.T) {
		d := start(t, "webhook-refused")
		assert.Equal(t, 400, d.do(http.MethodPost, firstRepo+"/webhooks", aHook).status)
		assert.Equal(t, 200, d.get(firstRepo+"/webhooks").status)
	})
	for code, version := range map[string]string{
		"version-too-old": "7.9.0", "version-end-of-life": "7.21.23", "version-unreadable": "master-SNAPSHOT", "": "10.2.7",
	} {
		t.Run("version "+version, func(t *testing.T) {
			d := start(t, code)
			assert.Equal(t, version, d.get(properties).json(t)["version"])
			assert.Equal(t, 200, d.get("api:/repos").status)
		})
	}
	for code, base := range map[string]string{
		"links-localhost": "http://localhost:7990/bitbucket/", "links-elsewhere": "https://bitbucket.nordlicht.example/",
	} {
		t.Run(code, func(t *testing.T) {
			d := start(t, code)
			r := d.get(firstRepo).json(t)
			assert.True(t, strings.HasPrefix(first(r["links"], "self")["href"].(string), base))
			assert.NotContains(t, d.get(firstRepo).body, d.base)
		})
	}
}
