//go:build e2e

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// ashore is a computer without a display: an embedded Bitbucket, a real keychain, and the program.
type ashore struct {
	bitbucket *sandbox.Sandbox
	bus, home string
	env       []string
	heard     strings.Builder
}

func newAshore(t *testing.T) *ashore {
	t.Helper()
	s, err := sandbox.Start(sandbox.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	a := &ashore{bitbucket: s, bus: startKeychain(t), home: t.TempDir()}
	line := s.Line()
	a.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "MOORING_HOME=" + a.home, "MOORING_CLOUD_WEB=" + line.CloudWeb,
		"MOORING_CLOUD_API=" + line.CloudAPI, "MOORING_CLIENT_ID=" + line.ClientID, "MOORING_CLIENT_SECRET=" + line.ClientSecret,
		"MOORING_CALLBACK=http://localhost:0/callback", a.bus,
	}
	return a
}

// run gives what a command printed. It must end well.
func (a *ashore) run(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.CommandContext(limited(t), migratedProgram, args...)
	command.Env = a.env
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	a.heard.WriteString(out.String() + errs.String())
	require.NoError(t, err, "%s\n%s", out.String(), errs.String())
	return out.String()
}

// signIn runs connect and says yes to the link it gives.
func (a *ashore) signIn(t *testing.T) string {
	t.Helper()
	command := exec.CommandContext(limited(t), migratedProgram, "connect", "cloud", "--no-browser", "--json")
	command.Env = a.env
	var out bytes.Buffer
	command.Stdout = &out
	errs, err := command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	lines := bufio.NewScanner(errs)
	for lines.Scan() {
		a.heard.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "http") {
			require.NoError(t, a.bitbucket.Consent(lines.Text(), true))
		}
	}
	require.NoError(t, command.Wait(), a.heard.String())
	a.heard.WriteString(out.String())
	return out.String()
}

func TestATerminalAloneSignsInStaysSignedInAndSignsOutWithTheRealKeychain(t *testing.T) {
	a := newAshore(t)
	var in struct {
		State   string
		Account struct{ Name string }
	}
	require.NoError(t, json.Unmarshal([]byte(a.signIn(t)), &in))
	assert.Equal(t, "connected", in.State)
	assert.Equal(t, "Jana Weber", in.Account.Name)
	first := sessionTokens(keychain(t, a.bus))
	require.Len(t, first, 2)

	assert.Contains(t, a.run(t, "check", "cloud", "--json"), `"verdict":"ready"`)
	assert.Equal(t, 48, strings.Count(a.run(t, "repos", "cloud"), "\n"))
	a.bitbucket.ExpireSessions()
	assert.Contains(t, a.run(t, "check", "cloud", "--json"), `"verdict":"ready"`)
	second := sessionTokens(keychain(t, a.bus))
	require.Len(t, second, 2)
	assert.NotEqual(t, first[1], second[1], "it was renewed, and the new pair is what is kept")

	out := a.run(t, "disconnect", "cloud", "--json")
	assert.Contains(t, out, `"revoked":true`)
	assert.Empty(t, sessionTokens(keychain(t, a.bus)))
	for name, secrets := range map[string][]string{"first": first, "second": second} {
		for _, secret := range secrets {
			holdNoSecret(t, a.home, name, secret)
			assert.NotContains(t, a.heard.String(), secret)
		}
	}
	holdNoSecret(t, a.home, "client secret", a.bitbucket.Line().ClientSecret)
	assert.NotContains(t, a.heard.String(), a.bitbucket.Line().ClientSecret)
}
