//go:build linux

package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"mooring/app/drive"
)

const (
	// many is how long the long list is, few how long the fixed one: both are longer than the window.
	many, few = 100_000, 100
	// notches is how far the wheel is turned.
	notches = 200
)

// painted compares what scrolling and typing cost in a list of 100,000 with the same in a short one, whose rows are
// all there from the start.
func painted(ctx context.Context, p programs) ([]figure, error) {
	long, err := using(ctx, p.driven, many)
	if err != nil {
		return nil, err
	}
	short, err := using(ctx, p.driven, few)
	if err != nil {
		return nil, err
	}
	of := func(n int) string { return fmt.Sprintf(" (%d repositories; %d)", n, few) }
	return []figure{
		ratioOf(fmt.Sprintf("painting: processor time to scroll by %d notches", notches)+of(many), long.scroll, short.scroll, 1.2),
		ratioOf("painting: processor time to type a word of six letters"+of(many), long.typing, short.typing, 0),
		ratioOf("window: from \"Choose a repository\" to the first rows"+of(many), long.first, short.first, 0),
		ratioOf("window: until the whole list is there"+of(many), long.whole, short.whole, 0),
		bytesOf("memory of the demo with its Bitbucket"+of(many), long.memory, short.memory, 0),
	}, nil
}

// used is what a list in a real window was measured to need.
type used struct {
	scroll, typing, first, whole time.Duration
	memory                       int64
}

// using opens the list of a demo with so many repositories and uses it.
func using(ctx context.Context, program string, repositories int) (used, error) {
	var u used
	display, err := drive.NewDisplay(ctx, 1280, 860)
	if err != nil {
		return u, err
	}
	defer display.Close()
	say, err := drive.Phrases()
	if err != nil {
		return u, err
	}
	window, err := display.Start(ctx, program, []string{"--demo", "--repos", strconv.Itoa(repositories)}, nil)
	if err != nil {
		return u, err
	}
	defer window.Close()
	if err := display.Key(ctx, "ctrl+2"); err != nil {
		return u, err
	}
	for _, key := range []string{"server.form.demo", "server.form.submit", "server.result.choose"} {
		if err := window.Click(ctx, say[key]); err != nil {
			return u, err
		}
	}
	begun := time.Now()
	row := func(n drive.Node) bool { return n.Kind == "marked" }
	if _, err := window.FindWhere(ctx, "a row of the list", row); err != nil {
		return u, err
	}
	u.first = time.Since(begun)
	total := grouped(repositories, say["number.thousands"])
	whole := func(n drive.Node) bool { return strings.Contains(n.Text, total) && strings.Count(n.Text, total) > 1 }
	if _, err := window.FindWhere(ctx, "the whole list counted", whole); err != nil {
		return u, err
	}
	u.whole = time.Since(begun)
	if err := pause(ctx, settled); err != nil {
		return u, err
	}
	if u.scroll, err = busy(ctx, window, func() error { return window.Scroll(ctx, notches) }); err != nil {
		return u, err
	}
	if u.typing, err = busy(ctx, window, func() error { return display.Type(ctx, "mobile") }); err != nil {
		return u, err
	}
	u.memory, err = window.Memory()
	return u, err
}

// busy is the processor time something takes, and a moment after it: painting comes behind.
func busy(ctx context.Context, window *drive.Program, do func() error) (time.Duration, error) {
	before, err := window.Busy()
	if err != nil {
		return 0, err
	}
	if err := do(); err != nil {
		return 0, err
	}
	if err := pause(ctx, settled); err != nil {
		return 0, err
	}
	after, err := window.Busy()
	return after - before, err
}

// grouped writes a number as the window does.
func grouped(n int, apart string) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d%s%03d", n/1000, apart, n%1000)
}
