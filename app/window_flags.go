package app

import (
	"errors"
	"strings"
)

// windowFlags are what the window can be started with.
type windowFlags struct {
	sandboxFlags
	demo bool
}

// displayIn says so where a system that draws on a display server has none to draw on. Others tell by
// themselves when the window opens.
func displayIn(system string, env func(string) string) error {
	if system != "linux" && !strings.HasSuffix(system, "bsd") || env("DISPLAY") != "" || env("WAYLAND_DISPLAY") != "" {
		return nil
	}
	return errors.New("there is no display here to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set); " +
		"the commands that mooring --help lists need none")
}

func readWindowFlags(args []string) (windowFlags, error) {
	var f windowFlags
	flags := newFlags("mooring")
	flags.BoolVar(&f.demo, "demo", false, "")
	f.register(flags)
	if err := flags.Parse(args); err != nil {
		return f, usageError{err.Error()}
	}
	if flags.NArg() > 0 {
		return f, usagef("there is no command %q", flags.Arg(0))
	}
	if !f.demo && flags.NFlag() > 0 {
		return f, usagef("--repos, --latency, --server-version and --break go with --demo")
	}
	return f, nil
}
