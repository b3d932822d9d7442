package server_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/server"
)

func TestVersionsAreComparedAsNumbers(t *testing.T) {
	for version, want := range map[string]connector.Code{
		"7.14.0": "", "7.14": "", "7.14.0-rc1": "", "10.0.0-SNAPSHOT": "", "8.19.12": "", "7.100.1": "", "9.4.1-eap2": "", "v8.0.0": "", "9.4.1.2": "",
		"7.9.1": connector.CodeVersionTooOld, "7.13.99": connector.CodeVersionTooOld, "6.10.17": connector.CodeVersionTooOld, "7.2-m01": connector.CodeVersionTooOld,
		"": connector.CodeVersionUnreadable, "9": connector.CodeVersionUnreadable, "master": connector.CodeVersionUnreadable,
		"99999999999999999999.1": connector.CodeVersionUnreadable,
	} {
		f := newFake(t)
		f.answers["/application-properties"] = says(200, `{"version":"`+version+`","displayName":"Bitbucket"}`)
		report := climb(t, f.client(), "")
		rung := rungOf(t, report, connector.CheckVersion)
		if want == "" {
			assert.Empty(t, blocking(rung), version)
			assert.Equal(t, version, rung.Facts["version"])
			continue
		}
		if assert.Len(t, rung.Problems, 1, version) {
			assert.Equal(t, want, rung.Problems[0].Code, version)
			assertArgs(t, rung.Problems[0])
		}
	}
}

// blocking are the problems of a rung that are more than news.
func blocking(rung connector.Rung) (found []connector.Problem) {
	for _, p := range rung.Problems {
		if p.Severity != connector.Info {
			found = append(found, p)
		}
	}
	return found
}

func TestAVersionAtlassianStoppedLookingAfterIsSaidWithItsDay(t *testing.T) {
	on := func(day string) func() time.Time {
		return func() time.Time {
			at, err := time.Parse(time.DateTime, day)
			require.NoError(t, err)
			return at
		}
	}
	for _, c := range []struct{ version, now, date string }{
		{"7.21.23", "2026-11-22 12:00:00", "2024-02-28"},
		{"7.14.0", "2026-11-22 12:00:00", ""},
		{"8.2.0-SNAPSHOT", "2026-11-22 12:00:00", ""},
		{"8.19.4", "2026-11-22 12:00:00", "2026-03-12"},
		{"9.4.16", "2026-12-04 00:00:00", "2026-12-03"},
		{"9.4.16", "2026-12-03 23:59:59", "none"},
		{"7.21.23", "2024-02-28 12:00:00", "none"},
		{"7.20.0", "2024-02-28 12:00:00", "none"},
		{"9.7.0", "2027-01-19 00:00:00", "none"},
		{"10.2.7", "2030-01-01 00:00:00", "none"},
	} {
		f := newFake(t)
		f.answers["/application-properties"] = says(200, `{"version":"`+c.version+`","displayName":"Bitbucket"}`)
		client := server.New(server.Options{Address: f.URL, Token: connector.NewSecret("t0ken"), Transport: calm(), Clock: on(c.now)})
		rung := rungOf(t, climb(t, client, ""), connector.CheckVersion)
		if c.date == "none" {
			assert.Empty(t, rung.Problems, c)
			continue
		}
		if assert.Len(t, rung.Problems, 1, c) {
			assert.Equal(t, connector.CodeVersionEndOfLife, rung.Problems[0].Code)
			assert.Equal(t, map[string]string{"version": c.version, "date": c.date}, rung.Problems[0].Args)
			assert.Equal(t, connector.Pass, rung.State, "it is news, and stops nobody")
		}
	}
}

func TestAnotherProductIsNamed(t *testing.T) {
	f := newFake(t)
	f.answers["/application-properties"] = says(200, `{"version":"9.4.1","buildNumber":"1","displayName":"Confluence"}`)
	p, _ := climb(t, f.client(), "").Worst()
	assert.Equal(t, connector.CodeNotBitbucket, p.Code)
	assert.Equal(t, map[string]string{"address": f.URL, "product": "Confluence"}, p.Args)
}

func TestARenamedBitbucketIsOneIfItAnswersLikeOne(t *testing.T) {
	renamed := says(200, `{"version":"9.4.1","buildNumber":"9004001","displayName":"Harbour Code"}`)
	for name, c := range map[string]struct {
		repos http.HandlerFunc
		is    bool
	}{
		"open to anybody": {says(200, `{"values":[],"isLastPage":true}`), true},
		"signed in only":  {refuses(401, "com.atlassian.plugins.rest.api.security.exception.AuthenticationRequiredException"), true},
		"something else":  {says(200, `[]`), false},
		"another refusal": {says(401, `{"error":"no"}`), false},
		"a page":          {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.answers["/application-properties"], f.answers["/repos?limit=1"] = renamed, c.repos
			report := climb(t, f.client(), "")
			assert.Equal(t, !c.is, strings.Contains(strings.Join(codes(report), " "), "not-bitbucket"))
			assert.NotContains(t, f.withToken(), "/repos?limit=1")
		})
	}
}

func TestASignInPageInFrontIsToldFromAnotherWebsite(t *testing.T) {
	for page, want := range map[string]string{
		`<html><form><input name=u><input type="password"></form></html>`: "product/login-page",
		`<!doctype html><form><input name="SAMLRequest"></form>`:          "product/login-page",
		`<html><h1>It works!</h1></html>`:                                 "product/not-bitbucket",
	} {
		f := newFake(t)
		f.answers["/application-properties"] = func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, page) }
		assert.Equal(t, []string{want}, codes(climb(t, f.client(), "")))
	}
}

func TestTheAddressRungAsksNobody(t *testing.T) {
	for address, want := range map[string]string{
		"https://bitbucket.org/harbour/shop": "address/address-is-cloud",
		"not an address":                     "address/address-invalid",
		"http://git.example.test":            "address/address-insecure",
	} {
		o := calm()
		o.Proxy, o.Resolver = nobody(t), nil
		c := server.New(server.Options{Address: address, Token: connector.NewSecret("t"), Transport: o})
		report := climb(t, c, "")
		assert.Equal(t, []string{want}, codes(report))
		for _, err := range c.Repositories(t.Context()) {
			assert.Error(t, err)
		}
	}
}

func TestPlainHTTPThatWasAllowedIsAWarning(t *testing.T) {
	o := calm()
	f := newFake(t)
	f.repos(`{"id":1,"slug":"a","project":{"key":"A"}}`)
	o.AllowHTTP, o.Proxy = true, via(t, f)
	c := server.New(server.Options{Address: "http://git.example.test", Token: connector.NewSecret("t"), Transport: o})
	report := climb(t, c, "")
	assert.Equal(t, connector.Warned, rungOf(t, report, connector.CheckAddress).State)
	assert.Equal(t, connector.Pass, rungOf(t, report, connector.CheckSignIn).State)
	assert.NotEmpty(t, report.Fact("proxy"))
}
