package cloud_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

// What the benches list, and how: ten pages at a time is what Bitbucket Cloud takes well.
const (
	benchRoundTrip = 50 * time.Millisecond
	benchAtOnce    = 10
	benchCrowd     = 100 // pages at once are still a fair comparison on one computer
)

// BenchmarkRepositories lists everything with a round trip of 50 ms, in three sizes, of one workspace and of twenty,
// and beside it measures in the same run, by plain net/http and nothing else but reading what comes:
//
//   - the floor: the list of workspaces, the first page, and then the others in rounds of ten;
//   - all at once, up to 100 pages: what Cloud would answer to a hundred connections;
//   - one page after another, computed from what one takes, eleven times in a row.
func BenchmarkRepositories(b *testing.B) {
	for _, workspaces := range []int{1, 20} {
		for _, n := range []int{1_000, 10_000, 100_000} {
			b.Run(fmt.Sprintf("repositories=%d/workspaces=%d", n, workspaces), func(b *testing.B) {
				benchList(b, n, workspaces, "slug", (*cloud.Client).Repositories)
			})
		}
	}
}

// BenchmarkSome lists as the picker does: of large workspaces the first page alone.
func BenchmarkSome(b *testing.B) {
	for _, workspaces := range []int{1, 20} {
		b.Run(fmt.Sprintf("repositories=100000/workspaces=%d", workspaces), func(b *testing.B) {
			benchList(b, 100_000, workspaces, "-updated_on", (*cloud.Client).Some)
		})
	}
}

// lister is one of the two lists.
type lister func(*cloud.Client, context.Context) iter.Seq2[connector.Page, error]

func benchList(b *testing.B, n, workspaces int, sort string, list lister) {
	s, err := sandbox.Start(sandbox.Options{Repos: n, Workspaces: workspaces, Latency: benchRoundTrip})
	require.NoError(b, err)
	b.Cleanup(func() { _ = s.Close() })
	wire := transport.New(transport.Options{})
	defer wire.Close()
	raw := newRaw(s.Line(), sort)
	defer raw.wire.CloseIdleConnections()
	raw.warm(b, workspaces)
	var lists, floors, crowds, one, first, known time.Duration
	requests, rounds := 0, 0
	for b.Loop() {
		o := cloud.Options{API: s.Line().CloudAPI, Web: s.Line().CloudWeb, Source: cloud.Static(apiToken(s.Line())), Transport: wire}
		took, soon, pages, c := timed(b, cloud.New(o), n, list)
		lists, first, requests, rounds = lists+took, first+soon, requests+c.Requests(), rounds+1
		o.Seen = []connector.Workspace{{Slug: pages[0].workspace}}
		known += firstPage(b, cloud.New(o), list)
		floors += raw.floor(b, pages, benchAtOnce)
		if len(pages) <= benchCrowd {
			crowds += raw.floor(b, pages, len(pages))
		}
		one += raw.serial(b, pages[0], 11) / 11
	}
	each := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(rounds) }
	b.ReportMetric(float64(requests)/float64(rounds), "requests")
	b.ReportMetric(each(first), "ms-first-page")
	b.ReportMetric(each(known), "ms-first-page-known")
	b.ReportMetric(each(lists), "ms")
	b.ReportMetric(each(floors), "ms-floor")
	b.ReportMetric(lists.Seconds()/floors.Seconds(), "x-floor")
	if crowds > 0 {
		b.ReportMetric(lists.Seconds()/crowds.Seconds(), "x-at-once")
	}
	b.ReportMetric(lists.Seconds()/(one.Seconds()*float64(requests)/float64(rounds)), "x-serial")
	b.ReportMetric(0, "ns/op")
}

// sheet is a page of a workspace.
type sheet struct {
	workspace string
	page      int
}

// timed lists everything, and tells how long that took, how long the first page, and which pages there were.
func timed(b *testing.B, c *cloud.Client, n int, list lister) (took, first time.Duration, pages []sheet, of *cloud.Client) {
	b.Helper()
	begun, came, total := time.Now(), 0, 0
	for p, err := range list(c, b.Context()) {
		require.NoError(b, err)
		if len(pages) == 0 {
			first = time.Since(begun)
		}
		came, total = came+len(p.Repositories), p.Total
		at := sheet{p.Repositories[0].Key, 1}
		if last := len(pages) - 1; last >= 0 && pages[last].workspace == at.workspace {
			at.page = pages[last].page + 1
		}
		pages = append(pages, at)
	}
	took = time.Since(begun)
	require.Equal(b, n, total)
	require.LessOrEqual(b, came, n)
	return took, first, pages, c
}

// firstPage tells how long the first rows take.
func firstPage(b *testing.B, c *cloud.Client, list lister) time.Duration {
	b.Helper()
	begun := time.Now()
	for p, err := range list(c, b.Context()) {
		require.NoError(b, err)
		require.NotEmpty(b, p.Repositories)
		break
	}
	return time.Since(begun)
}

// raw asks for pages without anything of ours.
type raw struct {
	line sandbox.Line
	sort string
	wire *http.Transport
}

func newRaw(line sandbox.Line, sort string) *raw {
	return &raw{line: line, sort: sort, wire: &http.Transport{MaxIdleConnsPerHost: benchCrowd}}
}

// warm asks for the first pages, so that nobody is the first to have the lists sorted.
func (r *raw) warm(b *testing.B, workspaces int) {
	b.Helper()
	wire := transport.New(transport.Options{})
	defer wire.Close()
	o := cloud.Options{API: r.line.CloudAPI, Web: r.line.CloudWeb, Source: cloud.Static(apiToken(r.line)), Transport: wire}
	id, err := cloud.New(o).Identity(b.Context())
	require.NoError(b, err)
	require.Len(b, id.Workspaces, workspaces)
	for _, w := range id.Workspaces {
		r.page(b, sheet{w.Slug, 1})
	}
}

// pageOf is a page as our lists ask for it.
const pageOf = "?pagelen=100&fields=next,size,page,pagelen,values.uuid,values.name,values.full_name,values.description," +
	"values.is_private,values.updated_on,values.mainbranch.name,values.project.name,values.workspace.name,values.links.clone.href," +
	"values.links.clone.name,values.links.html.href"

// decoded is what is read of a page: what is shown.
type decoded struct {
	Next   string `json:"next"`
	Size   int    `json:"size"`
	Values []struct {
		UUID        string `json:"uuid"`
		Name        string `json:"name"`
		FullName    string `json:"full_name"`
		Description string `json:"description"`
		Private     *bool  `json:"is_private"`
		Updated     string `json:"updated_on"`
		MainBranch  struct {
			Name string `json:"name"`
		} `json:"mainbranch"`
		Project struct {
			Name string `json:"name"`
		} `json:"project"`
		Workspace struct {
			Name string `json:"name"`
		} `json:"workspace"`
		Links struct {
			Clone []struct {
				Name string `json:"name"`
				Href string `json:"href"`
			} `json:"clone"`
			HTML struct {
				Href string `json:"href"`
			} `json:"html"`
		} `json:"links"`
	} `json:"values"`
}

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
	var got decoded
	err = json.NewDecoder(resp.Body).Decode(&got)
	_ = resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusOK {
		tb.Errorf("%s: %s %v", path, resp.Status, err)
	}
}

func (r *raw) page(tb testing.TB, of sheet) {
	r.ask(tb, "/repositories/"+of.workspace+pageOf+"&sort="+r.sort+"&page="+strconv.Itoa(of.page))
}

// floor is what these pages take at least, so many at a time.
func (r *raw) floor(b *testing.B, pages []sheet, atOnce int) time.Duration {
	b.Helper()
	begun := time.Now()
	r.ask(b, "/user/workspaces?pagelen=100&sort=slug")
	r.page(b, pages[0])
	for rest := pages[1:]; len(rest) > 0; rest = rest[min(len(rest), atOnce):] {
		var round sync.WaitGroup
		for _, one := range rest[:min(len(rest), atOnce)] {
			round.Go(func() { r.page(b, one) })
		}
		round.Wait()
	}
	return time.Since(begun)
}

// serial is what a page takes so many times in a row.
func (r *raw) serial(b *testing.B, of sheet, times int) time.Duration {
	b.Helper()
	begun := time.Now()
	for range times {
		r.page(b, of)
	}
	return time.Since(begun)
}
