package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"mooring/connector"
)

// errNone says that there is no document to change.
var errNone = errors.New("there is no such document")

// save writes values, new or each in the place of the one with its id: all of them, or none where it answers an
// error.
func (f folder[T]) save(ctx context.Context, values ...T) error {
	unlock, err := f.store.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	old := make([]document[T], len(values))
	for n := range values {
		if old[n], err = f.current(*f.id(&values[n])); err != nil {
			return err
		}
	}
	_, err = f.write(values, old)
	return err
}

// change writes what next makes of a document as it stands, and gives what it wrote. It answers errNone where there
// is no document.
func (f folder[T]) change(ctx context.Context, id string, next func(T) (T, error)) (written T, err error) {
	unlock, err := f.store.lock(ctx)
	if err != nil {
		return written, err
	}
	defer unlock()
	d, err := f.current(id)
	if err != nil {
		return written, err
	}
	if d.raw == nil {
		return written, errNone
	}
	value, err := next(d.value)
	if err != nil {
		return written, err
	}
	texts, err := f.write([]T{value}, []document[T]{d})
	if err != nil {
		return written, err
	}
	again, err := decode[T](f.kind, texts[0].data)
	return again.value, err
}

// remove deletes a document and its copies; that there is none is fine. The damaged file of one that was restored
// stays aside.
func (f folder[T]) remove(ctx context.Context, id string) error {
	if !validID(id) {
		return nil
	}
	unlock, err := f.store.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	d, err := f.current(id)
	if err != nil {
		return err
	}
	if d.raw != nil {
		if err := os.Remove(d.path); err != nil {
			return failed(d.path, err)
		}
		syncDir(f.path)
	}
	f.removeCopies(id)
	return nil
}

// removeCopies forgets a document. A copy that stays does no harm: only a damaged document calls for it.
func (f folder[T]) removeCopies(id string) {
	_ = os.Remove(f.slot(id).copy)
	for schema := 1; schema < schemaOf(f.kind); schema++ {
		_ = os.Remove(f.outdated(id, schema))
	}
	syncDir(f.copies())
}

// outdated is where a document of an earlier schema is kept as it was.
func (f folder[T]) outdated(id string, schema int) string {
	return filepath.Join(f.copies(), fmt.Sprintf("%s.schema-%d.json", id, schema))
}

// current reads a document that is to be changed, under the lock. Where there is none, or none of use any more, its
// raw text is nil. It answers profile-newer, and disk-failed for a file that could neither be read nor moved: it
// must not be lost.
func (f folder[T]) current(id string) (document[T], error) {
	d, err := loadLocked(f.store, f.slot(id))
	problem, isProblem := connector.AsProblem(err)
	switch {
	case err == nil && d.newer:
		return d, f.newer(d)
	case err == nil:
		return d, nil
	case errors.Is(err, fs.ErrNotExist), isProblem && problem.Args["file"] != d.path:
		return document[T]{path: d.path}, nil
	}
	return d, failed(d.path, err)
}

// write writes values in the place of what stood there. It answers profile-name-taken and disk-failed.
func (f folder[T]) write(values []T, old []document[T]) ([]writing, error) {
	if f.unique {
		if err := f.namesFree(values, old); err != nil {
			return nil, err
		}
	}
	all := make([]writing, len(values))
	for n, value := range values {
		id := *f.id(&value)
		data, err := encode(f.kind, value, old[n].raw)
		if err != nil {
			return nil, failed(f.file(id), err)
		}
		all[n] = writing{path: f.file(id), copy: f.slot(id).copy, data: data, before: old[n].original}
		if old[n].raw != nil && old[n].schema < schemaOf(f.kind) {
			all[n].outdated = f.outdated(id, old[n].schema)
		}
	}
	return all, f.store.writeAll(all)
}

// namesFree answers profile-name-taken where two would have the same name. Where every value keeps the name it had
// nobody else is looked at: what a profile is called cannot keep it from remembering that it was checked.
func (f folder[T]) namesFree(values []T, old []document[T]) error {
	taken := func(name string) error {
		return connector.NewProblem(connector.CodeProfileNameTaken, "name", name)
	}
	names, ids, kept := map[string]string{}, map[string]bool{}, true
	for n := range values {
		name := f.name(values[n])
		if _, twice := names[fold(name)]; twice {
			return taken(name)
		}
		names[fold(name)], ids[*f.id(&values[n])] = name, true
		kept = kept && old[n].raw != nil && fold(f.name(old[n].value)) == fold(name)
	}
	if kept {
		return nil
	}
	found, _, err := f.scan(func(place slot[T]) (document[T], error) { return loadLocked(f.store, place) })
	if err != nil {
		return err
	}
	for _, d := range found {
		if name, wanted := names[fold(f.name(d.value))]; wanted && !ids[*f.id(&d.value)] {
			return taken(name)
		}
	}
	return nil
}
