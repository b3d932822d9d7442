package store

import (
	"errors"
	"os"
	"strings"
	"time"

	"github.com/natefinch/atomic"

	"mooring/connector"
)

// PlacesOn is Places on another system.
func PlacesOn(system string, env func(string) string) (Dirs, error) { return placesOn(system, env) }

// Broken is a file that fails where it is told to.
type Broken struct {
	*os.File
	WriteAfter int   // bytes after which writing fails, if Cause is set
	SyncOnly   bool  // writing works, syncing fails
	Cause      error // nil for a file in order
}

// Write takes what fits and fails.
func (b *Broken) Write(data []byte) (int, error) {
	if b.SyncOnly || len(data) <= b.WriteAfter {
		return b.File.Write(data)
	}
	n, err := b.File.Write(data[:b.WriteAfter])
	if err == nil {
		err = b.Cause
	}
	return n, err
}

// Sync fails.
func (b *Broken) Sync() error { return b.Cause }

// Break makes every later write go to a broken file.
func (s *Store) Break(after int, syncOnly bool, cause error) {
	s.create = func(dir string) (file, error) {
		opened, err := os.CreateTemp(dir, unfinished)
		return &Broken{File: opened, WriteAfter: after, SyncOnly: syncOnly, Cause: cause}, err
	}
}

// BreakIn makes later writes fail in folders whose path has a part of this name; an empty one mends all.
func (s *Store) BreakIn(part string, cause error) {
	s.create = func(dir string) (file, error) {
		if part != "" && strings.Contains(dir, part) {
			return nil, cause
		}
		return createTemp(dir)
	}
}

// CrashWhen makes giving a written file its name fail where told.
func (s *Store) CrashWhen(fails func(from, to string) bool) {
	s.place = func(from, to string) error {
		if fails(from, to) {
			return errors.New("input/output error")
		}
		return atomic.ReplaceFile(from, to)
	}
}

// DieAt ends the program at once, as a crash would, at one of the steps of writing: before and after a file is made,
// and before and after it gets its name.
func (s *Store) DieAt(step int) {
	passed := 0
	pass := func() {
		if passed++; passed == step {
			os.Exit(Died)
		}
	}
	s.create = func(dir string) (file, error) {
		pass()
		made, err := createTemp(dir)
		pass()
		return made, err
	}
	s.place = func(from, to string) error {
		pass()
		err := atomic.ReplaceFile(from, to)
		pass()
		return err
	}
}

// Died is how a program ends that DieAt ended.
const Died = 77

// Duplicate gives a file's contents a second name.
func (s *Store) Duplicate(path, second string) error { return s.duplicate(path, second) }

// Recode reads a file of a kind as profile and writes it again.
func Recode[T any](kind string, data []byte) (value T, newer bool, again []byte, err error) {
	d, err := decode[T](kind, data)
	if err != nil || d.newer {
		return d.value, d.newer, nil, err
	}
	again, err = encode(kind, d.value, data)
	return d.value, false, again, err
}

// Valid tells whether a profile can be saved.
func Valid(p connector.BuildProfile) error {
	_, err := tidyProfile(p)
	return err
}

// Impatient makes the store wait for the lock of another no longer than this.
func (s *Store) Impatient(patience time.Duration) { s.patience = patience }
