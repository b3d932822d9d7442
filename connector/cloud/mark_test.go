package cloud_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAMarkOutlivesAListThatCouldNotBeBegunAgain(t *testing.T) {
	s := shelve(t, "a", 350)
	s.ask = broken("a", 2)
	c := s.client(t)
	first := gather(c.Repositories(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := gather(c.Resume(ctx, first.mark()))
	require.Len(t, o.errs, 1)
	assert.Equal(t, first.mark(), o.mark())
	s.change(func() { s.ask = nil })
	last := gather(c.Resume(t.Context(), o.mark()))
	assert.Equal(t, s.whole("a")[100:], last.names)
}

func TestAPauseHasAMarkToo(t *testing.T) {
	t.Parallel()
	s := shelve(t, "a", 350)
	s.ask = stumbling("a", 3, false, 429, "0")
	c := s.client(t)
	for p, err := range c.Repositories(t.Context()) {
		require.NoError(t, err)
		if !p.Pause.IsZero() {
			require.NotEmpty(t, p.Mark)
			assert.Subset(t, gather(c.Resume(t.Context(), p.Mark)).names, s.whole("a")[200:])
		}
	}
}

func TestAMarkHoldsNoSecret(t *testing.T) {
	s := shelve(t, "a", 350, "b", 120)
	for _, mark := range gather(s.client(t).Repositories(t.Context())).marks {
		assert.NotContains(t, mark, "the-token")
	}
}

func TestAMarkThatIsNoneBeginsAnew(t *testing.T) {
	s := shelve(t, "a", 350, "b", 120)
	s.ask = broken("a", 3)
	c := s.client(t)
	good := gather(c.Repositories(t.Context())).mark()
	require.Contains(t, good, `"list":"all"`)
	s.change(func() { s.ask = nil })
	api := s.URL + "/2.0"
	with := func(begun string) string { return `{"v":1,"api":"` + api + `","list":"all","begun":[` + begun + `]}` }
	for name, mark := range map[string]string{
		"nothing":           "",
		"no JSON":           "%",
		"another version":   strings.Replace(good, `"v":1`, `"v":2`, 1),
		"another list":      strings.Replace(good, `"all"`, `"every"`, 1),
		"another Bitbucket": strings.Replace(good, api, "https://api.bitbucket.org/2.0", 1),
		"out of the API":    with(`{"key":"a","size":9,"at":1,"next":"https://elsewhere.example/2.0/x"}`),
		"with a user":       with(`{"key":"a","size":9,"at":1,"next":"` + strings.Replace(api, "//", "//u:p@", 1) + `/repositories/a?page=2"}`),
		"no way on":         with(`{"key":"a","size":9}`),
		"done and not":      with(`{"key":"a","size":9,"done":true,"at":1,"next":"` + api + `/repositories/a?page=2"}`),
		"twice":             with(`{"key":"a","size":9,"done":true},{"key":"a","size":9,"done":true}`),
		"without a name":    with(`{"size":9,"done":true}`),
		"a size of none":    with(`{"key":"a","size":-7,"done":true}`),
		"very much":         with(`{"key":"a","size":99999999999,"done":true}`),
		"a page of none":    with(`{"key":"a","size":9,"at":-1,"next":"` + api + `/repositories/a?page=2"}`),
		"a look at none":    with(`{"key":"a","size":9,"look":[-1]}`),
		"too many looks":    with(`{"key":"a","size":9,"look":[0` + strings.Repeat(",1", 20) + `]}`),
	} {
		o := gather(c.Resume(t.Context(), mark))
		require.Empty(t, o.errs, name)
		assert.Equal(t, s.whole("a", "b"), o.names, name)
	}
	o := gather(c.Resume(t.Context(), good))
	assert.Equal(t, append(s.whole("a")[200:], s.whole("b")...), o.names)
}

// FuzzAMark holds that a mark, whatever it says, leads nowhere but into the API and to an end.
func FuzzAMark(f *testing.F) {
	s := shelve(f, "a", 350, "b", 120)
	c := s.client(f)
	for _, mark := range gather(c.Some(f.Context())).marks {
		f.Add(strings.Replace(mark, s.URL, "{home}", -1))
	}
	f.Add(`{"v":1,"api":"{home}/2.0","list":"some","begun":[{"key":"a","size":3,"look":[0,2]}]}`)
	f.Fuzz(func(t *testing.T, mark string) {
		s.forgetAsked()
		o := gather(c.Resume(t.Context(), strings.ReplaceAll(mark, "{home}", s.URL)))
		assert.LessOrEqual(t, s.requests(), 60)
		slices.Sort(o.names)
		assert.Equal(t, o.names, slices.Compact(slices.Clone(o.names)), "each once")
	})
}
