package flow_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
)

// cloudEnds tells whether a sign-in or a check has come to its end.
func cloudEnds(s flow.CloudState) bool {
	return slices.Contains([]flow.CloudStep{
		flow.CloudFailed, flow.CloudKeeping, flow.CloudConfirming, flow.CloudConnected, flow.CloudSignedOut,
	}, s.Step)
}

// cloudEnding is how signing in ends while Bitbucket plays a fault: no problem is a connection without a word.
type cloudEnding struct {
	code connector.Code
	fix  flow.CloudFix
	kept bool // it is a connection all the same
}

// cloudWays are the four ways in.
func cloudWays() map[string]func(*joinedCloud) {
	return map[string]func(*joinedCloud){
		"session": func(j *joinedCloud) { j.Connect() },
		"api-token": func(j *joinedCloud) {
			line := j.bitbucket.Line()
			j.SubmitToken(apiToken(line.CloudEmail, connector.NewSecret(line.CloudAPIToken)))
		},
		"workspace": func(j *joinedCloud) {
			line := j.bitbucket.Line()
			j.SubmitToken(accessToken(line.CloudWorkspace, line.CloudAccessToken))
		},
		"repository": func(j *joinedCloud) {
			line := j.bitbucket.Line()
			j.SubmitToken(accessToken(line.CloudWeb+"/"+line.CloudRepository+"/src/main/", line.CloudRepositoryToken))
		},
	}
}

// cloudEndings says of every fault how each way ends; "" is for the ways not named.
func cloudEndings() map[string]map[string]cloudEnding {
	same := func(code connector.Code, fix flow.CloudFix) map[string]cloudEnding {
		return map[string]cloudEnding{"": {code: code, fix: fix}}
	}
	well := map[string]cloudEnding{"": {kept: true}}
	session := func(code connector.Code, fix flow.CloudFix) map[string]cloudEnding {
		return map[string]cloudEnding{"": {kept: true}, "session": {code: code, fix: fix}}
	}
	token := func(code connector.Code) map[string]cloudEnding {
		return map[string]cloudEnding{"": {code: code, fix: flow.CloudFixToken}, "session": {code: code, fix: flow.CloudFixAsk}}
	}
	out := map[string]map[string]cloudEnding{
		"admin-missing":         {"": {code: connector.CodeAdminMissing, kept: true}, "workspace": {kept: true}},
		"api-removed":           same(connector.CodeAPIRemoved, flow.CloudFixNone),
		"certificate-untrusted": well, // who vouches for it is known here
		"consent-denied":        session(connector.CodeConsentDenied, flow.CloudFixAsk),
		"consent-forged":        session(connector.CodeConsentForged, flow.CloudFixAsk),
		"consent-timeout":       session(connector.CodeConsentTimeout, flow.CloudFixAsk),
		"consumer-invalid":      session(connector.CodeConsumerInvalid, flow.CloudFixConsumer),
		"not-permitted": {
			"": {code: connector.CodeNotPermitted, fix: flow.CloudFixRetry}, "workspace": {code: connector.CodeNotPermitted, fix: flow.CloudFixForm},
			"repository": {code: connector.CodeNotPermitted, fix: flow.CloudFixForm},
		},
		"paging-broken": {"": {code: connector.CodePagingBroken, fix: flow.CloudFixRetry, kept: true}, "repository": {kept: true}},
		"repositories-none": {
			"": {code: connector.CodeRepositoriesNone, fix: flow.CloudFixMore, kept: true}, "repository": {kept: true},
		},
		"repository-not-found": {"": {kept: true}, "repository": {code: connector.CodeRepositoryNotFound, fix: flow.CloudFixForm}},
		"scope-missing":        token(connector.CodeScopeMissing),
		"session-ended":        well, // it ends later, when it needs renewing
		"token-expired":        token(connector.CodeTokenExpired),
		"token-rejected":       token(connector.CodeTokenRejected),
		"token-too-wide":       {"": {kept: true}, "api-token": {code: connector.CodeTokenTooWide, fix: flow.CloudFixToken, kept: true}},
		"two-step-required":    same(connector.CodeTwoStepRequired, flow.CloudFixSecurity),
		"webhook-refused":      well,
		"workspace-needed":     well, // the form asks for it
	}
	for _, code := range []connector.Code{
		connector.CodeAnswerInvalid, connector.CodeAnswerTooLarge, connector.CodeAnswerTooSlow, connector.CodeCertificateExpired,
		connector.CodeCertificateWrongHost, connector.CodeClientCertificateRequired, connector.CodeConnectionRefused,
		connector.CodeConnectionReset, connector.CodeConnectionTimeout, connector.CodeLoginPage, connector.CodeNotBitbucket,
		connector.CodeRateLimited, connector.CodeRedirectedElsewhere, connector.CodeServerBusy, connector.CodeServerError, connector.CodeTLSFailed,
	} {
		out[string(code)] = same(code, flow.CloudFixRetry)
	}
	return out
}

func TestEveryFaultOfBitbucketEndsEverySignInWithItsOwnButton(t *testing.T) {
	for _, fault := range sandbox.CloudFaults() {
		ends, known := cloudEndings()[fault]
		if !assert.True(t, known, "what becomes of %s?", fault) {
			continue
		}
		for way, enter := range cloudWays() {
			want, named := ends[way]
			if !named {
				want = ends[""]
			}
			t.Run(fault+" by "+way, func(t *testing.T) {
				t.Parallel()
				j := newJoinedCloud(t, func(s *sandbox.Options, o *oauth.Options) {
					s.Break = fault
					switch fault {
					case "consent-timeout":
						o.Timeout = 300 * time.Millisecond
					case "consent-forged":
						o.Timeout = 5 * time.Second // what is thrown away must have come by then
					}
				})
				enter(j)
				s := j.until(t, cloudEnds)
				holdsEnding(t, want, s)
				assert.Len(t, j.disk.all(), len(s.Connections))
				assert.Equal(t, len(s.Connections), j.vault.size(), "a secret never stays without its connection")
			})
		}
	}
}

func holdsEnding(t *testing.T, want cloudEnding, s flow.CloudState) {
	t.Helper()
	var code connector.Code
	if s.Problem != nil {
		code = s.Problem.Code
	}
	assert.Equal(t, want.code, code)
	assert.Equal(t, want.fix, s.Fix)
	assert.Equal(t, want.kept, s.SignedIn != "")
	if !want.kept {
		assert.Equal(t, flow.CloudFailed, s.Step)
		return
	}
	assert.Positive(t, s.Report.Requests)
	assert.NotEqual(t, connector.Blocked, s.Report.Verdict())
}

func TestAProgramOnTheCallbackPortKeepsTheBrowserClosedAndIsTriedAgain(t *testing.T) {
	place, free := takenPort(t)
	j := newJoinedCloud(t, func(_ *sandbox.Options, o *oauth.Options) { o.Callback = "http://localhost:" + place + "/callback" })
	j.Connect()
	s := j.at(t, flow.CloudFailed)
	assert.Equal(t, connector.CodeCallbackPortBusy, s.Problem.Code)
	assert.Equal(t, place, s.Problem.Args["port"])
	assert.Equal(t, flow.CloudFixRetry, s.Fix)
	assert.False(t, j.asked("GET", "/site/oauth2/authorize"), "the answer would go to a stranger")
	free()
	j.Mend()
	j.at(t, flow.CloudConfirming)
}

func TestAConsumerThatIsWrongIsCorrectedWhereKeyAndSecretStand(t *testing.T) {
	j := newJoinedCloud(t)
	line := j.bitbucket.Line()
	j.UseConsumer()
	j.SaveConsumer(line.ClientID, connector.NewSecret("wrong"))
	s := j.at(t, flow.CloudWelcome)
	assert.False(t, s.Consumer.Checked)
	j.Connect()
	s = j.at(t, flow.CloudFailed)
	assert.Equal(t, connector.CodeConsumerInvalid, s.Problem.Code)
	assert.False(t, s.Consumer.Checked)
	j.Mend()
	s = j.at(t, flow.CloudConsumer)
	assert.Equal(t, 4, s.Setup.Step)
	assert.Equal(t, line.ClientID, s.Consumer.Key)
	j.SaveConsumer(s.Consumer.Key, connector.NewSecret(line.ClientSecret))
	j.at(t, flow.CloudWelcome)
	j.Connect()
	s = j.at(t, flow.CloudConfirming)
	assert.True(t, s.Consumer.Checked, "an exchange has proved both")
}

func TestAConsumerChangedBehindASessionDoesNotEndIt(t *testing.T) {
	j := newJoinedCloud(t)
	j.signIn(t)
	id := j.Now().State.Current
	before := j.vault.of(id).Refresh
	j.own.set(func(*cloudApp) { j.own.secret = connector.NewSecret("changed") })
	j.bitbucket.Age(3 * time.Hour)
	j.vault.set(func(v *cloudVault) {
		aged := v.kept[id]
		aged.Expires = time.Now().Add(-time.Hour)
		v.kept[id] = aged
	})
	s := j.recheck(t)
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeConsumerInvalid, s.Problem.Code)
	assert.Equal(t, flow.CloudConnected, s.Step, "the session is as good as before")
	assert.Equal(t, before, j.vault.of(id).Refresh)
	assert.False(t, s.Consumer.Checked)
	j.own.set(func(*cloudApp) { j.own.secret = connector.NewSecret(j.bitbucket.Line().ClientSecret) })
	s = j.recheck(t)
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Nil(t, s.Problem)
	assert.True(t, s.Consumer.Checked)
}

func TestTheAddressOfAnotherBrowserIsBroughtByHand(t *testing.T) {
	port, free := takenPort(t)
	free()
	j := newJoinedCloud(t, func(_ *sandbox.Options, o *oauth.Options) { o.Callback = "http://localhost:" + port + "/callback" })
	j.away.Store(true)
	j.Connect()
	s := j.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	require.True(t, s.CanAnswer)
	stale := s.Wait.Link
	j.Cancel()
	j.Connect()
	s = j.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" && s.Wait.Link != stale })
	for said, code := range map[string]connector.Code{
		"how do I do this?":                                 connector.CodeAddressInvalid,
		"https://bitbucket.org/dashboard":                   connector.CodeAddressInvalid,
		j.carry(t, stale):                                   connector.CodeConsentForged,
		s.Wait.Callback + "?code=x&state=" + "somebodyelse": connector.CodeConsentForged,
	} {
		j.Answer(said)
		s = j.until(t, func(s flow.CloudState) bool { return s.AnswerProblem != nil })
		assert.Equal(t, code, s.AnswerProblem.Code, said)
		assert.Equal(t, flow.CloudConsenting, s.Step)
		assert.True(t, s.CanAnswer)
	}
	j.Answer("  " + j.carry(t, s.Wait.Link) + "\n")
	s = j.at(t, flow.CloudConfirming)
	assert.False(t, s.CanAnswer)
	assert.NotEmpty(t, s.Scopes)
}

func TestWhenNobodyCallsBackTheCallbackIsShownFirst(t *testing.T) {
	j := newJoinedCloud(t, func(s *sandbox.Options, o *oauth.Options) {
		s.Break, o.Late, o.Timeout = "consent-timeout", 50*time.Millisecond, 2*time.Second
	})
	late := j.coming(t, func(s flow.CloudState) bool { return s.Wait.Late })
	j.Connect()
	s := late()
	assert.Equal(t, flow.CloudConsenting, s.Step)
	assert.NotEmpty(t, s.Wait.Callback)
	end := j.at(t, flow.CloudFailed)
	assert.Equal(t, s.Wait.Callback, end.Problem.Args["callback"])
	assert.Equal(t, s.Wait.Callback, end.Wait.Callback)
}

func TestARefusalWithoutStateIsMentionedWhileWaitingGoesOn(t *testing.T) {
	j := newJoinedCloud(t, func(s *sandbox.Options, _ *oauth.Options) { s.NoState = true })
	j.deny.Store(true)
	j.Connect()
	s := j.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	assert.Equal(t, flow.CloudConsenting, s.Step)
	assert.Equal(t, connector.CodeConsentForged, s.Problem.Code)
	assert.Equal(t, connector.Info, s.Problem.Severity)
	assert.Equal(t, "yes", s.Problem.Args["denied"])
}
