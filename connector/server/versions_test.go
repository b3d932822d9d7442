package server_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
	"mooring/connector/server"
)

func TestEveryVersionFrom714OnWorks(t *testing.T) {
	for _, version := range []string{
		"7.14.0", "7.14.0-rc1", "7.17.9", "7.18.0", "7.21.23", "8.0.0-SNAPSHOT", "8.19.4", "9.4.16", "10.0.0-eap2", "10.2.7", "10.4.3-SNAPSHOT",
	} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			s, err := sandbox.Start(sandbox.Options{ServerVersion: version})
			require.NoError(t, err)
			t.Cleanup(func() { assert.NoError(t, s.Close()) })
			c := clientOf(s, calm())
			for _, repository := range []string{"", "LADEN/kundenkarte"} {
				report := climb(t, c, repository)
				for _, rung := range report.Rungs {
					assert.Empty(t, blocking(rung), rung.ID)
				}
				assert.Equal(t, connector.Ready, report.Verdict())
				assert.Equal(t, version, report.Fact("version"))
				assert.Equal(t, "personal", report.Fact(connector.FactTokenKind))
				assert.Equal(t, "48", report.Fact(connector.FactReads))
			}
			all, _, err := list(t.Context(), c)
			require.NoError(t, err)
			assert.Len(t, all, 48)
			_, err = c.Branches(t.Context(), all[0], "")
			require.NoError(t, err)
			_, err = c.Identity(t.Context())
			require.NoError(t, err)
			report := explain(t, c, "alte-kassen-app")
			assert.Equal(t, "LADEN/alte-kassen-app", report.Fact("key")+"/"+report.Fact("slug"), "archived ones are found")
			_, err = c.TokenGuide(t.Context(), "LADEN", "kundenkarte")
			require.NoError(t, err)
		})
	}
}

func TestVersion79IsOlderThan714(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{ServerVersion: "7.9.3"})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	report := climb(t, clientOf(s, calm()), "")
	assert.Equal(t, []string{"version/version-too-old"}, codes(report))
	assert.Len(t, s.Requests(), 1, "and no token is sent there")
}

func TestAProxyThatTakesTheTokenOffIsNoWrongToken(t *testing.T) {
	for fault, want := range map[string]string{"": "sign-in/token-missing", "anonymous-answer": "sign-in/anonymous-answer"} {
		s := start(t, fault)
		u, err := url.Parse(s.Line().ServerURL)
		require.NoError(t, err)
		proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: u.Scheme, Host: u.Host})
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("Authorization")
			proxy.ServeHTTP(w, r)
		}))
		t.Cleanup(front.Close)
		c := server.New(server.Options{Address: front.URL + u.Path, Token: connector.NewSecret(s.Line().ServerToken), Transport: calm()})
		assert.Equal(t, []string{want}, codes(climb(t, c, "")))
	}
}
