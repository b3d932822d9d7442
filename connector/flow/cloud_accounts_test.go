package flow_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// cloudAda is a second saved account, connected after Tom's and used more recently.
func cloudAda(kind connector.CredentialKind) connector.Connection {
	return connector.Connection{
		ID: "c2", Provider: connector.Cloud, Name: "Ada", Base: cloudAPI, Web: cloudWeb, Kind: kind, Keep: connector.KeepKeychain,
		Account: connector.Account{ID: "{ada}", Name: "Ada"}, Created: time.Unix(2, 0), Checked: time.Unix(9, 0),
	}
}

func withTwoAccounts(r *cloudRig) {
	withSavedCloud(r)
	r.disk.saved = append(r.disk.saved, cloudAda(connector.APIToken))
	r.vault.kept["c2"] = connector.Credential{Kind: connector.APIToken, Email: "ada@example.com", Scopes: []string{"read:user:bitbucket"}}
}

// known waits until the keychain has answered for every account.
func (r *cloudRig) known(t *testing.T, n int) flow.CloudState {
	t.Helper()
	return r.until(t, func(s flow.CloudState) bool { return len(s.Accounts) == n })
}

func TestAccountsStandSideBySideAndTheOneUsedLastIsOnScreen(t *testing.T) {
	r := startedCloud(t, withTwoAccounts)
	s := r.known(t, 2)
	require.Len(t, s.Connections, 2)
	assert.Equal(t, "Tom", s.Connections[0].Name, "in the order they were connected")
	assert.Equal(t, "c2", s.Current)
	assert.Equal(t, []string{"read:user:bitbucket"}, s.Scopes)
	assert.Equal(t, []string{"c2", "c1"}, r.vault.asks(), "that of the account on screen first")
	r.Show("c1")
	s = r.Now().State
	assert.Equal(t, []string{"account"}, s.Scopes)
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Len(t, r.vault.asks(), 2, "what is known is not asked for again")
	r.Show("nobody")
	assert.Equal(t, "c1", r.Now().State.Current)
}

func TestAKeychainThatIsLockedIsAskedForOneSecretOnly(t *testing.T) {
	r := startedCloud(t, withTwoAccounts, func(r *cloudRig) { r.vault.err = connector.NewProblem(connector.CodeKeychainLocked) })
	s := r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	assert.Equal(t, flow.CloudConnected, s.Step)
	r.vault.set(func(v *cloudVault) {
		assert.Equal(t, []string{"c2"}, v.asked)
		v.err = nil
		delete(v.kept, "c1")
	})
	r.Mend()
	s = r.until(t, func(s flow.CloudState) bool { return s.Accounts["c1"].SignedOut })
	assert.Nil(t, s.Problem)
	assert.Equal(t, "c2", s.Current)
}

func TestAKeychainThatTakesItsTimeHoldsNothingUp(t *testing.T) {
	waits := make(chan struct{})
	r := newCloudRig(t, withTwoAccounts)
	c := flow.NewCloud(flow.CloudNeeds{
		Clients: r.cloud, Connections: r.disk, Vault: slowVault{r.vault, waits}, Consent: r.consent, Browser: r.browser, Consumer: r.app,
		Web: cloudWeb, API: cloudAPI,
	})
	t.Cleanup(c.Close)
	r.Cloud = c
	r.Start()
	r.at(t, flow.CloudConnected)
	r.Show("c1")
	assert.Equal(t, "c1", r.Now().State.Current)
	r.Connect()
	r.at(t, flow.CloudConsenting)
	close(waits)
	s := r.known(t, 2)
	assert.Equal(t, flow.CloudConsenting, s.Step, "what the keychain says changes no other screen")
	r.Cancel()
	assert.Equal(t, []string{"account"}, r.Now().State.Scopes)
}

func TestAnAnswerOfTheKeychainFromBeforeASignInComesTooLate(t *testing.T) {
	waits := make(chan struct{})
	r := newCloudRig(t, func(r *cloudRig) {
		r.disk.saved = []connector.Connection{savedCloud(connector.Session, connector.KeepKeychain), cloudAda(connector.Session)}
	})
	c := flow.NewCloud(flow.CloudNeeds{
		Clients: r.cloud, Connections: r.disk, Vault: slowVault{r.vault, waits}, Consent: r.consent, Browser: r.browser, Consumer: r.app,
		Web: cloudWeb, API: cloudAPI,
	})
	t.Cleanup(c.Close)
	r.Cloud = c
	r.cloud.identity.Account = connector.Account{ID: "{ada}", Name: "Ada"}
	r.Start()
	r.at(t, flow.CloudConnected)
	r.vault.until(t, func(v *cloudVault) bool { return len(v.asked) > 0 })
	r.consent.grant()
	r.Connect()
	r.until(t, func(s flow.CloudState) bool { return s.SignedIn == "c2" })
	close(waits)
	s := r.known(t, 2)
	assert.True(t, s.Accounts["c1"].SignedOut)
	assert.False(t, s.Accounts["c2"].SignedOut)
	assert.Equal(t, flow.CloudConnected, s.Step)
}

// slowVault is a keychain that has looked, and takes its time to say so.
type slowVault struct {
	*cloudVault
	waits chan struct{}
}

func (v slowVault) Get(ctx context.Context, id string, origins []string) (connector.Credential, error) {
	credential, err := v.cloudVault.Get(ctx, id, origins)
	select {
	case <-v.waits:
	case <-ctx.Done():
		return connector.Credential{}, ctx.Err()
	}
	return credential, err
}

func TestChangingOverLosesNothingOfEither(t *testing.T) {
	r := startedCloud(t, withTwoAccounts)
	r.known(t, 2)
	r.cloud.set(func(f *cloudFake) {
		f.findings = []connector.Finding{cloudBlocks(connector.CodeTokenRejected, "kind", "api-token")}
	})
	r.CheckAgain()
	s := r.at(t, flow.CloudSignedOut)
	require.True(t, s.Report.Done)
	assert.Equal(t, flow.CloudFixToken, s.Fix)

	r.Show("c1")
	s = r.Now().State
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Nil(t, s.Problem)
	assert.Empty(t, s.Report.Rungs)
	require.NotNil(t, s.Trouble("c2"), "its card goes on saying so")
	assert.True(t, s.Accounts["c2"].SignedOut)
	r.cloud.set(func(f *cloudFake) { f.findings = []connector.Finding{cloudBlocks(connector.CodeRepositoriesNone)} })
	s = r.recheck(t)
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Equal(t, connector.CodeRepositoriesNone, s.Problem.Code)

	r.Show("c2")
	s = r.Now().State
	assert.Equal(t, flow.CloudSignedOut, s.Step)
	assert.Equal(t, connector.CodeTokenRejected, s.Problem.Code)
	assert.Equal(t, connector.CodeTokenRejected, s.Report.Rungs[0].Problems[0].Code)
	r.Show("c1")
	assert.Equal(t, connector.CodeRepositoriesNone, r.Now().State.Problem.Code)
	r.AskMore()
	r.Back()
	assert.Equal(t, connector.CodeRepositoriesNone, r.Now().State.Problem.Code)
}

func TestACheckLeftForAnotherAccountChangesNeither(t *testing.T) {
	hold := make(chan struct{})
	r := startedCloud(t, withTwoAccounts, func(r *cloudRig) { r.cloud.holds = hold })
	r.known(t, 2)
	r.CheckAgain()
	r.at(t, flow.CloudChecking)
	r.Show("c1")
	close(hold)
	s := r.recheck(t)
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Equal(t, "c1", s.Current)
	assert.Empty(t, s.Accounts["c2"].Report.Rungs)
	ada := s.Connections[1]
	assert.Equal(t, time.Unix(9, 0), ada.Checked)
	assert.Equal(t, "Ada", ada.Account.Name)
}

func TestAProblemShownAgainAfterChangingOverCanStillBeTriedAgain(t *testing.T) {
	r := startedCloud(t, withTwoAccounts)
	r.known(t, 2)
	r.cloud.set(func(f *cloudFake) { f.findings = []connector.Finding{cloudBlocks(connector.CodeNameNotFound)} })
	r.CheckAgain()
	r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	r.Show("c1")
	r.Show("c2")
	require.Equal(t, flow.CloudFixRetry, r.Now().State.Fix)
	r.Mend()
	s := r.until(t, func(s flow.CloudState) bool {
		return s.Step == flow.CloudConnected && s.Report.Done && s.Problem == nil
	})
	assert.Equal(t, "c2", s.Current)
}

func TestAddingAsksForAnotherAccountInPrivateWithTheUsualPermissions(t *testing.T) {
	r := connectedCloud(t)
	r.cloud.set(func(f *cloudFake) { f.identity.Account = connector.Account{ID: "{ada}", Name: "Ada"} })
	r.Add()
	s := r.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	assert.True(t, s.Private)
	assert.True(t, <-r.held)
	assert.Equal(t, []string{"account", "repository", "webhook"}, <-r.consent.asked)
	r.consent.grant("account")
	s = r.at(t, flow.CloudConfirming)
	require.Len(t, s.Connections, 2)
	assert.Equal(t, s.Current, s.SignedIn)
	assert.False(t, s.Same)
	r.ThatIsMe()
	assert.Equal(t, []string{"account"}, r.Now().State.Scopes)
	r.Show(s.Connections[0].ID)
	assert.Equal(t, []string{"account", "repository", "webhook"}, r.Now().State.Scopes)
}

func TestTheSameAccountComingBackIsRecognisedAndSaid(t *testing.T) {
	r := connectedCloud(t)
	id := r.Now().State.Current
	r.Add()
	r.consent.grant("account")
	s := r.until(t, func(s flow.CloudState) bool { return s.SignedIn != "" && s.Same })
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Len(t, s.Connections, 1)
	assert.Equal(t, id, s.SignedIn)
	assert.Equal(t, 1, r.vault.size())
}

func TestWithoutAConsumerAddingLeadsToTheFormForANewConnection(t *testing.T) {
	r := startedCloud(t, withoutConsumer, withTwoAccounts)
	r.known(t, 2)
	r.ReplaceToken("c2")
	r.Add()
	s := r.Now().State
	assert.Equal(t, flow.CloudToken, s.Step)
	assert.Empty(t, s.Form.For)
	assert.True(t, r.Back())
	assert.Equal(t, "c2", r.Now().State.Current)
}

func TestAfterOneIsDisconnectedTheNextTakesTheScreen(t *testing.T) {
	r := startedCloud(t, withTwoAccounts)
	r.known(t, 2)
	r.Show("c1")
	r.Disconnect()
	s := r.until(t, func(s flow.CloudState) bool { return s.Gone != nil })
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Equal(t, "c2", s.Current)
	assert.Equal(t, "Tom", s.Gone.Name)
	assert.NotContains(t, s.Accounts, "c1")
	assert.Equal(t, []string{"read:user:bitbucket"}, s.Scopes)
	r.Disconnect()
	s = r.at(t, flow.CloudWelcome)
	assert.Empty(t, s.Connections)
}

func TestReadingAnewKeepsTheAccountOnScreen(t *testing.T) {
	r := startedCloud(t, withTwoAccounts)
	r.known(t, 2)
	r.Show("c1")
	r.disk.mu.Lock()
	r.disk.saved = append(r.disk.saved, connector.Connection{ID: "c3", Provider: connector.Cloud, Name: "Zoe", Base: cloudAPI, Checked: time.Unix(99, 0)})
	r.disk.mu.Unlock()
	r.Start()
	s := r.until(t, func(s flow.CloudState) bool { return len(s.Accounts) == 3 })
	assert.Equal(t, "c1", s.Current)
}
