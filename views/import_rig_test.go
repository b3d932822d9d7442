package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

// importStage is the page of an import in a window, with a store of profiles behind it.
type importStage struct {
	*pickStage
	screen *importScreen
	flow   *flow.Import
	found  []connector.BuildProfile
	failed error
	picks  []pickable
}

// Export is not what is tested here.
func (s *importStage) Export([]connector.BuildProfile) ([]byte, error) { return nil, nil }

// Import gives what the test put into the file.
func (s *importStage) Import([]byte) ([]connector.BuildProfile, error) { return s.found, s.failed }

func newImportStage(t *testing.T, found ...connector.BuildProfile) *importStage {
	t.Helper()
	s := &importStage{pickStage: newPickStage(t), found: found}
	s.connections = []connector.Connection{shopConnection()}
	s.flow = flow.NewImport(flow.ImportNeeds{Exchange: s, Profiles: s, Connections: s})
	s.kit.imports = s.flow
	s.kit.pickFile = func(_ string, _ []string, picked pickedFile) {
		f := s.picks[0]
		s.picks = s.picks[1:]
		picked(f.path, f.path, func() ([]byte, error) { return f.data, f.err })
	}
	s.screen = newImportScreen(s.kit, s.flow)
	s.put(s.screen)
	t.Cleanup(func() { s.flow.Close(); s.flow.Wait(); s.queue.drain() })
	return s
}

// open opens a file.
func (s *importStage) open() {
	s.t.Helper()
	s.flow.Open("team.json", []byte("{}"))
	s.settle()
	s.screen.focus()
}

// settle waits for what the flow does with the disk.
func (s *importStage) settle() {
	s.flow.Wait()
	s.queue.drain()
}

// givenAway are profiles as a colleague exports them: for a Bitbucket that is connected here, and for two that are not.
func givenAway() []connector.BuildProfile {
	given := func(p connector.BuildProfile) connector.BuildProfile {
		p.ID, p.ConnectionID, p.Created = "", "", time.Time{}
		p.Triggers = connector.Triggers{Push: []string{"main"}}
		return p
	}
	a, b, c := given(shopProfile(1, "Bakery")), given(shopProfile(2, "Delivery")), given(shopProfile(3, "Harbour kiosk"))
	b.Repository = connector.RepositoryRef{Provider: connector.Cloud, Base: "https://api.bitbucket.org/2.0", ID: "{7}"}
	b.Key, b.CloneHTTPS, b.Web = "acme", "https://bitbucket.org/acme/delivery.git", "https://bitbucket.org/acme/delivery"
	c.Repository.Base = "http://git.harbour.example/bitbucket"
	c.Web, c.CloneHTTPS = "http://git.harbour.example/bitbucket/projects/SHOP/repos/kiosk", "http://git.harbour.example/bitbucket/scm/shop/kiosk.git"
	return []connector.BuildProfile{a, b, c}
}

// fits holds the page to the window in large letters.
func (s *importStage) fits() {
	s.t.Helper()
	looking(Look{Variant: "light", Scale: 1.5})
	defer looking(Look{Variant: "light"})
	s.win.Resize(fyne.NewSize(1024, 659))
	s.win.Resize(fyne.NewSize(1024, 660))
	size := s.win.Content().MinSize()
	assert.LessOrEqual(s.t, size.Width, float32(1024))
	assert.LessOrEqual(s.t, size.Height, float32(660))
	leads := 0
	s.walk(func(o fyne.CanvasObject) {
		b, ok := o.(*button)
		if !ok {
			return
		}
		assert.GreaterOrEqual(s.t, b.Size().Width+0.5, b.MinSize().Width, b.Text)
		if b.Importance == widget.HighImportance {
			leads++
			assert.LessOrEqual(s.t, bottom(b), float32(660), "%s is in sight", b.Text)
		}
	})
	assert.Equal(s.t, 1, leads)
}
