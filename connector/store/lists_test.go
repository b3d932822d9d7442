package store_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

func writes(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func connected(t *testing.T) (store.Dirs, *store.Store, string) {
	t.Helper()
	d := dirs(t)
	require.NoError(t, os.MkdirAll(d.Cache, 0o700))
	s := store.Open(d)
	c := connection("Shop")
	require.NoError(t, s.SaveConnection(t.Context(), c))
	return d, s, c.ID
}

func TestAKeptListComesBackAndGoesWithItsConnection(t *testing.T) {
	d, s, id := connected(t)
	none, err := s.List(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, none)
	require.NoError(t, s.SaveList(t.Context(), id, writes("first")))
	require.NoError(t, s.SaveList(t.Context(), id, writes("second")))
	got, err := store.Open(d).List(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "second", string(got))
	if runtime.GOOS != "windows" {
		info, err := os.Stat(filepath.Join(d.Cache, "lists", id+".list"))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "a list of private repositories is nobody else's")
	}
	require.NoError(t, s.DeleteConnection(t.Context(), id))
	require.Empty(t, files(t, d.Cache))
	got, err = s.List(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestWhatACrashLeftOfListsGoesWithTheNextConnection(t *testing.T) {
	d, s, id := connected(t)
	require.NoError(t, s.SaveList(t.Context(), id, writes("names")))
	lists := filepath.Join(d.Cache, "lists")
	for _, left := range []string{".mooring-17.new", strings.Repeat("0f", 16) + ".list"} {
		require.NoError(t, os.WriteFile(filepath.Join(lists, left), []byte("names"), 0o600))
	}
	other := connection("Other")
	require.NoError(t, s.SaveConnection(t.Context(), other))
	require.NoError(t, s.DeleteConnection(t.Context(), other.ID))
	require.Equal(t, []string{id + ".list"}, names(t, lists), "that of a connection that is there")
	require.NoError(t, os.WriteFile(filepath.Join(lists, ".mooring-18.new"), []byte("names"), 0o600))
	require.NoError(t, s.DeleteConnection(t.Context(), id))
	require.Empty(t, names(t, lists))
}

func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}

func TestAListThatIsReadWhileItsConnectionGoesIsNotKept(t *testing.T) {
	d, s, id := connected(t)
	require.NoError(t, s.DeleteConnection(t.Context(), id))
	require.NoError(t, s.SaveList(t.Context(), id, writes("late")))
	_, err := s.ChangeChoices(t.Context(), id, func(c *connector.Choices) { c.Pinned = []connector.Choice{{Key: "SHOP"}} })
	require.NoError(t, err)
	require.Empty(t, files(t, d.Cache))
	require.NotContains(t, strings.Join(keysOf(files(t, d.Config)), " "), "choices")
}

func keysOf(all map[string]string) []string {
	var keys []string
	for k := range all {
		keys = append(keys, k)
	}
	return keys
}

func TestAListThatCannotBeWrittenWholeLeavesTheOneBefore(t *testing.T) {
	d, s, id := connected(t)
	require.NoError(t, s.SaveList(t.Context(), id, writes("whole")))
	broken := errors.New("half way")
	err := s.SaveList(t.Context(), id, func(w io.Writer) error {
		require.NoError(t, writes("hal")(w))
		return broken
	})
	require.True(t, connector.IsProblem(err, connector.CodeDiskFailed))
	require.ErrorIs(t, err, broken)
	got, err := s.List(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "whole", string(got))
	require.Len(t, files(t, d.Cache), 1, "nothing is left over")
}

func TestAnIDThatIsNoneReachesNoFile(t *testing.T) {
	d, s, _ := connected(t)
	for _, id := range []string{"", "../../connections/x", strings.Repeat("g", 32)} {
		require.NoError(t, s.SaveList(t.Context(), id, writes("x")))
		got, err := s.List(t.Context(), id)
		require.NoError(t, err)
		require.Empty(t, got)
		_, err = s.ChangeChoices(t.Context(), id, func(*connector.Choices) {})
		require.Error(t, err)
	}
	require.Empty(t, files(t, d.Cache))
}

func TestWhatIsNoFileIsNoList(t *testing.T) {
	d, s, id := connected(t)
	require.NoError(t, os.MkdirAll(filepath.Join(d.Cache, "lists", id+".list"), 0o700))
	got, err := s.List(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, got)
	require.True(t, connector.IsProblem(s.SaveList(t.Context(), id, writes("x")), connector.CodeDiskFailed))
}

func TestWhatWasPickedComesBackAndGoesWithItsConnection(t *testing.T) {
	d, s, id := connected(t)
	got, err := s.Choices(t.Context(), id)
	require.NoError(t, err)
	require.Zero(t, got)
	at := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	pick := connector.ChoiceOf(connector.Repository{
		Ref: connector.RepositoryRef{Provider: connector.Server, Base: "https://git.test", ID: "7"}, Key: "SHOP", Slug: "app", Name: "App",
	}, at)
	_, err = s.ChangeChoices(t.Context(), id, func(c *connector.Choices) { c.Pinned = append(c.Pinned, pick) })
	require.NoError(t, err)
	wrote, err := s.ChangeChoices(t.Context(), id, func(c *connector.Choices) { c.Recent = append(c.Recent, pick) })
	require.NoError(t, err)
	got, err = store.Open(d).Choices(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, wrote, got)
	require.Equal(t, connector.Choices{Pinned: []connector.Choice{pick}, Recent: []connector.Choice{pick}}, got)
	require.NoError(t, s.DeleteConnection(t.Context(), id))
	got, err = s.Choices(t.Context(), id)
	require.NoError(t, err)
	require.Zero(t, got)
	require.NotContains(t, strings.Join(keysOf(files(t, d.Config)), " "), id)
}

func TestDamagedChoicesAreTakenFromTheirLastCopy(t *testing.T) {
	d, s, id := connected(t)
	_, err := s.ChangeChoices(t.Context(), id, func(c *connector.Choices) { c.Pinned = []connector.Choice{{Key: "SHOP", Slug: "app"}} })
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(d.Config, "choices", id+".json"), []byte("{half"), 0o600))
	got, err := s.Choices(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "SHOP", got.Pinned[0].Key)
}
