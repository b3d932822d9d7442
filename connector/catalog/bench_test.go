package catalog_test

import (
	"fmt"
	"testing"

	"mooring/connector"
	"mooring/connector/catalog"
)

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		c := filled(many(n)...)
		for name, query := range map[string]string{"letter": "a", "word": "bakery", "words": "ios cafe shop7", "nothing": "zeppelin", "everything": ""} {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.Search(query)
				}
			})
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		repositories := many(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				c := catalog.New()
				for at := 0; at < n; at += 100 {
					c.Add(connector.Page{Repositories: repositories[at : at+100], Total: n})
				}
			}
		})
	}
}
