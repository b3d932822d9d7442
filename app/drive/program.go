package drive

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// patience is how long a step may take on a slow machine before it counts as missed.
const patience = 30 * time.Second

// Node is one thing on the screen: what it is, what it says and where it is, in pixels of the window.
type Node struct {
	Kind     string
	Text     string
	X, Y     float32
	W, H     float32
	Focused  bool
	Disabled bool
}

// Program is the running window program. It must be built with the tag dump, which makes it tell what it
// shows and where.
type Program struct {
	display *Display
	cmd     *exec.Cmd
	socket  string
	folder  string
	window  string
	Stdout  *bufio.Reader
	Log     string        // file that holds what it wrote to standard error
	Opened  time.Duration // from the start to the window, to about 10 ms
	ended   chan error
	shown   map[string]bool // every text the window was seen to show
}

// Start runs the program on the display and waits until it tells what its window shows. env is added to the display's.
func (d *Display) Start(ctx context.Context, program string, args, env []string) (*Program, error) {
	p, err := d.Open(ctx, program, args, env)
	if err != nil {
		return nil, err
	}
	err = until(ctx, patience, func() (bool, error) {
		nodes, err := p.Nodes()
		return len(nodes) > 0, err
	})
	if err != nil {
		said := p.Said()
		p.Close()
		return nil, fmt.Errorf("waiting for words in the window: %w: %s", err, said)
	}
	return p, nil
}

// Open runs any program on the display and waits for its window; what it shows only programs built with the tag dump
// tell.
func (d *Display) Open(ctx context.Context, program string, args, env []string) (*Program, error) {
	folder, err := os.MkdirTemp("", "mooring-drive-")
	if err != nil {
		return nil, err
	}
	p := &Program{display: d, socket: filepath.Join(folder, "dump"), folder: folder, Log: filepath.Join(folder, "log"), ended: make(chan error, 1), shown: map[string]bool{}}
	log, err := os.Create(p.Log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p.cmd = exec.CommandContext(ctx, program, args...)
	p.cmd.Env = d.Env(append(env, "MOORING_DUMP="+p.socket)...)
	p.cmd.Stderr = log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.Stdout = bufio.NewReader(out)
	begun := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", program, err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	err = untilEvery(ctx, patience, 5*time.Millisecond, func() (bool, error) {
		select {
		case err := <-p.ended:
			p.ended <- err
			return false, fmt.Errorf("it ended before it showed a window: %w", err)
		default:
		}
		ids, err := d.output(ctx, "xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(p.cmd.Process.Pid))
		p.window, _, _ = strings.Cut(strings.TrimSpace(ids), "\n")
		return err == nil && p.window != "", err
	})
	p.Opened = time.Since(begun)
	if err != nil {
		said := p.Said()
		p.Close()
		return nil, fmt.Errorf("waiting for the window: %w: %s", err, said)
	}
	return p, nil
}

// Said is what the program wrote to standard error so far.
func (p *Program) Said() string {
	text, _ := os.ReadFile(p.Log)
	return string(text)
}

// Nodes is what the window shows now.
func (p *Program) Nodes() ([]Node, error) {
	conn, err := net.Dial("unix", p.socket)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(conn)
	if err != nil {
		return nil, err
	}
	var nodes []Node
	err = json.Unmarshal(text, &nodes)
	for _, n := range nodes {
		p.shown[n.Text] = true
	}
	return nodes, err
}

// Shown is every text the window was seen to show so far.
func (p *Program) Shown() string {
	return strings.Join(slices.Collect(maps.Keys(p.shown)), "\n")
}

// Find waits until a node with exactly these words is shown and can be used.
func (p *Program) Find(ctx context.Context, text string) (Node, error) {
	return p.FindWhere(ctx, strconv.Quote(text), func(n Node) bool { return n.Text == text && !n.Disabled })
}

// FindWhere waits until a node that matches is shown. what names it in the error.
func (p *Program) FindWhere(ctx context.Context, what string, match func(Node) bool) (Node, error) {
	var found Node
	var last []Node
	err := until(ctx, patience, func() (bool, error) {
		nodes, err := p.Nodes()
		if err != nil {
			return false, err
		}
		last = nodes
		for _, n := range nodes {
			if match(n) {
				found = n
				return true, nil
			}
		}
		return false, nil
	})
	if err != nil {
		return Node{}, fmt.Errorf("the window never showed %s, but %s: %w", what, words(last), err)
	}
	return found, nil
}

func words(nodes []Node) string {
	var all []string
	for _, n := range nodes {
		if n.Text != "" {
			all = append(all, strconv.Quote(n.Text))
		}
	}
	return strings.Join(all, " ")
}

// Click waits for these words and clicks on their middle.
func (p *Program) Click(ctx context.Context, text string) error {
	n, err := p.Find(ctx, text)
	if err != nil {
		return err
	}
	return p.ClickNode(ctx, n)
}

// ClickNode clicks on the middle of a node.
func (p *Program) ClickNode(ctx context.Context, n Node) error {
	x, y := strconv.Itoa(int(n.X+n.W/2)), strconv.Itoa(int(n.Y+n.H/2))
	return p.display.run(ctx, "xdotool", "mousemove", "--window", p.window, x, y, "click", "1")
}

// Scroll turns the wheel over the middle of the window, downwards for positive notches.
func (p *Program) Scroll(ctx context.Context, notches int) error {
	button := "5"
	if notches < 0 {
		button, notches = "4", -notches
	}
	return p.display.run(ctx, "xdotool", "mousemove", "--window", p.window, "500", "500",
		"click", "--repeat", strconv.Itoa(notches), button)
}

// Front brings the window before all others, so that keys reach it.
func (p *Program) Front(ctx context.Context) error {
	return p.display.run(ctx, "xdotool", "windowactivate", "--sync", p.window)
}

// Quit closes the window as a person would and waits for the program to end.
func (p *Program) Quit(ctx context.Context) error {
	if err := p.display.run(ctx, "wmctrl", "-i", "-c", p.window); err != nil {
		return err
	}
	select {
	case err := <-p.ended:
		p.ended <- err
		return err
	case <-time.After(patience):
		return errors.New("the program did not end when its window was closed")
	}
}

// Arguments is the running program's command line, to look for what must not stand there.
func (p *Program) Arguments() (string, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", p.cmd.Process.Pid))
	return string(text), err
}

// Close ends the program if it still runs and removes what drive kept about it.
func (p *Program) Close() {
	if p.cmd.Process != nil {
		_ = p.cmd.Process.Kill()
	}
	select {
	case <-p.ended:
	case <-time.After(5 * time.Second):
	}
	_ = os.RemoveAll(p.folder)
}
