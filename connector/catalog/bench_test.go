package catalog_test

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"slices"
	"testing"
	"time"

	"mooring/connector"
	"mooring/connector/catalog"
)

// sizes are those the growth of everything is shown at.
var sizes = []int{1_000, 10_000, 100_000}

// pages fills a catalogue page by page, as a list arrives.
func pages(c *catalog.Catalog, all []connector.Repository, size int) {
	for page := range slices.Chunk(all, size) {
		c.Add(connector.Page{Repositories: page, Total: len(all)})
	}
}

// typing are queries as they are typed, a letter each time, with words that differ enough for nothing to be known of
// them from before.
var typing = []string{
	"mobile-ios", "mbios", "payment gateway", "bakery", "bäckerei kiel", "warehouse scanner lisboa", "is:private terraform",
	"andriod", "project:pay1 wallet", "checkout experiments münchen", "zeppelin", "events", "data pipeline", "京都", "customer",
}

// BenchmarkKey is a key press to the rows found: for each letter of all that is typed, and for taking it away again.
func BenchmarkKey(b *testing.B) {
	for _, n := range sizes {
		c := catalog.New()
		pages(c, many(n), 1000)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				for _, text := range typing {
					for at := range text {
						begun := time.Now()
						l := c.Find(text[:at], catalog.Arrangement{By: catalog.ByName, Grouped: true}, catalog.Top{})
						for i := range 20 { // as many as a window shows
							l.Row(i)
						}
						took = append(took, time.Since(begun))
					}
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2])/1e6, "ms-median")
			b.ReportMetric(float64(took[len(took)*99/100])/1e6, "ms-p99")
			b.ReportMetric(float64(took[len(took)-1])/1e6, "ms-worst")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func BenchmarkAdd(b *testing.B) {
	for _, n := range sizes {
		repositories := many(n)
		for _, size := range []int{100, 1000} {
			b.Run(fmt.Sprintf("%d/by%d", n, size), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					pages(catalog.New(), repositories, size)
				}
				b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms")
			})
		}
	}
}

// BenchmarkAgain is the same list read anew, with nothing changed.
func BenchmarkAgain(b *testing.B) {
	for _, n := range sizes {
		repositories := many(n)
		c := catalog.New()
		pages(c, repositories, 1000)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Begin()
				pages(c, repositories, 1000)
				c.Finish()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1e3/float64(b.N), "ms")
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, n := range sizes {
		c := catalog.New()
		pages(c, many(n), 1000)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if err := c.Write(io.Discard, catalog.Meta{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1e3/float64(b.N), "ms")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for _, n := range sizes {
		c := catalog.New()
		pages(c, many(n), 1000)
		var kept bytes.Buffer
		if err := c.Write(&kept, catalog.Meta{}); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := catalog.Read(kept.Bytes()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1e3/float64(b.N), "ms")
			b.ReportMetric(float64(kept.Len())/(1<<20), "MiB-file")
		})
	}
}

// BenchmarkMemory is what the catalogue holds, with its memory of searches, as the heap tells.
func BenchmarkMemory(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var held float64
			for b.Loop() {
				before := heap()
				c := catalog.New()
				for at := 0; at < n; at += 1000 {
					c.Add(connector.Page{Repositories: manyFrom(at, 1000), Total: n})
				}
				for _, text := range typing {
					c.Search(text)
				}
				held = heap() - before
				runtime.KeepAlive(c)
			}
			b.ReportMetric(held/(1<<20), "MiB")
			b.ReportMetric(held/float64(n), "B/repository")
		})
	}
}

func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// BenchmarkRow draws the rows of a window, here and there in a list.
func BenchmarkRow(b *testing.B) {
	for _, n := range sizes {
		c := catalog.New()
		pages(c, many(n), 1000)
		for _, query := range []string{"", "mob ios"} {
			l := c.Find(query, catalog.Arrangement{By: catalog.ByName, Grouped: true}, catalog.Top{})
			b.Run(fmt.Sprintf("%d/%q", n, query), func(b *testing.B) {
				b.ReportAllocs()
				at := 0
				for b.Loop() {
					l.Row(at)
					at = (at + 7919) % l.Len()
				}
			})
		}
	}
}
