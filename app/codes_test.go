package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

// elsewhere says of each code that no check of a server can answer with where it is met instead.
func elsewhere() map[connector.Code]string {
	return placed(map[string][]connector.Code{
		"needs a name server: connector/server's own tests": {connector.CodePrivateAddress},
		"Cloud only": {
			connector.CodeAddressIsServer, connector.CodeScopeMissing, connector.CodeWorkspaceNeeded, connector.CodeTwoStepRequired,
			connector.CodeAPIRemoved, connector.CodeConsumerMissing, connector.CodeConsumerInvalid, connector.CodeBrowserNotOpened,
			connector.CodeCallbackPortBusy, connector.CodeConsentDenied, connector.CodeConsentTimeout, connector.CodeConsentForged,
			connector.CodeSessionEnded,
		},
	})
}

// placed says of each code where it is met, those beside them that no Bitbucket answers with.
func placed(beside map[string][]connector.Code) map[connector.Code]string {
	beside["this computer"] = []connector.Code{
		connector.CodeKeychainUnavailable, connector.CodeKeychainLocked, connector.CodeKeychainRefused, connector.CodeConnectionMissing, connector.CodeProfileNameTaken,
		connector.CodeProfileInvalid, connector.CodeProfileNewer, connector.CodeProfileDamaged, connector.CodeDiskFailed,
	}
	beside["where a webhook is made: hook_codes_test.go"] = []connector.Code{connector.CodeWebhookExists, connector.CodeWebhookRefused, connector.CodeWebhookUndelivered}
	all := map[connector.Code]string{}
	for where, codes := range beside {
		for _, code := range codes {
			all[code] = where
		}
	}
	return all
}

// meeting meets one code. It gives everything that was found.
type meeting func(t *testing.T) found

// byHand are the codes of a server that the embedded Bitbucket does not play by their name.
func byHand() map[connector.Code]meeting {
	return map[connector.Code]meeting{
		connector.CodeAddressInvalid:            atAddress("not an address"),
		connector.CodeAddressIsCloud:            atAddress("https://bitbucket.org/nordlicht/app"),
		connector.CodeAddressInsecure:           atAddress("http://git.example.invalid"),
		connector.CodeNameNotFound:              atAddress("https://no-such-host.invalid"),
		connector.CodeProxyFailed:               meetProxyFailed,
		connector.CodeCertificateChanged:        meetCertificateChanged,
		connector.CodeTokenExpired:              meetTokenExpired,
		connector.CodeTokenKindUnsupported:      meetKindUnsupported,
		connector.CodeClientCertificateUnusable: meetCertificateUnusable,
		connector.CodeRootUnusable:              meetRootUnusable,
	}
}

// played meets what the embedded Bitbucket plays.
func played(code connector.Code) meeting {
	return func(t *testing.T) found {
		line := playing(t, sandbox.Options{Break: string(code)}).Line()
		switch code {
		case connector.CodePagingBroken: // a list alone can meet it
			return command(t, nil, line.ServerToken, "repos", "server", "--url", line.ServerURL, "--token-stdin", "--json").ended(t)
		case connector.CodeRepositoryNotFound:
			return checkServer(t, line, "--repo", secondRepository(t, line)).report(t).found()
		case connector.CodeCertificateUntrusted:
			line.CAFile = ""
		}
		return checkServer(t, line, "--timeout", timeoutFor(string(code))).report(t).found()
	}
}

// secondRepository is KEY/slug of a repository that is in the list.
func secondRepository(t *testing.T, line sandbox.Line) string {
	t.Helper()
	list := command(t, nil, line.ServerToken, "repos", "server", "--url", line.ServerURL, "--token-stdin")
	lines := strings.Split(list.stdout, "\n")
	require.Greater(t, len(lines), 2, list.stderr)
	name, _, _ := strings.Cut(lines[1], "\t")
	return name
}

func TestEveryServerCodeIsMetAloneThroughACommandOrAStoredConnection(t *testing.T) {
	healthy := checkServer(t, playing(t, sandbox.Options{}).Line()).report(t).found()
	require.Empty(t, healthy.hard())
	meetEach(t, elsewhere(), byHand(), sandbox.ServerFaults(), played)
}

// meetEach meets every code but those that are met elsewhere, by hand or else as it is played, and holds each to
// coming alone. What has no meeting fails.
func meetEach(t *testing.T, reasons map[connector.Code]string, hands map[connector.Code]meeting, faults []string, played func(connector.Code) meeting) {
	t.Helper()
	met := 0
	for _, entry := range connector.Catalogue() {
		meet := hands[entry.Code]
		switch {
		case reasons[entry.Code] != "":
			assert.Nil(t, meet, "%s is met after all", entry.Code)
			continue
		case meet == nil && slices.Contains(faults, string(entry.Code)):
			meet = played(entry.Code)
		}
		if !assert.NotNil(t, meet, "nothing meets %s", entry.Code) {
			continue
		}
		met++
		t.Run(string(entry.Code), func(t *testing.T) {
			t.Parallel()
			f := meet(t)
			assert.Contains(t, f, entry.Code)
			if f[entry.Code] == connector.Info {
				assert.Empty(t, f.hard())
				return
			}
			assert.Equal(t, []connector.Code{entry.Code}, f.hard())
			if entry.Severity != connector.Info {
				assert.Equal(t, entry.Severity, f[entry.Code])
			}
		})
	}
	for code := range reasons {
		assert.True(t, inCatalogue(code), code)
	}
	for _, fault := range faults {
		assert.True(t, inCatalogue(connector.Code(fault)), fault)
	}
	t.Logf("%d of %d codes met; %d are met elsewhere", met, len(connector.Catalogue()), len(reasons))
}

func inCatalogue(code connector.Code) bool {
	return slices.ContainsFunc(connector.Catalogue(), func(e connector.Entry) bool { return e.Code == code })
}

func atAddress(address string) meeting {
	return func(t *testing.T) found {
		return checkServer(t, sandbox.Line{ServerURL: address, ServerToken: "BBDC-nobody"}).report(t).found()
	}
}

func meetProxyFailed(t *testing.T) found {
	proxy := proxied(t, "jana", "s3same", "")
	f := checkServer(t, sandbox.Line{ServerURL: "https://git.example.test", ServerToken: "BBDC-nobody"}, "--proxy", proxy.Address()).report(t).found()
	asked := proxy.Asked()
	require.NotEmpty(t, asked)
	assert.Equal(t, 407, asked[0].Status)
	return f
}

func meetCertificateChanged(t *testing.T) found {
	s := playing(t, sandbox.Options{SelfSigned: true})
	h := houseAt(t, t.TempDir())
	c := connected(t, h, s.Line(), nil)
	host := connector.HostPort(c.Base)
	before := climbed(t, h, c)
	require.Equal(t, []connector.Code{connector.CodeCertificateUntrusted}, in(before).hard())
	shown := before.Rungs[2].Problems[0].Evidence.Certificate
	require.NotNil(t, shown)
	require.NoError(t, h.trust.Pin(t.Context(), host, *shown))
	trusted := climbed(t, h, c)
	require.Empty(t, in(trusted).hard())
	assert.Equal(t, "pin", trusted.Fact("trust"))

	require.NoError(t, s.RenewCertificate())
	after := climbed(t, h, c)
	p, _ := after.Worst()
	require.NotNil(t, p.Evidence.Trusted)
	assert.Equal(t, shown.SHA256, p.Evidence.Trusted.SHA256, "both are there to be compared")
	require.NotNil(t, p.Evidence.Certificate)
	assert.NotEqual(t, shown.SHA256, p.Evidence.Certificate.SHA256)
	return in(after)
}

func meetTokenExpired(t *testing.T) found {
	line := playing(t, sandbox.Options{}).Line()
	line.ServerToken = "BBDC-" + strings.Repeat("x", 44)
	return checkServer(t, line, "--valid-until", "2020-01-31").report(t).found()
}

func meetKindUnsupported(t *testing.T) found {
	s := playing(t, sandbox.Options{ServerVersion: "7.14.0"})
	h := houseAt(t, t.TempDir())
	c := connected(t, h, s.Line(), func(c *connector.Connection) { c.TokenKind = connector.TokenProject })
	return in(climbed(t, h, c))
}

func meetCertificateUnusable(t *testing.T) found {
	line := playing(t, sandbox.Options{Break: "client-certificate-required"}).Line()
	return checkServer(t, line, "--client-cert", filepath.Join(t.TempDir(), "nowhere.p12")).report(t).found()
}

func meetRootUnusable(t *testing.T) found {
	s := playing(t, sandbox.Options{TLS: true})
	roots, err := connector.ReadRoots("server.pem", s.CertificatePEM())
	require.Empty(t, roots)
	p, known := connector.AsProblem(err)
	require.True(t, known)
	assert.Equal(t, "not-ca", p.Args["reason"])
	return found{p.Code: p.Severity}
}

func TestEveryVersionIsHealthyThroughTheCommand(t *testing.T) {
	for _, version := range []string{"7.14.0", "7.14.0-rc1", "7.21.23", "8.19.4", "9.4.0-SNAPSHOT", "9.4.16", "10.2.7"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			line := playing(t, sandbox.Options{ServerVersion: version}).Line()
			r := checkServer(t, line).report(t)
			assert.Empty(t, r.found().hard())
			assert.Equal(t, connector.Ready, r.Verdict)
			assert.Equal(t, version, r.facts(connector.CheckVersion)["version"])
			list := command(t, nil, line.ServerToken, "repos", "server", "--url", line.ServerURL, "--token-stdin", "--json")
			assert.Equal(t, 48, strings.Count(list.stdout, "\n"))
			assert.Empty(t, list.stderr)
		})
	}
	line := playing(t, sandbox.Options{ServerVersion: "7.9.0"}).Line()
	assert.Equal(t, []connector.Code{connector.CodeVersionTooOld}, checkServer(t, line).report(t).found().hard(), "7.9 comes before 7.14")
}

// proxied starts a proxy that leads every host to one place.
func proxied(t *testing.T, user, password, to string) *sandbox.Proxy {
	t.Helper()
	p, err := sandbox.StartProxy(user, password)
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.Close() })
	p.To(to)
	return p
}

// fileWith is a file that holds a text.
func fileWith(t *testing.T, name string, text []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(file, text, 0o600))
	return file
}
