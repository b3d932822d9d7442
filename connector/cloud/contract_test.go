package cloud_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
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
	"mooring/connector/cloud"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

// witness holds every request against Atlassian's document on its way out.
type witness struct {
	t      *testing.T
	next   cloud.Doer
	api    string
	router routers.Router

	mu   sync.Mutex
	held map[string]int
}

func (w *witness) Do(ctx context.Context, r transport.Request) (transport.Answer, error) {
	if r.Credential != nil { // pictures are no part of the API
		w.hold(r)
	}
	return w.next.Do(ctx, r)
}

func (w *witness) hold(r transport.Request) {
	body := w.body(r)
	req, err := http.NewRequest(cmp.Or(r.Method, http.MethodGet), r.URL, bytes.NewReader(body)) //nolint:noctx // it is never sent
	if !assert.NoError(w.t, err) {
		return
	}
	req.Header.Set("Content-Type", "application/json")
	route, params, err := w.router.FindRoute(req)
	if !assert.NoError(w.t, err, r.URL) {
		return
	}
	if strings.HasSuffix(req.URL.Path, "/") && params["path"] == "" {
		params["path"] = "/" // of the root "the use of a trailing slash at the end of the URL is required", says the document
	}
	assert.False(w.t, route.Operation.Deprecated, "%s is gone since April 2026, or will be", route.Path)
	err = openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request: req, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	})
	assert.NoError(w.t, err, r.URL)
	// What holds for every list and answer is described beside the paths: paging, partial responses, filters.
	everywhere := []string{"pagelen", "page", "fields", "q", "sort"}
	for name := range req.URL.Query() {
		known := slices.Contains(everywhere, name) || slices.ContainsFunc(route.Operation.Parameters, func(p *openapi3.ParameterRef) bool {
			return p.Value.In == openapi3.ParameterInQuery && p.Value.Name == name
		})
		assert.True(w.t, known, "%s takes no %q", route.Path, name)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held[route.Method+" "+route.Path]++
}

// body is what is sent, with the type that the document wants of every object and its own examples leave out.
func (w *witness) body(r transport.Request) []byte {
	if r.JSON == nil {
		return nil
	}
	var sent map[string]any
	raw, err := json.Marshal(r.JSON)
	assert.NoError(w.t, err)
	assert.NoError(w.t, json.Unmarshal(raw, &sent))
	sent["type"] = "webhook_subscription"
	raw, err = json.Marshal(sent)
	assert.NoError(w.t, err)
	return raw
}

func TestEveryRequestIsOneAtlassianDescribes(t *testing.T) {
	folder, there := outside(t, "MOORING_SPECS", "our requests to Cloud against Atlassian's OpenAPI document")
	if !there {
		return
	}
	s := start(t, sandbox.Options{Repos: 120})
	router := routerFor(t, folder, s)
	w := &witness{t: t, next: carrier(), api: s.Line().CloudAPI, router: router, held: map[string]int{}}

	session, _ := consent(t, s, cloud.SessionScopes()...)
	for _, credential := range []connector.Credential{session, apiToken(s.Line()), accessToken(s.Line())} {
		for _, workspace := range []string{"", "nordlicht-apps"} {
			askEverything(t, with(s, credential, in(workspace), func(o *cloud.Options) { o.Transport = w }))
		}
	}
	watched := func(o *cloud.Options) { o.Transport = w }
	askEverything(t, holder(t, s, s.Line().CloudRepositoryToken, s.Line().CloudRepository, watched))
	askEverything(t, holder(t, s, s.Line().CloudProjectToken, s.Line().CloudWorkspace, watched))
	total := 0
	for path, n := range w.held {
		t.Logf("%4d × %s", n, path)
		total += n
	}
	t.Logf("%d requests held against the document", total)
	assert.NotZero(t, total)
	assert.Len(t, w.held, 14, "every address the client knows, and all it does there")
}

// routerFor reads Atlassian's document as that of the sandbox. Paths in a repository may hold slashes, and be empty.
func routerFor(t *testing.T, folder string, s *sandbox.Sandbox) routers.Router {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromFile(filepath.Join(folder, "bitbucket-cloud.openapi.json"))
	require.NoError(t, err)
	document.Servers = openapi3.Servers{{URL: s.Line().CloudAPI}}
	source := "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}"
	item := document.Paths.Value(source)
	require.NotNil(t, item)
	document.Paths.Delete(source)
	document.Paths.Set(strings.Replace(source, "{path}", "{path:.*}", 1), item)
	router, err := gorillamux.NewRouter(document)
	require.NoError(t, err)
	return router
}

// askEverything puts every question a client knows.
func askEverything(t *testing.T, c *cloud.Client) {
	t.Helper()
	for _, repository := range []string{"", ours, guests} {
		climb(t, c, repository)
	}
	_, err := c.Identity(t.Context())
	require.NoError(t, err)
	_, err = all(t, c)
	require.NoError(t, err)
	one, err := c.Repository(t.Context(), "nordlicht-apps", "baeckerei-app")
	require.NoError(t, err)
	_, err = c.Branches(t.Context(), one, "fea")
	require.NoError(t, err)
	lookInside(t, c, one)
	_, err = c.Details(t.Context(), one)
	require.NoError(t, err)
	_, err = c.Rights(t.Context(), func(connector.RightsPage) {})
	require.NoError(t, err)
	hook(t, c, one)
	for _, text := range []string{ours, "no-such/thing", "baeckerei-app", "Bäckerei \"App\" \\", "kafeneio/baeckerei-app", "https://bitbucket.org/a b/c"} {
		explain(t, c, text)
	}
}

// lookInside asks for all there is in a repository.
func lookInside(t *testing.T, c *cloud.Client, r connector.Repository) {
	t.Helper()
	for _, kind := range []connector.RefKind{connector.Branches, connector.Tags} {
		_, err := c.Refs(t.Context(), r, kind)
		require.NoError(t, err)
	}
	tree, err := c.Tree(t.Context(), r, "")
	require.NoError(t, err)
	require.NotEmpty(t, tree)
	for _, path := range []string{"pubspec.yaml", "ios/Runner.xcodeproj/project.pbxproj"} {
		_, err = c.File(t.Context(), r, "", path)
		require.NoError(t, err)
	}
	several, err := c.Repository(t.Context(), r.Key, "markthalle")
	if connector.IsProblem(err, connector.CodeRepositoryNotFound) {
		return // a token for one repository alone
	}
	require.NoError(t, err)
	tree, err = c.Tree(t.Context(), several, "")
	require.NoError(t, err)
	assert.Contains(t, shown(tree), "apps/kunden/pubspec.yaml")
}

// hook makes, changes and removes a webhook, if the credential may.
func hook(t *testing.T, c *cloud.Client, r connector.Repository) {
	t.Helper()
	wish := connector.HookWish{Name: "Mooring", Address: "https://ci.example/hooks/1", Push: true, Secret: secret(hookSecret)}
	made, err := c.MakeHook(t.Context(), r, wish)
	require.NoError(t, err)
	wish.Secret = nil
	_, err = c.ChangeHook(t.Context(), r, made.ID, wish)
	require.NoError(t, err)
	wish.Secret = secret("")
	_, err = c.ChangeHook(t.Context(), r, made.ID, wish)
	require.NoError(t, err)
	_, err = c.Hooks(t.Context(), r)
	require.NoError(t, err)
	require.NoError(t, c.RemoveHook(t.Context(), r, made.ID))
}
