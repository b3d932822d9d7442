//go:build e2e

package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/app/drive"
)

func TestAHundredThousandRepositoriesAreSearchedWalkedAndChosenInTheWindow(t *testing.T) {
	ctx := limited(t)
	display, err := drive.NewDisplay(ctx, 1280, 860)
	require.NoError(t, err)
	t.Cleanup(display.Close)
	// Without a browser in its path the demo's Bitbucket says yes by itself.
	p, err := display.Start(ctx, unmigratedProgram, []string{"--demo", "--repos", strconv.Itoa(manyRepositories)}, []string{"PATH=" + t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(p.Close)
	place, err := readDemo(p)
	require.NoError(t, err)
	out := filepath.Join("..", "..", "build", "list")
	walk := &tour{display: display, program: p, out: out, say: testWriter{t}, evidence: place}
	require.NoError(t, walk.begin())
	for _, journey := range []func(context.Context) error{walk.longServerList, walk.longCloudList} {
		if err := journey(ctx); err != nil {
			_ = display.Picture(ctx, filepath.Join(out, "where-it-stopped.png"))
			require.NoError(t, err, p.Said())
		}
	}
	require.NoError(t, os.Remove(filepath.Join(out, onTheWay)))
	require.NoError(t, p.Quit(ctx))
	assert.NotContains(t, p.Said(), "Error in Fyne call thread")
	assert.NotContains(t, p.Said(), "Translation failure")
}
