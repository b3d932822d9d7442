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

func TestAHundredThousandRepositoriesStartQuicklyAndWeighLittle(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	d := startDC(t, sandbox.Options{Repos: manyRepos})
	took := time.Since(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	weight := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) >> 20
	t.Logf("%d repositories after %v, %d MiB", manyRepos, took.Round(time.Millisecond), weight)
	assert.Less(t, took, raceFactor*time.Second)
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
