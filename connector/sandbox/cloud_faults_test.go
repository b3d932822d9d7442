package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// The requests a check makes, in its order.
const (
	askUser       = "/user"
	askWorkspaces = "/user/workspaces"
	askList       = "/repositories/nordlicht-apps"
	askRights     = `/user/workspaces/nordlicht-apps/permissions/repositories?q=permission%3D%22admin%22`
	askOne        = "/repositories/nordlicht-apps/baeckerei-app"
	askHooks      = "/repositories/nordlicht-apps/baeckerei-app/hooks"
)

func TestEachFaultHitsTheRequestsItBelongsTo(t *testing.T) {
	everything := []string{askUser, askWorkspaces, askList, askRights, askOne, askHooks}
	inRepositories := []string{askList, askRights, askOne, askHooks}
	for fault, c := range map[string]struct {
		hit    []string
		status int
	}{
		"":                     {nil, 0},
		"token-rejected":       {everything, http.StatusUnauthorized},
		"server-busy":          {everything, http.StatusServiceUnavailable},
		"server-error":         {everything, http.StatusInternalServerError},
		"not-permitted":        {inRepositories, http.StatusForbidden},
		"two-step-required":    {inRepositories, http.StatusForbidden},
		"rate-limited":         {inRepositories, http.StatusTooManyRequests},
		"scope-missing":        {[]string{askList, askRights, askOne}, http.StatusForbidden},
		"api-removed":          {[]string{askWorkspaces, askList, askRights, askOne, askHooks}, http.StatusGone},
		"repository-not-found": {[]string{askOne, askHooks}, http.StatusNotFound},
		"admin-missing":        {[]string{askHooks}, http.StatusForbidden},
		"repositories-none":    {nil, 0},
		"paging-broken":        {nil, 0},
		"consumer-invalid":     {nil, 0},
		"consent-denied":       {nil, 0},
		"session-ended":        {nil, 0},
		"consent-timeout":      {nil, 0},
		"consent-forged":       {nil, 0},
		"workspace-needed":     {nil, 0},
		"token-too-wide":       {nil, 0},
		"token-expired":        {everything, http.StatusUnauthorized},
		"redirected-elsewhere": {everything, http.StatusMovedPermanently},
		"not-bitbucket":        {everything, http.StatusNotFound},
		"login-page":           {nil, 0},
		"webhook-refused":      {nil, 0},
		"webhook-exists":       {nil, 0},
		"webhook-undelivered":  {nil, 0},
		"version-too-old":      {nil, 0},
		"links-localhost":      {nil, 0},
		"anonymous-answer":     {nil, 0},
	} {
		t.Run(fault, func(t *testing.T) {
			s := start(t, sandbox.Options{Break: fault})
			hit := map[string]bool{}
			for _, path := range c.hit {
				hit[path] = true
			}
			for _, path := range everything {
				got := get(t, s, tokenOf(s), path)
				if hit[path] {
					assert.Equal(t, c.status, got.status, path)
				} else {
					assert.Equal(t, http.StatusOK, got.status, "%s: %s", path, got.text)
				}
			}
		})
	}
}

func TestFaultsThatShowInTheAnswerItself(t *testing.T) {
	rights := func(s *sandbox.Sandbox) heard { return get(t, s, tokenOf(s), askRights) }
	t.Run("rate-limited is plain text without a time", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "rate-limited"})
		got := get(t, s, tokenOf(s), askList)
		assert.Equal(t, "text/plain", got.header.Get("Content-Type"))
		assert.Empty(t, got.header.Get("Retry-After"))
	})
	t.Run("scope-missing names what is needed and granted", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "scope-missing"})
		got := get(t, s, tokenOf(s), askList)
		assert.Contains(t, got.text, `"required":["read:repository:bitbucket"]`)
		assert.NotContains(t, got.header.Get("X-OAuth-Scopes"), "read:repository:bitbucket")
		assert.NotContains(t, connect(t, s).Scope, "repository")
	})
	t.Run("two-step-required says so", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "two-step-required"})
		assert.Contains(t, get(t, s, tokenOf(s), askList).said(t), "two-step verification")
	})
	t.Run("repositories-none lists nothing", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "repositories-none"})
		assert.Empty(t, get(t, s, tokenOf(s), askList).values(t))
		assert.NotEmpty(t, rights(s).values(t), "or a check would miss the admin right too")
	})
	t.Run("admin-missing leaves writing", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "admin-missing"})
		assert.Empty(t, rights(s).values(t))
		assert.Empty(t, get(t, s, tokenOf(s), askList+"?role=admin").values(t))
		assert.NotEmpty(t, get(t, s, tokenOf(s), askList).values(t))
	})
	t.Run("paging-broken leads to another host", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "paging-broken"})
		for i, path := range []string{askWorkspaces, askList} {
			first := get(t, s, tokenOf(s), path)
			next, _ := first.object(t)["next"].(string)
			assert.True(t, strings.HasPrefix(next, "http://localhost:"), next)
			assert.Contains(t, next, path+"?page=2")
			assert.Equal(t, i, s.Strayed())
			assert.NotEqual(t, first.values(t), send(t, http.MethodGet, next, tokenOf(s), "", "").values(t), "it goes on there")
			assert.Equal(t, i+1, s.Strayed())
		}
	})
	t.Run("redirected-elsewhere leads every request to another host", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "redirected-elsewhere"})
		for i, path := range []string{askUser, askList + "?pagelen=1"} {
			moved := get(t, s, tokenOf(s), path)
			assert.Equal(t, http.StatusMovedPermanently, moved.status)
			target := moved.header.Get("Location")
			assert.True(t, strings.HasPrefix(target, "http://localhost:") && strings.HasSuffix(target, "/2.0"+path), target)
			assert.Equal(t, http.StatusUnauthorized, send(t, http.MethodGet, target, nobody, "", "").status)
			assert.Equal(t, i, s.Strayed(), "without a credential nothing is lost")
			assert.Equal(t, http.StatusOK, send(t, http.MethodGet, target, tokenOf(s), "", "").status)
			assert.Equal(t, i+1, s.Strayed())
		}
		asked := s.Requests()
		assert.Equal(t, sandbox.SideElsewhere, asked[len(asked)-1].Side)
	})
	t.Run("token-expired hits tokens and lets sessions renew themselves", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "token-expired"})
		line := s.Line()
		for _, as := range []signer{tokenOf(s), bearer(line.CloudAccessToken), bearer(line.CloudProjectToken), bearer(line.CloudRepositoryToken)} {
			assert.Equal(t, "Access token expired.", get(t, s, as, askOne).said(t))
		}
		assert.NotEqual(t, "Access token expired.", get(t, s, bearer("x"), askOne).said(t))
		session := connect(t, s)
		assert.Equal(t, "Access token expired.", get(t, s, bearer(session.Access), askUser).said(t))
		renewed := readTokens(t, refresh(t, s, session.Refresh))
		assert.Equal(t, http.StatusOK, get(t, s, bearer(renewed.Access), askUser).status)
	})
	t.Run("token-too-wide makes the person administer a great deal", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "token-too-wide"})
		assert.Greater(t, rights(s).object(t)["size"], 100.0)
		assert.Equal(t, get(t, s, tokenOf(s), askList).object(t)["size"], rights(s).object(t)["size"], "everything there is")
		healthy := start(t, sandbox.Options{})
		assert.Less(t, rights(healthy).object(t)["size"], 100.0)
	})
	t.Run("workspace-needed hits access tokens alone", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "workspace-needed"})
		refused := get(t, s, bearer(s.Line().CloudAccessToken), askWorkspaces)
		assert.Equal(t, http.StatusUnauthorized, refused.status)
		assert.Equal(t, "Token is invalid, expired, or not supported for this endpoint.", refused.said(t))
		assert.Equal(t, http.StatusOK, get(t, s, bearer(s.Line().CloudAccessToken), "/workspaces/"+s.Line().CloudWorkspace).status)
		assert.Equal(t, http.StatusOK, get(t, s, bearer(s.Line().CloudAccessToken), askList).status)
	})
	t.Run("not-bitbucket is somebody else's page", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "not-bitbucket"})
		got := get(t, s, tokenOf(s), askUser)
		assert.Equal(t, http.StatusNotFound, got.status)
		assert.Contains(t, got.header.Get("Content-Type"), "text/html")
	})
	t.Run("server-error has a status of its own for listings", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "server-error"})
		assert.Equal(t, 555, get(t, s, tokenOf(s), askOne+"/src/main/").status)
		healthy := start(t, sandbox.Options{})
		deep := get(t, healthy, tokenOf(healthy), askOne+"/src/main/?max_depth=1000")
		assert.Equal(t, 555, deep.status)
		assert.NotEmpty(t, deep.said(t))
	})
	t.Run("answer-invalid is no JSON", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "answer-invalid"})
		got := get(t, s, tokenOf(s), askUser)
		assert.Equal(t, http.StatusOK, got.status)
		assert.False(t, json.Valid([]byte(got.text)))
		assert.Contains(t, got.header.Get("Content-Type"), "application/json")
	})
	t.Run("login-page is HTML", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "login-page"})
		got := get(t, s, tokenOf(s), askUser)
		assert.Equal(t, http.StatusOK, got.status)
		assert.Contains(t, got.header.Get("Content-Type"), "text/html")
	})
	t.Run("webhook-refused has its own words", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "webhook-refused"})
		got := putJSON(t, s, tokenOf(s), http.MethodPost, askHooks, `{"url":"https://a.example","events":["repo:push"]}`)
		assert.Equal(t, http.StatusBadRequest, got.status)
		assert.Contains(t, got.text, "not allowed")
	})
}

func TestAnswersThatNeverEnd(t *testing.T) {
	for _, fault := range []string{"answer-too-large", "answer-too-slow"} {
		t.Run(fault, func(t *testing.T) {
			s := start(t, sandbox.Options{Break: fault})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			begun := time.Now()
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Line().CloudAPI+askUser, nil)
			require.NoError(t, err)
			answer, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			defer func() { _ = answer.Body.Close() }()
			if fault == "answer-too-large" {
				_, err = io.CopyN(io.Discard, answer.Body, 4<<20)
				require.NoError(t, err)
			} else {
				n, err := answer.Body.Read(make([]byte, 1<<10)) // its beginning
				require.NoError(t, err)
				require.Positive(t, n)
				_, err = io.CopyN(io.Discard, answer.Body, 3)
				require.NoError(t, err)
				assert.Greater(t, time.Since(begun), 150*time.Millisecond)
			}
			cancel()
			_, err = io.Copy(io.Discard, answer.Body)
			require.Error(t, err, "it went on for as long as anybody listened")
		})
	}
}

func TestFaultsOnTheWayToASession(t *testing.T) {
	t.Run("consent-denied comes back at once", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "consent-denied"})
		redirect, called := callback(t)
		require.NoError(t, s.Consent(linkFor(s, redirect), true))
		assert.Equal(t, "access_denied", (<-called).Get("error"))
	})
	t.Run("consent-timeout never comes back", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "consent-timeout"})
		redirect, called := callback(t)
		assert.ErrorContains(t, s.Consent(linkFor(s, redirect), true), "Invalid redirect_uri")
		assert.Empty(t, called)
	})
	t.Run("consent-forged comes back with another state and is right otherwise", func(t *testing.T) {
		for _, allow := range []bool{true, false} {
			s := start(t, sandbox.Options{Break: "consent-forged"})
			redirect, called := callback(t)
			require.NoError(t, s.Consent(linkFor(s, redirect), allow))
			got := <-called
			assert.NotEqual(t, "st4te", got.Get("state"))
			assert.Len(t, got.Get("state"), len("st4te"))
			assert.Equal(t, !allow, got.Has("error"))
			if allow {
				readTokens(t, post(t, s, consumer(s), tokenPath, url.Values{
					"grant_type": {"authorization_code"}, "code": {got.Get("code")}, "redirect_uri": {redirect},
				}))
			}
			assert.Empty(t, called)
		}
	})
	t.Run("an answer may come without the state", func(t *testing.T) {
		for _, allow := range []bool{true, false} {
			s := start(t, sandbox.Options{NoState: true})
			redirect, called := callback(t)
			require.NoError(t, s.Consent(linkFor(s, redirect), allow))
			got := <-called
			assert.False(t, got.Has("state"))
			assert.Equal(t, allow, got.Has("code"))
		}
	})
	t.Run("consumer-invalid shows at the exchange", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "consumer-invalid"})
		code, redirect := code(t, s)
		got := post(t, s, consumer(s), tokenPath, url.Values{
			"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect},
		})
		assert.Equal(t, http.StatusBadRequest, got.status)
		assert.Equal(t, "unauthorized_client", got.object(t)["error"])
	})
	t.Run("session-ended needs renewing soon and refuses it", func(t *testing.T) {
		s := start(t, sandbox.Options{Break: "session-ended"})
		got := connect(t, s)
		assert.Equal(t, http.StatusOK, get(t, s, bearer(got.Access), askUser).status)
		s.Age(2 * time.Minute)
		assert.Equal(t, "Access token expired.", get(t, s, bearer(got.Access), askUser).said(t))
		assert.Contains(t, refresh(t, s, got.Refresh).text, "Invalid refresh_token")
	})
}

func TestEveryCloudFaultIsKnownToStart(t *testing.T) {
	known := strings.Join(sandbox.Faults(), " ") + " "
	for _, fault := range []string{
		"token-rejected", "scope-missing", "two-step-required", "api-removed", "consumer-invalid", "consent-denied", "session-ended",
		"rate-limited", "paging-broken", "webhook-refused", "connection-timeout",
	} {
		assert.Contains(t, known, fault+" ")
	}
	_, err := sandbox.Start(sandbox.Options{Break: "no-such-thing"})
	assert.Error(t, err)
}
