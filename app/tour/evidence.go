package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"mooring/app/drive"
	"mooring/connector/sandbox"
)

// evidence is what can be seen of the program from outside: the requests that reached the embedded
// Bitbucket, and the files the program wrote.
type evidence struct {
	Home     string `json:"home"`
	Requests string `json:"requests"`
}

// readDemo reads the line a demo prints when it starts.
func readDemo(p *drive.Program) (evidence, error) {
	line, err := p.Stdout.ReadBytes('\n')
	if err != nil {
		return evidence{}, fmt.Errorf("reading where the demo is: %w", err)
	}
	var e evidence
	return e, json.Unmarshal(line, &e)
}

// requests are those the embedded Bitbucket has answered so far.
func (e evidence) requests() ([]sandbox.Request, error) {
	text, err := os.ReadFile(e.Requests)
	if err != nil {
		return nil, err
	}
	var all []sandbox.Request
	for line := range bytes.Lines(text) {
		var r sandbox.Request
		if json.Unmarshal(line, &r) == nil { // else the line is still being written
			all = append(all, r)
		}
	}
	return all, nil
}

// asked tells whether a request with this beginning of its path was answered with this status, at least
// so many times.
func (e evidence) asked(times int, side, method, path string, status int) error {
	all, err := e.requests()
	if err != nil {
		return err
	}
	var seen []string
	for _, r := range all {
		if r.Side == side && r.Method == method && strings.HasPrefix(r.Path, path) && r.Status == status {
			times--
		}
		seen = append(seen, fmt.Sprintf("%s %s %s %d", r.Side, r.Method, r.Path, r.Status))
	}
	if times > 0 {
		return fmt.Errorf("%d times too few: %s %s%s answered %d among %s", times, method, side, path, status, strings.Join(seen, ", "))
	}
	return nil
}

// unasked tells whether a side has been left alone so far.
func (e evidence) unasked(side string) error {
	all, err := e.requests()
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Side == side {
			return fmt.Errorf("%s was asked %s %s already", side, r.Method, r.Path)
		}
	}
	return nil
}

// askedFor tells whether any request to a side had this in its path.
func (e evidence) askedFor(side, part string) error {
	all, err := e.requests()
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Side == side && strings.Contains(r.Path, part) {
			return nil
		}
	}
	return fmt.Errorf("nobody asked %s for %s", side, part)
}

// made tells whether something with this in its path was sent to a side with success.
func (e evidence) made(side, part string) error {
	all, err := e.requests()
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Side == side && r.Method == http.MethodPost && strings.Contains(r.Path, part) && r.Status < http.StatusMultipleChoices {
			return nil
		}
	}
	return fmt.Errorf("nobody sent %s anything at %s", side, part)
}

// profile is the part of a build profile on disk that the tour looks at.
type profile struct {
	Schema     int    `json:"schema"`
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	Branch     string `json:"branch"`
	Repository struct {
		Provider string `json:"provider"`
	} `json:"repository"`
}

// saved finds the profile of that name on disk.
func (e evidence) saved(name, provider string) error {
	files, err := filepath.Glob(filepath.Join(e.Home, "config", "profiles", "*.json"))
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		var p profile
		if err := json.Unmarshal(text, &p); err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
		if p.Name == name && p.Repository.Provider == provider && p.Kind == "profile" && p.Schema == 2 {
			return nil
		}
	}
	return fmt.Errorf("no profile %q for %s among %d files", name, provider, len(files))
}

// gone holds that nothing of the demo is left.
func (e evidence) gone() error {
	if _, err := os.Stat(e.Home); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the demo left %s behind", e.Home)
	}
	return nil
}
