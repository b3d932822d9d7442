// Command tour uses the built program as a newcomer would, on a virtual display: both journeys from
// connecting to a build profile. It saves a picture of the display after every step, holds each step
// against evidence from outside the program (the request log of the embedded Bitbucket, the files on
// disk), and fails on the first step that cannot be confirmed.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"mooring/app/drive"
)

// timeLimit bounds the whole tour.
const timeLimit = 10 * time.Minute

func main() {
	program := flag.String("program", "build/mooring-tour", "the program, built with the tag dump")
	out := flag.String("out", "build/tour", "folder for the pictures")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	if _, err := demoTour(ctx, *program, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "tour:", err)
		os.Exit(1)
	}
}

// demoTour walks both journeys in the demo. It gives what the program wrote to its standard error.
func demoTour(ctx context.Context, program, out string, say io.Writer) (said string, err error) {
	program, err = filepath.Abs(program)
	if err != nil {
		return "", err
	}
	if err := os.RemoveAll(out); err != nil {
		return "", err
	}
	display, err := drive.NewDisplay(ctx, 1280, 860)
	if err != nil {
		return "", err
	}
	defer display.Close()
	fmt.Fprintln(say, "Mooring runs on a virtual display.")
	browser, env := openBrowser(ctx, display, say)
	if browser != nil {
		defer browser.Close()
	}
	p, err := display.Start(ctx, program, []string{"--demo"}, env)
	if err != nil {
		return "", err
	}
	defer p.Close()
	place, err := readDemo(p)
	if err != nil {
		return "", err
	}
	t := &tour{display: display, program: p, browser: browser, out: out, say: say, evidence: place}
	if err := t.begin(); err != nil {
		return "", err
	}
	if err := t.both(ctx); err != nil {
		_ = display.Picture(ctx, filepath.Join(out, "where-it-stopped.png"))
		return p.Said(), fmt.Errorf("%w\n%s", err, p.Said())
	}
	if err := p.Quit(ctx); err != nil {
		return p.Said(), fmt.Errorf("closing the window: %w", err)
	}
	return p.Said(), t.finish(place)
}

// openBrowser gives a real browser where one is installed; else the embedded Bitbucket answers for it.
func openBrowser(ctx context.Context, display *drive.Display, say io.Writer) (*drive.Browser, []string) {
	browser, err := display.NewBrowser(ctx)
	if err != nil {
		fmt.Fprintf(say, "%v: the embedded Bitbucket answers its consent page itself, over HTTP.\n", err)
		return nil, nil
	}
	return browser, []string{browser.Path()}
}
