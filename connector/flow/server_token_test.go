package flow_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

func day(month time.Month, day int) time.Time {
	return time.Date(2027, month, day, 0, 0, 0, 0, time.UTC)
}

// tokenIs makes the ladder tell facts about the token.
func tokenIs(facts map[string]string) func(*serverRig) {
	return func(r *serverRig) { r.findings[connector.CheckToken] = connector.Finding{Facts: facts} }
}

func TestWhatIsSaidAboutATokenGoesIntoTheCheckAndIsKept(t *testing.T) {
	r := newServerRig(t)
	r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t"), Until: day(3, 1), Kind: connector.TokenProject})
	c := r.at(t, flow.ServerResult).Current
	assert.Equal(t, day(3, 1), r.asks().tried[0].TokenUntil)
	assert.Equal(t, connector.TokenProject, r.asks().tried[0].TokenKind)
	r.with(func(r *serverRig) {
		assert.Equal(t, day(3, 1), r.disk[c.ID].TokenUntil)
		assert.Equal(t, connector.TokenProject, r.disk[c.ID].TokenKind)
		assert.Zero(t, r.disk[c.ID].TokenExpires)
	})
}

func TestWhatTheServerTellsAboutATokenIsWrittenDownBesideIt(t *testing.T) {
	r := newServerRig(t, tokenIs(map[string]string{
		connector.FactTokenKind: "repository", connector.FactExpires: "2027-02-14", connector.FactExpiresBy: "server",
	}))
	r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t"), Until: day(3, 1), Kind: connector.TokenPersonal})
	c := r.at(t, flow.ServerResult).Current
	assert.Equal(t, connector.TokenRepository, c.TokenKind)
	assert.Equal(t, day(2, 14), c.TokenExpires)
	assert.Equal(t, day(3, 1), c.TokenUntil, "what was typed stays")

	r.with(tokenIs(map[string]string{connector.FactTokenKind: "", connector.FactExpires: "2027-03-01", connector.FactExpiresBy: "person"}))
	r.CheckAgain(c.ID)
	c = r.until(t, func(s flow.ServerState) bool { return s.Again && s.Step == flow.ServerResult }).Current
	assert.Equal(t, connector.TokenRepository, c.TokenKind, "what could not be found out this time is still known")
	assert.Equal(t, day(2, 14), c.TokenExpires)

	r.with(tokenIs(map[string]string{connector.FactExpires: "never", connector.FactExpiresBy: "server"}))
	r.CheckAgain(c.ID)
	c = r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerResult && r.attempts() == 3 }).Current
	assert.Zero(t, c.TokenExpires)
}

func TestANewTokenIsWhatIsSaidAboutItAndNothingOfTheOldOne(t *testing.T) {
	r := newServerRig(t, tokenIs(map[string]string{
		connector.FactTokenKind: "personal", connector.FactExpires: "2026-11-25", connector.FactExpiresBy: "server",
	}))
	r.Check(flow.ServerTyped{Address: "git.example/bitbucket", Token: connector.NewSecret("t"), Until: day(1, 1)})
	c := r.at(t, flow.ServerResult).Current
	r.ReplaceToken(c.ID)
	form := r.Now().State.Form
	assert.Zero(t, form.Until, "the new one ends on another day")
	assert.Equal(t, connector.TokenPersonal, form.Kind)
	r.with(func(r *serverRig) { r.findings = nil })
	r.Check(flow.ServerTyped{Token: connector.NewSecret("new"), Kind: connector.TokenProject})
	c = r.until(t, func(s flow.ServerState) bool { return s.Kept }).Current
	assert.Zero(t, r.asks().tried[1].TokenExpires)
	assert.Zero(t, c.TokenUntil)
	assert.Zero(t, c.TokenExpires)
	assert.Equal(t, connector.TokenProject, c.TokenKind)
}

func TestATokenAskedForAgainMayEndOnTheDayThatWasTyped(t *testing.T) {
	r := newServerRig(t)
	r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t"), Until: day(3, 1)})
	c := r.at(t, flow.ServerResult).Current
	r.with(func(r *serverRig) { r.openError = connector.ErrNoSecret })
	r.CheckAgain(c.ID)
	assert.Equal(t, day(3, 1), r.at(t, flow.ServerFormStep).Form.Until)
	r.Home()
	r.ReplaceToken(c.ID)
	assert.Equal(t, day(3, 1), r.Now().State.Form.Until)

	r.SetUntil(c.ID, day(3, 1).AddDate(-1, 0, 0))
	r.until(t, func(s flow.ServerState) bool { return !s.Working })
	r.SignIn(c.ID)
	assert.Zero(t, r.Now().State.Form.Until, "a day that has passed is none to keep")
}

func TestValidUntilCanBeChangedWithoutANewToken(t *testing.T) {
	r, c := connectedServer(t)
	r.SetUntil(c.ID, day(5, 1))
	s := r.until(t, func(s flow.ServerState) bool { return !s.Working && !s.Current.TokenUntil.IsZero() })
	assert.Equal(t, flow.ServerResult, s.Step, "the page stays")
	assert.True(t, s.Report.Done)
	assert.Equal(t, day(5, 1), s.Items[0].Connection.TokenUntil)
	r.with(func(r *serverRig) {
		assert.Equal(t, day(5, 1), r.disk[c.ID].TokenUntil)
		r.diskError = errors.New("full")
	})
	r.SetUntil(c.ID, time.Time{})
	s = r.until(t, func(s flow.ServerState) bool { return s.Problem != nil })
	assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)
	assert.Equal(t, day(5, 1), s.Items[0].Connection.TokenUntil, "what could not be saved is not claimed")
	r.with(func(r *serverRig) { r.diskError = nil })
	r.SetUntil(c.ID, time.Time{})
	s = r.until(t, func(s flow.ServerState) bool { return !s.Working && s.Problem == nil })
	assert.Zero(t, s.Current.TokenUntil)
	r.SetUntil("unknown", day(5, 1))
	assert.False(t, r.Now().State.Working)
}

func TestADayIsNotChangedWhileACheckRuns(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) { r.stall = connector.CheckVersion })
	r.CheckAgain(c.ID)
	<-r.stalled
	r.SetUntil(c.ID, day(5, 1))
	s := r.Now().State
	assert.Equal(t, flow.ServerChecking, s.Step)
	assert.False(t, s.Working)
}

func TestADayChangedForAConnectionWithoutItsTokenLeavesItAskingForOne(t *testing.T) {
	r := newServerRig(t, func(r *serverRig) {
		r.disk["s"] = connector.Connection{ID: "s", Provider: connector.Server, Base: "https://a.example", Keep: connector.KeepSession}
	})
	r.SetUntil("s", day(5, 1))
	s := r.until(t, func(s flow.ServerState) bool { return !s.Working && !s.Items[0].Connection.TokenUntil.IsZero() })
	assert.Equal(t, flow.ServerList, s.Step)
	assert.True(t, s.Items[0].SignIn)
}

func TestTheChoosingBeginsWhereTheAddressPointed(t *testing.T) {
	for address, search := range map[string]string{
		"git.example/projects/shop/repos/App/browse": "SHOP/app",
		"https://git.example/projects/SHOP":          "SHOP",
		"git.example":                                "",
	} {
		r := newServerRig(t)
		r.Check(flow.ServerTyped{Address: address, Token: connector.NewSecret("t")})
		r.Choose(r.at(t, flow.ServerResult).Current.ID)
		assert.Equal(t, []string{search}, r.places, address)
	}
}

func TestAServerThatSpeaksNoTLSCanBeReachedUnencryptedAfterThePersonSaidSo(t *testing.T) {
	r := newServerRig(t, serverFinds(connector.CheckVersion, connector.CodeTLSFailed, "host", "git.example", "plain", "yes"))
	r.Check(flow.ServerTyped{Address: "https://git.example:7990", Token: connector.NewSecret("t")})
	r.at(t, flow.ServerResult)
	r.with(func(r *serverRig) {
		r.findings = map[connector.CheckID]connector.Finding{}
		serverFinds(connector.CheckAddress, connector.CodeAddressInsecure, "host", "git.example")(r)
	})
	r.UseAddress("http://git.example:7990")
	s := r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerResult && r.attempts() == 2 })
	p, _ := s.Report.Worst()
	assert.Equal(t, connector.CodeAddressInsecure, p.Code, "first it is asked")
	assert.False(t, r.asks().tried[1].Insecure)
	r.with(func(r *serverRig) { r.findings, r.identity.Base = nil, "http://git.example:7990" })
	r.AllowInsecure()
	s = r.until(t, func(s flow.ServerState) bool { return s.Kept })
	assert.True(t, r.asks().tried[2].Insecure)
	assert.Equal(t, "http://git.example:7990", s.Current.Base)
}

func TestANewTokenForASavedConnectionGoesToNoOtherServer(t *testing.T) {
	r, c := connectedServer(t)
	r.with(serverFinds(connector.CheckVersion, connector.CodeRedirectedElsewhere, "target", "https://new.example"))
	r.ReplaceToken(c.ID)
	r.Check(flow.ServerTyped{Token: connector.NewSecret("new")})
	r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerResult && r.attempts() == 2 })
	r.UseAddress("https://new.example")
	s := r.Now().State
	assert.Equal(t, flow.ServerFormStep, s.Step)
	assert.Equal(t, "https://new.example", s.Form.Address)
	assert.Empty(t, s.Form.For, "elsewhere is another connection")
	assert.Equal(t, 2, r.attempts())
}
