package views

import (
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// queue is a dispatcher that keeps what is handed to it until the test runs it: the test's goroutine is
// the only one that touches widgets.
type queue struct {
	mu    sync.Mutex
	tasks []func()
	more  chan struct{}
}

func newQueue() *queue { return &queue{more: make(chan struct{}, 1)} }

func (q *queue) dispatch(task func()) {
	q.mu.Lock()
	q.tasks = append(q.tasks, task)
	q.mu.Unlock()
	select {
	case q.more <- struct{}{}:
	default:
	}
}

func (q *queue) drain() {
	for {
		q.mu.Lock()
		tasks := q.tasks
		q.tasks = nil
		q.mu.Unlock()
		if len(tasks) == 0 {
			return
		}
		for _, task := range tasks {
			task()
		}
	}
}

// until runs what comes in until a condition holds.
func (q *queue) until(t *testing.T, holds func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	for {
		q.drain()
		if holds() {
			return
		}
		select {
		case <-q.more:
		case <-deadline:
			require.Fail(t, "what was waited for never came")
		}
	}
}

// stage is a whole window on doubles.
type stage struct {
	*queue
	double *serverDouble
	server *flow.Server
	window *Window
	win    fyne.Window
	opened []string
	copied []string
	chosen []connector.Connection
	asked  []string   // the endings of the files that were asked for
	files  []pickable // what is chosen, one each time
	ticks  []func()   // what waits for the next second
	missed []string   // the repositories somebody cannot see
	clock  time.Time
}

// pickable is a file that a person chooses.
type pickable struct {
	path string
	data []byte
	err  error
}

// pick stands in for the dialog that asks for a file.
func (s *stage) pick(_ string, endings []string, picked pickedFile) {
	s.asked = append(s.asked, endings...)
	if len(s.files) == 0 {
		return // nothing was chosen
	}
	f := s.files[0]
	s.files = s.files[1:]
	picked(filepath.Base(f.path), f.path, func() ([]byte, error) { return f.data, f.err })
}

// after keeps what waits until the test lets a second pass.
func (s *stage) after(_ time.Duration, run func()) (stop func()) {
	at := len(s.ticks)
	s.ticks = append(s.ticks, run)
	return func() { s.ticks[at] = nil }
}

// waits tells whether anything waits for the next second.
func (s *stage) waits() bool {
	for _, run := range s.ticks {
		if run != nil {
			return true
		}
	}
	return false
}

// second lets one pass.
func (s *stage) second() {
	s.clock = s.clock.Add(time.Second)
	due := s.ticks
	s.ticks = nil
	for _, run := range due {
		if run != nil {
			run()
		}
	}
	s.drain()
}

// newStage opens a window of 1024×768 with the Server tab in front.
func newStage(t *testing.T, look Look, prepare ...func(*serverDouble)) *stage {
	t.Helper()
	s := &stage{queue: newQueue(), clock: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC), double: &serverDouble{
		secrets: map[string]connector.Credential{}, pins: map[string]connector.Certificate{}, roots: map[string][]connector.Root{},
	}}
	s.double.identity = connector.Identity{
		Base: "https://bitbucket.harbour.example", Web: "https://bitbucket.harbour.example", Version: "9.4.1",
		Account: connector.Account{ID: "ada", Name: "Ada Okafor"},
	}
	s.double.find("")
	for _, p := range prepare {
		p(s.double)
	}
	looking(look)
	require.NoError(t, LoadTranslations("en"))
	s.server = flow.NewServer(flow.ServerNeeds{
		Clients: s.double, Connections: s.double, Vault: s.double, Trusts: s.double,
		Clock:    func() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) },
		OnChoose: func(c connector.Connection, _ string) { s.chosen = append(s.chosen, c) },
	})
	t.Cleanup(s.server.Close)
	s.win = test.NewTempWindow(t, nil)
	s.win.Resize(fyne.NewSize(1024, 768))
	s.window = New(s.win, Options{
		Flows: Flows{Server: s.server}, Dispatch: s.dispatch, Look: look,
		Demo:    &Demo{Address: "http://127.0.0.1:7990/bitbucket", Token: connector.NewSecret("demo-token-1")},
		OpenURL: func(link string) { s.opened = append(s.opened, link) },
		Copy:    func(text string) { s.copied = append(s.copied, text) },
	})
	s.window.kit.grace = 0
	s.window.kit.pickFile, s.window.kit.after = s.pick, s.after
	s.window.kit.now = func() time.Time { return s.clock }
	s.window.kit.askMissing = func(_ connector.Connection, text string) { s.missed = append(s.missed, text) }
	s.window.GoTo(tabServer)
	s.server.Start()
	s.at(t, flow.ServerFormStep, flow.ServerList)
	return s
}

// at waits for one of some steps and shows it.
func (s *stage) at(t *testing.T, steps ...flow.ServerStep) {
	t.Helper()
	screen, _ := s.window.journeys[tabServer].shown.(*serverScreen)
	s.until(t, func() bool {
		for _, step := range steps {
			if screen.state.Step == step && s.server.Now().State.Step == step {
				return true
			}
		}
		return false
	})
}

func (s *stage) screen() *serverScreen {
	screen, _ := s.window.journeys[tabServer].shown.(*serverScreen)
	return screen
}

// fillIn types an address and a token.
func (s *stage) fillIn(address, token string) {
	s.screen().form.address.SetText(address)
	s.screen().form.token.SetText(token)
}

// picture lays the window out as one that is shown, and saves what it shows where MOORING_PICTURES says.
func (s *stage) picture(t *testing.T, name string) {
	t.Helper()
	s.win.Resize(fyne.NewSize(1024, 767))
	s.win.Resize(fyne.NewSize(1024, 768))
	folder := os.Getenv("MOORING_PICTURES")
	if folder == "" {
		return // drawing takes a second each, and nobody would look
	}
	f, err := os.Create(filepath.Join(folder, name+".png"))
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, png.Encode(f, s.win.Canvas().Capture()))
}

// press taps the button that says something.
func (s *stage) press(t *testing.T, label string) {
	t.Helper()
	b := s.button(label)
	require.NotNil(t, b, "a button that says %q", label)
	test.Tap(b)
	s.drain()
}

// button finds a visible button by its words.
func (s *stage) button(label string) *button {
	var found *button
	walk(s.win.Content(), func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && b.Text == label {
			found = b
		}
	})
	return found
}

// shows tells whether a text can be read in the window.
func (s *stage) shows(text string) bool {
	for _, said := range s.texts() {
		if said == text {
			return true
		}
	}
	return false
}
