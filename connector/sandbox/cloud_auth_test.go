package sandbox_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector/sandbox"
)

func TestCredentialsAreToldApart(t *testing.T) {
	s := start(t, sandbox.Options{})
	for name, as := range map[string]signer{
		"none": nobody, "unknown": bearer("x"), "wrong password": basic(s.Line().CloudEmail, "x"),
		"api token as bearer": bearer(s.Line().CloudAPIToken), "access token as basic": basic(s.Line().CloudEmail, s.Line().CloudAccessToken),
		"other scheme": func(r *http.Request) { r.Header.Set("Authorization", "JWT x") },
	} {
		refused := get(t, s, as, "/user")
		assert.Equal(t, http.StatusUnauthorized, refused.status, name)
		assert.Equal(t, "Token is invalid, expired, or not supported for this endpoint.", refused.said(t), name)
	}
	assert.Equal(t, http.StatusOK, get(t, s, basic(strings.ToUpper(s.Line().CloudEmail), s.Line().CloudAPIToken), "/user").status)
	assert.Contains(t, get(t, s, tokenOf(s), "/user").header.Get("X-OAuth-Scopes"), "read:repository:bitbucket")
}

func TestAnAccessTokenSeesItsWorkspaceAndHasNoUser(t *testing.T) {
	s := start(t, sandbox.Options{})
	token := bearer(s.Line().CloudAccessToken)
	refused := get(t, s, token, "/user")
	assert.Equal(t, http.StatusUnauthorized, refused.status)
	assert.Equal(t, "Token is invalid, expired, or not supported for this endpoint.", refused.said(t))
	assert.Equal(t, []string{"nordlicht-apps"}, workspacesOf(t, s, token))
	assert.NotEmpty(t, get(t, s, token, "/repositories/nordlicht-apps").values(t))
	assert.Equal(t, http.StatusNotFound, get(t, s, token, "/repositories/kafeneio").status)
	rights := get(t, s, token, "/user/workspaces/nordlicht-apps/permissions/repositories?q="+url.QueryEscape(`permission="admin"`))
	assert.NotEmpty(t, rights.values(t))
}
