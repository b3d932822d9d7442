// Package drive runs the built program on a virtual display and uses it as a person would: it looks for
// words on the screen, presses keys, clicks, and takes pictures of the display. It serves the tour and the
// end-to-end tests; nothing of it is in the program itself.
package drive

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Display is a virtual screen with a window manager of its own.
type Display struct {
	Name   string // ":91"
	server *exec.Cmd
	wm     *exec.Cmd
}

// NewDisplay starts a virtual screen of that many pixels. Close ends it.
func NewDisplay(ctx context.Context, width, height int) (*Display, error) {
	d := &Display{}
	// The server picks a free number itself and writes it to descriptor 3, so that two never meet.
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	d.server = exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp", "-noreset")
	d.server.ExtraFiles = []*os.File{write}
	if err := d.server.Start(); err != nil {
		return nil, fmt.Errorf("starting a virtual display: %w", err)
	}
	write.Close()
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		d.Close()
		return nil, fmt.Errorf("the virtual display did not start: %w", err)
	}
	d.Name = ":" + strings.TrimSpace(number)
	d.wm = exec.CommandContext(ctx, "openbox")
	d.wm.Env = d.Env()
	if err := d.wm.Start(); err != nil {
		d.Close()
		return nil, fmt.Errorf("starting a window manager: %w", err)
	}
	// A window that is there before its manager gets no frame, and a closing it cannot refuse.
	err = until(ctx, patience, func() (bool, error) {
		_, err := d.output(ctx, "wmctrl", "-m")
		return err == nil, err
	})
	if err != nil {
		d.Close()
		return nil, fmt.Errorf("waiting for the window manager: %w", err)
	}
	return d, nil
}

// Env is this process's environment on that display: X11, drawn in software, English. Without a session
// bus of the caller's there is none: a program that misses one might otherwise start one that outlives it.
func (d *Display) Env(more ...string) []string {
	env := os.Environ()
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		env = append(env, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere")
	}
	env = append(env, "DISPLAY="+d.Name, "WAYLAND_DISPLAY=", "LIBGL_ALWAYS_SOFTWARE=1", "FYNE_PLATFORM=x11", "FYNE_SCALE=1",
		"LANG=en_US.UTF-8", "LC_ALL=", "XDG_SESSION_TYPE=x11")
	return append(env, more...)
}

// Picture saves what the whole display shows now.
func (d *Display) Picture(ctx context.Context, file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return d.run(ctx, "import", "-window", "root", file)
}

// Key presses keys one after another, by their X names: Return, ctrl+2, Down.
func (d *Display) Key(ctx context.Context, keys ...string) error {
	return d.run(ctx, "xdotool", append([]string{"key", "--delay", "40"}, keys...)...)
}

// Type types text into whatever has the focus.
func (d *Display) Type(ctx context.Context, text string) error {
	return d.run(ctx, "xdotool", "type", "--delay", "15", "--", text)
}

func (d *Display) run(ctx context.Context, name string, args ...string) error {
	_, err := d.output(ctx, name, args...)
	return err
}

func (d *Display) output(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = d.Env()
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return "", fmt.Errorf("%s: %w: %s", name, err, exit.Stderr)
	}
	return string(out), err
}

// Close ends the window manager and the screen.
func (d *Display) Close() {
	for _, c := range []*exec.Cmd{d.wm, d.server} {
		if c != nil && c.Process != nil {
			_ = c.Process.Kill()
			_ = c.Wait()
		}
	}
}

// until asks again and again until it holds, the time is up or ctx ends. It is for programs beside us,
// which tell nobody when they are ready.
func until(ctx context.Context, patience time.Duration, holds func() (bool, error)) error {
	return untilEvery(ctx, patience, 50*time.Millisecond, holds)
}

func untilEvery(ctx context.Context, patience, every time.Duration, holds func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		ok, err := holds()
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-tick.C:
		}
	}
}

// Until asks again and again until there is no error, or the patience of a step is over: then it gives
// the last one.
func Until(ctx context.Context, look func() error) error {
	var last error
	err := until(ctx, patience, func() (bool, error) {
		last = look()
		return last == nil, nil
	})
	if err != nil {
		return errors.Join(last, err)
	}
	return nil
}

// Settle saves a picture once the display stands still, or after a few seconds if it never does: a cursor
// may blink for good.
func (d *Display) Settle(ctx context.Context, file string) error {
	var before []byte
	tries := 0
	return until(ctx, patience, func() (bool, error) {
		if err := d.Picture(ctx, file); err != nil {
			return false, err
		}
		now, err := os.ReadFile(file)
		if err != nil {
			return false, err
		}
		still := bytes.Equal(before, now)
		before = now
		tries++
		return still || tries > 8, nil
	})
}
