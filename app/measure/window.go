//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"mooring/app/drive"
)

const (
	// starts is how often each window is started; the median counts.
	starts = 5
	// settled is how long a window is left alone before it counts as idle, and idle how long it is watched then.
	settled = 2 * time.Second
	idle    = 10 * time.Second
)

// cost is what a window was measured to need.
type cost struct {
	start, busy time.Duration // busy: processor time while idle
	memory      int64         // resident, in bytes
}

// windows compares Mooring's first window with an empty one.
func windows(ctx context.Context, p programs) ([]figure, error) {
	display, err := drive.NewDisplay(ctx, 1280, 860)
	if err != nil {
		return nil, err
	}
	defer display.Close()
	home, err := os.MkdirTemp("", "mooring-measure-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	env := []string{"MOORING_HOME=" + home, "HOME=" + home}
	var ours, theirs []cost
	for range starts { // by turns, so that what else the machine does meets both
		for program, costs := range map[string]*[]cost{p.window: &ours, p.empty: &theirs} {
			c, err := open(ctx, display, program, env)
			if err != nil {
				return nil, err
			}
			*costs = append(*costs, c)
		}
	}
	sizes, err := sizesOf(p.window, p.empty)
	if err != nil {
		return nil, err
	}
	starting := func(c cost) int64 { return int64(c.start) }
	working := func(c cost) int64 { return int64(c.busy) }
	holding := func(c cost) int64 { return c.memory }
	return []figure{
		ratioOf("window on screen", time.Duration(median(ours, starting)), time.Duration(median(theirs, starting)), 1.2),
		ratioOf(fmt.Sprintf("processor time, idle for %s", idle), time.Duration(median(ours, working)), time.Duration(median(theirs, working)), 1.2),
		bytesOf("memory, idle", median(ours, holding), median(theirs, holding), 1.2),
		bytesOf("size of the program", sizes[0], sizes[1], 1.5),
	}, nil
}

// open starts a program, waits for its window and watches it idle.
func open(ctx context.Context, display *drive.Display, program string, env []string) (cost, error) {
	window, err := display.Open(ctx, program, nil, env)
	if err != nil {
		return cost{}, err
	}
	defer window.Close()
	c := cost{start: window.Opened}
	if err := pause(ctx, settled); err != nil {
		return c, err
	}
	before, err := window.Busy()
	if err != nil {
		return c, err
	}
	if err := pause(ctx, idle); err != nil {
		return c, err
	}
	after, err := window.Busy()
	if err != nil {
		return c, err
	}
	c.busy = after - before
	c.memory, err = window.Memory()
	return c, err
}

// pause waits.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func median(costs []cost, of func(cost) int64) int64 {
	var all []int64
	for _, c := range costs {
		all = append(all, of(c))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

func sizesOf(files ...string) ([]int64, error) {
	var sizes []int64
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, info.Size())
	}
	return sizes, nil
}

func bytesOf(what string, ours, theirs int64, goal float64) figure {
	megabytes := func(n int64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)), " ") }
	return figure{what, megabytes(ours), megabytes(theirs), float64(ours) / float64(theirs), goal}
}
