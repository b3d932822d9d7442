//go:build linux

// Command measure tells what Mooring costs: its window against an empty one of the same toolkit, the painting of a
// long list against that of a short one, and a list in the terminal against the least that is possible. Each figure
// is a ratio of two measurements made in the same run. It serves `make bench`.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"
)

// programs are the built files that are measured.
type programs struct {
	window, driven, headless, empty string
}

func main() {
	var p programs
	flag.StringVar(&p.window, "window", "build/mooring", "the program as it is given away")
	flag.StringVar(&p.driven, "driven", "build/mooring-tour", "the same with the tag dump")
	flag.StringVar(&p.headless, "headless", "build/mooring-headless", "the program without a window")
	flag.StringVar(&p.empty, "empty", "build/empty", "the empty window, built with the same flags")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	if err := measure(ctx, p, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// figure is one line of what was measured.
type figure struct {
	what, ours, theirs string
	ratio, goal        float64 // goal is what the ratio may be at most; 0 is none
}

func measure(ctx context.Context, p programs, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "what\tMooring\tagainst\tratio\tgoal")
	for _, part := range []func(context.Context, programs) ([]figure, error){listed, windows, painted} {
		figures, err := part(ctx, p)
		if err != nil {
			return err
		}
		for _, f := range figures {
			fmt.Fprintln(table, f.line())
		}
	}
	return table.Flush()
}

func (f figure) line() string {
	goal := "-"
	if f.goal > 0 {
		goal = fmt.Sprintf("≤ %.1f", f.goal)
	}
	ratio := "-"
	if f.ratio > 0 {
		ratio = fmt.Sprintf("× %.2f", f.ratio)
	}
	return fmt.Sprintf("%s\t%s\t%s\t%s\t%s", f.what, f.ours, f.theirs, ratio, goal)
}

// ratioOf compares two times.
func ratioOf(what string, ours, theirs time.Duration, goal float64) figure {
	return figure{what, shortly(ours), shortly(theirs), ours.Seconds() / theirs.Seconds(), goal}
}

func shortly(d time.Duration) string { return d.Round(time.Millisecond).String() }
