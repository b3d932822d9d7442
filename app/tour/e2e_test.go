//go:build e2e

package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

const (
	migratedProgram   = "../../build/mooring-tour"
	unmigratedProgram = "../../build/mooring-unmigrated"
)

// limited is a context that ends before the test runner loses its patience.
func limited(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// testWriter shows what a tour says in the test's log.
type testWriter struct{ t *testing.T }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Log(strings.TrimRight(string(p), "\n"))
	return len(p), nil
}

func TestTheDemoWalksBothJourneysAndTouchesWidgetsOnTheRightGoroutineOnly(t *testing.T) {
	// A build without the migration tag has the toolkit report every touch from a wrong goroutine.
	said, err := demoTour(limited(t), unmigratedProgram, filepath.Join(t.TempDir(), "pictures"), testWriter{t})
	require.NoError(t, err, said)
	assert.NotContains(t, said, "Error in Fyne call thread")
	assert.NotContains(t, said, "Translation failure")
}

func TestBothJourneysWithARealBrowserAndARealKeychainLeaveTheSecretsInTheKeychainAlone(t *testing.T) {
	w := newWorld(t)
	if !w.withBrowser(t) {
		return
	}
	ctx, bus := w.ctx, startKeychain(t)
	w.env = append(w.env, bus)
	walk, env, home, line := w.walk(t), w.env, w.home, w.line
	first := use(ctx, t, walk, env, walk.both)

	secrets := map[string]string{"server token": line.ServerToken, "client secret": line.ClientSecret}
	kept := keychain(t, bus)
	assert.Contains(t, kept, line.ServerToken, "the token is in the keychain")
	assert.Contains(t, kept, `"kind":"session"`, "the session is in the keychain")
	for i, token := range sessionTokens(kept) {
		secrets[fmt.Sprintf("session token %d", i)] = token
	}
	assert.GreaterOrEqual(t, len(secrets), 4)

	// After a restart both are back without signing in, and a session that has run out meanwhile is renewed.
	w.bitbucket.ExpireSessions()
	renewed := walk.proof("the session was renewed", func() error {
		return walk.evidence.asked(2, sandbox.SideCloudWeb, http.MethodPost, "/site/oauth2/access_token", http.StatusOK)
	})
	shown := first + use(ctx, t, walk, env, func(ctx context.Context) error {
		return walk.step(ctx, "after-a-restart", walk.showing("cloud.connected.title"), walk.pressing("cloud.check.again"), renewed,
			walk.showing("cloud.choose"), walk.keys("ctrl+2"), walk.showing("server.item.choose"))
	})

	// The terminal uses the same session: the renewed pair is in the keychain.
	terminal := exec.CommandContext(ctx, "../../build/mooring-headless", "check", "cloud", "--json")
	terminal.Env = append(os.Environ(), env...)
	report, err := terminal.Output()
	require.NoError(t, err)
	assert.Contains(t, string(report), `"verdict":"ready"`)
	shown += string(report)
	for i, token := range sessionTokens(keychain(t, bus)) {
		secrets[fmt.Sprintf("renewed token %d", i)] = token
	}
	assert.GreaterOrEqual(t, len(secrets), 6)
	for name, secret := range secrets {
		assert.NotContains(t, shown, secret, "%s in window, log or arguments", name)
		holdNoSecret(t, home, name, secret)
	}
}

func TestWithoutAKeychainTheTokenIsKeptForTheSessionOnlyAndThePersonIsToldSo(t *testing.T) {
	w := newWorld(t)
	w.env = append(w.env, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere")
	walk := w.walk(t)
	use(w.ctx, t, walk, w.env, func(ctx context.Context) error {
		return walk.step(ctx, "kept-for-the-session", walk.keys("ctrl+2"), walk.showing("server.form.title"), walk.fill, walk.keys("Return"),
			walk.showing("problem.keychain-unavailable.title"), walk.pressing("server.keep.session"), walk.showing("server.result.choose"))
	})
	use(w.ctx, t, walk, w.env, func(ctx context.Context) error {
		return walk.step(ctx, "restarted", walk.keys("ctrl+2"), walk.showing("server.item.signin"))
	})
	holdNoSecret(t, w.home, "server token", w.line.ServerToken)
}

func TestCancelInTheBrowserComesBackAtOnceAndCanBeTriedAgain(t *testing.T) {
	w := newWorld(t)
	if !w.withBrowser(t) {
		return
	}
	w.env = append(w.env, startKeychain(t))
	walk := w.walk(t)
	use(w.ctx, t, walk, w.env, func(ctx context.Context) error {
		var link string
		cancelling := func(context.Context) error { return w.browser.Press("#cancel", `body[data-outcome="denied"]`) }
		for range 2 {
			if err := walk.step(ctx, "cancelled", walk.showing("cloud.welcome.open"), walk.pressing("cloud.welcome.open"),
				walk.taking(&link), walk.visiting(&link), cancelling, walk.front, walk.showing("problem.consent-denied.title"),
				walk.keys("Escape")); err != nil {
				return err
			}
		}
		return walk.step(ctx, "allowed", walk.pressing("cloud.welcome.open"), walk.taking(&link), walk.visiting(&link), walk.allowing,
			walk.front, walk.showing("cloud.confirm.title"))
	})
}
