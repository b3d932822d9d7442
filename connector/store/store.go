// Package store keeps documents on disk: build profiles, connections, what is trusted, and settings. It knows
// no secret.
//
// A document is one JSON file, {"schema":1,"kind":"profile",…}, with times in RFC 3339 UTC: profiles/<id>.json,
// connections/<id>.json, trust.json and settings.json in the config folder. A later Mooring may add fields, which are
// kept when a file is written again; it raises the schema only when an older one would do harm, and then
// the file is shown here but not touched. Every change is made under a lock file and replaces the whole
// file, so neither a second Mooring nor a power cut loses anything.
package store

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"mooring/connector"
)

// Store reads and writes documents. It may be used from many goroutines and by many programs at a time.
type Store struct {
	dirs    Dirs
	writing chan struct{} // full while this program writes
	create  func(dir string) (file, error)

	mu      sync.Mutex
	damaged map[string][]connector.Problem // by kind: what was moved aside since Open
}

// Open gives a store over folders, which need not exist yet: they are made when something is saved.
func Open(dirs Dirs) *Store {
	return &Store{
		dirs: dirs, writing: make(chan struct{}, 1), create: createTemp,
		damaged: make(map[string][]connector.Problem),
	}
}

// failed says that a file could not be written and that nothing changed.
func failed(path string, cause error) error {
	return connector.NewProblem(connector.CodeDiskFailed, "file", path).Because(cause)
}

// damaged says that a file could not be read, and where it is now.
func damaged(path string, cause error) connector.Problem {
	return connector.NewProblem(connector.CodeProfileDamaged, "file", path).Because(cause)
}

// load reads a document. A damaged file is moved aside, never deleted, so that a new document may take its
// place; the problem it answers names the file where it now is.
func load[T any](ctx context.Context, s *Store, kind string, read func() (document[T], error)) (document[T], error) {
	d, err := read()
	if !errors.Is(err, errDamaged) {
		return d, err
	}
	unlock, lockErr := s.lock(ctx)
	if lockErr != nil {
		return d, damaged(d.path, errors.Join(err, lockErr))
	}
	defer unlock()
	return loadLocked(s, kind, read)
}

// loadLocked is load under the lock. It reads again: another program may have mended the file meanwhile.
func loadLocked[T any](s *Store, kind string, read func() (document[T], error)) (document[T], error) {
	d, err := read()
	if !errors.Is(err, errDamaged) {
		return d, err
	}
	aside := d.path + ".damaged-" + time.Now().UTC().Format("20060102T150405.000000000Z")
	if moveErr := os.Rename(d.path, aside); moveErr != nil {
		return d, damaged(d.path, errors.Join(err, moveErr))
	}
	problem := damaged(aside, err)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.damaged[kind] = append(s.damaged[kind], problem)
	return d, problem
}
