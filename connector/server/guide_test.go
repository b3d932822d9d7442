package server_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/server"
)

// openly is a client that was given no token.
func (f *fake) openly() *server.Client {
	return server.New(server.Options{Address: f.URL, Transport: calm()})
}

func TestTheGuideTellsWhereEachVersionMakesTokens(t *testing.T) {
	for _, c := range []struct {
		version string
		oldName bool
		missing string
		unsure  bool
	}{
		{"7.14.0", true, "version", false},
		{"7.17.9", true, "version", false},
		{"7.18.0", false, "", true},
		{"7.21.23", false, "", true},
		{"8.14.6", false, "", true},
		{"8.15.0", false, "", false},
		{"8.19.4", false, "", false},
		{"9.4.16", false, "", false},
		{"10.2.7", false, "", false},
		{"10.0.0-SNAPSHOT", false, "", false},
		{"master", false, "", true},
		{"7.9.0", true, "version", false},
	} {
		f := newFake(t)
		f.answers["/application-properties"] = says(200, `{"version":"`+c.version+`","displayName":"Bitbucket"}`)
		guide, err := f.openly().TokenGuide(t.Context(), "APP", "shop")
		require.NoError(t, err, c)
		page := f.URL + "/plugins/servlet/access-tokens/"
		assert.Equal(t, connector.TokenGuide{Base: f.URL, Version: c.version, Recipes: []connector.TokenRecipe{
			{Kind: "personal", Page: page + "manage", OldName: c.oldName},
			{Kind: "project", Page: page + "projects/APP/manage", OldName: c.oldName, Missing: c.missing, LicenceUnknown: c.unsure},
			{Kind: "repository", Page: page + "projects/APP/repos/shop/manage", OldName: c.oldName, Missing: c.missing, LicenceUnknown: c.unsure},
		}}, guide)
		assert.Equal(t, []string{"/application-properties"}, f.requests(), "one question, and openly")
		assert.Empty(t, f.withToken())
	}
}

func TestAPageThatNeedsANameIsOnlyGivenWithOne(t *testing.T) {
	f := newFake(t)
	for _, c := range []struct{ key, slug, project, repository string }{
		{"", "", "", ""},
		{"", "shop", "", ""},
		{"APP", "", "projects/APP/manage", ""},
		{"~ada", "notes", "projects/~ada/manage", "projects/~ada/repos/notes/manage"},
		{"A/..", "x?y", "projects/A%2F../manage", "projects/A%2F../repos/x%3Fy/manage"},
	} {
		guide, err := f.openly().TokenGuide(t.Context(), c.key, c.slug)
		require.NoError(t, err)
		below := func(page string) string {
			if page == "" {
				return ""
			}
			return f.URL + "/plugins/servlet/access-tokens/" + page
		}
		assert.Equal(t, []string{below(c.project), below(c.repository)}, []string{guide.Recipes[1].Page, guide.Recipes[2].Page})
	}
}

func TestTheAccountIsInThePageWhereItIsKnownAndPossible(t *testing.T) {
	for version, page := range map[string]string{"10.2.7": "users/ada_l/manage", "9.0.0": "users/ada_l/manage", "8.19.4": "manage"} {
		f := newFake(t)
		f.oneRepo()
		f.answers["/application-properties"] = says(200, `{"version":"`+version+`","displayName":"Bitbucket"}`)
		c := f.client()
		climb(t, c, "")
		asked := len(f.requests())
		guide, err := c.TokenGuide(t.Context(), "", "")
		require.NoError(t, err)
		assert.Equal(t, f.URL+"/plugins/servlet/access-tokens/"+page, guide.Recipes[0].Page)
		assert.Len(t, f.requests(), asked, "what a check has found is not asked again")
	}
}

func TestAListOfTheProjectsTokensShowsThatThereAreSuch(t *testing.T) {
	for name, c := range map[string]struct {
		answer [2]string
		unsure bool
	}{
		"listed":        {[2]string{}, false},
		"not permitted": {[2]string{"401", "com.atlassian.bitbucket.AuthorisationException"}, true},
		"not there":     {[2]string{"404", ""}, true},
	} {
		f := newFake(t)
		f.answers["/application-properties"] = says(200, `{"version":"8.9.1","displayName":"Bitbucket"}`)
		f.answers[tokens+"/projects/APP?limit=1"] = orRefuses(c.answer, `{"values":[],"isLastPage":true}`)
		guide, err := f.client().TokenGuide(t.Context(), "APP", "")
		require.NoError(t, err)
		assert.Equal(t, c.unsure, guide.Recipes[1].LicenceUnknown, name)
		assert.Equal(t, c.unsure, guide.Recipes[2].LicenceUnknown, name)
		assert.Equal(t, []string{tokens + "/projects/APP?limit=1"}, f.withToken(), "and only after the product was known")
	}
}

func TestAGuideOfSomethingElseIsAProblem(t *testing.T) {
	for fault, want := range map[string]connector.Code{
		"not-bitbucket": "not-bitbucket", "context-path-missing": "context-path-missing", "connection-refused": "connection-refused",
		"login-page": "login-page", "server-busy": "server-busy",
	} {
		s := start(t, fault)
		_, err := clientOf(s, calm()).TokenGuide(t.Context(), "", "")
		assert.True(t, connector.IsProblem(err, want), "%s: %v", fault, err)
	}
	c := server.New(server.Options{Address: "http://git.example.test", Transport: calm()})
	_, err := c.TokenGuide(t.Context(), "", "")
	assert.True(t, connector.IsProblem(err, connector.CodeAddressInsecure), "%v", err)
	s := start(t, "version-end-of-life")
	guide, err := clientOf(s, calm()).TokenGuide(t.Context(), "", "")
	require.NoError(t, err, "news stops nobody")
	assert.Equal(t, s.Line().ServerURL, guide.Base)
}
