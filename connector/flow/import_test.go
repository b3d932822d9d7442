package flow_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// given is a profile as a file has it.
func given(name, repository string) connector.BuildProfile {
	p := pickProfile(repository, name)
	p.ID, p.ConnectionID, p.Name = "", "", name
	return p
}

// wholeDisk saves several profiles at once.
type wholeDisk struct{ *pickDisk }

func (d wholeDisk) SaveProfiles(_ context.Context, profiles []connector.BuildProfile) error {
	return d.act(func() { d.profiles = append(d.profiles, profiles...) })
}

// hastyDisk writes nothing once nobody waits for it.
type hastyDisk struct{ *pickDisk }

func (d hastyDisk) SaveProfile(ctx context.Context, p connector.BuildProfile) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return d.pickDisk.SaveProfile(ctx, p)
}

// shyDisk fails at the profile of one name.
type shyDisk struct {
	*pickDisk
	shy string
}

func (d shyDisk) SaveProfile(ctx context.Context, p connector.BuildProfile) error {
	if p.Name == d.shy {
		return errors.New("no space left on device")
	}
	return d.pickDisk.SaveProfile(ctx, p)
}

func importOf(disk flow.Profiles, connections flow.Connections, found ...connector.BuildProfile) (*flow.Import, *[]connector.BuildProfile) {
	told := &[]connector.BuildProfile{}
	f := flow.NewImport(flow.ImportNeeds{
		Exchange: &listExchange{read: func([]byte) ([]connector.BuildProfile, error) { return found, nil }},
		Profiles: disk, Connections: connections, Clock: formNow,
		OnSaved: func(p []connector.BuildProfile) { *told = p },
	})
	f.Open(`C:\Users\mia\profiles.json`, []byte("{}"))
	f.Wait()
	return f, told
}

func TestAnImportShowsItsHostsAndProfilesBeforeAnythingIsSaved(t *testing.T) {
	disk := threeProfiles()
	insecure := given("Kiosk", "7")
	insecure.Repository.Base, insecure.Web = "http://git.far.test:7990/bitbucket", "http://git.far.test:7990/bitbucket/x"
	cloud := given("Till", "8")
	cloud.Repository = connector.RepositoryRef{Provider: connector.Cloud, Base: "https://api.bitbucket.org/2.0", ID: "{8}"}
	cloud.Web, cloud.CloneSSH = "https://bitbucket.org/shop/till", "ssh://git@altssh.bitbucket.org:443/shop/till.git"
	lured := given("Lure", "9")
	lured.CloneHTTPS = "https://evil.test/scm/shop/lure.git"
	f, _ := importOf(disk, disk, given("Bakery", "1"), given("Bakery", "5"), insecure, cloud, lured)
	s := f.Now().State
	assert.Equal(t, flow.ImportShown, s.Step)
	assert.Equal(t, "profiles.json", s.File)
	assert.Nil(t, s.Problem)
	assert.Len(t, disk.kept(), 3)
	assert.Equal(t, []flow.ImportHost{
		{Provider: connector.Server, Address: "https://git.test", Profiles: 3, Connected: "Shop git"},
		{Provider: connector.Server, Address: "http://git.far.test:7990/bitbucket", Profiles: 1, Insecure: true},
		{Provider: connector.Cloud, Address: "https://bitbucket.org", Profiles: 1},
		{Provider: connector.Server, Address: "https://evil.test", Profiles: 1},
	}, s.Hosts)
	require.Len(t, s.Rows, 5)
	assert.True(t, s.Rows[0].Known)
	assert.False(t, s.Rows[0].Take, "it is here already")
	assert.Equal(t, []string{"Bakery 2", "Bakery 3", "Kiosk", "Till", "Lure"}, rowNames(s))
	assert.Equal(t, 4, s.Taken())
	assert.True(t, s.Ready())
}

func rowNames(s flow.ImportState) []string {
	var names []string
	for _, r := range s.Rows {
		names = append(names, r.Name)
	}
	return names
}

func TestWhatIsTakenIsSavedUnderItsNameAndFindsItsConnection(t *testing.T) {
	disk := threeProfiles()
	past := given("Till", "5")
	past.Webhook, past.Verdict, past.Pinned = connector.Webhook{State: connector.HookMade, SecretID: "s"}, connector.Ready, true
	past.Triggers = connector.Triggers{Push: []string{"main"}}
	far := given("Far", "6")
	far.Repository.Base = "https://far.test"
	f, told := importOf(wholeDisk{disk}, disk, past, far, given("Left", "7"))
	f.SetName(0, " Kiosk ")
	f.Take(2, false)
	f.Save()
	f.Wait()
	s := f.Now().State
	require.Equal(t, flow.ImportSaved, s.Step, "%v", s.Problem)
	require.Len(t, s.Saved, 2)
	assert.Equal(t, s.Saved, *told)
	assert.Len(t, disk.kept(), 5)
	p := kept(t, disk, s.Saved[0].ID)
	assert.Len(t, p.ID, 32)
	assert.Equal(t, []string{"Kiosk", "c1"}, []string{p.Name, p.ConnectionID})
	assert.Equal(t, past.Triggers, p.Triggers)
	assert.Equal(t, []any{connector.Webhook{}, connector.Verdict(""), false, formNow()}, []any{p.Webhook, p.Verdict, p.Pinned, p.Created})
	assert.Empty(t, kept(t, disk, s.Saved[1].ID).ConnectionID)
	f.Close()
	assert.Equal(t, flow.ImportState{Step: flow.ImportIdle}, f.Now().State)
}

func TestNamesAreJudgedAmongThoseThatAreTaken(t *testing.T) {
	disk := threeProfiles()
	f, _ := importOf(disk, disk, given("Till", "5"), given("Kiosk", "6"))
	before := f.Now().State
	f.SetName(1, "till")
	s := f.Now().State
	assert.Nil(t, before.Rows[1].NameProblem, "what was shown is not changed")
	assert.Nil(t, s.Rows[0].NameProblem)
	assert.Equal(t, connector.CodeProfileNameTaken, s.Rows[1].NameProblem.Code)
	assert.False(t, s.Ready())
	f.Save()
	f.Wait()
	assert.Len(t, disk.kept(), 3)
	f.Take(0, false)
	assert.Nil(t, f.Now().State.Rows[1].NameProblem)
	f.SetName(1, "BAKERY")
	assert.Equal(t, connector.CodeProfileNameTaken, f.Now().State.Rows[1].NameProblem.Code)
	f.SetName(1, "")
	assert.Equal(t, connector.CodeProfileInvalid, f.Now().State.Rows[1].NameProblem.Code)
	f.Take(1, false)
	assert.Nil(t, f.Now().State.Rows[1].NameProblem)
	assert.False(t, f.Now().State.Ready(), "nothing is taken")
	f.Take(9, true)
	f.SetName(-1, "x")
	assert.Zero(t, f.Now().State.Taken())
}

func TestADiskThatFailsSavesNoneOfThem(t *testing.T) {
	for what, disk := range map[string]flow.Profiles{
		"at once":    wholeDisk{threeProfiles()},
		"one by one": shyDisk{threeProfiles(), "Kiosk"},
	} {
		t.Run(what, func(t *testing.T) {
			f, told := importOf(disk, threeProfiles(), given("Till", "5"), given("Kiosk", "6"))
			if whole, ok := disk.(wholeDisk); ok {
				whole.failing(errors.New("full"))
			}
			f.Save()
			f.Wait()
			s := f.Now().State
			assert.Equal(t, flow.ImportShown, s.Step)
			assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)
			assert.Len(t, s.Rows, 2, "what was shown is still there")
			assert.Empty(t, *told)
			if whole, ok := disk.(wholeDisk); ok {
				whole.failing(nil)
			}
			here, err := disk.Profiles(t.Context())
			require.NoError(t, err)
			assert.Len(t, here, 3)
		})
	}
}

func TestANameTakenMeanwhileIsSaidAtItsProfile(t *testing.T) {
	disk := threeProfiles()
	f, _ := importOf(disk, disk, given("Kiosk", "5"), given("Till", "6"))
	require.NoError(t, disk.SaveProfile(t.Context(), pickProfile("44", "Till")))
	f.Save()
	f.Wait()
	s := f.Now().State
	assert.Nil(t, s.Rows[0].NameProblem)
	require.NotNil(t, s.Rows[1].NameProblem)
	assert.Equal(t, connector.CodeProfileNameTaken, s.Rows[1].NameProblem.Code)
	assert.Len(t, disk.kept(), 4)
	f.SetName(1, "Till 2")
	f.Save()
	f.Wait()
	assert.Equal(t, flow.ImportSaved, f.Now().State.Step)
	assert.Len(t, disk.kept(), 6)
}

func TestAFileThatIsNoneSaysSo(t *testing.T) {
	for what, c := range map[string]struct {
		err  error
		code connector.Code
		arg  string
	}{
		"not profiles": {connector.NewProblem(connector.CodeProfileInvalid), connector.CodeProfileInvalid, "file"},
		"a newer one":  {connector.NewProblem(connector.CodeProfileNewer), connector.CodeProfileNewer, "name"},
		"anything":     {errors.New("unexpected end"), connector.CodeProfileInvalid, "file"},
	} {
		t.Run(what, func(t *testing.T) {
			disk := threeProfiles()
			f := flow.NewImport(flow.ImportNeeds{
				Exchange: &listExchange{read: func([]byte) ([]connector.BuildProfile, error) { return nil, c.err }},
				Profiles: disk, Connections: disk,
			})
			f.Open("/home/mia/holiday.jpg", nil)
			f.Wait()
			s := f.Now().State
			assert.Equal(t, flow.ImportShown, s.Step)
			assert.Equal(t, c.code, s.Problem.Code)
			assert.Equal(t, "holiday.jpg", s.Problem.Args[c.arg])
			assert.False(t, s.Ready())
		})
	}
	disk := threeProfiles()
	disk.failing(errors.New("gone"))
	f, _ := importOf(disk, disk, given("Till", "5"))
	assert.Equal(t, connector.CodeDiskFailed, f.Now().State.Problem.Code)
}

func TestASlowFileThatWasPutAwayIsNotShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk, slow := threeProfiles(), make(chan struct{})
		f := flow.NewImport(flow.ImportNeeds{
			Exchange: &listExchange{read: func(file []byte) ([]connector.BuildProfile, error) {
				if strings.HasPrefix(string(file), "slow") {
					<-slow
				}
				return []connector.BuildProfile{given(string(file), "5")}, nil
			}},
			Profiles: disk, Connections: disk,
		})
		f.Open("a", []byte("slow"))
		synctest.Wait()
		assert.Equal(t, flow.ImportReading, f.Now().State.Step)
		f.Open("b", []byte("quick"))
		close(slow)
		f.Wait()
		assert.Equal(t, []string{"quick"}, rowNames(f.Now().State))
		assert.Equal(t, "b", f.Now().State.File)
	})
}

func TestAnImportClosedWhileSavingIsSavedAsAWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := threeProfiles()
		f, told := importOf(hastyDisk{disk}, disk, given("Till", "5"), given("Kiosk", "6"))
		disk.slow = make(chan struct{})
		f.Save()
		synctest.Wait()
		assert.Equal(t, flow.ImportSaving, f.Now().State.Step)
		f.Close()
		close(disk.slow)
		f.Wait()
		assert.Equal(t, flow.ImportIdle, f.Now().State.Step)
		assert.Len(t, disk.kept(), 5)
		assert.Len(t, *told, 2)
	})
}

func TestAProfileIsKnownByItsRepositoryAndBranch(t *testing.T) {
	disk := threeProfiles()
	other := given("Other branch", "1")
	other.Branch = "next"
	nameless := given("By its name", "1")
	nameless.Repository.ID, nameless.Key = "", "shop"
	f, _ := importOf(disk, disk, other, nameless)
	known := slices.Collect(func(yield func(bool) bool) {
		for _, r := range f.Now().State.Rows {
			yield(r.Known)
		}
	})
	assert.Equal(t, []bool{false, true}, known)
}
