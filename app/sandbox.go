package app

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"time"

	"mooring/connector/sandbox"
)

// sandboxFlags are what the embedded Bitbucket can be told, alone or in the demo.
type sandboxFlags struct {
	repos   int
	places  int // Cloud workspaces; 0 is the usual few
	latency time.Duration
	fault   string
	version string    // of the Server side; empty is its usual one
	journal io.Writer // gets the request log; may be nil
}

func (f *sandboxFlags) register(flags *flag.FlagSet) {
	flags.IntVar(&f.repos, "repos", 48, "")
	flags.IntVar(&f.places, "workspaces", 0, "")
	flags.DurationVar(&f.latency, "latency", 0, "")
	flags.StringVar(&f.fault, "break", "", "")
	flags.StringVar(&f.version, "server-version", "", "")
}

// start refuses what makes no sense as a usage error.
func (f sandboxFlags) start() (*sandbox.Sandbox, error) {
	if f.repos < 1 || f.latency < 0 || f.places < 0 {
		return nil, usagef("--repos takes at least 1, --latency and --workspaces no less than nothing")
	}
	s, err := sandbox.Start(sandbox.Options{
		Repos: f.repos, Workspaces: f.places, Latency: f.latency, Break: f.fault, ServerVersion: f.version, Journal: f.journal,
	})
	if err != nil && f.fault != "" {
		return nil, usageError{err.Error()}
	}
	return s, err
}

// sandboxCommand serves the embedded Bitbucket until it is ended.
func sandboxCommand(ctx context.Context, p Process) error {
	var f sandboxFlags
	flags := newFlags("sandbox")
	f.register(flags)
	if err := parse(flags, p.Args[1:]); err != nil {
		return err
	}
	s, err := f.start()
	if err != nil {
		return err
	}
	defer s.Close()
	if err := json.NewEncoder(p.Stdout).Encode(s.Line()); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
