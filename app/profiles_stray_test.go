package app

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestAProfileWithoutAConnectionIsNotSaidToHaveBeenRefused(t *testing.T) {
	h := newShelved(t)
	stray := h.server
	stray.ID, stray.Name, stray.ConnectionID, stray.Repository.Base = connector.NewID(), "Away", "", "https://git.elsewhere.example"
	require.NoError(t, h.store.SaveProfile(t.Context(), stray))
	said := h.run("check", "away", "till")
	require.ErrorIs(t, said.err, errBlocked)
	assert.Contains(t, said.stdout, "Away\tDoes not work yet\tThis Bitbucket is not connected")
	assert.NotContains(t, said.stdout, "No token arrived")
	assert.Contains(t, said.stdout, "Till\t", "the others are checked all the same")
}
