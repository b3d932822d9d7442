package server_test

import (
	"crypto/x509"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/ladder"
	"mooring/connector/sandbox"
	"mooring/connector/server"
	"mooring/connector/transport"
)

// quick are time-outs for tests that wait for one, calm those for tests that must never meet one, however
// busy the machine is.
func quick() transport.Options {
	return transport.Options{Timeout: time.Second, Pace: 300 * time.Millisecond}
}

func calm() transport.Options { return transport.Options{Timeout: time.Minute} }

// optionsFor gives what a fault is best met with.
func optionsFor(fault string) transport.Options {
	o := calm()
	switch fault {
	case "connection-timeout":
		return quick()
	case "answer-too-slow":
		o.Pace = 300 * time.Millisecond
	}
	return o
}

// start runs a sandbox with a fault, or a healthy one.
func start(t *testing.T, fault string) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Start(sandbox.Options{Break: fault, ServerVersion: "10.2.7"})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s
}

func clientOf(s *sandbox.Sandbox, o transport.Options) *server.Client {
	return server.New(server.Options{
		Address: s.Line().ServerURL, Token: connector.NewSecret(s.Line().ServerToken), Transport: o,
	})
}

func climb(t *testing.T, c *server.Client, repository string) connector.Report {
	t.Helper()
	report := ladder.Climb(t.Context(), c.Checks(repository), nil)
	require.True(t, report.Done)
	return report
}

// codes are all problems of a report, as rung/code.
func codes(r connector.Report) []string {
	out := []string{}
	for _, rung := range r.Rungs {
		for _, p := range rung.Problems {
			out = append(out, string(rung.ID)+"/"+string(p.Code))
		}
	}
	return out
}

func rungOf(t *testing.T, r connector.Report, id connector.CheckID) connector.Rung {
	t.Helper()
	for _, rung := range r.Rungs {
		if rung.ID == id {
			return rung
		}
	}
	require.Fail(t, "no such rung", id)
	return connector.Rung{}
}

func TestAHealthyServerPassesEveryRung(t *testing.T) {
	s := start(t, "")
	c := clientOf(s, calm())
	report := climb(t, c, "")
	assert.Empty(t, codes(report))
	assert.Equal(t, connector.Ready, report.Verdict())
	var ids []connector.CheckID
	for _, rung := range report.Rungs {
		ids = append(ids, rung.ID)
	}
	assert.Equal(t, []connector.CheckID{
		"address", "network", "certificate", "product", "version", "sign-in", "links", "admin", "token",
	}, ids)
	assert.Equal(t, connector.Skip, rungOf(t, report, connector.CheckCertificate).State, "plain http has no certificate")
	assert.Equal(t, s.Line().ServerURL, report.Fact("base"))
	assert.NotEmpty(t, report.Fact("version"))
	assert.NotEmpty(t, report.Fact("account"))

	identity, err := c.Identity(t.Context())
	require.NoError(t, err)
	assert.Equal(t, s.Line().ServerURL, identity.Base)
	assert.Equal(t, report.Fact("version"), identity.Version)
	assert.Equal(t, report.Fact("account"), identity.Account.ID)
	assert.NotEqual(t, identity.Account.ID, identity.Account.Name, "the display name was found")
}

func TestEachFaultIsFoundOnItsRungAndNothingElseIsWrong(t *testing.T) {
	for fault, want := range map[string]string{
		"connection-refused":          "network/connection-refused",
		"connection-timeout":          "product/connection-timeout",
		"connection-reset":            "product/connection-reset",
		"certificate-untrusted":       "certificate/certificate-untrusted",
		"certificate-expired":         "certificate/certificate-expired",
		"certificate-wrong-host":      "certificate/certificate-wrong-host",
		"client-certificate-required": "certificate/client-certificate-required",
		"tls-failed":                  "certificate/tls-failed",
		"redirected-elsewhere":        "product/redirected-elsewhere",
		"login-page":                  "product/login-page",
		"not-bitbucket":               "product/not-bitbucket",
		"context-path-missing":        "product/context-path-missing",
		"rate-limited":                "sign-in/rate-limited",
		"server-busy":                 "product/server-busy",
		"server-error":                "product/server-error",
		"answer-invalid":              "product/answer-invalid",
		"answer-too-large":            "product/answer-too-large",
		"answer-too-slow":             "product/answer-too-slow",
		"version-too-old":             "version/version-too-old",
		"version-unreadable":          "version/version-unreadable",
		"token-missing":               "sign-in/token-missing",
		"token-rejected":              "sign-in/token-rejected",
		"not-permitted":               "sign-in/not-permitted",
		"anonymous-answer":            "sign-in/anonymous-answer",
		"account-unlicensed":          "sign-in/account-unlicensed",
		"captcha-locked":              "sign-in/captcha-locked",
		"links-localhost":             "links/links-localhost",
		"links-elsewhere":             "links/links-elsewhere",
		"admin-missing":               "admin/admin-missing",
		"version-end-of-life":         "version/version-end-of-life",
		"https-available":             "product/https-available",
		"repositories-none":           "sign-in/repositories-none",
		"token-expires-soon":          "token/token-expires-soon",
		"token-too-wide":              "token/token-too-wide",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			o := optionsFor(fault)
			s := start(t, fault)
			if fault != "certificate-untrusted" {
				o.Roots = rootsOf(t, s)
			}
			report := climb(t, clientOf(s, o), "")
			assert.Equal(t, []string{want}, codes(report))
			p := only(t, report)
			assert.NotEmpty(t, p.Evidence.Address, "evidence names the address")
			assertArgs(t, p)
			verdict := map[connector.Severity]connector.Verdict{
				connector.Block: connector.Blocked, connector.Warn: connector.Attention, connector.Info: connector.Ready,
			}[p.Severity]
			if fault == "rate-limited" {
				verdict = connector.Blocked
			}
			assert.Equal(t, verdict, report.Verdict())
		})
	}
}

// only is the one problem of a report, whatever its severity.
func only(t *testing.T, r connector.Report) connector.Problem {
	t.Helper()
	var all []connector.Problem
	for _, rung := range r.Rungs {
		all = append(all, rung.Problems...)
	}
	require.Len(t, all, 1)
	return all[0]
}

// rootsOf trusts the sandbox's own authority, where it has one.
func rootsOf(t *testing.T, s *sandbox.Sandbox) (pool *x509.CertPool) {
	t.Helper()
	if s.Line().CAFile == "" {
		return nil
	}
	document, err := os.ReadFile(s.Line().CAFile)
	require.NoError(t, err)
	pool, err = transport.Roots(document)
	require.NoError(t, err)
	return pool
}

// assertArgs holds a problem against the catalogue: its sentences get the values they name.
func assertArgs(t *testing.T, p connector.Problem) {
	t.Helper()
	for _, e := range connector.Catalogue() {
		if e.Code != p.Code {
			continue
		}
		names := slices.DeleteFunc(strings.Fields(e.Args), func(name string) bool {
			return name == "callback" || name == "unplaced" // of Cloud alone
		})
		for _, name := range names {
			assert.Contains(t, p.Args, name)
		}
		assert.Len(t, p.Args, len(names))
	}
}
