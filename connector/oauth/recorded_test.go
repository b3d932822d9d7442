package oauth_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
)

// TestRecordedTokenAnswersAreUnderstood plays what Bitbucket's token endpoint was seen to say. The
// recordings lie outside the repository, in the folder MOORING_FIXTURES names.
func TestRecordedTokenAnswersAreUnderstood(t *testing.T) {
	folder := os.Getenv("MOORING_FIXTURES")
	if folder == "" {
		t.Log("left out: recorded token answers (MOORING_FIXTURES is not set)")
		return
	}
	want := map[string]struct{ exchange, refresh connector.Code }{
		"200-token-before-2026-05.json":      {"", ""},
		"400-bad-refresh-token.json":         {connector.CodeAnswerInvalid, connector.CodeSessionEnded},
		"400-json-body-instead-of-form.json": {connector.CodeAnswerInvalid, connector.CodeAnswerInvalid},
		"400-no-callback.json":               {connector.CodeConsumerInvalid, connector.CodeConsumerInvalid},
	}
	files, err := filepath.Glob(filepath.Join(folder, "observed-errors", "cloud-oauth", "*.json"))
	require.NoError(t, err)
	played := 0
	for _, file := range files {
		raw, err := os.ReadFile(file) //nolint:gosec // the folder is ours to name
		require.NoError(t, err)
		var recording struct {
			Status int
			Body   json.RawMessage
		}
		require.NoError(t, json.Unmarshal(raw, &recording))
		name := filepath.Base(file)
		expected, known := want[name]
		if !known {
			t.Logf("a new recording, only played: %s", name)
		}
		o := tokenEndpoint(t, func(w http.ResponseWriter, r *http.Request) { says(recording.Status, string(recording.Body))(w, r) })
		exchanged := answered(t, o, "code=the-code")
		_, refreshed := oauth.New(o).Refresh(t.Context(), session(o))
		played++
		if known {
			assertCode(t, name, expected.exchange, exchanged)
			assertCode(t, name, expected.refresh, refreshed)
		}
	}
	t.Logf("%d recorded token answers played", played)
	assert.NotZero(t, played, "no recordings in %s", folder)
}

func assertCode(t *testing.T, name string, want connector.Code, err error) {
	t.Helper()
	if want == "" {
		assert.NoError(t, err, name)
		return
	}
	assert.True(t, connector.IsProblem(err, want), "%s: %v", name, err)
}
