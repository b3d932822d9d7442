package flow_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

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
	assert.Equal(t, "fresh", r.vault.of("c2").Token.Reveal())
}

func TestAnotherAccountsTokenReplacesNothing(t *testing.T) {
	r := startedCloud(t, withTwoAccounts)
	r.known(t, 2)
	before := r.vault.of("c2")
	r.ReplaceToken("c2")
	r.cloud.set(func(f *cloudFake) { f.identity.Account = connector.Account{ID: "{zoe}", Name: "Zoe"} })
	form := r.Now().State.Form
	r.SubmitToken(flow.CloudTyped{CloudForm: form, Token: connector.NewSecret("zoes")})
	s := r.at(t, flow.CloudConfirming)
	assert.Equal(t, "Ada", s.Instead)
	require.Len(t, s.Connections, 3)
	c, _ := s.Connection()
	assert.Equal(t, "Zoe", c.Name)
	assert.Equal(t, before, r.vault.of("c2"))

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
			quay := <-r.browser.opened
			if c.kind == connector.AccessToken {
				assert.Equal(t, "https://bitbucket.org/quay/workspace/settings/access-tokens", quay)
				r.OpenTokenPageOf("")
				assert.Contains(t, <-r.browser.opened, "support.atlassian.com")
			}
			r.Back()
			r.Disconnect()
			s = r.until(t, func(s flow.CloudState) bool { return s.Gone != nil })
			assert.True(t, s.Gone.Alive, "only its owner can delete a token")
			r.OpenGrants()
			assert.Equal(t, c.page, <-r.browser.opened)
		})
	}
}
