package flow_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func someBranches(names ...string) func(context.Context, string) ([]connector.Branch, error) {
	return func(_ context.Context, query string) ([]connector.Branch, error) {
		var found []connector.Branch
		for i, name := range names {
			if strings.Contains(name, query) {
				found = append(found, connector.Branch{Name: name, Default: i == 0})
			}
		}
		return found, nil
	}
}

func profileForm(t *testing.T, disk *pickDisk, branches func(context.Context, string) ([]connector.Branch, error)) *flow.ProfileForm {
	t.Helper()
	f := flow.NewProfileForm(flow.ProfileNeeds{
		Clients:  &pickClients{bitbucket: &pickBitbucket{branches: branches}},
		Profiles: disk,
		Clock:    func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) },
	})
	f.Open(pickConnection(), pickRepository(1, "Shop app"))
	return f
}

func TestAFormOpensWithANameAndTheDefaultBranch(t *testing.T) {
	f := profileForm(t, &pickDisk{}, someBranches("main", "develop"))
	f.Wait()
	s := f.Now().State
	assert.Equal(t, "Shop app", s.Name)
	assert.Equal(t, "main", s.Branch)
	assert.True(t, s.Ready())
	assert.Equal(t, connector.SystemUnknown, s.System)
	assert.False(t, s.BranchUnknown())
}

func TestTheSuggestedNameIsOneNobodyHas(t *testing.T) {
	disk := &pickDisk{profiles: []connector.BuildProfile{{ID: "1", Name: "SHOP APP"}, {ID: "2", Name: "Shop app 2"}}}
	f := profileForm(t, disk, someBranches("main"))
	f.Wait()
	assert.Equal(t, "Shop app 3", f.Now().State.Name)
	assert.Nil(t, f.Now().State.NameProblem)
}

func TestATypedNameIsNotOverwrittenAndIsJudgedAsItIsTyped(t *testing.T) {
	slow := make(chan struct{})
	f := profileForm(t, &pickDisk{slow: slow, profiles: []connector.BuildProfile{{ID: "1", Name: "Mine"}}}, someBranches("main"))
	f.SetName("mine")
	close(slow)
	f.Wait()
	s := f.Now().State
	assert.Equal(t, "mine", s.Name)
	require.NotNil(t, s.NameProblem)
	assert.Equal(t, connector.CodeProfileNameTaken, s.NameProblem.Code)
	assert.False(t, s.Ready())

	for _, bad := range []string{"", "   ", "a\nb", strings.Repeat("ü", 101)} {
		f.SetName(bad)
		require.NotNil(t, f.Now().State.NameProblem, "%q", bad)
		assert.Equal(t, connector.CodeProfileInvalid, f.Now().State.NameProblem.Code)
	}
	f.SetName(strings.Repeat("ü", 100))
	assert.True(t, f.Now().State.Ready())
}

func TestAVeryLongRepositoryNameStillGivesAValidOne(t *testing.T) {
	long := strings.Repeat("Bäckerei ", 40)
	taken := []connector.BuildProfile{}
	for i := range 3 {
		disk := &pickDisk{profiles: taken}
		f := flow.NewProfileForm(flow.ProfileNeeds{Clients: &pickClients{bitbucket: &pickBitbucket{branches: someBranches("main")}}, Profiles: disk})
		f.Open(pickConnection(), pickRepository(1, long))
		f.Wait()
		assert.Nil(t, f.Now().State.NameProblem, f.Now().State.Name)
		taken = append(taken, connector.BuildProfile{ID: fmt.Sprint(i), Name: f.Now().State.Name})
	}
}

func TestFewBranchesAreNarrowedWithoutAskingAgain(t *testing.T) {
	asked := 0
	all := someBranches("main", "release/1", "release/2")
	f := profileForm(t, &pickDisk{}, func(ctx context.Context, q string) ([]connector.Branch, error) {
		asked++
		return all(ctx, q)
	})
	f.Wait()
	f.SetBranch("REL")
	s := f.Now().State
	assert.Len(t, s.Branches, 2)
	assert.True(t, s.BranchUnknown())
	f.SetBranch("release/2")
	assert.False(t, f.Now().State.BranchUnknown())
	assert.Equal(t, 1, asked)
}

func TestChoosingABranchLeavesTheOthersToChooseFrom(t *testing.T) {
	f := profileForm(t, &pickDisk{}, someBranches("main", "next"))
	f.Wait()
	f.ChooseBranch("next")
	assert.Equal(t, "next", f.Now().State.Branch)
	assert.Len(t, f.Now().State.Branches, 2)
	assert.False(t, f.Now().State.BranchUnknown())
}

func TestAPlatformThatDoesNotBuildForTheSystemIsForgotten(t *testing.T) {
	f := profileForm(t, &pickDisk{}, someBranches("main"))
	f.Wait()
	f.SetPlatform(connector.PlatformKotlin)
	f.SetSystem(connector.SystemAndroid)
	assert.Equal(t, connector.PlatformKotlin, f.Now().State.Platform)
	f.SetSystem(connector.SystemIOS)
	assert.Equal(t, connector.PlatformUnknown, f.Now().State.Platform)
	assert.NotContains(t, flow.Platforms(connector.SystemIOS), connector.PlatformKotlin)
	assert.Contains(t, flow.Platforms(connector.SystemUnknown), connector.PlatformSwift)
}

func TestManyBranchesAreSearchedAtBitbucketOnceTypingPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []string
		f := profileForm(t, &pickDisk{}, func(_ context.Context, q string) ([]connector.Branch, error) {
			asked = append(asked, q)
			if q != "" {
				return []connector.Branch{{Name: q}}, nil
			}
			many := make([]connector.Branch, 100)
			for i := range many {
				many[i] = connector.Branch{Name: fmt.Sprint("feature/", i), Default: i == 0}
			}
			return many, nil
		})
		f.Wait()
		assert.Equal(t, "feature/0", f.Now().State.Branch)
		for _, typed := range []string{"f", "fi", "fix"} {
			f.SetBranch(typed)
			time.Sleep(100 * time.Millisecond)
		}
		assert.True(t, f.Now().State.LookingUp)
		f.Wait()
		assert.Equal(t, []string{"", "fix"}, asked)
		assert.Equal(t, []connector.Branch{{Name: "fix"}}, f.Now().State.Branches)
		assert.Equal(t, "fix", f.Now().State.Branch)
	})
}

func TestWhatIsTypedBeforeTheBranchesCameIsAskedForThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		come := make(chan struct{})
		var asked []string
		f := profileForm(t, &pickDisk{}, func(_ context.Context, q string) ([]connector.Branch, error) {
			asked = append(asked, q)
			if q != "" {
				return []connector.Branch{{Name: "hotfix"}}, nil
			}
			<-come
			return make([]connector.Branch, 100), nil
		})
		synctest.Wait()
		f.SetBranch("hotfix")
		close(come)
		f.Wait()
		assert.Equal(t, []string{"", "hotfix"}, asked)
		assert.Equal(t, "hotfix", f.Now().State.Branch)
		assert.False(t, f.Now().State.BranchUnknown())
	})
}

func TestAnEmptyRepositoryTakesATypedBranch(t *testing.T) {
	disk := &pickDisk{}
	f := profileForm(t, disk, someBranches())
	f.Wait()
	s := f.Now().State
	assert.True(t, s.EmptyRepository)
	assert.False(t, s.Ready(), "a profile needs a branch")
	f.SetBranch(" main ")
	assert.True(t, f.Now().State.Ready())
	assert.False(t, f.Now().State.BranchUnknown())
	f.Save()
	f.Wait()
	require.Len(t, disk.kept(), 1)
	assert.Equal(t, "main", disk.kept()[0].Branch)
}

func TestBranchesThatCannotBeReadLeaveTheFieldOpenAndCanBeAskedForAgain(t *testing.T) {
	fail := true
	f := profileForm(t, &pickDisk{}, func(context.Context, string) ([]connector.Branch, error) {
		if fail {
			return nil, connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
		}
		return []connector.Branch{{Name: "main", Default: true}}, nil
	})
	f.Wait()
	assert.Equal(t, connector.CodeServerBusy, f.Now().State.BranchesFailed.Code)
	f.SetBranch("mai")
	assert.True(t, f.Now().State.Ready())
	fail = false
	f.RetryBranches()
	f.Wait()
	s := f.Now().State
	assert.Nil(t, s.BranchesFailed)
	assert.Equal(t, "mai", s.Branch, "what was typed stays")
	assert.Len(t, s.Branches, 1)
}

func TestClosingTheFormCancelsItsQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := profileForm(t, &pickDisk{}, func(ctx context.Context, _ string) ([]connector.Branch, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		synctest.Wait()
		f.Close()
		f.Wait()
		assert.Equal(t, flow.ProfileState{Step: flow.ProfileIdle}, f.Now().State)
	})
}
