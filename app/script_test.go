package app_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"mooring/app"
	"mooring/connector/sandbox"
)

// TestMain lets scripts run this program under its own name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"mooring": func() {
			manifest, err := os.ReadFile(os.Getenv("MOORING_MANIFEST"))
			if err != nil {
				panic(err)
			}
			os.Exit(app.Main(app.Process{
				Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Env: os.Getenv, Manifest: manifest,
			}))
		},
	})
}

func TestCommands(t *testing.T) {
	manifest, err := filepath.Abs("../FyneApp.toml")
	require.NoError(t, err)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("MOORING_MANIFEST", manifest)
			e.Setenv("MOORING_HOME", e.WorkDir+"/home")
			e.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"bitbucket": bitbucket, "proxy": proxy, "lines": lines},
	})
}

// bitbucket [fault] starts an embedded Bitbucket for the rest of the script and puts where it is and its
// tokens into the environment and into files.
func bitbucket(ts *testscript.TestScript, _ bool, args []string) {
	o := sandbox.Options{}
	if len(args) > 0 {
		o.Break = args[0]
	}
	s, err := sandbox.Start(o)
	ts.Check(err)
	ts.Defer(func() { _ = s.Close() })
	line := s.Line()
	for name, value := range map[string]string{
		"CA": line.CAFile, "SERVER": line.ServerURL, "EMAIL": line.CloudEmail, "MOORING_CLOUD_WEB": line.CloudWeb, "MOORING_CLOUD_API": line.CloudAPI,
	} {
		ts.Setenv(name, value)
	}
	for name, value := range map[string]string{
		"server-token": line.ServerToken, "api-token": line.CloudAPIToken, "access-token": line.CloudAccessToken,
	} {
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte("  "+value+"\n"), 0o600))
	}
}

// proxy user password starts a proxy for the rest of the script that leads every host to the Bitbucket there
// is, and puts its address into the environment.
func proxy(ts *testscript.TestScript, _ bool, args []string) {
	p, err := sandbox.StartProxy(args[0], args[1])
	ts.Check(err)
	ts.Defer(func() { _ = p.Close() })
	server, err := url.Parse(ts.Getenv("SERVER"))
	ts.Check(err)
	p.To(server.Host)
	ts.Setenv("PROXY", strings.TrimPrefix(p.Address(), "http://"))
}

// lines N holds the last command's output to N lines of JSON.
func lines(ts *testscript.TestScript, _ bool, args []string) {
	d := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	n := 0
	for d.More() {
		var any map[string]any
		ts.Check(d.Decode(&any))
		n++
	}
	if args[0] != strconv.Itoa(n) {
		ts.Fatalf("%d lines, not %s", n, args[0])
	}
}
