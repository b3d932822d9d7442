package oauth_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// role is the variable that makes this test's program one of the processes below.
const role = "MOORING_OAUTH_ROLE"

// TestMain lets the tests start themselves again, as processes of their own.
func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "":
		os.Exit(m.Run())
	case "listen":
		listenForever()
	case "use":
		useSessions()
	}
}

// listenForever holds the ports given until it is ended, and says when it does.
func listenForever() {
	for _, address := range os.Args[1:] {
		if _, err := net.Listen("tcp", address); err != nil { //nolint:noctx // ends with the process
			fmt.Println(err)
			return
		}
	}
	fmt.Println("listening")
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// child is a process of this test's own.
type child struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// startChild runs a program in a role. It ends with the test.
func startChild(t *testing.T, program, as string, args ...string) *child {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(os.Environ(), role+"="+as)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	c := &child{Cmd: cmd, in: in, out: bufio.NewReader(out)}
	t.Cleanup(func() { _ = in.Close(); _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return c
}

// line waits for what the process says next.
func (c *child) line(t *testing.T) string {
	t.Helper()
	text, err := c.out.ReadString('\n')
	require.NoError(t, err, text)
	return text[:len(text)-1]
}

// tell sends something to the process.
func (c *child) tell(t *testing.T, v any) {
	t.Helper()
	require.NoError(t, json.NewEncoder(c.in).Encode(v))
}
