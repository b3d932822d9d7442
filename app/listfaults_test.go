package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// assertEnded holds a list to one line on stderr that names the fault, and to the exit code of a block.
func assertEnded(t *testing.T, o outcome, fault string) {
	t.Helper()
	assert.Equal(t, 1, o.code)
	assert.Equal(t, 1, strings.Count(o.stderr, "\n"), o.stderr)
	var said struct {
		Schema  int
		Problem struct{ Code, Severity, Title, Detail, Fix string }
	}
	require.NoError(t, json.Unmarshal([]byte(o.stderr), &said), o.stderr)
	assert.Equal(t, 1, said.Schema)
	assert.Equal(t, fault, said.Problem.Code)
	for _, line := range strings.Split(strings.TrimSpace(o.stdout), "\n") {
		assert.True(t, line == "" || json.Valid([]byte(line)), "what came is whole: %s", line)
	}
}

// What a server keeps failing with for as long as a list is patient is left out: it takes 10 and 20 seconds.
func TestEveryServerFaultEndsAListWithItsCode(t *testing.T) {
	for _, fault := range []string{
		"connection-refused", "connection-timeout", "connection-reset", "certificate-untrusted", "certificate-expired",
		"certificate-wrong-host", "client-certificate-required", "tls-failed", "redirected-elsewhere", "login-page",
		"not-bitbucket", "rate-limited", "answer-invalid", "answer-too-large", "paging-broken", "token-rejected",
		"token-missing", "not-permitted", "anonymous-answer", "account-unlicensed", "captcha-locked",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			line := broken(t, fault)
			args := []string{"repos", "server", "--url", line.ServerURL, "--token-stdin", "--timeout", timeoutFor(fault), "--json"}
			if line.CAFile != "" && fault != "certificate-untrusted" {
				args = append(args, "--ca", line.CAFile)
			}
			o := run(t, nil, line.ServerToken, args...)
			assertEnded(t, o, fault)
			assert.NotContains(t, o.stdout+o.stderr, line.ServerToken)
		})
	}
}

func TestEveryCloudFaultEndsAListWithItsCode(t *testing.T) {
	for _, fault := range []string{
		"connection-refused", "connection-timeout", "connection-reset", "login-page", "answer-invalid", "answer-too-large",
		"paging-broken", "token-rejected", "not-permitted", "scope-missing", "two-step-required", "api-removed",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			line := broken(t, fault)
			o := run(t, cloudEnv(line), line.CloudAPIToken, "repos", "cloud", "--email", line.CloudEmail, "--token-stdin", "--timeout", timeoutFor(fault), "--json")
			assertEnded(t, o, fault)
			assert.NotContains(t, o.stdout+o.stderr, line.CloudAPIToken)
		})
	}
}

// What is wrong beside the list does not keep it from being read.
func TestAListIsWholeWhereTheFaultIsElsewhere(t *testing.T) {
	for _, fault := range []string{"version-too-old", "version-unreadable", "links-localhost", "links-elsewhere", "admin-missing"} {
		line := broken(t, fault)
		o := run(t, nil, line.ServerToken, "repos", "server", "--url", line.ServerURL, "--token-stdin", "--json")
		assert.Equal(t, 0, o.code, fault)
		assert.Equal(t, 48, strings.Count(o.stdout, "\n"), fault)
		assert.Empty(t, o.stderr, fault)
	}
}

func TestTheVerdictDecidesTheExitCode(t *testing.T) {
	for fault, want := range map[string]int{
		"": 0, "version-end-of-life": 0, "admin-missing": 0, "repositories-none": 0, "links-elsewhere": 0, // attention at most
		"rate-limited": 1, "links-localhost": 1, "client-certificate-required": 1, "context-path-missing": 1,
	} {
		line := broken(t, fault)
		args := []string{"check", "server", "--url", line.ServerURL, "--token-stdin", "--json"}
		if line.CAFile != "" {
			args = append(args, "--ca", line.CAFile)
		}
		o := run(t, nil, line.ServerToken, args...)
		assert.Equal(t, want, o.code, fault)
		var report struct{ Verdict string }
		require.NoError(t, json.Unmarshal([]byte(o.stdout), &report))
		assert.Equal(t, want == 1, report.Verdict == "blocked", fault)
	}
}
