package cloud_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
)

// answers is a Bitbucket of which each path says one thing; the rest is 404.
type answers map[string]answer

type answer struct {
	status int
	body   string
	header map[string]string
}

func says(body string) answer { return answer{body: body} }

func (a answers) serve(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one, ok := a[strings.TrimPrefix(r.URL.Path, "/2.0")]
		if !ok {
			one = answer{status: 404, body: `{"type":"error","error":{"message":"Resource not found"}}`}
		}
		w.Header().Set("Content-Type", "application/json")
		for k, v := range one.header {
			w.Header().Set(k, v)
		}
		if one.status != 0 {
			w.WriteHeader(one.status)
		}
		_, _ = w.Write([]byte(strings.ReplaceAll(one.body, "{API}", "http://"+r.Host+"/2.0")))
	}))
	t.Cleanup(s.Close)
	return s
}

// client asks such a Bitbucket.
func (a answers) client(t *testing.T, kind connector.CredentialKind, change ...func(*cloud.Options)) *cloud.Client {
	t.Helper()
	s := a.serve(t)
	o := cloud.Options{
		API: s.URL + "/2.0", Web: s.URL, Transport: carrier(),
		Source: cloud.Static(connector.Credential{
			Kind: kind, Email: "a@b.example", Token: connector.NewSecret("the-token"), Origins: []string{connector.Origin(s.URL)},
		}),
	}
	for _, c := range change {
		c(&o)
	}
	return cloud.New(o)
}

// healthy is one workspace with one repository.
func healthy() answers {
	return answers{
		"/user":                   says(`{"uuid":"{u}","display_name":"Ada"}`),
		"/user/workspaces":        says(`{"values":[{"administrator":true,"workspace":{"slug":"w","uuid":"{w}"}}]}`),
		"/workspaces/w":           says(`{"slug":"w","uuid":"{w}","name":"The W"}`),
		"/repositories/w":         says(`{"size":1,"values":[{"uuid":"{r}","slug":"r","full_name":"w/r","name":"R","mainbranch":{"name":"main"}}]}`),
		"/repositories/w/r":       says(`{"uuid":"{r}","slug":"r","full_name":"w/r","name":"R","mainbranch":{"name":"main"}}`),
		"/repositories/w/r/hooks": says(`{"values":[]}`),
		"/user/workspaces/w/permissions/repositories": says(`{"values":[{"permission":"admin","repository":{"uuid":"{r}"}}]}`),
	}
}

func (a answers) but(path string, one answer) answers {
	out := answers{}
	for k, v := range a {
		out[k] = v
	}
	out[path] = one
	return out
}

func TestEachRefusalIsJudgedByItsOwnWords(t *testing.T) {
	for name, c := range map[string]struct {
		path string
		say  answer
		want string
		args map[string]string
	}{
		"a scope error with an object": {
			"/user",
			answer{status: 403, body: `{"error":{"message":"Your credentials lack one or more required privilege scopes.","detail":{"required":["account","email"],"granted":["email","repository"]}}}`},
			"account:fail(scope-missing block)",
			map[string]string{"scopes": "account", "kind": "session"},
		},
		"a scope error with headers only": {
			"/user",
			answer{status: 403, body: `{"error":{"message":"Your credentials lack one or more required privilege scopes."}}`, header: map[string]string{"X-Accepted-OAuth-Scopes": "account", "X-OAuth-Scopes": "repository, webhook"}},
			"account:fail(scope-missing block)",
			map[string]string{"scopes": "account", "kind": "session"},
		},
		"a scope error with nothing": {
			"/user",
			answer{status: 403, body: `{"error":{"message":"Your credentials lack one or more required privilege scopes.","detail":"see the documentation"}}`},
			"account:fail(scope-missing block)",
			map[string]string{"scopes": "account", "kind": "session"},
		},
		"a scope error of webhooks with nothing": {
			"/repositories/w/r/hooks",
			answer{status: 403, body: `{"error":{"message":"Your credentials lack one or more required privilege scopes.","detail":null}}`},
			"webhook:warn(scope-missing warn)",
			map[string]string{"scopes": "webhook", "kind": "session"},
		},
		"a scope error that names what is needed, and in a header what is there": {
			"/repositories/w",
			answer{status: 403, body: `{"error":{"message":"Your credentials lack one or more required privilege scopes.","detail":{"required":["account","repository"]}}}`, header: map[string]string{"X-OAuth-Scopes": "account"}},
			"repositories:fail(scope-missing block)",
			map[string]string{"scopes": "repository", "kind": "session"},
		},
		"a scope error in the headers alone": {
			"/repositories/w",
			answer{status: 403, body: `{"error":{"message":"Forbidden"}}`, header: map[string]string{"X-Accepted-OAuth-Scopes": "repository", "X-OAuth-Scopes": "account, webhook"}},
			"repositories:fail(scope-missing block)",
			map[string]string{"scopes": "repository", "kind": "session"},
		},
		"403 though the scopes are there": {
			"/repositories/w",
			answer{status: 403, body: `{"error":{"message":"Forbidden"}}`, header: map[string]string{"X-Accepted-OAuth-Scopes": "repository", "X-OAuth-Scopes": "account, pullrequest"}},
			"repositories:fail(not-permitted block)",
			nil,
		},
		"403 with another detail": {
			"/repositories/w",
			answer{status: 403, body: `{"error":{"message":"Forbidden","detail":"No."}}`},
			"repositories:fail(not-permitted block)",
			map[string]string{"account": "Ada", "resource": "w", "why": ""},
		},
		"403 as text": {"/repositories/w", answer{status: 403, body: `no`, header: map[string]string{"Content-Type": "text/plain"}}, "repositories:fail(not-permitted block)", nil},
		"two steps said in the detail": {
			"/repositories/w",
			answer{status: 403, body: `{"error":{"message":"Forbidden","detail":"Enable two-step verification first."}}`},
			"repositories:fail(two-step-required block)",
			map[string]string{"workspace": "w"},
		},
		"an old password":               {"/user", answer{status: 401, body: `{"error":{"message":"App passwords are no longer supported. Use an API token."}}`}, "account:fail(token-kind-unsupported block)", map[string]string{"kind": "app-password"}},
		"expired otherwise":             {"/user", answer{status: 401, body: `{"error":{"message":"The OAuth token has expired"}}`}, "account:fail(token-expired block)", nil},
		"two steps elsewhere":           {"/repositories/w", answer{status: 400, body: `{"error":{"message":"no two-step here"}}`}, "repositories:fail(answer-invalid block)", nil},
		"no such workspace":             {"/repositories/w", answer{status: 404, body: `{"error":{"message":"No workspace with identifier 'w'."}}`}, "repositories:fail(not-permitted block)", map[string]string{"account": "Ada", "resource": "w", "why": "missing"}},
		"a page after all":              {"/repositories/w", answer{body: `<html><title>Welcome`, header: map[string]string{"Content-Type": "text/html"}}, "repositories:fail(login-page block)", nil},
		"a page that calls itself JSON": {"/user", answer{body: `<!DOCTYPE html><title>nginx`}, "account:fail(not-bitbucket block)", nil},
		"404 of another program":        {"/user", answer{status: 404, body: `{"message":"Not Found"}`}, "account:fail(not-bitbucket block)", nil},
		"no API at a workspace":         {"/user/workspaces", answer{status: 404, body: `{"error":{"message":"Resource not found","detail":"There is no API hosted at this URL."}}`}, "workspaces:fail(not-bitbucket block)", nil},
		"429 as text":                   {"/repositories/w", answer{status: 429, body: `Rate limit for this resource has been exceeded`, header: map[string]string{"Content-Type": "text/plain"}}, "repositories:fail(rate-limited warn)", nil},
		"too deep":                      {"/repositories/w", answer{status: 555, body: `{}`}, "repositories:fail(server-error block)", nil},
		"another page":                  {"/user", answer{body: `<!doctype html><title>Welcome to nginx</title>`, header: map[string]string{"Content-Type": "text/html"}}, "account:fail(not-bitbucket block)", nil},
		"a sign-in page":                {"/user", answer{body: `<html><form><input type="password"></form></html>`, header: map[string]string{"Content-Type": "text/html"}}, "account:fail(login-page block)", nil},
		"404 as a page":                 {"/user", answer{status: 404, body: `<html>nothing</html>`, header: map[string]string{"Content-Type": "text/html"}}, "account:fail(not-bitbucket block)", nil},
		"no API there":                  {"/user", answer{status: 404, body: `{"error":{"message":"Resource not found","detail":"There is no API hosted at this URL."}}`}, "account:fail(not-bitbucket block)", nil},
		"nobody":                        {"/user", says(`{}`), "account:fail(answer-invalid block)", nil},
		"not JSON":                      {"/user", says(`hello`), "account:fail(answer-invalid block)", nil},
		"a bad request":                 {"/user", answer{status: 400, body: `{}`}, "account:fail(answer-invalid block)", nil},
		"rights not listed":             {"/user/workspaces/w/permissions/repositories", answer{status: 403, body: `{"error":{"message":"Forbidden"}}`}, "admin:warn(not-permitted warn)", map[string]string{"account": "Ada", "resource": "w", "why": "rights"}},
		"hooks forbidden":               {"/repositories/w/r/hooks", answer{status: 403, body: `{"error":{"message":"Forbidden"}}`}, "webhook:warn(not-permitted warn)", map[string]string{"account": "Ada", "resource": "w/r", "why": "webhooks"}},
		"hooks not found":               {"/repositories/w/r/hooks", answer{status: 404, body: `{}`}, "webhook:warn(not-permitted warn)", map[string]string{"account": "Ada", "resource": "w/r", "why": "webhooks"}},
		"hooks need a scope": {
			"/repositories/w/r/hooks",
			answer{status: 403, body: `{"error":{"message":"Your credentials lack one or more required privilege scopes.","detail":{"required":["webhook"],"granted":["account"]}}}`},
			"webhook:warn(scope-missing warn)",
			map[string]string{"scopes": "webhook", "kind": "session"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := climb(t, healthy().but(c.path, c.say).client(t, connector.Session), "w/r")
			assert.Contains(t, told(r), c.want)
			if c.args != nil {
				worst, _ := r.Worst()
				assert.Equal(t, c.args, worst.Args)
			}
		})
	}
}

func TestEvidenceHoldsTheirWordsAndNoToken(t *testing.T) {
	c := healthy().but("/user", answer{status: 401, body: `{"error":{"message":"Your\n\nthe-token is bad"}}`}).client(t, connector.Session)
	r := climb(t, c, "")
	p := problem(t, r, connector.CodeTokenRejected)
	assert.Equal(t, "Your *** is bad", p.Evidence.Said)
	assert.Equal(t, 401, p.Evidence.Status)
	assert.Contains(t, p.Evidence.Address, "/2.0/user")
	assert.NotContains(t, fmt.Sprintf("%+v %v", r, p.Error()), "the-token")
}

func TestAnAccessTokenIsAskedForItsWorkspaceByName(t *testing.T) {
	unknown := `{"type":"error","error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}`
	r := climb(t, healthy().but("/user/workspaces", answer{status: 401, body: unknown}).client(t, connector.AccessToken), "")
	assert.Contains(t, told(r), "workspaces:fail(token-rejected block)(workspace-needed info)")
	assert.Equal(t, "yes", problem(t, r, connector.CodeTokenRejected).Args["unplaced"], "it may be a good token all the same")
	r = climb(t, healthy().but("/repositories/w", answer{status: 401, body: unknown}).client(t, connector.AccessToken, in("w")), "")
	assert.Empty(t, problem(t, r, connector.CodeTokenRejected).Args["unplaced"])
	forbidden := healthy().but("/user/workspaces", answer{status: 403, body: `{"error":{"message":"Forbidden"}}`})
	assert.Contains(t, told(climb(t, forbidden.client(t, connector.AccessToken), "")), "workspaces:fail(workspace-needed block)")
	assert.Equal(t, connector.Ready, climb(t, forbidden.client(t, connector.AccessToken), "w/r").Verdict(), "the repository names it")
	closed := forbidden.but("/workspaces/w", answer{status: 403, body: `{}`})
	assert.Equal(t, connector.Ready, climb(t, closed.client(t, connector.AccessToken, in("w")), "").Verdict(), "a repository's token may not read its workspace")
	for _, err := range errorsOf(t, forbidden.client(t, connector.AccessToken)) {
		assert.True(t, connector.IsProblem(err, connector.CodeWorkspaceNeeded), "%v", err)
	}
}

func TestOneClosedWorkspaceDoesNotHideTheOthers(t *testing.T) {
	a := healthy().but("/user/workspaces", says(`{"values":[{"workspace":{"slug":"closed"}},{"workspace":{"slug":"w"}}]}`)).
		but("/repositories/closed", answer{status: 403, body: `{"error":{"message":"enable two-step verification"}}`})
	r := climb(t, a.client(t, connector.Session), "")
	assert.Contains(t, told(r), "repositories:warn(two-step-required warn)")
	assert.Equal(t, "closed", problem(t, r, connector.CodeTwoStepRequired).Args["workspace"])
	repositories, err := all(t, a.client(t, connector.Session))
	assert.Len(t, repositories, 1)
	assert.True(t, connector.IsProblem(err, connector.CodeTwoStepRequired), "told at the end: %v", err)
}

func TestTheBudgetIsShownWhereItIsTold(t *testing.T) {
	a := healthy().but("/repositories/w", answer{
		body:   `{"size":1,"values":[{"uuid":"{r}","slug":"r","full_name":"w/r"}]}`,
		header: map[string]string{"X-RateLimit-Limit": "1000", "X-RateLimit-NearLimit": "true", "X-RateLimit-Resource": "api", "X-RateLimit-Remaining": "150"},
	})
	r := climb(t, a.client(t, connector.AccessToken, in("w")), "")
	assert.Contains(t, told(r), "budget:pass")
	assert.Equal(t, "1000", r.Fact("budget"))
	assert.Equal(t, []string{"true", "api", "150"}, []string{r.Fact("near-limit"), r.Fact("resource"), r.Fact("left")})
}

func TestCheckingAgainForgetsWhatWasFound(t *testing.T) {
	a := healthy().but("/user", answer{
		body: `{"uuid":"{u}","display_name":"Ada"}`, header: map[string]string{"X-OAuth-Scopes": "account, repository"},
	})
	c := a.client(t, connector.Session)
	require.Equal(t, connector.Ready, climb(t, c, "").Verdict())
	a["/user"] = answer{body: `{"uuid":"{v}","display_name":"Bea"}`, header: map[string]string{"X-OAuth-Scopes": "account"}}
	r := climb(t, c, "")
	assert.Equal(t, "Bea", r.Fact("account"))
	assert.Contains(t, told(r), "scopes:fail(scope-missing block)")
	a["/user"] = says(`{"uuid":"{v}","display_name":"Bea"}`)
	assert.Contains(t, told(climb(t, c, "")), "scopes:skip", "what is not told any more is not known any more")
}

func TestAnAdminRightOnARepositoryOfTheSameNameDoesNotCount(t *testing.T) {
	a := healthy().but("/user/workspaces/w/permissions/repositories", says(`{"values":[
		{"permission":"admin","repository":{"uuid":"{other}","name":"R"}},{"permission":"write","repository":{"uuid":"{r}","name":"R"}}]}`))
	assert.Contains(t, told(climb(t, a.client(t, connector.Session), "w/r")), "admin:warn(admin-missing warn)")
}
