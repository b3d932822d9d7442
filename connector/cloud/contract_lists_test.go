package cloud_test

import (
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/sandbox"
)

func TestEveryRequestOfAListIsOneAtlassianDescribes(t *testing.T) {
	folder, there := outside(t, "MOORING_SPECS", "our lists of Cloud repositories against Atlassian's OpenAPI document")
	if !there {
		return
	}
	document, err := openapi3.NewLoader().LoadFromFile(filepath.Join(folder, "bitbucket-cloud.openapi.json"))
	require.NoError(t, err)
	s := start(t, sandbox.Options{Repos: 2600, Workspaces: 2})
	document.Servers = openapi3.Servers{{URL: s.Line().CloudAPI}}
	router, err := gorillamux.NewRouter(document)
	require.NoError(t, err)
	w := &witness{t: t, next: carrier(), api: s.Line().CloudAPI, router: router, held: map[string]int{}}
	watched := func(o *cloud.Options) { o.Transport = w }

	c := with(s, apiToken(s.Line()), watched)
	all := gather(c.Repositories(t.Context()))
	require.Empty(t, all.errs)
	assert.Len(t, all.names, 2600)
	require.Empty(t, gather(c.Some(t.Context())).errs)
	rest := gather(c.Resume(t.Context(), all.marks[3]))
	require.Empty(t, rest.errs)
	assert.Len(t, rest.names, 2200)

	big := start(t, sandbox.Options{Repos: 2600, Workspaces: 1})
	document.Servers = openapi3.Servers{{URL: big.Line().CloudAPI}}
	w.router, err = gorillamux.NewRouter(document)
	require.NoError(t, err)
	c = with(big, apiToken(big.Line()), watched)
	some := gather(c.Some(t.Context()))
	require.Len(t, some.large, 1)
	names, _, err := further(t, c, some.large[0])
	require.NoError(t, err)
	assert.Len(t, append(some.names, names...), 2600)
	found := gather(c.Search(t.Context(), some.large, `app "1`))
	require.Empty(t, found.errs)

	place := big.Line().CloudRepository
	token := connector.Credential{
		Kind: connector.AccessToken, Token: connector.NewSecret(big.Line().CloudRepositoryToken), Origins: origins(big.Line()),
	}
	one := gather(with(big, token, watched, func(o *cloud.Options) { o.Place = place }).Repositories(t.Context()))
	require.Empty(t, one.errs)
	assert.Equal(t, []string{place}, one.names)

	t.Logf("held against the document: %v", w.held)
	assert.Greater(t, w.held["GET /repositories/{workspace}"], 50)
	assert.Len(t, w.held, 3, "workspaces, repositories, one repository")
}
