package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/server"
)

// host is a computer with a Bitbucket somewhere on it, which it finds by path, and a front page.
type host struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
	front string // where the front page redirects to; empty is nowhere
	is    map[string]string
}

// newHost makes one; is maps context paths to the names of what lives there.
func newHost(t *testing.T, front string, is map[string]string) *host {
	t.Helper()
	h := &host{front: front, is: is}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

// ServeHTTP answers.
func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.asked = append(h.asked, r.URL.Path)
	h.mu.Unlock()
	under, properties := strings.CutSuffix(r.URL.Path, restAPI+"/application-properties")
	switch name, lives := h.is[under]; {
	case properties && strings.HasPrefix(name, "/"):
		http.Redirect(w, r, h.URL+name, http.StatusFound)
	case properties && lives:
		says(200, `{"version":"10.2.7","buildNumber":"1","displayName":"`+name+`"}`)(w, r)
	case r.URL.Path == "/" && h.front != "":
		http.Redirect(w, r, h.front, http.StatusFound)
	case strings.HasSuffix(r.URL.Path, "/login"):
		_, _ = io.WriteString(w, "<html>Log in")
	default:
		http.NotFound(w, r)
	}
}

// requests gives the paths it was asked so far.
func (h *host) requests() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.asked)
}

func (h *host) check(t *testing.T, path string) connector.Report {
	t.Helper()
	return climb(t, server.New(server.Options{Address: h.URL + path, Token: connector.NewSecret("t0ken"), Transport: calm()}), "")
}

func TestABitbucketUnderAnotherPathIsFound(t *testing.T) {
	bitbucket := func(path string) map[string]string { return map[string]string{path: "Bitbucket"} }
	for name, c := range map[string]struct {
		typed, front string
		is           map[string]string
		found        string
	}{
		"the path was left out":          {"", "", bitbucket("/bitbucket"), "/bitbucket"},
		"an older name":                  {"", "", bitbucket("/stash"), "/stash"},
		"another usual one":              {"", "", bitbucket("/git"), "/git"},
		"too much was typed":             {"/a/b/c", "", bitbucket("/a"), "/a"},
		"a little too much":              {"/a/b/c", "", bitbucket("/a/b"), "/a/b"},
		"the nearest one":                {"/a/b/c", "", map[string]string{"/a/b": "Bitbucket", "/a": "Bitbucket"}, "/a/b"},
		"far too much":                   {"/a/b/c/d/e", "", bitbucket("/a"), "/a"},
		"it is at the root":              {"/a/b", "", bitbucket(""), ""},
		"the front page leads there":     {"", "/code/login?next=x", bitbucket("/code"), "/code"},
		"its dashboard":                  {"/x", "/team/git/dashboard", bitbucket("/team/git"), "/team/git"},
		"not another product":            {"/jira", "/bamboo", map[string]string{"/bitbucket": "Jira", "/stash": "Bitbucket"}, "/stash"},
		"another product is at the root": {"", "", map[string]string{"": "Jira", "/bitbucket": "Bitbucket"}, "/bitbucket"},
		"a redirect of the API names it": {"", "", map[string]string{"": "/bitbucket" + restAPI + "/application-properties", "/bitbucket": "Bitbucket"}, "/bitbucket"},
		"a redirect to its sign-in":      {"", "", map[string]string{"": "/code/login", "/code": "Bitbucket"}, "/code"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t, c.front, c.is)
			report := h.check(t, c.typed)
			assert.Equal(t, []string{"product/context-path-missing"}, codes(report))
			assert.Equal(t, map[string]string{"address": h.URL + c.found}, only(t, report).Args)
			assert.LessOrEqual(t, len(h.requests()), 12, "%v", h.requests())
		})
	}
}

func TestASearchOnAHostWithoutABitbucketIsShort(t *testing.T) {
	h := newHost(t, "", nil)
	assert.Equal(t, []string{"product/not-bitbucket"}, codes(h.check(t, "/a/b/c/d/e/f")))
	properties := restAPI + "/application-properties"
	assert.Equal(t, []string{
		"/a/b/c/d/e/f" + properties, "/a/b" + properties, "/a" + properties, "/",
		"/bitbucket" + properties, "/stash" + properties, "/git" + properties, properties,
	}, h.requests())

	h = newHost(t, "", map[string]string{"": "/login"})
	assert.Equal(t, []string{"product/login-page"}, codes(h.check(t, "")))
	assert.Equal(t, []string{properties, "/login"}, h.requests(), "a sign-in at the same path hides nothing next door")
}

func TestAnHTTPSUpgradeKeepsThePathThatWasTyped(t *testing.T) {
	f := newFake(t)
	f.oneRepo()
	for path, answer := range f.answers {
		f.answers["/code"+restAPI+path] = answer
	}
	secure := httptest.NewUnstartedServer(f)
	quiet(secure)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, secure.URL+"/welcome", http.StatusMovedPermanently)
	}))
	t.Cleanup(plain.Close)
	o := calm()
	o.Roots = trusting(secure)
	c := server.New(server.Options{Address: plain.URL + "/code", Token: connector.NewSecret("t0ken"), Transport: o})
	report := climb(t, c, "")
	assert.Equal(t, []string{"product/https-available"}, codes(report))
	assert.Equal(t, secure.URL+"/code", report.Fact("base"))
}

func TestNothingIsEverAskedAtALinkOfTheServer(t *testing.T) {
	f := newFake(t)
	strange := newFake(t)
	links := `"links":{"self":[{"href":"` + strange.URL + `/users/ada/repos/b/browse"}],"clone":[{"name":"http","href":"` + strange.URL + `/scm/~ada/b.git"}]}`
	one := `{"id":7,"slug":"b","project":{"key":"~ADA"},` + links + `}`
	f.repos(one)
	f.answers["/projects/~ADA/repos/b"] = says(200, one)
	f.answers["/projects/~ADA/repos/b/branches"] = says(200, `{"values":[{"displayId":"main"}]}`)
	f.answers["/projects/~ADA/repos/b/webhooks"] = says(200, `{"values":[]}`)
	c := f.client()
	climb(t, c, "~ADA/b")
	all, _, err := list(t.Context(), c)
	assert.NoError(t, err)
	if assert.Len(t, all, 1) {
		assert.Equal(t, f.URL+"/users/ada/repos/b/browse", all[0].Web)
		assert.Equal(t, f.URL+"/scm/~ada/b.git", all[0].CloneHTTPS)
		_, err = c.Branches(t.Context(), all[0], "")
		assert.NoError(t, err)
	}
	_, err = c.Repository(t.Context(), "~ADA", "b")
	assert.NoError(t, err)
	for _, check := range c.Explain("~ADA/b") {
		check.Run(t.Context())
	}
	assert.Empty(t, strange.requests())
}
