package server_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
	"mooring/connector/server"
)

// listener passes requests on to a sandbox and keeps a copy of each.
type listener struct {
	*httptest.Server
	mu   sync.Mutex
	seen []*http.Request
}

func listenTo(t *testing.T, target string) (*listener, string) {
	t.Helper()
	u, err := url.Parse(target)
	require.NoError(t, err)
	l := &listener{}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: u.Scheme, Host: u.Host})
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		l.mu.Lock()
		copied := r.Clone(context.WithoutCancel(r.Context()))
		copied.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		l.seen = append(l.seen, copied)
		l.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(l.Close)
	return l, l.URL + u.Path
}

// requests gives what passed so far. A list leaves pages it does not need, which may still come by after it.
func (l *listener) requests() []*http.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.seen)
}

func TestEveryRequestIsOneTheDocumentsKnow(t *testing.T) {
	folder, there := outside(t, "MOORING_SPECS", "our requests to Data Center against Atlassian's OpenAPI documents")
	if !there {
		return
	}
	s := start(t, "")
	l, address := listenTo(t, s.Line().ServerURL)
	askEverything(t, address, s)
	documents, err := filepath.Glob(filepath.Join(folder, "bitbucket-dc-*.openapi.json"))
	require.NoError(t, err)
	held, requests := 0, l.requests()
	for _, document := range documents {
		held += hold(t, document, strings.TrimPrefix(address, l.URL), requests)
	}
	require.GreaterOrEqual(t, len(documents), 2, "one of each generation")
	require.NotZero(t, held, "nothing was held against a document")
	t.Logf("%d validations: %d requests against %d documents", held, len(requests), len(documents))
}

// askEverything asks whatever the client can ask, with every kind of token.
func askEverything(t *testing.T, address string, s *sandbox.Sandbox) {
	t.Helper()
	for _, token := range []string{s.Line().ServerToken, s.ServerReadToken(), s.ServerProjectToken(), s.ServerRepositoryToken()} {
		c := server.New(server.Options{Address: address, Token: connector.NewSecret(token), Transport: calm()})
		climb(t, c, "")
		all, _, err := list(t.Context(), c)
		require.NoError(t, err)
		for _, err := range c.Resume(t.Context(), "7") {
			require.NoError(t, err)
		}
		_, _, err = rightsOf(t, c)
		require.NoError(t, err)
		_, err = c.Details(t.Context(), all[0])
		require.NoError(t, err)
		climb(t, c, all[0].FullName())
		_, err = c.Identity(t.Context())
		require.NoError(t, err)
		for _, query := range []string{"", "main"} {
			_, err = c.Branches(t.Context(), all[0], query)
			require.NoError(t, err)
		}
		if token == s.Line().ServerToken {
			lookInside(t, c, all[0])
			hook(t, c, all[0])
		}
		for _, text := range []string{"kundenkarte", "LADEN/baeckerei-app", "MOVE/kundenkarte", "~mika.lindqvist_nordlicht.example/notizen", "NOPE/x"} {
			explain(t, c, text)
		}
		_, err = c.TokenGuide(t.Context(), "LADEN", "")
		require.NoError(t, err)
	}
	old := newFake(t)
	old.answers["/application-properties"] = says(200, `{"version":"8.9.1","displayName":"Bitbucket"}`)
	_, err := old.client().TokenGuide(t.Context(), "LADEN", "")
	require.NoError(t, err)
	require.Contains(t, old.withToken(), tokens+"/projects/LADEN?limit=1")
}

// hold validates requests against one document and gives how many.
func hold(t *testing.T, document, context string, requests []*http.Request) int {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(document)
	require.NoError(t, err)
	doc.Servers = openapi3.Servers{{URL: "/rest"}}
	inside := "/api/latest/projects/{projectKey}/repos/{repositorySlug}/browse/{path}"
	item := doc.Paths.Value(inside)
	require.NotNil(t, item)
	doc.Paths.Delete(inside)
	doc.Paths.Set(strings.Replace(inside, "{path}", "{path:.+}", 1), item) // paths in a repository hold slashes
	router, err := gorillamux.NewRouter(doc)
	require.NoError(t, err)
	for _, r := range requests {
		asked := r.Clone(t.Context())
		// The documents write "latest" where we write the number.
		asked.URL.Path = strings.Replace(strings.TrimPrefix(r.URL.Path, context), "/api/1.0/", "/api/latest/", 1)
		asked.URL.RawPath = ""
		asked.Body, err = r.GetBody()
		require.NoError(t, err)
		route, parameters, err := router.FindRoute(asked)
		if !assert.NoError(t, err, asked.URL.Path) {
			continue
		}
		assert.NoError(t, openapi3filter.ValidateRequest(t.Context(), &openapi3filter.RequestValidationInput{
			Request: asked, PathParams: parameters, Route: route,
			Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, MultiError: true},
		}), asked.URL.String())
		assertKnown(t, route, asked.URL.Query())
	}
	return len(requests)
}

// assertKnown finds query parameters the document has never heard of; a validator lets them pass.
func assertKnown(t *testing.T, route *routers.Route, query url.Values) {
	t.Helper()
	known := map[string]bool{"start": true, "limit": true} // every list is paged, said or not
	for _, p := range append(route.PathItem.Parameters, route.Operation.Parameters...) {
		known[p.Value.Name] = true
	}
	for name := range query {
		assert.True(t, known[name], "%s?%s", route.Path, name)
	}
}

// lookInside asks for all there is in a repository.
func lookInside(t *testing.T, c *server.Client, r connector.Repository) {
	t.Helper()
	for _, kind := range []connector.RefKind{connector.Branches, connector.Tags} {
		_, err := c.Refs(t.Context(), r, kind)
		require.NoError(t, err)
	}
	several := connector.Repository{Key: "LADEN", Slug: "markthalle"}
	tree, err := c.Tree(t.Context(), several, "main")
	require.NoError(t, err)
	assert.Contains(t, shown(tree), "apps/kunden/pubspec.yaml")
	_, err = c.File(t.Context(), several, "", "apps/kunden/pubspec.yaml")
	require.NoError(t, err)
}

// hook does all there is to do with a webhook.
func hook(t *testing.T, c *server.Client, r connector.Repository) {
	t.Helper()
	wish := connector.HookWish{Name: "Mooring", Address: "https://ci.example/hooks/1", Push: true, Secret: secret(hookSecret)}
	made, err := c.MakeHook(t.Context(), r, wish)
	require.NoError(t, err)
	for _, wished := range []*connector.Secret{nil, secret("")} {
		wish.Secret = wished
		_, err = c.ChangeHook(t.Context(), r, made.ID, wish)
		require.NoError(t, err)
	}
	_, err = c.Hooks(t.Context(), r)
	require.NoError(t, err)
	_, err = c.TestHook(t.Context(), r, made)
	require.NoError(t, err)
	require.NoError(t, c.RemoveHook(t.Context(), r, made.ID))
}
