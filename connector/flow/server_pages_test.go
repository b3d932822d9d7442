package flow_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// blockedServer is a rig with one saved connection and a blocked check of another server on screen.
func blockedServer(t *testing.T) *serverRig {
	t.Helper()
	r, _ := connectedServer(t)
	r.with(serverFinds(connector.CheckSignIn, connector.CodeTokenRejected))
	r.Add()
	r.Check(flow.ServerTyped{Address: "other.example", Token: connector.NewSecret("t")})
	r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerResult && s.Report.Done })
	return r
}

func TestFromEveryPageBackLeadsSomewhereSensible(t *testing.T) {
	saved := func(t *testing.T, act func(*serverRig, string)) *serverRig {
		t.Helper()
		r, c := connectedServer(t)
		act(r, c.ID)
		return r
	}
	for name, test := range map[string]struct {
		reach   func(t *testing.T) *serverRig
		step    flow.ServerStep
		back    flow.ServerStep
		nowhere bool
	}{
		"the list": {
			func(t *testing.T) *serverRig { return saved(t, func(r *serverRig, _ string) { r.Home() }) },
			flow.ServerList, flow.ServerList, true,
		},
		"the first form": {func(t *testing.T) *serverRig { return newServerRig(t) }, flow.ServerFormStep, flow.ServerFormStep, true},
		"the form": {
			func(t *testing.T) *serverRig { return saved(t, func(r *serverRig, _ string) { r.Add() }) },
			flow.ServerFormStep, flow.ServerList, false,
		},
		"the form for a new token": {
			func(t *testing.T) *serverRig { return saved(t, func(r *serverRig, id string) { r.ReplaceToken(id) }) },
			flow.ServerFormStep, flow.ServerList, false,
		},
		"the note": {
			func(t *testing.T) *serverRig { r := newServerRig(t); r.Note(); return r },
			flow.ServerNote, flow.ServerFormStep, false,
		},
		"the guide from the form": {
			func(t *testing.T) *serverRig { r := newServerRig(t); r.Guide(""); return r },
			flow.ServerGuiding, flow.ServerFormStep, false,
		},
		"the guide from a result": {
			func(t *testing.T) *serverRig { return saved(t, func(r *serverRig, id string) { r.GuideFor(id) }) },
			flow.ServerGuiding, flow.ServerResult, false,
		},
		"a check": {
			func(t *testing.T) *serverRig {
				r := newServerRig(t, func(r *serverRig) { r.stall = connector.CheckVersion })
				r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t")})
				return r
			},
			flow.ServerChecking, flow.ServerFormStep, false,
		},
		"a check of a saved connection": {
			func(t *testing.T) *serverRig {
				return saved(t, func(r *serverRig, id string) {
					r.with(func(r *serverRig) { r.stall = connector.CheckVersion })
					r.CheckAgain(id)
				})
			},
			flow.ServerChecking, flow.ServerList, false,
		},
		"keeping the token": {
			func(t *testing.T) *serverRig {
				r := newServerRig(t, func(r *serverRig) { r.putWaits = true })
				r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t")})
				r.at(t, flow.ServerSaving)
				return r
			},
			flow.ServerSaving, flow.ServerFormStep, false,
		},
		"a token that could not be kept": {
			func(t *testing.T) *serverRig {
				r := newServerRig(t, func(r *serverRig) { r.putError = errors.New("no") })
				r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t")})
				r.at(t, flow.ServerKeeping)
				return r
			},
			flow.ServerKeeping, flow.ServerFormStep, false,
		},
		"a result":        {func(t *testing.T) *serverRig { return saved(t, func(*serverRig, string) {}) }, flow.ServerResult, flow.ServerList, false},
		"a blocked check": {blockedServer, flow.ServerResult, flow.ServerFormStep, false},
		"a new name": {
			func(t *testing.T) *serverRig { return saved(t, func(r *serverRig, id string) { r.AskRename(id) }) },
			flow.ServerRenaming, flow.ServerList, false,
		},
		"the farewell": {
			func(t *testing.T) *serverRig { return saved(t, func(r *serverRig, id string) { r.AskDisconnect(id) }) },
			flow.ServerLeaving, flow.ServerList, false,
		},
		"the note for the administrator": {
			func(t *testing.T) *serverRig { r := blockedServer(t); r.AskAdmin(); return r },
			flow.ServerAdmin, flow.ServerResult, false,
		},
		"the note about a saved connection": {
			func(t *testing.T) *serverRig {
				return saved(t, func(r *serverRig, id string) { r.Home(); r.AskAdminAbout(id) })
			},
			flow.ServerAdmin, flow.ServerList, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := test.reach(t)
			require.Equal(t, test.step, r.Now().State.Step)
			assert.Equal(t, !test.nowhere, r.Now().State.CanGoBack())
			assert.Equal(t, !test.nowhere, r.Back())
			s := r.Now().State
			assert.Equal(t, test.back, s.Step)
			assert.False(t, s.Working)
			assert.Nil(t, s.Problem)
		})
	}
}

func TestFromTheNoteForTheAdministratorOneComesBackToExactlyWhatWasThere(t *testing.T) {
	r := blockedServer(t)
	before := r.Now().State
	r.AskAdmin()
	assert.Equal(t, before.Report, r.Now().State.Report, "the note tells what was found")
	r.Back()
	assert.Equal(t, before, r.Now().State)

	other := before.Items[0].Connection
	r.AskAdminAbout(other.ID)
	s := r.Now().State
	assert.Equal(t, other, s.Current)
	assert.Empty(t, s.Report.Rungs, "nothing was found about that one just now")
	r.Back()
	assert.Equal(t, before, r.Now().State)

	r.AskAdmin()
	r.Guide("")
	r.Back()
	assert.Equal(t, before, r.Now().State, "from beside the way to beside the way is no detour")
	r.CheckAgain(before.Current.ID)
	r.until(t, func(s flow.ServerState) bool {
		return s.Step == flow.ServerResult && s.Report.Done && r.attempts() == 3
	})
	assert.Equal(t, []string{"t0ken", "t", "t"}, r.asks().tokens, "and the token that was typed is still there")
}

func TestTheNoteAboutACheckThatCouldNotBeginComesBackToIt(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) { r.openError = connector.NewProblem(connector.CodeKeychainLocked) })
	r.CheckAgain(c.ID)
	r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerResult && s.Problem != nil })
	r.AskAdmin()
	r.Back()
	s := r.Now().State
	assert.Equal(t, flow.ServerResult, s.Step)
	assert.Equal(t, connector.CodeKeychainLocked, s.Problem.Code)
}

func TestWhileACheckRunsThereIsNoNoteToWrite(t *testing.T) {
	r := newServerRig(t, func(r *serverRig) { r.stall = connector.CheckVersion })
	r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t")})
	<-r.stalled
	r.AskAdmin()
	assert.Equal(t, flow.ServerChecking, r.Now().State.Step)
	r.AskAdminAbout("unknown")
	assert.Equal(t, flow.ServerChecking, r.Now().State.Step)
}

func TestAfterAChangeOnAPageBesideTheWayTheListIsUpToDate(t *testing.T) {
	r, c := connectedServer(t)
	r.AskAdmin()
	until := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	r.SetUntil(c.ID, until)
	r.until(t, func(s flow.ServerState) bool { return s.Items[0].Connection.TokenUntil.Equal(until) })
	r.Back()
	s := r.Now().State
	assert.Equal(t, flow.ServerResult, s.Step)
	assert.Equal(t, until, s.Current.TokenUntil)
	assert.Equal(t, until, s.Items[0].Connection.TokenUntil)
}

func TestWhoGoesOnFromAPageBesideTheWayDoesNotComeBackToIt(t *testing.T) {
	r, _ := connectedServer(t)
	r.Add()
	r.Guide("")
	r.Edit(flow.ServerFieldToken)
	assert.Equal(t, flow.ServerFormStep, r.Now().State.Step)
	r.Back()
	assert.Equal(t, flow.ServerList, r.Now().State.Step)
}
