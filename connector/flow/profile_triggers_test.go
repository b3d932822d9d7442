package flow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestABuildBeginsWithAPushToTheBranchUntilSomebodySaysOtherwise(t *testing.T) {
	r := newFormRig(t)
	s := r.open()
	assert.True(t, s.Push.On)
	assert.Equal(t, "main", s.Push.Text)
	r.SetBranch("release/1")
	assert.Equal(t, []string{"release/1"}, r.state().Push.Patterns, "pushes follow the branch")
	r.SetTrigger(flow.TriggerPush, false)
	r.SetTrigger(flow.TriggerPush, true)
	r.ChooseBranch("main")
	assert.Equal(t, "main", r.state().Push.Text)
	r.SetPatterns(flow.TriggerPush, "release/*")
	r.ChooseBranch("release/1")
	assert.Equal(t, "release/*", r.state().Push.Text)
	assert.Equal(t, connector.Triggers{Push: []string{"release/*"}}, r.save(t).Triggers)
}

func TestPatternsAreCountedWhileTheyAreTypedAndBranchesThatCameAreNotAskedForAgain(t *testing.T) {
	r := newFormRig(t)
	r.bitbucket.branches = someBranches("main", "release/1", "release/2", "feature/x")
	s := r.open()
	assert.True(t, s.Push.Counted)
	assert.Equal(t, []int{1, 4}, []int{s.Push.Matching, s.Push.All})
	r.SetPatterns(flow.TriggerPush, "release/*, main\nfeature/?")
	f := r.state().Push
	assert.Equal(t, []string{"release/*", "main", "feature/?"}, f.Patterns)
	assert.Equal(t, 4, f.Matching)
	assert.Equal(t, []string{"main", "release/1", "release/2"}, f.Examples)
	r.SetPatterns(flow.TriggerPush, "Main")
	assert.Zero(t, r.state().Push.Matching, "git tells capital letters apart")
	assert.Empty(t, r.state().Push.Examples)
	r.SetTrigger(flow.TriggerPullRequest, true)
	assert.Equal(t, "main", r.state().PullRequests.Text, "what pull requests want to get into")
	assert.Equal(t, 1, r.state().PullRequests.Matching)
	assert.Empty(t, r.bitbucket.kinds())
}

func TestNamesAreAskedForOncePerKindAndWhenTheyAreNeeded(t *testing.T) {
	r := newFormRig(t)
	r.bitbucket.branches = manyBranches
	r.bitbucket.refs = func(kind connector.RefKind) (connector.RefNames, error) {
		if kind == connector.Tags {
			return connector.RefNames{Names: []string{"v1", "v2"}}, nil
		}
		return connector.RefNames{Names: []string{"main", "next"}, More: true}, nil
	}
	s := r.open()
	assert.Equal(t, []connector.RefKind{connector.Branches}, r.bitbucket.kinds())
	assert.True(t, s.Push.Counted)
	assert.True(t, s.Push.More, "there are even more than were counted")
	assert.Equal(t, 1, s.Push.Matching)
	assert.False(t, s.Tags.Counted)

	r.SetTrigger(flow.TriggerTag, true)
	assert.True(t, r.state().Tags.Counting || r.state().Tags.Counted)
	assert.Equal(t, connector.Any, r.state().Tags.Text)
	r.Wait()
	assert.Equal(t, 2, r.state().Tags.Matching)
	assert.False(t, r.state().Tags.More)
	for _, on := range []bool{false, true} {
		r.SetTrigger(flow.TriggerTag, on)
		r.SetTrigger(flow.TriggerPullRequest, on)
	}
	r.Wait()
	assert.Equal(t, []connector.RefKind{connector.Branches, connector.Tags}, r.bitbucket.kinds())
	assert.Equal(t, 1, r.clients.opened, "one way for everything")
	assert.Equal(t, connector.Triggers{Push: []string{"main"}, PullRequests: []string{"main"}, Tags: []string{"*"}}, r.save(t).Triggers)
}

func TestNamesThatCannotBeReadLeaveThePatternsUsable(t *testing.T) {
	r := newFormRig(t)
	busy := error(connector.NewProblem(connector.CodeServerBusy, "host", "git.test"))
	r.bitbucket.refs = func(connector.RefKind) (connector.RefNames, error) {
		return connector.RefNames{Names: []string{"v1"}}, busy
	}
	r.open()
	r.SetTrigger(flow.TriggerTag, true)
	r.Wait()
	f := r.state().Tags
	require.NotNil(t, f.Failed)
	assert.Equal(t, connector.CodeServerBusy, f.Failed.Code)
	assert.False(t, f.Counted || f.Counting)
	r.SetPatterns(flow.TriggerTag, "v*")
	assert.True(t, r.state().Ready())
	busy = nil
	r.SetTrigger(flow.TriggerTag, true)
	r.Wait()
	assert.Nil(t, r.state().Tags.Failed, "switching it on asks again")
	assert.Equal(t, 1, r.state().Tags.Matching)
}

func TestNamesThatFailedAreNotAskedForWithEveryLetter(t *testing.T) {
	r := newFormRig(t)
	r.bitbucket.branches = manyBranches
	r.bitbucket.refs = func(connector.RefKind) (connector.RefNames, error) {
		return connector.RefNames{}, connector.NewProblem(connector.CodeServerBusy)
	}
	r.open()
	for _, typed := range []string{"a", "ab"} {
		r.SetBranch(typed)
		r.Wait()
	}
	assert.Len(t, r.bitbucket.kinds(), 1)
}

func TestABitbucketThatListsNoNamesLeavesThemUncounted(t *testing.T) {
	f := profileForm(t, &pickDisk{}, manyBranches)
	f.Wait()
	push := f.Now().State.Push
	assert.False(t, push.Counted || push.Counting)
	assert.Nil(t, push.Failed)
	assert.True(t, f.Now().State.Ready())
}

func TestBranchesThatFailAreCountedOnceTheyCome(t *testing.T) {
	r := newFormRig(t)
	busy := connector.NewProblem(connector.CodeServerBusy)
	r.clients.err = busy
	s := r.open()
	require.NotNil(t, s.Push.Failed)
	assert.False(t, s.Push.Counting)
	r.clients.err = nil
	r.SetBranch("main")
	r.RetryBranches()
	r.Wait()
	assert.Nil(t, r.state().Push.Failed)
	assert.Equal(t, 1, r.state().Push.Matching)
}

func TestATriggerThatWouldNeverStartAnythingIsNotSaved(t *testing.T) {
	r := newFormRig(t)
	r.open()
	r.SetPatterns(flow.TriggerPush, " , ")
	assert.True(t, r.state().Push.Blank())
	assert.False(t, r.state().Ready())
	r.SetTrigger(flow.TriggerPush, false)
	assert.True(t, r.state().Ready(), "building by hand only is fine")
	assert.True(t, r.save(t).Triggers.Empty())
}

func TestABranchWithACommaIsOnePattern(t *testing.T) {
	r := newFormRig(t)
	r.bitbucket.branches = someBranches("one,two", "one", "two")
	s := r.open()
	assert.Len(t, s.Push.Patterns, 1)
	assert.Equal(t, []string{"one,two"}, s.Push.Examples)
	assert.Equal(t, 1, s.Push.Matching)
}

func TestPatternsHoldNoControlCharacters(t *testing.T) {
	r := newFormRig(t)
	r.open()
	r.SetPatterns(flow.TriggerPush, "ma\u0085in\x7f\tnext")
	assert.Equal(t, []string{"main", "next"}, r.state().Push.Patterns)
}
