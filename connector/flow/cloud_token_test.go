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
			assert.Equal(t, "secret", r.vault.kept[c.ID].Token.Reveal())
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

func TestReplacingATokenFillsInWhatIsKnown(t *testing.T) {
	r := startedCloud(t, withTwoAccounts)
	r.known(t, 2)
	r.ReplaceToken("c2")
	assert.Equal(t, flow.CloudForm{Kind: connector.APIToken, Email: "ada@example.com", For: "c2"}, r.Now().State.Form)
	r.UseAccessToken()
	assert.Equal(t, "c2", r.Now().State.Form.For, "turning the form by hand does not forget whose token it is")
	r.Back()
	r.UseToken()
	assert.Empty(t, r.Now().State.Form.For)
	r.Back()
	r.ReplaceToken("nobody")
	assert.Equal(t, flow.CloudConnected, r.Now().State.Step)
	r.SignInAgain()
	s := r.Now().State
	assert.Equal(t, "c2", s.Form.For, "signing in again with a token is replacing it")

	r.cloud.set(func(f *cloudFake) { f.identity.Account = connector.Account{ID: "{ada}", Name: "Ada"} })
	r.SubmitToken(flow.CloudTyped{CloudForm: s.Form, Token: connector.NewSecret("fresh")})
	s = r.until(t, func(s flow.CloudState) bool { return s.SignedIn != "" })
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Equal(t, "c2", s.SignedIn)
	assert.Empty(t, s.Instead)
	assert.Len(t, s.Connections, 2)
	assert.Equal(t, "fresh", r.vault.kept["c2"].Token.Reveal())
}

func TestAnotherAccountsTokenReplacesNothing(t *testing.T) {
	r := startedCloud(t, withTwoAccounts)
	r.known(t, 2)
	before := r.vault.kept["c2"]
	r.ReplaceToken("c2")
	r.cloud.set(func(f *cloudFake) { f.identity.Account = connector.Account{ID: "{zoe}", Name: "Zoe"} })
	form := r.Now().State.Form
	r.SubmitToken(flow.CloudTyped{CloudForm: form, Token: connector.NewSecret("zoes")})
	s := r.at(t, flow.CloudConfirming)
	assert.Equal(t, "Ada", s.Instead)
	require.Len(t, s.Connections, 3)
	c, _ := s.Connection()
	assert.Equal(t, "Zoe", c.Name)
	assert.Equal(t, before, r.vault.kept["c2"])

	r.ThatIsSomeoneElse()
	s = r.at(t, flow.CloudToken)
	assert.Equal(t, "c2", s.Form.For, "back in the form for Ada's")
	assert.Len(t, s.Connections, 2)
	assert.Equal(t, 2, r.vault.size())

	r.cloud.set(func(f *cloudFake) { f.identity.Account = connector.Account{ID: "{tom}", Name: "Tom"} })
	r.SubmitToken(flow.CloudTyped{CloudForm: form, Token: connector.NewSecret("toms")})
	s = r.until(t, func(s flow.CloudState) bool { return s.SignedIn != "" })
	assert.Equal(t, flow.CloudConnected, s.Step, "an account that is connected need not be confirmed")
	assert.Equal(t, "c1", s.SignedIn)
	assert.Equal(t, "Ada", s.Instead)
}

func TestTheDayATokenEndsStaysOnlyForOneThatIsAskedForAgain(t *testing.T) {
	ahead := time.Now().AddDate(0, 1, 0)
	ada := cloudAda(connector.AccessToken)
	ada.Place, ada.TokenUntil = "harbour/boat", ahead
	r := startedCloud(t, func(r *cloudRig) { r.disk.saved = []connector.Connection{ada} })
	r.at(t, flow.CloudSignedOut)
	r.SignInAgain()
	assert.Equal(t, flow.CloudForm{Kind: connector.AccessToken, Place: "harbour/boat", Until: ahead, For: "c2"}, r.Now().State.Form)

	r = startedCloud(t, func(r *cloudRig) {
		r.disk.saved = []connector.Connection{ada}
		r.vault.kept["c2"] = connector.Credential{Kind: connector.AccessToken}
	})
	r.known(t, 1)
	r.ReplaceToken("c2")
	assert.Zero(t, r.Now().State.Form.Until)
	r.Back()
	r.SetUntil("c2", ahead.AddDate(0, 1, 0))
	s := r.until(t, func(s flow.CloudState) bool { return !s.Connections[0].TokenUntil.Equal(ahead) })
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Equal(t, s.Connections, r.disk.all())
}

func TestATokenThatEndsSoonLeadsToItsPageAndItsForm(t *testing.T) {
	for _, c := range []struct {
		kind  connector.CredentialKind
		place string
		page  string
	}{
		{connector.APIToken, "", "https://id.atlassian.com/manage-profile/security/api-tokens"},
		{connector.AccessToken, "harbour/boat", "https://bitbucket.org/harbour/boat/admin/access-tokens"},
		{connector.AccessToken, "harbour", "https://bitbucket.org/harbour/workspace/settings/access-tokens"},
	} {
		t.Run(string(c.kind)+" "+c.place, func(t *testing.T) {
			ada := cloudAda(c.kind)
			ada.Place = c.place
			r := startedCloud(t, func(r *cloudRig) {
				r.disk.saved = []connector.Connection{ada}
				r.vault.kept["c2"] = connector.Credential{Kind: c.kind}
				r.cloud.identity.Account = ada.Account
				r.cloud.findings = []connector.Finding{cloudBlocks(connector.CodeTokenExpiresSoon)}
			})
			r.known(t, 1)
			r.CheckAgain()
			s := r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
			assert.Equal(t, flow.CloudConnected, s.Step)
			assert.Equal(t, flow.CloudFixToken, s.Fix)
			r.Mend()
			assert.Equal(t, c.page, <-r.browser.opened)
			s = r.Now().State
			assert.Equal(t, flow.CloudToken, s.Step)
			assert.Equal(t, "c2", s.Form.For)
			assert.Equal(t, c.kind, s.Form.Kind)
			assert.Equal(t, c.place, s.Form.Place)
			r.OpenTokenPageOf("https://bitbucket.org/quay/")
			if c.kind == connector.AccessToken {
				assert.Equal(t, "https://bitbucket.org/quay/workspace/settings/access-tokens", <-r.browser.opened)
				r.OpenTokenPageOf("")
				assert.Contains(t, <-r.browser.opened, "support.atlassian.com")
			}
			r.Back()
			r.Disconnect()
			s = r.until(t, func(s flow.CloudState) bool { return s.Gone != nil })
			assert.True(t, s.Gone.Alive, "only its owner can delete a token")
			for len(r.browser.opened) > 0 {
				<-r.browser.opened
			}
			r.OpenGrants()
			assert.Equal(t, c.page, <-r.browser.opened)
		})
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
