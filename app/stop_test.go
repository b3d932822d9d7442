//go:build unix

package app_test

import (
	"io"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/app"
)

func TestWhoStopsACommandThatWaitsForItsTokenIsObeyed(t *testing.T) {
	silent, hold := io.Pipe()
	defer hold.Close()
	waiting := make(chan struct{})
	p := process(t, "", "check", "server", "--url", "http://127.0.0.1:1", "--token-stdin")
	p.Stdin = reader(func(b []byte) (int, error) { close(waiting); return silent.Read(b) })
	done := make(chan int, 1)
	go func() { done <- app.Main(p) }()
	<-waiting
	self, err := os.FindProcess(os.Getpid())
	require.NoError(t, err)
	require.NoError(t, self.Signal(syscall.SIGTERM))
	select {
	case code := <-done:
		assert.Equal(t, 3, code)
	case <-time.After(time.Minute):
		t.Fatal("it went on waiting")
	}
}

// reader is a Read of its own.
type reader func([]byte) (int, error)

func (r reader) Read(b []byte) (int, error) { return r(b) }
