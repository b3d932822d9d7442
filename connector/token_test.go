package connector_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
)

func TestASecretTellsItsShapeByItsFirstLetters(t *testing.T) {
	for text, want := range map[string]connector.TokenShape{
		"":                      connector.ShapeUnknown,
		"ATATT3xFfGF0abc":       connector.ShapeAPIToken,
		" ATATT3xFfGF0abc\n":    connector.ShapeAPIToken,
		"ATCTT3xFfGN0abc":       connector.ShapeAccessToken,
		"ATBBabcdef":            connector.ShapeAppPassword,
		"BBDC-NDc2NTA5":         connector.ShapeServer,
		"NzI0MDQ2MDgxODI2OkxvK": connector.ShapeUnknown,
		"atatt3xFfGF0abc":       connector.ShapeUnknown,
		"xATATT3":               connector.ShapeUnknown,
	} {
		assert.Equal(t, want, connector.ShapeOf(connector.NewSecret(text)), text)
	}
}

func TestWhatTheServerTellsOfATokensEndGoesBeforeWhatWasTyped(t *testing.T) {
	told, typed := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	assert.Equal(t, told, connector.Connection{TokenExpires: told, TokenUntil: typed}.TokenExpiry())
	assert.Equal(t, typed, connector.Connection{TokenUntil: typed}.TokenExpiry())
	assert.Zero(t, connector.Connection{}.TokenExpiry())
}
