package views

import (
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"mooring/connector"
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
	looking(Look{Variant: "light"})
	s := &pickStage{t: t, queue: &uiQueue{}, tab: -1}
	s.win = test.NewTempWindow(t, nil)
	s.win.SetPadded(false)
	s.kit = &kit{
		dispatch: s.queue.dispatch, window: s.win,
		openURL:  func(a string) { s.opened = append(s.opened, a) },
		copyText: func(a string) { s.copied = append(s.copied, a) },
		goTo:     func(tab int) { s.tab = tab },
		connect:  func(tab int) { s.tab = tab },
		signIn:   func(connector.Connection) { s.tab = tabCloud },
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
		looking(look.look)
		s.win.Resize(fyne.NewSize(1024, 660))
		s.win.Content().Refresh()
		s.win.Canvas().Refresh(s.win.Content())
		s.queue.drain()
		f, err := os.Create(filepath.Join(folder, name+"-"+look.name+".png"))
		require.NoError(s.t, err)
		require.NoError(s.t, png.Encode(f, s.win.Canvas().Capture()))
		require.NoError(s.t, f.Close())
	}
	looking(Look{Variant: "light"})
}
