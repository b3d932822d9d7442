package sandbox_test

import (
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// manyRepos is more than anybody has.
const manyRepos = 100_000

// measuredStart starts a sandbox and tells how long that took and how many MiB it holds.
func measuredStart(t *testing.T) (d dc, took time.Duration, weight int64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	d = startDC(t, sandbox.Options{Repos: manyRepos})
	took = time.Since(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	return d, took, (int64(after.HeapAlloc) - int64(before.HeapAlloc)) >> 20
}

func TestAHundredThousandRepositoriesStartQuicklyAndWeighLittle(t *testing.T) {
	const quick = 2 * raceFactor * time.Second // several times what it takes
	d, took, weight := measuredStart(t)
	for again := 2; took > quick && again > 0; again-- { // the machine may have been busy with other things
		d, took, weight = measuredStart(t)
	}
	t.Logf("%d repositories after %v, %d MiB", manyRepos, took.Round(time.Millisecond), weight)
	assert.LessOrEqual(t, took, quick)
	assert.Less(t, weight, int64(150))

	seen := map[string]bool{}
	walked := manyRepos / raceFactor
	slugs := d.slugsFrom("api:/repos?archived=ALL&limit=1000", manyRepos-walked)
	require.Len(t, slugs, walked)
	for _, slug := range slugs {
		seen[slug] = true
	}
	assert.Len(t, seen, walked, "no slug twice")
	last := d.get("api:/repos?archived=ALL&limit=1&start=99999").values(t)[0]
	home := "api:/projects/" + last["project"].(map[string]any)["key"].(string) + "/repos/" + last["slug"].(string)
	assert.Equal(t, http.StatusOK, d.get(home+"/default-branch").status)
}
