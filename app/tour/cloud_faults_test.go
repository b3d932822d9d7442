//go:build e2e

package main

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/app/drive"
	"mooring/connector/sandbox"
)

// beyondSigningIn are the faults of Cloud that somebody who signs in through the browser does not meet at once: with
// tokens, by choosing, by webhooks, or only when the time is up.
func beyondSigningIn(fault string) bool {
	return slices.Contains([]string{
		"token-expired", "token-too-wide", "workspace-needed", "token-kind-unsupported", "repository-not-found", "paging-broken",
		"webhook-refused", "consent-timeout",
	}, fault)
}

func TestEveryFaultOfCloudIsNamedInTheWindowWithSomethingToPress(t *testing.T) {
	meetAll(t, sandbox.CloudFaults(), beyondSigningIn, meetInCloud, 20)
}

// meetInCloud signs in to an embedded Cloud with one thing wrong, which says yes by itself, and waits until the
// window names it.
func meetInCloud(ctx context.Context, t *testing.T, walk *tour, fault string) string {
	t.Helper()
	p, err := walk.display.Start(ctx, migratedProgram, []string{"--demo", "--break", fault}, []string{"PATH=" + t.TempDir()})
	require.NoError(t, err)
	defer p.Close()
	walk.program = p
	key := "problem." + fault + ".title"
	title := titled(walk.phrase(key))
	if own := walk.phrase(key + ".cloud"); own != "" { // what means something else for Cloud than for a server
		title = titled(own)
	}
	named := func(ctx context.Context) error {
		_, err := p.FindWhere(ctx, title.String(), func(n drive.Node) bool {
			if n.Text == walk.phrase("cloud.confirm.yes") { // what only warns is shown beside the account
				_ = walk.press(ctx, "cloud.confirm.yes")
			}
			return title.MatchString(n.Text)
		})
		return err
	}
	steps := []func(context.Context) error{walk.showing("cloud.welcome.title"), walk.pressing("cloud.welcome.open")}
	if fault == "session-ended" { // it begins well
		steps = append(steps, walk.pressing("cloud.confirm.yes"), walk.pressing("cloud.check.again"))
	}
	for _, do := range append(steps, named) {
		if err := do(ctx); err != nil {
			_ = walk.display.Picture(ctx, filepath.Join(walk.out, "cloud-"+fault+"-missed.png"))
			require.NoError(t, err, "%s: %s", fault, p.Said())
		}
	}
	require.NoError(t, walk.display.Settle(ctx, filepath.Join(walk.out, "cloud-"+fault+".png")))
	return p.Said()
}
