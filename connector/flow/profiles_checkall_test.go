package flow_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// stepwise is a check that waits for the test before each answer.
func stepwise(goOn chan struct{}) connector.Check {
	return connector.Check{ID: connector.CheckSignIn, Run: func(ctx context.Context) connector.Finding {
		select {
		case <-goOn:
		case <-ctx.Done():
		}
		return connector.Finding{}
	}}
}

func TestAllProfilesAreCheckedOneAfterAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk, goOn := threeProfiles(), make(chan struct{})
		disk.profiles[0].ConnectionID, disk.profiles[0].Repository.Base = "gone", "https://gone.test"
		r := newListRig(t, disk, stepwise(goOn))
		r.Search("nothing of the sort")
		r.CheckAll()
		synctest.Wait()
		s := r.state()
		assert.Equal(t, "1", s.Checking)
		assert.Equal(t, []string{"3"}, s.CheckQueue)
		assert.Equal(t, 2, s.Queued, "one needs a connection first")
		goOn <- struct{}{}
		synctest.Wait()
		s = r.state()
		assert.Equal(t, "3", s.Checking)
		assert.Empty(t, s.CheckQueue)
		assert.Equal(t, 2, s.Queued)
		assert.Equal(t, connector.Ready, kept(t, disk, "1").Verdict, "results come as they are")
		goOn <- struct{}{}
		r.Wait()
		s = r.state()
		assert.Empty(t, s.Checking)
		assert.Zero(t, s.Queued)
		assert.Equal(t, "3", s.ReportOf)
		assert.Equal(t, connector.Ready, kept(t, disk, "3").Verdict)
		assert.Equal(t, formNow(), kept(t, disk, "3").Checked)
		assert.Empty(t, kept(t, disk, "2").Verdict)
	})
}

func TestCancellingEndsTheWholeQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		r := newListRig(t, threeProfiles(), stepwise(goOn))
		r.CheckAll()
		synctest.Wait()
		r.CancelCheck()
		r.Wait()
		s := r.state()
		assert.Empty(t, s.Checking+s.ReportOf)
		assert.Empty(t, s.CheckQueue)
		assert.Zero(t, s.Queued)
		for _, p := range r.disk.kept() {
			assert.Empty(t, p.Verdict)
		}
	})
}

func TestAProfileDeletedMeanwhileIsLeftOutAndTheOthersGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		r := newListRig(t, threeProfiles(), stepwise(goOn))
		r.CheckAll()
		synctest.Wait()
		r.Delete("1") // the one being checked
		synctest.Wait()
		assert.Equal(t, "2", r.state().Checking)
		assert.Equal(t, 3, r.state().Queued)
		r.Delete("3") // one that waits
		synctest.Wait()
		assert.Empty(t, r.state().CheckQueue)
		goOn <- struct{}{}
		r.Wait()
		assert.Equal(t, connector.Ready, kept(t, r.disk, "2").Verdict)
		assert.Len(t, r.disk.kept(), 1)
		assert.Nil(t, r.state().Problem)
	})
}

func TestAnotherMooringMayChangeOrDeleteWhatIsChecked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		r := newListRig(t, threeProfiles(), stepwise(goOn))
		r.CheckAll()
		synctest.Wait()
		_, err := r.disk.ChangeProfile(t.Context(), "1", func(p *connector.BuildProfile) { p.Name = "Zoo" })
		require.NoError(t, err)
		require.NoError(t, r.disk.DeleteProfile(t.Context(), "2"))
		close(goOn)
		r.Wait()
		assert.Equal(t, "Zoo", kept(t, r.disk, "1").Name)
		assert.Equal(t, connector.Ready, kept(t, r.disk, "1").Verdict)
		assert.ElementsMatch(t, []string{"Zoo", "Éclair"}, listed(r.state()))
		assert.Nil(t, r.state().Problem)
	})
}

func TestAQueueGoesOnWhereOneCheckCannotBegin(t *testing.T) {
	r := newListRig(t, threeProfiles())
	r.clients.err = connector.ErrNoSecret
	r.CheckAll()
	r.Wait()
	for _, p := range r.disk.kept() {
		assert.Equal(t, connector.Blocked, p.Verdict)
		assert.Equal(t, connector.CodeSessionEnded, p.Problem)
	}
	assert.Equal(t, "3", r.state().ReportOf)
	assert.NotNil(t, r.state().CheckFailed)
	empty := newListRig(t, &pickDisk{})
	empty.CheckAll()
	empty.Wait()
	assert.Empty(t, empty.state().Checking)
}

func TestARightThatIsNoLongerNeededIsNotMissed(t *testing.T) {
	says := func(id connector.CheckID, problems ...connector.Problem) connector.Check {
		return connector.Check{ID: id, Optional: true, Run: func(context.Context) connector.Finding {
			return connector.Finding{Problems: problems}
		}}
	}
	missing := connector.NewProblem(connector.CodeAdminMissing, "account", "Mia")
	scopes := connector.NewProblem(connector.CodeScopeMissing, "scopes", "write:webhook:bitbucket").Rated(connector.Warn)
	busy := connector.NewProblem(connector.CodeServerBusy)
	checks := []connector.Check{says(connector.CheckAdmin, missing), says(connector.CheckWebhook, scopes, missing)}
	check := func(w connector.Webhook, checks ...connector.Check) connector.Report {
		bitbucket := &pickBitbucket{checks: func(of string) []connector.Check {
			assert.Equal(t, "SHOP/app-1", of)
			return checks
		}}
		p := pickProfile("1", "Bakery")
		p.Webhook = w
		var last connector.Report
		report := flow.CheckProfile(t.Context(), bitbucket, p, func(r connector.Report) { last = r })
		assert.Equal(t, report, last)
		return report
	}
	free := connector.Webhook{State: connector.HookMade, AdminFree: formNow()}
	for _, w := range []connector.Webhook{free, {State: connector.HookByHand}} {
		report := check(w, checks...)
		assert.Equal(t, connector.Ready, report.Verdict(), w.State)
		assert.Equal(t, connector.Skip, report.Rungs[0].State)
		assert.Empty(t, report.Rungs[1].Problems)
	}
	for _, w := range []connector.Webhook{
		{}, {State: connector.HookMade}, {State: connector.HookMissing, AdminFree: formNow()}, {State: connector.HookDiffers, AdminFree: formNow()},
	} {
		assert.Equal(t, connector.Attention, check(w, checks...).Verdict(), w.State)
	}
	assert.Equal(t, connector.Blocked, check(free, says(connector.CheckAdmin, missing, busy)).Verdict(), "other troubles are told")
	assert.Equal(t, connector.Attention, check(free, says(connector.CheckScopes, scopes)).Verdict(), "scopes for reading are needed")
	assert.Equal(t, connector.Attention, check(connector.Webhook{}, checks...).Verdict(), "the checks themselves are as they were")
}
