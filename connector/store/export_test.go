package store

import "os"

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

// Recode reads a file of a kind as profile and writes it again.
func Recode[T any](kind string, data []byte) (value T, newer bool, again []byte, err error) {
	d, err := decode[T](kind, data)
	if err != nil || d.newer {
		return d.value, d.newer, nil, err
	}
	again, err = encode(kind, d.value, data)
	return d.value, false, again, err
}
