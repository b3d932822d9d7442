package views

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// Open of a browser.
type pickWindowBrowser struct{ opened []string }

func (b *pickWindowBrowser) Open(address string) error {
	b.opened = append(b.opened, address)
	return nil
}

func shopProfile(n int, name string) connector.BuildProfile {
	r := shopRepository(n, name)
	return connector.BuildProfile{
		ID: fmt.Sprint("p", n), Name: name, ConnectionID: "c1", Repository: r.Ref, Key: r.Key, Slug: r.Slug, Title: r.Name,
		Owner: r.Owner, Web: r.Web, CloneHTTPS: r.CloneHTTPS, Branch: "main", System: connector.SystemIOS,
		Platform: connector.PlatformFlutter, Created: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC),
	}
}

func (s *pickStage) shelve(profiles ...connector.BuildProfile) (*profilesScreen, *pickWindowBrowser) {
	s.profiles, s.connections = profiles, []connector.Connection{shopConnection()}
	return s.shelveAll()
}

func (s *pickStage) shelveAll() (*profilesScreen, *pickWindowBrowser) {
	browser := &pickWindowBrowser{}
	list := flow.NewProfiles(flow.ProfilesNeeds{Clients: s, Connections: s, Profiles: s, Browser: browser})
	screen := newProfilesScreen(s.kit, list)
	s.put(screen)
	list.Reload()
	s.settle(screen)
	screen.focus()
	s.t.Cleanup(func() { list.Close(); list.Wait(); s.queue.drain() })
	return screen, browser
}

// settle waits for what the flow does with disk and network. It must not be called while something can be
// undone: that takes seconds.
func (s *pickStage) settle(screen *profilesScreen) {
	screen.list.Wait()
	s.queue.drain()
}

// until waits for a state.
func (s *pickStage) until(screen *profilesScreen, holds func(flow.ProfilesState) bool) {
	s.t.Helper()
	reached := make(chan struct{})
	once := false
	stop := screen.list.Watch(func(n flow.Snapshot[flow.ProfilesState]) {
		if !once && holds(n.State) {
			once = true
			close(reached)
		}
	})
	<-reached
	stop()
	s.queue.drain()
}

func threeShops() []connector.BuildProfile {
	a, b, c := shopProfile(1, "Bakery"), shopProfile(2, "Delivery"), shopProfile(3, "Florist")
	a.Verdict, a.Checked = connector.Ready, time.Now().Add(-3*time.Minute)
	b.Verdict, b.Problem, b.Checked = connector.Blocked, connector.CodeTokenRejected, time.Now().Add(-50*time.Hour)
	return []connector.BuildProfile{a, b, c}
}

func TestProfilesAreListedWithTheirStandingAndTheSelectedInDetail(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.shelve(threeShops()...)
	for _, want := range []string{
		"Bakery", "Delivery", "Florist", "Ready · checked 3 minutes ago", "Needs attention", "Not checked yet",
		"SHOP/bakery", "iPhone and iPad (iOS)", "Flutter", "https://git.test/scm/shop/bakery.git", "Shop git",
	} {
		assert.Contains(t, s.text(), want)
	}
	assert.Same(t, screen.rows, s.win.Canvas().Focused())
	s.picture("profiles-full")
	s.key(fyne.KeyDown)
	assert.Contains(t, s.text(), "Bitbucket did not accept this token")
	s.picture("profiles-blocked")
}

func TestProfilesEmptySaysWhatToDoWithOneButton(t *testing.T) {
	s := newPickStage(t)
	s.shelveAll()
	assert.Contains(t, s.text(), "No build profiles yet")
	s.picture("profiles-empty")
	s.key(fyne.KeyReturn)
	assert.Equal(t, tabCloud, s.tab, "the one button has the focus")

	s = newPickStage(t)
	s.shelve()
	s.press("Choose a repository")
	assert.Equal(t, tabServer, s.tab, "where something is connected already")
}

func TestProfilesThatCannotBeReadOfferToTryAgain(t *testing.T) {
	s := newPickStage(t)
	s.diskErr = errors.New("permission denied")
	screen, _ := s.shelve(threeShops()...)
	assert.Contains(t, s.text(), "It could not be saved")
	s.mu.Lock()
	s.diskErr = nil
	s.mu.Unlock()
	s.press("Try again")
	s.settle(screen)
	assert.Contains(t, s.text(), "Delivery")
}

func TestProfilesAreSearched(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.shelve(threeShops()...)
	s.typing("flo")
	assert.Same(t, screen.search, s.win.Canvas().Focused(), "letters typed in the list search")
	assert.Contains(t, s.text(), "1 of 3")
	s.typing("x")
	assert.Contains(t, s.text(), "No build profile answers to “flox”")
	s.picture("profiles-nothing")
	s.press("Show all")
	assert.Len(t, screen.state.Rows, 3)
	s.typing("z")
	s.key(fyne.KeyEscape)
	assert.Empty(t, screen.search.Text)
}

func TestProfilesAreRenamedWithF2AndEnter(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.shelve(threeShops()...)
	s.key(fyne.KeyF2)
	require.Same(t, screen.rename.field, s.win.Canvas().Focused())
	s.typing("delivery")
	assert.Contains(t, s.text(), "Another build profile has this name already")
	s.picture("profiles-rename")
	s.typing(" two")
	s.key(fyne.KeyReturn)
	s.settle(screen)
	assert.Contains(t, s.text(), "delivery two")
	assert.NotContains(t, s.text(), "Save the name")
	assert.Same(t, screen.rows, s.win.Canvas().Focused())

	s.key(fyne.KeyF2)
	s.typing("never")
	s.key(fyne.KeyEscape)
	assert.NotContains(t, s.text(), "never")
	assert.Same(t, screen.rows, s.win.Canvas().Focused())
}

func TestProfilesAreDeletedAndBroughtBack(t *testing.T) {
	s := newShelfStage(t, threeShops()...)
	screen := s.screen
	s.key(fyne.KeyDelete)
	s.until(screen, func(st flow.ProfilesState) bool { return st.Deleted != nil })
	assert.Contains(t, s.text(), "“Bakery” was deleted.")
	assert.Contains(t, s.text(), "SHOP/delivery", "the next one is shown")
	s.picture("profiles-undo")
	s.press("Undo")
	s.until(screen, func(st flow.ProfilesState) bool { return st.Deleted == nil })
	assert.NotContains(t, s.text(), "was deleted")
	assert.Len(t, screen.state.Rows, 3)
	assert.Equal(t, "p1", screen.state.Selected)

	s.choose("Delete")
	s.until(screen, func(st flow.ProfilesState) bool { return st.Deleted != nil })
	s.win.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
	s.until(screen, func(st flow.ProfilesState) bool { return st.Deleted == nil })
	assert.Len(t, screen.state.Rows, 3)
}

func TestProfilesTheLastOneDeletedCanStillBeBroughtBack(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.shelve(shopProfile(1, "Bakery"))
	s.key(fyne.KeyDelete)
	s.until(screen, func(st flow.ProfilesState) bool { return st.Deleted != nil })
	s.press("Undo")
	s.until(screen, func(st flow.ProfilesState) bool { return st.Deleted == nil })
	assert.Contains(t, s.text(), "SHOP/bakery")
}

func TestProfilesAreOpenedInTheBrowser(t *testing.T) {
	s := newShelfStage(t, threeShops()...)
	s.choose("Open in the browser")
	s.settle(s.screen)
	assert.Equal(t, []string{"https://git.test/projects/SHOP/repos/bakery"}, s.browser.opened)
}

func TestProfilesAreCheckedAgainLive(t *testing.T) {
	s := newPickStage(t)
	goOn := make(chan struct{})
	s.checks = []connector.Check{
		{ID: connector.CheckAddress, Run: func(context.Context) connector.Finding { return connector.Finding{} }},
		{ID: connector.CheckSignIn, Run: func(ctx context.Context) connector.Finding {
			select {
			case <-goOn:
			case <-ctx.Done():
			}
			return connector.Finding{Problems: []connector.Problem{connector.NewProblem(connector.CodeNotPermitted, "account", "Mia", "resource", "the repository")}}
		}},
	}
	screen, _ := s.shelve(threeShops()...)
	s.press("Check again")
	s.until(screen, func(st flow.ProfilesState) bool {
		return len(st.Report.Rungs) > 1 && st.Report.Rungs[1].State == connector.Running
	})
	assert.Contains(t, s.text(), "Checking…")
	assert.Contains(t, s.text(), "Stop checking")
	s.picture("profiles-checking")
	close(goOn)
	s.settle(screen)
	assert.Contains(t, s.text(), "Needs attention · checked just now")
	s.picture("profiles-checked")
	assert.Equal(t, connector.CodeNotPermitted, s.profiles[len(s.profiles)-1].Problem)
}

func TestProfilesACheckCanBeStopped(t *testing.T) {
	s := newPickStage(t)
	s.checks = []connector.Check{{ID: connector.CheckSignIn, Run: func(ctx context.Context) connector.Finding {
		<-ctx.Done()
		return connector.Finding{}
	}}}
	screen, _ := s.shelve(threeShops()...)
	s.press("Check again")
	s.key(fyne.KeyEscape)
	s.settle(screen)
	assert.Contains(t, s.text(), "Ready · checked 3 minutes ago")
}

func TestProfilesWithoutTheirConnectionLeadToIt(t *testing.T) {
	s := newPickStage(t)
	s.profiles = threeShops()
	s.shelveAll()
	assert.Contains(t, s.text(), "Needs a connection")
	s.picture("profiles-unconnected")
	s.press("Connect again")
	assert.Equal(t, tabServer, s.tab)
	assert.Equal(t, []string{"https://git.test"}, s.opened, "the address is filled in")
}

func TestProfilesOfDamagedAndNewerFilesAreTold(t *testing.T) {
	s := newPickStage(t)
	s.troubles = []connector.Problem{
		connector.NewProblem(connector.CodeProfileDamaged, "file", "a.json"), connector.NewProblem(connector.CodeProfileNewer, "name", "Bakery"),
		connector.NewProblem(connector.CodeProfileDamaged, "file", "b.json"),
	}
	s.readOnly = map[string]bool{"p1": true}
	screen, _ := s.shelve(threeShops()...)
	assert.Contains(t, s.text(), "A file could not be read")
	assert.Contains(t, s.text(), "and one more file")
	row, _ := screen.state.Current()
	for _, item := range screen.menuOf(row) {
		assert.NotContains(t, []string{"Edit", "Rename", "Duplicate", "Delete"}, item.Label, "what a newer Mooring wrote is not changed")
	}
	s.picture("profiles-troubles")
	s.key(fyne.KeyDelete)
	s.settle(screen)
	assert.Len(t, s.profiles, 3)
}

func TestProfilesThatCannotBeDeletedAreSaidToBeThere(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.shelve(threeShops()...)
	s.mu.Lock()
	s.diskErr = errors.New("read-only")
	s.mu.Unlock()
	s.key(fyne.KeyDelete)
	s.settle(screen)
	assert.Contains(t, s.text(), "It could not be saved")
	assert.Len(t, screen.state.Rows, 3)
	s.press("Close")
	assert.NotContains(t, s.text(), "It could not be saved")
}

func TestProfilesWithLongNamesFit(t *testing.T) {
	s := newPickStage(t)
	var many []connector.BuildProfile
	for i := range 30 {
		many = append(many, shopProfile(i, fmt.Sprintf("%02d A name as long as a hundred letters may be when somebody puts a whole sentence into the name", i)))
	}
	screen, _ := s.shelve(many...)
	m := screen.object().MinSize()
	assert.LessOrEqual(t, m.Width, float32(1024))
	s.picture("profiles-long")
	s.key(fyne.KeyEnd)
	assert.Equal(t, "p29", screen.state.Selected)
}
