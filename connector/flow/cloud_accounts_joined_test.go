package flow_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
)

func TestTwoAccountsAreConnectedCheckedAndLeftOneByOne(t *testing.T) {
	j := newJoinedCloud(t)
	j.signIn(t)
	first := j.Now().State.Current
	require.True(t, j.bitbucket.SignInAs(j.bitbucket.Accounts()[1]))
	j.Add()
	s := j.at(t, flow.CloudConfirming)
	require.Len(t, s.Connections, 2)
	second := s.Current
	assert.NotEqual(t, s.Connections[0].Account.ID, s.Connections[1].Account.ID)
	assert.NotEmpty(t, s.Connections[1].Account.Picture)
	j.ThatIsMe()

	j.Show(first)
	j.bitbucket.Withdraw(j.bitbucket.Accounts()[0])
	j.vault.set(func(v *cloudVault) { // its access token is as old as the session
		old := v.kept[first]
		old.Expires = time.Now().Add(-time.Hour)
		v.kept[first] = old
	})
	s = j.recheck(t)
	require.Equal(t, flow.CloudSignedOut, s.Step)
	assert.Equal(t, connector.CodeSessionEnded, s.Problem.Code)
	assert.Equal(t, flow.CloudFixAsk, s.Fix)

	j.Show(second)
	assert.Equal(t, flow.CloudConnected, j.Now().State.Step)
	s = j.recheck(t)
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Equal(t, second, s.Current)
	assert.True(t, s.Accounts[first].SignedOut)

	j.Disconnect()
	s = j.until(t, func(s flow.CloudState) bool { return s.Gone != nil })
	assert.False(t, s.Gone.Alive)
	assert.Equal(t, first, s.Current)
	assert.Equal(t, flow.CloudSignedOut, s.Step)
	assert.True(t, j.asked("POST", "/site/oauth2/revoke"))
	require.True(t, j.bitbucket.SignInAs(j.bitbucket.Accounts()[0]))
	j.Mend()
	s = j.at(t, flow.CloudConnected)
	assert.Equal(t, first, s.SignedIn)
	assert.Len(t, s.Connections, 1)
}

func TestTheSameAccountAddedAgainIsOneConnectionWithANewSession(t *testing.T) {
	j := newJoinedCloud(t)
	j.signIn(t)
	id := j.Now().State.Current
	before := j.vault.of(id).Refresh
	j.Add()
	s := j.until(t, func(s flow.CloudState) bool { return s.Same })
	assert.Equal(t, id, s.SignedIn)
	assert.Len(t, j.disk.all(), 1)
	assert.Equal(t, 1, j.vault.size())
	assert.NotEqual(t, before, j.vault.of(id).Refresh)
}

func TestTokensOfEveryKindStandSideBySideEachForItsPlace(t *testing.T) {
	j := newJoinedCloud(t)
	line := j.bitbucket.Line()
	until := time.Now().UTC().AddDate(0, 0, 9).Truncate(24 * time.Hour)
	forms := []flow.CloudTyped{
		apiToken(line.CloudEmail, connector.NewSecret(line.CloudAPIToken)),
		accessToken(line.CloudWeb+"/"+line.CloudWorkspace+"/workspace/overview", line.CloudAccessToken),
		accessToken(line.CloudWorkspace, line.CloudProjectToken),
		accessToken("git@bitbucket.org:"+line.CloudRepository+".git", line.CloudRepositoryToken),
	}
	forms[3].Until = until
	for i, form := range forms {
		j.SubmitToken(form)
		s := j.until(t, func(s flow.CloudState) bool { return cloudEnds(s) && s.SignedIn != "" })
		assert.Equal(t, flow.CloudConnected, s.Step)
		c, _ := s.Connection()
		assert.Equal(t, form.Kind, c.Kind)
		assert.NotEmpty(t, c.Name)
		require.Equal(t, i+1, len(s.Connections))
	}
	s := j.Now().State
	assert.Equal(t, connector.TokenWorkspace, s.Connections[1].TokenKind)
	assert.Equal(t, connector.TokenProject, s.Connections[2].TokenKind)
	j.SubmitToken(forms[2])
	again := j.until(t, func(s flow.CloudState) bool { return cloudEnds(s) && s.SignedIn != "" })
	assert.Equal(t, 4, len(again.Connections), "the very same token makes no double")
	assert.Equal(t, s.Connections[2].ID, again.SignedIn)
	j.Show(s.Connections[3].ID)
	s = j.Now().State
	repository := s.Connections[3]
	assert.Equal(t, line.CloudRepository, repository.Place)
	assert.Equal(t, connector.TokenRepository, repository.TokenKind)
	assert.Equal(t, connector.Attention, repository.Verdict)
	assert.Equal(t, connector.CodeTokenExpiresSoon, s.Problem.Code)
	assert.Equal(t, flow.CloudFixToken, s.Fix)
	j.Mend()
	assert.Equal(t, line.CloudWeb+"/"+line.CloudRepository+"/admin/access-tokens", <-j.browser.opened)
	s = j.Now().State
	assert.Equal(t, repository.ID, s.Form.For)

	fresh := s.Form
	fresh.Until = until.AddDate(0, 6, 0)
	j.SubmitToken(flow.CloudTyped{CloudForm: fresh, Token: connector.NewSecret(line.CloudRepositoryToken)})
	s = j.at(t, flow.CloudConnected)
	assert.Equal(t, repository.ID, s.SignedIn)
	assert.Nil(t, s.Problem)
	c, _ := s.Connection()
	assert.Equal(t, fresh.Until, c.TokenUntil)

	for i, page := range []string{
		"https://id.atlassian.com/manage-profile/security/api-tokens", line.CloudWeb + "/" + line.CloudWorkspace + "/workspace/settings/access-tokens",
		line.CloudWeb + "/" + line.CloudWorkspace + "/workspace/projects/", line.CloudWeb + "/" + line.CloudRepository + "/admin/access-tokens",
	} {
		j.Show(s.Connections[i].ID)
		assert.Equal(t, page, j.GrantsPage())
		j.Disconnect()
		gone := j.until(t, func(s flow.CloudState) bool { return s.Gone != nil })
		assert.True(t, gone.Gone.Alive, "only its owner can delete a token")
		assert.Equal(t, page, j.GrantsPage())
	}
}

func TestATokenOfAnotherPlaceReplacesNothing(t *testing.T) {
	j := newJoinedCloud(t)
	line := j.bitbucket.Line()
	j.SubmitToken(apiToken(line.CloudEmail, connector.NewSecret(line.CloudAPIToken)))
	s := j.at(t, flow.CloudConnected)
	jana := s.Connections[0]
	j.ReplaceToken(jana.ID)
	assert.Equal(t, line.CloudEmail, j.Now().State.Form.Email)
	form := j.Now().State.Form
	j.SubmitToken(flow.CloudTyped{CloudForm: form, Token: connector.NewSecret(line.CloudRepositoryToken)})
	s = j.Now().State
	assert.Equal(t, connector.AccessToken, s.Form.Kind, "by its first letters")
	assert.Equal(t, flow.CloudFieldPlace, s.Missing)
	form = s.Form
	form.Place = line.CloudRepository
	j.SubmitToken(flow.CloudTyped{CloudForm: form, Token: connector.NewSecret(line.CloudRepositoryToken)})
	s = j.at(t, flow.CloudConfirming)
	assert.Equal(t, jana.Name, s.Instead)
	assert.Equal(t, line.CloudAPIToken, j.vault.of(jana.ID).Token.Reveal())
	assert.Len(t, s.Connections, 2)
}

func TestARefusedReplacementLeavesTheOldTokenAndTheFormForIt(t *testing.T) {
	j := newJoinedCloud(t)
	line := j.bitbucket.Line()
	j.SubmitToken(apiToken(line.CloudEmail, connector.NewSecret(line.CloudAPIToken)))
	id := j.at(t, flow.CloudConnected).Current
	j.ReplaceToken(id)
	form := j.Now().State.Form
	j.SubmitToken(flow.CloudTyped{CloudForm: form, Token: connector.NewSecret("ATATTmistyped")})
	s := j.at(t, flow.CloudFailed)
	assert.Equal(t, connector.CodeTokenRejected, s.Problem.Code)
	j.UseToken()
	assert.Equal(t, form, j.Now().State.Form)
	j.Back()
	s = j.Now().State
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Nil(t, s.Problem)
	assert.Equal(t, line.CloudAPIToken, j.vault.of(id).Token.Reveal())
}

func TestASecretThatIsGoneCannotBeRevokedAndThatIsSaid(t *testing.T) {
	j := newJoinedCloud(t)
	j.signIn(t)
	id := j.Now().State.Current
	j.vault.set(func(v *cloudVault) { delete(v.kept, id) })
	j.CheckAgain()
	s := j.at(t, flow.CloudSignedOut)
	assert.Nil(t, s.Problem, "nothing has ended it: it is not here")
	j.Disconnect()
	s = j.until(t, func(s flow.CloudState) bool { return s.Gone != nil })
	assert.True(t, s.Gone.Alive)
	j.OpenGrants()
	assert.Equal(t, j.bitbucket.Line().CloudWeb+"/account/settings/app-authorizations/", <-j.browser.opened)
}

func TestAnAccessTokenThatExpiresIsRenewedWithoutAWordWhileTheSessionLives(t *testing.T) {
	j := newJoinedCloud(t)
	j.signIn(t)
	j.bitbucket.ExpireSessions()
	s := j.recheck(t)
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Nil(t, s.Problem)
	assert.Positive(t, j.bitbucket.Refreshed())
	assert.Zero(t, j.bitbucket.Reused())
}

func TestARestartFindsEveryAccountWithItsOwnSecret(t *testing.T) {
	j := newJoinedCloud(t)
	line := j.bitbucket.Line()
	j.signIn(t)
	j.SubmitToken(accessToken(line.CloudRepository, line.CloudRepositoryToken))
	s := j.until(t, func(s flow.CloudState) bool { return len(s.Connections) == 2 && s.Step == flow.CloudConnected })
	session, repository := s.Connections[0].ID, s.Connections[1].ID
	j.vault.set(func(v *cloudVault) { delete(v.kept, session) })
	j.Start()
	s = j.until(t, func(s flow.CloudState) bool { return s.Accounts[session].SignedOut })
	assert.Equal(t, repository, s.Current)
	assert.Equal(t, flow.CloudConnected, s.Step)
	j.Show(session)
	assert.Equal(t, flow.CloudSignedOut, j.Now().State.Step)
	j.SignInAgain()
	s = j.at(t, flow.CloudConnected)
	assert.Equal(t, session, s.SignedIn)
	assert.False(t, s.Accounts[session].SignedOut)
}

func TestGivingUpAtAnyStepKeepsNothing(t *testing.T) {
	for _, step := range []flow.CloudStep{flow.CloudConsenting, flow.CloudChecking, flow.CloudSaving} {
		t.Run(string(step), func(t *testing.T) {
			j := newJoinedCloud(t, func(s *sandbox.Options, _ *oauth.Options) { s.Latency = 30 * time.Millisecond })
			j.vault.locks = make(chan struct{})
			reached := j.coming(t, func(s flow.CloudState) bool { return s.Step == step })
			j.Connect()
			reached()
			j.Cancel()
			assert.Equal(t, flow.CloudWelcome, j.Now().State.Step)
			j.Close()
			assert.Empty(t, j.disk.all())
			assert.Zero(t, j.vault.size())
			assert.Empty(t, j.Now().State.Connections)
		})
	}
}

func TestGivingUpALeavingKeepsTheConnectionOrNone(t *testing.T) {
	j := newJoinedCloud(t, func(s *sandbox.Options, _ *oauth.Options) { s.Latency = 50 * time.Millisecond })
	j.signIn(t)
	leaving := j.coming(t, func(s flow.CloudState) bool { return s.Step == flow.CloudLeaving })
	j.Disconnect()
	leaving()
	j.Cancel()
	j.Close()
	assert.Equal(t, len(j.disk.all()), j.vault.size())
}
