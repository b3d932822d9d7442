package app_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
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
		"xdg-open": pressAllow, // what opens a page on Linux, on macOS
		"open":     pressAllow,
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"bitbucket": bitbucket, "consumer": consumer, "proxy": proxy, "lines": lines},
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
	ts.Check(os.WriteFile(ts.MkAbs("consumer"), []byte(line.ClientID+"\n"+line.ClientSecret), 0o600))
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

// consumer sets up the OAuth consumer that the Bitbucket there is knows.
func consumer(ts *testscript.TestScript, _ bool, _ []string) {
	id, secret, _ := strings.Cut(ts.ReadFile("consumer"), "\n")
	ts.Setenv("MOORING_CLIENT_ID", id)
	ts.Setenv("MOORING_CLIENT_SECRET", secret)
}

// pressAllow is a browser with a person at it: it presses Allow on the page it is told to open, chats on its
// output as browsers do, and notes the page in a file.
func pressAllow() {
	page := os.Args[len(os.Args)-1]
	fmt.Println("Opening in existing browser session.")
	if err := errors.Join(press(page), os.WriteFile("pressed", []byte(page), 0o600)); err != nil {
		panic(err)
	}
}

func press(page string) error {
	shown, err := http.Get(page) //nolint:noctx // ends with the program
	if err != nil {
		return err
	}
	defer shown.Body.Close()
	text, err := io.ReadAll(shown.Body)
	if err != nil {
		return err
	}
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindSubmatch(text)
	if token == nil {
		return errors.New("no consent page")
	}
	address, _, _ := strings.Cut(page, "?")
	answered, err := http.PostForm(address, url.Values{"token": {string(token[1])}, "decision": {"allow"}}) //nolint:noctx // as above
	if err != nil {
		return err
	}
	return answered.Body.Close()
}
