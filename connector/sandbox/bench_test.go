package sandbox_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// fetch reads an answer to its end and throws it away, over one connection: what is measured is the side that answers.
func fetch(b *testing.B, address string, as signer) {
	b.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, http.NoBody)
	require.NoError(b, err)
	as(r)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(b, err)
	defer func() { _ = answer.Body.Close() }()
	_, err = io.Copy(io.Discard, answer.Body)
	require.NoError(b, err)
	require.Equal(b, http.StatusOK, answer.StatusCode)
}

// BenchmarkPages measures a page of each side, wherever in a list of 100,000 it is.
func BenchmarkPages(b *testing.B) {
	s, err := sandbox.Start(sandbox.Options{Repos: manyRepos, Workspaces: 1})
	require.NoError(b, err)
	defer func() { _ = s.Close() }()
	line := s.Line()
	server, cloud := line.ServerURL+"/rest/api/1.0/repos?archived=ALL&limit=1000&start=", line.CloudAPI
	fields := url.QueryEscape("next,size,page,values.uuid,values.slug,values.name,values.full_name,values.description,values.is_private," +
		"values.updated_on,values.mainbranch.name,values.project.key,values.project.name,values.workspace.name,values.links.clone,values.links.html.href")
	for _, page := range []struct {
		name, address string
		as            signer
	}{
		{"server/first", server + "0", bearer(line.ServerToken)},
		{"server/middle", server + "50000", bearer(line.ServerToken)},
		{"server/administered", server + "0&permission=REPO_ADMIN", bearer(line.ServerToken)},
		{"cloud/whole", cloud + "/repositories/nordlicht-apps?pagelen=100&page=500", tokenOf(s)},
		{"cloud/fields", cloud + "/repositories/nordlicht-apps?pagelen=100&page=500&fields=" + fields, tokenOf(s)},
		{"cloud/sorted", cloud + "/repositories/nordlicht-apps?pagelen=100&sort=-updated_on&fields=" + fields, tokenOf(s)},
		{
			"cloud/administered", cloud + "/user/workspaces/nordlicht-apps/permissions/repositories?pagelen=100&q=permission%3D%22admin%22&fields=" +
				url.QueryEscape("next,values.permission,values.repository.uuid"), tokenOf(s),
		},
	} {
		b.Run(page.name, func(b *testing.B) {
			fetch(b, page.address, page.as) // what is sorted once is kept
			for b.Loop() {
				fetch(b, page.address, page.as)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/page")
		})
	}
}

// BenchmarkStart measures how long the start takes, and how much of the memory it holds.
func BenchmarkStart(b *testing.B) {
	for name, n := range map[string]int{"1k": 1000, "10k": 10_000, "100k": manyRepos} {
		b.Run(name, func(b *testing.B) {
			var held uint64
			var took time.Duration
			for b.Loop() {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				began := time.Now()
				s, err := sandbox.Start(sandbox.Options{Repos: n})
				require.NoError(b, err)
				took += time.Since(began)
				runtime.GC()
				runtime.ReadMemStats(&after)
				held = max(after.HeapAlloc, before.HeapAlloc) - before.HeapAlloc
				require.NoError(b, s.Close())
			}
			b.ReportMetric(float64(took.Microseconds())/1000/float64(b.N), "ms/start")
			b.ReportMetric(float64(held)/(1<<20), "MiB")
		})
	}
}
