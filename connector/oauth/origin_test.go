package oauth_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

func TestASessionGrantedElsewhereIsNeitherRenewedNorRevokedHere(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := oauth.New(options(s))
	session := connector.Credential{
		Kind: connector.Session, Token: connector.NewSecret("access"), Refresh: connector.NewSecret("refresh"),
		Origins: []string{"https://bitbucket.org:443", "https://api.bitbucket.org:443"},
	}
	_, err := c.Refresh(t.Context(), session)
	assert.ErrorIs(t, err, transport.ErrWrongOrigin)
	assert.ErrorIs(t, c.Revoke(t.Context(), session), transport.ErrWrongOrigin)
	assert.Empty(t, s.Requests())
}
