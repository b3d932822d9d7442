package flow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestTheSetUpReadsTheWorkspaceAndOpensItsPage(t *testing.T) {
	r := startedCloud(t, withoutConsumer)
	r.UseConsumer()
	assert.Equal(t, 1, r.Now().State.Setup.Step)
	r.OpenConsumerPage()
	assert.Contains(t, <-r.browser.opened, "support.atlassian.com", "while no workspace is named")
	for _, typed := range []string{"harbour", " https://bitbucket.org/harbour/boat/src/main/ ", "git@bitbucket.org:harbour/boat.git"} {
		r.SetupWorkspace(typed)
		s := r.Now().State
		assert.Equal(t, flow.CloudSetup{Step: 1, Workspace: "harbour", Page: cloudWeb + "/harbour/workspace/settings/api"}, s.Setup)
		assert.Empty(t, s.Missing)
	}
	r.OpenConsumerPage()
	assert.Equal(t, cloudWeb+"/harbour/workspace/settings/api", <-r.browser.opened)
	r.SetupWorkspace("not a workspace!")
	assert.Equal(t, flow.CloudFieldWorkspace, r.Now().State.Missing)
	assert.Empty(t, r.Now().State.Setup.Page)
	r.SetupWorkspace("https://git.example.com/projects/A")
	assert.Equal(t, connector.CodeAddressIsServer, r.Now().State.Problem.Code)
	r.SetupWorkspace("")
	s := r.Now().State
	assert.Empty(t, s.Missing)
	assert.Nil(t, s.Problem)
	r.SetupStep(9)
	assert.Equal(t, 4, r.Now().State.Setup.Step)
	r.SetupStep(-1)
	assert.Equal(t, 1, r.Now().State.Setup.Step)
}

func TestOnlyWorkspacesThatSomebodyHereAdministersAreOffered(t *testing.T) {
	quay := connector.Workspace{Slug: "quay", Name: "Quay", Administrator: true}
	r := startedCloud(t, func(r *cloudRig) {
		tom, ada := savedCloud(connector.Session, connector.KeepKeychain), cloudAda(connector.Session)
		tom.Workspaces = []connector.Workspace{{Slug: "harbour", Name: "Harbour"}, quay}
		ada.Workspaces = []connector.Workspace{quay, {Slug: "pier", Name: "Pier", Administrator: true}}
		r.disk.saved = []connector.Connection{tom, ada}
	})
	s := r.Now().State
	assert.Equal(t, []connector.Workspace{quay, {Slug: "pier", Name: "Pier", Administrator: true}}, s.SetupChoices())
	assert.Equal(t, 2, s.Sessions())
}

func TestKeyAndSecretAreUncheckedUntilAnExchangeProvedThem(t *testing.T) {
	r := startedCloud(t, withoutConsumer, func(r *cloudRig) { r.app.unchecked = true })
	r.UseConsumer()
	r.SaveConsumer("mine", connector.NewSecret("s"))
	s := r.at(t, flow.CloudWelcome)
	assert.Equal(t, flow.CloudConsumerState{Has: true, Key: "mine", Callback: cloudCallback, Own: true}, s.Consumer)

	r.consent.fail(connector.CodeConsumerInvalid)
	r.Connect()
	s = r.at(t, flow.CloudFailed)
	assert.Equal(t, flow.CloudFixConsumer, s.Fix)
	assert.False(t, s.Consumer.Checked)
	r.Mend()
	s = r.Now().State
	assert.Equal(t, flow.CloudConsumer, s.Step)
	assert.Equal(t, 4, s.Setup.Step, "where key and secret stand")
	assert.Equal(t, "mine", s.Consumer.Key)

	r.SaveConsumer("mine", connector.NewSecret("right"))
	r.at(t, flow.CloudWelcome)
	r.app.set(func(a *cloudApp) { a.unchecked = false })
	r.consent.grant()
	r.Connect()
	s = r.at(t, flow.CloudConfirming)
	assert.True(t, s.Consumer.Checked)
}

func TestARenewalRefusedForTheConsumerEndsNoSession(t *testing.T) {
	r := connectedCloud(t)
	r.app.set(func(a *cloudApp) { a.unchecked = true })
	r.cloud.set(func(f *cloudFake) { f.openErr = connector.NewProblem(connector.CodeConsumerInvalid) })
	r.CheckAgain()
	s := r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	assert.Equal(t, flow.CloudConnected, s.Step)
	assert.Equal(t, connector.CodeConsumerInvalid, s.Problem.Code)
	assert.False(t, s.Consumer.Checked)
	r.Mend()
	assert.Equal(t, 4, r.Now().State.Setup.Step)
}

func TestTheNoteForTheAdministratorLeadsBackToWhereItWasAskedFor(t *testing.T) {
	r := startedCloud(t, withoutConsumer)
	r.AskAdmin()
	assert.Equal(t, flow.CloudNoting, r.Now().State.Step)
	r.AskAdmin()
	assert.True(t, r.Back())
	assert.Equal(t, flow.CloudToken, r.Now().State.Step)

	r.UseConsumer()
	r.SetupWorkspace("harbour")
	r.SetupStep(3)
	r.AskAdmin()
	s := r.Now().State
	assert.Equal(t, "harbour", s.Setup.Workspace, "the note names it")
	r.Back()
	assert.Equal(t, flow.CloudConsumer, r.Now().State.Step)
	assert.Equal(t, 3, r.Now().State.Setup.Step)

	r.Back()
	r.app.set(func(a *cloudApp) { a.key = "key" })
	r.Start()
	r.at(t, flow.CloudWelcome)
	r.consent.fail(connector.CodeConsumerInvalid)
	r.Connect()
	r.at(t, flow.CloudFailed)
	r.AskAdmin()
	r.Back()
	s = r.Now().State
	assert.Equal(t, flow.CloudFailed, s.Step)
	assert.Equal(t, flow.CloudFixConsumer, s.Fix)

	r.Connect()
	r.at(t, flow.CloudConsenting)
	r.AskAdmin()
	assert.Equal(t, flow.CloudNoting, r.Now().State.Step)
	r.Back()
	assert.Equal(t, flow.CloudWelcome, r.Now().State.Step, "nothing is waited for any more")
}

func TestRemovingTheConsumerSaysWhatThenServesAndWhoCannotBeRenewed(t *testing.T) {
	r := connectedCloud(t, func(r *cloudRig) { r.app.builtIn = "shipped" })
	assert.True(t, r.Now().State.Consumer.Own)
	r.RemoveConsumer()
	s := r.until(t, func(s flow.CloudState) bool { return s.Removed != nil })
	assert.Equal(t, flow.CloudRemoved{Serves: true, Sessions: 1}, *s.Removed)
	assert.Equal(t, "shipped", s.Consumer.Key)
	assert.False(t, s.Consumer.Own)
	assert.Equal(t, flow.CloudConnected, s.Step)

	r = connectedCloud(t)
	r.RemoveConsumer()
	s = r.until(t, func(s flow.CloudState) bool { return s.Removed != nil })
	assert.Equal(t, flow.CloudRemoved{Sessions: 1}, *s.Removed)
	r.SignInAgain()
	s = r.Now().State
	assert.Equal(t, flow.CloudToken, s.Step, "no consumer: a token does it")
	assert.Nil(t, s.Removed)

	r = connectedCloud(t)
	r.app.set(func(a *cloudApp) { a.err = connector.NewProblem(connector.CodeKeychainLocked) })
	r.RemoveConsumer()
	s = r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	require.Equal(t, flow.CloudFixRetry, s.Fix)
	r.app.set(func(a *cloudApp) { a.err = nil })
	r.Mend()
	r.until(t, func(s flow.CloudState) bool { return s.Removed != nil })
}
