package flow_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func savedCloud(kind connector.CredentialKind, keep connector.Keep) connector.Connection {
	return connector.Connection{
		ID: "c1", Provider: connector.Cloud, Name: "Tom", Base: cloudAPI, Web: cloudWeb, Kind: kind, Keep: keep,
		Account: connector.Account{ID: "{tom}", Name: "Tom", Picture: []byte("png")}, Created: time.Unix(1, 0),
	}
}

func withSavedCloud(r *cloudRig) {
	r.disk.saved = []connector.Connection{savedCloud(connector.Session, connector.KeepKeychain), {ID: "s", Provider: connector.Server}}
	r.vault.kept["c1"] = connector.Credential{Kind: connector.Session, Scopes: []string{"account"}}
}

func TestAfterARestartTheAccountIsBackWithoutSigningIn(t *testing.T) {
	r := startedCloud(t, withSavedCloud)
	s := r.until(t, func(s flow.CloudState) bool { return s.Scopes != nil })
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Len(t, s.Connections, 1, "the Server's connection is not this tab's")
	assert.Equal(t, []string{"account"}, s.Scopes)
	assert.Empty(t, r.consent.asked)
}

func TestWithoutItsSecretTheConnectionAsksToSignInAgain(t *testing.T) {
	r := startedCloud(t, func(r *cloudRig) {
		r.disk.saved = []connector.Connection{savedCloud(connector.Session, connector.KeepSession)}
	})
	r.at(t, flow.CloudSignedOut)
	r.Choose()
	assert.Empty(t, r.chosen)
	r.consent.grant()
	r.SignInAgain()
	s := r.at(t, flow.CloudConnected)
	assert.Equal(t, "c1", s.Current, "the same account keeps its connection, and nobody asks whether it is them")
	assert.Len(t, s.Connections, 1)
	assert.Equal(t, []byte("png"), s.Connections[0].Account.Picture)
}

func TestALockedKeychainAtStartKeepsTheAccountAndCanBeTriedAgain(t *testing.T) {
	r := startedCloud(t, withSavedCloud, func(r *cloudRig) { r.vault.err = connector.NewProblem(connector.CodeKeychainLocked) })
	s := r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Equal(t, flow.CloudFixRetry, s.Fix)
	r.vault.mu.Lock()
	r.vault.err = nil
	r.vault.mu.Unlock()
	r.Mend()
	s = r.until(t, func(s flow.CloudState) bool { return s.Scopes != nil })
	assert.Nil(t, s.Problem)
}

func TestCheckingAgainRenewsWhatIsKnown(t *testing.T) {
	r := connectedCloud(t)
	r.cloud.set(func(f *cloudFake) {
		f.identity.Workspaces = append(f.identity.Workspaces, connector.Workspace{Slug: "new", Name: "New"})
		f.findings = []connector.Finding{cloudBlocks(connector.CodeTokenExpiresSoon)}
	})
	r.CheckAgain()
	s := r.until(t, func(s flow.CloudState) bool { return s.Step == flow.CloudConnected && s.Problem != nil })
	c, _ := s.Connection()
	assert.Len(t, c.Workspaces, 2)
	assert.Equal(t, connector.Attention, c.Verdict)
	assert.Equal(t, []connector.Connection{c}, r.disk.all())
}

func TestAnEndedSessionAsksToConnectAgainAndAnOfflineOneStaysConnected(t *testing.T) {
	r := connectedCloud(t)
	r.cloud.set(func(f *cloudFake) { f.findings = []connector.Finding{cloudBlocks(connector.CodeNameNotFound)} })
	r.CheckAgain()
	s := r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Equal(t, flow.CloudFixRetry, s.Fix)
	r.cloud.set(func(f *cloudFake) { f.findings = []connector.Finding{cloudBlocks(connector.CodeSessionEnded)} })
	r.Mend()
	s = r.at(t, flow.CloudSignedOut)
	assert.Equal(t, flow.CloudFixAsk, s.Fix)
	r.consent.grant()
	r.Mend()
	r.at(t, flow.CloudConnected)
}

func TestDisconnectingTellsBitbucketWipesTheSecretAndSaysSo(t *testing.T) {
	r := connectedCloud(t)
	id := r.Now().State.Current
	r.Disconnect()
	s := r.at(t, flow.CloudWelcome)
	assert.Equal(t, id, <-r.revoked)
	assert.Zero(t, r.vault.size())
	assert.Empty(t, r.disk.all())
	require.NotNil(t, s.Gone)
	assert.Equal(t, flow.CloudGone{Name: "Tom", Kind: connector.Session}, *s.Gone)
}

func TestWhatBitbucketWasNotToldIsSaid(t *testing.T) {
	r := connectedCloud(t, func(r *cloudRig) { r.refuse = assert.AnError })
	r.Disconnect()
	s := r.at(t, flow.CloudWelcome)
	assert.True(t, s.Gone.Alive)
	r.OpenGrants()
	assert.Equal(t, "https://bitbucket.org/account/settings/app-authorizations/", <-r.browser.opened)
}

func TestARefusingKeychainOffersTheSession(t *testing.T) {
	r := startedCloud(t, func(r *cloudRig) { r.vault.err = connector.NewProblem(connector.CodeKeychainRefused) })
	r.consent.grant()
	r.Connect()
	s := r.at(t, flow.CloudKeeping)
	assert.Equal(t, flow.CloudFixSession, s.Fix)
	assert.Empty(t, r.disk.all())
	r.Mend()
	s = r.at(t, flow.CloudConfirming)
	c, _ := s.Connection()
	assert.Equal(t, connector.KeepSession, c.Keep)
}

func TestTryingTheKeychainAgainKeepsItThere(t *testing.T) {
	r := startedCloud(t, func(r *cloudRig) { r.vault.err = connector.NewProblem(connector.CodeKeychainLocked) })
	r.consent.grant()
	r.Connect()
	r.at(t, flow.CloudKeeping)
	r.vault.mu.Lock()
	r.vault.err = nil
	r.vault.mu.Unlock()
	r.Retry()
	s := r.at(t, flow.CloudConfirming)
	c, _ := s.Connection()
	assert.Equal(t, connector.KeepKeychain, c.Keep)
}

func TestWhileTheKeychainWaitsOneMayKeepForTheSessionOrCancel(t *testing.T) {
	r := startedCloud(t, func(r *cloudRig) { r.vault.locks = make(chan struct{}) })
	r.consent.grant()
	r.Connect()
	r.at(t, flow.CloudSaving)
	r.Cancel()
	assert.Equal(t, flow.CloudWelcome, r.Now().State.Step)
	assert.Zero(t, r.vault.size())

	r.consent.grant()
	r.Connect()
	r.at(t, flow.CloudSaving)
	r.KeepForSession()
	r.at(t, flow.CloudConfirming)
	r.vault.set(func(v *cloudVault) { assert.Equal(t, []connector.Keep{connector.KeepSession}, v.keeps) })
}

func TestAFullDiskLeavesNoSecretBehindAndCanBeTriedAgain(t *testing.T) {
	r := startedCloud(t)
	r.disk.mu.Lock()
	r.disk.err = connector.NewProblem(connector.CodeDiskFailed)
	r.disk.mu.Unlock()
	r.consent.grant()
	r.Connect()
	s := r.at(t, flow.CloudFailed)
	assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)
	assert.Zero(t, r.vault.size())
	r.disk.mu.Lock()
	r.disk.err = nil
	r.disk.mu.Unlock()
	r.Mend()
	r.at(t, flow.CloudConfirming)
	assert.Equal(t, 1, r.vault.size())
}

func TestMoreAsksForThePermissionAndSaysWhatIsNew(t *testing.T) {
	r := connectedCloud(t)
	r.AskMore()
	r.at(t, flow.CloudMore)
	r.More(flow.CloudWant{Lack: flow.CloudLackPermission, Permission: "pullrequest"})
	assert.Equal(t, []string{"account", "repository", "webhook", "pullrequest"}, <-r.consent.asked)
	r.cloud.set(func(f *cloudFake) {
		f.repositories = append(f.repositories, "{3}")
		f.identity.Workspaces = append(f.identity.Workspaces, connector.Workspace{Slug: "quay", Name: "Quay"})
	})
	r.consent.grant("account", "repository", "webhook", "pullrequest")
	s := r.until(t, func(s flow.CloudState) bool { return s.News != nil })
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Equal(t, []string{"pullrequest"}, s.News.Scopes)
	assert.Equal(t, []string{"Quay"}, s.News.Workspaces)
	assert.Equal(t, 1, s.News.Repositories)
	assert.False(t, s.News.Nothing())
}

func TestMoreSaysWhenThereIsNothingNew(t *testing.T) {
	r := connectedCloud(t)
	r.More(flow.CloudWant{Lack: flow.CloudLackAccount})
	r.consent.grant("account", "repository", "webhook")
	s := r.until(t, func(s flow.CloudState) bool { return s.News != nil })
	assert.True(t, s.News.Nothing())
	assert.Equal(t, flow.CloudLackAccount, s.News.Want.Lack)
}

func TestAnotherAccountGetsAConnectionOfItsOwn(t *testing.T) {
	r := connectedCloud(t)
	r.More(flow.CloudWant{Lack: flow.CloudLackAccount})
	<-r.consent.asked
	r.cloud.set(func(f *cloudFake) { f.identity.Account = connector.Account{ID: "{ada}", Name: "Ada"} })
	r.consent.grant()
	s := r.at(t, flow.CloudConfirming)
	assert.Len(t, s.Connections, 2)
	r.ThatIsMe()
	s = r.until(t, func(s flow.CloudState) bool { return s.News != nil })
	assert.Equal(t, "Ada", s.News.Account)
	for _, c := range s.Connections {
		if c.Name == "Tom" {
			r.Show(c.ID)
		}
	}
	c, _ := r.Now().State.Connection()
	assert.Equal(t, "Tom", c.Name)
	assert.Equal(t, 2, r.vault.size())
}

func TestARepositoryThatIsVisibleAlreadyNeedsNoConsent(t *testing.T) {
	r := connectedCloud(t, func(r *cloudRig) { r.cloud.visible = true })
	r.More(flow.CloudWant{Lack: flow.CloudLackRepository, Repository: "https://bitbucket.org/harbour/boat/src/main/"})
	s := r.until(t, func(s flow.CloudState) bool { return s.News != nil })
	assert.True(t, s.News.Found)
	assert.Empty(t, r.consent.asked)
}

func TestAnUnreadableRepositoryNameIsAskedForAgain(t *testing.T) {
	r := connectedCloud(t)
	r.AskMore()
	r.More(flow.CloudWant{Lack: flow.CloudLackRepository, Repository: "boat"})
	s := r.Now().State
	assert.Equal(t, flow.CloudMore, s.Step)
	assert.Equal(t, flow.CloudFieldRepository, s.Missing)
}

func TestMoreWithATokenLeadsToANewOneAndIsComparedToo(t *testing.T) {
	r := startedCloud(t, withoutConsumer)
	r.SubmitToken(apiToken("tom@example.com", connector.NewSecret("one")))
	r.at(t, flow.CloudConnected)
	r.More(flow.CloudWant{Lack: flow.CloudLackPermission, Permission: "project"})
	s := r.at(t, flow.CloudToken)
	assert.Contains(t, s.TokenScopes(), "read:project:bitbucket")
	r.SubmitToken(apiToken("tom@example.com", connector.NewSecret("two")))
	s = r.until(t, func(s flow.CloudState) bool { return s.News != nil })
	assert.True(t, s.News.Nothing())
	assert.Equal(t, "two", r.vault.of(s.Current).Token.Reveal())
}
