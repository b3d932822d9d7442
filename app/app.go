// Package app puts the house together: it joins the flows to the clients, the keychain and the disk,
// opens the window, and runs the commands for people who live in a terminal.
package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"mooring/connector"
	"mooring/views"
)

// Process is what the operating system gives a program; tests give their own.
type Process struct {
	Args     []string
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Env      func(string) string
	Manifest []byte // FyneApp.toml
}

// The exit codes of every command.
const (
	exitOK       = 0
	exitBlocked  = 1 // the answer is no
	exitUsage    = 2 // the question was unclear
	exitCouldNot = 3 // the question could not be put
)

// usageError is a mistake in the command line; its text says what to write instead.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

func usagef(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// errBlocked ends a command whose answer has already been printed.
var errBlocked = errors.New("blocked")

// Main runs one command and gives the exit code: 0 fine, 1 blocked, 2 usage, 3 could not run.
func Main(p Process) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Whoever presses Ctrl-C a second time does not want to wait for a polite end.
	defer context.AfterFunc(ctx, stop)()
	err := run(ctx, p)
	if errors.Is(err, flag.ErrHelp) {
		_, err = io.WriteString(p.Stdout, help)
	}
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errBlocked):
		return exitBlocked
	case errors.Is(err, context.Canceled):
		_, _ = fmt.Fprintln(p.Stderr, "mooring: stopped before it was done")
		return exitCouldNot
	case errors.As(err, &usage):
		_, _ = fmt.Fprintf(p.Stderr, "mooring: %v\nmooring --help tells more.\n", err)
		return exitUsage
	default:
		_, _ = fmt.Fprintf(p.Stderr, "mooring: %s\n", inWords(err))
		return exitCouldNot
	}
}

// inWords says why a command could not run: a problem in its own sentences, anything else as it is.
func inWords(err error) string {
	problem, known := connector.AsProblem(err)
	if !known {
		return err.Error()
	}
	title, detail, fix := views.English().Words(problem)
	return title + ". " + detail + " " + fix
}

func asksForHelp(word string) bool {
	return slices.Contains([]string{"--help", "-help", "-h", "help"}, word)
}

// run finds the command. Without one the window opens.
func run(ctx context.Context, p Process) error {
	about, err := readManifest(p.Manifest)
	if err != nil {
		return err
	}
	command := ""
	if len(p.Args) > 0 {
		command = p.Args[0]
	}
	switch command {
	case "check":
		return checkCommand(ctx, p, about)
	case "repos":
		return reposCommand(ctx, p, about)
	case "connect":
		return connectCommand(ctx, p, about)
	case "disconnect":
		return disconnectCommand(ctx, p, about)
	case "profiles":
		return profilesCommand(ctx, p, about)
	case "sandbox":
		return sandboxCommand(ctx, p)
	case "--version", "-version", "version":
		_, err := fmt.Fprintf(p.Stdout, "mooring %s\n", about.Version)
		return err
	default:
		if asksForHelp(command) {
			return flag.ErrHelp
		}
		return windowCommand(ctx, p, about)
	}
}
