package cloud_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
)

func TestWhatIsNoListDoesNotPassForAnEmptyOne(t *testing.T) {
	const workspaces, repositories = "/user/workspaces", "/repositories/w"
	one := says(`{"values":[{"workspace":{"slug":"w"}}]}`)
	for name, a := range map[string]answers{
		"workspaces":   {workspaces: says(`{"status":"maintenance"}`)},
		"repositories": {workspaces: one, repositories: says(`{}`)},
		"null":         {workspaces: one, repositories: says(`{"values":null}`)},
	} {
		list, err := all(t, a.client(t, connector.APIToken))
		assert.True(t, connector.IsProblem(err, connector.CodeAnswerInvalid), "%s: %v", name, err)
		assert.Empty(t, list)
	}
	for name, empty := range map[string]string{"empty": `{"values":[]}`, "left out": `{"size":0,"page":1,"pagelen":100}`} {
		_, err := all(t, answers{workspaces: one, repositories: says(empty)}.client(t, connector.APIToken))
		require.NoError(t, err, name)
	}
}

func TestARightThatCannotBeReadLeavesTheOthersUnknown(t *testing.T) {
	for name, values := range map[string]string{
		"of nobody knows what": `{"permission":"admin","repository":{}}`,
		"of no known kind":     `{"permission":"maintain","repository":{"uuid":"{r}"}}`,
	} {
		a := answers{
			"/user/workspaces": says(`{"values":[{"workspace":{"slug":"w"}}]}`),
			"/user/workspaces/w/permissions/repositories": says(`{"values":[` + values + `]}`),
		}
		rights, _, whole, err := rightsOf(t.Context(), a.client(t, connector.APIToken))
		require.NoError(t, err, name)
		assert.Empty(t, rights, name)
		assert.False(t, whole, name)
	}
}

func TestTheRightOnARepositoryIsAskedForByTheNameItHasNow(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		body := `{"uuid":"{r}","name":"New name"}`
		switch {
		case r.URL.Query().Get("q") == `repository.name="New name"`:
			body = `{"values":[{"permission":"admin","repository":{"uuid":"{r}"}}]}`
		case r.URL.Path != "/2.0/repositories/w/r":
			body = `{"values":[]}`
		}
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	c := answers{}.client(t, connector.APIToken, func(o *cloud.Options) {
		o.API = s.URL + "/2.0"
		o.Source = cloud.Static(connector.Credential{
			Kind: connector.APIToken, Email: "a@b.example", Token: connector.NewSecret("the-token"), Origins: []string{connector.Origin(s.URL)},
		})
	})
	d, err := c.Details(t.Context(), looked())
	require.NoError(t, err)
	assert.Equal(t, connector.RightAdmin, d.Right)
}
