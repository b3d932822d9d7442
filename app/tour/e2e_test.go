//go:build e2e

package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/app/drive"
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
	ctx := limited(t)
	bus := startKeychain(t)
	home := t.TempDir()
	journal, err := os.Create(filepath.Join(t.TempDir(), "requests.jsonl"))
	require.NoError(t, err)
	defer journal.Close()
	bitbucket, err := sandbox.Start(sandbox.Options{Journal: journal})
	require.NoError(t, err)
	defer bitbucket.Close()
	line := bitbucket.Line()

	display, err := drive.NewDisplay(ctx, 1280, 860)
	require.NoError(t, err)
	defer display.Close()
	browser, err := display.NewBrowser(ctx)
	require.NoError(t, err, "the end-to-end run needs a browser")
	defer browser.Close()
	env := []string{
		browser.Path(), bus, "MOORING_HOME=" + home, "HOME=" + t.TempDir(), "MOORING_CLOUD_WEB=" + line.CloudWeb,
		"MOORING_CLOUD_API=" + line.CloudAPI, "MOORING_CLIENT_ID=" + line.ClientID, "MOORING_CLIENT_SECRET=" + line.ClientSecret,
		"MOORING_CALLBACK=http://localhost:0/callback",
	}
	walk := &tour{
		display: display, browser: browser, out: t.TempDir(), say: testWriter{t},
		evidence: evidence{Home: home, Requests: journal.Name()}, typed: &line,
	}
	shown := use(ctx, t, walk, env, walk.both)

	secrets := map[string]string{"server token": line.ServerToken, "client secret": line.ClientSecret}
	kept := keychain(t, bus)
	assert.Contains(t, kept, line.ServerToken, "the token is in the keychain")
	assert.Contains(t, kept, `"kind":"session"`, "the session is in the keychain")
	for i, token := range sessionTokens(kept) {
		secrets[fmt.Sprintf("session token %d", i)] = token
	}
	assert.GreaterOrEqual(t, len(secrets), 4)

	// After a restart both are back without signing in.
	shown += use(ctx, t, walk, env, func(ctx context.Context) error {
		return walk.step(ctx, "after-a-restart", walk.showing("cloud.connected.title"), walk.keys("ctrl+2"), walk.showing("server.item.choose"))
	})
	for name, secret := range secrets {
		assert.NotContains(t, shown, secret, "%s in window, log or arguments", name)
		holdNoSecret(t, home, name, secret)
	}
}

// use runs the program for a while and closes its window as a person would. It gives everything the
// program showed, logged and was started with.
func use(ctx context.Context, t *testing.T, walk *tour, env []string, do func(context.Context) error) string {
	t.Helper()
	p, err := walk.display.Start(ctx, migratedProgram, nil, env)
	require.NoError(t, err)
	defer p.Close()
	walk.program = p
	if err := do(ctx); err != nil {
		_ = walk.display.Picture(ctx, filepath.Join("..", "..", "build", "e2e-where-it-stopped.png"))
		require.NoError(t, err, p.Said())
	}
	arguments, err := p.Arguments()
	require.NoError(t, err)
	require.NoError(t, p.Quit(ctx))
	return p.Shown() + p.Said() + arguments
}

// holdNoSecret looks through every file below a folder.
func holdNoSecret(t *testing.T, folder, name, secret string) {
	t.Helper()
	files := 0
	require.NoError(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files++
		assert.False(t, bytes.Contains(text, []byte(secret)), "%s in %s", name, path)
		return err
	}))
	assert.Greater(t, files, 3)
}

// startKeychain gives a session bus with an unlocked, empty keychain of its own, as an entry for the
// environment.
func startKeychain(t *testing.T) string {
	t.Helper()
	home, runtime := t.TempDir(), t.TempDir()
	require.NoError(t, os.Chmod(runtime, 0o700))
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + runtime, "LANG=C.UTF-8"}
	bus := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address=1")
	bus.Env = env
	out, err := bus.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, bus.Start())
	t.Cleanup(func() { _ = bus.Process.Kill(); _ = bus.Wait() })
	address := make([]byte, 512)
	n, err := out.Read(address)
	require.NoError(t, err)
	entry := "DBUS_SESSION_BUS_ADDRESS=" + strings.TrimSpace(string(address[:n]))
	keyring := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	keyring.Env = append(env, entry)
	keyring.Stdin = strings.NewReader("test\n")
	require.NoError(t, keyring.Start())
	t.Cleanup(func() { _ = keyring.Process.Kill(); _ = keyring.Wait() })
	ctx := limited(t)
	require.NoError(t, drive.Until(ctx, func() error {
		probe := exec.CommandContext(ctx, "secret-tool", "store", "--label=probe", "probe", "probe")
		probe.Env, probe.Stdin = keyring.Env, strings.NewReader("probe")
		return probe.Run()
	}))
	return entry
}

// keychain is what stands in the keychain for the program, in the order of its pieces.
func keychain(t *testing.T, bus string) string {
	t.Helper()
	search := exec.Command("secret-tool", "search", "--all", "--unlock", "service", "dev.mooring.Mooring")
	search.Env = []string{"PATH=" + os.Getenv("PATH"), bus}
	out, err := search.Output()
	require.NoError(t, err)
	var secrets strings.Builder
	for line := range strings.Lines(string(out)) {
		if value, ok := strings.CutPrefix(line, "secret = "); ok {
			secrets.WriteString(value)
		}
	}
	return secrets.String()
}

// sessionTokens are the access and refresh tokens among the secrets.
func sessionTokens(kept string) []string {
	var tokens []string
	for line := range strings.Lines(kept) {
		if !strings.Contains(line, `"kind":"session"`) {
			continue
		}
		for _, field := range []string{`"token":"`, `"refresh":"`} {
			if _, rest, ok := strings.Cut(line, field); ok {
				token, _, _ := strings.Cut(rest, `"`)
				tokens = append(tokens, token)
			}
		}
	}
	return tokens
}
