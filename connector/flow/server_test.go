package flow_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestAServerThatPassesIsKeptWithItsTokenInTheVault(t *testing.T) {
	r := newServerRig(t)
	r.Check(flow.ServerTyped{Name: " ", Address: " git.example/bitbucket ", Token: connector.NewSecret(" t0ken\n")})
	s := r.at(t, flow.ServerResult)
	assert.Equal(t, connector.Ready, s.Verdict())
	assert.True(t, s.Kept)
	assert.Equal(t, []string{"t0ken"}, r.asks().tokens, "space around a token comes with copying")
	c := s.Current
	assert.Equal(t, "git.example", c.Name, "without a name the host gives one")
	assert.Equal(t, "https://git.example/bitbucket", c.Base, "the confirmed address is kept")
	assert.Equal(t, "Ada", c.Account.Name)
	assert.Equal(t, connector.KeepKeychain, c.Keep)
	assert.False(t, c.Created.IsZero())
	r.with(func(r *serverRig) {
		assert.Equal(t, c, r.disk[c.ID])
		assert.Equal(t, []string{"https://git.example:443"}, r.vault[c.ID].Origins, "a secret is bound to where it may be sent")
	})
	assert.NotContains(t, fmt.Sprintf("%+v", s), "t0ken", "no state holds a token")
}

func TestWhatIsMissingIsSaidBeforeAnybodyIsAsked(t *testing.T) {
	r := newServerRig(t)
	r.Check(flow.ServerTyped{Name: "", Address: " ", Token: connector.NewSecret("t")})
	s := r.Now().State
	assert.Equal(t, connector.CodeAddressInvalid, s.Problem.Code)
	assert.Equal(t, flow.ServerFieldAddress, s.Form.Missing)
	r.Check(flow.ServerTyped{Name: "", Address: "git.example", Token: connector.Secret{}})
	s = r.Now().State
	assert.Equal(t, connector.CodeTokenMissing, s.Problem.Code)
	assert.Equal(t, "git.example", s.Problem.Args["host"])
	assert.Equal(t, flow.ServerFieldToken, s.Form.Missing)
	assert.Empty(t, r.asks().tried)
}

func TestABlockedCheckSavesNothingAndCanBeCorrected(t *testing.T) {
	r := newServerRig(t, serverFinds(connector.CheckSignIn, connector.CodeTokenRejected))
	r.Check(flow.ServerTyped{Name: "", Address: "git.example", Token: connector.NewSecret("wrong")})
	s := r.at(t, flow.ServerResult)
	assert.Equal(t, connector.Blocked, s.Verdict())
	assert.False(t, s.Kept)
	assert.Empty(t, s.Items)
	assert.Equal(t, connector.CheckSignIn, s.Report.Rungs[3].NotCheckedAfter)
	r.with(func(r *serverRig) {
		assert.Empty(t, r.disk)
		assert.Empty(t, r.vault)
	})
	r.Edit(flow.ServerFieldToken)
	s = r.Now().State
	assert.Equal(t, flow.ServerFormStep, s.Step)
	assert.Equal(t, flow.ServerFieldToken, s.Form.Missing)

	r.with(func(r *serverRig) { r.findings = nil })
	r.Check(flow.ServerTyped{Name: "", Address: "git.example", Token: connector.NewSecret("right")})
	assert.True(t, r.at(t, flow.ServerResult).Kept)
}

func TestCheckingAgainUsesWhatWasTypedUntilItIsKept(t *testing.T) {
	r := newServerRig(t, serverFinds(connector.CheckVersion, connector.CodeServerBusy))
	r.Check(flow.ServerTyped{Name: "Harbour", Address: "git.example", Token: connector.NewSecret("t0ken")})
	s := r.at(t, flow.ServerResult)
	r.with(func(r *serverRig) { r.findings = nil })
	r.CheckAgain(s.Current.ID)
	s = r.until(t, func(s flow.ServerState) bool { return s.Kept })
	assert.Equal(t, "Harbour", s.Current.Name)
	assert.Equal(t, []string{"t0ken", "t0ken"}, r.asks().tokens)
}

func TestAWarningLetsOneGoOn(t *testing.T) {
	r, c := connectedServer(t, serverFinds(connector.CheckAdmin, connector.CodeAdminMissing))
	s := r.Now().State
	assert.True(t, s.Kept)
	assert.Equal(t, connector.Attention, s.Current.Verdict)
	r.Choose(c.ID)
	assert.Equal(t, []connector.Connection{c}, r.chosen)
}

func TestUnencryptedIsSentOnlyAfterThePersonSaidSo(t *testing.T) {
	r := newServerRig(t, serverFinds(connector.CheckAddress, connector.CodeAddressInsecure, "host", "git.example"))
	r.Check(flow.ServerTyped{Name: "", Address: "http://git.example", Token: connector.NewSecret("t")})
	r.at(t, flow.ServerResult)
	r.with(func(r *serverRig) {
		assert.False(t, r.seen.tried[0].Insecure)
		r.findings[connector.CheckAddress] = connector.Finding{Problems: []connector.Problem{
			connector.NewProblem(connector.CodeAddressInsecure).Rated(connector.Warn),
		}}
		r.identity.Base = "http://git.example"
	})
	r.AllowInsecure()
	s := r.until(t, func(s flow.ServerState) bool { return s.Kept })
	assert.True(t, r.asks().tried[1].Insecure)
	assert.True(t, s.Current.Insecure, "and it is remembered for this connection")

	r.Add()
	r.Check(flow.ServerTyped{Name: "", Address: "http://other.example", Token: connector.NewSecret("t")})
	r.at(t, flow.ServerResult)
	assert.False(t, r.asks().tried[2].Insecure, "but for no other")
}

func TestTheFoundAddressIsCheckedWithTheSameToken(t *testing.T) {
	r := newServerRig(t, serverFinds(connector.CheckVersion, connector.CodeContextPathMissing, "address", "https://git.example/bitbucket"))
	r.Check(flow.ServerTyped{Name: "", Address: "https://git.example", Token: connector.NewSecret("t")})
	r.at(t, flow.ServerResult)
	r.with(func(r *serverRig) { r.findings = nil })
	r.UseAddress("https://git.example/bitbucket")
	r.until(t, func(s flow.ServerState) bool { return s.Kept })
	assert.Equal(t, "https://git.example/bitbucket", r.asks().tried[1].Base)
	assert.Equal(t, []string{"t", "t"}, r.asks().tokens)
}

func TestASavedConnectionThatMovedIsAskedForItsTokenAgain(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) {
		serverFinds(connector.CheckVersion, connector.CodeRedirectedElsewhere, "target", "https://new.example")(r)
	})
	r.CheckAgain(c.ID)
	r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerResult && s.Again })
	r.UseAddress("https://new.example")
	s := r.Now().State
	assert.Equal(t, flow.ServerFormStep, s.Step)
	assert.Equal(t, "https://new.example", s.Form.Address)
	assert.Equal(t, flow.ServerFieldToken, s.Form.Missing)
	assert.Len(t, r.asks().tokens, 1, "the kept token went nowhere else")
}

func TestCancellingACheckLeavesNothingBehind(t *testing.T) {
	r := newServerRig(t, func(r *serverRig) { r.stall = connector.CheckSignIn })
	r.Check(flow.ServerTyped{Name: "", Address: "git.example", Token: connector.NewSecret("t")})
	<-r.stalled
	r.Cancel()
	s := r.Now().State
	assert.Equal(t, flow.ServerFormStep, s.Step)
	r.Close()
	assert.Equal(t, s.Step, r.Now().State.Step, "what was running changes nothing any more")
	r.with(func(r *serverRig) {
		assert.Empty(t, r.disk)
		assert.Empty(t, r.vault)
	})
}
