package app

import (
	"encoding/json"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/ladder"
	"mooring/connector/sandbox"
)

// withStoredSession is a house where somebody signed in to the Bitbucket with this fault, long ago.
func withStoredSession(t *testing.T, fault string) *house {
	t.Helper()
	s, err := sandbox.Start(sandbox.Options{Break: fault})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	line := s.Line()
	env := map[string]string{
		"MOORING_HOME": t.TempDir(), "MOORING_CLOUD_WEB": line.CloudWeb, "MOORING_CLOUD_API": line.CloudAPI,
		"MOORING_CLIENT_ID": line.ClientID, "MOORING_CLIENT_SECRET": line.ClientSecret,
	}
	p := Process{Env: func(name string) string { return env[name] }, Stdout: io.Discard, Stderr: io.Discard}
	h, err := openHouse(t.Context(), p, manifest{Version: "1.2.3"}, unhurried, inMemory)
	require.NoError(t, err)
	t.Cleanup(h.close)
	c := connector.Connection{
		ID: "0123456789abcdef0123456789abcdef", Provider: connector.Cloud, Name: "Jana", Web: h.cloudWeb, Base: h.cloudAPI,
		Kind: connector.Session, Keep: connector.KeepKeychain, Created: time.Now(),
	}
	require.NoError(t, h.store.SaveConnection(t.Context(), c))
	require.NoError(t, h.vault.Put(t.Context(), c.ID, connector.Credential{
		Kind: connector.Session, Token: connector.NewSecret("old"), Refresh: connector.NewSecret("older"),
		Origins: c.Origins(), Expires: time.Now().Add(-time.Hour),
	}, connector.KeepKeychain))
	return h
}

func TestAStoredSessionThatCannotBeRenewedIsAnAnswer(t *testing.T) {
	for fault, want := range map[string]connector.Code{
		"session-ended": connector.CodeSessionEnded, "consumer-invalid": connector.CodeConsumerInvalid,
	} {
		h := withStoredSession(t, fault)
		b, _, err := h.asked(t.Context(), ask{provider: connector.Cloud})
		require.NoError(t, err, fault)
		r := ladder.Climb(t.Context(), b.Checks(""), nil)
		assert.Equal(t, connector.Blocked, r.Verdict())
		require.NotEmpty(t, r.Rungs[0].Problems)
		assert.Equal(t, want, r.Rungs[0].Problems[0].Code)
		for _, err := range b.Repositories(t.Context()) {
			assert.True(t, connector.IsProblem(err, want), "%v", err)
		}
		printed, err := json.Marshal(r)
		require.NoError(t, err)
		assert.NotContains(t, string(printed), "older")
	}
}

func TestWhatKeepsACommandFromRunningIsSaidInWords(t *testing.T) {
	said := inWords(connector.NewProblem(connector.CodeKeychainUnavailable).Because(io.EOF))
	assert.NotContains(t, said, "keychain-unavailable")
	assert.NotContains(t, said, "EOF")
	assert.Contains(t, said, "keychain")
}
