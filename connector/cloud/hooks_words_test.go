package cloud_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
)

func wishSigned() connector.HookWish {
	return connector.HookWish{Name: "Mooring", Address: "https://ci.example/1", Push: true, Secret: secret(hookSecret)}
}

func TestWhatBitbucketDislikesAboutAWebhookItSaysItself(t *testing.T) {
	envelope := func(inside string) string { return `{"type":"error","error":{` + inside + `}}` }
	for name, c := range map[string]struct {
		status      int
		body        string
		code        connector.Code
		args        map[string]string
		contentType string
	}{
		"a field": {
			400, envelope(`"fields":{"url":["Enter a valid URL."]},"message":"Bad request"`),
			connector.CodeWebhookRefused,
			map[string]string{"said": "Enter a valid URL.", "gone": ""},
			"",
		},
		"several fields": {
			400, envelope(`"fields":{"url":["B.","C."],"events":"A.","x":{"y":["D."]}},"message":"Bad request"`),
			connector.CodeWebhookRefused,
			map[string]string{"said": "A. B. C. D."},
			"",
		},
		"message and detail": {
			400, envelope(`"message":"Bad request","detail":"The body is no JSON."`),
			connector.CodeWebhookRefused,
			map[string]string{"said": "Bad request The body is no JSON."},
			"",
		},
		"a limit by 403": {
			403, envelope(`"message":"You have reached the maximum number of webhooks."`),
			connector.CodeWebhookRefused,
			map[string]string{"said": "You have reached the maximum number of webhooks."},
			"",
		},
		"a field by 403": {
			403, envelope(`"message":"Forbidden","fields":{"url":["Not here."]}`),
			connector.CodeWebhookRefused,
			map[string]string{"said": "Not here."},
			"",
		},
		"conflict": {409, envelope(`"message":"There is one."`), connector.CodeWebhookRefused, map[string]string{"said": "There is one."}, ""},
		"plain":    {400, "Bad Request", connector.CodeWebhookRefused, map[string]string{"said": "Bad Request"}, "text/plain"},
		"no right": {
			403, envelope(`"message":"Access denied. You must have admin access."`),
			connector.CodeAdminMissing,
			map[string]string{"repository": "w/app", "account": ""},
			"",
		},
		"scopes named": {
			403, envelope(`"message":"x","detail":{"required":["webhook","pullrequest"],"granted":["webhook"]}`),
			connector.CodeScopeMissing,
			map[string]string{"scopes": "pullrequest", "kind": "api-token"},
			"",
		},
		"scopes not named": {
			403, envelope(`"message":"Your credentials lack one or more required privilege scopes."`),
			connector.CodeScopeMissing,
			map[string]string{"scopes": "read:webhook:bitbucket write:webhook:bitbucket"},
			"",
		},
		"rejected":     {401, envelope(`"message":"` + bare + `"`), connector.CodeTokenRejected, nil, ""},
		"expired":      {401, envelope(`"message":"` + expired + `"`), connector.CodeTokenExpired, nil, ""},
		"two steps":    {403, envelope(`"message":"This workspace needs two-step verification."`), connector.CodeTwoStepRequired, nil, ""},
		"no such repo": {404, envelope(`"message":"Repository w/app not found"`), connector.CodeRepositoryNotFound, map[string]string{"repository": "w/app"}, ""},
		"removed":      {410, envelope(`"message":"CHANGE-1"`), connector.CodeAPIRemoved, nil, ""},
		"busy":         {503, "", connector.CodeServerBusy, nil, ""},
		"broken":       {500, "", connector.CodeServerError, map[string]string{"status": "500"}, ""},
		"limited":      {429, "Rate limit for this resource has been exceeded", connector.CodeRateLimited, map[string]string{"seconds": "7"}, "text/plain"},
		"a page":       {200, "<!doctype html><title>Sign in</title>", connector.CodeLoginPage, nil, "text/html"},
		"a wall":       {403, "<!doctype html><title>Blocked</title>", connector.CodeNotBitbucket, nil, "text/html"},
		"no page":      {404, "<!doctype html><title>?</title>", connector.CodeNotBitbucket, nil, "text/html"},
		"no JSON":      {201, "{", connector.CodeAnswerInvalid, nil, ""},
		"no uuid":      {201, `{}`, connector.CodeAnswerInvalid, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHookery(t, func(w http.ResponseWriter, _ *http.Request) {
				kind := c.contentType
				if kind == "" {
					kind = "application/json"
				}
				w.Header().Set("Content-Type", kind)
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			})
			client := h.client(t)
			_, made := client.MakeHook(t.Context(), repo1(), wishSigned())
			_, changed := client.ChangeHook(t.Context(), repo1(), "{h-1}", wishSigned())
			for _, err := range []error{made, changed} {
				p, ok := connector.AsProblem(err)
				require.True(t, ok, "%v", err)
				assert.Equal(t, c.code, p.Code)
				for arg, value := range c.args {
					assert.Equal(t, value, p.Args[arg], arg)
				}
			}
			if name == "scopes not named" {
				p, _ := connector.AsProblem(client.RemoveHook(t.Context(), repo1(), "{h-1}"))
				assert.Equal(t, "delete:webhook:bitbucket", p.Args["scopes"])
				return
			}
			assert.Len(t, h.all(), 3, "each is sent once: POST, and GET and PUT")
			assert.Equal(t, 3, client.Requests())
		})
	}
}

func TestNoRefusalRepeatsASecret(t *testing.T) {
	asBasic := base64.StdEncoding.EncodeToString([]byte("a@b.example:the-token-of-mine"))
	for _, status := range []int{200, 201, 302, 400, 401, 403, 404, 409, 410, 429, 500, 503} {
		for _, body := range []string{
			`{"type":"error","error":{"message":"%s","detail":"%s","fields":{"secret":["%s is no good"]}}}`,
			`{"type":"error","error":{"message":"limit %s","detail":{"required":["%s"]}}}`, "%s %s", `{"uuid":%s`, `{"uuid":["%s"]}`,
			strings.Repeat("é", 280) + "%s",
		} {
			for _, what := range []string{hookSecret, "the-token-of-mine", asBasic} {
				said := strings.ReplaceAll(body, "%s", what)
				h := openHookery(t, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("X-Repeats", what)
					w.Header().Set("Location", "http://other.example/"+what)
					writeJSON(w, status, said)
				})
				c := h.client(t)
				_, made := c.MakeHook(t.Context(), repo1(), wishSigned())
				_, changed := c.ChangeHook(t.Context(), repo1(), "{h-1}", wishSigned())
				removed := c.RemoveHook(t.Context(), repo1(), "{h-1}")
				_, listed := c.Hooks(t.Context(), repo1())
				for i, err := range []error{made, changed, removed, listed} {
					if i > 1 && what == hookSecret { // nobody sent it
						continue
					}
					p, _ := connector.AsProblem(err)
					for _, text := range []string{fmt.Sprint(err), fmt.Sprintf("%+v", p.Evidence), fmt.Sprint(p.Unwrap()), strings.Join(values(p.Args), " ")} {
						assert.NotContains(t, text, what[:12], "%d %d %s", status, i, body)
					}
				}
			}
		}
	}
}

func values(args map[string]string) []string {
	var out []string
	for _, v := range args {
		out = append(out, v)
	}
	return out
}

func TestAChangeKeepsWhatNobodyWishedToChange(t *testing.T) {
	h := openHookery(t, func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, oneHook) })
	c := h.client(t)
	sent := func(wish connector.HookWish) map[string]any {
		_, err := c.ChangeHook(t.Context(), repo1(), "{h-1}", wish)
		require.NoError(t, err)
		last := h.all()[len(h.all())-1]
		assert.Equal(t, "PUT /2.0/repositories/w/app/hooks/%7Bh-1%7D", last.method+" "+last.path)
		return last.body
	}
	kept := map[string]any{
		"description": "Theirs", "url": "https://ci.example/1", "active": true, "skip_cert_verification": true, "history_enabled": true,
		"events": []any{"repo:fork", "repo:push", "pullrequest:created", "pullrequest:updated"},
	}
	wish := connector.HookWish{Name: "Mooring", Address: "https://ci.example/1", PullRequests: true}
	assert.Equal(t, kept, sent(wish), "no word of the secret leaves it as it is")
	wish.Secret = secret(hookSecret)
	kept["secret"] = hookSecret
	assert.Equal(t, kept, sent(wish))
	wish.Secret = secret("")
	kept["secret"] = ""
	assert.Equal(t, kept, sent(wish))

	h.hook = `{"uuid":"{h-1}","url":"https://ci.example/1","description":"","events":[]}`
	assert.Equal(t, map[string]any{
		"description": "Mooring", "url": "https://ci.example/2", "active": true, "events": []any{"repo:push"},
	}, sent(connector.HookWish{Name: "Mooring", Address: "https://ci.example/2", Push: true}))
}

func TestAStaleSessionIsRenewedOnceForAChangeToo(t *testing.T) {
	var h *hookery
	h = openHookery(t, func(w http.ResponseWriter, _ *http.Request) {
		if h.all()[len(h.all())-1].token == "token-0" {
			writeJSON(w, http.StatusUnauthorized, `{"type":"error","error":{"message":"`+expired+`"}}`)
			return
		}
		writeJSON(w, http.StatusCreated, oneHook)
	})
	s := &renewing{kind: connector.Session, origin: connector.Origin(h.URL)}
	c := h.client(t, func(o *cloud.Options) { o.Source, o.Kind = s, connector.Session })
	_, err := c.MakeHook(t.Context(), repo1(), wishSigned())
	require.NoError(t, err)
	require.Len(t, h.all(), 2)
	assert.Equal(t, h.all()[0].body, h.all()[1].body, "the whole request once more")
	assert.Equal(t, "token-1", h.all()[1].token)
	assert.Equal(t, 1, s.renewed())
	assert.Equal(t, 2, c.Requests())
}

func TestAnAnswerThatIsLostIsNotAskedForAgain(t *testing.T) {
	h := openHookery(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if assert.NoError(t, err) {
			_ = conn.Close()
		}
	})
	_, err := h.client(t).MakeHook(t.Context(), repo1(), wishSigned())
	assert.True(t, connector.IsProblem(err, connector.CodeConnectionReset), "%v", err)
	assert.Len(t, h.all(), 1)
}
