//go:build e2e

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
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

// mend is the button that stands first beside a fault of Cloud, and how one sees that it did something.
type mend struct {
	label string
	shows string // the words that are there afterwards
	asks  string // or the path that Bitbucket is asked for once more
}

// mended says what is to be pressed. What only a person elsewhere can mend has nothing.
func mended(fault string) (mend, bool) {
	for m, faults := range map[mend][]string{
		{label: "cloud.fix.note", shows: "note.copy"}: {
			"admin-missing", "certificate-untrusted", "certificate-expired", "certificate-wrong-host", "client-certificate-required", "tls-failed",
		},
		{label: "cloud.fix.retry", asks: "/2.0/user"}: {
			"answer-invalid", "answer-too-large", "answer-too-slow", "connection-reset", "connection-timeout", "server-busy", "server-error", "not-permitted",
		},
		{label: "pause.go", asks: "/2.0/repositories/"}:                          {"rate-limited"},
		{label: "cloud.fix.ask", asks: "/site/oauth2/authorize"}:                 {"consent-denied", "scope-missing"},
		{label: "cloud.fix.connect", asks: "/site/oauth2/authorize"}:             {"token-rejected", "session-ended"},
		{label: "cloud.fix.look", shows: "problem.browser-not-opened.title"}:     {"login-page", "not-bitbucket", "redirected-elsewhere"},
		{label: "cloud.fix.security", shows: "problem.browser-not-opened.title"}: {"two-step-required"},
		{label: "cloud.fix.more", shows: "missing.title"}:                        {"repositories-none"},
		{label: "cloud.welcome.token", shows: "cloud.token.title"}:               {"consumer-invalid"},
	} {
		if slices.Contains(faults, fault) {
			return m, true
		}
	}
	return mend{}, false
}

// incurable are the faults without a button here: Mooring has to be updated, a stranger's answer needs nothing, and
// a port that refuses leaves no trace by which one could see that it was asked again.
func incurable(fault string) bool {
	return slices.Contains([]string{"api-removed", "consent-forged", "connection-refused"}, fault)
}

// meetInCloud signs in to an embedded Cloud with one thing wrong, which says yes by itself, waits until the window
// names it, and presses the button beside it.
func meetInCloud(ctx context.Context, t *testing.T, walk *tour, fault string) string {
	t.Helper()
	p, err := walk.display.Start(ctx, migratedProgram, []string{"--demo", "--break", fault}, []string{"PATH=" + t.TempDir()})
	require.NoError(t, err)
	defer p.Close()
	walk.program = p
	walk.evidence, err = readDemo(p)
	require.NoError(t, err)
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
	picture := func(ctx context.Context) error {
		return walk.display.Settle(ctx, filepath.Join(walk.out, "cloud-"+fault+".png"))
	}
	for _, do := range append(steps, named, picture, func(ctx context.Context) error { return walk.mends(ctx, fault) }) {
		if err := do(ctx); err != nil {
			_ = walk.display.Picture(ctx, filepath.Join(walk.out, "cloud-"+fault+"-missed.png"))
			require.NoError(t, err, "%s: %s", fault, p.Said())
		}
	}
	return p.Said()
}

// mends presses the button beside a fault and sees that it does something.
func (t *tour) mends(ctx context.Context, fault string) error {
	m, has := mended(fault)
	switch {
	case has == incurable(fault):
		return fmt.Errorf("nobody says what mends %s", fault)
	case !has:
		return nil
	}
	before, err := t.evidence.requests()
	if err != nil {
		return err
	}
	if err := t.press(ctx, m.label); err != nil {
		return err
	}
	if m.shows != "" {
		_, err := t.program.FindWhere(ctx, m.shows, func(n drive.Node) bool { return titled(t.phrase(m.shows)).MatchString(n.Text) })
		return err
	}
	return drive.Until(ctx, func() error {
		now, err := t.evidence.requests()
		if err != nil {
			return err
		}
		for _, r := range now[len(before):] {
			if strings.HasPrefix(r.Path, m.asks) {
				return nil
			}
		}
		return fmt.Errorf("%s was not asked for again", m.asks)
	})
}
