package app

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestAPauseOfAListIsToldAndTheListGoesOn(t *testing.T) {
	t.Run("in words", func(t *testing.T) {
		t.Parallel()
		line := playing(t, sandbox.Options{Stumble: 1}).Line()
		s := command(t, nil, line.ServerToken, "repos", "server", "--url", line.ServerURL, "--token-stdin")
		assert.Equal(t, 0, s.code)
		assert.Equal(t, "Bitbucket asks for a pause; going on in 1 s\n", s.stderr)
		assert.Equal(t, 48, strings.Count(s.stdout, "\n"))
	})
	t.Run("as a document", func(t *testing.T) {
		t.Parallel()
		line := playing(t, sandbox.Options{Stumble: 1, RetryDate: true}).Line()
		begun := time.Now()
		s := command(t, nil, line.ServerToken, "repos", "server", "--url", line.ServerURL, "--token-stdin", "--json")
		assert.Equal(t, 0, s.code)
		assert.Equal(t, 48, strings.Count(s.stdout, "\n"))
		require.Equal(t, 1, strings.Count(s.stderr, "\n"), s.stderr)
		var told struct {
			Schema int
			Pause  struct{ Until string }
		}
		require.NoError(t, json.Unmarshal([]byte(s.stderr), &told))
		assert.Equal(t, 1, told.Schema)
		until, err := time.Parse(time.RFC3339, told.Pause.Until)
		require.NoError(t, err)
		assert.WithinRange(t, until, begun.Add(-time.Second), time.Now().Add(time.Second), "and that has been waited for")
	})
}

func TestTheSandboxCommandServesUntilItIsEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	p := Process{Args: []string{"sandbox", "--repos", "3", "--server-version", "8.19.4"}, Stdout: in, Env: func(string) string { return "" }}
	go func() { ended <- sandboxCommand(ctx, p) }()
	text, err := bufio.NewReader(out).ReadBytes('\n')
	require.NoError(t, err)
	var line sandbox.Line
	require.NoError(t, json.Unmarshal(text, &line))
	r := checkServer(t, line).report(t)
	assert.Equal(t, "8.19.4", r.facts("version")["version"])
	cancel()
	require.NoError(t, <-ended)
}
