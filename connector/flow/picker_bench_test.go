package flow_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"mooring/connector"
	"mooring/connector/flow"
)

// manyPages are pages of a thousand repositories with names as people give them.
func manyPages(n int) []connector.Page {
	what := []string{"bakery", "café", "delivery", "florist", "garage", "library", "pharmacy", "tailor", "museum", "harbour"}
	kind := []string{"mobile ios", "mobile android", "backend", "website", "design tokens", "e2e tests", "docs"}
	yes, no := true, false
	begun := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	var all []connector.Page
	for i := range n {
		if i%1000 == 0 {
			all = append(all, connector.Page{Total: n})
		}
		name := fmt.Sprintf("%s %s %d", what[i%len(what)], kind[i/7%len(kind)], i)
		r := pickRepository(i, name)
		updated := begun.Add(time.Duration(i*7919%60_000) * time.Hour)
		r.Key, r.Owner = fmt.Sprint("SHOP", i%120), fmt.Sprint("Shop number ", i%120)
		r.Description = "What customers hold in their hands when they order at the " + what[i%len(what)]
		r.Private, r.Archived, r.Updated = &yes, &no, &updated
		if i%3 == 0 {
			r.Private = &no
		}
		page := &all[len(all)-1]
		page.Repositories = append(page.Repositories, r)
	}
	return all
}

// typed are the texts of a search field, key press by key press: words typed and taken back, and filters.
func typedTexts() []string {
	var all []string
	for _, text := range []string{"mobile-ios", "mbios", "bakery app", "cafe shop7", "is:private museum", "harbor 77", "zeppelin"} {
		for i := range text {
			all = append(all, text[:i+1])
		}
		for i := len(text) - 1; i >= 0; i-- {
			all = append(all, text[:i])
		}
	}
	return all
}

// benchBitbucket gives pages, and as often as wanted.
type benchBitbucket struct {
	pickBitbucket
	pages   []connector.Page
	forever bool
	came    chan struct{} // a page was taken in
}

func (b *benchBitbucket) Repositories(ctx context.Context) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		for again := true; again && ctx.Err() == nil; again = b.forever {
			for _, page := range b.pages {
				if !yield(page, nil) || ctx.Err() != nil {
					return
				}
				select {
				case b.came <- struct{}{}:
				default:
				}
			}
		}
	}
}

// BenchmarkKeyPress measures from a key press to the state that answers it: when the list is there, and while it comes
// as quickly as it can be taken in.
func BenchmarkKeyPress(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		pages := manyPages(n)
		b.Run(fmt.Sprintf("%d/there", n), func(b *testing.B) {
			p := benchPicker(&benchBitbucket{pages: pages})
			p.Open(pickConnection(), "")
			p.Wait()
			var took []time.Duration
			for b.Loop() {
				took = append(took, keyPresses(p, nil)...)
			}
			tell(b, took)
		})
		b.Run(fmt.Sprintf("%d/coming", n), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				bitbucket := &benchBitbucket{pages: pages, forever: true, came: make(chan struct{})}
				p := benchPicker(bitbucket)
				p.Open(pickConnection(), "")
				took = append(took, keyPresses(p, bitbucket.came)...)
				p.Close()
				p.Wait()
			}
			tell(b, took)
		})
	}
}

func benchPicker(bitbucket flow.Bitbucket) *flow.Picker {
	return flow.NewPicker(flow.PickerNeeds{
		Clients: lazyClients{bitbucket}, Arrangement: flow.Arrangement{By: flow.ByName, Grouped: true},
	})
}

// keyPresses types everything, a key after each page that came.
func keyPresses(p *flow.Picker, came <-chan struct{}) []time.Duration {
	texts := typedTexts()
	took := make([]time.Duration, 0, len(texts))
	for _, text := range texts {
		if came != nil {
			<-came
		}
		begun := time.Now()
		p.Search(text)
		took = append(took, time.Since(begun))
	}
	return took
}

func tell(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[min(len(took)-1, int(share*float64(len(took))))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "ms-median")
	b.ReportMetric(at(0.99), "ms-p99")
	b.ReportMetric(at(1), "ms-longest")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkFill measures how long a list takes to be taken in and shown, by repository.
func BenchmarkFill(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		pages := manyPages(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				p := benchPicker(&benchBitbucket{pages: pages})
				p.Open(pickConnection(), "")
				p.Wait()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/repository")
		})
	}
}
