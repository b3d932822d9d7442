package app

import (
	"flag"
	"io"
)

// windowFlags are what the window can be started with.
type windowFlags struct {
	sandboxFlags
	demo bool
}

func readWindowFlags(args []string) (windowFlags, error) {
	var f windowFlags
	flags := flag.NewFlagSet("mooring", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&f.demo, "demo", false, "")
	f.register(flags)
	if err := flags.Parse(args); err != nil {
		return f, usageError{err.Error()}
	}
	if flags.NArg() > 0 {
		return f, usagef("there is no command %q", flags.Arg(0))
	}
	if !f.demo && flags.NFlag() > 0 {
		return f, usagef("--repos, --latency and --break go with --demo")
	}
	return f, nil
}
