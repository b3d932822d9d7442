package views

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// shelf is what is kept of lists on this computer, in memory.
type shelf struct {
	choices connector.Choices
	list    []byte
}

func (s *shelf) Choices(context.Context, string) (connector.Choices, error) { return s.choices, nil }

func (s *shelf) ChangeChoices(_ context.Context, _ string, change func(*connector.Choices)) (connector.Choices, error) {
	change(&s.choices)
	return s.choices, nil
}

func (s *shelf) List(context.Context, string) ([]byte, error) { return s.list, nil }

func (s *shelf) SaveList(_ context.Context, _ string, write func(io.Writer) error) error {
	var out strings.Builder
	err := write(&out)
	s.list = []byte(out.String())
	return err
}

// listStage is the list of repositories in a window, with what is kept of it, and pages that come when they are let.
type listStage struct {
	*pickStage
	kept   *shelf
	screen *pickerScreen
	picker *flow.Picker
	told   []flow.Arrangement
	pages  chan connector.Page // nil: those of the stage below
}

func (s *listStage) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return s, nil
}

func (s *listStage) Repositories(ctx context.Context) iter.Seq2[connector.Page, error] {
	if s.pages == nil {
		return s.pickStage.Repositories(ctx)
	}
	return func(yield func(connector.Page, error) bool) {
		for {
			select {
			case page, more := <-s.pages:
				if !more || !yield(page, nil) {
					return
				}
			case <-ctx.Done():
				yield(connector.Page{}, ctx.Err())
				return
			}
		}
	}
}

// newListStage opens the list of a Server; prepare may change what it is over.
func newListStage(t *testing.T, how flow.Arrangement, prepare ...func(*listStage)) *listStage {
	t.Helper()
	s := &listStage{pickStage: newPickStage(t), kept: &shelf{}}
	s.pickStage.pages = []connector.Page{shopPage(12)}
	for _, p := range prepare {
		p(s)
	}
	s.picker = flow.NewPicker(flow.PickerNeeds{
		Clients: s, Book: s.kept, Lists: s.kept, Arrangement: how,
		OnArrange: func(how flow.Arrangement) { s.told = append(s.told, how) },
	})
	s.screen = newPickerScreen(s.kit, s.picker)
	s.put(s.screen)
	s.win.SetMainMenu(fyne.NewMainMenu(s.screen.commands()))
	s.picker.Open(shopConnection(), "")
	if s.pages == nil {
		s.settled(s.screen)
	}
	s.queue.drain()
	s.screen.focus()
	t.Cleanup(func() { s.picker.Close(); s.picker.Wait(); s.queue.drain() })
	return s
}

// let gives the list its next page and waits until it is shown.
func (s *listStage) let(page connector.Page, loaded int) {
	s.t.Helper()
	s.pages <- page
	s.shownSoon(s.screen, func(st flow.PickerState) bool { return st.Loaded == loaded })
}

// rowOf finds the row on screen that shows a name.
func (s *listStage) rowOf(name string) *pickerRow {
	s.t.Helper()
	var found *pickerRow
	s.walk(func(o fyne.CanvasObject) {
		if r, ok := o.(*pickerRow); ok && r.name.text == name {
			found = r
		}
	})
	require.NotNil(s.t, found, "no row says %q; there is: %s", name, s.text())
	return found
}

// marks are the stretches of a line that are marked.
func marks(m *marked) []string {
	var all []string
	for _, span := range m.spans {
		all = append(all, m.text[span.From:span.To])
	}
	return all
}

func pageOf(from, to int, name string) connector.Page {
	page := connector.Page{Total: -1}
	for n := from; n < to; n++ {
		r := shopRepository(n, fmt.Sprintf(name, n))
		r.Key, r.Owner = fmt.Sprintf("S%d", n%3), fmt.Sprintf("Shop %d", n%3)
		page.Repositories = append(page.Repositories, r)
	}
	return page
}

func TestTheLettersThatWereSearchedForAreMarked(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName})
	s.typing("grosse")
	row := s.rowOf("Café Größe")
	assert.Equal(t, []string{"Größe"}, marks(row.name))
	assert.Equal(t, []string{"größe"}, marks(row.where))
	drawn := test.WidgetRenderer(row.name).(*markedRenderer)
	require.Len(t, drawn.marked.spans, 1)
	assert.True(t, drawn.lines[0].Visible(), "an underline, so that not colour alone tells")
	assert.InDelta(t, drawn.width("Café "), drawn.lines[0].Position().X, 0.5)
	assert.InDelta(t, drawn.width("Größe"), drawn.lines[0].Size().Width, 1)
	s.key(fyne.KeyEscape)
	assert.Empty(t, marks(s.rowOf("Café Größe").name))
	for _, line := range test.WidgetRenderer(s.rowOf("Café Größe").name).(*markedRenderer).lines {
		assert.False(t, line.Visible())
	}
}

func TestSkippedLettersFindAndAreMarked(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName})
	s.typing("bkyiph")
	assert.Equal(t, "Bakery for iPhone", s.screen.state.Rows.At(0).Name)
	assert.Equal(t, "bkyiph", strings.ToLower(strings.Join(marks(s.rowOf("Bakery for iPhone").name), "")))
	s.picture("list-forgiving")
}

func TestAWordThatIsOnlyInTheDescriptionShowsThatPlace(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName})
	s.typing("customers")
	row := s.rowOf("Bakery for iPhone")
	assert.Contains(t, row.where.text, "What customers hold")
	assert.Equal(t, []string{"customers"}, marks(row.where))
	s.picture("list-description")
	s.key(fyne.KeyEscape)
	s.typing("mobile")
	row = s.rowOf("Bakery for iPhone")
	assert.Equal(t, "SHOP/bakery-for-iphone  ·  Mobile shops", row.where.text)
	assert.Equal(t, []string{"Mobile"}, marks(row.where))
}

func TestATextThatIsTooLongIsCutAndSoAreItsMarks(t *testing.T) {
	newPickStage(t)
	m := newMarked(toneName)
	m.set("Straßenbahnfahrplan", []flow.Span{{From: 0, To: 4}, {From: 12, To: 20}}, toneName)
	r := test.WidgetRenderer(m).(*markedRenderer)
	m.Resize(fyne.NewSize(80, 20))
	assert.True(t, strings.HasSuffix(r.text.Text, "…"), r.text.Text)
	assert.LessOrEqual(t, r.width(r.text.Text), float32(80))
	assert.Greater(t, r.width(r.text.Text), float32(60), "no more is cut than has to be")
	assert.True(t, r.lines[0].Visible())
	for _, line := range r.lines {
		assert.LessOrEqual(t, line.Position().X+line.Size().Width, float32(80))
	}
	m.Resize(fyne.NewSize(4, 20))
	assert.Equal(t, "…", r.text.Text)
	m.Resize(fyne.NewSize(400, 20))
	assert.Equal(t, "Straßenbahnfahrplan", r.text.Text)
	assert.True(t, r.lines[1].Visible())
	assert.Equal(t, "Straßenbahnfahrplan", m.String(), "the whole can still be read")
}

func TestAllRowsAreEquallyTallAndWholePixels(t *testing.T) {
	for _, look := range []Look{{Scale: 1, Variant: "light"}, {Scale: 1.25, Variant: "light"}, {Scale: 1.5, Variant: "dark"}} {
		newPickStage(t)
		looking(look)
		repository, heading, more := newPickerRow(), newPickerRow(), newPickerRow()
		repository.show(flow.Row{Repository: shopRepository(3, longName), Pinned: true}, rowLook{selected: true})
		heading.showHeading(flow.Heading{Kind: flow.HeadGroup, Name: longName, Key: "K", Count: 12})
		more.showMore("Show more", "100 of 20,412")
		assert.Equal(t, repository.MinSize(), heading.MinSize())
		assert.Equal(t, repository.MinSize(), more.MinSize())
		tall := repository.MinSize().Height
		assert.Equal(t, float32(int(tall)), tall)
		looking(Look{Variant: "light"})
	}
}

func TestWhatTheAccountMayDoIsToldByPictureAndWordAndWithoutRoomByPicture(t *testing.T) {
	s := newListStage(t, flow.Arrangement{By: flow.ByName}, func(s *listStage) {
		for i := range s.pickStage.pages[0].Repositories {
			s.pickStage.pages[0].Repositories[i].Right = connector.Right(i % 4)
		}
	})
	s.win.Resize(fyne.NewSize(1300, 660))
	text := s.text()
	for _, want := range []string{"Admin", "Can write", "Read only"} {
		assert.Contains(t, text, want)
	}
	s.picture("list-rights")
	s.win.Resize(fyne.NewSize(760, 660))
	row := s.rowOf("Garage")
	assert.Equal(t, "shield.svg", row.right.picture)
	assert.True(t, row.right.wordless)
	assert.False(t, row.updated.Visible())
}

func TestAllocationsOfAWheelStepDoNotGrowWithTheList(t *testing.T) {
	step := func(n int) float64 {
		s := newManyStage(t, n, flow.Arrangement{By: flow.ByName, Grouped: true})
		offset := float32(0)
		return testing.AllocsPerRun(200, func() {
			offset += s.screen.rows.pitch()
			s.screen.rows.ScrollToOffset(offset)
		})
	}
	few, many := step(1_000), step(20_000)
	assert.InDelta(t, few, many, 0.2*few+10)
}
