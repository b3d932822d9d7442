package sandbox_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestEachRefusalHasItsOwnException(t *testing.T) {
	for _, c := range []struct {
		fault, token string // an empty token stands for the good one, "-" for none
		status       int
		exception    string
	}{
		{"", "-", 401, "AuthenticationRequiredException"},
		{"", "wrong", 401, "IncorrectPasswordAuthenticationException"},
		{"token-rejected", "", 401, "IncorrectPasswordAuthenticationException"},
		{"token-missing", "", 401, "AuthenticationRequiredException"},
		{"not-permitted", "", 401, "AuthorisationException"},
		{"account-unlicensed", "", 401, "NoAccessAuthenticationException"},
		{"captcha-locked", "", 403, "CaptchaRequiredAuthenticationException"},
	} {
		t.Run(c.fault+c.token, func(t *testing.T) {
			d := startDC(t, sandbox.Options{Repos: 7, Break: c.fault})
			switch c.token {
			case "-":
				d.token = ""
			case "wrong":
				d.token = "wrong"
			}
			for _, path := range []string{"api:/repos?limit=1", "api:/projects", "api:/projects/LADEN/repos/baeckerei-app/webhooks"} {
				got := d.get(path)
				assert.Equal(t, c.status, got.status, path)
				assert.Equal(t, c.exception, got.exception(t), path)
			}
			open := d.with("").get("api:/application-properties")
			assert.Equal(t, http.StatusOK, open.status, "the product is told to anybody")
		})
	}
}

func TestTheSignedInNameTravelsPercentEncodedEvenWithA404(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	for _, path := range []string{"api:/repos?limit=1", "api:/nothing", "api:/application-properties"} {
		assert.Equal(t, "jana.weber%40nordlicht.example", d.get(path).header.Get("X-AUSERNAME"), path)
	}
	assert.Empty(t, d.with("").get("api:/application-properties").header.Values("X-AUSERNAME"))
	assert.Empty(t, d.with("wrong").get("api:/repos").header.Values("X-AUSERNAME"))
}

func TestATokenCountsAsItsOwnersPasswordToo(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	basic := func(name, password string) int {
		got, err := d.with("").try(t.Context(), http.MethodGet, "api:/repos?limit=1", "", map[string]string{
			"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte(name+":"+password)),
		})
		require.NoError(t, err)
		return got.status
	}
	assert.Equal(t, 200, basic("jana.weber@nordlicht.example", d.token))
	assert.Equal(t, 401, basic("jana.weber@nordlicht.example", "wrong"))
	assert.Equal(t, 401, basic("mika.lindqvist@nordlicht.example", d.token))
}

func TestAReadersTokenSeesEverythingAndAdministersNothing(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	reader := d.with(d.box.ServerReadToken())
	assert.Len(t, reader.slugs("api:/repos?archived=ALL"), 48)
	assert.Empty(t, reader.slugs("api:/repos?permission=REPO_ADMIN"))
	assert.Empty(t, reader.slugs("api:/repos?permission=REPO_WRITE"))
	const hooks = "api:/projects/LADEN/repos/baeckerei-app/webhooks"
	assert.Equal(t, "AuthorisationException", reader.get(hooks).exception(t))
	assert.Equal(t, http.StatusOK, d.get(hooks).status)
	assert.Equal(t, "AuthorisationException", d.get("api:/projects/MOVE/repos/fahrplan/webhooks").exception(t),
		"the demo user does not administer this one")
}

const aHook = `{"name":"Builds","url":"https://builds.example/hook","active":true,` +
	`"events":["repo:refs_changed","pr:opened"],"configuration":{"secret":"hush"}}`

func TestWritingNeedsTheHeadersThatAPageCannotSend(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	const hooks = "api:/projects/LADEN/repos/baeckerei-app/webhooks"
	for _, header := range []map[string]string{
		{},
		{"Content-Type": "application/json"},
		{"X-Atlassian-Token": "no-check"},
		{"Content-Type": "application/x-www-form-urlencoded", "X-Atlassian-Token": "no-check"},
	} {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
			got, err := d.try(t.Context(), method, hooks, aHook, header)
			require.NoError(t, err)
			assert.Equal(t, http.StatusForbidden, got.status)
			assert.Equal(t, "XSRF check failed", got.body)
			assert.Equal(t, "text/plain", got.header.Get("Content-Type"))
		}
	}
	assert.Empty(t, d.get(hooks).values(t), "nothing was written")
}

func TestWebhooksAreMadeChangedTestedAndDeleted(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	const hooks = "api:/projects/LADEN/repos/baeckerei-app/webhooks"
	made := d.do(http.MethodPost, hooks, aHook)
	require.Equal(t, http.StatusOK, made.status, made.body)
	one := hooks + "/" + fmt.Sprint(made.json(t)["id"])
	assert.Equal(t, "https://builds.example/hook", d.get(one).json(t)["url"])
	assert.Len(t, d.get(hooks+"?event=pr:opened").values(t), 1)
	assert.Empty(t, d.get(hooks+"?event=pr:merged").values(t))

	changed := d.do(http.MethodPut, one, strings.Replace(aHook, `"active":true`, `"active":false`, 1))
	assert.Equal(t, http.StatusOK, changed.status)
	assert.Equal(t, made.json(t)["createdDate"], changed.json(t)["createdDate"])
	assert.Equal(t, false, d.get(one).json(t)["active"])
	assert.Len(t, d.get(hooks).values(t), 1)
	assert.Empty(t, d.get("api:/projects/LADEN/repos/blumenladen-ios/webhooks").values(t))

	before := d.get(one).body
	refused := d.do(http.MethodPut, one, `{"name":"","configuration":{"secret":"other","more":"yes"}}`)
	assert.Equal(t, http.StatusBadRequest, refused.status)
	assert.Equal(t, before, d.get(one).body, "what is refused changes nothing")

	assert.Equal(t, http.StatusNoContent, d.do(http.MethodDelete, one, "").status)
	assert.Equal(t, http.StatusNotFound, d.get(one).status)
	for _, wrong := range []string{
		`{`, `{}`, `{"name":"x","url":"ftp://x.example","events":["pr:opened"]}`,
		`{"name":"x","url":"https://x.example"}`, `{"name":"x","url":"https://x.example","events":["tea:served"]}`,
	} {
		assert.Equal(t, http.StatusBadRequest, d.do(http.MethodPost, hooks, wrong).status, wrong)
	}
}

func TestTheTestOfAWebhookPingsLoopbackAddressesOnly(t *testing.T) {
	pinged := make(chan string, 1)
	d := startDC(t, sandbox.Options{})
	receiver := startReceiver(t, func(r *http.Request, body string) int {
		pinged <- r.Header.Get("X-Event-Key") + " " + body
		return http.StatusTeapot
	})
	const test = "api:/projects/LADEN/repos/baeckerei-app/webhooks/test?url="
	got := d.do(http.MethodPost, test+receiver, `{}`)
	assert.Equal(t, `diagnostics:ping {"test": true}`, <-pinged)
	assert.EqualValues(t, http.StatusTeapot, got.json(t)["response"].(map[string]any)["statusCode"])
	far := d.do(http.MethodPost, test+"https://builds.example/hook", `{}`)
	assert.Equal(t, http.StatusInternalServerError, far.status, "nobody answers in the place of another computer")
	assert.Contains(t, far.body, "not sent: the embedded Bitbucket reaches this computer only")
	assert.Equal(t, http.StatusBadRequest, d.do(http.MethodPost, test, `{}`).status)

	broken := startDC(t, sandbox.Options{Break: "webhook-undelivered"})
	bad := broken.do(http.MethodPost, test+"https://builds.example/hook", `{}`)
	assert.EqualValues(t, http.StatusBadGateway, bad.json(t)["response"].(map[string]any)["statusCode"])
}
