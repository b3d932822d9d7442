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

// livedProfile is one that has been through everything.
func livedProfile() connector.BuildProfile {
	p := pickProfile("1", "Bakery")
	p.Key, p.Slug, p.Repository.ID = "SHOP", "shop-app", "1"
	p.Service, p.System, p.Platform, p.Folder = "demo", connector.SystemAndroid, connector.PlatformKotlin, "apps/till"
	p.Triggers = connector.Triggers{Push: []string{"main"}, Tags: []string{"v*"}}
	p.Webhook = connector.Webhook{
		State: connector.HookMade, Address: "https://build.test/hooks/SHOP/shop-app", ID: "7", Secret: connector.SecretKept, SecretID: "s7",
	}
	p.Pinned, p.HandedOver, p.Created = true, formNow().Add(-time.Hour), formNow().Add(-48*time.Hour)
	p.Checked, p.Verdict = formNow().Add(-time.Minute), connector.Ready
	return p
}

func TestASavedProfileOpensAsItIsAndKeepsWhatTheFormDoesNotShow(t *testing.T) {
	r := newFormRig(t)
	r.finder.find = twoApps
	before := livedProfile()
	s := r.edit(before)
	require.NotNil(t, s.Before)
	assert.Equal(t, "Bakery", s.Name)
	assert.Nil(t, s.NameProblem, "its own name is not taken")
	assert.Equal(t, []any{"apps/till", connector.SystemAndroid, connector.PlatformKotlin}, []any{s.Folder, s.System, s.Platform})
	assert.Equal(t, 1, s.Candidate, "the one that says the same")
	assert.True(t, s.Push.On && s.Tags.On && !s.PullRequests.On)
	assert.Equal(t, "v*", s.Tags.Text)
	assert.True(t, s.WantHook)
	assert.Equal(t, before.Webhook.Address, s.HookAddress)
	assert.Equal(t, "demo", s.Service.ID)

	r.SetName("Bread")
	p := r.save(t)
	before.Name, before.Updated = "Bread", formNow()
	assert.Equal(t, before, p)
	assert.Equal(t, []connector.BuildProfile{p}, r.saved)
	assert.Len(t, r.disk.kept(), 1)
}

func TestEditingOffersEveryOtherBranch(t *testing.T) {
	r := newFormRig(t)
	names := func(s flow.ProfileState) (all []string) {
		for _, b := range s.Branches {
			all = append(all, b.Name)
		}
		return all
	}
	assert.Equal(t, []string{"main", "release/1"}, names(r.edit(livedProfile())), "the branch of the profile is no search")
	r.SetBranch("rel")
	r.Wait()
	assert.Equal(t, []string{"release/1"}, names(r.state()))
}

func TestEditingChangesOnlyWhatThePersonChanged(t *testing.T) {
	r := newFormRig(t)
	r.edit(livedProfile())
	r.SetPatterns(flow.TriggerPush, "main, release/*")
	_, err := r.disk.ChangeProfile(t.Context(), "1", func(p *connector.BuildProfile) {
		p.Name, p.Triggers.Tags, p.Webhook.Said = "Renamed elsewhere", []string{"t*"}, "kept"
	})
	require.NoError(t, err)
	p := r.save(t)
	assert.Equal(t, "Renamed elsewhere", p.Name)
	assert.Equal(t, connector.Triggers{Push: []string{"main", "release/*"}, Tags: []string{"t*"}}, p.Triggers)
	assert.Equal(t, connector.HookMade, p.Webhook.State, "pushes were sent before")
	assert.Equal(t, "kept", p.Webhook.Said)
}

func TestAPushTriggerThatIsTheBranchFollowsItWhenEdited(t *testing.T) {
	r := newFormRig(t)
	r.edit(livedProfile())
	r.ChooseBranch("release/1")
	assert.Equal(t, []string{"release/1"}, r.save(t).Triggers.Push)

	other := livedProfile()
	other.Triggers.Push = []string{"main", "x"}
	r = newFormRig(t)
	r.edit(other)
	r.ChooseBranch("release/1")
	assert.Equal(t, []string{"main", "x"}, r.save(t).Triggers.Push)
}

func TestAWebhookThatNoLongerServesDiffers(t *testing.T) {
	for _, state := range []connector.HookState{connector.HookMade, connector.HookByHand} {
		r := newFormRig(t)
		p := livedProfile()
		p.Webhook.State = state
		r.edit(p)
		r.SetTrigger(flow.TriggerPullRequest, true)
		w := r.save(t).Webhook
		assert.Equal(t, connector.HookDiffers, w.State, state)
		assert.Equal(t, "7", w.ID)
		assert.Equal(t, connector.SecretKept, w.Secret)
	}
	r := newFormRig(t)
	p := livedProfile()
	p.Webhook.State = connector.HookMissing
	r.edit(p)
	r.SetTrigger(flow.TriggerPullRequest, true)
	assert.Equal(t, connector.HookMissing, r.save(t).Webhook.State, "missing is missing")
}

func TestAnotherAddressIsToBeMendedAndASecretStaysWithTheServiceItWasMadeFor(t *testing.T) {
	r := newFormRig(t)
	r.edit(livedProfile())
	r.SetHookAddress("https://build.test/other")
	w := r.save(t).Webhook
	assert.Equal(t, []any{connector.HookDiffers, "https://build.test/other", "7", connector.SecretKept}, []any{w.State, w.Address, w.ID, w.Secret})

	r.edit(kept(t, r.disk, "1"))
	r.SetHookAddress("https://elsewhere.test/x")
	w = r.save(t).Webhook
	assert.Equal(t, connector.SecretUnknown, w.Secret)
	assert.Equal(t, "s7", w.SecretID, "so that it can be wiped")
}

func TestAWebhookThatOthersUseIsLeftToThem(t *testing.T) {
	r := newFormRig(t)
	twin := livedProfile()
	twin.ID, twin.Name = "2", "Twin"
	r.disk.profiles = append(r.disk.profiles, twin)
	r.edit(livedProfile())
	r.SetHookAddress("https://build.test/other")
	p := r.save(t)
	assert.Equal(t, connector.Webhook{State: connector.HookWanted, Address: "https://build.test/other"}, p.Webhook)
	assert.Equal(t, twin.Webhook, kept(t, r.disk, "2").Webhook)
}

func TestSwitchingTheWishOffForgetsOnlyWhatWasNeverMade(t *testing.T) {
	r := newFormRig(t)
	r.edit(livedProfile())
	r.SetWantHook(false)
	r.SetHookAddress("")
	assert.Equal(t, livedProfile().Webhook, r.save(t).Webhook, "a webhook is removed on its own page")

	r = newFormRig(t)
	p := livedProfile()
	p.Webhook = connector.Webhook{State: connector.HookWanted, Address: "https://build.test/hooks/SHOP/shop-app", Problem: connector.CodeWebhookRefused}
	s := r.edit(p)
	assert.True(t, s.WantHook)
	r.SetWantHook(false)
	assert.Equal(t, connector.HookNone, r.save(t).Webhook.State)

	r = newFormRig(t)
	p.Webhook.State = connector.HookNone
	assert.False(t, r.edit(p).WantHook)
	r.SetWantHook(true)
	w := r.save(t).Webhook
	assert.Equal(t, connector.HookWanted, w.State)
	assert.Empty(t, w.Problem)
}

func TestAProfileThatIsGoneCanBeSavedAnew(t *testing.T) {
	r := newFormRig(t)
	r.edit(livedProfile())
	r.SetName("Bread")
	require.NoError(t, r.disk.DeleteProfile(t.Context(), "1"))
	r.Save()
	r.Wait()
	s := r.state()
	assert.Equal(t, flow.ProfileEditing, s.Step)
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeProfileInvalid, s.Problem.Code)
	assert.Equal(t, "yes", s.Problem.Args["gone"])
	assert.Nil(t, s.NameProblem)
	assert.Nil(t, s.Before)
	assert.True(t, s.Ready())
	p := r.save(t)
	assert.NotEqual(t, "1", p.ID)
	assert.Equal(t, "Bread", p.Name)
	assert.Equal(t, "apps/till", p.Folder)
	assert.Equal(t, connector.HookWanted, p.Webhook.State)
	assert.Empty(t, p.Webhook.ID)
}

func TestADiskThatFailsWhileEditingChangesNothing(t *testing.T) {
	r := newFormRig(t)
	r.edit(livedProfile())
	r.SetName("Bread")
	r.disk.failing(errors.New("read-only"))
	r.Save()
	r.Wait()
	assert.Equal(t, connector.CodeDiskFailed, r.state().Problem.Code)
	assert.Equal(t, "Bread", r.state().Name)
	r.disk.failing(nil)
	assert.Equal(t, "Bread", r.save(t).Name)
}

func TestSavingWithoutABranchSaysWhatIsMissing(t *testing.T) {
	r := newFormRig(t)
	r.open()
	r.SetBranch("  ")
	r.Save()
	r.Wait()
	require.NotNil(t, r.state().Problem)
	assert.Equal(t, connector.CodeProfileInvalid, r.state().Problem.Code)
	assert.Empty(t, r.disk.kept())
	r.SetBranch("main")
	assert.Nil(t, r.state().Problem)
}
