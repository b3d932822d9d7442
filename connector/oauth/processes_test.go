package oauth_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector/sandbox"
)

// Eight programs with four askers each share one session whose tokens are always too old.
func TestManyProcessesRenewOneSessionWithoutEverReusingARefreshToken(t *testing.T) {
	const processes, goroutines = 8, 4
	rounds := 25
	if testing.Short() {
		rounds = 5
	}
	s := start(t, sandbox.Options{TokenLife: time.Second})
	j := task{Line: s.Line(), Folder: t.TempDir(), Sessions: []string{"shared"}, Rounds: rounds, Goroutines: goroutines}
	j.newSession(t, s, "shared")

	var all []*child
	for range processes {
		all = append(all, j.run(t))
	}
	begun := time.Now()
	for _, c := range all {
		c.tell(t, "go")
	}
	locked := map[string]int{}
	for _, c := range all {
		said := c.result(t)
		assert.Equal(t, usage{Status: http.StatusOK}, said.Sessions["shared"], "a process lost the session")
		for _, step := range said.Steps {
			locked[step]++
		}
	}
	took := time.Since(begun)
	assert.Zero(t, s.Reused(), "a refresh token was used twice")
	assert.GreaterOrEqual(t, s.Refreshed(), processes*rounds)
	assert.Equal(t, s.Refreshed(), locked["answered"], "every renewal was answered with a new pair")
	t.Logf("%d processes of %d askers renewed one session %d times in %v; %d refresh tokens were used twice",
		processes, goroutines, s.Refreshed(), took.Round(time.Millisecond), s.Reused())
}
