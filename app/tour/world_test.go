//go:build e2e

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
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

// world is a virtual display with a browser, an embedded Bitbucket in this process, and an empty home.
type world struct {
	ctx       context.Context //nolint:containedctx // it ends with the test
	display   *drive.Display
	browser   *drive.Browser
	bitbucket *sandbox.Sandbox
	line      sandbox.Line
	home      string
	journal   string
	env       []string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOf(t, sandbox.Options{}, 1280, 860)
}

// newWorldOf makes one with another Bitbucket, on a display of so many pixels.
func newWorldOf(t *testing.T, options sandbox.Options, wide, tall int) *world {
	t.Helper()
	w := &world{ctx: limited(t), home: t.TempDir(), journal: filepath.Join(t.TempDir(), "requests.jsonl")}
	journal, err := os.Create(w.journal)
	require.NoError(t, err)
	t.Cleanup(func() { _ = journal.Close() })
	options.Journal = journal
	w.bitbucket, err = sandbox.Start(options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = w.bitbucket.Close() })
	w.line = w.bitbucket.Line()
	w.display, err = drive.NewDisplay(w.ctx, wide, tall)
	require.NoError(t, err)
	t.Cleanup(w.display.Close)
	w.env = []string{
		"MOORING_HOME=" + w.home, "HOME=" + t.TempDir(), "MOORING_CLOUD_WEB=" + w.line.CloudWeb,
		"MOORING_CLOUD_API=" + w.line.CloudAPI, "MOORING_CLIENT_ID=" + w.line.ClientID, "MOORING_CLIENT_SECRET=" + w.line.ClientSecret,
		"MOORING_CALLBACK=http://localhost:0/callback",
	}
	return w
}

// withBrowser starts a browser and puts it in the program's way. Where none is installed it says what is
// left out, unless MOORING_REQUIRE_BROWSER forbids that.
func (w *world) withBrowser(t *testing.T) bool {
	t.Helper()
	browser, err := w.display.NewBrowser(w.ctx)
	if errors.Is(err, drive.ErrNoBrowser) && os.Getenv("MOORING_REQUIRE_BROWSER") == "" {
		t.Log("left out: consent in a real browser (none is installed)")
		return false
	}
	require.NoError(t, err)
	t.Cleanup(browser.Close)
	w.browser, w.env = browser, append(w.env, browser.Path())
	return true
}

// walk is a tour of this world, where address and token are typed by hand.
func (w *world) walk(t *testing.T) *tour {
	t.Helper()
	walk := &tour{
		display: w.display, browser: w.browser, out: t.TempDir(), say: testWriter{t},
		evidence: evidence{Home: w.home, Requests: w.journal}, typed: &w.line,
	}
	require.NoError(t, walk.begin())
	return walk
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
	assert.Positive(t, files, "there is something to look through")
}

// startKeychain gives a session bus with an unlocked, empty keychain of its own, as an entry for the
// environment. The keychain's daemon now and then starts without unlocking it; then another is started.
func startKeychain(t *testing.T) string {
	t.Helper()
	var said []string
	for range 3 {
		entry, err := tryKeychain(t)
		if err == nil {
			return entry
		}
		said = append(said, err.Error())
	}
	require.Fail(t, "no keychain could be started", "%v", said)
	return ""
}

func tryKeychain(t *testing.T) (string, error) {
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
	address, err := bufio.NewReader(out).ReadString('\n') // it may come in pieces
	require.NoError(t, err)
	entry := "DBUS_SESSION_BUS_ADDRESS=" + strings.TrimSpace(address)
	keyring := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	keyring.Env = append(env, entry)
	keyring.Stdin = strings.NewReader("test\n")
	require.NoError(t, keyring.Start())
	t.Cleanup(func() { _ = keyring.Process.Kill(); _ = keyring.Wait() })
	ctx, cancel := context.WithTimeout(limited(t), 15*time.Second)
	defer cancel()
	return entry, drive.Until(ctx, func() error {
		probe := exec.CommandContext(ctx, "secret-tool", "store", "--label=probe", "probe", "probe")
		probe.Env, probe.Stdin = keyring.Env, strings.NewReader("probe")
		return probe.Run()
	})
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
