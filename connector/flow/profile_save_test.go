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

func TestSavingWritesEverythingTheFormAndTheRepositoryTell(t *testing.T) {
	disk := &pickDisk{}
	var told connector.BuildProfile
	f := flow.NewProfileForm(flow.ProfileNeeds{
		Clients:  &pickClients{bitbucket: &pickBitbucket{branches: someBranches("main")}},
		Profiles: disk,
		Clock:    func() time.Time { return time.Date(2026, 11, 22, 11, 0, 0, 0, time.FixedZone("", 3600)) },
		OnSaved:  func(p connector.BuildProfile) { told = p },
	})
	r := pickRepository(1, "Shop app")
	r.CloneHTTPS, r.CloneSSH = "https://git.test/scm/shop/shop-app.git", "ssh://git@git.test/shop/shop-app.git"
	f.Open(pickConnection(), r)
	f.Wait()
	f.SetName(" Shop for iPhone ")
	f.SetSystem(connector.SystemIOS)
	f.SetPlatform(connector.PlatformFlutter)
	f.Save()
	f.Wait()
	require.Len(t, disk.kept(), 1)
	p := disk.kept()[0]
	assert.Len(t, p.ID, 32)
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	assert.Equal(t, connector.BuildProfile{
		ID: p.ID, Name: "Shop for iPhone", ConnectionID: "c1", Repository: r.Ref, Key: "SHOP", Slug: "shop-app",
		Title: "Shop app", Owner: "The shop", Web: r.Web, CloneHTTPS: r.CloneHTTPS, CloneSSH: r.CloneSSH,
		Branch: "main", System: connector.SystemIOS, Platform: connector.PlatformFlutter,
		Triggers: connector.Triggers{Push: []string{"main"}}, Created: now, Updated: now,
	}, p)
	assert.Equal(t, p, told)
	assert.Equal(t, flow.ProfileSaved, f.Now().State.Step)
	assert.Equal(t, p, f.Now().State.Saved)
	f.Save()
	f.Wait()
	assert.Len(t, disk.kept(), 1, "a saved profile is not saved twice")
}

func TestADiskThatFailsKeepsEverythingTyped(t *testing.T) {
	disk := &pickDisk{}
	f := profileForm(t, disk, someBranches("main", "next"))
	f.Wait()
	f.SetName("My app")
	f.SetBranch("next")
	f.SetSystem(connector.SystemAndroid)
	disk.failing(errors.New("no space left on device"))
	f.Save()
	f.Wait()
	s := f.Now().State
	assert.Equal(t, flow.ProfileEditing, s.Step)
	assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)
	assert.Equal(t, []string{"My app", "next", "android"}, []string{s.Name, s.Branch, string(s.System)})

	disk.failing(nil)
	f.Save()
	f.Wait()
	assert.Equal(t, flow.ProfileSaved, f.Now().State.Step)
}

func TestANameTakenMeanwhileIsSaidAtTheName(t *testing.T) {
	disk := &pickDisk{}
	f := profileForm(t, disk, someBranches("main"))
	f.Wait()
	require.NoError(t, disk.SaveProfile(t.Context(), connector.BuildProfile{ID: "x", Name: "Shop app"}))
	f.Save()
	f.Wait()
	s := f.Now().State
	assert.Equal(t, connector.CodeProfileNameTaken, s.NameProblem.Code)
	assert.Nil(t, s.Problem)
	assert.Equal(t, flow.ProfileEditing, s.Step)
}
