package oauth_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

// fate is what a death at some step means for the session.
type fate string

const (
	mustStay  fate = "kept"    // the question had not left, or the answer was saved
	mustEnd   fate = "lost"    // Bitbucket had answered, and not all of it was saved
	mayBeBoth fate = "unclear" // the question was about to leave
)

// fates reads the steps of a whole renewal: the session is lost from when the question leaves until the keychain
// holds the whole of the new pair, whose sum it has been told before.
func fates(t *testing.T, steps []string) []fate {
	t.Helper()
	left, whole := slices.Index(steps, "written"), 0
	for i, name := range steps {
		if name == "after set piece" {
			whole = i // the last one of them
		}
	}
	require.Positive(t, left)
	require.Greater(t, whole, left)
	all := make([]fate, len(steps))
	for i := range steps {
		switch {
		case i < left || i >= whole:
			all[i] = mustStay
		case i == left:
			all[i] = mayBeBoth
		default:
			all[i] = mustEnd
		}
	}
	return all
}

// A program that is killed at any step of renewing and saving loses the session only where Bitbucket had
// answered and not all of it was saved yet, which is then said as that and nothing else.
func TestKillingBetweenAnyTwoStepsKeepsEverySessionThatCouldBeKept(t *testing.T) {
	least := 200
	if testing.Short() {
		least = 60
	}
	s := start(t, sandbox.Options{TokenLife: time.Second})
	j := task{Line: s.Line(), Folder: t.TempDir(), Goroutines: 1, Rounds: 1}
	whole := renewedWhole(t, s, j)
	expected := fates(t, whole)
	t.Logf("%d steps: %q", len(whole), whole)

	begun, killed := time.Now(), 0
	counted := map[string]int{}
	for round := 0; killed < least; round++ {
		after := j
		after.Sessions = nil
		for step := range whole {
			id := fmt.Sprintf("r%d-s%d", round, step)
			j.newSession(t, s, id)
			killAt(t, j, id, step+1)
			killed++
			after.Sessions = append(after.Sessions, id)
		}
		reused := s.Reused()
		said := after.afterwards(t)
		ended := 0
		for step, id := range after.Sessions {
			u := said.Sessions[id]
			stayed := u == usage{Status: http.StatusOK}
			if !stayed {
				assert.Equal(t, string(connector.CodeSessionEnded), u.Code, "killed at %q: %+v", whole[step], u)
				ended++
			}
			assert.False(t, stayed && expected[step] == mustEnd, "killed at %q: kept though not all was saved", whole[step])
			assert.False(t, !stayed && expected[step] == mustStay, "killed at %q: lost", whole[step])
			counted[fmt.Sprint(expected[step], " stayed:", stayed)]++
		}
		assert.Equal(t, ended, s.Reused()-reused, "a session ended whose refresh token had not been used")
	}
	t.Logf("killed %d times in %v: %d sessions that could be kept were kept, %d were lost since Bitbucket had answered and not all was saved; "+
		"killed as the question was about to leave %d were kept and %d lost", killed, time.Since(begun).Round(time.Millisecond),
		counted["kept stayed:true"], counted["lost stayed:false"], counted["unclear stayed:true"], counted["unclear stayed:false"])
}

// renewedWhole lets a process renew a session undisturbed and gives the steps that it takes.
func renewedWhole(t *testing.T, s *sandbox.Sandbox, j task) []string {
	t.Helper()
	j.newSession(t, s, "whole")
	j.Sessions, j.Once = []string{"whole"}, true
	said := j.afterwards(t)
	require.Empty(t, said.Sessions["whole"].Error)
	return said.Steps
}

// killAt lets a process die at a step of renewing a session.
func killAt(t *testing.T, j task, id string, step int) {
	t.Helper()
	j.Sessions, j.Once, j.DieAt = []string{id}, true, step
	c := j.run(t)
	c.tell(t, "go")
	_ = c.Wait()
	require.NotZero(t, c.ProcessState.ExitCode(), "it lived past step %d", step)
}

// afterwards lets a fresh process use the sessions.
func (j task) afterwards(t *testing.T) outcome {
	t.Helper()
	c := j.run(t)
	c.tell(t, "go")
	return c.result(t)
}

// front stands before a token endpoint and kills whoever asks, before or after the question gets through.
type front struct {
	behind http.Handler
	asker  atomic.Pointer[child]
	let    bool
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.let {
		f.behind.ServeHTTP(httptest.NewRecorder(), r) // the answer reaches nobody
	}
	_ = f.asker.Load().Process.Kill()
	hangUp(w, r)
}

func TestKillingWhileTheQuestionIsOnItsWayLosesTheSessionOnlyIfBitbucketGotIt(t *testing.T) {
	s := start(t, sandbox.Options{TokenLife: time.Second})
	u, err := url.Parse(s.Line().CloudWeb)
	require.NoError(t, err)
	const times = 10
	for _, let := range []bool{false, true} {
		f := &front{behind: httputil.NewSingleHostReverseProxy(u), let: let}
		server := httptest.NewServer(f)
		t.Cleanup(server.Close)
		j := task{Line: s.Line(), Folder: t.TempDir(), Goroutines: 1, Rounds: 1, Once: true, Front: server.URL}
		after := j
		after.Front, after.Once = "", false
		for n := range times {
			id := fmt.Sprintf("way-%d", n)
			j.newSession(t, s, id)
			j.Sessions = []string{id}
			asker := j.run(t)
			f.asker.Store(asker)
			asker.tell(t, "go")
			_ = asker.Wait()
			require.NotZero(t, asker.ProcessState.ExitCode())
			after.Sessions = append(after.Sessions, id)
		}
		for id, got := range after.afterwards(t).Sessions {
			if let {
				assert.Equal(t, string(connector.CodeSessionEnded), got.Code, "%s: %+v", id, got)
			} else {
				assert.Equal(t, usage{Status: http.StatusOK}, got, id)
			}
		}
	}
	assert.Equal(t, times, s.Reused(), "those, and no others, had been used before")
}
