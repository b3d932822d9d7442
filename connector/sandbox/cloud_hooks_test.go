package sandbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// administered finds a repository the person may, or may not, administer.
func administered(t *testing.T, s *sandbox.Sandbox, as signer, want bool) (path string) {
	t.Helper()
	for _, workspace := range workspacesOf(t, s, as) {
		for _, one := range all(t, s, as, "/user/workspaces/"+workspace+"/permissions/repositories?pagelen=100") {
			if (one["permission"] == "admin") == want {
				inside, _ := one["repository"].(map[string]any)
				full, _ := inside["full_name"].(string)
				return "/repositories/" + full + "/hooks"
			}
		}
	}
	require.Fail(t, "no such repository")
	return ""
}

func putJSON(t *testing.T, s *sandbox.Sandbox, as signer, method, path, body string) heard {
	t.Helper()
	return send(t, method, s.Line().CloudAPI+path, as, "application/json", body)
}

func TestAWebhookIsMadeChangedAndRemoved(t *testing.T) {
	s := start(t, sandbox.Options{})
	path := administered(t, s, tokenOf(s), true)
	made := putJSON(t, s, tokenOf(s), http.MethodPost, path,
		`{"description":"builds","url":"https://builds.example.com/hook","active":true,"events":["repo:push","pullrequest:created"],"secret":"hush-hush"}`)
	require.Equal(t, http.StatusCreated, made.status, made.text)
	assert.NotContains(t, made.text, "hush-hush", "a secret goes in and never comes out")
	hook := made.object(t)
	assert.Equal(t, true, hook["secret_set"])
	assert.Equal(t, "webhook_subscription", hook["type"])
	assert.NotEmpty(t, hook["created_at"])
	location := made.header.Get("Location")
	assert.Equal(t, hook, send(t, http.MethodGet, location, tokenOf(s), "", "").object(t))
	require.Len(t, get(t, s, tokenOf(s), path).values(t), 1)

	uid, _ := hook["uuid"].(string)
	at := path + "/" + url.PathEscape(uid)
	changed := putJSON(t, s, tokenOf(s), http.MethodPut, at, `{"url":"https://builds.example.com/other","active":false,"events":["repo:push"]}`)
	require.Equal(t, http.StatusOK, changed.status, changed.text)
	assert.Equal(t, false, changed.object(t)["active"])
	assert.Equal(t, true, changed.object(t)["secret_set"], "unsaid, the secret stays")
	changed = putJSON(t, s, tokenOf(s), http.MethodPut, at, `{"url":"https://builds.example.com/other","events":["repo:push"],"secret":null}`)
	assert.Equal(t, false, changed.object(t)["secret_set"])

	assert.Equal(t, http.StatusNoContent, putJSON(t, s, tokenOf(s), http.MethodDelete, at, "").status)
	assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), at).status)
	assert.Empty(t, get(t, s, tokenOf(s), path).values(t))
}

func TestWebhooksAreForAdministratorsWithTheScope(t *testing.T) {
	s := start(t, sandbox.Options{})
	const body = `{"url":"https://builds.example.com/hook","events":["repo:push"]}`
	guest := administered(t, s, tokenOf(s), false)
	assert.Equal(t, http.StatusForbidden, get(t, s, tokenOf(s), guest).status)
	assert.Equal(t, http.StatusForbidden, putJSON(t, s, tokenOf(s), http.MethodPost, guest, body).status)

	own := administered(t, s, tokenOf(s), true)
	narrow := bearer(connect(t, s, "scope", "account repository").Access)
	refused := putJSON(t, s, narrow, http.MethodPost, own, body)
	assert.Equal(t, http.StatusForbidden, refused.status)
	assert.Contains(t, refused.text, `"required":["webhook"]`)

	noPulls := bearer(connect(t, s, "scope", "account repository webhook").Access)
	assert.Equal(t, http.StatusCreated, putJSON(t, s, noPulls, http.MethodPost, own, body).status)
	refused = putJSON(t, s, noPulls, http.MethodPost, own, `{"url":"https://builds.example.com/hook","events":["pullrequest:created"]}`)
	assert.Equal(t, http.StatusForbidden, refused.status, "a hook needs the scopes of its events too")
	assert.Contains(t, refused.text, `"required":["pullrequest"]`)
}

func TestWebhooksThatDoNotHoldUpAreRefused(t *testing.T) {
	s := start(t, sandbox.Options{})
	path := administered(t, s, tokenOf(s), true)
	for body, field := range map[string]string{
		`{"url":"ftp://builds.example.com","events":["repo:push"]}`:                                               "url",
		`{"url":"builds.example.com","events":["repo:push"]}`:                                                     "url",
		`{"url":"https://192.168.1.7/hook","events":["repo:push"]}`:                                               "url",
		`{"url":"https://10.0.0.1/hook","events":["repo:push"]}`:                                                  "url",
		`{"url":"https://169.254.1.1/hook","events":["repo:push"]}`:                                               "url",
		`{"url":"https://intranet/hook","events":["repo:push"]}`:                                                  "url",
		`{"url":"https://builds.example.com/hook"}`:                                                               "events",
		`{"url":"https://builds.example.com/hook","events":["repo:nonsense"]}`:                                    "events",
		`{"url":"https://builds.example.com","events":["repo:push"],"secret":"` + fmt.Sprintf("%0129d", 7) + `"}`: "secret",
	} {
		refused := putJSON(t, s, tokenOf(s), http.MethodPost, path, body)
		assert.Equal(t, http.StatusBadRequest, refused.status, body)
		inside, _ := refused.object(t)["error"].(map[string]any)
		assert.Contains(t, inside["fields"], field, body)
	}
	assert.Equal(t, http.StatusBadRequest, putJSON(t, s, tokenOf(s), http.MethodPost, path, "{").status)
	for _, address := range []string{"http://127.0.0.1:8080/hook", "http://localhost:1/hook", "http://[::1]:9/hook"} {
		made := putJSON(t, s, tokenOf(s), http.MethodPost, path, `{"url":"`+address+`","events":["repo:push"]}`)
		assert.Equal(t, http.StatusCreated, made.status, "loopback is where everything here is")
	}
}

func TestFiftyWebhooksAreEnough(t *testing.T) {
	s := start(t, sandbox.Options{})
	path := administered(t, s, tokenOf(s), true)
	for range 50 {
		require.Equal(t, http.StatusCreated, putJSON(t, s, tokenOf(s), http.MethodPost, path, `{"url":"https://a.example","events":["repo:push"]}`).status)
	}
	assert.Equal(t, http.StatusBadRequest, putJSON(t, s, tokenOf(s), http.MethodPost, path, `{"url":"https://a.example","events":["repo:push"]}`).status)
	assert.Len(t, all(t, s, tokenOf(s), path), 50)
}

func TestHookEventsAreToldToAnybody(t *testing.T) {
	s := start(t, sandbox.Options{})
	list := all(t, s, nobody, "/hook_events/repository")
	var names []any
	for _, one := range list {
		names = append(names, one["event"])
	}
	assert.Contains(t, names, "repo:push")
	assert.Contains(t, names, "pullrequest:fulfilled")
	assert.Equal(t, http.StatusOK, get(t, s, nobody, "/hook_events").status)
	assert.Equal(t, http.StatusNotFound, get(t, s, nobody, "/hook_events/weather").status)
}
