package app

import (
	"context"
	"crypto/x509"
	"errors"
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
	account    string // Cloud: of several that are signed in
	repository string
	token      connector.Secret
	given      bool // a token was named, even if it turned out empty
	roots      *x509.CertPool
	allowHTTP  bool
	timeout    time.Duration
	json       bool
	proxy      *connector.ProxyChoice // nil where the command line says nothing
	clientCert string                 // Server: a file
	passphrase connector.Secret       // opens it
	validUntil time.Time              // check: when the token ends, as the person says
}

// askFlags are what is read further before it can be asked.
type askFlags struct {
	token              tokenSource
	ca, proxy          string
	certificatePhrase  string
	validUntil         string
	proxyGiven, stated bool
}

// readAsk reads "server|cloud" and the flags after it. Mistakes are usage errors; a file that cannot be
// read is not.
func readAsk(ctx context.Context, p Process, command string) (ask, error) {
	if len(p.Args) < 2 {
		return ask{}, usagef("%s what? Write %s server or %s cloud", command, command, command)
	}
	if asksForHelp(p.Args[1]) {
		return ask{}, flag.ErrHelp
	}
	a := ask{provider: connector.Provider(p.Args[1])}
	var f askFlags
	flags, err := f.register(&a, command, p.Args[1])
	if err != nil {
		return ask{}, err
	}
	if err := parse(flags, p.Args[2:]); err != nil {
		return ask{}, err
	}
	if err := a.sensible(); err != nil {
		return ask{}, err
	}
	f.token.named = named(flags, "token-file")
	f.proxyGiven, f.stated = named(flags, "proxy"), named(flags, "valid-until")
	return a, f.read(ctx, p, &a)
}

// register says which flags a command has for either Bitbucket.
func (f *askFlags) register(a *ask, command, target string) (*flag.FlagSet, error) {
	flags := newFlags(command)
	flags.StringVar(&f.token.file, "token-file", "", "")
	flags.BoolVar(&f.token.stdin, "token-stdin", false, "")
	flags.StringVar(&f.proxy, "proxy", "", "")
	flags.DurationVar(&a.timeout, "timeout", 20*time.Second, "")
	flags.BoolVar(&a.json, "json", false, "")
	flags.StringVar(&a.repository, "repo", "", "")
	flags.StringVar(&f.ca, "ca", "", "")
	if command == "check" {
		flags.StringVar(&f.validUntil, "valid-until", "", "")
	}
	switch a.provider {
	case connector.Server:
		flags.StringVar(&a.url, "url", "", "")
		flags.BoolVar(&a.allowHTTP, "allow-http", false, "")
		flags.StringVar(&a.clientCert, "client-cert", "", "")
		flags.StringVar(&f.certificatePhrase, "client-cert-password-file", "", "")
	case connector.Cloud:
		flags.StringVar(&a.email, "email", "", "")
		flags.StringVar(&a.workspace, "workspace", "", "")
		flags.StringVar(&a.account, "account", "", "")
	default:
		return nil, usagef("%s knows server and cloud, not %q", command, target)
	}
	return flags, nil
}

// read fetches what the flags name: first what can be a mistake in the command line, then files.
func (f askFlags) read(ctx context.Context, p Process, a *ask) error {
	if err := f.token.sensible(a.email); err != nil {
		return err
	}
	if a.account != "" && (f.token.named || f.token.stdin) {
		return usagef("--account names one that is signed in, and a token is another: choose one")
	}
	if f.certificatePhrase != "" && a.clientCert == "" {
		return usagef("--client-cert-password-file goes with --client-cert")
	}
	if f.proxyGiven {
		choice, err := proxyFlag(f.proxy, p.Env)
		if err != nil {
			return err
		}
		a.proxy = &choice
	}
	var err error
	if f.stated {
		if a.validUntil, err = time.Parse(time.DateOnly, f.validUntil); err != nil {
			return usagef("--valid-until takes a day like 2026-12-31, not %q", f.validUntil)
		}
	}
	if a.token, a.given, err = f.token.read(ctx, p.Stdin); err != nil {
		return err
	}
	if a.passphrase, err = readPassphrase(ctx, f.certificatePhrase); err != nil {
		return err
	}
	a.roots, err = readRoots(f.ca)
	return err
}

// place is the Cloud workspace everything is limited to, if any. An access token may not be let to look for
// workspaces, so the one its repository is in serves as well.
func (a ask) place() string {
	if a.workspace == "" && a.email == "" {
		key, _, _ := strings.Cut(a.repository, "/")
		return key
	}
	return a.workspace
}

// newFlags makes the flags of a command, which say nothing by themselves: mistakes are told in one way.
func newFlags(command string) *flag.FlagSet {
	flags := flag.NewFlagSet(command, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// parse reads flags; nothing may follow them.
func parse(flags *flag.FlagSet, args []string) error {
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return usageError{err.Error()}
	case flags.NArg() > 0:
		return usagef("%q is one word too many", flags.Arg(0))
	}
	return nil
}

// named tells a flag that was given from one that was left out: an empty value may be a script's mistake.
func named(flags *flag.FlagSet, name string) bool {
	given := false
	flags.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}

// sensible finds what flags alone cannot forbid.
func (a ask) sensible() error {
	switch {
	case a.provider == connector.Server && strings.TrimSpace(a.url) == "":
		return usagef("--url is missing: the address of your Bitbucket Server")
	case a.timeout <= 0:
		return usagef("--timeout must be longer than nothing")
	}
	if a.repository == "" {
		return nil
	}
	key, slug, ok := strings.Cut(a.repository, "/")
	if !ok || key == "" || slug == "" || strings.Contains(slug, "/") {
		return usagef("--repo takes KEY/slug, not %q", a.repository)
	}
	if a.workspace != "" && !strings.EqualFold(a.workspace, key) {
		return usagef("--repo %s is not in --workspace %s", a.repository, a.workspace)
	}
	return nil
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
