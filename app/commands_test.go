package app_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/app"
)

func TestATokenIsReadHoweverAnEditorSavedIt(t *testing.T) {
	line := broken(t, "")
	wide := func(first, second int, mark ...byte) string {
		text := string(mark)
		for _, c := range []byte(line.ServerToken + "\r\n") {
			pair := [2]byte{}
			pair[first], pair[second] = c, 0
			text += string(pair[:])
		}
		return text
	}
	for name, text := range map[string]string{
		"blanks":                   " \t" + line.ServerToken + "\r\n\n",
		"byte order mark":          "\ufeff" + line.ServerToken + "\r\n",
		"UTF-16, little end first": wide(0, 1, 0xff, 0xfe),
		"UTF-16, big end first":    wide(1, 0, 0xfe, 0xff),
	} {
		o := run(t, nil, text, "check", "server", "--url", line.ServerURL, "--token-stdin", "--json")
		assert.Equal(t, 0, o.code, "%s: %s", name, o.stdout)
	}
}

func TestAnEndlessFileIsNoToken(t *testing.T) {
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Log("this system has no file without end")
		return
	}
	o := run(t, nil, "", "check", "server", "--url", "http://127.0.0.1:1", "--token-file", "/dev/zero")
	assert.Equal(t, 3, o.code)
	assert.Contains(t, o.stderr, "too long for a token")
}

func TestACommandWithItsTokenNeedsNoHomeAndLeavesNothing(t *testing.T) {
	line := broken(t, "")
	args := []string{"repos", "server", "--url", line.ServerURL, "--token-stdin", "--json"}
	o := run(t, nil, line.ServerToken, args...)
	left, err := filepath.Glob(filepath.Join(o.home, "*"))
	require.NoError(t, err)
	assert.Empty(t, left)

	p := process(t, line.ServerToken, args...)
	assert.Equal(t, 0, app.Main(p))
	p = process(t, "", "repos", "server", "--url", line.ServerURL)
	assert.Equal(t, 3, app.Main(p), "what is stored is nowhere")
}

// process is a command nobody listens to.
func process(t *testing.T, stdin string, args ...string) app.Process {
	t.Helper()
	manifest, err := os.ReadFile("../FyneApp.toml")
	require.NoError(t, err)
	return app.Process{
		Args: args, Stdin: strings.NewReader(stdin), Stdout: io.Discard, Stderr: io.Discard, Manifest: manifest,
		Env: func(string) string { return "" },
	}
}

func TestASignInInAnAddressIsNotRepeated(t *testing.T) {
	for _, address := range []string{
		"https://jo:hunter2@git.example.invalid/x", "https://jo:hunter2@no such place", "ATATT-hunter2", "http://jo:hunter2@127.0.0.1:1",
	} {
		for _, command := range []string{"check", "repos"} {
			for _, form := range []string{"--json", "--json=false"} {
				o := run(t, nil, "token", command, "server", "--url", address, "--token-stdin", form)
				assert.Equal(t, 1, o.code)
				assert.NotContains(t, o.stdout+o.stderr, "hunter2")
			}
		}
	}
}

func TestARepositoryIsFoundInAnyCase(t *testing.T) {
	line := broken(t, "")
	o := run(t, nil, line.ServerToken, "repos", "server", "--url", line.ServerURL, "--token-stdin", "--repo", "laden/Baeckerei-App")
	assert.Equal(t, "LADEN/baeckerei-app\tBäckerei Sonnenschein\n", o.stdout)
}

func TestAnAccessTokenLooksForItsRepositoryWhereItIs(t *testing.T) {
	line := broken(t, "")
	o := run(t, cloudEnv(line), line.CloudAccessToken, "repos", "cloud", "--token-stdin", "--repo", "nowhere-at-all/x", "--json")
	assert.Equal(t, 1, o.code, "the list of that workspace was asked for: %s", o.stdout)
	assert.Contains(t, o.stderr, "/repositories/nowhere-at-all")
}

func TestAPersonIsToldWhatTheTokenIsAndMay(t *testing.T) {
	line := broken(t, "")
	o := run(t, nil, line.ServerToken, "check", "server", "--url", line.ServerURL, "--token-stdin")
	assert.Contains(t, o.stdout, "A personal token of jana.weber@nordlicht.example · reads 48 repositories, administers 41 · may set up webhooks")
}
