package flow_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// limited makes the sign-in answer with a request for a pause.
func limited(seconds string) func(*serverRig) {
	return func(r *serverRig) {
		p := connector.NewProblem(connector.CodeRateLimited, "host", "git.example", "seconds", seconds)
		r.findings[connector.CheckSignIn] = connector.Finding{Problems: []connector.Problem{p}, Unfinished: true}
	}
}

// pausing is a rig whose first check ended with a request for a pause.
func pausing(t *testing.T, prepare func(*serverRig)) *serverRig {
	t.Helper()
	r := newServerRig(t, prepare)
	r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t0ken")})
	synctest.Wait()
	require.Equal(t, flow.ServerResult, r.Now().State.Step)
	return r
}

func rigClock() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }

func TestACheckGoesOnByItselfAfterThePauseItWasAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pausing(t, limited("7"))
		assert.Equal(t, rigClock().Add(7*time.Second), r.Now().State.ResumeAt)
		r.with(func(r *serverRig) { r.findings = nil })
		time.Sleep(7*time.Second - time.Millisecond)
		synctest.Wait()
		assert.Equal(t, flow.ServerResult, r.Now().State.Step, "not before")
		time.Sleep(time.Millisecond)
		synctest.Wait()
		s := r.Now().State
		assert.True(t, s.Kept)
		assert.Zero(t, s.ResumeAt)
		assert.Equal(t, []string{"t0ken"}, r.asks().tokens, "one client, one token")
	})
}

func TestPausesNobodyNamedGrowAndEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pausing(t, limited(""))
		for _, seconds := range []int{5, 10, 20, 40, 60} {
			pause := time.Duration(seconds) * time.Second
			assert.Equal(t, rigClock().Add(pause), r.Now().State.ResumeAt)
			time.Sleep(pause)
			synctest.Wait()
		}
		s := r.Now().State
		assert.Equal(t, flow.ServerResult, s.Step)
		assert.Zero(t, s.ResumeAt, "after five times it is up to the person")
		assert.Equal(t, connector.Blocked, s.Verdict())
	})
}

func TestWhoIsToldToComeBackMuchLaterIsNotMadeToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, seconds := range []string{"3601", "99999999999"} {
			assert.Zero(t, pausing(t, limited(seconds)).Now().State.ResumeAt, seconds)
		}
		assert.Equal(t, rigClock().Add(5*time.Second), pausing(t, limited("99999999999999999999")).Now().State.ResumeAt, "no number at all")
	})
}

func TestNothingIsTriedAgainByItselfAfterARefusedSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := pausing(t, serverFinds(connector.CheckSignIn, connector.CodeTokenRejected, "seconds", "5"))
		assert.Zero(t, refused.Now().State.ResumeAt)
		both := pausing(t, func(r *serverRig) {
			limited("5")(r)
			f := r.findings[connector.CheckSignIn]
			f.Problems = append(f.Problems, connector.NewProblem(connector.CodeCaptchaLocked))
			r.findings[connector.CheckSignIn] = f
		})
		assert.Zero(t, both.Now().State.ResumeAt)
		later := pausing(t, limited("5"))
		later.with(func(r *serverRig) { serverFinds(connector.CheckSignIn, connector.CodeTokenRejected)(r) })
		time.Sleep(time.Hour)
		synctest.Wait()
		s := later.Now().State
		assert.Zero(t, s.ResumeAt)
		p, _ := s.Report.Worst()
		assert.Equal(t, connector.CodeTokenRejected, p.Code)
	})
}

func TestAPauseThatStopsNothingNeededIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newServerRig(t, func(r *serverRig) {
			p := connector.NewProblem(connector.CodeRateLimited, "seconds", "5")
			r.findings[connector.CheckAdmin] = connector.Finding{Problems: []connector.Problem{p}, Unfinished: true}
		})
		r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t")})
		synctest.Wait()
		assert.True(t, r.Now().State.Kept)
		assert.Zero(t, r.Now().State.ResumeAt)
	})
}

func TestASavedConnectionWaitsToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, c := connectedServer(t)
		r.with(limited("5"))
		r.CheckAgain(c.ID)
		synctest.Wait()
		assert.NotZero(t, r.Now().State.ResumeAt)
		assert.True(t, r.Now().State.Kept)
		r.with(func(r *serverRig) { r.findings = nil })
		time.Sleep(5 * time.Second)
		synctest.Wait()
		assert.Equal(t, connector.Ready, r.Now().State.Items[0].Connection.Verdict)
		assert.Len(t, r.asks().opened, 1, "the keychain was asked once")
	})
}

func TestWaitingCanBeCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pausing(t, limited("50"))
		r.with(func(r *serverRig) { r.findings = nil })
		r.ResumeNow()
		synctest.Wait()
		assert.True(t, r.Now().State.Kept)
		r.ResumeNow()
		assert.Equal(t, flow.ServerResult, r.Now().State.Step, "where nothing waits nothing begins")
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Equal(t, 2, r.attempts(), "what waited before is gone")
	})
}

func TestAnythingThePersonDoesEndsTheWaiting(t *testing.T) {
	for name, test := range map[string]struct {
		act  func(*serverRig)
		step flow.ServerStep
	}{
		"Cancel":            {func(r *serverRig) { r.Cancel() }, flow.ServerFormStep},
		"Back":              {func(r *serverRig) { r.Back() }, flow.ServerFormStep},
		"Home":              {func(r *serverRig) { r.Home() }, flow.ServerFormStep},
		"Edit":              {func(r *serverRig) { r.Edit(flow.ServerFieldToken) }, flow.ServerFormStep},
		"Add":               {func(r *serverRig) { r.Add() }, flow.ServerFormStep},
		"the note":          {func(r *serverRig) { r.AskAdmin() }, flow.ServerAdmin},
		"the note and back": {func(r *serverRig) { r.AskAdmin(); r.Back() }, flow.ServerResult},
		"the guide":         {func(r *serverRig) { r.Guide("git.example") }, flow.ServerGuiding},
		"a form half typed": {func(r *serverRig) { r.Check(flow.ServerTyped{}) }, flow.ServerFormStep},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pausing(t, limited("5"))
				test.act(r)
				time.Sleep(time.Hour)
				synctest.Wait()
				s := r.Now().State
				assert.Equal(t, test.step, s.Step)
				assert.Zero(t, s.ResumeAt)
				assert.Equal(t, 1, r.attempts())
			})
		})
	}
}

func TestClosingEndsTheWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pausing(t, limited("5"))
		r.Close()
		assert.Equal(t, 1, r.attempts())
	})
}

func TestAPauseWhenAskingWhoIsSignedInIsWaitedForToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pausing(t, func(r *serverRig) {
			r.identityError = connector.NewProblem(connector.CodeRateLimited, "host", "git.example", "seconds", "9")
		})
		s := r.Now().State
		assert.Equal(t, connector.Blocked, s.Verdict(), "nobody is known to be signed in")
		assert.Equal(t, rigClock().Add(9*time.Second), s.ResumeAt)
		r.with(func(r *serverRig) { r.identityError = nil })
		time.Sleep(9 * time.Second)
		synctest.Wait()
		assert.True(t, r.Now().State.Kept)
	})
}
