package app

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/ladder"
	"mooring/connector/sandbox"
)

// found is what a check or a list said, by code.
type found map[connector.Code]connector.Severity

// hard are the codes that warn or block.
func (f found) hard() []connector.Code {
	codes := []connector.Code{}
	for _, entry := range connector.Catalogue() {
		if severity, met := f[entry.Code]; met && severity != connector.Info {
			codes = append(codes, entry.Code)
		}
	}
	return codes
}

// in reads a report of a ladder.
func in(r connector.Report) found {
	f := found{}
	for _, rung := range r.Rungs {
		for _, p := range rung.Problems {
			f[p.Code] = p.Severity
		}
	}
	return f
}

// said is what a command left behind.
type said struct {
	code           int
	stdout, stderr string
	home           string
}

// command runs a command in this process, in a home of its own.
func command(t *testing.T, env map[string]string, stdin string, args ...string) said {
	t.Helper()
	manifest, err := os.ReadFile("../FyneApp.toml")
	require.NoError(t, err)
	home := t.TempDir()
	var out, errs bytes.Buffer
	code := Main(Process{
		Args: args, Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Manifest: manifest,
		Env: func(name string) string {
			if name == "MOORING_HOME" {
				return home
			}
			return env[name]
		},
	})
	return said{code, out.String(), errs.String(), home}
}

// printed is a report as check prints it.
type printed struct {
	Verdict connector.Verdict
	Checks  []struct {
		ID       connector.CheckID
		State    connector.State
		Facts    map[string]string
		Problems []struct {
			Code               connector.Code
			Severity           connector.Severity
			Title, Detail, Fix string
			Evidence           connector.Evidence
		}
	}
}

// report reads what check --json printed; every problem has its words.
func (s said) report(t *testing.T) printed {
	t.Helper()
	var r printed
	require.NoError(t, json.Unmarshal([]byte(s.stdout), &r), "%s %s", s.stdout, s.stderr)
	for _, c := range r.Checks {
		for _, p := range c.Problems {
			for _, words := range []string{p.Title, p.Detail, p.Fix} {
				assert.NotEmpty(t, words, p.Code)
				assert.NotContains(t, words, "{{", p.Code)
			}
		}
	}
	return r
}

// facts are those of one rung.
func (r printed) facts(id connector.CheckID) map[string]string {
	for _, c := range r.Checks {
		if c.ID == id {
			return c.Facts
		}
	}
	return nil
}

func (r printed) found() found {
	f := found{}
	for _, c := range r.Checks {
		for _, p := range c.Problems {
			f[p.Code] = p.Severity
		}
	}
	return f
}

// ended reads the line that says why a list ended.
func (s said) ended(t *testing.T) found {
	t.Helper()
	var line struct {
		Problem struct {
			Code     connector.Code
			Severity connector.Severity
		}
	}
	require.NoError(t, json.Unmarshal([]byte(s.stderr), &line), s.stderr)
	return found{line.Problem.Code: line.Problem.Severity}
}

// playing starts an embedded Bitbucket.
func playing(t *testing.T, o sandbox.Options) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Start(o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// checkServer runs check on a server, with its authority trusted.
func checkServer(t *testing.T, line sandbox.Line, more ...string) said {
	t.Helper()
	args := []string{"check", "server", "--url", line.ServerURL, "--token-stdin", "--timeout", timeoutFor(""), "--json"}
	if line.CAFile != "" {
		args = append(args, "--ca", line.CAFile)
	}
	s := command(t, nil, line.ServerToken, append(args, more...)...)
	assert.NotContains(t, s.stdout+s.stderr, line.ServerToken)
	return s
}

// connected keeps a connection to a server in a house, as the window would after a check.
func connected(t *testing.T, h *house, line sandbox.Line, change func(*connector.Connection)) connector.Connection {
	t.Helper()
	c := connector.Connection{
		ID: connector.NewID(), Provider: connector.Server, Name: "git", Base: line.ServerURL, Web: line.ServerURL,
		Kind: connector.AccessToken, Keep: connector.KeepKeychain, Created: time.Now(),
	}
	if change != nil {
		change(&c)
	}
	require.NoError(t, h.store.SaveConnection(t.Context(), c))
	credential := connector.Credential{Kind: connector.AccessToken, Token: connector.NewSecret(line.ServerToken), Origins: c.Origins()}
	require.NoError(t, h.vault.Put(t.Context(), c.ID, credential, c.Keep))
	return c
}

// climbed checks a stored connection, as the command does without a token.
func climbed(t *testing.T, h *house, c connector.Connection) connector.Report {
	t.Helper()
	b, _, err := h.asked(t.Context(), ask{provider: connector.Server, url: c.Base})
	require.NoError(t, err)
	r := ladder.Climb(t.Context(), b.Checks(""), nil)
	require.True(t, r.Done)
	return r
}
