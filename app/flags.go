package app

import (
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// ask is what check and repos are told on the command line.
type ask struct {
	provider   connector.Provider
	url        string // Server
	email      string // Cloud
	workspace  string // Cloud
	repository string
	token      connector.Secret
	given      bool // a token was named, even if it turned out empty
	roots      *x509.CertPool
	allowHTTP  bool
	timeout    time.Duration
	json       bool
}

// readAsk reads "server|cloud" and the flags after it. Mistakes are usage errors; a file that cannot be
// read is not.
func readAsk(p Process, command string) (ask, error) {
	if len(p.Args) < 2 {
		return ask{}, usagef("%s what? Write %s server or %s cloud", command, command, command)
	}
	a := ask{provider: connector.Provider(p.Args[1])}
	flags := flag.NewFlagSet(command, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	tokenFile := flags.String("token-file", "", "")
	tokenStdin := flags.Bool("token-stdin", false, "")
	caFile := new(string)
	flags.DurationVar(&a.timeout, "timeout", 20*time.Second, "")
	flags.BoolVar(&a.json, "json", false, "")
	flags.StringVar(&a.repository, "repo", "", "")
	switch a.provider {
	case connector.Server:
		flags.StringVar(&a.url, "url", "", "")
		flags.StringVar(caFile, "ca", "", "")
		flags.BoolVar(&a.allowHTTP, "allow-http", false, "")
	case connector.Cloud:
		flags.StringVar(&a.email, "email", "", "")
		flags.StringVar(&a.workspace, "workspace", "", "")
	default:
		return ask{}, usagef("%s knows server and cloud, not %q", command, p.Args[1])
	}
	if err := flags.Parse(p.Args[2:]); err != nil {
		return ask{}, usageError{err.Error()}
	}
	if err := a.sensible(flags.Args(), *tokenFile != "" && *tokenStdin); err != nil {
		return ask{}, err
	}
	var err error
	if a.token, a.given, err = readToken(p, *tokenFile, *tokenStdin); err != nil {
		return ask{}, err
	}
	if a.email != "" && !a.given {
		return ask{}, usagef("--email needs a token: --token-file or --token-stdin")
	}
	a.roots, err = readRoots(*caFile)
	return a, err
}

// sensible finds what flags alone cannot forbid.
func (a ask) sensible(rest []string, twoTokens bool) error {
	switch {
	case len(rest) > 0:
		return usagef("%q is one word too many", rest[0])
	case twoTokens:
		return usagef("--token-file and --token-stdin at once: choose one")
	case a.provider == connector.Server && strings.TrimSpace(a.url) == "":
		return usagef("--url is missing: the address of your Bitbucket Server")
	case a.timeout <= 0:
		return usagef("--timeout must be longer than nothing")
	}
	if a.repository != "" {
		if key, slug, ok := strings.Cut(a.repository, "/"); !ok || key == "" || slug == "" || strings.Contains(slug, "/") {
			return usagef("--repo takes KEY/slug, not %q", a.repository)
		}
	}
	return nil
}

// readToken takes a token from where it was said to be; blanks around it are not part of it.
func readToken(p Process, file string, stdin bool) (connector.Secret, bool, error) {
	var text []byte
	var err error
	switch {
	case file != "":
		text, err = os.ReadFile(file)
	case stdin:
		text, err = io.ReadAll(io.LimitReader(p.Stdin, 64<<10))
	default:
		return connector.Secret{}, false, nil
	}
	if err != nil {
		return connector.Secret{}, false, fmt.Errorf("reading the token: %w", err)
	}
	return connector.NewSecret(strings.TrimSpace(string(text))), true, nil
}

// readRoots reads certificates in PEM form to trust beside the system's.
func readRoots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate: %w", err)
	}
	pool, err := transport.Roots(text)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate in %s: %w", file, err)
	}
	return pool, nil
}
