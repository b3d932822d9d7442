package views

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// chip finds a chip by what it says.
func (s *listStage) chip(text string) *chip {
	s.t.Helper()
	var found *chip
	s.walk(func(o fyne.CanvasObject) {
		if c, ok := o.(*chip); ok && c.text == text {
			found = c
		}
	})
	require.NotNil(s.t, found, "no chip says %q; there is: %s", text, s.text())
	return found
}

func (s *listStage) tapChip(text string) {
	s.t.Helper()
	test.Tap(s.chip(text))
	s.queue.drain()
}

// projects are many repositories in 300 projects.
func projects(s *listStage) {
	page := connector.Page{Total: -1}
	for n := range 600 {
		r := shopRepository(n%60, fmt.Sprintf("App %03d", n))
		r.Ref.ID, r.Key, r.Owner = fmt.Sprint(n), fmt.Sprintf("P%03d", n%300), fmt.Sprintf("Project number %03d", n%300)
		page.Repositories = append(page.Repositories, r)
	}
	s.pickStage.pages = []connector.Page{page}
}

func TestAChipWritesItsWordAndWhatIsTypedTurnsItOn(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName})
	s.tapChip("Private")
	assert.Equal(t, "is:private ", s.screen.search.Text)
	assert.True(t, s.chip("Private").on)
	assert.Equal(t, "✓ Private", s.chip("Private").String(), "told without colour")
	assert.Contains(t, s.text(), "7 found · 12 of 12")
	require.Same(t, s.screen.search, s.win.Canvas().Focused(), "one goes on typing")
	s.tapChip("Public")
	assert.Equal(t, "is:public ", s.screen.search.Text, "nothing is both")
	assert.False(t, s.chip("Private").on)
	s.typing("is:archived")
	assert.True(t, s.chip("Archived").on)
	s.tapChip("Public")
	assert.Equal(t, "is:archived ", s.screen.search.Text)
	s.picture("list-chips")
	s.typing("bak")
	assert.True(t, s.chip("Archived").on, "what is typed on is a word of its own")
	assert.Equal(t, []string{"bak"}, s.screen.state.Asked.Words)
	s.key(fyne.KeyEscape)
	assert.False(t, s.chip("Archived").on)
	assert.Contains(t, s.text(), "12 of 12")
}

func TestAFilterTakesTheMarkingOff(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName})
	s.typing("bak")
	s.screen.find() // marks all, as Ctrl+F does
	s.tapChip("Private")
	s.typing("e")
	assert.Equal(t, "is:private bake", s.screen.search.Text, "typing puts nothing away")
}

func TestChipsArePressedWithTheKeyboardAndShowWhereItIs(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName})
	s.win.Canvas().FocusNext()
	private := s.chip("Private")
	require.Same(t, private, s.win.Canvas().Focused(), "the first chip comes after the field")
	assert.True(t, test.WidgetRenderer(private).(*chipRenderer).ring.Visible())
	s.key(fyne.KeySpace)
	assert.Equal(t, "is:private ", s.screen.search.Text)
	require.Same(t, private, s.win.Canvas().Focused(), "it stays there")
	s.key(fyne.KeyReturn)
	assert.Empty(t, s.screen.search.Text)
	s.win.Canvas().FocusNext()
	assert.False(t, test.WidgetRenderer(private).(*chipRenderer).ring.Visible())
	s.key(fyne.KeyEscape)
	assert.Equal(t, closed, s.screen.step(), "Esc is the window's")
}

func TestAChipKeepsItsWidthWhenItIsPressed(t *testing.T) {
	newPickStage(t)
	c := newChip("Private", false, func() {})
	before := c.MinSize().Width
	c.set("Private", true)
	assert.InDelta(t, before, c.MinSize().Width, 0.01)
}

func TestAWordThatNarrowsNothingIsTold(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName})
	s.typing("is:secret bakery")
	assert.Contains(t, s.text(), "“is:secret” narrows nothing. Known are is:private, is:public, is:archived, is:admin.")
	assert.Contains(t, s.text(), "2 found", "it narrows nothing")
	s.picture("list-unknown")
	s.key(fyne.KeyEscape)
	assert.NotContains(t, s.text(), "narrows nothing")
}

func TestAProjectIsChosenFromAllThereAre(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, projects)
	s.typing("app")
	s.tapChip("Project")
	assert.Contains(t, s.text(), "Project number 000 | P000  ·  2 repositories")
	s.picture("list-projects")
	s.typing("number 217")
	assert.NotContains(t, s.text(), "P000  ·  2 repositories")
	s.picture("list-projects-found")
	s.key(fyne.KeyReturn)
	assert.Equal(t, "project:P217 app", s.screen.search.Text)
	assert.True(t, s.chip("Project: Project number 217").on)
	assert.Contains(t, s.text(), "2 found")
	require.Same(t, s.screen.search, s.win.Canvas().Focused())
	s.picture("list-project")

	s.tapChip("Project: Project number 217")
	assert.Equal(t, "check.svg", s.rowOf("Project number 217").pin.sign(), "the chosen one is in sight and ticked")
	s.key(fyne.KeyDown)
	s.key(fyne.KeyReturn)
	assert.Equal(t, "project:P218 app", s.screen.search.Text, "another takes its place")
	s.tapChip("Project: Project number 218")
	s.key(fyne.KeyPageUp)
	for range 300 {
		s.key(fyne.KeyUp)
	}
	s.key(fyne.KeyReturn)
	assert.Equal(t, "app", s.screen.search.Text, "the first line takes it back")
}

func TestAProjectIsFoundWithoutItsAccents(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) {
		r := shopRepository(0, "Cake")
		r.Ref.ID, r.Key, r.Owner = "1", "CREME", "Crème de la Crème"
		other := shopRepository(1, "Tea")
		other.Ref.ID, other.Key, other.Owner = "2", "TEA", "Tea"
		s.pickStage.pages = []connector.Page{{Total: -1, Repositories: []connector.Repository{r, other}}}
	})
	s.tapChip("Project")
	s.typing("creme de")
	s.key(fyne.KeyReturn)
	assert.Equal(t, "project:CREME ", s.screen.search.Text)
	s.tapChip("Project: Crème de la Crème")
	s.typing("DE LA CREME")
	assert.Equal(t, "Crème de la Crème", s.rowOf("Crème de la Crème").name.text)
}

func TestAProjectInsideAWorkspaceIsChosenLikeTheWorkspace(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) {
		a, b := shopRepository(0, "Cake"), shopRepository(1, "Tea")
		a.Ref.ID, a.Key, a.Owner, a.Project = "1", "acme", "Acme", "Mobile Apps"
		b.Ref.ID, b.Key, b.Owner, b.Project = "2", "acme", "Acme", "Ovens"
		s.pickStage.pages = []connector.Page{{Total: -1, Repositories: []connector.Repository{a, b}}}
	})
	s.tapChip("Project")
	assert.Contains(t, s.text(), "Acme | 2 repositories")
	assert.Contains(t, s.text(), "Mobile Apps | 1 repository  ·  in Acme")
	s.typing("mobile acme")
	s.key(fyne.KeyReturn)
	assert.Equal(t, `project:"Mobile Apps" `, s.screen.search.Text)
	assert.Contains(t, s.text(), "1 found")
	s.tapChip("Project: Mobile Apps")
	assert.Equal(t, "check.svg", s.rowOf("Mobile Apps").pin.sign())
	s.key(fyne.KeyDown)
	s.key(fyne.KeyReturn)
	assert.Equal(t, `project:Ovens `, s.screen.search.Text, "another takes its place")
}

func TestEscapeClosesTheProjectsAndNothingElse(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, projects)
	s.typing("app")
	s.tapChip("Project")
	require.Len(t, s.win.Canvas().Overlays().List(), 1)
	s.key(fyne.KeyEscape)
	assert.Empty(t, s.win.Canvas().Overlays().List())
	assert.Equal(t, "app", s.screen.search.Text)
	s.typing("z")
	assert.Equal(t, "appz", s.screen.search.Text, "the keyboard is back in the field")
}

func TestSeveralProjectsThatAreTypedAreCounted(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, projects)
	s.typing(`project:P001 project:"Project number 002"`)
	assert.True(t, s.chip("2 projects").on)
	assert.Contains(t, s.text(), "4 found")
	s.tapChip("2 projects")
	s.typing("299")
	s.key(fyne.KeyReturn)
	assert.Equal(t, "project:P299 ", s.screen.search.Text)
}

func TestTheListOfProjectsFitsALargeTextOnASmallScreen(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, projects)
	looking(Look{Scale: 1.5, Variant: "dark"})
	defer looking(Look{Variant: "light"})
	s.win.Resize(fyne.NewSize(1024, 640))
	s.tapChip("Project")
	over := s.win.Canvas().Overlays().Top()
	walkObjects(over, func(o fyne.CanvasObject) {
		if e, ok := o.(*entry); ok {
			assert.LessOrEqual(t, fyne.CurrentApp().Driver().AbsolutePositionForObject(e).X+e.Size().Width, float32(1024))
		}
		if c, ok := o.(*chooser); ok {
			assert.LessOrEqual(t, fyne.CurrentApp().Driver().AbsolutePositionForObject(c).Y+c.Size().Height, float32(640))
			assert.Greater(t, c.Size().Height, 2*c.pitch())
		}
	})
}

func TestAServerThatTellsNoChangesIsNotSaidToBeInTheirOrder(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByUpdated}, func(s *listStage) {
		for i := range s.pickStage.pages[0].Repositories {
			s.pickStage.pages[0].Repositories[i].Updated = nil
		}
	})
	assert.Equal(t, "By name", s.chip("By name").text)
	items := s.screen.filter.orders()
	assert.True(t, items[0].Checked)
	assert.True(t, items[1].Disabled)
	assert.False(t, items[1].Checked)
	assert.Equal(t, "By last change (a Server does not tell it in lists)", items[1].Label)
}

func TestTheOrderIsChosenFromAMenuAndKept(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName})
	items := s.screen.filter.orders()
	require.Len(t, items, 4)
	assert.True(t, items[0].Checked)
	s.tapChip("By name")
	s.picture("list-orders")
	s.screen.k.dismissed()
	items[1].Action()
	s.queue.drain()
	assert.Equal(t, "By last change", s.chip("By last change").text)
	assert.Equal(t, "Bakery for iPhone", s.screen.state.Rows.At(0).Name)
	s.screen.filter.orders()[3].Action()
	s.queue.drain()
	assert.Contains(t, s.text(), "Mobile shops | SHOP  ·  12 repositories")
	assert.Equal(t, []flow.Arrangement{{By: flow.ByUpdated}, {By: flow.ByUpdated, Grouped: true}}, s.told)
	s.typing("b")
	assert.Equal(t, "Best match first", s.chip("Best match first").text)
	assert.NotContains(t, s.text(), "12 repositories")
}

func TestEscapeGivesUpMakingSureBeforeItEmptiesTheField(t *testing.T) {
	hold := make(chan struct{})
	defer close(hold)
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) {
		s.byName = func(string, string) (connector.Repository, error) {
			<-hold
			return connector.Repository{}, connector.NewProblem(connector.CodeServerBusy)
		}
	})
	s.typing("florist")
	s.key(fyne.KeyReturn)
	require.NotEmpty(t, s.screen.state.Choosing.ID)
	s.key(fyne.KeyEscape)
	assert.Empty(t, s.screen.state.Choosing.ID)
	assert.Equal(t, "florist", s.screen.search.Text)
	s.key(fyne.KeyEscape)
	assert.Empty(t, s.screen.search.Text)
	s.key(fyne.KeyEscape)
	assert.Equal(t, closed, s.screen.step())
}
