package views

import (
	"bytes"
	"cmp"
	"context"
	"image"
	"image/color"
	"image/png"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// cloudWindow is a window with the Cloud tab alone, on a flow whose needs are played here.
type cloudWindow struct {
	*Window
	flow   *flow.Cloud
	screen *cloudScreen
	queue  chan func()
	play   *cloudPlay
	copied string
}

// cloudPlay plays everything the flow needs.
type cloudPlay struct {
	mu      sync.Mutex // of the consumer
	key     string
	answers chan error
	opened  chan string
	tried   chan connector.Credential
	chosen  chan connector.Connection
	server  chan string
	who     connector.Identity
	kept    map[string]connector.Credential
	removed []string // the keys of consumers
	// found are what the checks find, on the rung at.
	found []connector.Problem
	at    connector.CheckID
	own   bool // the consumer is the person's own
	// waits are what is told about the waiting after the link, one by one.
	waits chan connector.ConsentWait
	saved []connector.Connection
	pages []string // opened without the flow
}

func newCloudWindow(t *testing.T, prepare ...func(*cloudPlay)) *cloudWindow {
	t.Helper()
	looking(Look{Variant: "light"})
	require.NoError(t, LoadTranslations("en"))
	p := &cloudPlay{
		key: "key", answers: make(chan error, 9), opened: make(chan string, 9), tried: make(chan connector.Credential, 9),
		chosen: make(chan connector.Connection, 9), server: make(chan string, 9), kept: map[string]connector.Credential{},
		waits: make(chan connector.ConsentWait), own: true,
		who: connector.Identity{Account: connector.Account{ID: "1", Name: "Mia Sørensen"}, Workspaces: cloudWorkspaces(2)},
	}
	for _, f := range prepare {
		f(p)
	}
	w := &cloudWindow{queue: make(chan func(), 1000), play: p}
	w.flow = flow.NewCloud(flow.CloudNeeds{
		Clients: cloudClients{p}, Connections: p, Vault: p, Consent: p, Browser: p, Consumer: p, Clock: time.Now,
		Scopes: []string{"account", "repository", "webhook"}, Web: "https://bitbucket.org", API: "https://api.bitbucket.org/2.0",
		OnChoose: func(c connector.Connection) { p.chosen <- c }, OnServer: func(a string) { p.server <- a },
		Hold: func(bool) {},
	})
	t.Cleanup(w.flow.Close)
	win := test.NewTempWindow(t, nil)
	w.Window = New(win, Options{
		Flows: Flows{Cloud: w.flow}, Dispatch: func(f func()) { w.queue <- f }, Copy: func(text string) { w.copied = text },
		OpenURL: func(address string) { p.pages = append(p.pages, address) },
	})
	w.kit.grace = 0
	win.Resize(fyne.NewSize(1024, 768))
	screen, ok := w.journeys[tabCloud].screens[len(w.journeys[tabCloud].screens)-1].(*cloudScreen)
	require.True(t, ok)
	w.screen = screen
	w.drain()
	return w
}

// startedCloudWindow is a window whose flow has read what is saved.
func startedCloudWindow(t *testing.T, prepare ...func(*cloudPlay)) *cloudWindow {
	t.Helper()
	w := newCloudWindow(t, prepare...)
	w.flow.Start()
	w.until(t, func(s flow.CloudState) bool { return s.Step != flow.CloudStarting })
	return w
}

// drain runs what waits for the UI goroutine, which is the test's own.
func (w *cloudWindow) drain() {
	for {
		select {
		case f := <-w.queue:
			f()
		default:
			return
		}
	}
}

// until renders states until one holds on the screen.
func (w *cloudWindow) until(t *testing.T, holds func(flow.CloudState) bool) {
	t.Helper()
	limit := time.After(waitLimit)
	for !holds(w.screen.now) {
		select {
		case f := <-w.queue:
			f()
		case <-limit:
			require.FailNow(t, "the state never came", "the screen stands at %s", w.screen.now.Step)
		}
	}
	w.drain()
}

func (w *cloudWindow) at(t *testing.T, step flow.CloudStep) {
	t.Helper()
	w.until(t, func(s flow.CloudState) bool { return s.Step == step })
}

// visible gives every visible object of a type in the window.
func visible[T fyne.CanvasObject](root fyne.CanvasObject) []T {
	var found []T
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		if x, ok := o.(T); ok {
			found = append(found, x)
			return
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c)
			}
		}
	}
	walk(root)
	return found
}

// press taps the button of that name.
func (w *cloudWindow) press(t *testing.T, key string) {
	t.Helper()
	all := visible[*button](w.screen.object())
	i := slices.IndexFunc(all, func(b *button) bool { return b.Text == say(key) })
	require.GreaterOrEqual(t, i, 0, "no button says %q", say(key))
	require.False(t, all[i].Disabled(), "%q cannot be pressed", say(key))
	test.Tap(all[i])
	w.drain()
}

func cloudWorkspaces(n int) []connector.Workspace {
	names := []string{"Harbour Bakery", "Quay & Sons", "京都カフェ", "Leuchtturm-Apotheke", "Fjord Fitness", "Casa Miró", "North Pier", "Old Dock"}
	var out []connector.Workspace
	for i := range n {
		out = append(out, connector.Workspace{Slug: names[i%len(names)], Name: names[i%len(names)]})
	}
	return out
}

func cloudPicture(t *testing.T) []byte {
	picture := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			picture.Set(x, y, color.RGBA{uint8(200 - x), uint8(90 + y), 140, 255})
		}
	}
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, picture))
	return out.Bytes()
}

// consumer is the key in use by now, and those that were removed.
func (p *cloudPlay) consumer() (key string, removed []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.key, slices.Clone(p.removed)
}

func (p *cloudPlay) Consumer() (string, bool) {
	key, _ := p.consumer()
	return key, key != ""
}

func (p *cloudPlay) RemoveConsumer(context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.key, p.removed = "", append(p.removed, p.key)
	return nil
}

func (p *cloudPlay) Own() bool { return p.own }

func (p *cloudPlay) Checked() bool { return true }

func (p *cloudPlay) SetConsumer(_ context.Context, key string, _ connector.Secret) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.key = key
	return nil
}

func (p *cloudPlay) Callback() string { return "http://localhost:28421/callback" }

func (p *cloudPlay) Open(address string) error {
	p.opened <- address
	return nil
}

func (p *cloudPlay) Ask(ctx context.Context, scopes []string, waiting func(connector.ConsentWait)) (connector.Credential, error) {
	waiting(connector.ConsentWait{Link: "https://bitbucket.org/site/oauth2/authorize?client_id=key", Until: time.Now().Add(5 * time.Minute)})
	for {
		select {
		case err := <-p.answers:
			return connector.Credential{Kind: connector.Session, Token: connector.NewSecret("t"), Scopes: scopes}, err
		case wait := <-p.waits:
			waiting(wait)
		case <-ctx.Done():
			return connector.Credential{}, ctx.Err()
		}
	}
}

func (p *cloudPlay) Connections(context.Context) ([]connector.Connection, error) { return p.saved, nil }
func (p *cloudPlay) SaveConnection(context.Context, connector.Connection) error  { return nil }
func (p *cloudPlay) DeleteConnection(context.Context, string) error              { return nil }
func (p *cloudPlay) Put(context.Context, string, connector.Credential, connector.Keep) error {
	return nil
}
func (p *cloudPlay) Delete(context.Context, string) error { return nil }

func (p *cloudPlay) Get(_ context.Context, id string, _ []string) (connector.Credential, error) {
	if credential, ok := p.kept[id]; ok {
		return credential, nil
	}
	return connector.Credential{}, connector.ErrNoSecret
}

type cloudClients struct{ p *cloudPlay }

func (c cloudClients) Try(_ connector.Connection, credential connector.Credential) flow.Bitbucket {
	c.p.tried <- credential
	return cloudPlayed(c)
}

func (c cloudClients) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return cloudPlayed(c), nil
}

// cloudPlayed is the Bitbucket of a cloudPlay.
type cloudPlayed struct{ p *cloudPlay }

func (b cloudPlayed) Checks(string) []connector.Check {
	at := cmp.Or(b.p.at, connector.CheckCredential)
	found := connector.Finding{Problems: b.p.found}
	for _, p := range b.p.found {
		found.Unfinished = found.Unfinished || p.Code == connector.CodeRateLimited
	}
	return []connector.Check{{ID: at, Run: func(context.Context) connector.Finding { return found }}}
}

func (b cloudPlayed) Identity(context.Context) (connector.Identity, error) { return b.p.who, nil }

func (b cloudPlayed) Repositories(context.Context) iter.Seq2[connector.Page, error] {
	return func(func(connector.Page, error) bool) {}
}

func (b cloudPlayed) Repository(context.Context, string, string) (connector.Repository, error) {
	return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound)
}

func (b cloudPlayed) Branches(context.Context, connector.Repository, string) ([]connector.Branch, error) {
	return nil, nil
}
