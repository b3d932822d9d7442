package flow_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestWhereNoKeychainIsTheTokenMayStayForTheSession(t *testing.T) {
	r := newServerRig(t, func(r *serverRig) { r.putError = connector.NewProblem(connector.CodeKeychainUnavailable) })
	r.Check(flow.ServerTyped{Name: "", Address: "git.example", Token: connector.NewSecret("t")})
	s := r.at(t, flow.ServerKeeping)
	assert.Equal(t, connector.CodeKeychainUnavailable, s.Problem.Code)
	r.KeepForSession()
	s = r.at(t, flow.ServerResult)
	assert.Equal(t, connector.KeepSession, s.Current.Keep)
	r.with(func(r *serverRig) {
		assert.Equal(t, connector.KeepSession, r.keeps[s.Current.ID])
		assert.Equal(t, connector.KeepSession, r.disk[s.Current.ID].Keep)
	})
	assert.False(t, s.Items[0].SignIn, "in this session it is signed in")
	r.Start()
	s = r.at(t, flow.ServerList)
	assert.False(t, s.Items[0].SignIn, "also after the list was read again")
}

func TestTheKeychainCanBeAskedAgain(t *testing.T) {
	r := newServerRig(t, func(r *serverRig) { r.putError = connector.NewProblem(connector.CodeKeychainLocked) })
	r.Check(flow.ServerTyped{Name: "", Address: "git.example", Token: connector.NewSecret("t")})
	r.at(t, flow.ServerKeeping)
	r.with(func(r *serverRig) { r.putError = nil })
	r.KeepAgain()
	assert.Equal(t, connector.KeepKeychain, r.at(t, flow.ServerResult).Current.Keep)
}

func TestWhileTheKeychainWaitsOneMayKeepForTheSession(t *testing.T) {
	r := newServerRig(t, func(r *serverRig) { r.putWaits = true })
	r.Check(flow.ServerTyped{Name: "", Address: "git.example", Token: connector.NewSecret("t")})
	r.at(t, flow.ServerSaving)
	r.KeepForSession()
	assert.Equal(t, connector.KeepSession, r.at(t, flow.ServerResult).Current.Keep)
}

func TestANewTokenIsOfferedToTheKeychainAgain(t *testing.T) {
	r := newServerRig(t, func(r *serverRig) { r.putError = connector.NewProblem(connector.CodeKeychainUnavailable) })
	r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t")})
	r.at(t, flow.ServerKeeping)
	r.KeepForSession()
	c := r.at(t, flow.ServerResult).Current
	r.with(func(r *serverRig) { r.putError = nil })
	r.ReplaceToken(c.ID)
	r.Check(flow.ServerTyped{Token: connector.NewSecret("new")})
	r.until(t, func(s flow.ServerState) bool { return s.Kept })
	r.with(func(r *serverRig) {
		assert.Equal(t, connector.KeepKeychain, r.keeps[c.ID])
		assert.Equal(t, connector.KeepKeychain, r.disk[c.ID].Keep)
	})
}

func TestAKeychainThatWasGivenUpOnTakesNothingAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newServerRig(t, func(r *serverRig) { r.putWaits, r.putLate = true, make(chan struct{}) })
		r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t0ken")})
		synctest.Wait()
		r.KeepForSession()
		r.KeepForSession()
		synctest.Wait()
		close(r.putLate)
		synctest.Wait()
		s := r.Now().State
		assert.True(t, s.Kept)
		assert.Equal(t, "t0ken", r.vault[s.Current.ID].Token.Reveal())
		r.KeepAgain()
		assert.Equal(t, flow.ServerResult, r.Now().State.Step, "what is kept is not kept again")
	})
}

func TestAFullDiskLeavesNoSecretBehindAndSavingCanBeTriedAgain(t *testing.T) {
	r := newServerRig(t)
	r.with(func(r *serverRig) { r.diskError = errors.New("full") })
	r.Check(flow.ServerTyped{Name: "", Address: "git.example", Token: connector.NewSecret("t")})
	s := r.at(t, flow.ServerKeeping)
	assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)
	r.with(func(r *serverRig) {
		assert.Empty(t, r.vault)
		r.diskError = nil
	})
	r.KeepAgain()
	assert.True(t, r.at(t, flow.ServerResult).Kept)
	r.with(func(r *serverRig) { assert.Len(t, r.vault, 1) })
}

func TestAfterARestartConnectionsAreBackAndSessionOnesAskToSignIn(t *testing.T) {
	made := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	r := newServerRig(t, func(r *serverRig) {
		r.disk["k"] = connector.Connection{ID: "k", Provider: connector.Server, Name: "zeta", Base: "https://z.example", Keep: connector.KeepKeychain, Created: made}
		r.disk["s"] = connector.Connection{ID: "s", Provider: connector.Server, Name: "Alpha", Base: "https://a.example", Keep: connector.KeepSession, Created: made}
		r.disk["c"] = connector.Connection{ID: "c", Provider: connector.Cloud, Name: "cloud"}
	})
	s := r.Now().State
	require.Len(t, s.Items, 2, "Cloud connections have a tab of their own")
	assert.Equal(t, "Alpha", s.Items[0].Connection.Name)
	assert.True(t, s.Items[0].SignIn)
	assert.False(t, s.Items[1].SignIn)
	assert.Empty(t, r.asks().opened, "no keychain is bothered before something is wanted")

	r.Choose("s")
	s = r.Now().State
	assert.Equal(t, flow.ServerFormStep, s.Step)
	assert.True(t, s.Form.SignIn)
	assert.Equal(t, "https://a.example", s.Form.Address)
	assert.Empty(t, r.chosen)
}

func TestAMissingSecretAsksToSignInAgainAndTheNewTokenIsKept(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) { r.openError = connector.ErrNoSecret })
	r.CheckAgain(c.ID)
	s := r.at(t, flow.ServerFormStep)
	assert.True(t, s.Form.SignIn)
	assert.Equal(t, c.ID, s.Form.For)
	assert.True(t, s.Items[0].SignIn)

	r.Check(flow.ServerTyped{Name: "another name", Address: "https://elsewhere.example", Token: connector.NewSecret("new")})
	s = r.at(t, flow.ServerResult)
	assert.Equal(t, c.ID, s.Current.ID)
	assert.Equal(t, "Harbour", s.Current.Name, "only the token is replaced")
	assert.Equal(t, c.Base, r.asks().tried[1].Base, "and it goes to no other address")
	assert.False(t, s.Items[0].SignIn)
	r.with(func(r *serverRig) { assert.Equal(t, "new", r.vault[c.ID].Token.Reveal()) })
}

func TestABlockedNewTokenLeavesTheOldOneInPlace(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) { serverFinds(connector.CheckSignIn, connector.CodeTokenRejected)(r) })
	r.ReplaceToken(c.ID)
	r.Check(flow.ServerTyped{Name: "", Address: "", Token: connector.NewSecret("wrong")})
	s := r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerResult && s.Verdict() == connector.Blocked })
	assert.Len(t, s.Items, 1)
	assert.Equal(t, connector.Ready, s.Items[0].Connection.Verdict)
	r.with(func(r *serverRig) { assert.Equal(t, "t0ken", r.vault[c.ID].Token.Reveal()) })
}

func TestCheckingASavedConnectionWritesDownHowItStands(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) { serverFinds(connector.CheckSignIn, connector.CodeTokenRejected)(r) })
	r.CheckAgain(c.ID)
	s := r.until(t, func(s flow.ServerState) bool { return s.Again && s.Step == flow.ServerResult })
	assert.Equal(t, connector.Blocked, s.Items[0].Connection.Verdict)
	r.with(func(r *serverRig) {
		assert.Equal(t, connector.Blocked, r.disk[c.ID].Verdict)
		assert.Len(t, r.vault, 1, "its token stays")
	})
	r.Edit(flow.ServerFieldAddress)
	assert.Equal(t, c.ID, r.Now().State.Form.For, "all there is to change is the token")
}

func TestALockedKeychainBeforeACheckIsToldAndCanBeTriedAgain(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) { r.openError = connector.NewProblem(connector.CodeKeychainLocked) })
	r.CheckAgain(c.ID)
	s := r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerResult && s.Problem != nil })
	assert.Equal(t, connector.CodeKeychainLocked, s.Problem.Code)
	assert.Equal(t, connector.Blocked, s.Verdict(), "a check that could not begin is not a good one")
	r.with(func(r *serverRig) { r.openError = nil })
	r.CheckAgain(c.ID)
	r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerResult && s.Problem == nil && s.Report.Done })
}

func TestRenamingKeepsEverythingElse(t *testing.T) {
	r, c := connectedServer(t)
	r.AskRename(c.ID)
	r.Rename("  Quay  ")
	s := r.at(t, flow.ServerList)
	assert.Equal(t, "Quay", s.Items[0].Connection.Name)
	c.Name = "Quay"
	r.with(func(r *serverRig) { assert.Equal(t, c, r.disk[c.ID]) })
}

func TestDisconnectingWipesTheSecretFirst(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) { r.dropError = connector.NewProblem(connector.CodeKeychainLocked) })
	r.AskDisconnect(c.ID)
	r.Disconnect()
	s := r.until(t, func(s flow.ServerState) bool { return s.Problem != nil })
	assert.Equal(t, flow.ServerLeaving, s.Step)
	r.with(func(r *serverRig) {
		assert.Len(t, r.disk, 1, "a connection whose secret is still there does not disappear")
		r.dropError = nil
	})
	r.Disconnect()
	s = r.at(t, flow.ServerFormStep)
	assert.Empty(t, s.Items)
	r.with(func(r *serverRig) {
		assert.Empty(t, r.disk)
		assert.Empty(t, r.vault)
	})
}

func TestAnUnreadableDiskIsToldAndCanBeReadAgain(t *testing.T) {
	r := newServerRig(t, func(r *serverRig) { r.diskError = errors.New("unplugged") })
	assert.Equal(t, connector.CodeDiskFailed, r.Now().State.Problem.Code)
	r.with(func(r *serverRig) { r.diskError = nil })
	r.Start()
	r.at(t, flow.ServerFormStep)
}

func TestBackLeadsOnePageBackAndEndsAtTheList(t *testing.T) {
	r := newServerRig(t)
	assert.False(t, r.Back(), "an empty house has nowhere to go back to")
	r.Note()
	assert.True(t, r.Back())
	assert.Equal(t, flow.ServerFormStep, r.Now().State.Step)

	r, _ = connectedServer(t)
	assert.True(t, r.Back())
	assert.Equal(t, flow.ServerList, r.Now().State.Step)
	assert.False(t, r.Back())
	r.Add()
	assert.True(t, r.Back())
	assert.Equal(t, flow.ServerList, r.Now().State.Step)
}

func TestANameIsSuggestedFromTheHost(t *testing.T) {
	for address, name := range map[string]string{
		"":                                    "",
		"git.example":                         "git.example",
		" https://Git.Example:7990/bitbucket": "Git.Example",
		"http://[::1]:7990":                   "::1",
		"https://":                            "",
		"::::":                                "",
	} {
		assert.Equal(t, name, flow.SuggestServerName(address), address)
	}
}

func TestASavedConnectionDoesNotMoveToAnotherOriginByItself(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) {
		r.identity.Base, r.identity.Version = "https://stranger.example/bitbucket", "9.5.0"
	})
	r.CheckAgain(c.ID)
	s := r.until(t, func(s flow.ServerState) bool { return s.Again && s.Step == flow.ServerResult })
	assert.Equal(t, c.Base, s.Current.Base, "its token is bound to where it was checked")
	assert.Equal(t, "9.5.0", s.Current.Version)
}
