package flow_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// accessToken is the form for an access token, filled in.
func accessToken(place, token string) flow.CloudTyped {
	return flow.CloudTyped{CloudForm: flow.CloudForm{Kind: connector.AccessToken, Place: place}, Token: connector.NewSecret(token)}
}

func TestAnAccessTokensPlaceIsReadFromWhateverWasPastedAndKept(t *testing.T) {
	for typed, place := range map[string]string{
		" harbour ":    "harbour",
		"harbour/boat": "harbour/boat",
		"https://bitbucket.org/harbour/boat/src/main/README.md": "harbour/boat",
		"git@bitbucket.org:harbour/boat.git":                    "harbour/boat",
		"https://bitbucket.org/harbour/workspace/overview":      "harbour",
	} {
		t.Run(typed, func(t *testing.T) {
			r := startedCloud(t, withoutConsumer)
			until := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
			form := accessToken(typed, "secret\n")
			form.Until = until
			r.UseAccessToken()
			r.SubmitToken(form)
			s := r.at(t, flow.CloudConnected)
			c, _ := s.Connection()
			assert.Equal(t, place, c.Place)
			assert.Equal(t, until, c.TokenUntil)
			assert.Equal(t, connector.AccessToken, c.Kind)
			assert.Equal(t, "secret", r.vault.of(c.ID).Token.Reveal())
			assert.Equal(t, c.ID, s.SignedIn)
		})
	}
}

func TestTheFormForTheNextAccountBeginsEmpty(t *testing.T) {
	r := startedCloud(t, withoutConsumer)
	r.SubmitToken(accessToken("harbour/boat", "secret"))
	r.at(t, flow.CloudConnected)
	r.UseAccessToken()
	assert.Equal(t, flow.CloudForm{Kind: connector.AccessToken}, r.Now().State.Form)
	r.SubmitToken(apiToken("tom@example.com", connector.NewSecret("ATATT1")))
	if r.until(t, cloudEnds).Step == flow.CloudConfirming {
		r.ThatIsMe()
	}
	r.UseToken()
	assert.Equal(t, flow.CloudForm{Kind: connector.APIToken}, r.Now().State.Form)
}

func TestAPlaceThatCannotBeReadIsAskedForAgain(t *testing.T) {
	r := startedCloud(t, withoutConsumer)
	r.SubmitToken(accessToken("", "x"))
	assert.Equal(t, flow.CloudFieldPlace, r.Now().State.Missing)
	r.SubmitToken(accessToken("my new repository!", "x"))
	assert.Equal(t, flow.CloudFieldPlace, r.Now().State.Missing)
	assert.Equal(t, "my new repository!", r.Now().State.Form.Place)
	r.SubmitToken(accessToken("https://git.example.com/scm/a/b.git", "x"))
	s := r.Now().State
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeAddressIsServer, s.Problem.Code)
	assert.Equal(t, flow.CloudFixServer, s.Fix)
	r.Mend()
	assert.Contains(t, <-r.server, "git.example.com")
	r.SubmitToken(accessToken("harbour", ""))
	assert.Equal(t, flow.CloudFieldToken, r.Now().State.Missing)
}

func TestATokenOfTheOtherKindTurnsTheFormAndKeepsWhatWasTyped(t *testing.T) {
	until := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	r := startedCloud(t, withoutConsumer)
	form := accessToken("harbour/boat", "ATATT3xFfGF0")
	form.Until = until
	r.SubmitToken(form)
	s := r.Now().State
	assert.Equal(t, flow.CloudToken, s.Step)
	assert.Equal(t, flow.CloudForm{Kind: connector.APIToken, Place: "harbour/boat", Until: until}, s.Form)
	assert.Equal(t, flow.CloudFieldEmail, s.Missing)
	assert.Nil(t, s.Problem)

	r.SubmitToken(apiToken("tom@example.com", connector.NewSecret("ATCTT3xFfGN0")))
	s = r.Now().State
	assert.Equal(t, flow.CloudForm{Kind: connector.AccessToken, Email: "tom@example.com"}, s.Form)
	assert.Equal(t, flow.CloudFieldPlace, s.Missing)

	form = accessToken("harbour/boat", "ATATT3xFfGF0")
	form.Email = "tom@example.com"
	r.SubmitToken(form)
	s = r.at(t, flow.CloudConnected)
	c, _ := s.Connection()
	assert.Equal(t, connector.APIToken, c.Kind, "with all that is needed there it is used at once")
	assert.Empty(t, c.Place)
}

func TestTokensThatAreNoneForHereAreSaidBeforeAnybodyIsAsked(t *testing.T) {
	for token, want := range map[string]struct {
		kind string
		fix  flow.CloudFix
	}{
		"ATBBabcdefgh":   {"app-password", flow.CloudFixToken},
		"BBDC-MzE0MTU5M": {"server", flow.CloudFixServer},
	} {
		t.Run(want.kind, func(t *testing.T) {
			r := startedCloud(t, withoutConsumer)
			r.SubmitToken(apiToken("tom@example.com", connector.NewSecret(token)))
			s := r.Now().State
			assert.Equal(t, flow.CloudToken, s.Step)
			require.NotNil(t, s.Problem)
			assert.Equal(t, connector.CodeTokenKindUnsupported, s.Problem.Code)
			assert.Equal(t, want.kind, s.Problem.Args["kind"])
			assert.Equal(t, want.fix, s.Fix)
			assert.Zero(t, r.cloud.tried)
			assert.Equal(t, "tom@example.com", s.Form.Email)
			r.Mend()
			if want.fix == flow.CloudFixServer {
				assert.Empty(t, <-r.server)
				return
			}
			assert.Equal(t, "https://id.atlassian.com/manage-profile/security/api-tokens", <-r.browser.opened)
			assert.Nil(t, r.Now().State.Problem)
			assert.Equal(t, "tom@example.com", r.Now().State.Form.Email)
		})
	}
}

func TestPastingTurnsTheFormEarly(t *testing.T) {
	r := startedCloud(t, withoutConsumer)
	r.UseToken()
	r.Recognise(connector.NewSecret("ATCTT3xFfGN0"))
	assert.Equal(t, connector.AccessToken, r.Now().State.Form.Kind)
	r.Recognise(connector.NewSecret("nobody knows"))
	assert.Equal(t, connector.AccessToken, r.Now().State.Form.Kind, "what tells nothing changes nothing")
	r.Recognise(connector.NewSecret("BBDC-1"))
	assert.Equal(t, flow.CloudFixServer, r.Now().State.Fix)
	r.Recognise(connector.NewSecret("ATATT3xFfGF0"))
	s := r.Now().State
	assert.Equal(t, connector.APIToken, s.Form.Kind)
	assert.Nil(t, s.Problem)
	r.UseConsumer()
	r.Recognise(connector.NewSecret("ATCTT3xFfGN0"))
	assert.Equal(t, flow.CloudConsumer, r.Now().State.Step, "only the form turns")
}

func TestATokenPastedIntoTheWrongFieldStaysOutOfTheState(t *testing.T) {
	r := startedCloud(t, withoutConsumer)
	for _, form := range []flow.CloudTyped{
		apiToken("ATATT3xFfGF0secret", connector.Secret{}),
		accessToken("ATCTT3xFfGN0secret", ""),
		accessToken("https://x-token-auth:secretsecret@example.com/a b", ""),
		accessToken("https://x-token-auth:ATCTTsecret@bitbucket.org/harbour/boat.git", ""),
		apiToken("odd secret", connector.NewSecret("odd secret")),
	} {
		r.SubmitToken(form)
		s := r.Now().State
		assert.NotContains(t, s.Form.Email+s.Form.Place, "secret")
		assert.NotEmpty(t, string(s.Missing)+string(s.Fix))
	}
}

func TestAPlaceThatCannotBeSeenLeadsBackToTheForm(t *testing.T) {
	r := startedCloud(t, withoutConsumer, func(r *cloudRig) {
		r.cloud.findings = []connector.Finding{cloudBlocks(connector.CodeRepositoryNotFound, "repository", "harbour/boot")}
	})
	r.SubmitToken(accessToken("harbour/boot", "x"))
	s := r.at(t, flow.CloudFailed)
	assert.Equal(t, flow.CloudFixForm, s.Fix)
	r.Mend()
	s = r.Now().State
	assert.Equal(t, flow.CloudToken, s.Step)
	assert.Equal(t, flow.CloudForm{Kind: connector.AccessToken, Place: "harbour/boot"}, s.Form)
}
