package app_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mostMemory is what a command may ever take, in KiB.
const mostMemory = 200 << 10

// headless builds the program as it is given to people: the one that runs tests may be several times as greedy.
func headless(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "mooring")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "ci", "-o", program, "mooring")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	said, err := build.CombinedOutput()
	require.NoError(t, err, string(said))
	return program
}

// mostOf is the most memory a running program has had so far, in KiB. What the kernel tells after a program has
// ended may be its parent's figure instead.
func mostOf(pid int) int {
	text, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kib, _ := strconv.Atoi(fields[0])
	return kib
}

func TestAnEndlessAnswerTakesLittleMemory(t *testing.T) {
	line := broken(t, "answer-too-large")
	program := headless(t)
	for _, command := range []string{"check", "repos"} {
		c := exec.CommandContext(t.Context(), program, command, "server", "--url", line.ServerURL, "--token-stdin", "--json")
		c.Env = append(os.Environ(), "MOORING_HOME="+t.TempDir())
		c.Stdin = strings.NewReader(line.ServerToken)
		var said bytes.Buffer
		c.Stdout, c.Stderr = &said, &said
		require.NoError(t, c.Start())
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		most, looks := 0, time.NewTicker(2*time.Millisecond)
		defer looks.Stop()
		for running := true; running; {
			select {
			case err := <-ended:
				require.Error(t, err)
				running = false
			case <-looks.C:
				most = max(most, mostOf(c.Process.Pid))
			}
		}
		assert.Contains(t, said.String(), "answer-too-large")
		assert.Greater(t, most, 32<<10, "it was looked at while it held the answer")
		assert.Less(t, most, mostMemory)
		t.Logf("%s took %d MiB", command, most>>10)
	}
}
