package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// lastGood is the folder of the copies that take the place of documents which cannot be read any more.
const lastGood = "last-good"

// load reads a document. A damaged file is moved aside, never deleted, and its last good copy takes its place.
// Where there is none, a new document may: the problem it answers names the file where it now is.
func load[T any](ctx context.Context, s *Store, place slot[T]) (document[T], error) {
	d, err := place.read()
	if !errors.Is(err, errDamaged) {
		return d, err
	}
	unlock, lockErr := s.lock(ctx)
	if lockErr != nil {
		return d, unread(d.path, errors.Join(err, lockErr))
	}
	defer unlock()
	return loadLocked(s, place)
}

// loadLocked is load under the lock. It reads again: another program may have mended the file meanwhile.
func loadLocked[T any](s *Store, place slot[T]) (document[T], error) {
	d, err := place.read()
	if !errors.Is(err, errDamaged) {
		return d, err
	}
	aside := place.path + ".damaged-" + time.Now().UTC().Format("20060102T150405.000000000Z")
	good, copyErr := place.readFrom(place.copy)
	if copyErr != nil { // there is no copy, or it is no better
		if moveErr := os.Rename(place.path, aside); moveErr != nil {
			return d, unread(place.path, errors.Join(err, moveErr))
		}
		problem := damaged(aside, err)
		s.remember(place.kind, problem)
		return d, problem
	}
	if putErr := s.restore(place.path, aside, good.original); putErr != nil {
		return d, unread(place.path, errors.Join(err, putErr))
	}
	problem := damaged(aside, err).With("restored", "yes")
	s.remember(place.kind, problem)
	good.restored = &problem
	return good, nil
}

// restore puts a good copy in the place of a damaged file and keeps that aside. There is a file in the place at
// every moment, so that a crash half way leaves the damaged one there, to be found and mended again.
func (s *Store) restore(path, aside string, good []byte) error {
	if err := s.duplicate(path, aside); err != nil {
		return fmt.Errorf("keep the damaged file: %w", err)
	}
	if err := s.replace(path, good); err != nil {
		_ = os.Remove(aside) // the damaged file still stands where it was
		return err
	}
	return nil
}

// duplicate gives a file a second name, or makes a second file where the disk knows no such thing.
func (s *Store) duplicate(path, second string) error {
	if os.Link(path, second) == nil {
		return nil
	}
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	temp, err := s.stage(filepath.Dir(second), func(to io.Writer) error {
		_, err := io.Copy(to, from)
		return err
	})
	if err != nil {
		return err
	}
	return s.settle(temp, second)
}
