package views

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// shelfStage is the tab of the build profiles in a window, with everything it leads to written down.
type shelfStage struct {
	*pickStage
	screen  *profilesScreen
	browser *pickWindowBrowser
	led     []string // where it led to: "start p1"
	saved   savedFile
	later   []func()

	removed  []string      // webhooks, at Bitbucket
	hookErr  error         // why they cannot be
	hookHold chan struct{} // they wait for it, if there is one
	picked   int           // how often a file was asked for
}

// savedFile is a file that somebody chose to save in.
type savedFile struct {
	bytes.Buffer
	dir   string
	name  string
	asked string // the name that was suggested
	err   error
}

func (f *savedFile) URI() fyne.URI { return storage.NewFileURI(filepath.Join(f.dir, f.name)) }

func (f *savedFile) Write(data []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.Buffer.Write(data)
}

func (f *savedFile) Close() error { return nil }

// shelfNow is when the tests happen.
func shelfNow() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.Local) }

func newShelfStage(t *testing.T, profiles ...connector.BuildProfile) *shelfStage {
	t.Helper()
	s := &shelfStage{pickStage: newPickStage(t)}
	lead := func(where string) func(string) {
		return func(id string) { s.led = append(s.led, where+" "+id) }
	}
	s.kit.start, s.kit.lookAfter, s.kit.edit = lead("start"), lead("webhook"), lead("edit")
	s.kit.changeToken = func(c connector.Connection, purpose flow.ChangePurpose) {
		s.led = append(s.led, "token "+c.ID+" "+string(purpose))
	}
	s.kit.now, s.saved.dir = shelfNow, t.TempDir()
	s.kit.after = func(_ time.Duration, run func()) func() {
		at := len(s.later)
		s.later = append(s.later, run)
		return func() { s.later[at] = nil }
	}
	s.kit.saveFile = func(_, name string, chosen placed) {
		s.saved.asked = name
		if s.saved.name == "" {
			return // nothing was chosen
		}
		chosen(&s.saved, nil)
	}
	s.kit.imports = flow.NewImport(flow.ImportNeeds{})
	s.kit.pickFile = func(string, []string, pickedFile) { s.picked++ }
	s.kit.services = &serviceBook{all: []connector.BuildService{{ID: "appcircle", Name: "Appcircle"}}}
	s.profiles, s.connections = profiles, []connector.Connection{shopConnection()}
	s.fill()
	return s
}

// fill makes the tab, and reads what there is.
func (s *shelfStage) fill() {
	s.browser = &pickWindowBrowser{}
	list := flow.NewProfiles(flow.ProfilesNeeds{
		Clients: s, Connections: s, Profiles: s, Browser: s.browser, Exchange: s, Clock: shelfNow,
	})
	s.screen = newProfilesScreen(s.kit, list)
	s.win.SetMainMenu(fyne.NewMainMenu(s.screen.commands()))
	s.put(s.screen)
	list.Reload()
	s.settle(s.screen)
	s.screen.focus()
	s.t.Cleanup(func() { list.Close(); list.Wait(); s.queue.drain() })
}

// reaches waits for a state of the list.
func (s *shelfStage) reaches(holds func(flow.ProfilesState) bool) {
	s.t.Helper()
	s.until(s.screen, holds)
}

// states shows a state that differs from the one there is.
func (s *shelfStage) states(change func(*flow.ProfilesState)) {
	state := s.screen.state
	change(&state)
	s.screen.render(state)
	s.queue.drain()
}

// leads are the primary buttons that can be seen.
func (s *shelfStage) leads() []string {
	var all []string
	s.walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && b.Importance == widget.HighImportance {
			all = append(all, b.Text)
		}
	})
	return all
}

// focused is what the button with the keyboard says.
func (s *shelfStage) focused() string {
	if b, ok := s.win.Canvas().Focused().(*button); ok {
		return b.Text
	}
	return ""
}

// menu opens the menu of the profile and gives its lines.
func (s *shelfStage) menu() []string {
	s.t.Helper()
	s.win.Canvas().Focus(s.button("More"))
	s.key(fyne.KeyReturn)
	require.NotNil(s.t, s.overlay())
	var lines []string
	row, _ := s.screen.state.Current()
	for _, item := range s.screen.menuOf(row) {
		lines = append(lines, item.Label)
	}
	return lines
}

// choose presses a line of the menu by the keyboard alone.
func (s *shelfStage) choose(line string) {
	s.t.Helper()
	lines := slices.DeleteFunc(s.menu(), func(l string) bool { return l == "" })
	at := slices.Index(lines, line)
	require.GreaterOrEqual(s.t, at, 0, "%v", lines)
	for range at {
		s.key(fyne.KeyDown)
	}
	s.key(fyne.KeyReturn)
}

// fits holds the page to the window in large letters, and no button to being cut.
func (s *shelfStage) fits() {
	s.t.Helper()
	looking(Look{Variant: "light", Scale: 1.5})
	defer looking(Look{Variant: "light"})
	s.win.Resize(fyne.NewSize(1024, 659))
	s.win.Resize(fyne.NewSize(1024, 660))
	size := s.win.Content().MinSize()
	assert.LessOrEqual(s.t, size.Width, float32(1024))
	assert.LessOrEqual(s.t, size.Height, float32(660))
	s.walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok {
			assert.GreaterOrEqual(s.t, b.Size().Width+0.5, b.MinSize().Width, b.Text)
			assert.GreaterOrEqual(s.t, b.Size().Height+0.5, b.MinSize().Height, b.Text)
		}
	})
	for _, b := range s.screen.footButtons() {
		assert.LessOrEqual(s.t, bottom(b), float32(660), "%s is in sight", b.Text)
	}
}

// hookedShops are profiles whose webhooks stand in every way, and that were used in every way.
func hookedShops() []connector.BuildProfile {
	day := func(n int) time.Time { return shelfNow().AddDate(0, 0, -n) }
	hook := func(n int, name string, w connector.Webhook) connector.BuildProfile {
		p := shopProfile(n, name)
		p.Verdict, p.Checked = connector.Ready, shelfNow().Add(-2*time.Hour)
		p.Service = "appcircle"
		p.Triggers = connector.Triggers{Push: []string{"main", "release/*"}, Tags: []string{connector.Any}}
		w.Address = "https://hooks.build.example/v1/" + p.Slug
		p.Webhook = w
		return p
	}
	made := hook(1, "Bakery", connector.Webhook{State: connector.HookMade, ID: "1", Changed: day(3), Seen: day(1), Delivered: day(0).Add(-time.Hour), Verified: true, AdminFree: day(1)})
	made.Pinned, made.HandedOver, made.Folder = true, day(2), "apps/kiosk"
	wanted := hook(2, "Checkout", connector.Webhook{State: connector.HookWanted})
	hand := hook(3, "Delivery", connector.Webhook{State: connector.HookByHand, Changed: day(4)})
	hand.Verdict = connector.Attention
	missing := hook(4, "Florist", connector.Webhook{State: connector.HookMissing, ID: "4", Changed: day(9)})
	differs := hook(5, "Garage", connector.Webhook{State: connector.HookDiffers, ID: "5", Changed: day(9), Seen: day(0)})
	refused := hook(6, "Kiosk", connector.Webhook{State: connector.HookWanted, Problem: connector.CodeWebhookRefused, Said: "url: Enter a valid URL."})
	plain := shopProfile(7, "Library")
	return []connector.BuildProfile{made, wanted, hand, missing, differs, refused, plain}
}

// expiring are tokens that ended and will.
func expiring(names ...string) []flow.Expiring {
	today := dayAfter(shelfNow(), 0)
	c := shopConnection()
	office := connector.Connection{ID: "c2", Provider: connector.Cloud, Name: "Office", Kind: connector.APIToken}
	old := connector.Connection{ID: "c3", Provider: connector.Server, Name: "Old git", Kind: connector.AccessToken}
	return []flow.Expiring{
		{Connection: c, Until: today.AddDate(0, 0, 9), Profiles: names},
		{Connection: office, Until: today.AddDate(0, 0, 12), Profiles: nil},
		{Connection: old, Until: today.AddDate(0, 0, -2), Past: true, Profiles: []string{"Archive"}},
	}
}

var errDisk = errors.New("no space left on device")

// hookedCheck is a ladder that waits until it is let go or stopped.
func hookedCheck(goOn <-chan struct{}) []connector.Check {
	return []connector.Check{{ID: connector.CheckSignIn, Run: func(ctx context.Context) connector.Finding {
		select {
		case <-goOn:
		case <-ctx.Done():
		}
		return connector.Finding{}
	}}}
}

// overlay is what lies over the page.
func (s *shelfStage) overlay() fyne.CanvasObject { return s.win.Canvas().Overlays().Top() }

// shortcut presses one on what has the keyboard.
func (s *shelfStage) shortcut(pressed fyne.Shortcut) {
	s.t.Helper()
	f, ok := s.win.Canvas().Focused().(fyne.Shortcutable)
	require.True(s.t, ok)
	f.TypedShortcut(pressed)
	s.queue.drain()
}

// await runs what is handed to the UI until something holds.
func (s *pickStage) await(holds func() bool) {
	s.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for s.queue.drain(); !holds(); s.queue.drain() {
		require.True(s.t, time.Now().Before(deadline), "what was waited for never came")
		runtime.Gosched()
	}
	s.queue.drain() // what holds of a flow has been handed to the UI by now, and need not have been shown
}

// written waits until the file is written, or cannot be, and the tab says so.
func (s *shelfStage) written() {
	s.t.Helper()
	s.await(func() bool { return s.screen.saved != "" || s.screen.unsaved != nil })
}

func itoa(n int) string { return strconv.Itoa(n) }
