package connector_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

const token = "BBDC-never-to-be-seen"

type holder struct {
	Public  connector.Secret
	private connector.Secret
	nested  struct{ deeper *connector.Secret }
}

func TestASecretIsNeverShownHoweverItIsPrinted(t *testing.T) {
	s := connector.NewSecret(token)
	h := holder{Public: s, private: s}
	h.nested.deeper = &s
	credential := connector.Credential{Token: s, Refresh: s}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%p", "%T"} {
		for _, value := range []any{s, &s, h, &h, credential, &credential, []connector.Secret{s}, map[string]connector.Secret{"a": s}, map[connector.Secret]int{s: 1}} {
			assert.NotContains(t, fmt.Sprintf(verb, value), token, "%s of %T", verb, value)
			assert.NotContains(t, fmt.Sprintf(verb, value), fmt.Sprintf("%x", token), "%s of %T", verb, value)
		}
	}
	assert.Equal(t, "***", fmt.Sprintf("%v", s))
	assert.Equal(t, "***", fmt.Sprintf("%#v", s))
	assert.Equal(t, "***", s.String())
}

func TestASecretIsNeverWrittenByEncodersOrLoggers(t *testing.T) {
	s := connector.NewSecret(token)
	text, err := json.Marshal(map[string]any{"plain": s, "credential": connector.Credential{Token: s}})
	require.NoError(t, err)
	assert.NotContains(t, string(text), token)
	assert.Contains(t, string(text), `"plain":"***"`)

	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("signing in", "token", s, "holder", holder{private: s}, "pointer", &s)
	}
	assert.NotContains(t, log.String(), token)
}

func TestASecretCanBeRevealedOnPurpose(t *testing.T) {
	assert.Equal(t, token, connector.NewSecret(token).Reveal())
	assert.False(t, connector.NewSecret(token).Empty())
	assert.True(t, connector.NewSecret("").Empty())
	assert.Empty(t, connector.Secret{}.Reveal())
}
