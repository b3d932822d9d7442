package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mooring/app/drive"
	"mooring/connector/sandbox"
)

// leastPictures is how many different pictures a whole tour must leave.
const leastPictures = 8

// tour is one walk through the program.
type tour struct {
	display  *drive.Display
	program  *drive.Program
	browser  *drive.Browser // nil where none is installed
	out      string
	say      io.Writer
	evidence evidence
	typed    *sandbox.Line // outside the demo the address and token are typed by hand
	phrases  map[string]string
	proven   []string // evidence found since the last picture
	shots    int
	seen     map[[sha256.Size]byte]bool
}

// begin reads what the window says for which key.
func (t *tour) begin() (err error) {
	t.seen = map[[sha256.Size]byte]bool{}
	t.phrases, err = drive.Phrases()
	return err
}

// both walks the two journeys and looks at what they left.
func (t *tour) both(ctx context.Context) error {
	for _, journey := range []func(context.Context) error{t.cloudJourney, t.serverJourney, t.webhook, t.profiles} {
		if err := journey(ctx); err != nil {
			return err
		}
	}
	return nil
}

// phrase gives the words of a key, so that a tour follows what the window says today.
func (t *tour) phrase(key string) string { return t.phrases[key] }

// shows waits until the window says the words of a key.
func (t *tour) shows(ctx context.Context, key string) error {
	_, err := t.program.Find(ctx, t.phrase(key))
	return err
}

// press clicks on the words of a key.
func (t *tour) press(ctx context.Context, key string) error {
	return t.program.Click(ctx, t.phrase(key))
}

// stage is a part of a journey that ends with a picture.
type stage struct {
	name  string
	parts []func(context.Context) error
}

// all takes one stage after another.
func (t *tour) all(ctx context.Context, stages []stage) error {
	for _, s := range stages {
		if err := t.step(ctx, s.name, s.parts...); err != nil {
			return err
		}
	}
	return nil
}

// step does something, waits for what it must lead to, looks for evidence and takes a picture.
func (t *tour) step(ctx context.Context, name string, parts ...func(context.Context) error) error {
	for _, do := range parts {
		if err := do(ctx); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	t.shots++
	file := filepath.Join(t.out, fmt.Sprintf("%02d-%s.png", t.shots, name))
	if err := t.display.Settle(ctx, file); err != nil {
		return fmt.Errorf("%s: taking a picture: %w", name, err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	t.seen[sha256.Sum256(text)] = true
	fmt.Fprintf(t.say, "  %s\n", file)
	for _, what := range t.proven {
		fmt.Fprintf(t.say, "      seen from outside: %s\n", what)
	}
	t.proven = nil
	return nil
}

// finish sums up what the tour left.
func (t *tour) finish(e evidence) error {
	if len(t.seen) < leastPictures {
		return fmt.Errorf("only %d different pictures of %d", len(t.seen), t.shots)
	}
	if err := e.gone(); err != nil {
		return err
	}
	fmt.Fprintf(t.say, "Both journeys were walked: %d pictures in %s, %d of them different.\n", t.shots, t.out, len(t.seen))
	return nil
}

// proof turns a look at evidence into a part of a step that waits for it, since the program may be a
// moment behind its window. what names the evidence in the report.
func (t *tour) proof(what string, look func() error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := drive.Until(ctx, look); err != nil {
			return err
		}
		t.proven = append(t.proven, what)
		return nil
	}
}
