package cloud_test

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
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
	req, err := http.NewRequest(http.MethodGet, r.URL, nil) //nolint:noctx // it is never sent
	if !assert.NoError(w.t, err) {
		return
	}
	route, params, err := w.router.FindRoute(req)
	if !assert.NoError(w.t, err, r.URL) {
		return
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
	w.held[route.Path]++
}

func TestEveryRequestIsOneAtlassianDescribes(t *testing.T) {
	folder, there := outside(t, "MOORING_SPECS", "our requests to Cloud against Atlassian's OpenAPI document")
	if !there {
		return
	}
	document, err := openapi3.NewLoader().LoadFromFile(filepath.Join(folder, "bitbucket-cloud.openapi.json"))
	require.NoError(t, err)
	s := start(t, sandbox.Options{Repos: 120})
	document.Servers = openapi3.Servers{{URL: s.Line().CloudAPI}}
	router, err := gorillamux.NewRouter(document)
	require.NoError(t, err)
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
	assert.Len(t, w.held, 8, "every address the client knows")
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
	for _, text := range []string{ours, "no-such/thing", "baeckerei-app", "Bäckerei \"App\" \\", "kafeneio/baeckerei-app", "https://bitbucket.org/a b/c"} {
		explain(t, c, text)
	}
}
