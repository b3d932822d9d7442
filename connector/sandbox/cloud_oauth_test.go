package sandbox_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

const tokenPath = "/site/oauth2/access_token"

func TestConsentEndsInASessionThatKnowsThePerson(t *testing.T) {
	s := start(t, sandbox.Options{})
	got := connect(t, s, "scope", "account repository webhook")
	assert.Equal(t, "account repository webhook", got.Scope)
	assert.Equal(t, "bearer", got.Type)
	assert.Equal(t, 7200, got.Expires)
	assert.NotEmpty(t, got.Refresh)

	me := get(t, s, bearer(got.Access), "/user")
	require.Equal(t, http.StatusOK, me.status, me.text)
	assert.Equal(t, "Jana Weber", me.object(t)["display_name"])
	assert.Equal(t, "account, repository, webhook", me.header.Get("X-OAuth-Scopes"))
	assert.Equal(t, "account", me.header.Get("X-Accepted-OAuth-Scopes"))
	assert.NotEmpty(t, me.header.Get("X-Credential-Type"))
}

func TestThePageSaysWhoAsksForWhatAndWhoIsSignedIn(t *testing.T) {
	s := start(t, sandbox.Options{})
	page := send(t, http.MethodGet, linkFor(s, "http://localhost:28421/callback", "scope", "account webhook"), nobody, "", "")
	assert.Equal(t, http.StatusOK, page.status)
	for _, part := range []string{
		"Mooring would like", "See your name", "webhooks", "Jana Weber", ">JW<", `id="allow"`, `id="cancel"`, "localhost:28421",
		"Not you? Sign in as Mika Lindqvist",
	} {
		assert.Contains(t, page.text, part)
	}
	assert.NotContains(t, page.text, "Read the repositories", "what is not asked for is not listed")
	assert.NotRegexp(t, regexp.MustCompile(`(?i)(src|href)="?https?:|url\(|@import`), page.text, "nothing is loaded from elsewhere")
	assert.Contains(t, page.header.Get("Content-Security-Policy"), "default-src 'none'")
}

func TestAWrongClientOrRedirectGetsAPageAndIsNeverCalledBack(t *testing.T) {
	s := start(t, sandbox.Options{})
	for name, c := range map[string]struct{ link, title string }{
		"client":          {linkFor(s, "http://localhost:1/callback", "client_id", "nobody"), "Invalid client_id"},
		"elsewhere":       {linkFor(s, "https://example.com/callback"), "Invalid redirect_uri"},
		"other path":      {linkFor(s, "http://localhost:1/other"), "Invalid redirect_uri"},
		"loopback's name": {linkFor(s, "http://localhost.example.com:1/callback"), "Invalid redirect_uri"},
		"query":           {linkFor(s, "http://localhost:1/callback?a=b"), "Invalid redirect_uri"},
		"response type":   {linkFor(s, "http://localhost:1/callback", "response_type", "token"), "Unsupported response_type"},
	} {
		t.Run(name, func(t *testing.T) {
			page := send(t, http.MethodGet, c.link, nobody, "", "")
			assert.Equal(t, http.StatusBadRequest, page.status)
			assert.Empty(t, page.header.Get("Location"))
			assert.Contains(t, page.text, "<h1>"+c.title+"</h1>")
			assert.ErrorContains(t, s.Consent(c.link, true), c.title)
		})
	}
}

func TestARegisteredCallbackMustBeMetExactly(t *testing.T) {
	registered, called := callback(t)
	s := start(t, sandbox.Options{Callback: registered})
	assert.ErrorContains(t, s.Consent(linkFor(s, registered+"/"), true), "Invalid redirect_uri")
	assert.ErrorContains(t, s.Consent(linkFor(s, "http://localhost:1/callback"), true), "Invalid redirect_uri")
	require.NoError(t, s.Consent(linkFor(s, registered), true))
	assert.NotEmpty(t, (<-called).Get("code"))
}

func TestCancelComesBackAsDenied(t *testing.T) {
	s := start(t, sandbox.Options{})
	redirect, called := callback(t)
	require.NoError(t, s.Consent(linkFor(s, redirect), false))
	got := <-called
	assert.Equal(t, "access_denied", got.Get("error"))
	assert.NotEmpty(t, got.Get("error_description"))
	assert.Equal(t, "st4te", got.Get("state"))
	assert.Empty(t, got.Get("code"))
}

func TestOnlyTheShownPageCanBeAnsweredAndOnlyOnce(t *testing.T) {
	s := start(t, sandbox.Options{})
	link := linkFor(s, "http://localhost:28421/callback")
	for _, form := range []url.Values{
		{"decision": {"allow"}}, {"decision": {"allow"}, "token": {"made up"}},
	} {
		assert.Equal(t, http.StatusBadRequest, post(t, s, nobody, "/site/oauth2/authorize", form).status)
	}
	skipped := send(t, http.MethodGet, link+"&decision=allow", nobody, "", "")
	assert.Equal(t, http.StatusOK, skipped.status, "a link alone gives no consent")

	page := send(t, http.MethodGet, link, nobody, "", "")
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page.text)
	require.NotNil(t, token)
	form := url.Values{"decision": {"allow"}, "token": {token[1]}}
	first := post(t, s, nobody, "/site/oauth2/authorize", form)
	assert.Equal(t, http.StatusFound, first.status)
	assert.Contains(t, first.header.Get("Location"), "http://localhost:28421/callback?code=")
	assert.Equal(t, http.StatusBadRequest, post(t, s, nobody, "/site/oauth2/authorize", form).status)
}

func TestSomebodyElseCanSignInAtTheBrowser(t *testing.T) {
	s := start(t, sandbox.Options{})
	link := linkFor(s, "http://localhost:28421/callback")
	page := send(t, http.MethodGet, link, nobody, "", "")
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page.text)
	require.NotNil(t, token)
	switched := post(t, s, nobody, "/site/oauth2/authorize", url.Values{"decision": {"switch"}, "token": {token[1]}})
	require.Equal(t, http.StatusSeeOther, switched.status)
	cookie, _, _ := strings.Cut(switched.header.Get("Set-Cookie"), ";")
	again := send(t, http.MethodGet, s.Line().CloudWeb+switched.header.Get("Location"), func(r *http.Request) {
		r.Header.Set("Cookie", cookie)
	}, "", "")
	assert.Contains(t, again.text, `title="Mika Lindqvist">Mika Lindqvist<`)
	assert.Contains(t, send(t, http.MethodGet, link, nobody, "", "").text, `title="Jana Weber">Jana Weber<`, "another browser is not touched")
	other := start(t, sandbox.Options{})
	elsewhere := send(t, http.MethodGet, linkFor(other, "http://localhost:28421/callback"), func(r *http.Request) { r.Header.Set("Cookie", cookie) }, "", "")
	assert.Contains(t, elsewhere.text, `title="Jana Weber">Jana Weber<`, "nor another sandbox, although the browser sends it the cookie too")
}

func TestTheSecondAccountSeesItsOwnPlaces(t *testing.T) {
	s := start(t, sandbox.Options{})
	require.Len(t, s.Accounts(), 2)
	assert.False(t, s.SignInAs("stranger@nordlicht.example"))
	require.True(t, s.SignInAs(s.Accounts()[1]))
	mika := bearer(connect(t, s).Access)
	assert.Equal(t, "Mika Lindqvist", get(t, s, mika, "/user").object(t)["display_name"])
	assert.Len(t, get(t, s, mika, "/user/workspaces").values(t), 2)
	assert.Len(t, get(t, s, mika, "/repositories/mika-lindqvist").values(t), 3)
	assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), "/repositories/mika-lindqvist").status, "the first account does not see them")
}

func TestACodeWorksOnce(t *testing.T) {
	s := start(t, sandbox.Options{})
	code, redirect := code(t, s)
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}}
	readTokens(t, post(t, s, consumer(s), tokenPath, form))
	again := post(t, s, consumer(s), tokenPath, form)
	assert.Equal(t, http.StatusBadRequest, again.status)
	assert.Equal(t, "invalid_grant", again.object(t)["error"])
}

func TestTheExchangeChecksRedirectAndVerifier(t *testing.T) {
	s := start(t, sandbox.Options{})
	verifier := "a-verifier-of-more-than-forty-three-characters-in-all"
	sum := sha256.Sum256([]byte(verifier))
	challenge := []string{"code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]), "code_challenge_method", "S256"}
	for name, c := range map[string]struct {
		change url.Values
		status int
	}{
		"as agreed":       {nil, http.StatusOK},
		"other redirect":  {url.Values{"redirect_uri": {"http://localhost:1/callback"}}, http.StatusBadRequest},
		"no redirect":     {url.Values{"redirect_uri": {""}}, http.StatusBadRequest},
		"other verifier":  {url.Values{"code_verifier": {"another"}}, http.StatusBadRequest},
		"no verifier":     {url.Values{"code_verifier": {""}}, http.StatusBadRequest},
		"an unknown code": {url.Values{"code": {"unknown"}}, http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			code, redirect := code(t, s, challenge...)
			form := url.Values{
				"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {verifier},
			}
			for k, v := range c.change {
				form[k] = v
			}
			assert.Equal(t, c.status, post(t, s, consumer(s), tokenPath, form).status)
		})
	}
}

func TestARefreshTokenDiesWhenUsed(t *testing.T) {
	s := start(t, sandbox.Options{})
	first := connect(t, s)
	second := readTokens(t, refresh(t, s, first.Refresh))
	assert.NotEqual(t, first.Refresh, second.Refresh)
	assert.Equal(t, first.Scope, second.Scope)
	assert.Equal(t, http.StatusOK, get(t, s, bearer(second.Access), "/user").status)
	dead := refresh(t, s, first.Refresh)
	assert.Equal(t, http.StatusBadRequest, dead.status)
	assert.JSONEq(t, `{"error_description":"Invalid refresh_token","error":"invalid_request"}`, dead.text)
	readTokens(t, refresh(t, s, second.Refresh))
}

func TestExpiredSessionsAreRefreshedAndEndedOnesAreNot(t *testing.T) {
	s := start(t, sandbox.Options{})
	got := connect(t, s)
	s.ExpireSessions()
	expired := get(t, s, bearer(got.Access), "/user")
	assert.Equal(t, http.StatusUnauthorized, expired.status)
	assert.Equal(t, "Access token expired.", expired.said(t))
	renewed := readTokens(t, refresh(t, s, got.Refresh))
	assert.Equal(t, http.StatusOK, get(t, s, bearer(renewed.Access), "/user").status)

	s.EndSessions()
	assert.Equal(t, http.StatusUnauthorized, get(t, s, bearer(renewed.Access), "/user").status)
	assert.Equal(t, http.StatusBadRequest, refresh(t, s, renewed.Refresh).status)
}

func TestRevokingEndsBothTokensOfASession(t *testing.T) {
	s := start(t, sandbox.Options{})
	mine, other := connect(t, s), connect(t, s)
	assert.Equal(t, http.StatusOK, post(t, s, consumer(s), "/site/oauth2/revoke", url.Values{"token": {mine.Refresh}}).status)
	assert.Equal(t, http.StatusOK, post(t, s, consumer(s), "/site/oauth2/revoke", url.Values{"token": {"unknown"}}).status)
	assert.Equal(t, http.StatusBadRequest, post(t, s, nobody, "/site/oauth2/revoke", url.Values{"token": {other.Access}}).status)
	assert.Equal(t, http.StatusUnauthorized, get(t, s, bearer(mine.Access), "/user").status)
	assert.Equal(t, http.StatusBadRequest, refresh(t, s, mine.Refresh).status)
	assert.Equal(t, http.StatusOK, get(t, s, bearer(other.Access), "/user").status)
}

func TestTheTokenEndpointWantsTheConsumerAndAForm(t *testing.T) {
	s := start(t, sandbox.Options{})
	form := url.Values{"grant_type": {"client_credentials"}}
	for name, as := range map[string]signer{
		"nobody": nobody, "wrong key": basic("x", s.Line().ClientSecret), "wrong secret": basic(s.Line().ClientID, "x"),
	} {
		refused := post(t, s, as, tokenPath, form)
		assert.Equal(t, http.StatusBadRequest, refused.status, name)
		assert.Equal(t, "unauthorized_client", refused.object(t)["error"], name)
	}
	assert.Contains(t, post(t, s, bearer("x"), tokenPath, form).header.Get("Content-Type"), "text/html")
	assert.Equal(t, "invalid_grant", post(t, s, consumer(s), tokenPath, url.Values{"grant_type": {"password"}}).object(t)["error"])

	owner := readTokens(t, post(t, s, consumer(s), tokenPath, form))
	assert.Empty(t, owner.Refresh, "client credentials get no refresh token since May 2026")
	assert.Equal(t, http.StatusOK, get(t, s, bearer(owner.Access), "/user").status)
}

func TestScopesAreNarrowedToWhatTheConsumerMayHave(t *testing.T) {
	s := start(t, sandbox.Options{})
	assert.Equal(t, "account repository webhook pullrequest project", connect(t, s).Scope, "nothing asked is everything")
	s.LimitScopes("account", "webhook")
	got := connect(t, s, "scope", "account repository")
	assert.Equal(t, "account", got.Scope)
	refused := get(t, s, bearer(got.Access), "/repositories/nordlicht-apps")
	assert.Equal(t, http.StatusForbidden, refused.status)
	assert.Contains(t, refused.text, `"required":["repository"]`)
	assert.Contains(t, refused.text, `"granted":["account"]`)
}

func TestConsentNeverLeavesTheSandbox(t *testing.T) {
	s := start(t, sandbox.Options{})
	assert.Error(t, s.Consent("https://bitbucket.org/site/oauth2/authorize?client_id=x", true))
	err := s.Consent(linkFor(s, "http://127.0.0.1:1/callback"), true)
	require.Error(t, err, "nobody listens there")
	assert.NotContains(t, err.Error(), "code=")
	assert.NotContains(t, err.Error(), "st4te")
}
