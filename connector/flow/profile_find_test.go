package flow_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func twoApps(context.Context, string) ([]connector.Candidate, error) {
	return []connector.Candidate{
		{Folder: "apps/kiosk", Platform: connector.PlatformFlutter, Systems: []connector.System{connector.SystemIOS, connector.SystemAndroid}, Reasons: []string{"pubspec.yaml"}},
		{Folder: "apps/till", Platform: connector.PlatformKotlin, Systems: []connector.System{connector.SystemAndroid}},
	}, nil
}

func TestTheLikeliestAppIsTakenFromTheRepository(t *testing.T) {
	r := newFormRig(t)
	r.finder.find = twoApps
	s := r.open()
	assert.True(t, s.Found)
	assert.False(t, s.Finding)
	assert.Len(t, s.Candidates, 2)
	assert.Zero(t, s.Candidate)
	assert.Equal(t, "apps/kiosk", s.Folder)
	assert.Equal(t, connector.PlatformFlutter, s.Platform)
	assert.Equal(t, connector.SystemUnknown, s.System, "both are possible")

	r.ChooseCandidate(1)
	s = r.state()
	assert.Equal(t, 1, s.Candidate)
	assert.Equal(t, connector.SystemAndroid, s.System)
	r.SetSystem(connector.SystemIOS)
	assert.Equal(t, -1, r.state().Candidate, "chosen otherwise")
	assert.Equal(t, connector.PlatformUnknown, r.state().Platform)
	assert.Equal(t, "apps/till", r.state().Folder)
	r.ChooseCandidate(0)
	assert.Equal(t, connector.SystemIOS, r.state().System, "the app builds for that too")
	r.ChooseCandidate(7)
	assert.Zero(t, r.state().Candidate)
	p := r.save(t)
	assert.Equal(t, "apps/kiosk", p.Folder)
	assert.Equal(t, connector.PlatformFlutter, p.Platform)
}

func TestWhatThePersonChoseStaysWhenSomethingIsFoundLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, choose := range []func(r *formRig){
			func(r *formRig) { r.SetSystem(connector.SystemIOS) },
			func(r *formRig) { r.SetPlatform(connector.PlatformSwift) },
			func(r *formRig) { r.SetFolder(`\ios\\app/`) },
		} {
			r, come := newFormRig(t), make(chan struct{})
			r.finder.find = func(ctx context.Context, branch string) ([]connector.Candidate, error) {
				<-come
				return twoApps(ctx, branch)
			}
			r.Open(pickConnection(), pickRepository(1, "Shop app"))
			synctest.Wait()
			assert.True(t, r.state().Finding)
			choose(r)
			before := r.state()
			close(come)
			r.Wait()
			s := r.state()
			assert.Len(t, s.Candidates, 2)
			assert.Equal(t, -1, s.Candidate)
			assert.Equal(t, []any{before.System, before.Platform, before.Folder}, []any{s.System, s.Platform, s.Folder})
			if s.Folder != "" {
				assert.Equal(t, "ios/app", r.save(t).Folder)
			}
		}
	})
}

func TestAnEmptyRepositoryIsNotLookedInto(t *testing.T) {
	r := newFormRig(t)
	r.bitbucket.branches = someBranches()
	repository := pickRepository(1, "Shop app")
	repository.Empty = true
	r.Open(pickConnection(), repository)
	r.Wait()
	s := r.state()
	assert.True(t, s.Found)
	assert.Empty(t, s.Candidates)
	assert.Equal(t, -1, s.Candidate)
	assert.Empty(t, r.finder.branches())
}

func TestARepositoryThatCannotBeLookedIntoSaysSoAndIsLookedIntoAgain(t *testing.T) {
	r := newFormRig(t)
	r.finder.find = func(context.Context, string) ([]connector.Candidate, error) {
		return nil, connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
	}
	s := r.open()
	require.NotNil(t, s.FindFailed)
	assert.Equal(t, connector.CodeServerBusy, s.FindFailed.Code)
	assert.False(t, s.Found || s.Finding)
	assert.True(t, s.Ready(), "a profile needs no platform")
	r.finder.find = twoApps
	r.RetryFind()
	r.Wait()
	assert.Nil(t, r.state().FindFailed)
	assert.Zero(t, r.state().Candidate)
	assert.Equal(t, 2, r.clients.opened, "with a token that may be another by now")
}

func TestAnotherBranchIsLookedIntoOnceItIsThereAndTypingPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFormRig(t)
		r.bitbucket.branches = someBranches("main", "next", "next2")
		r.finder.find = func(ctx context.Context, branch string) ([]connector.Candidate, error) {
			if branch == "next2" {
				return nil, nil
			}
			return twoApps(ctx, branch)
		}
		r.open()
		for _, typed := range []string{"n", "ne", "nex", "next", "next2"} {
			r.SetBranch(typed)
			time.Sleep(100 * time.Millisecond)
		}
		r.Wait()
		assert.Equal(t, []string{"", "next2"}, r.finder.branches(), "the default one, and the one that was typed")
		s := r.state()
		assert.Equal(t, -1, s.Candidate)
		assert.Empty(t, s.Folder, "what the other branch had is not there")
		assert.Equal(t, connector.PlatformUnknown, s.Platform)
		r.ChooseBranch("main")
		r.Wait()
		assert.Equal(t, []string{"", "next2", "main"}, r.finder.branches())
		r.SetPlatform(connector.PlatformSwift)
		r.ChooseBranch("next")
		r.Wait()
		assert.Len(t, r.finder.branches(), 3, "chosen by hand is chosen")
	})
}

func TestAFormThatIsClosedOrOpenedForSomethingElseHearsNoLateAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, come := newFormRig(t), make(chan struct{})
		r.finder.find = func(ctx context.Context, branch string) ([]connector.Candidate, error) {
			<-come
			return twoApps(ctx, branch)
		}
		r.Open(pickConnection(), pickRepository(1, "Shop app"))
		synctest.Wait()
		r.Close()
		close(come)
		r.Wait()
		assert.Equal(t, flow.ProfileState{Step: flow.ProfileIdle}, r.state())
	})
}

func TestPlatformsFitTheirSystems(t *testing.T) {
	both := []connector.Platform{
		connector.PlatformReactNative, connector.PlatformFlutter, connector.PlatformMAUI, connector.PlatformIonic, connector.PlatformKMP,
	}
	for _, system := range flow.Systems() {
		assert.Subset(t, flow.Platforms(system), both, system)
	}
	assert.NotContains(t, flow.Platforms(connector.SystemAndroid), connector.PlatformSwift)
}
