package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxList bounds a kept list: a million repositories need less.
const maxList = 512 << 20

// listFile is where the list of a connection is kept. It is no document: it may be thrown away at any time.
func (s *Store) listFile(id string) string { return filepath.Join(s.dirs.Cache, "lists", id+".list") }

// List gives the list kept for a connection, as it was given to SaveList; nothing, without an error, where there is
// none or none of use.
func (s *Store) List(ctx context.Context, id string) ([]byte, error) {
	if !validID(id) || ctx.Err() != nil {
		return nil, ctx.Err()
	}
	path := s.listFile(id)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, failed(path, err)
	case !info.Mode().IsRegular() || info.Size() > maxList:
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, failed(path, err)
	}
	return data, nil
}

// SaveList keeps what write writes in the place of what was kept for a connection: all of it, or none where it answers
// an error. Nothing is kept for a connection that is not there (any more): its list went with it. It answers
// disk-failed, and the error of write.
func (s *Store) SaveList(ctx context.Context, id string, write func(io.Writer) error) error {
	if !validID(id) {
		return nil
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if !s.connected(id) {
		return nil
	}
	path := s.listFile(id)
	if err := makeDir(filepath.Dir(path)); err != nil {
		return failed(path, err)
	}
	s.sweepLists()
	temp, err := s.stage(filepath.Dir(path), write)
	if err != nil {
		return failed(path, err)
	}
	if err := s.settle(temp, path); err != nil {
		return failed(path, err)
	}
	return nil
}

// connected tells whether there is such a connection.
func (s *Store) connected(id string) bool {
	_, err := os.Stat(s.connections().file(id))
	return err == nil
}

// forget drops what hangs on a connection: its list, and what was picked of it.
func (s *Store) forget(ctx context.Context, id string) error {
	if !validID(id) {
		return nil
	}
	if err := s.forgetList(ctx, id); err != nil {
		return err
	}
	return s.choices().remove(ctx, id)
}

func (s *Store) forgetList(ctx context.Context, id string) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	path := s.listFile(id)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failed(path, err)
	}
	s.sweepLists()
	return nil
}

// sweepLists removes what crashes left: lists half written, which tell as much as whole ones, and those whose connection
// went without them. It is called under the lock.
func (s *Store) sweepLists() {
	dir := filepath.Join(s.dirs.Cache, "lists")
	sweep(dir)
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		if id, is := strings.CutSuffix(entry.Name(), ".list"); is && validID(id) && !s.connected(id) {
			_ = os.Remove(s.listFile(id))
		}
	}
}
