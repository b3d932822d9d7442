//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"mooring/connector/sandbox"
)

const (
	// listRepositories are listed over a round trip of listLatency, listRounds times.
	listRepositories = 10_000
	listLatency      = 50 * time.Millisecond
	listRounds       = 5
	// fullPage is the most a Server gives at once; usualPage is how much clients mostly ask for.
	fullPage, usualPage = 1000, 25
	// usualPages is how many of the latter are measured; all of them would take longer than everything else.
	usualPages = 20
)

// listed compares `mooring repos server --json`, from its start to its end, with plain requests: one page after
// another, and all pages at once, which is the least there is and needs knowing beforehand how many there are.
func listed(ctx context.Context, p programs) ([]figure, error) {
	line, stop, err := bitbucket(ctx, p.headless)
	if err != nil {
		return nil, err
	}
	defer stop()
	token, err := os.CreateTemp("", "mooring-measure-token-")
	if err != nil {
		return nil, err
	}
	defer os.Remove(token.Name())
	if _, err := token.WriteString(line.ServerToken); err != nil {
		return nil, err
	}
	if err := token.Close(); err != nil {
		return nil, err
	}
	raw := &plain{line: line}
	var whole, first, serial, floor, usual []time.Duration
	var memory int64
	for range listRounds {
		r, err := run(ctx, p.headless, line.ServerURL, token.Name())
		if err != nil {
			return nil, err
		}
		whole, first, memory = append(whole, r.whole), append(first, r.first), max(memory, r.memory)
		usual = append(usual, raw.list(ctx, usualPages, 1, usualPage)*listRepositories/(usualPages*usualPage))
		serial = append(serial, raw.list(ctx, listRepositories/fullPage, 1, fullPage))
		floor = append(floor, raw.list(ctx, listRepositories/fullPage, listRepositories/fullPage, fullPage))
	}
	if raw.failed != nil {
		return nil, raw.failed
	}
	const what = "repos server --json, 10,000 at 50 ms, the whole process; "
	return []figure{
		ratioOf(what+"1,000 a page, all pages at once", middle(whole), middle(floor), 1.5),
		ratioOf(what+"1,000 a page, one after another", middle(whole), middle(serial), 0),
		ratioOf(what+"25 a page, one after another (computed from 20 pages)", middle(whole), middle(usual), 0),
		ratioOf("first line of it; one round trip", middle(first), listLatency, 0),
		bytesOf("its memory at the peak; 40 MiB", memory, 40<<20, 1),
	}, nil
}

// bitbucket runs the embedded Bitbucket as a program of its own: the memory of this one would count as that of the
// programs it starts.
func bitbucket(ctx context.Context, program string) (sandbox.Line, func(), error) {
	var line sandbox.Line
	ctx, cancel := context.WithCancel(ctx)
	cmd := exec.CommandContext(ctx, program, "sandbox", "--repos", strconv.Itoa(listRepositories), "--latency", listLatency.String())
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return line, nil, err
	}
	stop := func() {
		cancel()
		_ = cmd.Wait()
	}
	if err := json.NewDecoder(out).Decode(&line); err != nil {
		stop()
		return line, nil, err
	}
	return line, stop, nil
}

// plain asks for pages by net/http and nothing of ours.
type plain struct {
	line sandbox.Line

	mu     sync.Mutex
	failed error
}

// list reads and decodes so many pages of a size, some side by side, and tells how long that takes. Like a program that
// has just started it has no connection yet.
func (p *plain) list(ctx context.Context, pages, sideBySide, size int) time.Duration {
	wire := &http.Transport{MaxIdleConnsPerHost: sideBySide}
	defer wire.CloseIdleConnections()
	begun := time.Now()
	var running sync.WaitGroup
	room := make(chan struct{}, sideBySide)
	for at := range pages {
		room <- struct{}{}
		running.Go(func() {
			if err := p.page(ctx, wire, at*size, size); err != nil {
				p.mu.Lock()
				p.failed = errors.Join(p.failed, err)
				p.mu.Unlock()
			}
			<-room
		})
	}
	running.Wait()
	return time.Since(begun)
}

func (p *plain) page(ctx context.Context, wire *http.Transport, start, size int) error {
	address := fmt.Sprintf("%s/rest/api/1.0/repos?archived=ALL&start=%d&limit=%d", p.line.ServerURL, start, size)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+p.line.ServerToken)
	resp, err := wire.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var page struct {
		Values []struct {
			ID         int
			Slug, Name string
			Project    struct{ Key, Name string }
		}
	}
	if err := json.NewDecoder(resp.Body).Decode(&page); err != nil {
		return err
	}
	if len(page.Values) != size {
		return fmt.Errorf("%d of %d came", len(page.Values), size)
	}
	return nil
}

func middle(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// ran is what one run of the program took.
type ran struct {
	whole, first time.Duration
	memory       int64
}

// run lists everything by the program and counts the lines.
func run(ctx context.Context, program, address, token string) (ran, error) {
	cmd := exec.CommandContext(ctx, program, "repos", "server", "--url", address, "--token-file", token, "--json")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return ran{}, err
	}
	var r ran
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return r, err
	}
	lines := bufio.NewScanner(out)
	came := 0
	for lines.Scan() {
		if came++; came == 1 {
			r.first = time.Since(begun)
		}
	}
	if err := errors.Join(lines.Err(), cmd.Wait()); err != nil {
		return r, err
	}
	r.whole = time.Since(begun)
	if came != listRepositories {
		return r, fmt.Errorf("%d of %d came", came, listRepositories)
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.memory = usage.Maxrss << 10 // Linux counts in KiB
	}
	return r, nil
}
