package app

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

// cloudHouse is a house whose Bitbucket Cloud is an embedded one; open stands for the browser.
func cloudHouse(t *testing.T, s *sandbox.Sandbox, env map[string]string, open browserFunc) *house {
	t.Helper()
	line := s.Line()
	all := map[string]string{
		"MOORING_HOME": t.TempDir(), "MOORING_CLOUD_WEB": line.CloudWeb, "MOORING_CLOUD_API": line.CloudAPI,
		"MOORING_CLIENT_ID": line.ClientID, "MOORING_CLIENT_SECRET": line.ClientSecret, "MOORING_CALLBACK": "http://localhost:0/callback",
	}
	for name, value := range env {
		all[name] = value
	}
	p := Process{Env: func(name string) string { return all[name] }}
	h, err := openHouse(t.Context(), p, manifest{Version: "1.2.3"}, unhurried, inMemory, func(h *house) { h.open = open })
	require.NoError(t, err)
	t.Cleanup(h.close)
	return h
}

// presses is a person who answers the consent page.
func presses(s *sandbox.Sandbox, allow bool) browserFunc {
	return func(link string) error { return s.Consent(link, allow) }
}

// terminalSaid is what a command said that ran in a house of the test's own.
type terminalSaid struct {
	said
	err error
}

func connects(ctx context.Context, h *house, a connectAsk) terminalSaid {
	if a.timeout == 0 {
		a.timeout = unhurried
	}
	return heard(func(p Process) error { return h.connect(ctx, p, a) })
}

func disconnects(ctx context.Context, h *house, a disconnectAsk) terminalSaid {
	return heard(func(p Process) error { return h.disconnect(ctx, p, a) })
}

func heard(run func(Process) error) terminalSaid {
	var out, errs bytes.Buffer
	err := run(Process{Stdout: &out, Stderr: &errs})
	return terminalSaid{said{stdout: out.String(), stderr: errs.String()}, err}
}

// lastProblem is the code of the last problem on stderr, with its severity.
func (s terminalSaid) lastProblem(t *testing.T) (connector.Code, connector.Severity) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(s.stderr), "\n")
	var line struct{ Problem printedProblem }
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &line), s.stderr)
	assert.NotEmpty(t, line.Problem.Title)
	return line.Problem.Code, line.Problem.Severity
}

// problems are all that stderr tells, by code.
func (s terminalSaid) problems(t *testing.T) found {
	t.Helper()
	f := found{}
	for text := range strings.Lines(s.stderr) {
		var line struct{ Problem printedProblem }
		if json.Unmarshal([]byte(text), &line) == nil {
			f[line.Problem.Code] = line.Problem.Severity
		}
	}
	return f
}

// busyCallback is a callback whose port another listener holds.
func busyCallback(t *testing.T) string {
	t.Helper()
	held, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = held.Close() })
	return "http://localhost:" + strconv.Itoa(held.Addr().(*net.TCPAddr).Port) + "/callback"
}

type printedSignIn struct {
	Schema                    int
	Target, State, Connection string
	Account                   *printedAccount
	Revoked                   bool
	RevokeAt                  string `json:"revoke_at"`
}

func (s terminalSaid) signIn(t *testing.T) printedSignIn {
	t.Helper()
	require.NoError(t, s.err, s.stderr)
	var p printedSignIn
	require.NoError(t, json.Unmarshal([]byte(s.stdout), &p), s.stdout)
	return p
}
