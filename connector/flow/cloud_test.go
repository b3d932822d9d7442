package flow_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func withoutConsumer(r *cloudRig) { r.app.key = "" }

func TestWithAConsumerOneButtonConnects(t *testing.T) {
	r := startedCloud(t)
	assert.Equal(t, flow.CloudWelcome, r.Now().State.Step)
	r.Connect()
	s := r.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	assert.Equal(t, flow.CloudConsenting, s.Step)
	assert.Equal(t, 5*time.Minute, s.Left)
	assert.Equal(t, []string{"account", "repository", "webhook"}, <-r.consent.asked)
	r.consent.grant("account", "repository")
	s = r.at(t, flow.CloudConfirming)
	c, ok := s.Connection()
	require.True(t, ok)
	assert.Equal(t, "Tom", c.Name)
	assert.Equal(t, connector.Ready, c.Verdict)
	assert.Equal(t, []connector.Workspace{{Slug: "harbour", Name: "Harbour"}}, c.Workspaces)
	assert.Equal(t, []string{"account", "repository"}, s.Scopes)
	assert.Equal(t, []connector.Connection{c}, r.disk.all())
	assert.Equal(t, c.Origins(), r.vault.of(c.ID).Origins)
	r.ThatIsMe()
	assert.Equal(t, flow.CloudConnected, r.Now().State.Step)
	r.Choose()
	assert.Equal(t, c.ID, (<-r.chosen).ID)
}

func TestWithoutAConsumerTheTokenFormComesFirstAndTheSetUpSecond(t *testing.T) {
	r := startedCloud(t, withoutConsumer)
	assert.Equal(t, flow.CloudToken, r.Now().State.Step)
	assert.Equal(t, []string{
		"read:user:bitbucket", "read:workspace:bitbucket", "read:repository:bitbucket", "read:webhook:bitbucket", "write:webhook:bitbucket",
	}, r.Now().State.TokenScopes())
	r.UseConsumer()
	s := r.at(t, flow.CloudConsumer)
	assert.Equal(t, "http://localhost:28421/callback", s.Consumer.Callback)
	r.SaveConsumer("  ", connector.NewSecret("s"))
	assert.Equal(t, flow.CloudFieldKey, r.Now().State.Missing)
	r.SaveConsumer("key", connector.NewSecret("  "))
	assert.Equal(t, flow.CloudFieldSecret, r.Now().State.Missing)
	r.SaveConsumer(" key ", connector.NewSecret("s"))
	s = r.at(t, flow.CloudWelcome)
	assert.Equal(t, "key", s.Consumer.Key)
}

func TestAConsumerThatCannotBeKeptIsSaidOnItsForm(t *testing.T) {
	r := startedCloud(t, withoutConsumer, func(r *cloudRig) { r.app.err = connector.NewProblem(connector.CodeKeychainRefused) })
	r.SaveConsumer("key", connector.NewSecret("s"))
	s := r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	assert.Equal(t, flow.CloudConsumer, s.Step)
	assert.Equal(t, flow.CloudFixRetry, s.Fix)
}

func TestAConsumerWithoutAKeychainServesForThisSession(t *testing.T) {
	r := startedCloud(t, func(r *cloudRig) { r.app.err = connector.NewProblem(connector.CodeKeychainUnavailable) })
	r.UseConsumer()
	r.SaveConsumer("other", connector.NewSecret("s"))
	s := r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	assert.Equal(t, flow.CloudWelcome, s.Step)
	assert.Equal(t, connector.CodeKeychainUnavailable, s.Problem.Code)
}

func TestATokenIsTrimmedCheckedAndKeptLikeASession(t *testing.T) {
	r := startedCloud(t, withoutConsumer)
	r.SubmitToken(apiToken(" tom@example.com\n", connector.NewSecret(" ATATT1 \n")))
	s := r.at(t, flow.CloudConnected)
	c, _ := s.Connection()
	assert.Equal(t, connector.APIToken, c.Kind)
	assert.Equal(t, "tom@example.com", r.vault.of(c.ID).Email)
	assert.Equal(t, "ATATT1", r.vault.of(c.ID).Token.Reveal())
	assert.Equal(t, connector.APIToken, r.cloud.tried.Kind)
}

func TestAFormWithoutItsValuesAsksForThem(t *testing.T) {
	r := startedCloud(t, withoutConsumer)
	r.SubmitToken(apiToken("tom", connector.NewSecret("x")))
	assert.Equal(t, flow.CloudFieldEmail, r.Now().State.Missing)
	r.SubmitToken(apiToken("tom@example.com", connector.Secret{}))
	assert.Equal(t, flow.CloudFieldToken, r.Now().State.Missing)
	assert.Equal(t, "tom@example.com", r.Now().State.Form.Email)
}

func TestAServersAddressInTheEmailFieldOffersTheOtherTab(t *testing.T) {
	r := startedCloud(t, withoutConsumer)
	r.SubmitToken(apiToken("https://git.example.com/bitbucket", connector.NewSecret("x")))
	s := r.Now().State
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeAddressIsServer, s.Problem.Code)
	assert.Equal(t, flow.CloudFixServer, s.Fix)
	r.Mend()
	assert.Equal(t, "https://git.example.com/bitbucket", <-r.server)
	r.SubmitToken(apiToken("https://bitbucket.org/harbour", connector.NewSecret("x")))
	assert.Equal(t, flow.CloudFieldEmail, r.Now().State.Missing, "Cloud's own address is no Server's")
}

func TestEveryFailureHasItsOneButton(t *testing.T) {
	for code, fix := range map[connector.Code]flow.CloudFix{
		connector.CodeConsentDenied:     flow.CloudFixAsk,
		connector.CodeConsentTimeout:    flow.CloudFixAsk,
		connector.CodeCallbackPortBusy:  flow.CloudFixRetry,
		connector.CodeConsumerInvalid:   flow.CloudFixConsumer,
		connector.CodeNameNotFound:      flow.CloudFixRetry,
		connector.CodeConsumerMissing:   flow.CloudFixConsumer,
		connector.CodeConnectionTimeout: flow.CloudFixRetry,
	} {
		t.Run(string(code), func(t *testing.T) {
			r := startedCloud(t)
			r.consent.fail(code)
			r.Connect()
			s := r.at(t, flow.CloudFailed)
			assert.Equal(t, code, s.Problem.Code)
			assert.Equal(t, fix, s.Fix)
			assert.True(t, r.Back())
			assert.Equal(t, flow.CloudWelcome, r.Now().State.Step)
			assert.Nil(t, r.Now().State.Problem)
		})
	}
}

func TestCancellingAndTryingAgainWorksAnyNumberOfTimes(t *testing.T) {
	r := startedCloud(t)
	for range 5 {
		r.Connect()
		r.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
		r.Cancel()
		assert.Equal(t, flow.CloudWelcome, r.Now().State.Step)
	}
	for range 5 { // tapped again before the one before has let go of its port
		r.Connect()
	}
	r.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	r.consent.grant()
	r.at(t, flow.CloudConfirming)
}

func TestADeniedConsentIsAskedAgainWithOneTap(t *testing.T) {
	r := startedCloud(t)
	r.consent.fail(connector.CodeConsentDenied)
	r.Connect()
	r.at(t, flow.CloudFailed)
	r.consent.grant()
	r.Mend()
	r.at(t, flow.CloudConfirming)
}

func TestTroubleWhileWaitingIsShownAndWaitingGoesOn(t *testing.T) {
	forged := connector.NewProblem(connector.CodeConsentForged)
	r := startedCloud(t, func(r *cloudRig) { r.consent.trouble = &forged })
	r.Connect()
	s := r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	assert.Equal(t, flow.CloudConsenting, s.Step)
	assert.Equal(t, connector.CodeConsentForged, s.Problem.Code)
	r.consent.grant()
	s = r.at(t, flow.CloudConfirming)
	assert.Nil(t, s.Problem)
}

func TestTheLinkIsOpenedAgainAndAMissingBrowserIsSaid(t *testing.T) {
	r := startedCloud(t, func(r *cloudRig) { r.browser.err = assert.AnError })
	r.Connect()
	link := r.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" }).Wait.Link
	r.OpenAgain()
	assert.Equal(t, link, <-r.browser.opened)
	s := r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	assert.Equal(t, connector.CodeBrowserNotOpened, s.Problem.Code)
	assert.Equal(t, flow.CloudConsenting, s.Step)
}

func TestSomeoneElseIsDisconnectedAndAskedAgainInPrivate(t *testing.T) {
	r := startedCloud(t)
	r.consent.grant()
	r.Connect()
	id := r.at(t, flow.CloudConfirming).Current
	r.ThatIsSomeoneElse()
	s := r.at(t, flow.CloudStranger)
	assert.Equal(t, "Tom", s.Stranger)
	assert.Equal(t, id, <-r.revoked)
	assert.Empty(t, r.disk.all())
	assert.Zero(t, r.vault.size())
	r.ConnectPrivately()
	s = r.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	assert.True(t, s.Private)
	assert.True(t, <-r.held, "the browser stays closed")
	r.consent.grant()
	r.at(t, flow.CloudConfirming)
	assert.False(t, <-r.held)
}

func TestABlockedCheckKeepsNothingAndIsCheckedAgainWithoutAnotherConsent(t *testing.T) {
	r := startedCloud(t, func(r *cloudRig) {
		r.cloud.findings = []connector.Finding{cloudBlocks(connector.CodeServerBusy, "host", "x")}
	})
	r.consent.grant()
	r.Connect()
	s := r.at(t, flow.CloudFailed)
	assert.Equal(t, connector.CodeServerBusy, s.Problem.Code)
	assert.Equal(t, connector.Fail, s.Report.Rungs[0].State)
	assert.Empty(t, r.disk.all())
	assert.Zero(t, r.vault.size())
	<-r.consent.asked
	r.Mend()
	r.at(t, flow.CloudConfirming)
	assert.Empty(t, r.consent.asked)
}

func TestAMissingPermissionIsAskedForByName(t *testing.T) {
	r := startedCloud(t, func(r *cloudRig) {
		r.cloud.findings = []connector.Finding{cloudBlocks(connector.CodeScopeMissing, "scopes", "pullrequest, project")}
	})
	r.consent.grant()
	r.Connect()
	r.at(t, flow.CloudFailed)
	<-r.consent.asked
	r.Mend()
	assert.Equal(t, []string{"account", "repository", "webhook", "pullrequest", "project"}, <-r.consent.asked)
}

func TestARejectedTokenLeadsToAtlassiansPageAndTheForm(t *testing.T) {
	r := startedCloud(t, func(r *cloudRig) {
		r.cloud.findings = []connector.Finding{cloudBlocks(connector.CodeTokenRejected)}
	})
	r.UseToken()
	r.SubmitToken(apiToken("tom@example.com", connector.NewSecret("x")))
	s := r.at(t, flow.CloudFailed)
	assert.Equal(t, flow.CloudFixToken, s.Fix)
	r.Mend()
	assert.Equal(t, "https://id.atlassian.com/manage-profile/security/api-tokens", <-r.browser.opened)
	s = r.at(t, flow.CloudToken)
	assert.Equal(t, "tom@example.com", s.Form.Email)
}

func TestTheSpokenTimeLeftIsRounded(t *testing.T) {
	r := startedCloud(t)
	r.Connect()
	s := r.until(t, func(s flow.CloudState) bool { return s.Left > 0 })
	assert.Zero(t, s.Left%time.Minute)
}

// No state may ever hold a token: it is rendered, and printed by whoever debugs.
func TestNoStateHoldsASecret(t *testing.T) {
	secret := reflect.TypeFor[connector.Secret]()
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		assert.NotEqual(t, secret, typ)
		if seen[typ] {
			return
		}
		seen[typ] = true
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(typ.Elem())
		case reflect.Map:
			walk(typ.Key())
			walk(typ.Elem())
		case reflect.Struct:
			for i := range typ.NumField() {
				walk(typ.Field(i).Type)
			}
		}
	}
	walk(reflect.TypeFor[flow.CloudState]())
}
