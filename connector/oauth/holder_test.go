package oauth_test

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
)

// copied gives this test's program another name.
func copied(t *testing.T, name string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	program := filepath.Join(t.TempDir(), name)
	self, err := os.Executable()
	require.NoError(t, err)
	if os.Link(self, program) == nil {
		return program
	}
	from, err := os.Open(self)
	require.NoError(t, err)
	defer from.Close()
	to, err := os.OpenFile(program, os.O_CREATE|os.O_WRONLY, 0o700)
	require.NoError(t, err)
	_, err = io.Copy(to, from)
	require.NoError(t, err)
	require.NoError(t, to.Close())
	return program
}

func TestAProgramOnThePortIsNamedAndTheBrowserStaysClosed(t *testing.T) {
	s := start(t, sandbox.Options{})
	program := copied(t, "harbour-pilot-of-the-old-port")
	for _, host := range []string{"127.0.0.1", "::1"} {
		t.Run(host, func(t *testing.T) {
			port := freePort(t)
			c := startChild(t, program, "listen", net.JoinHostPort(host, port))
			require.Equal(t, "listening", c.line(t))
			o := options(s)
			o.Callback = "http://localhost:" + port + "/callback"
			o.Open = func(string) error { t.Error("the browser was opened"); return nil }
			_, err := oauth.New(o).Ask(t.Context(), scopes(), func(connector.ConsentWait) { t.Error("something is waited for") })
			p, ok := connector.AsProblem(err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, connector.CodeCallbackPortBusy, p.Code)
			assert.Equal(t, port, p.Args["port"])
			if slices.Contains([]string{"linux", "darwin", "windows"}, runtime.GOOS) {
				assert.Equal(t, filepath.Base(program), p.Args["program"])
			}
			// As soon as it has gone, asking works.
			require.NoError(t, c.in.Close())
			require.NoError(t, c.Wait())
			o.Open = func(link string) error { return s.Consent(link, true) }
			_, err = oauth.New(o).Ask(t.Context(), scopes(), nil)
			require.NoError(t, err)
		})
	}
}

func TestAProgramThatCannotBeToldKeepsNobodyWaiting(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // answers at once
	require.NoError(t, err)
	defer l.Close()
	hang := make(chan struct{})
	defer close(hang)
	for name, c := range map[string]struct {
		holder func(int) string
		want   string
	}{
		"hangs":         {func(int) string { <-hang; return "late" }, ""},
		"knows nothing": {func(int) string { return "" }, ""},
		"is odd":        {func(int) string { return "\x1b[31mred\x00\n" }, "[31mred"},
	} {
		begun := time.Now()
		o := oauth.Options{Callback: "http://" + l.Addr().String() + "/", Consumer: oauth.Consumer{Key: "key"}, Holder: c.holder}
		_, err := oauth.New(o).Ask(t.Context(), scopes(), nil)
		p, ok := connector.AsProblem(err)
		require.True(t, ok, "%s: %v", name, err)
		assert.Equal(t, connector.CodeCallbackPortBusy, p.Code)
		assert.Equal(t, c.want, p.Args["program"], name)
		assert.Less(t, time.Since(begun), 20*time.Second, name)
	}
}
