package cloud_test

import (
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector/cloud"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

// The bench lists ten thousand repositories in twenty workspaces, with a round trip of 50 ms.
const (
	benchRepositories = 10_000
	benchWorkspaces   = 20
	benchRoundTrip    = 50 * time.Millisecond
	benchAtOnce       = 10
)

// BenchmarkRepositories lists everything, and beside it measures the floor: the list of workspaces, one first page,
// and then rounds of ten pages side by side until there are as many as the list has, by plain net/http and nothing
// else. One page after another is told too; that is computed from what one page takes, eleven times in a row.
func BenchmarkRepositories(b *testing.B) {
	s, err := sandbox.Start(sandbox.Options{Repos: benchRepositories, Workspaces: benchWorkspaces, Latency: benchRoundTrip})
	require.NoError(b, err)
	b.Cleanup(func() { _ = s.Close() })
	credential := apiToken(s.Line())
	var lists, floors, one, first time.Duration
	requests, pages, rounds := 0, 0, 0
	wire := transport.New(transport.Options{})
	defer wire.Close()
	raw := newRaw(s.Line())
	defer raw.wire.CloseIdleConnections()
	raw.ask(b, "/repositories/nordlicht-apps") // nobody is to find the way first
	for b.Loop() {
		c := cloud.New(cloud.Options{API: s.Line().CloudAPI, Web: s.Line().CloudWeb, Source: cloud.Static(credential), Transport: wire})
		begun, came, got := time.Now(), 0, 0
		for p, err := range c.Repositories(b.Context()) {
			require.NoError(b, err)
			if got++; got == 1 {
				first += time.Since(begun)
			}
			came += len(p.Repositories)
		}
		lists += time.Since(begun)
		require.Equal(b, benchRepositories, came)
		require.LessOrEqual(b, c.Requests(), 130)
		requests, pages, rounds = requests+c.Requests(), pages+got, rounds+1
		floors += raw.floor(b, got)
		one += raw.serial(b, 11) / 11
	}
	each := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(rounds) }
	b.ReportMetric(float64(requests)/float64(rounds), "requests")
	b.ReportMetric(each(first), "ms-first-page")
	b.ReportMetric(each(lists), "ms")
	b.ReportMetric(each(floors), "ms-floor")
	b.ReportMetric(lists.Seconds()/floors.Seconds(), "x-floor")
	b.ReportMetric(lists.Seconds()/(one.Seconds()*float64(requests)/float64(rounds)), "x-serial")
	b.ReportMetric(0, "ns/op")
}

// raw asks for pages without anything of ours.
type raw struct {
	line sandbox.Line
	wire *http.Transport
}

func newRaw(line sandbox.Line) *raw {
	return &raw{line: line, wire: &http.Transport{MaxIdleConnsPerHost: benchAtOnce}}
}

// pageOf is a page as our lists ask for it.
const pageOf = "?pagelen=100&sort=slug&fields=next,size,page,pagelen,values.uuid,values.name,values.full_name,values.description," +
	"values.is_private,values.updated_on,values.mainbranch.name,values.project.name,values.workspace.name,values.links.clone.href," +
	"values.links.clone.name,values.links.html.href"

func (r *raw) ask(tb testing.TB, path string) {
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, r.line.CloudAPI+path, nil)
	if err != nil {
		tb.Error(err)
		return
	}
	req.SetBasicAuth(r.line.CloudEmail, r.line.CloudAPIToken)
	resp, err := r.wire.RoundTrip(req)
	if err != nil {
		tb.Error(err)
		return
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		tb.Errorf("%s: %s", path, resp.Status)
	}
}

// floor is what so many pages take at least.
func (r *raw) floor(b *testing.B, pages int) time.Duration {
	b.Helper()
	path := "/repositories/nordlicht-apps" + pageOf
	begun := time.Now()
	r.ask(b, "/user/workspaces?pagelen=100&sort=slug")
	r.ask(b, path)
	for left := pages - 1; left > 0; left -= benchAtOnce {
		var round sync.WaitGroup
		for range min(left, benchAtOnce) {
			round.Go(func() { r.ask(b, path) })
		}
		round.Wait()
	}
	return time.Since(begun)
}

// serial is what so many pages take one after another.
func (r *raw) serial(b *testing.B, pages int) time.Duration {
	b.Helper()
	begun := time.Now()
	for range pages {
		r.ask(b, "/repositories/nordlicht-apps"+pageOf)
	}
	return time.Since(begun)
}
