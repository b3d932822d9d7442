package cloud_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

// outcome is all that a list gave.
type outcome struct {
	names  []string
	totals []int
	pauses int
	large  []connector.Large
	marks  []string // of each page, and of what came with the error
	errs   []error
}

// mark is where the list can be gone on with in the end.
func (o outcome) mark() string { return o.marks[len(o.marks)-1] }

func gather(list func(func(connector.Page, error) bool)) outcome {
	var o outcome
	for p, err := range list {
		o.marks = append(o.marks, p.Mark)
		switch {
		case err != nil:
			o.errs = append(o.errs, err)
			continue
		case !p.Pause.IsZero():
			o.pauses++
			continue
		}
		o.totals = append(o.totals, p.Total)
		o.large = append(o.large, p.Large...)
		for _, r := range p.Repositories {
			o.names = append(o.names, r.FullName())
		}
	}
	return o
}

// whole is the names a list should give, in order.
func (s *shelves) whole(slugs ...string) []string {
	var out []string
	for _, slug := range slugs {
		for i := range s.sizes[slug] {
			out = append(out, fmt.Sprintf("%s/r%d", slug, i))
		}
	}
	return out
}

func requireWhole(t *testing.T, s *shelves, o outcome) {
	t.Helper()
	require.Empty(t, o.errs)
	require.Equal(t, s.whole(s.order...), o.names)
	once(t, s)
}

// once holds that no page was asked for twice.
func once(t *testing.T, s *shelves) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := map[string]bool{}
	for _, one := range s.asked {
		assert.False(t, seen[one], "%s was asked for twice", one)
		seen[one] = true
	}
}

func brokenOff(t *testing.T, o outcome) connector.Problem {
	t.Helper()
	require.Len(t, o.errs, 1)
	p, ok := connector.AsProblem(o.errs[0])
	require.True(t, ok, "%v", o.errs[0])
	require.Equal(t, connector.CodePagingBroken, p.Code)
	assert.Equal(t, strconv.Itoa(len(o.names)), p.Args["count"])
	return p
}
