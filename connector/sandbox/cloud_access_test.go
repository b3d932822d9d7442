package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// limits are the headers that tell of the requests an hour has.
func limits(h http.Header) []string {
	var out []string
	for _, name := range []string{"X-RateLimit-Limit", "X-RateLimit-Resource", "X-RateLimit-NearLimit"} {
		if value := h.Get(name); value != "" {
			out = append(out, value)
		}
	}
	return out
}

func TestEachAccessTokenSeesWhatItIsForAndNoMore(t *testing.T) {
	s := start(t, sandbox.Options{})
	line := s.Line()
	home, first, _ := strings.Cut(line.CloudRepository, "/")
	assert.Equal(t, line.CloudWorkspace, home)
	ours := all(t, s, tokenOf(s), "/repositories/"+home+"?pagelen=100")
	key := get(t, s, tokenOf(s), "/repositories/"+line.CloudRepository).object(t)["project"].(map[string]any)["key"]
	inProject := map[any]bool{}
	for _, one := range ours {
		if one["project"].(map[string]any)["key"] == key {
			inProject[one["slug"]] = true
		}
	}
	require.Greater(t, len(inProject), 1)
	require.Less(t, len(inProject), len(ours))
	other := ours[len(ours)-1]["slug"].(string)
	require.False(t, inProject[other])
	for kind, c := range map[string]struct {
		token string
		sees  int
	}{
		"workspace_access_token": {line.CloudAccessToken, len(ours)},
		"project_access_token":   {line.CloudProjectToken, len(inProject)},
		"repo_access_token":      {line.CloudRepositoryToken, 1},
	} {
		t.Run(kind, func(t *testing.T) {
			as := bearer(c.token)
			list := all(t, s, as, "/repositories/"+home+"?pagelen=100")
			require.Len(t, list, c.sees)
			for _, one := range list {
				assert.True(t, c.sees == len(ours) || inProject[one["slug"]], one["slug"])
			}
			one := get(t, s, as, "/repositories/"+home+"/"+first)
			assert.Equal(t, http.StatusOK, one.status)
			assert.Equal(t, kind, one.header.Get("X-Credential-Type"))
			assert.Equal(t, []string{"1000", "api", "false"}, limits(one.header))
			assert.Equal(t, http.StatusOK, get(t, s, as, "/repositories/"+home+"/"+first+"/hooks?pagelen=1").status)
			beside := get(t, s, as, "/repositories/"+home+"/"+other)
			assert.Equal(t, c.sees == len(ours), beside.status == http.StatusOK)
			assert.Equal(t, http.StatusNotFound, get(t, s, as, "/repositories/kafeneio").status)

			refused := get(t, s, as, "/user")
			assert.Equal(t, http.StatusUnauthorized, refused.status)
			assert.Equal(t, "Token is invalid, expired, or not supported for this endpoint.", refused.said(t))
			assert.Equal(t, kind, refused.header.Get("X-Credential-Type"), "it is known all the same")
			assert.Empty(t, limits(refused.header), "only what is about repositories is counted so")
			for _, path := range []string{"/user/workspaces", "/user/workspaces/" + home + "/permission", "/workspaces/" + home} {
				assert.Equal(t, c.sees == len(ours), get(t, s, as, path).status == http.StatusOK, path)
			}
		})
	}
}

func TestPeopleAreNotToldHowManyRequestsAreLeft(t *testing.T) {
	s := start(t, sandbox.Options{})
	for kind, as := range map[string]signer{"oauth2": bearer(connect(t, s).Access), "api_token": tokenOf(s)} {
		got := get(t, s, as, askOne)
		assert.Equal(t, kind, got.header.Get("X-Credential-Type"))
		assert.Empty(t, limits(got.header))
	}
}

func TestWhatBitbucketTookAwayIsRefusedAsATokenNobodyKnows(t *testing.T) {
	s := start(t, sandbox.Options{})
	line := s.Line()
	for name, as := range map[string]signer{
		"app password":                    basic(line.CloudUser, line.CloudAppPassword),
		"app password with an address":    basic(line.CloudEmail, line.CloudAppPassword),
		"API token with a user name":      basic(line.CloudUser, line.CloudAPIToken),
		"API token made without scopes":   basic(line.CloudEmail, line.CloudUnscopedToken),
		"API token as bearer":             bearer(line.CloudAPIToken),
		"access token as a password":      basic("x-token-auth", line.CloudAccessToken),
		"access token with other letters": bearer(strings.ToLower(line.CloudAccessToken)),
	} {
		for _, path := range []string{askUser, askOne} {
			refused := get(t, s, as, path)
			assert.Equal(t, http.StatusUnauthorized, refused.status, name)
			assert.Equal(t, "Token is invalid, expired, or not supported for this endpoint.", refused.said(t), name)
			assert.Empty(t, refused.header.Get("X-Credential-Type"), name)
		}
	}
	assert.NotContains(t, line.CloudUser, "@")
	assert.True(t, strings.HasPrefix(line.CloudAppPassword, "ATBB"))
}
