package flow_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// pickBrowser remembers what it was asked to open.
type pickBrowser struct {
	opened []string
	err    error
}

func (b *pickBrowser) Open(address string) error {
	b.opened = append(b.opened, address)
	return b.err
}

func pickProfile(id, name string) connector.BuildProfile {
	return connector.BuildProfile{
		ID: id, Name: name, ConnectionID: "c1", Key: "SHOP", Slug: "app-" + id, Title: "Shop " + name,
		Repository: connector.RepositoryRef{Provider: connector.Server, Base: "https://git.test", ID: id},
		Web:        "https://git.test/projects/SHOP/repos/app-" + id, Branch: "main",
	}
}

func threeProfiles() *pickDisk {
	return &pickDisk{
		profiles:    []connector.BuildProfile{pickProfile("2", "delivery"), pickProfile("1", "Bakery"), pickProfile("3", "Éclair")},
		connections: []connector.Connection{pickConnection()},
	}
}

func profileList(t *testing.T, disk *pickDisk, checks ...connector.Check) (*flow.ProfileList, *pickBrowser) {
	t.Helper()
	browser := &pickBrowser{}
	l := flow.NewProfiles(flow.ProfilesNeeds{
		Clients:     &pickClients{bitbucket: &pickBitbucket{checks: func(string) []connector.Check { return checks }}},
		Connections: disk, Profiles: disk, Browser: browser,
		Clock: func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) },
	})
	l.Reload()
	l.Wait()
	return l, browser
}

func listed(s flow.ProfilesState) []string {
	var names []string
	for _, r := range s.Rows {
		names = append(names, r.Profile.Name)
	}
	return names
}

func kept(t *testing.T, disk *pickDisk, id string) connector.BuildProfile {
	t.Helper()
	for _, p := range disk.kept() {
		if p.ID == id {
			return p
		}
	}
	require.Fail(t, "no profile "+id)
	return connector.BuildProfile{}
}

func TestProfilesAreListedByNameAndTheFirstIsShown(t *testing.T) {
	l, _ := profileList(t, threeProfiles())
	s := l.Now().State
	assert.Equal(t, []string{"Bakery", "delivery", "Éclair"}, listed(s))
	row, there := s.Current()
	assert.True(t, there)
	assert.Equal(t, "Bakery", row.Profile.Name)
	assert.Equal(t, "Shop git", row.Connection.Name)
	assert.True(t, row.Connected)
}

func TestNoProfilesAtAllIsAStateOfItsOwn(t *testing.T) {
	l, _ := profileList(t, &pickDisk{})
	assert.True(t, l.Now().State.Empty())
	l.Search("x")
	assert.True(t, l.Now().State.Empty())
}

func TestSearchingProfilesIgnoresCaseAndAccents(t *testing.T) {
	l, _ := profileList(t, threeProfiles())
	l.Search("ECLAIR shop")
	assert.Equal(t, []string{"Éclair"}, listed(l.Now().State))
	assert.Equal(t, "3", l.Now().State.Selected)
	l.Search("nothing")
	assert.Empty(t, listed(l.Now().State))
	assert.False(t, l.Now().State.Empty())
	l.Search("")
	assert.Len(t, l.Now().State.Rows, 3)
}

func TestProfilesThatCannotBeReadAreAProblemNotAnEmptyList(t *testing.T) {
	disk := threeProfiles()
	disk.failing(errors.New("permission denied"))
	l, _ := profileList(t, disk)
	assert.Equal(t, flow.ProfilesFailed, l.Now().State.Step)
	assert.Equal(t, connector.CodeDiskFailed, l.Now().State.Problem.Code)
	disk.failing(nil)
	l.Reload()
	l.Wait()
	assert.Equal(t, flow.ProfilesReady, l.Now().State.Step)
	assert.Nil(t, l.Now().State.Problem)
}

func TestDamagedFilesAreToldBesideTheList(t *testing.T) {
	disk := threeProfiles()
	disk.troubles = []connector.Problem{connector.NewProblem(connector.CodeProfileDamaged, "file", "x.json")}
	l, _ := profileList(t, disk)
	assert.Equal(t, disk.troubles, l.Now().State.Beside)
	assert.Len(t, l.Now().State.Rows, 3)
}

func TestAProfileJustSavedIsTheOneShown(t *testing.T) {
	disk := threeProfiles()
	l, _ := profileList(t, disk)
	l.Search("bakery")
	require.NoError(t, disk.SaveProfile(t.Context(), pickProfile("4", "Zoo")))
	l.ReloadAt("4")
	l.Wait()
	s := l.Now().State
	assert.Equal(t, "4", s.Selected)
	assert.Len(t, s.Rows, 4)
}

func TestAProfileWhoseConnectionIsGoneNeedsOneAndFindsItAgainByAddress(t *testing.T) {
	disk := threeProfiles()
	disk.connections = nil
	l, _ := profileList(t, disk)
	row, _ := l.Now().State.Current()
	assert.False(t, row.Connected)
	l.Check("1")
	l.Wait()
	assert.Empty(t, l.Now().State.ReportOf, "what needs a connection cannot be checked")

	again := pickConnection()
	again.ID = "c2"
	disk.connections = []connector.Connection{again}
	l.Reload()
	l.Wait()
	row, _ = l.Now().State.Current()
	assert.True(t, row.Connected)
	assert.Equal(t, "c2", row.Connection.ID)
}

func TestRenamingJudgesAsOneTypesAndKeepsTheRest(t *testing.T) {
	disk := threeProfiles()
	l, _ := profileList(t, disk)
	l.StartRename("1")
	assert.Equal(t, "Bakery", l.Now().State.NewName)
	l.SetNewName("DELIVERY")
	assert.Equal(t, connector.CodeProfileNameTaken, l.Now().State.NameProblem.Code)
	l.Rename()
	l.Wait()
	assert.Equal(t, "Bakery", kept(t, disk, "1").Name)
	l.SetNewName("bakery")
	assert.Nil(t, l.Now().State.NameProblem, "its own name is not taken")
	l.SetNewName(" Zoo ")
	l.Rename()
	l.Wait()
	s := l.Now().State
	assert.Empty(t, s.Renaming)
	assert.Equal(t, []string{"delivery", "Éclair", "Zoo"}, listed(s))
	assert.Equal(t, "1", s.Selected)
	p := kept(t, disk, "1")
	assert.Equal(t, "Zoo", p.Name)
	assert.Equal(t, time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), p.Updated)
	assert.Equal(t, "app-1", p.Slug)
}

func TestARenameThatCannotBeWrittenKeepsWhatWasTyped(t *testing.T) {
	disk := threeProfiles()
	l, _ := profileList(t, disk)
	l.StartRename("1")
	l.SetNewName("Zoo")
	disk.failing(errors.New("read-only"))
	l.Rename()
	l.Wait()
	s := l.Now().State
	assert.Equal(t, "1", s.Renaming)
	assert.Equal(t, "Zoo", s.NewName)
	assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)
}

func TestADeletedProfileIsGoneAtOnceAndCanBeBroughtBackForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := threeProfiles()
		l, _ := profileList(t, disk)
		before := kept(t, disk, "2")
		l.Select("2")
		l.Delete("2")
		synctest.Wait()
		s := l.Now().State
		assert.Len(t, disk.kept(), 2, "nothing waits for the end of the app")
		assert.Equal(t, "2", s.Deleted.ID)
		assert.Equal(t, 10*time.Second, s.UndoUntil.Sub(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)))
		assert.Equal(t, "3", s.Selected, "the next one is shown")
		l.Undo()
		synctest.Wait()
		assert.Equal(t, before, kept(t, disk, "2"))
		assert.Nil(t, l.Now().State.Deleted)
		assert.Equal(t, "2", l.Now().State.Selected)
		l.Wait()
	})
}

func TestTheChanceToUndoPasses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := threeProfiles()
		l, _ := profileList(t, disk)
		l.Delete("1")
		time.Sleep(9 * time.Second)
		synctest.Wait()
		assert.NotNil(t, l.Now().State.Deleted)
		l.Wait()
		assert.Nil(t, l.Now().State.Deleted)
		l.Undo()
		l.Wait()
		assert.Len(t, disk.kept(), 2)
	})
}

func TestUndoFindsAnotherNameWhereItsOwnIsTakenMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := threeProfiles()
		l, _ := profileList(t, disk)
		l.Delete("1")
		synctest.Wait()
		l.StartRename("2")
		l.SetNewName("bakery")
		l.Rename()
		synctest.Wait()
		l.Undo()
		l.Wait()
		assert.Equal(t, "Bakery 2", kept(t, disk, "1").Name)
	})
}

func TestADeletionThatFailsLeavesTheProfileListed(t *testing.T) {
	disk := threeProfiles()
	l, _ := profileList(t, disk)
	disk.failing(errors.New("read-only"))
	l.Delete("1")
	l.Wait()
	assert.Len(t, l.Now().State.Rows, 3)
	assert.Equal(t, connector.CodeDiskFailed, l.Now().State.Problem.Code)
	assert.Nil(t, l.Now().State.Deleted)
	l.Dismiss()
	assert.Nil(t, l.Now().State.Problem)
}

func TestClosingEndsTheTimeToUndo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := threeProfiles()
		l, _ := profileList(t, disk)
		l.Delete("1")
		synctest.Wait()
		l.Close()
		start := time.Now()
		l.Wait()
		assert.Zero(t, time.Since(start))
		assert.Len(t, disk.kept(), 2)
	})
}

func TestOpeningInTheBrowserTellsWhenThereIsNone(t *testing.T) {
	l, browser := profileList(t, threeProfiles())
	l.Open("1")
	l.Wait()
	assert.Equal(t, []string{"https://git.test/projects/SHOP/repos/app-1"}, browser.opened)
	browser.err = errors.New("no browser")
	l.Open("1")
	l.Wait()
	assert.Equal(t, connector.CodeBrowserNotOpened, l.Now().State.Problem.Code)
	assert.Equal(t, browser.opened[0], l.Now().State.Problem.Args["link"])
}
