package app

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAnExportTakesThePlaceOfTheOldOneAsAWhole(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "profiles.json"), filepath.Join(dir, "link.json")
	require.NoError(t, os.WriteFile(file, []byte("a much longer file of before"), 0o600))
	held, err := os.Open(file)
	require.NoError(t, err)
	defer func() { _ = held.Close() }()
	require.NoError(t, os.Symlink(file, link))
	require.NoError(t, writeWhole(link, []byte("new")))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "new", string(text))
	before := make([]byte, 100)
	n, _ := held.Read(before)
	assert.Equal(t, "a much longer file of before", string(before[:n]), "the old file was not written into")
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&os.ModeSymlink, "a link stays one")

	require.Error(t, writeWhole(filepath.Join(dir, "nowhere", "x.json"), nil))
	require.Error(t, writeWhole(dir, []byte("x")))
	assert.ErrorIs(t, writeWhole("/dev/full", []byte("x")), syscall.ENOSPC)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 2, "nothing half written stays")
}

func TestAProfileNamedTwiceCountsOnce(t *testing.T) {
	h := newShelved(t)
	assert.Equal(t, 1, strings.Count(h.run("export", "till", "TILL", h.server.ID).stdout, `"name"`))
}
