package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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

// writing is a document on its way to the disk.
type writing struct {
	path, copy string
	data       []byte
	// before is the text that stands in its place; nil where nothing does.
	before []byte
	// outdated is where before is kept for good, since it has an earlier schema; empty where it has not.
	outdated string
	// current says that no copy is better than an older one: what was taken back must not come back.
	current bool
}

// writeAll puts documents in the place of others: all of them, or none where it answers an error. It is called
// under the lock. Each document is whole at every moment; what a crash half way leaves is some of them.
func (s *Store) writeAll(all []writing) (err error) {
	sweep(foldersOf(all)...)
	temps := make([]string, 0, len(all))
	done := 0
	defer func() {
		if err == nil {
			return
		}
		for _, temp := range temps {
			_ = os.Remove(temp)
		}
		for _, w := range all[:done] {
			s.takeBack(w)
		}
	}()
	for _, w := range all {
		temp, err := s.prepare(w.path, w.data)
		if err != nil {
			return failed(w.path, err)
		}
		temps = append(temps, temp)
	}
	for n, w := range all {
		if err := s.settle(temps[n], w.path); err != nil {
			return failed(w.path, err)
		}
		done++
	}
	for _, w := range all {
		s.keepCopies(w)
	}
	return nil
}

// takeBack makes a written document what it was before, as far as the disk lets it.
func (s *Store) takeBack(w writing) {
	if w.before == nil {
		_ = os.Remove(w.path)
		syncDir(filepath.Dir(w.path))
		return
	}
	_ = s.replace(w.path, w.before)
}

// keepCopies writes the last good copy, and once what is outdated. The document is in its place already, and
// that is what counts: a copy that cannot be written mostly stays what it was until the next time.
func (s *Store) keepCopies(w writing) {
	if w.outdated != "" {
		_ = s.replace(w.outdated, w.before)
	}
	if err := s.replace(w.copy, w.data); err != nil && w.current {
		_ = os.Remove(w.copy)
	}
}

// replace puts a document in the place of another, so that a crash or power cut leaves the whole old or
// the whole new one. It is called under the lock.
func (s *Store) replace(path string, data []byte) error {
	temp, err := s.prepare(path, data)
	if err != nil {
		return err
	}
	return s.settle(temp, path)
}

// prepare writes what will stand at a path to a file beside it.
func (s *Store) prepare(path string, data []byte) (temp string, err error) {
	dir := filepath.Dir(path)
	if err := makeDir(dir); err != nil {
		return "", err
	}
	return s.stage(dir, func(to io.Writer) error {
		_, err := to.Write(data)
		return err
	})
}

// stage makes a file that is on the disk as a whole, for settle to give it its name.
func (s *Store) stage(dir string, write func(io.Writer) error) (temp string, err error) {
	opened, err := s.create(dir)
	if err != nil {
		return "", err
	}
	err = write(opened)
	if err == nil {
		err = opened.Sync()
	}
	if err = errors.Join(err, opened.Close()); err != nil {
		_ = os.Remove(opened.Name())
		return "", err
	}
	return opened.Name(), nil
}

// settle gives a staged file its name, in the place of what has it.
//
// atomic.ReplaceFile does the renaming, since Windows needs more than os.Rename for it to be lasting.
// atomic.WriteFile would not do: it gives the new file the old one's permissions, never syncs the folder,
// so that a power cut may undo the renaming, and its leftovers after a crash look like documents.
func (s *Store) settle(temp, path string) error {
	if err := s.place(temp, path); err != nil {
		_ = os.Remove(temp)
		return err
	}
	syncDir(filepath.Dir(path))
	return nil
}

// foldersOf lists the folders documents and their copies are written to, each once.
func foldersOf(all []writing) []string {
	var dirs []string
	for _, w := range all {
		dirs = append(dirs, filepath.Dir(w.path), filepath.Dir(w.copy))
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// sweep removes what crashes left half written in folders. It is called under the lock, before anything is
// written.
func sweep(dirs ...string) {
	for _, dir := range dirs {
		entries, _ := os.ReadDir(dir)
		for _, entry := range entries {
			if ours, _ := filepath.Match(unfinished, entry.Name()); ours {
				_ = os.Remove(filepath.Join(dir, entry.Name()))
			}
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
