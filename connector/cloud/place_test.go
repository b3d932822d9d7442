package cloud_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/sandbox"
)

// holder is an access token of the sandbox with the place it is said to be for.
func holder(t *testing.T, s *sandbox.Sandbox, token, place string, change ...func(*cloud.Options)) *cloud.Client {
	t.Helper()
	c := accessToken(s.Line())
	c.Token = connector.NewSecret(token)
	return with(s, c, append(change, at(place))...)
}

func paths(s *sandbox.Sandbox) []string {
	var out []string
	for _, r := range s.Requests() {
		out = append(out, r.Path)
	}
	return out
}

func TestAnAccessTokenIsAskedAboutNothingButItsPlace(t *testing.T) {
	s := start(t, sandbox.Options{})
	l := s.Line()
	for name, c := range map[string]struct {
		token, place string
		kind, reads  string
	}{
		"workspace":  {l.CloudAccessToken, l.CloudWorkspace, "workspace", ""},
		"project":    {l.CloudProjectToken, l.CloudWorkspace, "project", ""},
		"repository": {l.CloudRepositoryToken, l.CloudRepository, "repository", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			client := holder(t, s, c.token, c.place)
			before := len(s.Requests())
			r := climb(t, client, "")
			assert.Empty(t, heard(r), told(r))
			assert.Equal(t, c.kind, r.Fact(connector.FactTokenKind))
			assert.Equal(t, "1", r.Fact("workspaces"))
			id, err := client.Identity(t.Context())
			require.NoError(t, err)
			list, err := all(t, client)
			require.NoError(t, err)
			assert.Equal(t, r.Fact(connector.FactReads), strconv.Itoa(len(list)), "as many as it says")
			if c.reads != "" {
				assert.Equal(t, c.reads, r.Fact(connector.FactReads))
				assert.Equal(t, c.place, list[0].FullName())
				assert.Equal(t, "yes", r.Fact(connector.FactWebhook), "it is the chosen one")
				assert.Equal(t, list[0].Name, id.Account.Name)
				assert.Equal(t, "access-token "+list[0].Ref.ID, id.Account.ID)
			} else {
				assert.Regexp(t, `^access-token \{[0-9a-f-]{36}\}$`, id.Account.ID)
				assert.Equal(t, "Nordlicht Apps GmbH", id.Account.Name)
			}
			assert.Len(t, id.Workspaces, 1)
			assert.Equal(t, l.CloudWorkspace, id.Workspaces[0].Slug)
			for _, path := range paths(s)[before:] {
				assert.False(t, strings.HasPrefix(path, "/2.0/user"), "%s is none of its business", path)
			}
		})
	}
}

func TestTwoPlacesAreTwoAccountsAndOneIsKnownAgain(t *testing.T) {
	s := start(t, sandbox.Options{})
	l := s.Line()
	ids := map[string]bool{}
	for range 2 {
		for token, place := range map[string]string{l.CloudAccessToken: l.CloudWorkspace, l.CloudRepositoryToken: l.CloudRepository} {
			id, err := holder(t, s, token, place).Identity(t.Context())
			require.NoError(t, err)
			assert.NotContains(t, id.Account.ID, "ATCTT")
			ids[id.Account.ID] = true
		}
	}
	assert.Len(t, ids, 2)
}

func TestATokenOfOneRepositoryNeedsThatRepositorysAddress(t *testing.T) {
	s := start(t, sandbox.Options{})
	shut := answers{
		"/repositories/w":         answer{status: 401, header: map[string]string{"X-Credential-Type": "repo_access_token"}, body: `{"error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}`},
		"/repositories/w/r":       says(`{"uuid":"{r}","full_name":"w/r","name":"R"}`),
		"/repositories/w/r/hooks": says(`{"values":[]}`),
	}
	r := climb(t, shut.client(t, connector.AccessToken, at("w")), "")
	assert.Contains(t, told(r), "repositories:fail(not-permitted block)")
	assert.Equal(t, map[string]string{"account": "", "resource": "w", "why": "one-repository"}, problem(t, r, connector.CodeNotPermitted).Args)
	r = climb(t, shut.client(t, connector.AccessToken, at("w")), "w/r")
	assert.Empty(t, heard(r), "the chosen repository is the one it is for: "+told(r))
	assert.Equal(t, "repository", r.Fact(connector.FactTokenKind))

	r = climb(t, holder(t, s, s.Line().CloudRepositoryToken, "nordlicht-apps/none"), "")
	assert.Contains(t, told(r), "repositories:fail(repository-not-found block)")
	r = climb(t, holder(t, s, s.Line().CloudAccessToken, "kafeneio"), "")
	assert.Contains(t, told(r), "repositories:fail(not-permitted block)")
	assert.Equal(t, "missing", problem(t, r, connector.CodeNotPermitted).Args["why"])
}

func TestAWorkspaceAskedForByNameGoesBeforeThePlaceOfTheToken(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := holder(t, s, s.Line().CloudRepositoryToken, s.Line().CloudRepository, in("kafeneio"))
	climb(t, c, "")
	assert.True(t, slices.ContainsFunc(paths(s), func(p string) bool { return strings.Contains(p, "kafeneio") }))
	assert.False(t, slices.ContainsFunc(paths(s), func(p string) bool { return strings.Contains(p, s.Line().CloudRepository) }))

	same := holder(t, s, s.Line().CloudRepositoryToken, s.Line().CloudRepository, in(s.Line().CloudWorkspace))
	assert.Equal(t, connector.Ready, climb(t, same, "").Verdict())
}

func TestAPersonIsLimitedToAWorkspaceAndNeverToOneRepository(t *testing.T) {
	s := start(t, sandbox.Options{})
	list, err := all(t, with(s, apiToken(s.Line()), in(s.Line().CloudRepository)))
	require.NoError(t, err)
	assert.Greater(t, len(list), 1)
	for _, one := range list {
		assert.Equal(t, s.Line().CloudWorkspace, one.Key)
	}
}

func TestAnAccessTokenThatListsNoWorkspaceIsAskedForIts(t *testing.T) {
	a := healthy().but("/user/workspaces", says(`{"values":[]}`))
	r := climb(t, a.client(t, connector.AccessToken), "")
	assert.Contains(t, told(r), "workspaces:fail(workspace-needed block)")
	r = climb(t, a.client(t, connector.Session), "")
	assert.Contains(t, told(r), "repositories:warn(repositories-none warn)", "a person may be in none")
}

func TestAGoodAccessTokenThatMayNotSeeWebhooksLacksTheRole(t *testing.T) {
	a := healthy().but("/repositories/w/r/hooks", answer{status: 401, body: `{"error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}`})
	r := climb(t, a.client(t, connector.AccessToken, at("w/r")), "")
	assert.Contains(t, told(r), "webhook:warn(admin-missing warn)")
	assert.Equal(t, "no", r.Fact(connector.FactWebhook))
	assert.Equal(t, map[string]string{"account": "", "repository": "w/r"}, problem(t, r, connector.CodeAdminMissing).Args)
}
