package views

import (
	"context"
	"fmt"
	"image/png"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// uiQueue is the dispatcher of tests: what flows publish waits here until the test's own goroutine, the
// only one that touches widgets, takes it up.
type uiQueue struct {
	mu   sync.Mutex
	work []func()
}

func (q *uiQueue) dispatch(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.work = append(q.work, f)
}

// drain runs everything that waits, and what that brings about.
func (q *uiQueue) drain() {
	for {
		q.mu.Lock()
		work := q.work
		q.work = nil
		q.mu.Unlock()
		if len(work) == 0 {
			return
		}
		for _, f := range work {
			f()
		}
	}
}

// pickStage is a window with one screen in it, and the Bitbucket and the disk behind it.
type pickStage struct {
	t      *testing.T
	queue  *uiQueue
	win    fyne.Window
	kit    *kit
	opened []string // addresses
	copied []string
	tab    int

	pages    []connector.Page
	broken   error
	hold     chan struct{} // the list waits here after its pages, if there is one
	byName   func(key, slug string) (connector.Repository, error)
	branches func(query string) ([]connector.Branch, error)
	checks   []connector.Check
	openErr  error

	mu          sync.Mutex
	profiles    []connector.BuildProfile
	connections []connector.Connection
	troubles    []connector.Problem
	readOnly    map[string]bool
	diskErr     error
}

func newPickStage(t *testing.T) *pickStage {
	t.Helper()
	require.NoError(t, LoadTranslations("en"))
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Look{Variant: "light"}))
	s := &pickStage{t: t, queue: &uiQueue{}, tab: -1}
	s.win = test.NewTempWindow(t, nil)
	s.win.SetPadded(false)
	s.kit = &kit{
		dispatch: s.queue.dispatch, window: s.win,
		openURL:  func(a string) { s.opened = append(s.opened, a) },
		copyText: func(a string) { s.copied = append(s.copied, a) },
		goTo:     func(tab int) { s.tab = tab },
		toServer: func(address string) { s.tab = tabServer; s.opened = append(s.opened, address) },
	}
	return s
}

// put shows a screen in the window.
func (s *pickStage) put(screen screen) {
	s.win.SetContent(screen.object())
	s.win.Resize(fyne.NewSize(1024, 660))
	s.win.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) {
		if k.Name == fyne.KeyEscape {
			screen.back()
		}
	})
	s.queue.drain()
}

// key presses a key on what has the focus, or on the window.
func (s *pickStage) key(name fyne.KeyName) {
	s.t.Helper()
	typed := s.win.Canvas().OnTypedKey()
	if f := s.win.Canvas().Focused(); f != nil {
		typed = f.TypedKey
	}
	typed(&fyne.KeyEvent{Name: name})
	s.queue.drain()
}

// typing types a text into what has the focus.
func (s *pickStage) typing(text string) {
	s.t.Helper()
	f := s.win.Canvas().Focused()
	require.NotNil(s.t, f, "nothing has the focus")
	for _, r := range text {
		f.TypedRune(r)
	}
	s.queue.drain()
}

// press finds a button by its text and taps it.
func (s *pickStage) press(text string) {
	s.t.Helper()
	b := s.button(text)
	require.NotNil(s.t, b, "no button says %q; there is: %s", text, s.text())
	test.Tap(b)
	s.queue.drain()
}

func (s *pickStage) button(text string) *button {
	var found *button
	s.walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && b.Text == text {
			found = b
		}
	})
	return found
}

// text is everything that can be read in the window.
func (s *pickStage) text() string {
	var all []string
	s.walk(func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *button:
			all = append(all, "["+o.Text+"]")
		case *mark:
			all = append(all, o.text)
		case *lamp:
			all = append(all, o.word)
		case interface{ String() string }:
			all = append(all, o.String())
		case fyne.Widget:
			if l, ok := labelText(o); ok {
				all = append(all, l)
			}
		}
	})
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), " | ")
}

func (s *pickStage) walk(see func(fyne.CanvasObject)) {
	walkObjects(s.win.Content(), see)
	for _, o := range s.win.Canvas().Overlays().List() {
		walkObjects(o, see)
	}
}

func walkObjects(o fyne.CanvasObject, see func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	see(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walkObjects(child, see)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walkObjects(child, see)
		}
	}
}

// picture keeps what the window shows, in the sizes and themes a person may have, where MOORING_PICTURES
// names a folder.
func (s *pickStage) picture(name string) {
	s.t.Helper()
	folder := os.Getenv("MOORING_PICTURES")
	if folder == "" {
		return
	}
	for _, look := range []struct {
		name string
		look Look
	}{{"light", Look{Variant: "light"}}, {"dark-150", Look{Variant: "dark", Scale: 1.5}}} {
		fyne.CurrentApp().Settings().SetTheme(NewTheme(look.look))
		s.win.Resize(fyne.NewSize(1024, 660))
		s.win.Content().Refresh()
		s.win.Canvas().Refresh(s.win.Content())
		s.queue.drain()
		f, err := os.Create(filepath.Join(folder, name+"-"+look.name+".png"))
		require.NoError(s.t, err)
		require.NoError(s.t, png.Encode(f, s.win.Canvas().Capture()))
		require.NoError(s.t, f.Close())
	}
	fyne.CurrentApp().Settings().SetTheme(NewTheme(Look{Variant: "light"}))
}

// What follows is the Bitbucket and the disk.

func (s *pickStage) Try(connector.Connection, connector.Credential) flow.Bitbucket { return s }

func (s *pickStage) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return s, s.openErr
}

func (s *pickStage) Checks(string) []connector.Check { return s.checks }

func (s *pickStage) Identity(context.Context) (connector.Identity, error) {
	return connector.Identity{}, nil
}

func (s *pickStage) Repositories(ctx context.Context) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		for _, p := range s.pages {
			if !yield(p, nil) {
				return
			}
		}
		if s.hold != nil {
			select {
			case <-s.hold:
			case <-ctx.Done():
			}
		}
		if s.broken != nil {
			yield(connector.Page{}, s.broken)
		}
	}
}

func (s *pickStage) Repository(_ context.Context, key, slug string) (connector.Repository, error) {
	return s.byName(key, slug)
}

func (s *pickStage) Branches(_ context.Context, _ connector.Repository, query string) ([]connector.Branch, error) {
	return s.branches(query)
}

func (s *pickStage) Profiles(context.Context) ([]connector.BuildProfile, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.profiles), s.diskErr
}

func (s *pickStage) ReportProfiles(ctx context.Context) (flow.ProfilesReport, error) {
	all, err := s.Profiles(ctx)
	return flow.ProfilesReport{Profiles: all, Problems: s.troubles, ReadOnly: s.readOnly}, err
}

func (s *pickStage) SaveProfile(ctx context.Context, p connector.BuildProfile) error {
	if err := s.DeleteProfile(ctx, p.ID); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.profiles = append(s.profiles, p)
	return nil
}

func (s *pickStage) DeleteProfile(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.diskErr == nil {
		s.profiles = slices.DeleteFunc(s.profiles, func(p connector.BuildProfile) bool { return p.ID == id })
	}
	return s.diskErr
}

func (s *pickStage) Connections(context.Context) ([]connector.Connection, error) {
	return s.connections, nil
}

func (s *pickStage) SaveConnection(context.Context, connector.Connection) error { return nil }

func (s *pickStage) DeleteConnection(context.Context, string) error { return nil }

func shopConnection() connector.Connection {
	return connector.Connection{
		ID: "c1", Provider: connector.Server, Name: "Shop git", Base: "https://git.test", Web: "https://git.test",
		Account: connector.Account{Name: "Mia Sandmann"},
	}
}

func shopRepository(n int, name string) connector.Repository {
	private, archived, branch := n%3 != 0, n%7 == 3, "main"
	updated := time.Now().Add(-time.Duration(n*n) * 7 * time.Hour)
	slug := strings.ToLower(strings.ReplaceAll(name, " ", "-"))
	return connector.Repository{
		Ref: connector.RepositoryRef{Provider: connector.Server, Base: "https://git.test", ID: fmt.Sprint(n)},
		Key: "SHOP", Slug: slug, Name: name, Owner: "Mobile shops", Private: &private, Archived: &archived,
		DefaultBranch: &branch, Updated: &updated, Description: "What customers hold in their hands when they order.",
		CloneHTTPS: "https://git.test/scm/shop/" + slug + ".git", Web: "https://git.test/projects/SHOP/repos/" + slug,
	}
}

func shopPage(total int) connector.Page {
	page := connector.Page{Total: total}
	for i, name := range []string{
		"Bakery for iPhone", "Bakery for Android", "Café Größe", "日本の花屋アプリ", "Delivery backend",
		"The repository with the very long name that somebody once thought would explain everything there is to know about it without a description",
		"Florist", "Garage", "Library cards", "Pharmacy", "Tailor", "Zoo tickets",
	} {
		page.Repositories = append(page.Repositories, shopRepository(i, name))
	}
	page.Repositories[7].Empty, page.Repositories[7].DefaultBranch = true, nil
	page.Repositories[8].Private, page.Repositories[8].Updated = nil, nil
	return page
}
