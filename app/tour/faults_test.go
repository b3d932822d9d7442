//go:build e2e

package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/app/drive"
	"mooring/connector"
	"mooring/connector/sandbox"
)

// elsewhere are the faults that are met beyond connecting to a server: by the Cloud, by choosing, or by webhooks.
func elsewhere(fault string) bool {
	return slices.Contains([]string{
		"scope-missing", "two-step-required", "api-removed", "consent-denied", "session-ended", "consumer-invalid", "workspace-needed",
		"repository-not-found", "paging-broken", "webhook-refused", "webhook-undelivered", "webhook-exists",
	}, fault)
}

// titled finds a problem's title whatever values stand in it, and whichever of its forms is said.
func titled(phrase string) *regexp.Regexp {
	var pattern strings.Builder
	action := regexp.MustCompile(`\{\{(.*?)\}\}`)
	for phrase != "" {
		at := action.FindStringSubmatchIndex(phrase)
		if at == nil {
			break
		}
		pattern.WriteString(regexp.QuoteMeta(phrase[:at[0]]))
		switch word, _, _ := strings.Cut(phrase[at[2]:at[3]], " "); word {
		case "if":
			pattern.WriteString("(?:")
		case "else":
			pattern.WriteString("|")
		case "end":
			pattern.WriteString(")?")
		default:
			pattern.WriteString(".*")
		}
		phrase = phrase[at[1]:]
	}
	return regexp.MustCompile("^" + pattern.String() + regexp.QuoteMeta(phrase) + "$")
}

// meeting plays one fault, waits until the window names it, and gives what the program said.
type meeting func(ctx context.Context, t *testing.T, walk *tour, fault string) string

// meetAll meets all faults but those left to others, one after another on one display.
func meetAll(t *testing.T, faults []string, others func(string) bool, meet meeting, least int) {
	t.Helper()
	pictures := filepath.Join("..", "..", "build", "problems")
	require.NoError(t, os.MkdirAll(pictures, 0o755))
	ctx := limited(t)
	display, err := drive.NewDisplay(ctx, 1280, 860)
	require.NoError(t, err)
	t.Cleanup(display.Close)
	met := 0
	for _, fault := range faults {
		if others(fault) {
			continue
		}
		met++
		walk := &tour{display: display, out: pictures, say: testWriter{t}}
		require.NoError(t, walk.begin())
		said := meet(ctx, t, walk, fault)
		assert.NotContains(t, said, "Translation failure", fault)
	}
	t.Logf("%d faults met in a real window", met)
	assert.GreaterOrEqual(t, met, least)
}

func TestEveryFaultOfAServerIsNamedInTheWindowWithSomethingToPress(t *testing.T) {
	meetAll(t, sandbox.ServerFaults(), elsewhere, meet, 30)
}

// meet connects to an embedded server with one thing wrong and waits until the window names it.
func meet(ctx context.Context, t *testing.T, walk *tour, fault string) string {
	t.Helper()
	p, err := walk.display.Start(ctx, migratedProgram, []string{"--demo", "--break", fault}, nil)
	require.NoError(t, err)
	defer p.Close()
	walk.program = p
	title := titled(walk.phrase("problem." + fault + ".title"))
	named := func(ctx context.Context) error {
		_, err := p.FindWhere(ctx, title.String(), func(n drive.Node) bool { return title.MatchString(n.Text) })
		return err
	}
	// What is only for completeness stands with its rung, further down.
	looking := func(ctx context.Context) error {
		if connector.DefaultSeverity(connector.Code(fault)) != connector.Info {
			return nil
		}
		if err := walk.shows(ctx, "server.result.choose"); err != nil {
			return err
		}
		return p.Scroll(ctx, 40)
	}
	steps := []func(context.Context) error{
		walk.keys("ctrl+2"), walk.showing("server.form.title"), walk.fill, walk.pressing("server.form.submit"), looking, named,
	}
	for _, do := range steps {
		if err := do(ctx); err != nil {
			_ = walk.display.Picture(ctx, filepath.Join(walk.out, fault+"-missed.png"))
			require.NoError(t, err, "%s: %s", fault, p.Said())
		}
	}
	require.NoError(t, walk.display.Settle(ctx, filepath.Join(walk.out, fault+".png")))
	return p.Said()
}

func TestACertificateNobodyVouchesForCanBeTrustedForOneServer(t *testing.T) {
	ctx := limited(t)
	display, err := drive.NewDisplay(ctx, 1280, 860)
	require.NoError(t, err)
	t.Cleanup(display.Close)
	walk := &tour{display: display, out: t.TempDir(), say: testWriter{t}}
	require.NoError(t, walk.begin())
	p, err := display.Start(ctx, migratedProgram, []string{"--demo", "--break", "certificate-untrusted"}, nil)
	require.NoError(t, err)
	defer p.Close()
	walk.program = p
	asked := titled(walk.phrase("problem.certificate-untrusted.title"))
	named := func(ctx context.Context) error {
		_, err := p.FindWhere(ctx, asked.String(), func(n drive.Node) bool { return asked.MatchString(n.Text) })
		return err
	}
	require.NoError(t, walk.step(ctx, "trusted", walk.keys("ctrl+2"), walk.showing("server.form.title"), walk.fill,
		walk.pressing("server.form.submit"), named, walk.showing("trust.copy"), walk.keys("Tab", "Return"), walk.showing("server.result.choose")), p.Said())
}
