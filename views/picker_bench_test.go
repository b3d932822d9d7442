package views

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"mooring/connector"
	"mooring/connector/flow"
)

// manyShop is a Bitbucket with many repositories, a thousand a page.
type manyShop struct{ all []connector.Repository }

func newManyShop(n int) *manyShop {
	what := []string{"Bakery", "Café", "Delivery", "Florist", "Garage", "Library", "Mobile", "Pharmacy", "Tailor", "Payments", "Zürich"}
	kind := []string{"iOS app", "Android", "backend", "website", "design tokens", "gateway", "checkout"}
	shop := &manyShop{all: make([]connector.Repository, n)}
	for i := range shop.all {
		name := fmt.Sprintf("%s %s %d", what[i%len(what)], kind[i%len(kind)], i)
		r := shopRepository(i%60, name)
		r.Ref.ID = fmt.Sprint(i)
		r.Key = fmt.Sprintf("SHOP%d", i%300)
		r.Owner = fmt.Sprintf("Shop number %d", i%300)
		r.Right = connector.Right(i % 4)
		r.Description = "What customers hold in their hands when they order " + what[i%len(what)]
		shop.all[i] = r
	}
	return shop
}

func (s *manyShop) Try(connector.Connection, connector.Credential) flow.Bitbucket { return s }

func (s *manyShop) Open(context.Context, connector.Connection) (flow.Bitbucket, error) { return s, nil }

func (s *manyShop) Checks(string) []connector.Check { return nil }

func (s *manyShop) Identity(context.Context) (connector.Identity, error) {
	return connector.Identity{}, nil
}

func (s *manyShop) Repositories(context.Context) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		for chunk := range slices.Chunk(s.all, 1000) {
			if !yield(connector.Page{Repositories: chunk, Total: len(s.all)}, nil) {
				return
			}
		}
	}
}

func (s *manyShop) Repository(_ context.Context, key, slug string) (connector.Repository, error) {
	for _, r := range s.all {
		if r.Key == key && r.Slug == slug {
			return r, nil
		}
	}
	return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", key+"/"+slug)
}

func (s *manyShop) Branches(context.Context, connector.Repository, string) ([]connector.Branch, error) {
	return nil, nil
}

// manyStage is a window with a list of many repositories in it, read to its end.
type manyStage struct {
	queue  *uiQueue
	screen *pickerScreen
	picker *flow.Picker
}

func newManyStage(t testing.TB, n int, how flow.Arrangement) *manyStage {
	t.Helper()
	if err := LoadTranslations("en"); err != nil {
		t.Fatal(err)
	}
	looking(Look{Variant: "light"})
	s := &manyStage{queue: &uiQueue{}}
	win := test.NewTempWindow(t, nil)
	win.SetPadded(false)
	k := &kit{dispatch: s.queue.dispatch, window: win}
	s.picker = flow.NewPicker(flow.PickerNeeds{Clients: newManyShop(n), Arrangement: how})
	s.screen = newPickerScreen(k, s.picker)
	win.SetContent(s.screen.object())
	win.Resize(fyne.NewSize(1024, 660))
	s.picker.Open(shopConnection(), "")
	s.picker.Wait()
	s.queue.drain()
	s.screen.focus()
	s.queue.drain()
	t.Cleanup(func() { s.picker.Close(); s.picker.Wait(); s.queue.drain() })
	return s
}

// typedWords are typed letter by letter: the first ones find nearly everything, the last ones little.
func typedWords() []string {
	return []string{"mbios", "cafe checkout", "shop number 42 delivery", "is:private zurich gateway 77", "project:SHOP7 bak", "what customers"}
}

// From a key press to rows that stand in their widgets, nothing painted: the search, the state, and everything on the
// screen that follows from it. The metrics are over all key presses.
func BenchmarkKeyPress(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newManyStage(b, n, flow.Arrangement{By: flow.ByName})
			var took []time.Duration
			press := func(key func()) {
				began := time.Now()
				key()
				s.queue.drain()
				took = append(took, time.Since(began))
			}
			for b.Loop() {
				for _, words := range typedWords() {
					for _, letter := range words {
						press(func() { s.screen.search.TypedRune(letter) })
					}
					if s.screen.state.Query != words || !strings.Contains(s.screen.search.Text, words) {
						b.Fatalf("typed %q, shown %q", words, s.screen.state.Query)
					}
					press(func() { s.screen.back() })
				}
			}
			slices.Sort(took)
			ms := func(share float64) float64 {
				return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
			}
			b.ReportMetric(ms(0.5), "ms-median")
			b.ReportMetric(ms(0.99), "ms-p99")
			b.ReportMetric(ms(1), "ms-worst")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// One step of the mouse wheel, wherever in the list: what it allocates does not grow with the list.
func BenchmarkScroll(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newManyStage(b, n, flow.Arrangement{By: flow.ByName, Grouped: true})
			offset := float32(0)
			most := float32(500) * s.screen.rows.pitch() // as long as the shortest list
			b.ReportAllocs()
			for b.Loop() {
				if offset += 40; offset > most {
					offset = 0
				}
				s.screen.rows.ScrollToOffset(offset)
			}
		})
	}
}

// An arrow key, with all that follows from another selection.
func BenchmarkArrow(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newManyStage(b, n, flow.Arrangement{By: flow.ByName})
			b.ReportAllocs()
			for b.Loop() {
				s.screen.search.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
				s.queue.drain()
			}
		})
	}
}
