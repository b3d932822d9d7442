package views

import (
	"bytes"
	"context"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// helpStage is a whole window with the list of repositories, "Why can't I see it?" and the settings of the
// network, over doubles.
type helpStage struct {
	*pickStage
	explain map[string][]connector.Rung // by what is asked
	asked   []string
	large   *largeShop // on Bitbucket Cloud
	window  *Window
	flows   Flows
	network *networkDouble
	kept    []ChosenService
	found   []string
	chosen  []string // repositories
	saved   *sheetOfPaper
	named   string // the file name a save dialog was opened with
	clock   time.Time
	later   []func()
}

// askable is a Bitbucket that can be asked why.
type askable struct {
	*pickStage
	stage *helpStage
}

func (a askable) Open(_ context.Context, c connector.Connection) (flow.Bitbucket, error) {
	if c.Provider == connector.Cloud && a.stage.large != nil {
		return largeAskable{a, a.stage.large}, a.openErr
	}
	return a, a.openErr
}

func (a askable) Explain(text string) []connector.Check {
	a.stage.mu.Lock()
	a.stage.asked = append(a.stage.asked, text)
	rungs := a.stage.explain[text]
	a.stage.mu.Unlock()
	var all []connector.Check
	var before []connector.CheckID
	for _, r := range rungs {
		all = append(all, connector.Check{ID: r.ID, After: before, Run: func(ctx context.Context) connector.Finding {
			if r.State == connector.Running {
				<-ctx.Done()
			}
			return connector.Finding{Problems: r.Problems, Facts: r.Facts}
		}})
		before = []connector.CheckID{r.ID}
	}
	return all
}

func presets() []connector.BuildService {
	return []connector.BuildService{
		{
			ID: "appcircle", Name: "Appcircle", Source: "https://docs.appcircle.example/allow-list", Checked: "2026-11-22",
			Addresses: []string{"34.147.2.16", "162.19.204.13", "77.92.96.46", "77.92.124.2/27", "77.92.102.192/28"},
		},
		{ID: "custom", Name: "Another build service", Custom: true},
	}
}

func newHelpStage(t *testing.T, prepare ...func(*helpStage)) *helpStage {
	t.Helper()
	s := &helpStage{pickStage: newPickStage(t), explain: map[string][]connector.Rung{}, network: &networkDouble{}}
	s.clock = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	s.pages = []connector.Page{shopPage(12)}
	for _, p := range prepare {
		p(s)
	}
	clients := askable{s.pickStage, s}
	s.flows.ServerPicker = flow.NewPicker(flow.PickerNeeds{Clients: clients, OnChosen: s.took})
	s.flows.ServerMissing = flow.NewMissing(flow.MissingNeeds{Clients: clients, OnFound: func(c connector.Connection, search string) {
		s.found = append(s.found, search)
		s.flows.ServerPicker.Open(c, search)
	}})
	s.flows.CloudPicker = flow.NewPicker(flow.PickerNeeds{Clients: clients, Rest: time.Millisecond, OnChosen: s.took})
	s.flows.CloudMissing = flow.NewMissing(flow.MissingNeeds{Clients: clients, OnFound: func(c connector.Connection, search string) {
		s.found = append(s.found, search)
		s.flows.CloudPicker.Open(c, search)
	}})
	s.flows.Network = flow.NewNetwork(flow.NetworkNeeds{Proxies: s.network, Trusts: s.network})
	s.window = New(s.win, Options{
		Flows: s.flows, Dispatch: s.queue.dispatch, Look: Look{Variant: "light"},
		OpenURL:  func(a string) { s.opened = append(s.opened, a) },
		Copy:     func(a string) { s.copied = append(s.copied, a) },
		Services: presets(), Chosen: ChosenService{ID: "appcircle"},
		OnService: func(c ChosenService) { s.kept = append(s.kept, c) },
	})
	s.kit = s.window.kit
	s.kit.grace = 0
	s.kit.now = func() time.Time { return s.clock }
	s.kit.after = func(_ time.Duration, run func()) func() {
		s.later = append(s.later, run)
		return func() {}
	}
	s.saved = &sheetOfPaper{name: "mooring-note.txt"}
	s.kit.saveFile = func(_, name string, chosen placed) {
		s.named = name
		if s.saved != nil {
			chosen(s.saved, nil)
		}
	}
	s.window.GoTo(tabServer)
	s.win.Resize(fyne.NewSize(1024, 768))
	t.Cleanup(func() {
		for _, p := range []*flow.Picker{s.flows.ServerPicker, s.flows.CloudPicker} {
			p.Close()
			p.Wait()
		}
		for _, m := range []*flow.Missing{s.flows.ServerMissing, s.flows.CloudMissing} {
			m.Close()
			m.Wait()
		}
		s.flows.Network.Close()
		s.queue.drain()
	})
	return s
}

// took notes a repository that was chosen.
func (s *helpStage) took(_ connector.Connection, r connector.Repository) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chosen = append(s.chosen, r.Name)
}

// settle waits for all work and shows what came of it.
func (s *helpStage) settle() {
	s.queue.drain() // what is drawn may begin work itself
	s.flows.ServerPicker.Wait()
	s.flows.ServerMissing.Wait()
	s.flows.CloudPicker.Wait()
	s.flows.CloudMissing.Wait()
	s.queue.drain()
}

// list opens the list of repositories.
func (s *helpStage) list() {
	s.flows.ServerPicker.Open(shopConnection(), "")
	s.settle()
}

func (s *helpStage) screen() *missingScreen {
	screen, _ := s.window.journeys[s.window.at].shown.(*missingScreen)
	require.NotNil(s.t, screen, "the page in front")
	return screen
}

// ask types a name into the page and presses Enter.
func (s *helpStage) ask(text string) {
	c := shopConnection()
	if s.window.at == tabCloud {
		c = acmeConnection()
	}
	s.kit.missing(c, "")
	s.queue.drain()
	s.typing(text)
	s.key(fyne.KeyReturn)
	s.settle()
}

// lit is a rung with what it found.
func lit(id connector.CheckID, facts map[string]string, problems ...connector.Problem) connector.Rung {
	return connector.Rung{ID: id, Facts: facts, Problems: problems}
}

func missingRungs(change ...connector.Rung) []connector.Rung {
	rungs := []connector.Rung{
		lit(connector.CheckPlace, nil), lit(connector.CheckOwner, nil), lit(connector.CheckRepository, nil),
		lit(connector.CheckVisible, map[string]string{"key": "SHOP", "slug": "checkout"}), lit(connector.CheckArchived, map[string]string{"archived": "no"}),
	}
	for _, c := range change {
		i := slices.IndexFunc(rungs, func(r connector.Rung) bool { return r.ID == c.ID })
		rungs[i] = c
	}
	return rungs
}

// draw lays the window out in every look, holds every text to the room it needs, and saves a picture where
// MOORING_PICTURES names a folder.
func (s *helpStage) draw(name string) {
	s.t.Helper()
	all := looks()
	for _, look := range slices.Sorted(maps.Keys(all)) { // ends with the look the stage goes on in
		looking(all[look])
		for _, tall := range []float32{767, 768} {
			s.win.Resize(fyne.NewSize(1024, tall))
			s.win.Content().Refresh()
			s.win.Canvas().Refresh(s.win.Content())
			s.queue.drain()
		}
		size := s.win.Content().MinSize()
		assert.LessOrEqual(s.t, size.Width, float32(1024), "%s %s fits the width", name, look)
		assert.LessOrEqual(s.t, size.Height, float32(768), "%s %s fits the height", name, look)
		s.nothingCut(name + " " + look)
		s.onePrimary(name)
		folder := os.Getenv("MOORING_PICTURES")
		if folder == "" {
			continue
		}
		var out bytes.Buffer
		require.NoError(s.t, png.Encode(&out, s.win.Canvas().Capture()))
		require.NoError(s.t, os.WriteFile(filepath.Join(folder, name+"-"+look+".png"), out.Bytes(), 0o600))
	}
	looking(Look{Variant: "light"})
}

func (s *helpStage) nothingCut(where string) {
	s.t.Helper()
	s.walk(func(o fyne.CanvasObject) {
		room := func(text string) {
			assert.GreaterOrEqual(s.t, o.Size().Height+0.5, o.MinSize().Height, "%s: %s", where, text)
		}
		switch o := o.(type) {
		case *widget.Label:
			if o.Wrapping == fyne.TextWrapWord {
				room(o.Text)
			}
		case *button:
			assert.GreaterOrEqual(s.t, o.Size().Width+0.5, o.MinSize().Width, "%s: %s", where, o.Text)
			room(o.Text)
		case *muted:
			room(o.String())
		}
	})
}

// onePrimary holds a page to its one button that leads on.
func (s *helpStage) onePrimary(where string) {
	s.t.Helper()
	var leads []string
	s.walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && b.Importance == widget.HighImportance {
			leads = append(leads, b.Text)
		}
	})
	assert.LessOrEqual(s.t, len(leads), 1, "%s: %v", where, leads)
}

// soon waits until what runs beside the window has brought something about.
func (s *helpStage) soon(holds func() bool) {
	s.t.Helper()
	s.await(holds)
}

// lone is a screen of one page, for what others open.
type lone struct{ page fyne.CanvasObject }

func (l lone) object() fyne.CanvasObject { return l.page }
func (lone) step() int                   { return stepCheck }
func (lone) back() bool                  { return false }
func (lone) find()                       {}
func (lone) focus()                      {}

// lay puts a page into the window, as the Server tab would.
func (s *helpStage) lay(page fyne.CanvasObject) {
	s.window.journeys[tabServer].screens = []screen{lone{page}}
	s.window.update()
	s.queue.drain()
}
