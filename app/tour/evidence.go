package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
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

// asked tells whether a request with this beginning of its path was answered with this status.
func (e evidence) asked(side, method, path string, status int) error {
	file, err := os.Open(e.Requests)
	if err != nil {
		return err
	}
	defer file.Close()
	var last []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var r sandbox.Request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			continue // the line is still being written
		}
		if r.Side == side && r.Method == method && strings.HasPrefix(r.Path, path) && r.Status == status {
			return nil
		}
		last = append(last, fmt.Sprintf("%s %s %s %d", r.Side, r.Method, r.Path, r.Status))
	}
	return fmt.Errorf("no %s %s%s answered %d among %s", method, side, path, status, strings.Join(last, ", "))
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
		if p.Name == name && p.Repository.Provider == provider && p.Kind == "profile" && p.Schema == 1 {
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
