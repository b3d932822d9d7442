package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestWhatTheServerDislikesAboutAWebhookItSaysItself(t *testing.T) {
	two := `{"errors":[{"context":"url","message":"The URL is not valid.","exceptionName":null},{"context":"name","message":"A name is required.","exceptionName":"x.y.Z"}]}`
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		code   connector.Code
		args   map[string]string
	}{
		"fields":   {says(400, two), connector.CodeWebhookRefused, map[string]string{"said": "The URL is not valid. A name is required.", "gone": ""}},
		"conflict": {says(409, two), connector.CodeWebhookRefused, map[string]string{"gone": ""}},
		"XSRF":     {plainly(403, "text/plain", "XSRF check failed"), connector.CodeWebhookRefused, map[string]string{"said": "XSRF check failed"}},
		"no right": {
			refuses(401, "com.atlassian.bitbucket.AuthorisationException"), connector.CodeAdminMissing,
			map[string]string{"account": "ada l", "repository": "PRJ/app"},
		},
		"no right by 403": {refuses(403, "com.atlassian.bitbucket.AuthorisationException"), connector.CodeAdminMissing, nil},
		"rejected":        {refuses(401, "com.atlassian.bitbucket.auth.IncorrectPasswordAuthenticationException"), connector.CodeTokenRejected, nil},
		"nobody":          {refuses(401, "com.atlassian.plugins.rest.api.security.exception.AuthenticationRequiredException"), connector.CodeTokenMissing, nil},
		"unlicensed":      {refuses(401, "com.atlassian.bitbucket.auth.NoAccessAuthenticationException"), connector.CodeAccountUnlicensed, nil},
		"captcha":         {refuses(403, "x.CaptchaRequiredAuthenticationException"), connector.CodeCaptchaLocked, nil},
		"no repository": {
			refuses(404, "com.atlassian.bitbucket.repository.NoSuchRepositoryException"), connector.CodeRepositoryNotFound,
			map[string]string{"repository": "PRJ/app"},
		},
		"no project": {
			refuses(404, "com.atlassian.bitbucket.project.NoSuchProjectException"), connector.CodeRepositoryNotFound,
			map[string]string{"repository": "PRJ/app"},
		},
		"limited": {plainly(429, "application/json", "{}"), connector.CodeRateLimited, map[string]string{"seconds": "7"}},
		"busy":    {plainly(503, "text/html", "<html>"), connector.CodeServerBusy, nil},
		"broken":  {refuses(500, "java.lang.NullPointerException"), connector.CodeServerError, map[string]string{"status": "500"}},
		"a page":  {plainly(200, "text/html", `<html><form><input type="password"></form>`), connector.CodeLoginPage, nil},
		"a wall":  {plainly(403, "text/html", "<html>Blocked"), connector.CodeLoginPage, nil},
		"no JSON": {says(200, "{"), connector.CodeAnswerInvalid, nil},
		"no id":   {says(200, "{}"), connector.CodeAnswerInvalid, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHookery(t, c.answer)
			client := h.client(myToken)
			_, made := client.MakeHook(t.Context(), repo1(), wishSigned())
			_, changed := client.ChangeHook(t.Context(), repo1(), "7", wishSigned())
			for _, err := range []error{made, changed} {
				p := refused(t, err)
				assert.Equal(t, c.code, p.Code)
				for arg, value := range c.args {
					assert.Equal(t, value, p.Args[arg], arg)
				}
			}
			assert.Len(t, h.all(), 3, "each is sent once: POST, and GET and PUT")
		})
	}
}

func TestAWebhookThatIsGoneIsToldFromARepositoryThatIs(t *testing.T) {
	gone := refuses(404, "com.atlassian.bitbucket.webhook.NoSuchWebhookException")
	h := openHookery(t, gone)
	_, err := h.client(myToken).ChangeHook(t.Context(), repo1(), "7", wishSigned())
	assert.Equal(t, "yes", refused(t, err).Args["gone"])
	require.NoError(t, h.client(myToken).RemoveHook(t.Context(), repo1(), "7"))
	h.answer = refuses(404, "com.atlassian.bitbucket.repository.NoSuchRepositoryException")
	err = h.client(myToken).RemoveHook(t.Context(), repo1(), "7")
	assert.Equal(t, connector.CodeRepositoryNotFound, refused(t, err).Code, "nobody knows whether the webhook is gone")
}

func TestChangesCarryWhatTheServerWantsToSee(t *testing.T) {
	h := openHookery(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/test") {
			says(200, `{"response":{"statusCode":204}}`)(w, r)
			return
		}
		says(200, oneHook)(w, r)
	})
	c := h.client(myToken)
	_, err := c.MakeHook(t.Context(), repo1(), wishSigned())
	require.NoError(t, err)
	_, err = c.ChangeHook(t.Context(), repo1(), "7", wishSigned())
	require.NoError(t, err)
	require.NoError(t, c.RemoveHook(t.Context(), repo1(), "7"))
	_, err = c.TestHook(t.Context(), repo1(), connector.Hook{ID: "7", Address: "https://ci.example/1"})
	require.NoError(t, err)
	var asked []string
	for _, one := range h.all() {
		asked = append(asked, one.method+" "+strings.TrimPrefix(one.path, "/rest/api/1.0/projects/PRJ/repos/app"))
		if one.method == http.MethodGet {
			assert.Empty(t, one.header.Get("X-Atlassian-Token"))
			continue
		}
		assert.Equal(t, "no-check", one.header.Get("X-Atlassian-Token"), one.method)
		assert.Equal(t, "application/json", one.header.Get("Content-Type"), one.method)
	}
	assert.Equal(t, []string{"POST /webhooks", "GET /webhooks/7", "PUT /webhooks/7", "DELETE /webhooks/7", "POST /webhooks/test"}, asked)
}

func TestAChangeKeepsWhatNobodyWishedToChange(t *testing.T) {
	h := openHookery(t, says(200, oneHook))
	sent := func(wish connector.HookWish) map[string]any {
		_, err := h.client(myToken).ChangeHook(t.Context(), repo1(), "7", wish)
		require.NoError(t, err)
		return h.all()[len(h.all())-1].body
	}
	configuration := map[string]any{"secret": theirs, "createdBy": "bitbucket", "more": map[string]any{"a": []any{1.0}}}
	kept := map[string]any{
		"name": "Theirs", "url": "https://ci.example/1", "active": true, "sslVerificationRequired": false,
		"events":        []any{"pr:merged", "repo:refs_changed", "pr:opened", "pr:from_ref_updated"},
		"configuration": configuration, "credentials": map[string]any{"username": "u", "password": "pass-word-of-theirs"},
	}
	wish := connector.HookWish{Name: "Mooring", Address: "https://ci.example/1", PullRequests: true}
	assert.Equal(t, kept, sent(wish), "the secret as the server told it")
	wish.Secret = secret(hookSecret)
	configuration["secret"] = hookSecret
	assert.Equal(t, kept, sent(wish))
	wish.Secret = secret("")
	delete(configuration, "secret")
	assert.Equal(t, kept, sent(wish))

	h.hook = `{"id":7,"name":"","url":"https://ci.example/1","active":true,"events":["pr:merged"],"configuration":{"createdBy":"x"},"credentials":{"username":"u"}}`
	wish = connector.HookWish{Name: "Mooring", Address: "https://ci.example/2", Push: true}
	assert.Equal(t, map[string]any{
		"name": "Mooring", "url": "https://ci.example/2", "active": true, "events": []any{"pr:merged", "repo:refs_changed"},
	}, sent(wish), "what a server keeps to itself is left unsaid")
	_, err := h.client(myToken).MakeHook(t.Context(), repo1(), wish)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{
		"name": "Mooring", "url": "https://ci.example/2", "active": true, "events": []any{"repo:refs_changed"}, "configuration": map[string]any{},
	}, h.all()[len(h.all())-1].body)
}

func TestNoRefusalRepeatsASecret(t *testing.T) {
	secrets := []string{hookSecret, theirs, "pass-word-of-theirs", myToken}
	for _, status := range []int{200, 302, 400, 401, 403, 404, 409, 429, 500, 503} {
		for _, body := range []string{
			`{"errors":[{"context":"secret","message":"%s is no good","exceptionName":"java.net.%s"}]}`,
			`{"errors":[{"message":"` + strings.Repeat("é", 285) + `%s","exceptionName":"x.%s"}]}`, "XSRF %s %s", `{"id":%s`, `{"id":["%s"]}`,
			`{"response":{"statusCode":500,"body":"%s"}}`,
		} {
			for _, what := range secrets {
				h := openHookery(t, func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("X-AUSERNAME", what)
					w.Header().Set("Location", "http://other.example/"+what)
					kind := "application/json"
					if strings.HasPrefix(body, "XSRF") {
						kind = "text/plain"
					}
					plainly(status, kind, strings.ReplaceAll(body, "%s", what))(w, r)
				})
				c := h.client(myToken)
				_, made := c.MakeHook(t.Context(), repo1(), wishSigned())
				_, changed := c.ChangeHook(t.Context(), repo1(), "7", wishSigned())
				_, listed := c.Hooks(t.Context(), repo1())
				removed := c.RemoveHook(t.Context(), repo1(), "7")
				tested, testErr := c.TestHook(t.Context(), repo1(), connector.Hook{ID: "7", Address: "https://ci.example/1"})
				for i, err := range []error{made, changed, listed, removed, testErr} {
					if what != myToken && (i != 1 && (i != 0 || what != hookSecret)) { // nobody sent it
						continue
					}
					p, _ := connector.AsProblem(err)
					for _, text := range []string{fmt.Sprint(err), fmt.Sprintf("%+v", p.Evidence), fmt.Sprint(p.Unwrap()), fmt.Sprint(p.Args)} {
						assert.NotContains(t, text, what[:12], "%d %d %s", status, i, body)
					}
				}
				if what == myToken {
					assert.NotContains(t, tested.Said, myToken)
				}
			}
		}
	}
}

func TestAListOfWebhooksGoesOnToItsEndAndNoFurther(t *testing.T) {
	for name, c := range map[string]struct {
		next   func(start int) any
		last   func(start int) any
		hooks  int
		broken bool
	}{
		"three pages": {func(start int) any { return start + 1 }, func(start int) any { return start == 2 }, 3, false},
		"no word":     {func(int) any { return nil }, func(int) any { return nil }, 1, false},
		"stands":      {func(start int) any { return start }, func(int) any { return false }, 1, true},
		"no next":     {func(int) any { return nil }, func(int) any { return false }, 1, true},
		"no end":      {func(start int) any { return start + 1 }, func(int) any { return false }, 10_001, true},
	} {
		h := openHookery(t, func(w http.ResponseWriter, r *http.Request) {
			start, _ := strconv.Atoi(r.URL.Query().Get("start"))
			values := []any{map[string]any{"id": start + 1}, map[string]any{"id": nil}}
			if name == "no end" {
				for i := range 1000 {
					values = append(values, map[string]any{"id": start*1000 + i + 1})
				}
			}
			body, _ := json.Marshal(map[string]any{"values": values, "isLastPage": c.last(start), "nextPageStart": c.next(start)})
			says(200, string(body))(w, r)
		})
		all, err := h.client(myToken).Hooks(t.Context(), repo1())
		assert.Equal(t, c.broken, connector.IsProblem(err, connector.CodePagingBroken), "%s: %v", name, err)
		if name != "no end" {
			assert.Len(t, all, c.hooks, name)
		}
	}
}

func TestAnAnswerThatIsLostIsNotAskedForAgain(t *testing.T) {
	h := openHookery(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if assert.NoError(t, err) {
			_ = conn.Close()
		}
	})
	_, err := h.client(myToken).MakeHook(t.Context(), repo1(), wishSigned())
	assert.Equal(t, connector.CodeConnectionReset, refused(t, err).Code)
	assert.Len(t, h.all(), 1)
}

func TestAPingThatCouldNotBeSentIsNoFailureOfTheServer(t *testing.T) {
	hook := connector.Hook{ID: "7", Address: "https://ci.example/1"}
	for exception, unreached := range map[string]bool{
		"java.net.ConnectException": true, "java.net.UnknownHostException": true, "javax.net.ssl.SSLHandshakeException": true,
		"org.apache.http.conn.ConnectTimeoutException": true, "java.lang.NullPointerException": false, "": false,
	} {
		h := openHookery(t, refuses(500, exception))
		d, err := h.client(myToken).TestHook(t.Context(), repo1(), hook)
		assert.Equal(t, unreached, err == nil, "%s: %v", exception, err)
		assert.Zero(t, d.Status, exception)
		if unreached {
			assert.Equal(t, "No.", d.Said, exception)
		}
	}
	h := openHookery(t, says(200, `{"request":{},"response":{"statusCode":503,"headers":{},"body":"`+strings.Repeat("long ", 200)+`"}}`))
	d, err := h.client(myToken).TestHook(t.Context(), repo1(), hook)
	require.NoError(t, err)
	assert.Equal(t, 503, d.Status)
	assert.LessOrEqual(t, len([]rune(d.Said)), 301)
}
