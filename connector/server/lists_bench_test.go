package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// BenchmarkRepositories lists everything with a round trip of 50 ms, in three sizes, and beside it measures in the same
// run, by plain net/http and nothing else:
//   - the floor: the first page, then all others at once, ten at a time where there are more, decoded by encoding/json;
//   - the same without decoding, which nobody can do with;
//   - one page of 1,000 after another, decoded.
//
// What clients do that ask for 25 a page is computed from what one such page takes, eleven times in a row.
func BenchmarkRepositories(b *testing.B) {
	for _, repositories := range []int{1_000, 10_000, 100_000} {
		b.Run(strconv.Itoa(repositories), func(b *testing.B) { benchList(b, repositories) })
	}
}

func benchList(b *testing.B, repositories int) {
	s, err := sandbox.Start(sandbox.Options{Repos: repositories, Latency: 2 * oneWay})
	require.NoError(b, err)
	b.Cleanup(func() { _ = s.Close() })
	raw := &plain{line: s.Line(), wire: &http.Transport{MaxIdleConnsPerHost: 10}}
	defer raw.wire.CloseIdleConnections()
	var lists, floors, bytes, serial, small, first time.Duration
	requests, rounds := 0, 0
	for b.Loop() {
		c := clientOf(s, calm())
		asked, came, begun := len(s.Requests()), 0, time.Now()
		for p, err := range c.Repositories(b.Context()) {
			require.NoError(b, err)
			if came == 0 {
				first += time.Since(begun)
			}
			came += len(p.Repositories)
		}
		lists += time.Since(begun)
		c.Close()
		require.Equal(b, repositories, came)
		requests, rounds = requests+len(s.Requests())-asked, rounds+1
		floors += raw.atOnce(b, repositories)
		raw.bytes = true
		bytes += raw.atOnce(b, repositories)
		raw.bytes = false
		serial += raw.oneByOne(b, repositories)
		small += raw.timed(func() {
			for i := range 11 {
				raw.page(b, i*25, 25)
			}
		}) / 11
	}
	each := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(rounds) }
	b.ReportMetric(float64(requests)/float64(rounds), "requests")
	b.ReportMetric(each(first), "ms-first-page")
	b.ReportMetric(each(lists), "ms")
	b.ReportMetric(each(floors), "ms-floor")
	b.ReportMetric(lists.Seconds()/floors.Seconds(), "x-floor")
	b.ReportMetric(lists.Seconds()/bytes.Seconds(), "x-floor-undecoded")
	b.ReportMetric(lists.Seconds()/serial.Seconds(), "x-serial")
	b.ReportMetric(lists.Seconds()/(small.Seconds()*float64((repositories+24)/25)), "x-serial-25")
	b.ReportMetric(0, "ns/op")
}

// plain asks for pages without anything of ours.
type plain struct {
	line  sandbox.Line
	wire  *http.Transport
	bytes bool // nothing is decoded
}

// row is what our lists decode of a repository.
type row struct {
	ID          int64  `json:"id"`
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Public      *bool  `json:"public"`
	Archived    *bool  `json:"archived"`
	Project     struct {
		Key  string `json:"key"`
		Name string `json:"name"`
	} `json:"project"`
	Links struct {
		Self, Clone []struct {
			Href string `json:"href"`
			Name string `json:"name"`
		}
	} `json:"links"`
}

// body is a page as it comes.
func (p *plain) body(tb testing.TB, start, limit int) []byte {
	address := fmt.Sprintf("%s%s/repos?archived=ALL&start=%d&limit=%d", p.line.ServerURL, restAPI, start, limit)
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, address, nil)
	if !assert.NoError(tb, err) {
		return nil
	}
	req.Header.Set("Authorization", "Bearer "+p.line.ServerToken)
	resp, err := p.wire.RoundTrip(req)
	if !assert.NoError(tb, err) {
		return nil
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	assert.NoError(tb, err)
	return body
}

// page reads a page, and decodes it unless only the bytes are wanted.
func (p *plain) page(tb testing.TB, start, limit int) {
	body := p.body(tb, start, limit)
	if p.bytes {
		return
	}
	var page struct {
		Values []row `json:"values"`
	}
	assert.NoError(tb, json.Unmarshal(body, &page))
}

func (p *plain) timed(do func()) time.Duration {
	begun := time.Now()
	do()
	return time.Since(begun)
}

// atOnce is the floor.
func (p *plain) atOnce(tb testing.TB, repositories int) time.Duration {
	tb.Helper()
	return p.timed(func() {
		p.page(tb, 0, 100)
		starts, round := make(chan int), sync.WaitGroup{}
		for range 10 {
			round.Go(func() {
				for start := range starts {
					p.page(tb, start, 1000)
				}
			})
		}
		for start := 100; start < repositories; start += 1000 {
			starts <- start
		}
		close(starts)
		round.Wait()
	})
}

// oneByOne asks for a page of 1,000 after another.
func (p *plain) oneByOne(tb testing.TB, repositories int) time.Duration {
	tb.Helper()
	return p.timed(func() {
		p.page(tb, 0, 100)
		for start := 100; start < repositories; start += 1000 {
			p.page(tb, start, 1000)
		}
	})
}
