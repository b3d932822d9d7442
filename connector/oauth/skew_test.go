package oauth_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// A clock that is wrong by ten minutes, always or since it was set, costs one more request at most.
func TestAClockThatIsWrongByTenMinutesDoesNotMatter(t *testing.T) {
	wrong := []time.Duration{-10 * time.Minute, 0, 10 * time.Minute}
	for _, then := range wrong {
		for _, now := range wrong {
			for _, passed := range []time.Duration{0, 109 * time.Minute, 119*time.Minute + 30*time.Second, 121 * time.Minute, 131 * time.Minute} {
				t.Run(fmt.Sprintf("%v then %v, after %v", then, now, passed), func(t *testing.T) {
					t.Parallel()
					skewedBy(t, then, now, passed)
				})
			}
		}
	}
}

// skewedBy signs in by one clock and uses the session by another, after some time.
func skewedBy(t *testing.T, then, now, passed time.Duration) {
	s := start(t, sandbox.Options{})
	o := options(s)
	off := then
	o.Now = func() time.Time { return time.Now().Add(off) }
	keeper, _ := signedIn(t, s, o)
	s.Age(passed)
	off = passed + now

	used, err := keeper.Token(t.Context())
	require.NoError(t, err)
	answer := whoAmI(t, o, used)
	if answer.Status == http.StatusUnauthorized {
		assert.Contains(t, string(answer.Body), "Access token expired.")
		keeper.Stale(used)
		used, err = keeper.Token(t.Context())
		require.NoError(t, err)
		answer = whoAmI(t, o, used)
	}
	assert.Equal(t, http.StatusOK, answer.Status)
	assert.Zero(t, s.Reused())
	assert.LessOrEqual(t, s.Refreshed(), 1)
	if passed+now-then > 118*time.Minute || passed >= 2*time.Hour {
		assert.Equal(t, 1, s.Refreshed(), "too old by this clock or by Bitbucket's")
	}
}
