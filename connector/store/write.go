package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/natefinch/atomic"
)

// unfinished is the pattern of files that are being written; whatever matches it while nobody else holds
// the lock was left by a crash.
const unfinished = ".mooring-*.new"

// file is what writing needs of an *os.File.
type file interface {
	io.WriteCloser
	Sync() error
	Name() string
}

// createTemp makes the file a document is written to first, 0600 like every file here.
func createTemp(dir string) (file, error) { return os.CreateTemp(dir, unfinished) }

// replace puts a document in the place of another, so that a crash or power cut leaves the whole old or
// the whole new one. It is called under the lock.
//
// atomic.ReplaceFile does the renaming, since Windows needs more than os.Rename for it to be lasting.
// atomic.WriteFile would not do: it gives the new file the old one's permissions, never syncs the folder,
// so that a power cut may undo the renaming, and its leftovers after a crash look like documents.
func (s *Store) replace(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := makeDir(dir); err != nil {
		return failed(path, err)
	}
	sweep(dir)
	temp, err := s.create(dir)
	if err != nil {
		return failed(path, err)
	}
	_, err = temp.Write(data)
	if err == nil {
		err = temp.Sync()
	}
	err = errors.Join(err, temp.Close())
	if err == nil {
		err = atomic.ReplaceFile(temp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temp.Name())
		return failed(path, err)
	}
	syncDir(dir)
	return nil
}

// sweep removes what a crash left half written.
func sweep(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		if ours, _ := filepath.Match(unfinished, entry.Name()); ours {
			_ = os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}

// makeDir makes a folder and those above it for this user alone, each recorded in the one above before it
// is used.
func makeDir(dir string) error {
	info, err := os.Stat(dir)
	if err == nil && info.IsDir() {
		return nil
	}
	if err == nil {
		return fmt.Errorf("%s is not a folder", dir)
	}
	above := filepath.Dir(dir)
	if !errors.Is(err, fs.ErrNotExist) || above == dir {
		return err
	}
	if err := makeDir(above); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	syncDir(above)
	return nil
}

// syncDir makes a renaming last through a power cut. Where a system cannot do that to a folder (Windows,
// some network drives) the document is in place all the same, and either version of it is whole: that is
// no failure.
func syncDir(dir string) {
	handle, err := os.Open(dir)
	if err != nil {
		return
	}
	_ = handle.Sync()
	_ = handle.Close()
}
