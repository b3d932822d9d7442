package app

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// A session that another Mooring is just renewing has a new pair in a moment: revoking the old one would leave
// that alive, and say that it is not.
func TestASessionIsNotRevokedWhileItIsBeingRenewed(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	h := cloudHouse(t, s, nil, presses(s, true))
	require.NoError(t, connects(t.Context(), h, connectAsk{}).err)
	accounts, err := h.cloudAccounts(t.Context())
	require.NoError(t, err)
	require.Len(t, accounts, 1)

	renewed, err := h.sessionLock(accounts[0].ID)(t.Context())
	require.NoError(t, err)
	hurried, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, h.revoke(hurried, accounts[0]), context.DeadlineExceeded)
	client, err := h.signIn(t.Context(), nil)
	require.NoError(t, err)
	old, err := h.vault.Get(t.Context(), accounts[0].ID, accounts[0].Origins())
	require.NoError(t, err)
	fresh, err := client.Refresh(t.Context(), old)
	require.NoError(t, err, "it was left alone")
	require.NoError(t, h.vault.Put(t.Context(), accounts[0].ID, fresh, accounts[0].Keep))
	renewed()

	require.NoError(t, h.revoke(t.Context(), accounts[0]))
	_, err = client.Refresh(t.Context(), fresh)
	assert.Error(t, err, "the new pair is the one that was revoked")
}
