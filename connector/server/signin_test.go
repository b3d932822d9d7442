package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/server"
)

func TestNoCredentialLeavesBeforeTheAddressProvedToBeABitbucket(t *testing.T) {
	for name, properties := range map[string]http.HandlerFunc{
		"too old":         says(200, `{"version":"7.13.9","buildNumber":"1","displayName":"Bitbucket"}`),
		"another product": says(200, `{"version":"9.0.0","buildNumber":"1","displayName":"Confluence"}`),
		"no product":      says(200, `{}`),
		"not JSON":        func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") },
		"a sign-in":       func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) },
		"failing":         says(500, `{}`),
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.answers["/application-properties"] = properties
			report := climb(t, f.client(), "APP/shop")
			assert.Equal(t, connector.Blocked, report.Verdict())
			assert.Len(t, codes(report), 1)
			assert.Empty(t, f.withToken())
			assert.Equal(t, connector.Skip, rungOf(t, report, connector.CheckSignIn).State)
		})
	}
}

func TestEachRungMakesOneAttempt(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = says(503, "")
	climb(t, f.client(), "")
	assert.Equal(t, []string{"/application-properties", "/repos?archived=ALL&limit=100"}, f.requests())
}

func TestAnEmptyTokenIsNotSent(t *testing.T) {
	for _, token := range []string{"", " \n"} {
		f := newFake(t)
		c := server.New(server.Options{Address: f.URL, Token: connector.NewSecret(token), Transport: calm()})
		assert.Equal(t, []string{"sign-in/token-missing"}, codes(climb(t, c, "")))
		assert.Equal(t, []string{"/application-properties"}, f.requests())
	}
}

func TestATokenIsTrimmedAndOneWithALineEndInsideIsRejectedUnsent(t *testing.T) {
	f := newFake(t)
	var got string
	f.answers["/repos"] = func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		says(200, `{"values":[],"isLastPage":true}`)(w, r)
	}
	climb(t, server.New(server.Options{Address: f.URL, Token: connector.NewSecret(" t0ken\r\n"), Transport: calm()}), "")
	assert.Equal(t, "Bearer t0ken", got)

	f = newFake(t)
	report := climb(t, server.New(server.Options{Address: f.URL, Token: connector.NewSecret("t0\nken"), Transport: calm()}), "")
	assert.Equal(t, []string{"sign-in/token-rejected"}, codes(report))
	assert.Empty(t, f.withToken())
}

func TestTheKindsOfRefusalAreToldApart(t *testing.T) {
	for exception, want := range map[string]string{
		"IncorrectPasswordAuthenticationException": "sign-in/token-rejected",
		"ExpiredPasswordAuthenticationException":   "sign-in/token-rejected",
		"ExpiredAuthenticationException":           "sign-in/token-expired",
		"AuthenticationRequiredException":          "sign-in/token-missing",
		"AuthorisationException":                   "sign-in/not-permitted",
		"NoAccessAuthenticationException":          "sign-in/account-unlicensed",
		"InactiveUserAuthenticationException":      "sign-in/account-unlicensed",
		"CaptchaRequiredAuthenticationException":   "sign-in/captcha-locked",
		"IncorrectCaptchaAuthenticationException":  "sign-in/captcha-locked",
		"AuthenticationSystemException":            "sign-in/server-error",
		"Unheard":                                  "sign-in/token-rejected",
		"":                                         "sign-in/token-rejected",
	} {
		for _, pack := range []string{ // they moved between 7.x, 8.x and 9.x
			"com.atlassian.bitbucket.auth.", "com.atlassian.bitbucket.", "com.atlassian.stash.exception.",
			"com.atlassian.plugins.rest.api.security.exception.", "com.atlassian.plugins.rest.common.security.Sub$", "",
		} {
			for _, status := range []int{401, 403} {
				name := ""
				if exception != "" {
					name = pack + exception
				}
				f := newFake(t)
				f.answers["/repos"] = refuses(status, name)
				report := climb(t, f.client(), "")
				assert.Equal(t, []string{want}, codes(report), name)
				p, _ := report.Worst()
				assert.Equal(t, connector.Evidence{
					Status: status, Exception: name, Address: f.URL + restAPI + "/repos", Said: "No.", Millis: p.Evidence.Millis,
				}, p.Evidence)
				assertArgs(t, p)
				assert.Len(t, f.withToken(), 1, "nothing is tried again")
			}
		}
	}
}

func TestACaptchaIsAlsoToldByItsHeader(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=https://git.example.test/login")
		w.WriteHeader(401)
	}
	assert.Equal(t, []string{"sign-in/captcha-locked"}, codes(climb(t, f.client(), "")))
	assert.Len(t, f.withToken(), 1, "nothing is tried again")
}

func TestWordsThatRepeatTheTokenAreMasked(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(401)
		_, _ = io.WriteString(w, "bad header "+r.Header.Get("Authorization"))
	}
	p, _ := climb(t, f.client(), "").Worst()
	assert.Equal(t, "bad header Bearer ***", p.Evidence.Said)
}

func TestABrokenHeaderThatRepeatsTheTokenIsNotQuoted(t *testing.T) {
	f := newFake(t)
	token := connector.NewSecret("BBDC-secret")
	f.answers["/repos"] = func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if assert.NoError(t, err) {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nLocation: /\x01"+token.Reveal()+"\r\n\r\n")
			_ = conn.Close()
		}
	}
	c := server.New(server.Options{Address: f.URL, Token: token, Transport: calm()})
	p := only(t, climb(t, c, ""))
	assert.Equal(t, connector.CodeAnswerInvalid, p.Code)
	assert.Contains(t, p.Error(), "malformed", "what it was is still told")
	assert.NotContains(t, p.Error(), "secret")
	_, _, err := list(t.Context(), c)
	assert.NotContains(t, err.Error(), "secret")
}

func TestAPageInsteadOfTheListIsASignInPage(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>Log in</html>") }
	assert.Equal(t, []string{"sign-in/login-page"}, codes(climb(t, f.client(), "")))
}

func TestWhoIsSignedInIsDecoded(t *testing.T) {
	for header, want := range map[string]string{
		"access-token-user%2F2%2F11754": "access-token-user/2/11754", "ada+l": "ada+l", "100%": "100%", "j%C3%B6rg": "jörg",
	} {
		f := newFake(t)
		f.answers["/repos"] = func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header()["X-AUSERNAME"] = []string{header}
			_, _ = io.WriteString(w, `{"values":[{"id":1,"slug":"a","project":{"key":"A"}}]}`)
		}
		c := f.client()
		assert.Equal(t, want, climb(t, c, "").Fact("account"))
		identity, err := c.Identity(t.Context())
		require.NoError(t, err)
		assert.Equal(t, connector.Account{ID: want, Name: want, Login: want}, identity.Account, "no display name is no failure")
	}
}

func TestTheDisplayNameIsOnlyTakenFromTheSameUser(t *testing.T) {
	f := newFake(t)
	f.answers["/users/ada_l"] = says(200, `{"name":"Ada L","displayName":"Ada Lovelace"}`)
	identity, err := f.client().Identity(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "Ada Lovelace", identity.Account.Name)
	assert.Equal(t, f.URL, identity.Base)
	f.answers["/users/ada_l"] = says(200, `{"name":"ada_l","displayName":"Somebody Else"}`)
	identity, err = f.client().Identity(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "ada l", identity.Account.Name)
}

func TestIdentitySaysWhyNobodyIsSignedIn(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = refuses(401, "x.IncorrectPasswordAuthenticationException")
	_, err := f.client().Identity(t.Context())
	assert.True(t, connector.IsProblem(err, connector.CodeTokenRejected))
}

func TestACredentialBoundElsewhereIsNeverSent(t *testing.T) {
	f := newFake(t)
	c := server.New(server.Options{
		Address: f.URL, Transport: calm(),
		Credential: connector.Credential{
			Kind: connector.AccessToken, Token: connector.NewSecret("t0ken"),
			Origins: []string{connector.Origin(strings.Replace(f.URL, "127.0.0.1", "localhost", 1))},
		},
	})
	assert.Equal(t, []string{"sign-in/redirected-elsewhere"}, codes(climb(t, c, "")))
	for _, err := range c.Repositories(t.Context()) {
		assert.True(t, connector.IsProblem(err, connector.CodeRedirectedElsewhere))
	}
	assert.Empty(t, f.withToken())
}

func TestSeeingNoRepositoryIsAWarning(t *testing.T) {
	report := climb(t, newFake(t).client(), "")
	assert.Equal(t, []string{"sign-in/repositories-none"}, codes(report))
	assert.Equal(t, connector.Skip, rungOf(t, report, connector.CheckAdmin).State)
	assert.Equal(t, connector.Skip, rungOf(t, report, connector.CheckLinks).State)
	assert.Equal(t, connector.Attention, report.Verdict())
}

func TestAnAddressThatSendsToHTTPSOnTheSameNameIsUsedThere(t *testing.T) {
	f := newFake(t)
	f.repos(`{"id":1,"slug":"a","project":{"key":"A"}}`)
	f.answers["/projects/A/repos/A/webhooks"] = says(200, `{}`)
	secure := httptest.NewUnstartedServer(f)
	quiet(secure) // the last client hangs up, as it should
	secure.StartTLS()
	t.Cleanup(secure.Close)
	var signed []string
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed = append(signed, r.Header.Values("Authorization")...)
		http.Redirect(w, r, secure.URL+r.URL.RequestURI(), http.StatusMovedPermanently)
	}))
	t.Cleanup(plain.Close)
	o := calm()
	o.Roots = trusting(secure)
	c := server.New(server.Options{Address: plain.URL, Token: connector.NewSecret("t0ken"), Transport: o})
	report := climb(t, c, "")
	assert.Contains(t, codes(report), "product/https-available")
	assert.Equal(t, secure.URL, report.Fact("base"))
	assert.NotEmpty(t, f.withToken())
	assert.Empty(t, signed, "no token went over http")
	identity, err := c.Identity(t.Context())
	require.NoError(t, err)
	assert.Equal(t, secure.URL, identity.Base)

	c = server.New(server.Options{Address: plain.URL, Token: connector.NewSecret("t0ken"), Transport: calm()})
	assert.Equal(t, []string{"product/certificate-untrusted"}, codes(climb(t, c, "")), "only with a certificate that holds")
}

func TestAnAccountThatRepeatsTheTokenIsNotShown(t *testing.T) {
	f := newFake(t)
	token := connector.NewSecret("BBDC-secret")
	f.answers["/repos"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-AUSERNAME", r.Header.Get("Authorization"))
		_, _ = io.WriteString(w, `{"values":[],"isLastPage":true}`)
	}
	c := server.New(server.Options{Address: f.URL, Token: token, Transport: calm()})
	id, err := c.Identity(t.Context())
	require.NoError(t, err)
	assert.NotContains(t, id.Account.Login+id.Account.ID, "BBDC")
}

func TestAPageInsteadOfAListIsSomebodyElsesUntilABitbucketWasMet(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>Welcome") }
	c := f.client()
	_, err := c.Identity(t.Context())
	assert.True(t, connector.IsProblem(err, connector.CodeNotBitbucket), "%v", err)
	for _, check := range c.Checks("") {
		check.Run(t.Context())
	}
	_, err = c.Identity(t.Context())
	assert.True(t, connector.IsProblem(err, connector.CodeLoginPage), "%v", err)
}
