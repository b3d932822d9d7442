package flow_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestCheckingAgainKeepsTheVerdictInTheProfile(t *testing.T) {
	disk := threeProfiles()
	l, _ := profileList(t, disk, connector.Check{ID: connector.CheckSignIn, Run: func(context.Context) connector.Finding {
		return connector.Finding{Problems: []connector.Problem{connector.NewProblem(connector.CodeTokenRejected, "host", "git.test")}}
	}})
	l.Check("1")
	l.Wait()
	p := kept(t, disk, "1")
	assert.Equal(t, connector.Blocked, p.Verdict)
	assert.Equal(t, connector.CodeTokenRejected, p.Problem)
	assert.Equal(t, time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), p.Checked)
	s := l.Now().State
	assert.Equal(t, "1", s.ReportOf)
	assert.True(t, s.Report.Done)
	assert.Empty(t, s.Checking)
	row, _ := s.Current()
	assert.Equal(t, p, row.Profile)
}

func TestAHealthyProfileForgetsItsOldProblem(t *testing.T) {
	disk := threeProfiles()
	for i := range disk.profiles {
		disk.profiles[i].Verdict, disk.profiles[i].Problem = connector.Blocked, connector.CodeTokenRejected
	}
	l, _ := profileList(t, disk, connector.Check{ID: connector.CheckSignIn, Run: func(context.Context) connector.Finding { return connector.Finding{} }})
	l.Check("1")
	l.Wait()
	assert.Equal(t, connector.Ready, kept(t, disk, "1").Verdict)
	assert.Empty(t, kept(t, disk, "1").Problem)
}

func TestACheckWithoutItsSecretSaysSo(t *testing.T) {
	disk := threeProfiles()
	l := flow.NewProfiles(flow.ProfilesNeeds{Clients: &pickClients{err: connector.ErrNoSecret}, Connections: disk, Profiles: disk, Browser: &pickBrowser{}})
	l.Reload()
	l.Wait()
	l.Check("1")
	l.Wait()
	s := l.Now().State
	assert.Equal(t, connector.CodeSessionEnded, s.CheckFailed.Code)
	assert.Equal(t, "1", s.ReportOf)
	assert.Empty(t, s.Checking)
	assert.Equal(t, connector.Blocked, kept(t, disk, "1").Verdict)
}

func TestACancelledCheckKeepsTheVerdictThereWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := threeProfiles()
		l, _ := profileList(t, disk, connector.Check{ID: connector.CheckSignIn, Run: func(ctx context.Context) connector.Finding {
			<-ctx.Done()
			return connector.Finding{}
		}})
		l.Check("1")
		synctest.Wait()
		assert.Equal(t, "1", l.Now().State.Checking)
		l.CancelCheck()
		l.Wait()
		assert.Empty(t, l.Now().State.Checking)
		assert.Empty(t, l.Now().State.ReportOf)
		assert.Empty(t, kept(t, disk, "1").Verdict)
	})
}

func TestACheckDoesNotUndoWhatWasDoneMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := threeProfiles()
		goOn := make(chan struct{})
		l, _ := profileList(t, disk, connector.Check{ID: connector.CheckSignIn, Run: func(context.Context) connector.Finding {
			<-goOn
			return connector.Finding{}
		}})
		l.Check("1")
		synctest.Wait()
		l.StartRename("1")
		l.SetNewName("Zoo")
		l.Rename()
		synctest.Wait()
		close(goOn)
		l.Wait()
		assert.Equal(t, "Zoo", kept(t, disk, "1").Name)
		assert.Equal(t, connector.Ready, kept(t, disk, "1").Verdict)

		l.Check("2")
		l.Delete("2")
		l.Wait()
		assert.Len(t, disk.kept(), 2, "a check brings nothing deleted back")
	})
}

func TestAProfileOfANewerMooringIsCheckedButNotChanged(t *testing.T) {
	disk := threeProfiles()
	disk.readOnly = map[string]bool{"1": true}
	l, _ := profileList(t, disk, connector.Check{ID: connector.CheckSignIn, Run: func(context.Context) connector.Finding { return connector.Finding{} }})
	row, _ := l.Now().State.Current()
	assert.True(t, row.ReadOnly)
	l.Check("1")
	l.Wait()
	assert.True(t, l.Now().State.Report.Done)
	assert.Empty(t, kept(t, disk, "1").Verdict)
	assert.Nil(t, l.Now().State.Problem)
}
