//go:build e2e

package main

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestAListThatBreaksOffGoesOnAndIsThereAgainAfterARestart(t *testing.T) {
	const pinned, chosen = "LADEN/blumenladen-ios", "LADEN/eisdiele"
	w := newWorldOf(t, sandbox.Options{Repos: 12_000}, 800, 640) // a small window
	w.env = append(w.env, startKeychain(t))
	walk := w.walk(t)
	walk.out = filepath.Join("..", "..", "build", "list-life")
	breaks := func(at int) func(context.Context) error {
		return func(context.Context) error { w.bitbucket.BreakAt(at); return nil }
	}
	gone := chosen + " is gone"
	var now string
	use(w.ctx, t, walk, w.env, func(ctx context.Context) error {
		return walk.all(ctx, []stage{
			{"connected", parts(walk.keys("ctrl+2"), walk.showing("server.form.title"), walk.fill, walk.keys("Return"), walk.showing("server.result.choose"))},
			{"broken-off", parts(breaks(4), walk.pressing("server.result.choose"), walk.showing("picker.goon"), walk.counted(`[\d,]+ so far`))},
			{"gone-on", parts(breaks(0), walk.pressing("picker.goon"), walk.counted(`12,000 of 12,000`))},
			{"found", parts(walk.typing("blumenladen ios"), walk.looksAt(&now), is(&now, pinned))},
			{"pinned", parts(walk.keys("ctrl+d"), walk.showing("picker.unpin"), walk.keys("Escape"), walk.showing("picker.head.pinned"))},
			{"chosen", parts(walk.typing("eisdiele venezia"), walk.looksAt(&now), is(&now, chosen), walk.keys("Return"), walk.showing("profile.title"))},
		})
	})
	require.NoError(t, w.bitbucket.Vanish(chosen))
	_, err := w.bitbucket.Appear("LADEN", "Neu im Hafen")
	require.NoError(t, err)
	use(w.ctx, t, walk, w.env, func(ctx context.Context) error {
		return walk.all(ctx, []stage{
			{"kept", parts(breaks(1), walk.keys("ctrl+2"), walk.pressing("server.item.choose"), walk.showing("picker.head.recent"), walk.showing("picker.retry"), walk.looksAt(&now), is(&now, pinned))},
			{"gone", parts(walk.typing("eisdiele venezia"), walk.looksAt(&now), is(&now, chosen), walk.keys("Return"), walk.saysOf(&gone))},
			{"read-anew", parts(walk.keys("Escape"), breaks(0), walk.pressing("picker.again"), walk.counted(`12,000 of 12,000.*1 new`))},
		})
	})
	holdNoSecret(t, w.home, "server token", w.line.ServerToken)
}
