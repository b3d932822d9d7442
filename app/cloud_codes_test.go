package app

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/ladder"
	"mooring/connector/sandbox"
)

// notOfCloud says of each code that Bitbucket Cloud cannot answer with where it is met instead.
func notOfCloud() map[connector.Code]string {
	return placed(map[string][]connector.Code{
		"an address is typed for a Server alone": {
			connector.CodeAddressInvalid, connector.CodeAddressIsCloud, connector.CodeAddressIsServer, connector.CodeAddressInsecure,
			connector.CodePrivateAddress, connector.CodeHTTPSAvailable,
		},
		"certificates are trusted and shown to a Server alone": {
			connector.CodeCertificateChanged, connector.CodeClientCertificateUnusable, connector.CodeRootUnusable,
		},
		"Server only": {
			connector.CodeContextPathMissing, connector.CodeVersionTooOld, connector.CodeVersionUnreadable, connector.CodeVersionEndOfLife,
			connector.CodeLinksLocalhost, connector.CodeLinksElsewhere, connector.CodeAnonymousAnswer, connector.CodeAccountUnlicensed,
			connector.CodeCaptchaLocked,
		},
	})
}

// checkCloud runs check with an API token, as an embedded Bitbucket has it.
func checkCloud(t *testing.T, line sandbox.Line, more ...string) said {
	t.Helper()
	args := []string{"check", "cloud", "--email", line.CloudEmail, "--token-stdin", "--timeout", timeoutFor(""), "--json"}
	if line.CAFile != "" {
		args = append(args, "--ca", line.CAFile)
	}
	s := command(t, cloudPlace(line), line.CloudAPIToken, append(args, more...)...)
	assert.NotContains(t, s.stdout+s.stderr, line.CloudAPIToken)
	return s
}

func cloudPlace(line sandbox.Line) map[string]string {
	return map[string]string{"MOORING_CLOUD_WEB": line.CloudWeb, "MOORING_CLOUD_API": line.CloudAPI}
}

// cloudByHand are the codes of Cloud that are not met by playing a fault of their name and checking with an API
// token.
func cloudByHand() map[connector.Code]meeting {
	return map[connector.Code]meeting{
		connector.CodeNameNotFound: func(t *testing.T) found {
			return checkCloud(t, sandbox.Line{
				CloudWeb: "https://no-such-host.invalid", CloudAPI: "https://no-such-host.invalid/2.0", CloudEmail: "jana@example.com", CloudAPIToken: "ATATTnobody",
			}).report(t).found()
		},
		connector.CodeProxyFailed: func(t *testing.T) found {
			proxy := proxied(t, "jana", "s3same", "")
			return checkCloud(t, sandbox.Line{
				CloudWeb: "https://cloud.example.test", CloudAPI: "https://cloud.example.test/2.0", CloudEmail: "jana@example.com", CloudAPIToken: "ATATTnobody",
			}, "--proxy", proxy.Address()).report(t).found()
		},
		connector.CodeTokenMissing: func(t *testing.T) found {
			line := playing(t, sandbox.Options{}).Line()
			return command(t, cloudPlace(line), "", "check", "cloud", "--email", line.CloudEmail, "--token-stdin", "--json").report(t).found()
		},
		connector.CodeTokenExpiresSoon: func(t *testing.T) found {
			line := playing(t, sandbox.Options{}).Line()
			return checkCloud(t, line, "--valid-until", time.Now().AddDate(0, 0, 5).Format(time.DateOnly)).report(t).found()
		},
		connector.CodeTokenKindUnsupported: func(t *testing.T) found {
			line := playing(t, sandbox.Options{}).Line()
			return command(t, cloudPlace(line), line.CloudAppPassword, "check", "cloud", "--email", line.CloudUser, "--token-stdin", "--json").report(t).found()
		},
		connector.CodeWorkspaceNeeded: func(t *testing.T) found {
			line := playing(t, sandbox.Options{Break: "workspace-needed"}).Line()
			f := command(t, cloudPlace(line), line.CloudAccessToken, "check", "cloud", "--token-stdin", "--json").report(t).found()
			named := command(t, cloudPlace(line), line.CloudAccessToken, "check", "cloud", "--workspace", line.CloudWorkspace, "--token-stdin", "--json")
			assert.Empty(t, named.report(t).found().hard(), "naming it is all that is needed")
			return f
		},
		connector.CodePagingBroken: func(t *testing.T) found {
			line := playing(t, sandbox.Options{Break: "paging-broken"}).Line()
			return command(t, cloudPlace(line), line.CloudAPIToken, "repos", "cloud", "--email", line.CloudEmail, "--token-stdin", "--json").ended(t)
		},
		connector.CodeRepositoryNotFound: func(t *testing.T) found {
			line := playing(t, sandbox.Options{Break: "repository-not-found"}).Line()
			return checkCloud(t, line, "--repo", secondCloudRepository(t, line)).report(t).found()
		},
		connector.CodeCertificateUntrusted: func(t *testing.T) found {
			line := playing(t, sandbox.Options{Break: "certificate-untrusted"}).Line()
			line.CAFile = ""
			return checkCloud(t, line).report(t).found()
		},
		connector.CodeBrowserNotOpened: consenting(sandbox.Options{}, func(t *testing.T, s *sandbox.Sandbox) (*house, connectAsk) {
			h := cloudHouse(t, s, nil, func(link string) error { go func() { _ = s.Consent(link, true) }(); return assert.AnError })
			return h, connectAsk{}
		}),
		connector.CodeConsumerMissing: consenting(sandbox.Options{}, func(t *testing.T, s *sandbox.Sandbox) (*house, connectAsk) {
			return cloudHouse(t, s, map[string]string{"MOORING_CLIENT_ID": ""}, presses(s, true)), connectAsk{}
		}),
		connector.CodeCallbackPortBusy: consenting(sandbox.Options{}, func(t *testing.T, s *sandbox.Sandbox) (*house, connectAsk) {
			return cloudHouse(t, s, map[string]string{"MOORING_CALLBACK": busyCallback(t)}, presses(s, true)), connectAsk{}
		}),
		connector.CodeConsumerInvalid: consenting(sandbox.Options{Break: "consumer-invalid"}, nil),
		connector.CodeConsentDenied:   consenting(sandbox.Options{Break: "consent-denied"}, nil),
		connector.CodeConsentTimeout:  consenting(sandbox.Options{Break: "consent-timeout"}, nil),
		connector.CodeConsentForged:   consenting(sandbox.Options{Break: "consent-forged"}, nil),
		connector.CodeSessionEnded: func(t *testing.T) found {
			s := playing(t, sandbox.Options{})
			h := cloudHouse(t, s, nil, presses(s, true))
			connects(t.Context(), h, connectAsk{json: true}).signIn(t)
			s.EndSessions()
			b, _, err := h.asked(t.Context(), ask{provider: connector.Cloud})
			require.NoError(t, err)
			return in(ladder.Climb(t.Context(), b.Checks(""), nil))
		},
	}
}

// consenting meets what asking for consent answers with; make gives a house where the usual one, with somebody
// who says yes, will not do.
func consenting(o sandbox.Options, furnish func(*testing.T, *sandbox.Sandbox) (*house, connectAsk)) meeting {
	return func(t *testing.T) found {
		s := playing(t, o)
		// The browser opens well whatever it shows: on a page that asks nothing there is nothing to press.
		h, a := cloudHouse(t, s, nil, func(link string) error { _ = s.Consent(link, true); return nil }), connectAsk{}
		if furnish != nil {
			h, a = furnish(t, s)
		}
		a.json, a.timeout = true, unhurried
		switch o.Break {
		case "consent-timeout":
			a.timeout = time.Second
		case "consent-forged":
			a.timeout = 5 * time.Second // what is thrown away must have come by then
		}
		return connects(t.Context(), h, a).problems(t)
	}
}

// cloudPlayed meets what the embedded Bitbucket plays, with an API token.
func cloudPlayed(code connector.Code) meeting {
	return func(t *testing.T) found {
		return checkCloud(t, playing(t, sandbox.Options{Break: string(code)}).Line(), "--timeout", timeoutFor(string(code))).report(t).found()
	}
}

// secondCloudRepository is workspace/slug of a repository that is in the list.
func secondCloudRepository(t *testing.T, line sandbox.Line) string {
	t.Helper()
	list := command(t, cloudPlace(line), line.CloudAPIToken, "repos", "cloud", "--email", line.CloudEmail, "--token-stdin")
	lines := strings.Split(list.stdout, "\n")
	require.Greater(t, len(lines), 2, list.stderr)
	name, _, _ := strings.Cut(lines[1], "\t")
	return name
}

func TestEveryCloudCodeIsMetAloneThroughACommandOrASignIn(t *testing.T) {
	healthy := checkCloud(t, playing(t, sandbox.Options{}).Line()).report(t).found()
	require.Empty(t, healthy.hard())
	meetEach(t, notOfCloud(), cloudByHand(), sandbox.CloudFaults(), cloudPlayed)
}
