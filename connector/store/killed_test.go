package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

// crashIDs are the documents that the dying child rewrites.
func crashIDs() []string { return []string{strings.Repeat("a", 32), strings.Repeat("b", 32)} }

// numbered is a profile that says its number in many places, several blocks long.
func numbered(id string, n int) connector.BuildProfile {
	p := profile("crash " + id[:1])
	p.ID, p.ConnectionID, p.Branch = id, id, strconv.Itoa(n)
	p.Title = strings.Repeat(strconv.Itoa(n)+" ", 3000)
	return p
}

func numberOf(p connector.BuildProfile) int {
	n, err := strconv.Atoi(p.Branch)
	if err != nil {
		return 0
	}
	return n
}

// saveEndlessly saves ever higher numbers, from where the documents stand, and says each after it is saved. One of
// the two is saved as a whole each time, the other is changed.
func saveEndlessly(s *store.Store) error {
	ctx := context.Background()
	list, err := s.Profiles(ctx)
	if err != nil {
		return err
	}
	n := 0
	for _, p := range list {
		n = max(n, numberOf(p))
	}
	whole, changed := crashIDs()[0], crashIDs()[1]
	if len(list) < 2 {
		if err := s.SaveProfiles(ctx, []connector.BuildProfile{numbered(whole, 0), numbered(changed, 0)}); err != nil {
			return err
		}
	}
	for {
		n++
		if err := s.SaveProfile(ctx, numbered(whole, n)); err != nil {
			return err
		}
		fmt.Println(whole, n)
		_, err := s.ChangeProfile(ctx, changed, func(p *connector.BuildProfile) { *p = numbered(changed, n) })
		if err != nil {
			return err
		}
		fmt.Println(changed, n)
		if err := s.SaveSettings(ctx, store.Settings{TextSize: 1, ConsumerKey: strings.Repeat(strconv.Itoa(n)+" ", 3000)}); err != nil {
			return err
		}
	}
}

func TestAKilledProgramLeavesEachDocumentWholeAndNothingPromisedIsLost(t *testing.T) {
	t.Parallel()
	const rounds, enough = 25, 1000
	d := dirs(t)
	s := store.Open(d)
	promised := map[string]int{}
	saves, mid, round := 0, 0, 0
	for ; round < rounds || saves < enough; round++ {
		c := child(t, d.Config, "endless")
		out, err := c.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, c.Start())
		dying := false
		for lines := bufio.NewScanner(out); lines.Scan(); saves++ {
			id, number, _ := strings.Cut(lines.Text(), " ")
			promised[id], err = strconv.Atoi(number)
			require.NoError(t, err)
			if !dying { // it is at work: death comes at a random moment of the saves that follow
				dying = true
				time.AfterFunc(rand.N(400*time.Millisecond), func() { _ = c.Process.Kill() })
			}
		}
		var ended *exec.ExitError
		require.ErrorAs(t, c.Wait(), &ended)
		require.False(t, ended.Exited(), "it was killed, and did not fail by itself")
		requirePromised(t, d, promised)
		left, err := filepath.Glob(filepath.Join(d.Config, "*", ".mooring-*.new"))
		require.NoError(t, err)
		mid += len(left)
	}
	require.NoError(t, s.SaveProfile(t.Context(), profile("after the crashes")))
	left, err := filepath.Glob(filepath.Join(d.Config, "profiles", ".mooring-*.new"))
	require.NoError(t, err)
	require.Empty(t, left)
	for _, id := range crashIDs() { // the copies are as good
		require.NoError(t, os.WriteFile(profileFile(d, id), []byte("{"), 0o600))
	}
	requireNumbers(t, d, promised)
	fmt.Printf("killed %d times during %d acknowledged saves, %d of them while a file was half written: every document whole, none went back\n", round, saves, mid)
}

// requirePromised wants every document whole, and none older than what was said to be saved.
func requirePromised(t *testing.T, d store.Dirs, promised map[string]int) {
	t.Helper()
	s := store.Open(d)
	report, err := s.ProfilesReport(t.Context())
	require.NoError(t, err)
	require.Empty(t, report.Problems)
	requireNumbers(t, d, promised)
	_, err = s.LoadSettings(t.Context())
	require.NoError(t, err)
}

func requireNumbers(t *testing.T, d store.Dirs, promised map[string]int) {
	t.Helper()
	list, err := store.Open(d).Profiles(t.Context())
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(list), len(promised))
	for _, p := range list {
		n := numberOf(p)
		require.GreaterOrEqual(t, n, promised[p.ID], "a saved document went back")
		if _, counts := promised[p.ID]; counts {
			require.Equal(t, numbered(p.ID, n).Title, p.Title, "old and new are mixed")
		}
	}
}
