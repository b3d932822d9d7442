package vault_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/vault"
)

// inside names the part of a test that runs in a process of its own, on a session bus of its own.
const inside = "MOORING_VAULT_INSIDE"

// requireKeyring makes a missing keychain a failure instead of something left out.
const requireKeyring = "MOORING_REQUIRE_KEYRING"

const unlocked = `printf 'test\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 && `

// tools tells whether a real Secret Service can be had here, and says what is left out otherwise.
func tools(t *testing.T) bool {
	t.Helper()
	for _, tool := range []string{"dbus-run-session", "gnome-keyring-daemon", "secret-tool", "dbus-send"} {
		if _, err := exec.LookPath(tool); err != nil {
			require.Empty(t, os.Getenv(requireKeyring), "%s is set and %s is missing", requireKeyring, tool)
			fmt.Printf("left out: %s against a real keychain, since %s is not installed (packages dbus, gnome-keyring, libsecret-tools)\n", t.Name(), tool)
			return false
		}
	}
	return true
}

// again runs a test once more in a child with a home, a runtime folder and a bus of its own. script is
// what the shell on that bus does, with "$0" for the child; without one the child has no bus.
func again(t *testing.T, script string) {
	t.Helper()
	home := t.TempDir()
	runtime := filepath.Join(home, "run")
	require.NoError(t, os.Mkdir(runtime, 0o700))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	child := []string{os.Args[0], "-test.run=^" + t.Name() + "$", "-test.v"}
	command := child
	if script != "" {
		command = append([]string{"dbus-run-session", "--", "sh", "-c", script + ` "$0" "$@"`}, child...)
	}
	run := exec.CommandContext(ctx, command[0], command[1:]...)
	run.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + runtime, inside + "=" + t.Name(),
		"DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(home, "no-bus"), // dbus-run-session sets its own
	}
	out, err := run.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "--- PASS: "+t.Name())
}

func isInside(t *testing.T) bool { return os.Getenv(inside) == t.Name() }

// found asks the keychain with a tool that knows nothing of Mooring.
func found(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "secret-tool", "search", "--all", "service", vault.Service).CombinedOutput()
	if err != nil && len(bytes.TrimSpace(out)) > 0 {
		require.NoError(t, err, "%s", out)
	}
	return string(out)
}

func TestARealSecretServiceKeepsReplacesAndDeletes(t *testing.T) {
	if !isInside(t) {
		if tools(t) {
			again(t, unlocked)
		}
		return
	}
	v := vault.New(vault.Keyring(), vault.Options{})
	_, err := v.Get(t.Context(), id, origins())
	require.ErrorIs(t, err, connector.ErrNoSecret)
	for _, mark := range []string{"one", "two"} {
		require.NoError(t, v.Put(t.Context(), id, credential(mark), connector.KeepKeychain))
		got, err := vault.New(vault.Keyring(), vault.Options{}).Get(t.Context(), id, origins())
		require.NoError(t, err)
		requireSame(t, credential(mark), got)
	}
	kept := found(t)
	require.Contains(t, kept, "token-two")
	require.NotContains(t, kept, "token-one", "the one before is gone")
	require.Equal(t, 4, strings.Count(kept, "attribute.username = "+id))
	require.NoError(t, v.Delete(t.Context(), id))
	require.Empty(t, strings.TrimSpace(found(t)))
}

func TestARealKeychainThatStaysLockedIsCalledLocked(t *testing.T) {
	if !isInside(t) {
		if tools(t) {
			again(t, unlocked+`dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets `+
				`org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >/dev/null && `)
		}
		return
	}
	v := vault.New(vault.Keyring(), vault.Options{})
	err := v.Put(t.Context(), id, credential("one"), connector.KeepKeychain)
	require.True(t, connector.IsProblem(err, connector.CodeKeychainLocked), "%v", err)
	_, err = v.Get(t.Context(), id, origins())
	require.True(t, connector.IsProblem(err, connector.CodeKeychainLocked), "%v", err)
}

func TestARealSecretServiceWithoutACollectionIsNoKeychain(t *testing.T) {
	if !isInside(t) {
		if tools(t) {
			again(t, `gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1 && `)
		}
		return
	}
	err := vault.New(vault.Keyring(), vault.Options{}).Put(t.Context(), id, credential("one"), connector.KeepKeychain)
	require.True(t, connector.IsProblem(err, connector.CodeKeychainUnavailable), "%v", err)
}

func TestWithoutASessionBusThereIsNoKeychain(t *testing.T) {
	if !isInside(t) {
		again(t, "")
		return
	}
	v := vault.New(vault.Keyring(), vault.Options{})
	err := v.Put(t.Context(), id, credential("one"), connector.KeepKeychain)
	require.True(t, connector.IsProblem(err, connector.CodeKeychainUnavailable), "%v", err)
	require.NotContains(t, fmt.Sprintf("%+v", err), "token-one")
	_, err = v.Get(t.Context(), id, origins())
	require.True(t, connector.IsProblem(err, connector.CodeKeychainUnavailable), "%v", err)
	require.NoError(t, v.Put(t.Context(), id, credential("one"), connector.KeepSession))
	_, err = v.Get(t.Context(), id, origins())
	require.NoError(t, err)
}
