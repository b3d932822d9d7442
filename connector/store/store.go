// Package store keeps documents on disk: build profiles, connections, what is trusted, and settings. It knows
// no secret.
//
// A document is one JSON file, {"schema":1,"kind":"connection",…}, with times in RFC 3339 UTC: profiles/<id>.json,
// connections/<id>.json, choices/<connection id>.json, trust.json and settings.json in the config folder. A later Mooring may add fields, which are
// kept when a file is written again; it raises the schema only when an older one would do harm, and then
// the file is shown here but not touched. One of an earlier schema is migrated when it is read and written as it
// is today when it is next changed. Every change is made under a lock file and replaces the whole
// file, so neither a second Mooring nor a power cut loses anything.
//
// The cache folder has the last list of repositories of each connection (lists/<connection id>.list), as it is given
// here: package catalog knows what is in it. It goes with its connection.
//
// The folder last-good has a copy of each document as it was last written (last-good/<kind>/<id>.json,
// last-good/trust.json), which takes the place of one that cannot be read any more, and the documents of an earlier
// schema as they were before they were migrated (<id>.schema-1.json). A copy that cannot be written is no failure.
package store

import (
	"sync"
	"time"

	"github.com/natefinch/atomic"

	"mooring/connector"
)

// Store reads and writes documents. It may be used from many goroutines and by many programs at a time.
type Store struct {
	dirs Dirs
	// patience is how long another program may keep the lock: one that was stopped keeps it for ever.
	patience time.Duration
	writing  chan struct{} // full while this program writes
	create   func(dir string) (file, error)
	place    func(from, to string) error

	mu      sync.Mutex
	damaged map[string][]connector.Problem // by kind: what was moved aside since Open
}

// Open gives a store over folders, which need not exist yet: they are made when something is saved.
func Open(dirs Dirs) *Store {
	return &Store{
		dirs: dirs, patience: lockPatience, writing: make(chan struct{}, 1), create: createTemp, place: atomic.ReplaceFile,
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

// unread says that a file could not be read and stands where it did: it could not be moved, or need not be damaged.
func unread(path string, cause error) connector.Problem {
	return damaged(path, cause).With("stays", "yes")
}

// remember keeps a problem of a file that is no longer where it was, for every list to come.
func (s *Store) remember(kind string, problem connector.Problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.damaged[kind] = append(s.damaged[kind], problem)
}
