package cloud_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAListThatNobodyKeepsFillsNoMemory(t *testing.T) {
	s := shelve(t, "a", 8000, "b", 8000)
	tale := strings.Repeat("tale ", 600)
	s.bend = func(_ string, _ int, p map[string]any) {
		for _, one := range p["values"].([]any) {
			one.(map[string]any)["description"] = tale
		}
	}
	inUse := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before, most, pages := inUse(), int64(0), 0
	for p, err := range s.client(t).Repositories(t.Context()) {
		require.NoError(t, err)
		require.Len(t, p.Repositories, 100)
		if pages++; pages%10 == 0 {
			most = max(most, inUse()-before)
		}
	}
	assert.Equal(t, 160, pages)
	t.Logf("%d MiB of 48 at most", most>>20)
	assert.Less(t, most, int64(32<<20), "the descriptions alone are 48 MB")
}
