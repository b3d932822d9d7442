package app_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/app"
	"mooring/connector/sandbox"
)

// outcome is what a command left behind.
type outcome struct {
	code   int
	stdout string
	stderr string
	home   string
}

// run runs a command in this process, with a home of its own.
func run(t *testing.T, env map[string]string, stdin string, args ...string) outcome {
	t.Helper()
	manifest, err := os.ReadFile("../FyneApp.toml")
	require.NoError(t, err)
	home := t.TempDir()
	var out, errs bytes.Buffer
	code := app.Main(app.Process{
		Args: args, Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Manifest: manifest,
		Env: func(name string) string {
			if name == "MOORING_HOME" {
				return home
			}
			return env[name]
		},
	})
	return outcome{code, out.String(), errs.String(), home}
}

// codes are the codes of a report's problems that warn or block, in order and once each.
func codes(t *testing.T, report string) []string {
	t.Helper()
	var r struct {
		Checks []struct {
			Problems []struct{ Code, Severity, Title, Detail, Fix string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(report), &r), report)
	var all []string
	for _, c := range r.Checks {
		for _, p := range c.Problems {
			assert.NotEmpty(t, p.Title)
			assert.NotEmpty(t, p.Detail)
			assert.NotEmpty(t, p.Fix)
			if p.Severity != "info" && !slices.Contains(all, p.Code) {
				all = append(all, p.Code)
			}
		}
	}
	return all
}

// timeoutFor is the --timeout of a command. It is short where waiting is what is played: a busy computer must not look
// like a fault.
func timeoutFor(fault string) string {
	if fault == "connection-timeout" {
		return "2s"
	}
	return "1m"
}

// broken starts an embedded Bitbucket with one thing wrong.
func broken(t *testing.T, fault string) sandbox.Line {
	t.Helper()
	s, err := sandbox.Start(sandbox.Options{Break: fault})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s.Line()
}

func cloudEnv(line sandbox.Line) map[string]string {
	return map[string]string{"MOORING_CLOUD_WEB": line.CloudWeb, "MOORING_CLOUD_API": line.CloudAPI}
}

func TestEveryCloudFaultGivesItsCodeAndNoOther(t *testing.T) {
	for _, fault := range []string{
		"token-rejected", "scope-missing", "two-step-required", "api-removed", "rate-limited", "server-busy", "server-error",
		"answer-invalid", "connection-timeout", "connection-refused", "repositories-none", "admin-missing",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			line := broken(t, fault)
			o := run(t, cloudEnv(line), line.CloudAPIToken, "check", "cloud", "--email", line.CloudEmail, "--token-stdin", "--timeout", timeoutFor(fault), "--json")
			assert.Equal(t, []string{fault}, codes(t, o.stdout), o.stdout)
			assert.NotContains(t, o.stdout+o.stderr, line.CloudAPIToken)
		})
	}
}

func TestATrustedCompanyRootMakesTheServerHealthy(t *testing.T) {
	line := broken(t, "certificate-untrusted")
	o := run(t, nil, line.ServerToken, "check", "server", "--url", line.ServerURL, "--token-stdin", "--ca", line.CAFile, "--json")
	assert.Empty(t, codes(t, o.stdout))
	assert.Equal(t, 0, o.code, o.stderr)
}

func TestAHostThatDoesNotResolveIsNamed(t *testing.T) {
	o := run(t, nil, "token", "check", "server", "--url", "https://no-such-host.invalid", "--token-stdin", "--json")
	assert.Equal(t, []string{"name-not-found"}, codes(t, o.stdout))
	assert.Equal(t, 1, o.code)
}

func TestPlainHTTPToAnotherComputerAsksFirst(t *testing.T) {
	o := run(t, nil, "token", "check", "server", "--url", "http://git.example.invalid", "--token-stdin", "--json")
	assert.Equal(t, []string{"address-insecure"}, codes(t, o.stdout))
	o = run(t, nil, "token", "check", "server", "--url", "http://git.example.invalid", "--token-stdin", "--allow-http", "--json")
	assert.Equal(t, []string{"address-insecure", "name-not-found"}, codes(t, o.stdout))
}

func TestASilentServerIsGivenUpInTheTimeAskedFor(t *testing.T) {
	line := broken(t, "connection-timeout")
	begun := time.Now()
	o := run(t, nil, line.ServerToken, "check", "server", "--url", line.ServerURL, "--token-stdin", "--timeout", "300ms", "--json")
	assert.Equal(t, []string{"connection-timeout"}, codes(t, o.stdout))
	assert.Less(t, time.Since(begun), 20*time.Second, "which it would wait without being told")
}

func TestABrokenListKeepsWhatCameAndSaysWhy(t *testing.T) {
	line := broken(t, "paging-broken")
	o := run(t, nil, line.ServerToken, "repos", "server", "--url", line.ServerURL, "--token-stdin", "--json")
	assert.Equal(t, 1, o.code)
	assert.NotEmpty(t, o.stdout)
	assert.Contains(t, o.stderr, `{"schema":1,"problem":{"code":"paging-broken"`)
	assert.Equal(t, 1, strings.Count(o.stderr, "\n"))
}

func TestCommandsLeaveNoSecretOnDisk(t *testing.T) {
	line := broken(t, "")
	o := run(t, nil, line.ServerToken, "check", "server", "--url", line.ServerURL, "--token-stdin")
	assert.Equal(t, 0, o.code, o.stderr)
	files := 0
	err := filepath.WalkDir(o.home, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		assert.NotContains(t, string(text), line.ServerToken, path)
		return err
	})
	require.NoError(t, err)
	t.Logf("%d files looked through", files)
}
