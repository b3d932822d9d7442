package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
)

func TestAListThatBrokeHalfWayGoesOnFromThereWithoutAskingAgainForWhatCame(t *testing.T) {
	for _, broken := range []int{100, 1100, 5100, 11_100} {
		s := newShelf(t, 11_500)
		s.hold = func(w http.ResponseWriter, r *http.Request, start int) bool {
			if start == broken {
				says(200, `{"values":[`)(w, r)
			}
			return start == broken
		}
		pages, came, err := pagesOf(t, s.client(), "")
		assert.True(t, connector.IsProblem(err, connector.CodeAnswerInvalid), "%v", err)
		assertWhole(t, came, 1, broken)
		for _, p := range pages {
			assert.Equal(t, -1, p.Total, "nobody knows how many there are")
		}

		s.holds(nil)
		before := len(s.asks())
		more, rest, err := pagesOf(t, s.client(), pages[len(pages)-1].Mark)
		require.NoError(t, err)
		assertWhole(t, rest, broken+1, 11_500)
		for _, start := range s.asks()[before:] {
			assert.GreaterOrEqual(t, start, broken)
		}
		last := more[len(more)-1]
		assert.Empty(t, last.Mark, "the end is no place to go on from")
		assert.Equal(t, -1, last.Total, "the half that came before is not known here")
	}
}

func TestAServerThatFailsHalfWayIsGoneOnWith(t *testing.T) {
	sound := func() *sandbox.Sandbox {
		s, err := sandbox.Start(sandbox.Options{Repos: 3000, ServerLimit: 200})
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, s.Close()) })
		return s
	}
	_, whole, err := pagesOf(t, clientOf(sound(), calm()), "")
	require.NoError(t, err)
	s := sound() // another one: pages that the list above has left may come when these are counted already
	s.BreakAt(7)
	pages, came, err := pagesOf(t, clientOf(s, transport.Options{Timeout: 4 * time.Second}), "") // patient for half as long
	assert.True(t, connector.IsProblem(err, connector.CodeServerError), "%v", err)
	require.NotEmpty(t, came)
	s.BreakAt(0)
	_, rest, err := pagesOf(t, clientOf(s, calm()), pages[len(pages)-1].Mark)
	require.NoError(t, err)
	assert.Equal(t, ids(whole), append(ids(came), ids(rest)...))
}

func TestAMarkThatMakesNoSenseBeginsAnew(t *testing.T) {
	s := newShelf(t, 1500)
	for _, mark := range []string{"x", "-7", "1e3", "99999999999999999999", " 100", `{"start":100}`} {
		pages, all, err := pagesOf(t, s.client(), mark)
		require.NoError(t, err, mark)
		assertWhole(t, all, 1, 1500)
		assert.Equal(t, 1500, pages[len(pages)-1].Total, mark)
	}
	all, err := []connector.Repository(nil), error(nil)
	for p, e := range s.client().Resume(t.Context(), "") {
		all, err = append(all, p.Repositories...), e
	}
	require.NoError(t, err)
	assertWhole(t, all, 1, 1500)
}

func TestAMarkFarBeyondTheEndIsTheEnd(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{Repos: 300})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	_, all, err := pagesOf(t, clientOf(s, calm()), "9223372036854775807")
	require.NoError(t, err)
	assert.Empty(t, all)
}
