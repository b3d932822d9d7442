package flow_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestPinnedProfilesStandOnTop(t *testing.T) {
	r := newListRig(t, threeProfiles())
	r.Pin("3", true)
	r.Wait()
	assert.Equal(t, []string{"Éclair", "Bakery", "delivery"}, listed(r.state()))
	assert.True(t, kept(t, r.disk, "3").Pinned)
	r.Pin("2", true)
	r.Wait()
	assert.Equal(t, []string{"delivery", "Éclair", "Bakery"}, listed(r.state()))
	r.Pin("3", false)
	r.Pin("2", false)
	r.Wait()
	assert.Equal(t, []string{"Bakery", "delivery", "Éclair"}, listed(r.state()))
	r.disk.failing(errors.New("read-only"))
	r.Pin("3", true)
	r.Wait()
	assert.Equal(t, connector.CodeDiskFailed, r.state().Problem.Code)
}

func TestACopyHasEverythingButItsPast(t *testing.T) {
	disk := hookedProfiles()
	for i, p := range disk.profiles {
		if p.ID == "1" {
			p.Triggers, p.Folder, p.Service = connector.Triggers{Push: []string{"main"}}, "app", "demo"
			p.Pinned, p.HandedOver, p.Checked, p.Verdict, p.Problem = true, formNow(), formNow(), connector.Blocked, connector.CodeServerBusy
			disk.profiles[i] = p
		}
	}
	r := newListRig(t, disk)
	r.Search("delivery")
	r.Duplicate("1")
	r.Wait()
	s := r.state()
	require.Len(t, s.Rows, 4, "the copy is shown, whatever was searched for")
	row, _ := s.Current()
	want := kept(t, disk, "1")
	want.ID, want.Name, want.Created, want.Updated = row.Profile.ID, "Bakery 2", formNow(), formNow()
	want.Webhook, want.Pinned, want.HandedOver = connector.Webhook{}, false, time.Time{}
	want.Checked, want.Verdict, want.Problem = time.Time{}, "", ""
	assert.Equal(t, want, row.Profile)
	assert.Equal(t, want, kept(t, disk, row.Profile.ID))
	assert.Equal(t, row.Profile.ID, s.Renaming)
	assert.Equal(t, "Bakery 2", s.NewName)
	r.Duplicate("1")
	r.Wait()
	assert.Contains(t, listed(r.state()), "Bakery 3")
	r.disk.failing(errors.New("full"))
	r.Duplicate("1")
	r.Wait()
	assert.Equal(t, connector.CodeDiskFailed, r.state().Problem.Code)
	assert.Len(t, r.state().Rows, 5)
}

func TestOpeningTheServiceRemembersThatItWasHandedOver(t *testing.T) {
	disk := threeProfiles()
	for i := range disk.profiles {
		disk.profiles[i].Service = "demo"
	}
	r := newListRig(t, disk)
	r.browser.err = errors.New("no browser")
	r.OpenService("1")
	r.Wait()
	assert.Equal(t, connector.CodeBrowserNotOpened, r.state().Problem.Code)
	assert.Equal(t, "https://build.test/", r.state().Problem.Args["link"])
	assert.Zero(t, kept(t, disk, "1").HandedOver)
	r.browser.err = nil
	r.OpenService("1")
	r.Wait()
	assert.Equal(t, []string{"https://build.test/", "https://build.test/"}, r.browser.opened)
	assert.Equal(t, formNow(), kept(t, disk, "1").HandedOver)
	row, _ := r.state().Current()
	assert.Equal(t, formNow(), row.Profile.HandedOver)

	_, err := disk.ChangeProfile(t.Context(), "2", func(p *connector.BuildProfile) { p.Service = "custom" })
	require.NoError(t, err)
	r.Reload()
	r.Wait()
	r.OpenService("2")
	r.Wait()
	assert.Len(t, r.browser.opened, 2, "a service without a page is only remembered")
	assert.Equal(t, formNow(), kept(t, disk, "2").HandedOver)
	r.OpenService("nobody")
	r.Wait()
}

func TestProfilesAreExportedInOneFile(t *testing.T) {
	r := newListRig(t, threeProfiles())
	r.Export()
	r.Wait()
	file := r.state().Exported
	require.NotNil(t, file)
	assert.Equal(t, "mooring-profiles-2026-11-22.json", file.Name)
	assert.Equal(t, "Bakery\ndelivery\nÉclair\n", string(file.Data))
	r.TakeExport()
	assert.Nil(t, r.state().Exported)
	r.Export("2")
	r.Wait()
	assert.Equal(t, "delivery\n", string(r.state().Exported.Data))
	r.TakeExport()
	r.Export("nobody")
	r.Wait()
	assert.Nil(t, r.state().Exported)
	r.exchange.err = connector.NewProblem(connector.CodeProfileInvalid)
	r.Export()
	r.Wait()
	assert.Nil(t, r.state().Exported)
	assert.Equal(t, connector.CodeProfileInvalid, r.state().Problem.Code)
}

func TestReadingAgainKeepsWhatIsBeingDone(t *testing.T) {
	r := newListRig(t, hookedProfiles())
	r.Select("2")
	r.Search("shop")
	r.AskDelete("2")
	r.StartRename("1")
	r.SetNewName("Zo")
	r.Export("1")
	r.Wait()
	r.Reload()
	r.Wait()
	s := r.state()
	assert.Equal(t, []string{"2", "shop", "2", "1", "Zo"}, []string{s.Selected, s.Query, s.Asking, s.Renaming, s.NewName})
	assert.NotNil(t, s.Exported)
	require.NoError(t, r.disk.DeleteProfile(t.Context(), "2"))
	r.Reload()
	r.Wait()
	assert.Empty(t, r.state().Asking, "what is gone is not asked about")
}

func TestAFileThatWasImportedFindsItsConnectionByTheAddress(t *testing.T) {
	disk := threeProfiles()
	for i := range disk.profiles {
		disk.profiles[i].ConnectionID = ""
	}
	disk.profiles[0].Repository.Base = "https://other.test"
	r := newListRig(t, disk)
	for _, row := range r.state().Rows {
		assert.Equal(t, row.Profile.Repository.Base == "https://git.test", row.Connected)
	}
}
